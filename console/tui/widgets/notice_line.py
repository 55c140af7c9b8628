"""One line for what the console has to say: it comes, and goes after a while, moving nothing."""

from textual.content import Content
from textual.timer import Timer

from console.tui.widgets.text_widget import Words

STAYS = 8.0
"""Seconds."""

_STYLES = {"information": "$text-accent", "warning": "$text-warning", "error": "bold $text-error"}


class NoticeLine(Words):
    _timer: Timer | None = None
    _standing = Content()
    """What holds for as long as it is so, shown when there is nothing newer to say."""

    _is_owed = False
    _told = ""

    def tell(self, text: str, severity: str = "information", *, is_owed: bool = False) -> None:
        """What `is_owed` gives way to nothing that stands: it is of what was just recorded."""
        self._is_owed = is_owed
        self._told = text
        self.show(Content.styled(text, _STYLES[severity]))
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(STAYS, self.hush)

    @property
    def is_telling(self) -> bool:
        """Whether something was told a moment ago, and has not gone yet."""
        return self._timer is not None

    def take_back(self, text: str) -> None:
        """It is so no longer. What was told since stays."""
        if self.is_attached and self.is_telling and self._told == text:
            self.hush()

    def stand(self, text: str, severity: str = "information") -> None:
        standing = Content.styled(text, _STYLES[severity])
        if not standing.is_same(self._standing):
            self._standing = standing
            if self._timer is None:
                self.hush()

    def give_way(self) -> None:
        """To what stands, at once, unless what is told is owed its seconds."""
        if not self._is_owed:
            self.hush()

    def hush(self) -> None:
        self._is_owed = False
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.show(self._standing)
