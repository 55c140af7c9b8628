"""The line for messages to the agent. They disappear after a while, and nothing else moves."""

from textual.content import Content
from textual.timer import Timer

from console.tui.widgets.text_widget import Words

STAYS = 8.0
"""Seconds that a message stays."""

_STYLES = {"information": "$text-accent", "warning": "$text-warning", "error": "bold $text-error"}


class NoticeLine(Words):
    """Shows the latest message, or the standing notice if there is none."""

    _timer: Timer | None = None
    """Runs while a message is shown."""

    _standing = Content()
    """A notice that is shown as long as it is true, such as a block by a supervisor."""

    _text = ""

    def tell(self, text: str, severity: str = "information") -> None:
        """Show a message."""
        self._text = text
        self.show(Content.styled(text, _STYLES[severity]))
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(STAYS, self.hush)

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
        standing = Content.styled(text, _STYLES[severity])
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
