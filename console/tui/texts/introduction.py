"""Introduce the firm to leads by e-mail: show each letter, send it, record that it left.

The desk composes and records letters on the lane of the calls. Handing them to the mail program or
server happens outside that lane, so that a slow server delays no key.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from msgspec.structs import replace
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Static

from console.desk import Desk, RefusedError
from console.desk.lead.texts_desk import Written
from console.outreach.external_programs import Tell
from console.outreach.mail.letter import Letter, MailTrouble
from console.tui.base.bindings import (
    ENTER_AGAIN,
    EnterGuard,
    bindings,
    is_scrolling,
    scrolls_on,
    watch_scrolling,
)
from console.tui.base.mail_handoff import post
from console.tui.base.workplace import Workplace
from console.tui.lead.brief_pane import BriefPane
from console.tui.screens.beside import Beside
from console.tui.screens.page import FRAME, height_of
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.notice_line import NoticeLine, strip, with_keys
from console.view.keys.other_screens import LETTER, LETTERS, READING
from console.view.lead.lead import before_words
from console.view.text.cleaning import clean
from console.view.text.counts import many
from db.engine.database import DatabaseTrouble
from db.enums import MailWay

LETTER_WIDTH = 76
"""Cells of a row of a letter; `screens.tcss` has the same number."""

NAMED = 3
"""Names of the next leads below a letter of a round."""

NOBODY_YET = "(no address yet)"

Choice = Literal["send", "leave_out", "next", "back"]


class LetterScreen(Beside[Choice]):
    """Show a letter before it leaves; answer "send", "leave_out", "next" or "back".

    `before` is a warning above the keys: that one was sent already. `place` is its position in a
    round of several letters, such as `2 of 9`, and `after` says who comes next. Only in a round can
    it be left out. `among` is the place of the lead in the list that the letter was opened from;
    `has_next` says that the list goes on.
    """

    BINDINGS = bindings((*LETTERS, *LETTER[1:2]))
    AUTO_FOCUS = "#page"

    def __init__(
        self,
        letter: Letter,
        before: str,
        work: Workplace,
        place: str = "",
        after: str = "",
        lead_id: int | None = None,
        among: str = "",
        *,
        has_next: bool = False,
    ) -> None:
        """`lead_id` is the lead whose notes and earlier letters stand below, if there is room."""
        super().__init__()
        self._work = work
        self._lead_id = lead_id
        self._next = after
        self._enter_guard = EnterGuard(work)
        self._letter = letter
        self._text = Content()
        self._before = before
        self._place = place
        self._among = among
        self._has_next = has_next

    def compose(self) -> ComposeResult:
        letter = self._letter
        body = "\n".join(clean(line) for line in letter.body.split("\n"))
        with Vertical(classes="page-frame"):
            who = ", ".join(filter(None, (clean(letter.to_name), clean(letter.to) or NOBODY_YET)))
            title = f"E-mail {self._place} to {who}" if self._place else f"To {who}"
            title += f" · {self._among}" if self._among else ""
            yield Static(Content.styled(title, "bold $text-accent"), classes="page-title")
            self._text = Content.assemble(
                ("Subject  ", "$foreground-muted"),
                (clean(letter.subject), "bold"),
                f"\n\n{body.rstrip()}",
            )
            yield Static(self._warning(), id="sent-before")
            with VerticalScroll(id="page"):
                yield Static(self._text, id="page-text")
            yield NoticeLine(id="told")
            yield BriefPane(self._work, has_opening=False)
            yield KeyWords(classes="page-keys")

    def on_mount(self) -> None:
        warns = bool(self._before) and not self._place
        self.set_class(warns, "warns")
        self.query_one(NoticeLine).display = not warns  # the letter needs its row
        if not warns:  # what the letter before brought
            self.query_one(NoticeLine).stand(self._before)
        watch_scrolling(self, self.query_one("#page"), self._show_keys)
        self.query_one(BriefPane).look(self._lead_id)

    def _warning(self) -> Content:
        """Return the warning as a strip above the letter, or nothing."""
        if self._place or not self._before:
            return Content()
        text = with_keys(self._before, self.looks.warn)
        return strip(text, "warning", cell_len(self._before) + 6, 1, self.looks)[1:]

    def on_resize(self, _: Resize) -> None:
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Name the next leads of a round below the letter, if there is room."""
        width = min(LETTER_WIDTH, self.query_one("#page").size.width)
        following = Content.styled(f"\n\n{self._next}" if self._next else "", "$foreground-muted")
        text = Content.assemble(self._text, following)
        is_whole = height_of(text, width) <= self.size.height - FRAME - 1
        self.query_one("#page-text", Static).update(text if is_whole else self._text)
        self._show_keys()

    def _show_keys(self) -> None:
        keys = list(LETTERS if self._place else LETTER)
        if not self._place and self._before:
            keys[0] = replace(keys[0], label="Send again")
        if not self._place and not self._has_next:
            del keys[1]
        page = self.query_one("#page")
        scrolling = [key for key in READING if is_scrolling(key) and scrolls_on(key, page)]
        self.query_one(KeyWords).update(key_words([*keys[:-1], *scrolling, keys[-1]]))

    def action_press(self, action: Choice) -> None:
        if action == "send" and self._enter_guard.is_too_early:
            self.query_one(NoticeLine).display = True
            self.query_one(NoticeLine).tell(ENTER_AGAIN, "warning")
        elif {"next": self._has_next, "leave_out": bool(self._place)}.get(action, True):
            self.dismiss(action)


@dataclass
class Round:
    """The progress of a round of letters to several leads."""

    lead_ids: tuple[int, ...]
    names: tuple[str, ...]
    at: int = 0
    written: int = 0
    refusals: list[str] = field(default_factory=list)
    """Why a lead could not be written to."""

    @property
    def left(self) -> int:
        return len(self.lead_ids) - self.at

    @property
    def place(self) -> str:
        return f"{self.at} of {len(self.lead_ids)}"

    @property
    def after(self) -> str:
        """Return `Then: Ada, Bo, Cy and 3 more`, or "" for the last letter."""
        following = self.names[self.at :]
        names = ", ".join(map(clean, following[:NAMED]))
        more = f" and {len(following) - NAMED} more" if len(following) > NAMED else ""
        return f"Then: {names}{more}" if names else ""

    def take(self) -> int:
        """Return the id of the next lead and move on."""
        self.at += 1
        return self.lead_ids[self.at - 1]


class Introducing:
    """Write and send introductions on behalf of a screen; `done` is called for each one sent.

    A lead gets one letter at a time: a second press while the first is under way only says so.
    """

    def __init__(
        self,
        screen: Screen[None] | Screen[int | None],
        work: Workplace,
        tell: Tell,
        done: Callable[[int], None],
    ) -> None:
        self._screen = screen
        self._work = work
        self._tell = tell
        self._done = done
        self._under_way: set[int] = set()
        self._last_notice = ""
        """Shown above the next letter, which covers the screen's own notice line."""

    async def introduce(
        self,
        lead_id: int,
        place: str = "",
        after: str = "",
        go_on: Callable[[], None] | None = None,
    ) -> None:
        """Show the lead's letter; `place` is that of the lead in a list, `1 of 7`.

        `after` says who follows; `go_on` shows the letter to the next one of the list.
        """
        if lead_id in self._under_way:
            self._tell("The e-mail is on its way.", "information")
            return
        self._under_way.add(lead_id)
        try:
            await self._introduce(lead_id, place, after, go_on)
        finally:
            self._under_way.discard(lead_id)

    async def _introduce(
        self, lead_id: int, place: str, after: str, go_on: Callable[[], None] | None
    ) -> None:
        preparing = self._work.desk.preparing
        try:
            written = await self._work.lane.run(preparing.introduction, lead_id)
        except (RefusedError, DatabaseTrouble) as refused:
            self._tell(str(refused), "warning")
            return
        self._ask(written, place, after, go_on)

    def _ask(
        self, written: Written, place: str, after: str, go_on: Callable[[], None] | None
    ) -> None:
        """Show the letter, and send and record it only if the user says so."""

        def decide(chosen: str | None) -> None:
            if chosen == "send":
                # Once more: `introduce` removed it as soon as the letter was shown.
                self._under_way.add(written.lead_id)
                self._screen.run_worker(self._hand_over(written))
            elif chosen == "next" and go_on is not None:
                go_on()

        before = before_words(written, self._work.clock(), self._work.here)
        warning = f"{before} Send it again?" if before else ""
        page = LetterScreen(
            written.letter,
            warning,
            self._work,
            after=after,
            lead_id=written.lead_id,
            among=place,
            has_next=go_on is not None,
        )
        self._screen.app.push_screen(page, decide)

    async def introduce_all(self, names: Mapping[int, str]) -> None:
        """Write to the leads in turn; skip and count those who can't be written to.

        `names` are those of the leads, by id.
        """
        self._last_notice = ""
        await self._go_through(Round(tuple(names), tuple(names.values())))

    async def _go_through(self, letters: Round) -> None:
        """Show the next letter that can be written; the answer to it continues the round."""
        while letters.left:
            lead_id = letters.take()
            try:
                written = await self._work.lane.run(self._work.desk.preparing.introduction, lead_id)
            except RefusedError as refused:
                letters.refusals.append(str(refused))
                continue
            except DatabaseTrouble as trouble:
                self._tell(str(trouble), "error")
                return
            self._ask_in_turn(written, letters)
            return
        self._tell_end(letters)

    def _ask_in_turn(self, written: Written, letters: Round) -> None:
        def decide(chosen: str | None) -> None:
            if chosen == "send":
                self._screen.run_worker(self._hand_over_in_turn(written, letters))
            elif chosen == "leave_out":
                self._screen.run_worker(self._go_through(letters))
            else:
                self._tell_end(letters)

        self._screen.app.push_screen(
            LetterScreen(
                written.letter,
                self._last_notice,
                self._work,
                letters.place,
                letters.after,
                written.lead_id,
            ),
            decide,
        )

    async def _hand_over_in_turn(self, written: Written, letters: Round) -> None:
        if written.lead_id not in self._under_way:
            self._under_way.add(written.lead_id)
            if not await self._hand_over(written):
                return
            letters.written += 1
        await self._go_through(letters)

    def _tell_end(self, letters: Round) -> None:
        refusals = letters.refusals
        text = f"{many(letters.written, 'introduction')} written."
        if refusals:
            text += f" {len(refusals)} cannot be written to: {refusals[0]}"
        self._tell(text, "warning" if refusals else "information")

    async def _hand_over(self, written: Written) -> bool:
        has_left = await post(
            self._screen.app,
            written.letter,
            f"introduction {written.lead_id}",
            self._work,
            self._notify,
            partial(_record, self._work.desk, written),
        )
        self._under_way.discard(written.lead_id)
        if has_left:
            self._done(written.lead_id)
        return has_left

    def _notify(self, text: str, severity: str) -> None:
        self._last_notice = text
        self._tell(text, severity)


def _record(desk: Desk, written: Written, way: MailWay) -> None:
    try:
        desk.preparing.record_introduction(written, way)
    except DatabaseTrouble as trouble:
        raise MailTrouble(
            f"The e-mail was sent, but that could not be saved with the lead: {trouble}"
        ) from None
