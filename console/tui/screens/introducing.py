"""The key that introduces the firm by e-mail: written on the lane, handed over beside it."""

from collections.abc import Callable
from functools import partial

from textual.screen import Screen

from console.cards.lead import Introduced
from console.desk import Desk, RefusedError
from console.desk.preparing_desk import Written
from console.mailing.letter import MailTrouble
from console.tui.posting import post
from console.tui.workplace import Workplace
from console.view.cleaning import clean
from console.view.dial_string import Tell
from console.view.lead_words import introduced_line
from db.engine import DatabaseTrouble
from db.enums import MailWay


class Introducing:
    """One at a time for each lead: a second press while the first is under way is told so."""

    def __init__(
        self, screen: Screen[None], work: Workplace, tell: Tell, done: Callable[[int], None]
    ) -> None:
        self._screen = screen
        self._work = work
        self._tell = tell
        self._done = done
        self._under_way: set[int] = set()

    async def introduce(self, lead_id: int) -> None:
        if lead_id in self._under_way:
            self._tell("The e-mail is on its way.", "information")
            return
        self._under_way.add(lead_id)
        try:
            await self._introduce(lead_id)
        finally:
            self._under_way.discard(lead_id)

    async def _introduce(self, lead_id: int) -> None:
        preparing = self._work.desk.preparing
        try:
            written = await self._work.lane.run(preparing.introduction, lead_id)
        except (RefusedError, DatabaseTrouble) as refused:
            self._tell(str(refused), "warning")
            return
        self._ask(written)

    def _ask(self, written: Written) -> None:
        """One stray key sends nothing and writes nothing down."""
        from console.tui.screens.letter import LetterScreen

        def decide(is_sent: bool | None) -> None:  # noqa: FBT001 - Textual calls it so
            if is_sent:
                self._under_way.add(written.lead_id)
                self._screen.run_worker(self._hand_over(written))

        before = told_before(written.before, self._work)
        self._screen.app.push_screen(LetterScreen(written.letter, before), decide)

    async def _hand_over(self, written: Written) -> None:
        has_left = await post(
            self._screen.app,
            written.letter,
            f"introduction {written.lead_id}",
            self._work.personal.mail,
            self._work.clock(),
            self._tell,
            partial(_record, self._work.desk, written),
        )
        self._under_way.discard(written.lead_id)
        if has_left:
            self._done(written.lead_id)


def told_before(introduced: Introduced | None, work: Workplace) -> str:
    if introduced is None:
        return ""
    return f"{clean(introduced_line(introduced, work.clock(), work.here))}. Once more?"


def _record(desk: Desk, written: Written, way: MailWay) -> None:
    try:
        desk.preparing.record_introduction(written, way)
    except DatabaseTrouble as trouble:
        raise MailTrouble(
            f"The e-mail left, but that could not be kept with the lead: {trouble}"
        ) from None
