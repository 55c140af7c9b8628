"""Judge the lead or offer on the screen again, and read its side panels in the background."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from textual.screen import Screen

import console.view.state.commands as commands
from console.cards.agent_day import News
from console.cards.lead import Card
from console.cards.lead_context import Meanwhile
from console.cards.waiting import Lanes, SessionCard
from console.desk import ClaimLostError
from console.tui.base.workplace import Lane, Workplace
from console.tui.call_view.call_view import WIDE, CallView
from console.view.call.call import (
    CALL_LOST,
    CALL_LOST_WHILE_TYPING,
    GIVEN_AWAY,
    LOST_AND_NEXT,
    LOST_WHILE_TYPING,
    NEXT,
)
from console.view.floor.notices import taken_words
from console.view.lead.verdict import is_open, turned_words
from console.view.state.commands import Scene
from console.view.state.screen_state import ScreenState
from db.engine.database import DatabaseTrouble

JUDGE_AGAIN = timedelta(minutes=4)
"""How often a lead on the screen is judged again and its hold extended."""

LOOK_FOR_LEAD = timedelta(minutes=1)
"""How often a screen without a lead checks whether somebody can be called after all."""

OFFER_CHECK = timedelta(seconds=3)
"""How often the offered session is read, because another agent may have started it."""


class Send(Protocol):
    """See `Controller.send`."""

    def __call__(
        self, command: Callable[[], Scene], *, if_done: str = "", warning: str = ""
    ) -> None: ...


class Refresher:
    """Judges the lead or the offer again. Event loop only. `play`: see `Controller.play`."""

    def __init__(
        self,
        screen: Screen[None],
        view: CallView,
        work: Workplace,
        screen_state: ScreenState,
        polling: Lane,
        send: Send,
        play: Callable[[Scene], None],
    ) -> None:
        self._screen = screen
        self._view = view
        self._work = work
        self._screen_state = screen_state
        self._polling = polling
        self._send = send
        self._play = play
        self._is_judging = False
        self._offer_read_at: datetime | None = None
        self._is_reading_offer = False

    def tick(self, now: datetime) -> None:
        """Judge the lead or the offer again when it is time."""
        self._check_offer(now)
        every = JUDGE_AGAIN if self._screen_state.card else LOOK_FOR_LEAD
        if self._screen_state.is_writing or not self._screen_state.needs_a_look(now, every):
            return
        if self._screen_state.card is None and self._screen_state.nobody is None:
            self.renew_offer()
        else:
            self._judge_again()

    def renew_offer(self) -> None:
        """Ask for another offer: this session may be replanned by now, or its hours over."""
        offer = self._offer
        if offer is not None and self.is_still_shown(None):
            self._send(partial(commands.renew_offer, self._work.desk, offer))

    @property
    def _offer(self) -> SessionCard | None:
        """The offer on the screen. None while the summary page shows it, which must not change."""
        scene = self._screen_state.scene
        if scene is None or (scene.summary is not None and not self._screen.is_current):
            return None
        return scene.offer

    def _check_offer(self, now: datetime) -> None:
        # The first offer was read when the screen opened.
        offer, last = self._offer, self._offer_read_at or self._screen_state.looked_at
        is_due = last is None or now - last >= OFFER_CHECK
        if offer is not None and is_due and not self._is_reading_offer:
            self._offer_read_at, self._is_reading_offer = now, True
            self._screen.run_worker(self._read_offer(offer))

    async def _read_offer(self, offer: SessionCard) -> None:
        """Read the session by its key, on the polling thread: no keypress waits for it."""
        try:
            if self._polling.is_closed:
                return
            session = await self._polling.run(self._work.reports.sessions.read, offer.session_id)
        except DatabaseTrouble:
            return  # the next key reports it
        finally:
            self._is_reading_offer = False
        # Compare by identity: a key may have replaced the offer during the read.
        if self._offer is offer and (session is None or _state_of(session) != _state_of(offer)):
            self.renew_offer()

    def judge_lead(self, lead_id: int) -> None:
        """Judge a lead again after a change to it, if it is still on the screen."""
        card = self._screen_state.card
        if card is not None and card.lead_id == lead_id and self.is_still_shown(card):
            self._judge_again()

    def judge_nobody(self) -> None:
        """Look for a lead again after a promise was changed, if the screen has none."""
        if self._screen_state.nobody is not None and self.is_still_shown(None):
            self._judge_again()

    def judge_after_change(self, card: Card | None) -> None:
        """Judge the lead, or the lack of one, again if others changed what its verdict hangs on."""
        is_judged = self._screen_state.looked_at is not None
        if is_judged and self._screen_state.is_behind and self.is_still_shown(card):
            self._judge_again(is_told=True)

    def lose(self, card: Card, news: News) -> None:
        """Replace a lead that another agent took, or whose call a restored database lacks."""
        is_call = card.attempt is not None
        if self._screen_state.is_typing:
            # Only tell: another lead under the cursor would get the rest of the note.
            text = CALL_LOST_WHILE_TYPING if is_call else LOST_WHILE_TYPING
            self._view.tell(text, "warning")
        elif is_call:
            self._send(partial(commands.come_back, self._work.desk), if_done=CALL_LOST)
        else:
            text = (taken_words(card, news) or GIVEN_AWAY) + NEXT
            self._send(partial(commands.come_back, self._work.desk), warning=text)

    def is_still_shown(self, card: Card | None) -> bool:
        """Return whether the card (None: no lead) is still shown, and no command or break runs."""
        is_free = not self._screen_state.is_writing and self._screen_state.away_since is None
        # By identity: each scene has a new card, so an equal one may be from a later command.
        return is_free and self._screen_state.card is card

    def _judge_again(self, *, is_told: bool = False) -> None:
        if not self._is_judging:
            self._is_judging = True
            self._screen.run_worker(self._judge(self._screen_state.card, is_told=is_told))

    async def _judge(self, card: Card | None, *, is_told: bool) -> None:
        """Judge the lead again; drop the answer if the screen has moved on meanwhile.

        With `is_told` the agent is told if the verdict has turned.
        """
        desk = self._work.desk
        try:
            if card is not None:
                number = card.phone.number_id
                scene = await self._work.lane.run(commands.switch_phone, desk, card.claim, number)
            else:
                scene = await self._work.lane.run(commands.go_on, desk, None)
        except ClaimLostError:
            if self._screen_state.is_typing:
                self._view.tell(LOST_WHILE_TYPING, "warning")
            elif self.is_still_shown(card):
                self._send(partial(commands.come_back, desk), warning=LOST_AND_NEXT)
        except DatabaseTrouble as trouble:
            self._view.tell(str(trouble), "error")
        else:
            if self.is_still_shown(card):
                self._play(scene)
                if is_told:
                    self._tell_turn(card)
        finally:
            self._is_judging = False
            self._screen_state.looked_at = self._work.clock()

    def _tell_turn(self, before: Card | None) -> None:
        after, now = self._screen_state.card, self._work.clock()
        if before is not None and after is not None:
            text = turned_words(before.verdict, after.verdict, now)
            if text:
                self._view.tell(text, "warning")


def _state_of(session: SessionCard) -> tuple[object, ...]:
    """Return the fields whose change makes an offer stale. `tick` compares the hours."""
    return session.status, session.agent, session.owner, session.left


FIRST_LEADS = 30
"""How many of the next leads are read. The largest screen has room for this many."""


class SidebarReader:
    """Reads the side panels, and who asked to be called and waits. Use it on the event loop only.

    `paint` paints the calling screen.
    """

    def __init__(
        self,
        screen: Screen[None],
        work: Workplace,
        screen_state: ScreenState,
        paint: Callable[[], None],
    ) -> None:
        self._screen = screen
        self._work = work
        self._screen_state = screen_state
        self._paint = paint

    def read(self) -> None:
        # Exclusive: a late answer about the previous lead must not replace the current one's.
        read: Callable[[], Awaitable[None]] = self._read
        self._screen.run_worker(read, group="sidebar", exclusive=True)

    async def _read(self) -> None:
        reading, reports, state = self._work.reading, self._work.reports, self._screen_state
        card = state.card
        is_wide = self._screen.app.size.width >= WIDE
        try:
            # A lambda, so that `reports.context` is imported on the other thread, not on this one.
            state.beside = await reading.run(lambda: reports.context.beside(card, is_wide=is_wide))
            is_silent = card is not None and not is_open(card.verdict, self._work.clock())
            if is_silent and is_wide and state.lanes is None:
                self._paint()
                state.lanes = await reading.run(reports.queue.coming_day)
                state.meanwhile = await reading.run(self._meanwhile_query(_opening(state.lanes)))
            if card is None:
                self._paint()
                state.lanes = await reading.run(reports.queue.coming_day)
                self._paint()
                now, scene = self._work.clock(), state.scene
                is_offer_closed = scene is not None and scene.nobody_until(now) is not None
                state.blocked = (
                    (await reading.run(reports.queue.why)).blocked if is_offer_closed else ()
                )
                state.meanwhile = await reading.run(self._meanwhile_query(state.opens_at))
        except DatabaseTrouble:
            return
        self._paint()

    def read_inquiry(self) -> None:
        """Find the person whom the claim would give this agent, if the news say that one waits."""
        if self._screen_state.news.has_inquiry and self._screen_state.card is not None:
            read: Callable[[], Awaitable[None]] = self._read_inquiry
            self._screen.run_worker(read, group="inquiry", exclusive=True)
        else:
            self._screen_state.inquiry = None

    async def _read_inquiry(self) -> None:
        queue, card = self._work.reports.queue, self._screen_state.card
        try:
            inquiry = await self._work.reading.run(queue.waiting_inquiry)
        except DatabaseTrouble:
            return  # the next key reports it
        # By claim: a lead that was claimed during the read may be the very person.
        shown = self._screen_state.card
        if card is not None and shown is not None and shown.claim == card.claim:
            self._screen_state.inquiry = inquiry
            self._paint()

    def _meanwhile_query(self, opens_at: datetime | None) -> Callable[[], Meanwhile]:
        """Return the call that reads the next leads, for the screen as it is now."""
        state = self._screen_state
        offer = state.scene.offer if state.scene is not None else None
        session_id = None if offer is None else offer.session_id
        return partial(self._work.reports.preparing.meanwhile, opens_at, session_id, FIRST_LEADS)


def _opening(lanes: Lanes) -> datetime | None:
    """Return when the first of the lanes opens, None if there is none."""
    return min((start for start, _ in lanes.counts), default=None)
