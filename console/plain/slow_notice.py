"""Who waits is told so, and does not type the line again."""

from threading import Timer
from types import TracebackType

from console.plain.conversation import Ask, Say
from console.view.text.slow_notice import ONE_MOMENT, SLOW


class Patience:
    """Lines in and out, and a word where nothing is said for a while after one was typed."""

    def __init__(self, say: Say, ask: Ask) -> None:
        self._say = say
        self._ask = ask
        self._is_awaiting = False
        self._timer: Timer | None = None

    def __enter__(self) -> "Patience":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._is_awaiting = True
        self._stop()

    def say(self, text: str) -> None:
        self._say(text)
        self._begin()

    def ask(self, prompt: str) -> str | None:
        self._is_awaiting = True
        self._stop()
        try:
            return self._ask(prompt)
        finally:
            self._is_awaiting = False
            self._begin()

    def _begin(self) -> None:
        """Anew with each line said; a line awaited is the agent's own time."""
        self._stop()
        if not self._is_awaiting:
            self._timer = Timer(SLOW, self._say, [ONE_MOMENT])
            self._timer.daemon = True
            self._timer.start()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
