"""The line for messages to the agent. They disappear after a while, and nothing else moves."""

import re

from textual.content import Content
from textual.timer import Timer

from console.tui.widgets.text_widget import Words

STAYS = 8.0
"""Seconds that a message stays."""

_STYLES = {
    "information": "",
    "off": "$foreground-muted",
    "warning": "$text-warning",
    "urgent": "$text-warning",
    "error": "bold $text-error",
}
"""The style of a message; `off` says why a key does nothing now, `urgent` waits for no receipt."""

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


class NoticeLine(Words):
    """Shows the latest message, or the standing notice if there is none."""

    _timer: Timer | None = None
    """Runs while a message is shown."""

    _standing = Content()
    """A notice that is shown as long as it is true, such as a block by a supervisor."""

    _is_urgent = False
    """Whether the standing notice is urgent."""

    _text = ""

    def tell(self, text: str, severity: str = "information") -> None:
        """Show a message."""
        self._text = text
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(STAYS, self.hush)
        self.show(with_keys(text, _STYLES[severity]))

    @property
    def is_telling(self) -> bool:
        """Whether a message is shown."""
        return self._timer is not None

    def take_back(self, text: str) -> None:
        """Remove a message that is no longer true, unless a newer one has replaced it."""
        if self.is_attached and self.is_telling and self._text == text:
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
