"""An Enter that was typed before its question could be read answers nothing."""

from datetime import timedelta

from console.tui.base.workplace import Workplace

AGAIN = "That Enter came before this could be read: Enter again, if it is so."


class Asked:
    """When a question came onto the screen that Enter alone answers."""

    def __init__(self, work: Workplace) -> None:
        self._work = work
        self._at = work.clock()

    def anew(self) -> None:
        self._at = self._work.clock()

    @property
    def is_unread(self) -> bool:
        """In the time that a new lead is given to be read, too."""
        pause = timedelta(seconds=self._work.personal.fresh_pause)
        return self._work.clock() - self._at < pause
