"""One of a few words, chosen with the arrows: for a form without a mouse."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static


class Choice(Static, can_focus=True):
    """← and → (or Space) go through the words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", show=False),
        Binding("right,space", "turn(1)", show=False),
    ]

    def __init__(self, options: Sequence[tuple[str, str]], value: str, *, id: str) -> None:  # noqa: A002
        """`options` are (value, what is shown)."""
        super().__init__(id=id)
        self._options = tuple(options)
        values = [one for one, _ in self._options]
        self._at = values.index(value) if value in values else 0

    @property
    def value(self) -> str:
        return self._options[self._at][0]

    def on_mount(self) -> None:
        self._show(has_focus=self.has_focus)

    def on_focus(self) -> None:
        self._show(has_focus=True)

    def on_blur(self) -> None:
        self._show(has_focus=False)

    def action_turn(self, step: int) -> None:
        self._at = (self._at + step) % len(self._options)
        self._show(has_focus=self.has_focus)

    def _show(self, *, has_focus: bool) -> None:
        """`has_focus` is said: while the event is heard the widget does not know of it yet."""
        shown = self._options[self._at][1]
        style = "bold $text-accent" if has_focus else "$foreground"
        arrows = "  ← →" if has_focus else ""
        self.update(Content.assemble((shown, style), (arrows, "$foreground-muted")))
