"""The page at the end of a session: its summary as a picture, and the next session."""

from datetime import datetime
from functools import partial

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from console.cards.agent_day import Summary
from console.outreach.mail.letter import Letter
from console.tui.base.bindings import bindings
from console.tui.base.mail_handoff import post
from console.tui.base.workplace import Workplace
from console.tui.call_view.band import Band, Banner
from console.tui.call_view.receipt_row import ReceiptRow
from console.tui.drawing.looks import styled, styled_lines
from console.tui.screens.help import PageHelpScreen
from console.tui.screens.over import Over
from console.tui.sessions.sharing import DEMO, SharingScreen
from console.tui.sessions.summary_picture import Picture, SummaryPicture
from console.tui.texts.introduction import LetterScreen
from console.tui.widgets.key_words import KeyWords, key_words
from console.view.call.receipt import ReceiptWords
from console.view.keys.other_screens import READING, SUMMARY
from console.view.sessions.summary import (
    counts_line,
    how_it_went,
    letter_text,
    rang_line,
    subject_of,
    title_line,
    when_words,
)
from console.view.sessions.waiting import before_offer_words
from console.view.sessions.waiting import when_words as opens_words
from console.view.state.commands import Scene
from console.view.text.cleaning import clean
from console.view.text.clocks import moment, span
from console.view.text.counts import many
from db.engine.database import DatabaseTrouble
from db.enums import SessionStatus

MAX_PREVIOUS = 15
"""Earlier sessions shown for comparison."""


class SummaryScreen(Over[str | None]):
    """Show the session's summary; answer with the action of the key pressed, or None for back."""

    BINDINGS = bindings(SUMMARY)

    def __init__(self, scene: Scene, work: Workplace, receipt: ReceiptWords | None) -> None:
        """`receipt` confirms the last key, as on the calling screen."""
        super().__init__()
        self._receipt = receipt
        self._scene = scene
        self._work = work
        self._is_warned = False

    def compose(self) -> ComposeResult:
        scene, summary = self._scene, self._scene.summary
        assert summary is not None
        # In a session without calls, undo would take back the last call of an earlier session
        # and so reopen that one.
        has_calls = summary.dials or summary.skips or summary.inbound
        on = {"next": scene.offer is not None, "undo": bool(scene.progress.can_undo and has_calls)}
        self._keys = [key for key in SUMMARY if on.get(key.action, True)]
        with Vertical(classes="summary"):
            yield Band(id="summary-band")
            yield ReceiptRow(id="told")
            yield SummaryPicture(id="brought")
            yield Band(id="next-band")
            # `?` is left out: at 80 columns the others fill the line.
            named = [key for key in self._keys if key.action != "help"]
            yield KeyWords(key_words(named), classes="page-keys")

    def on_mount(self) -> None:
        summary = self._scene.summary
        assert summary is not None
        self.query_one("#summary-band", Band).show(
            summary_banner(summary, self._work.here, is_kept=self._work.is_kept)
        )
        now, here = self._work.clock(), self._work.here
        banner, band = next_banner(self._scene, now, here), self.query_one("#next-band", Band)
        band.set_class(not banner.headline, "of-one-row")
        band.show(banner)
        self._show(())
        if self._receipt is not None:
            can_undo = any(key.action == "undo" for key in self._keys)
            receipt = self._receipt._replace(can_undo=can_undo)
            self.query_one(ReceiptRow).show_receipt(receipt, now)
        self.run_worker(self._read(summary))

    async def _read(self, summary: Summary) -> None:
        """Read the agent's earlier sessions and draw the picture again with them."""
        sessions = self._work.reports.sessions
        ask = partial(sessions.summaries, MAX_PREVIOUS + 1, summary.agent)
        try:
            latest = await self._work.reading.run(ask)
        except DatabaseTrouble:
            return  # the summary stands without the comparison
        previous = [other for other in latest if other.session_id != summary.session_id]
        self._show(tuple(previous[:MAX_PREVIOUS]))

    def _show(self, previous: tuple[Summary, ...]) -> None:
        summary = self._scene.summary
        assert summary is not None
        now, here = self._work.clock(), self._work.here
        self.query_one(SummaryPicture).show(Picture(summary, previous, now, here))

    def action_press(self, action: str) -> None:
        if action not in {key.action for key in self._keys}:
            return
        if action == "copy":
            assert self._scene.summary is not None
            self.app.copy_to_clipboard(summary_page(self._scene.summary).plain)
            self._tell("The summary is copied: paste it where you send it.")
        elif action == "help":
            self.app.push_screen(PageHelpScreen(self._keys))
        elif action == "next" and self._must_confirm():
            return
        elif action == "send":
            self._confirm_sending()
        elif action == "share":
            assert self._scene.summary is not None
            self.app.push_screen(SharingScreen(self._scene.summary, self._work))
        else:
            self.dismiss(None if action == "back" else action)

    def _must_confirm(self) -> bool:
        """Ask once before a session is started that opens later; return whether it asked."""
        now = self._work.clock()
        opens_at = self._scene.waits_until(now)
        if opens_at is None or self._is_warned:
            return False
        self._is_warned = True
        when = opens_words(moment(opens_at, now, self._work.here))
        self._tell(f"It opens {when}: Enter again starts it anyway.", "warning")
        return True

    def _confirm_sending(self) -> None:
        """Show the letter, and send it only after a second key."""
        summary, mail = self._scene.summary, self._work.personal.mail
        assert summary is not None
        body = letter_text([summary_page(summary).plain], summary)
        letter = Letter(mail.summaries_to, subject_of(summary), body)

        def decide(chosen: str | None) -> None:
            if chosen == "send":
                self.run_worker(self._send(letter, f"session {summary.session_id}"))

        self.app.push_screen(LetterScreen(letter, "", self._work), decide)

    async def _send(self, letter: Letter, name: str) -> None:
        await post(self.app, letter, name, self._work, self._tell)


class SessionResultScreen(Over[None]):
    """Show a supervisor the result of one session, beside the agent's sessions before it."""

    KEYS = READING[-1:]
    BINDINGS = bindings(KEYS)

    def __init__(self, summary: Summary, before: tuple[Summary, ...], work: Workplace) -> None:
        super().__init__()
        self._picture = Picture(summary, before, work.clock(), work.here)

    def compose(self) -> ComposeResult:
        with Vertical(classes="summary"):
            yield Band(id="summary-band")
            yield SummaryPicture(id="brought")
            yield KeyWords(key_words(self.KEYS), classes="page-keys")

    def on_mount(self) -> None:
        picture = self._picture
        words = {SessionStatus.ACTIVE: "CALLING", SessionStatus.PAUSED: "PAUSED"}
        word = words.get(picture.summary.status, "DONE")
        self.query_one(Band).show(summary_banner(picture.summary, picture.here)._replace(word=word))
        self.query_one(SummaryPicture).show(picture)

    def action_press(self, _: str) -> None:
        self.dismiss(None)


def summary_page(summary: Summary) -> Content:
    """Return the summary as text: its title, a bar for each outcome, then how it went."""
    rows = [styled(title_line(summary)), Content(""), styled(counts_line(summary))]
    if not (summary.dials or summary.rang_in):
        return Content("\n").join(rows)
    rows.append(Content(""))
    most = max((count for _, count in summary.outcomes), default=1)
    longest = max((cell_len(clean(label)) + 1 for label, _ in summary.outcomes), default=0)
    for label, count in summary.outcomes:
        bar = "━" * max(1, round(24 * count / most))
        name = f"{clean(label):<{max(16, longest)}}"
        rows.append(Content.assemble(name, (bar, "$accent"), f" {count}"))
    if summary.rang_in:
        rows.append(styled(rang_line(summary)))
    return Content("\n").join([*rows, Content(""), styled_lines(how_it_went(summary))])


def summary_banner(summary: Summary, here: str, *, is_kept: bool = True) -> Banner:
    """Return the banner: `DONE`, the session's name, its agent, day and hours."""
    when = when_words(summary, here)
    parts = (clean(summary.agent), when, "" if is_kept else DEMO)
    detail = " · ".join(part for part in parts if part)
    length = f"in {many(summary.minutes, 'minute')}"
    return Banner("DONE", length, clean(summary.name), detail, "")


def next_banner(scene: Scene, now: datetime, here: str) -> Banner:
    """Return the band of the next session, which Enter starts, and who can be called before."""
    offer, waits_until = scene.offer, scene.waits_until(now)
    if offer is None:
        back = scene.summary.given_back if scene.summary is not None else 0
        rest = f"Esc, then Space, goes on with {many(back, 'lead')} given back."
        return Banner("DONE", "", "That was the last session.", rest if back else "Well done.", "")
    when = f"{scene.early} of them may be called now." if scene.early else ""
    when = f"It opens in {span(waits_until - now)}." if waits_until else when
    until = scene.nobody_until(now)
    before = before_offer_words(offer.span_opens_at, until, scene.free, now, here)
    name = f"Next: {clean(offer.name)}, {many(offer.left, 'lead')}"
    detail = " ".join(filter(None, (when, before)))
    return Banner("LATER" if waits_until else "READY", "", name, detail, "", key="Enter")
