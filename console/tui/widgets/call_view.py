"""The whole calling screen as one picture: who, may I, the number, what is known, what to say."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from console.cards.lead import Card
from console.cards.session import SessionCard
from console.telephone.line import Line
from console.tui.widgets.brief import Opening, Section, cue_row, fact_rows
from console.tui.widgets.history import history_rows
from console.tui.widgets.idle_panel import IdlePanel
from console.tui.widgets.key_line import KeyLine
from console.tui.widgets.note_box import NoteBox
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.pace_line import PaceLine
from console.tui.widgets.phone_panel import PhonePanel
from console.tui.widgets.script_box import ScriptBox
from console.tui.widgets.side import PastColumn, SayColumn
from console.tui.widgets.text_widget import Words
from console.tui.widgets.top_line import TopLine
from console.tui.widgets.verdict_panel import VerdictPanel
from console.tui.widgets.who import Who
from console.tui.workplace import Workplace
from console.view.call_words import NOT_SAVED
from console.view.cleaning import clean, clean_lines
from console.view.key_conditions import State
from console.view.keys.footer import footer_keys
from console.view.keys.key import why_off
from console.view.line_words import still_up
from console.view.pace import nudge, wrap_up_words
from console.view.screen_state import ScreenState
from console.view.script_position import ScriptPosition
from console.view.verdict_words import is_open
from db.enums import SessionStatus

LEAST_WIDTH, LEAST_HEIGHT = 40, 17
"""Cells below which a lead cannot be shown whole, and so not be called."""

WIDE, VERY_WIDE = 120, 160
"""Cells from which there is a column of what was before, and one of what to say."""

TOO_SMALL = f"Too small for a lead. {LEAST_WIDTH} × {LEAST_HEIGHT} will do; all is as you left it."


class CallView(Vertical):
    """Paints what stands there. Painting again is cheap: what has not changed is left alone."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work

    def compose(self) -> ComposeResult:
        too_small = Words(id="too-small")
        too_small.show(TOO_SMALL)
        yield too_small
        yield TopLine(id="top")
        yield Words(id="trouble")
        with Horizontal(id="call"):
            with Vertical(id="lead"):
                with Horizontal(id="head"):
                    with Vertical(id="person"):
                        yield Who(id="who")
                        yield PhonePanel(id="number")
                    yield VerdictPanel(id="verdict")
                with Vertical(id="brief"):
                    yield Section("Notes", id="notes")
                    yield Section("Facts", id="facts")
                    yield Section("Before", id="past")
                    yield Opening("Say first", id="say")
                    yield Section("If they say", id="cue")
                    yield ScriptBox(id="script")
                    yield NoteBox(id="note")
            yield IdlePanel(id="idle")
            yield from self._columns_wanted()
        yield NoticeLine(id="notice")
        yield PaceLine(id="pace")
        yield KeyLine(id="keys")

    @property
    def note(self) -> NoteBox:
        return self.query_one(NoteBox)

    @property
    def is_too_small(self) -> bool:
        return self.size.width < LEAST_WIDTH or self.size.height < LEAST_HEIGHT

    def tell(self, text: str, severity: str = "information") -> None:
        self.query_one(NoticeLine).tell(clean(text), severity)

    def hush(self) -> None:
        self.query_one(NoticeLine).hush()

    def paint(self, screen_state: ScreenState, now: datetime) -> None:
        here = self._work.here
        state = screen_state.key_state(now)
        progress = screen_state.scene.progress if screen_state.scene else None
        self.query_one(TopLine).show_day(progress, now, here)
        self._paint_trouble(screen_state.trouble)
        self.set_class(
            screen_state.card is None or screen_state.away_since is not None, "without-lead"
        )
        self.set_class(screen_state.script_position.is_shown, "with-script")
        if screen_state.card is not None and screen_state.away_since is None:
            self._paint_card(screen_state.card, screen_state.line_here, now)
            self._paint_script(screen_state.card, screen_state.script_position)
        else:
            self._paint_idle(screen_state, now)
        self._paint_columns(screen_state, now)
        if progress is not None:
            self.query_one(PaceLine).show_pace(progress, now)
        line = screen_state.line
        if line is not None and line.is_up and screen_state.line_here is None:
            self.query_one(NoticeLine).stand(still_up(line, now), "warning")
        else:
            self.query_one(NoticeLine).stand(self._suggestion(screen_state, state, now))
        self._paint_keys(screen_state, now)

    async def add_columns(self) -> bool:
        """Those for which the terminal has become wide enough; whether there were any."""
        missing = list(self._columns_wanted())
        if missing:
            await self.query_one("#call").mount_all(missing)
        return bool(missing)

    def _columns_wanted(self) -> Iterator[PastColumn | SayColumn]:
        """A narrow terminal never shows them, and its first lead does not wait for them."""
        width = self.app.size.width
        if width >= WIDE and not self.query(PastColumn):
            yield PastColumn(id="side")
        if width >= VERY_WIDE and not self.query(SayColumn):
            yield SayColumn(id="words")

    def show_sessions(self, sessions: Sequence[SessionCard]) -> None:
        for column in self.query(PastColumn):
            column.show_sessions(sessions)

    def _suggestion(self, screen_state: ScreenState, state: State, now: datetime) -> str:
        """Only to somebody who could dial: never while a call runs or a note is written."""
        if state is not State.READY or screen_state.scene is None:
            return ""
        if screen_state.wrap_up_until is not None and now < screen_state.wrap_up_until:
            return wrap_up_words(screen_state.wrap_up_until - now)
        ready_at = max(
            filter(None, (screen_state.ready_at, screen_state.wrap_up_until)), default=now
        )
        return nudge(screen_state.scene.progress, ready_at, now, self._work.personal)

    def _paint_card(self, card: Card, line: Line | None, now: datetime) -> None:
        here = self._work.here
        is_on = card.attempt is not None or is_open(card.verdict, now)
        self.query_one(Who).show_card(card)
        self.query_one(PhonePanel).show_card(card, is_on=is_on)
        self.query_one(VerdictPanel).show_card(card, line, now, here)
        self.query_one("#notes", Section).show(clean_lines(card.notes))
        self.query_one("#facts", Section).show(fact_rows(card.facts))
        past = history_rows(card.history, now, here, card.introduced)
        self.query_one("#past", Section).show(past)
        self.query_one("#say", Opening).show(card)
        self.query_one("#cue", Section).show(cue_row(card.objections))

    def _paint_script(self, card: Card, script_position: ScriptPosition) -> None:
        if (
            script_position.is_in_sight
            and (section := script_position.section(card.script)) is not None
        ):
            self.query_one(ScriptBox).show(section)
            for column in self.query(SayColumn):
                column.show_section(section)

    def _paint_idle(self, screen_state: ScreenState, now: datetime) -> None:
        panel = self.query_one(IdlePanel)
        here = self._work.here
        scene = screen_state.scene
        if screen_state.away_since is not None:
            session = scene.progress.session if scene else None
            length = self._work.personal.break_length
            panel.show_away(screen_state.away_since, now, session.name if session else "", length)
        elif scene is None:
            panel.show_text("Opening the list …")
        elif screen_state.nobody is not None and screen_state.nobody.is_empty:
            panel.show_empty()
        elif screen_state.nobody is not None:
            panel.show_nobody(screen_state.nobody, now, here)
        elif scene.offer is not None:
            is_paused = scene.offer.status is SessionStatus.PAUSED
            panel.show_offer(scene.offer, now, here, is_paused=is_paused, free=scene.free)
        else:
            panel.show_text("The session is done. Space brings the next lead, l the plan.")

    def _paint_columns(self, screen_state: ScreenState, now: datetime) -> None:
        here = self._work.here
        shown = screen_state.card if screen_state.away_since is None else None
        is_on = shown is not None and shown.attempt is not None
        for past in self.query(PastColumn):
            past.show_card(shown, now, here)
        for words in self.query(SayColumn):
            words.show_card(shown)
            words.show_endings(screen_state.outcomes, is_on=is_on)

    def _paint_trouble(self, trouble: str) -> None:
        banner = self.query_one("#trouble", Words)
        banner.show(Content.assemble((NOT_SAVED, "bold"), "\n", clean(trouble)) if trouble else "")
        banner.set_class(bool(trouble), "shown")

    def _paint_keys(self, screen_state: ScreenState, now: datetime) -> None:
        conditions = screen_state.conditions(now, self._work.here, 0)
        self.query_one(KeyLine).show_keys(
            [
                (key, not why_off(key, conditions))
                for key in footer_keys(
                    screen_state.outcomes,
                    conditions.state,
                    has_softphone=screen_state.has_softphone,
                )
            ]
        )
