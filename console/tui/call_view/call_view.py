"""The calling screen's widget: the lead, the verdict, the number, the notes and the script."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from console.cards.lead import CallResult, Card
from console.outreach.scripts.speaking import SpokenSection
from console.tui.base.workplace import Workplace
from console.tui.call_view.away import away_banner, away_idle
from console.tui.call_view.band import (
    DONE,
    EMPTY,
    OPENING,
    Band,
    Banner,
    nobody_banner,
    offer_banner,
)
from console.tui.call_view.day_column import DayColumn, day_of, shows_endings
from console.tui.call_view.idle_panel import (
    Idle,
    IdlePanel,
    done_idle,
    empty_idle,
    nobody_idle,
    offer_idle,
    with_meanwhile,
)
from console.tui.call_view.known import WEEK_FROM, KnownColumn, KnownRows, known_of
from console.tui.call_view.note_box import NoteBox
from console.tui.call_view.number_panel import HEIGHT, LEAST_WIDTH_BESIDE, NumberPanel, Square
from console.tui.call_view.outcomes import EndingRows, draw_outcomes
from console.tui.call_view.receipt_row import ReceiptRow
from console.tui.call_view.say_box import SayBox, Saying
from console.tui.call_view.standing_notice import standing_notice
from console.tui.call_view.top_line import PaceLine, TopLine
from console.tui.widgets.key_line import KEY, Footer, KeyLine
from console.tui.widgets.text_widget import Words
from console.view.call.call import NOT_SAVED
from console.view.call.line import silent_reason
from console.view.call.receipt import ReceiptWords
from console.view.keys.calling import CALLING, NOTE, footer_keys
from console.view.keys.key import CARD, Key, KeyConditions, State, keys_on
from console.view.lead.lead import spoken
from console.view.lead.verdict import SILENT, is_open
from console.view.sessions.waiting import reasons_today, reserving
from console.view.state.screen_state import ScreenState
from console.view.text.cleaning import clean
from db.enums import SessionStatus

LEAST_WIDTH, LEAST_HEIGHT = 40, 17
"""Columns and rows of the smallest terminal that shows a lead whole. Below, nobody is called."""

WIDE, VERY_WIDE = 120, 160
"""Terminal width from which the day has its own column, and from which the known facts have."""

HUGE = 50
"""Terminal height from which a very wide one has the outcomes under the script."""

ROWS_OUTSIDE = 4
"""Rows above and below the columns."""

HANG_UP, HELP = (
    next(key for key in CALLING if key.action == action) for action in ("hang_up", "help")
)

WITH_ENDINGS = CARD | {State.NOTE}
"""States in which the outcomes of a call have their places in the footer."""

NEXT_LEAD = "Space brings the next lead."

TOO_SMALL = (
    f"Too small for a lead. {LEAST_WIDTH} × {LEAST_HEIGHT} will do; nothing is lost. Ctrl+Q quits."
)


class CallView(Vertical):
    """Paints the screen's state. Painting again is cheap: unchanged widgets repaint nothing."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._outcome_actions = frozenset[str]()
        """The actions of the keys that are on in the rows of outcomes."""
        self.next_key: Key | None = None
        """Enter or Space, if that is the first key of the footer."""

    def compose(self) -> ComposeResult:
        too_small = Words(id="too-small")
        too_small.show(TOO_SMALL)
        yield too_small
        yield TopLine(id="top")
        yield Words(id="trouble")
        with Horizontal(id="call"):
            with Vertical(id="lead"):
                yield Band(id="band")
                yield ReceiptRow(id="receipt")
                yield NumberPanel(id="number")
                yield SayBox(id="say")
                yield from self._missing_endings()
                yield KnownRows(id="known")
                yield Square(id="square")
                yield NoteBox(id="note")
                yield IdlePanel(id="idle")
            yield from self._missing_columns()
        yield Words(id="outcomes", classes="bar")
        yield PaceLine(id="pace")
        yield KeyLine(id="keys")

    @property
    def note(self) -> NoteBox:
        return self.query_one(NoteBox)

    @property
    def is_too_small(self) -> bool:
        return self.size.width < LEAST_WIDTH or self.size.height < LEAST_HEIGHT

    @property
    def is_whole(self) -> bool:
        """Whether its widgets exist. When the console ends, Textual removes them before it."""
        return bool(self.query(TopLine)) and bool(self.query(KeyLine))

    def tell(self, text: str, severity: str = "information") -> None:
        """Show a message to the agent."""
        self.query_one(ReceiptRow).tell(clean(text), severity)

    def confirm(self, words: ReceiptWords, now: datetime) -> None:
        """Show a receipt now; `paint` shows that of the screen's state."""
        self.query_one(ReceiptRow).show_receipt(words, now)

    def hush(self) -> None:
        """Remove the message, so that the standing notice can be read."""
        self.query_one(ReceiptRow).hush()

    def paint(self, screen_state: ScreenState, now: datetime) -> None:
        """Paint every widget for a state of the screen."""
        here = self._work.here
        state = screen_state.key_state(now)
        progress = screen_state.scene.progress if screen_state.scene else None
        self.query_one(TopLine).show_day(progress, now, here)
        self._paint_trouble(screen_state.trouble)
        # During a break the state still holds the old lead, although it was released: hide it.
        card = screen_state.card if screen_state.away_since is None else None
        self.set_class(card is None, "without-lead")
        self.set_class(screen_state.away_since is not None, "away")
        is_script_shown = screen_state.script_position.is_shown
        self.set_class(is_script_shown, "with-script")
        is_bare = not self.note.text and not screen_state.is_typing
        self.set_class(is_script_shown and is_bare, "with-bare-note")
        self._paint_square(screen_state)
        # No pause for a new lead here: the keys would flicker off and on with each lead.
        conditions = screen_state.conditions(now, here, 0)
        on = keys_on((*CALLING, *NOTE, *screen_state.outcomes), conditions)
        offered = footer_keys(conditions.state, has_softphone=screen_state.has_softphone)
        key = self._next_key(offered, on)
        if card is not None:
            self._paint_card(card, screen_state, now, key)
        else:
            self._paint_idle(screen_state, now, key)
        receipt = self.query_one(ReceiptRow)
        receipt.show_receipt(screen_state.receipt, now, screen_state.time_key)
        receipt.stand(*standing_notice(screen_state, state, now, self._work))
        row = self._paint_keys(screen_state, conditions, on, offered)
        pace = self.query_one(PaceLine)
        if row is not None:
            pace.show(row)
        elif progress is not None:
            has_column = self._is_wide and (card is not None or screen_state.away_since is not None)
            pace.show_pace(
                progress,
                # In a tall terminal the column has the calls and their legend.
                () if has_column and self._is_huge else screen_state.beside.calls,
                now,
                here,
                is_on_call=card is not None and card.attempt is not None,
                has_day_column=has_column,
            )

    def _paint_square(self, screen_state: ScreenState) -> None:
        """Paint the QR code beside the number if there is room for it."""
        lead, square = self.query_one("#lead"), self.query_one(Square)
        top = self.query_one(NumberPanel).region.y - lead.region.y
        is_large = lead.size.width >= LEAST_WIDTH_BESIDE and lead.size.height - top >= HEIGHT
        # Without colors no camera reads it.
        screen_state.has_room_for_square = is_large and not self.app.no_color
        self.set_class(bool(screen_state.square), "with-square")
        if screen_state.square:
            square.styles.offset = (1, top)
        square.show(screen_state.square)

    async def add_columns(self) -> bool:
        """Add the columns that the terminal has become wide enough for; return whether any."""
        missing = list(self._missing_columns())
        if missing:
            await self.query_one("#call").mount_all(missing)
        endings = list(self._missing_endings())
        if endings:
            await self.query_one("#lead").mount_all(endings, after="#say")
        return bool(missing or endings)

    def _missing_endings(self) -> Iterator[EndingRows]:
        if self._is_huge and not self.query(EndingRows):
            yield EndingRows(id="endings")

    def _missing_columns(self) -> Iterator[KnownColumn | DayColumn]:
        """Yield the columns to add. The first lead in a narrow terminal doesn't wait for them."""
        width = self.app.size.width
        if width >= VERY_WIDE and not self.query(KnownColumn):
            yield KnownColumn(id="known-column")
        if width >= WIDE and not self.query(DayColumn):
            yield DayColumn(id="day")

    def _paint_card(
        self, card: Card, screen_state: ScreenState, now: datetime, key: Key | None
    ) -> None:
        here, beside = self._work.here, screen_state.beside
        is_callable = card.attempt is not None or is_open(card.verdict, now)
        line = screen_state.line_here
        band = self.query_one(Band)
        band.show_card(card, line, now, here, key)
        width, height = self.app.size
        has_week = width >= VERY_WIDE and height - ROWS_OUTSIDE >= WEEK_FROM
        self.query_one(NumberPanel).show_card(
            card,
            line,
            beside,
            now,
            here,
            is_callable=is_callable,
            has_week=has_week,
            has_reason=screen_state.script_position.is_shown,
            has_timer=not band.has_large_word,
        )
        saying = self._saying(card, screen_state, is_callable=is_callable)
        self.set_class(bool(saying.silent), "silent")
        self.query_one(SayBox).show(saying)
        position = screen_state.script_position
        known = known_of(card, beside, now, here, is_callable=is_callable)
        if self._is_huge and card.script and is_callable:
            at = position.path[-1] if position.is_in_sight else -1
            known = known._replace(script=card.script, at=at, is_script_open=position.is_shown)
        elif not is_callable:
            known = known._replace(lanes=screen_state.lanes, meanwhile=screen_state.meanwhile)
        rows = self.query_one(KnownRows)
        rows.set_class(width >= VERY_WIDE, "beside-known")
        rows.show(known)
        for column in self.query(KnownColumn):
            column.show(known)
        self._paint_day(card, screen_state, now)

    def _saying(self, card: Card, screen_state: ScreenState, *, is_callable: bool) -> Saying:
        position = screen_state.script_position
        is_very_wide = self.app.size.width >= VERY_WIDE
        is_inbound = card.attempt is not None and card.attempt.is_inbound
        return Saying(
            opening=spoken(card),
            # A very wide terminal shows duties and objections in its column of known facts.
            duties=() if is_very_wide else card.duties,
            objections=() if is_very_wide else card.objections,
            section=(
                position.section(card.script) if position.is_shown or not is_inbound else None
            ),
            branches=_branches(card.script, position.section(card.script)),
            is_first=len(position.path) == 1,
            is_led=position.is_shown or card.attempt is not None,
            is_whole=position.is_shown,
            silent="" if is_callable or position.is_shown else f"{SILENT} {NEXT_LEAD}",
            reason=silent_reason(card),
        )

    def _paint_day(self, card: Card | None, screen_state: ScreenState, now: datetime) -> None:
        progress = screen_state.scene.progress if screen_state.scene else None
        if progress is None:
            return
        day = day_of(
            screen_state.beside,
            () if self._is_huge else screen_state.outcomes,
            progress,
            self._work.desk.agent,
            now,
            self._work.here,
            # A page that takes the keys dims the outcomes.
            is_on_call=card is not None and card.attempt is not None and self._has_keys,
            is_before_call=card is not None and card.attempt is None and self._has_keys,
        )
        for column in self.query(DayColumn):
            column.show(day)

    def _paint_idle(self, screen_state: ScreenState, now: datetime, key: Key | None) -> None:
        banner, idle = self._idle(screen_state, now)
        if screen_state.away_since is not None:
            self._paint_day(None, screen_state, now)
        if screen_state.key_state(now) in {State.NOBODY, State.WELCOME}:
            idle = with_meanwhile(idle, screen_state.meanwhile, now, self._work.here)
            promised = screen_state.beside.promised
            idle = idle._replace(promised=promised, me=self._work.desk.agent)
        # While nobody may be called, Space only looks again.
        is_look = banner.word == "NOBODY" and key is not None and key.shown == "Space"
        self.query_one(Band).show(banner.with_key(None if is_look else key))
        self.query_one(IdlePanel).show(idle)

    def _idle(self, screen_state: ScreenState, now: datetime) -> tuple[Banner, Idle]:
        here, scene = self._work.here, screen_state.scene
        if screen_state.away_since is not None:
            since, progress = screen_state.away_since, scene.progress if scene else None
            promise, lanes = screen_state.next_promise, screen_state.lanes
            length = self._work.personal.break_length
            idle = away_idle(since, now, progress, promise, lanes, here, length)
            return away_banner(since, now, length, here), idle
        if scene is None:
            return OPENING, Idle()
        if screen_state.nobody is not None and screen_state.nobody.is_empty:
            return EMPTY, empty_idle()
        today = reasons_today(screen_state.meanwhile, scene.progress, now, here)
        if screen_state.nobody is not None:
            idle = nobody_idle(screen_state.nobody, screen_state.lanes, now, here, today)
            return nobody_banner(screen_state.nobody, now, here), idle
        if scene.offer is not None:
            is_paused, early = scene.offer.status is SessionStatus.PAUSED, scene.early
            offer, free, until = scene.offer, scene.free, scene.nobody_until(now)
            blocked, lanes = screen_state.blocked, screen_state.lanes
            return (
                offer_banner(offer, until, now, here, is_paused=is_paused, early=early),
                offer_idle(offer, until, lanes, blocked, now, here, today, free=free),
            )
        return DONE, done_idle(screen_state.lanes, now, here)

    def _paint_trouble(self, trouble: str) -> None:
        banner = self.query_one("#trouble", Words)
        banner.show(Content.assemble((NOT_SAVED, "bold"), "\n", clean(trouble)) if trouble else "")
        banner.set_class(bool(trouble), "shown")

    @property
    def _has_keys(self) -> bool:
        """Whether keys come here: no form is in front, and no page that takes them."""
        return self.app.screen is self.screen or getattr(self.app.screen, "passes_keys", False)

    def _next_key(self, offered: Sequence[Key], on: Collection[Key]) -> Key | None:
        """Return Enter or Space if that is the first key of the footer, else None."""
        first = next((key for key in offered if key in on), None)
        self.next_key = first if first and first.shown in {"Enter", "Space"} else None
        # A page in front names it among its own keys.
        return self.next_key if self.app.screen is self.screen else None

    def _paint_keys(
        self,
        screen_state: ScreenState,
        conditions: KeyConditions,
        on: Sequence[Key],
        offered: Sequence[Key],
    ) -> Content | None:
        """Paint outcomes and keys; return the row of outcomes that stands for the figures, if any.

        In a narrow terminal, outcomes take the rows of the figures and of the keys during a call.
        """
        help_key = next((key for key in offered if key.action == "help"), None)
        places = self._outcome_places(screen_state, conditions, on)
        actions = frozenset(key.action for key in on if key is not help_key)
        self._outcome_actions = frozenset[str]()
        if self._is_huge:
            for endings in self.query(EndingRows):
                self._outcome_actions = endings.show_places(places)
        if self._has_endings(screen_state):
            places = []
        is_on_call = conditions.state is State.ON_CALL and bool(places)
        self.set_class(self._is_wide and bool(places), "lists-no-outcomes")
        actions -= self._actions_elsewhere(screen_state)
        rows: tuple[Content, ...] = ()
        line = self.query_one(KeyLine)
        outcome_row = self.query_one("#outcomes", Words)
        if not places:
            outcome_row.show("")
        else:
            # Go by the window, not by `content_size`: a screen under a sheet is laid out later.
            width = self.app.size.width - line.gutter.width
            outcomes = draw_outcomes(
                places, help_key or HELP, actions, width, line.looks, is_on_call=is_on_call
            )
            self._outcome_actions = outcomes.actions
            actions -= outcomes.actions
            rows = outcomes.rows
            outcome_row.show(rows[0])
        if is_on_call:
            line.show(rows[2])
            # A form in front takes the letters, and its own keys hide only the footer.
            return rows[1] if self._has_keys else None
        keys = tuple(key for key in offered if key in on and key.action != "help")
        if conditions.all_wait:
            keys = tuple(map(reserving, keys))
        if conditions.has_doubt:  # words that may ask not to be called: the key that bars them
            never = CallResult.NEVER_AGAIN
            bars = [key for key in screen_state.outcomes if key in on and key.result is never][:1]
            keys = (*keys[:1], *bars, *keys[1:])
        if conditions.state is State.AWAY:
            line.show(Content.assemble(("Any key", KEY), " Back"))
        else:
            line.show(Footer(keys, help_key, actions))
        return None

    def _outcome_places(
        self, screen_state: ScreenState, conditions: KeyConditions, on: Sequence[Key]
    ) -> list[tuple[Key, bool]]:
        """Return the outcomes of a call, and whether the key of each is on."""
        if conditions.state not in WITH_ENDINGS or conditions.reads_only:
            return []
        # A phone that must stay silent has no outcome, but somebody may have asked by mail.
        is_silent = conditions.state is State.BLOCKED
        hang_up = [HANG_UP] if screen_state.has_softphone and not is_silent else []
        return [
            (key, key in on)
            for key in (*screen_state.outcomes, *hang_up)
            if key in on or not is_silent
        ]

    def _actions_elsewhere(self, screen_state: ScreenState) -> frozenset[str]:
        """Return the actions whose keys another part of the screen names now."""
        actions = self._outcome_actions
        if screen_state.card is not None and not self._is_huge and self._has_endings(screen_state):
            actions |= {key.action for key in screen_state.outcomes}
        if screen_state.receipt is not None and screen_state.receipt.can_undo:
            actions |= {"undo"}
        return actions

    def visible_actions(self, screen_state: ScreenState) -> frozenset[str]:
        """Return the actions whose keys the footer or the day column names now."""
        return self.query_one(KeyLine).visible_actions | self._actions_elsewhere(screen_state)

    def _has_endings(self, screen_state: ScreenState) -> bool:
        """Return whether a column lists the outcomes, so that the footer needn't."""
        room = self.app.size.height - ROWS_OUTSIDE
        return self._is_huge or (self._is_wide and shows_endings(room, screen_state.outcomes))

    @property
    def _is_huge(self) -> bool:
        return self.app.size.width >= VERY_WIDE and self.app.size.height >= HUGE

    @property
    def _is_wide(self) -> bool:
        return self.app.size.width >= WIDE


def _branches(script: Sequence[SpokenSection], section: SpokenSection | None) -> tuple[str, ...]:
    """Return the name of the section after each answer of a section."""
    answers = section.answers if section is not None else ()
    return tuple(clean(script[answer.to].name) for answer in answers)
