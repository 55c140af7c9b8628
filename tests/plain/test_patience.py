"""Who waits is told so, in lines too."""

from threading import Event

from console.plain.background import Patience
from console.view.text.counts import ONE_MOMENT


def test_who_waits_for_an_answer_is_told_so() -> None:
    event = Event()
    with Patience(lambda text: event.set() if text == ONE_MOMENT else None, lambda _: "n") as lines:
        assert lines.ask("on call> ") == "n"
        assert event.wait(60)
