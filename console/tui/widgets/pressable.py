"""Keys as buttons: a key with its word can be clicked wherever it is drawn, and hovering shows it.

The name of the key is in the style of its cells, so that neither a layout nor a second drawing has
to know where the words are.
"""

from textual.content import Content, Span
from textual.events import Click, MouseDown, MouseEvent, MouseMove
from textual.style import Style
from textual.widget import Widget

from console.view.keys.key import Key, needs_a_key

PRESS = "press"
"""The name under which a style holds the key of its cells."""


def pressable(content: Content, key: Key) -> Content:
    """Return the words of a key as a button, unless only the key itself may do it."""
    return content if needs_a_key(key) else as_button(content, key.key)


def as_button(content: Content, key: str) -> Content:
    """Return the words of a key as a button; `key` is Textual's name of it."""
    return content.stylize(button_style(key))


def button_style(key: str) -> Style:
    """Return the style that makes cells a button of a key."""
    return Style.from_meta({PRESS: key})


def key_under(event: MouseEvent) -> str:
    """Return the name of the key whose words are under the mouse, or ""."""
    return str(event.style.meta.get(PRESS, ""))


def underlined(content: Content, pressed: str) -> Content:
    """Underline the words of the key that is under the mouse."""
    if not pressed:
        return content
    spans = [
        Span(span.start, span.end, "underline")
        for span in content.spans
        if isinstance(span.style, Style) and span.style.meta.get(PRESS) == pressed
    ]
    return content.add_spans(spans) if spans else content


class Hovering(Widget):
    """Underlines the words of the key under the mouse; `render` of the widget has to ask it."""

    hovered = ""
    """The name of the key under the mouse."""

    def on_mouse_move(self, event: MouseMove) -> None:
        self._hover(key_under(event))

    def on_leave(self) -> None:
        self._hover("")

    def _hover(self, key: str) -> None:
        if key != self.hovered:
            self.hovered = key
            self.refresh()


class ClickedKeys:
    """A screen on which the words of a key can be clicked. A click acts on release over them."""

    _held = ""
    """The key whose words were under the mouse when its button went down."""

    def on_mouse_down(self, event: MouseDown) -> None:
        self._held = key_under(event)

    def on_click(self, event: Click) -> None:
        held, self._held = self._held, ""
        if held and held == key_under(event):
            self.press_by_mouse(held)

    def press_by_mouse(self, key: str) -> None:
        """Do what the key does."""
        raise NotImplementedError
