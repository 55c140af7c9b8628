"""The line for messages to the agent. They disappear after a while, and nothing else moves."""

import re

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.timer import Timer

from console.tui.drawing.looks import Looks, joined
from console.tui.widgets.text_widget import Words, cut, stack

STAYS = 8.0
"""Seconds that a message stays."""

_STYLES = {
    "information": "",
    "done": "",
    "off": "",
    "warning": "$text-warning",
    "urgent": "$text-warning",
    "error": "bold $text-error",
}
"""The style of a message; `done` is a result, `off` says why a key does nothing now, and `urgent`
waits for no receipt."""

_SIGNS = {
    "information": ("●", "accent"),
    "done": ("✓", "success"),
    "off": ("·", ""),
    "warning": ("!", "warning"),
    "urgent": ("!", "warning"),
    "error": ("!", "error"),
}
"""The sign before a message, and the role of its color; "" is gray."""

_KEYS = re.compile(
    r"(?<![\w.’+-])"
    r"(?:F\d+|Ctrl\+[A-Z]|Enter|Space|Esc|Bksp|(?<!\d )[B-HJ-Zb-z/](?= then | [a-z]+s\b))"
    r"(?![\w’+-])"
)
"""The keys that a message names, such as `F8`, or the `l` of “l opens the plan”."""


def with_keys(text: str, style: str) -> Content:
    """Return a message whose keys have the color that keys have everywhere."""
    content = Content.styled(text, style)
    for key in _KEYS.finditer(text):
        content = content.stylize("bold $text-accent", *key.span())
    return content


def strip(message: Content, severity: str, width: int, rows: int, looks: Looks) -> Content:
    """Return the message on a tinted ground, with its sign before it.

    Where the sign would cost a row its last word, the message goes without.
    """
    sign, role = _SIGNS[severity]
    ground = f"on ${role}-muted" if role in {"warning", "error"} else "on $panel"
    room = cell_len(sign) + 3  # its chip, and the blank before it
    margin = room if rows > 1 or message.cell_length < width - room else 0
    shown = cut(message, max(1, width - margin - 1), rows)
    lines = shown.split("\n", allow_blank=True)
    words = [line.pad(1, max(0, width - margin - 1 - line.cell_length)) for line in lines]
    if looks.grounds:
        words = [line.stylize_before(ground) for line in words]
    first, *others = words
    chip = looks.chip(role) if role else looks.chip_plain
    head = joined([(" ", ""), (f" {sign} ", chip)]) if margin else Content()
    return stack([head.append(first), *(line.pad_left(margin) for line in others)])


class NoticeLine(Words):
    """Shows the latest message, or the standing notice if there is none."""

    _timer: Timer | None = None
    """Runs while a message is shown."""

    _standing = Content()
    """A notice that is shown as long as it is true, such as a block by a supervisor."""

    _is_urgent = False
    """Whether the standing notice is urgent."""

    _text = ""
    _severity = "information"

    def tell(self, text: str, severity: str = "information") -> None:
        """Show a message."""
        self._text, self._severity = text, severity
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(STAYS, self.hush)
        self.show(with_keys(text, _STYLES[severity]))

    @property
    def message(self) -> Content:
        """The message that is shown; empty if there is none."""
        return self._value if isinstance(self._value, Content) else Content(self._value or "")

    def draw(self, size: Size, value: Content | str) -> Content:
        if self.is_telling and self.message.plain:
            return strip(self.message, self._severity, size.width, size.height, self.looks)
        return super().draw(size, value)

    @property
    def is_telling(self) -> bool:
        """Whether a message is shown."""
        return self._timer is not None

    @property
    def told(self) -> tuple[str, str]:
        """The text and severity of the message that is shown; without one the text is empty."""
        return (self._text if self.is_telling else "", self._severity)

    def take_back(self, text: str, earlier: str, severity: str) -> None:
        """Show an earlier message again, or none, unless one newer than `text` is shown."""
        if self.is_attached and self.is_telling and self._text == text:
            if earlier:
                self.tell(earlier, severity)
            else:
                self.hush()

    def stand(self, text: str, severity: str = "information") -> None:
        """Set the standing notice, "" for none. It appears when the current message goes."""
        self._is_urgent = severity == "urgent"
        standing = with_keys(text, _STYLES[severity])
        if not standing.is_same(self._standing):
            self._standing = standing
            if self._timer is None:
                self.hush()

    def hush(self) -> None:
        """Remove the message."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.show(self._standing)
