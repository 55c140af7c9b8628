"""What stands on the screen, judged anew; it goes where another took it or its hold ran out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from textual.screen import Screen

import console.view.state.commands as commands
from console.cards.lead import Card
from console.cards.notices import News
from console.cards.session import SessionCard
from console.desk import ClaimLostError
from console.tui.base.workplace import Lane, Workplace
from console.tui.call_view.call_view import CallView
from console.view.call.call import (
    CALL_LOST,
    CALL_LOST_WHILE_TYPING,
    GIVEN_AWAY,
    LOST_AND_NEXT,
    LOST_WHILE_TYPING,
    NEXT,
)
from console.view.floor.notices import taken_words
from console.view.state.commands import Scene
from console.view.state.screen_state import ScreenState
from db.engine.database import DatabaseTrouble

LOOK_AGAIN = timedelta(minutes=4)
"""How often a lead on the screen is judged anew and its hold extended."""

LOOK_FOR_LEAD = timedelta(minutes=1)
"""How often an empty screen looks whether somebody may be called after all."""

OFFER_CHECK = timedelta(seconds=3)
"""How often the offered session is read, because another agent may have started it."""


class Send(Protocol):
    """See `Controller.send`."""

    def __call__(
        self, command: Callable[[], Scene], *, if_done: str = "", warning: str = ""
    ) -> None: ...


class LookingAgain:
    """Lives on the event loop. `play` puts a scene on the screen."""

    def __init__(
        self,
        screen: Screen[None],
        view: CallView,
        work: Workplace,
        screen_state: ScreenState,
        aside: Lane,
        send: Send,
        play: Callable[[Scene], None],
    ) -> None:
        self._screen = screen
        self._view = view
        self._work = work
        self._screen_state = screen_state
        self._aside = aside
        self._send = send
        self._play = play
        self._is_looking = False
        self._offer_read_at: datetime | None = None
        self._is_reading_offer = False

    def tick(self, now: datetime) -> None:
        self._check_offer(now)
        every = LOOK_AGAIN if self._screen_state.card else LOOK_FOR_LEAD
        if self._screen_state.is_writing or not self._screen_state.needs_a_look(now, every):
            return
        if self._screen_state.card is None and self._screen_state.nobody is None:
            self.at_offer()
        else:
            self._look_again()

    def at_offer(self) -> None:
        """What is offered may have gone back to be planned anew, or its hours begun or ended."""
        offer = self._offer
        if offer is not None and self.is_still(None):
            self._send(partial(commands.renew_offer, self._work.desk, offer))

    @property
    def _offer(self) -> SessionCard | None:
        """The offer that may be replaced; None while the page with a summary shows it."""
        scene = self._screen_state.scene
        if scene is None or (scene.summary is not None and not self._screen.is_current):
            return None
        return scene.offer

    def _check_offer(self, now: datetime) -> None:
        offer, last = self._offer, self._offer_read_at
        is_due = last is None or now - last >= OFFER_CHECK
        if offer is not None and is_due and not self._is_reading_offer:
            self._offer_read_at, self._is_reading_offer = now, True
            self._screen.run_worker(self._read_offer(offer))

    async def _read_offer(self, offer: SessionCard) -> None:
        """Read one row by its key, on the thread that no keypress waits for."""
        try:
            if self._aside.is_closed:
                return
            row = await self._aside.run(self._work.reports.sessions.read, offer.session_id)
        except DatabaseTrouble:
            return  # the next key says so
        finally:
            self._is_reading_offer = False
        if self._offer is offer and (row is None or _state_of(row) != _state_of(offer)):
            self.at_offer()

    def at_lead(self, lead_id: int) -> None:
        """What is known of the lead has changed; that matters only if it is still there."""
        card = self._screen_state.card
        if card is not None and card.lead_id == lead_id and self.is_still(card):
            self._look_again()

    def lose(self, card: Card, news: News) -> None:
        is_call = card.attempt is not None
        if self._screen_state.is_typing:
            told = CALL_LOST_WHILE_TYPING if is_call else LOST_WHILE_TYPING
            self._view.tell(told, "warning")
        elif is_call:
            self._send(partial(commands.come_back, self._work.desk), if_done=CALL_LOST)
        else:
            told = (taken_words(card, news) or GIVEN_AWAY) + NEXT
            self._send(partial(commands.come_back, self._work.desk), warning=told)

    def is_still(self, card: Card | None) -> bool:
        """Whether that is on the screen, and no key or break comes between."""
        is_free = not self._screen_state.is_writing and self._screen_state.away_since is None
        return is_free and self._screen_state.card is card

    def _look_again(self) -> None:
        if not self._is_looking:
            self._is_looking = True
            self._screen.run_worker(self._look(self._screen_state.card))

    async def _look(self, card: Card | None) -> None:
        """Judges anew what is on the screen; the answer counts only if that is still there."""
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
            elif self.is_still(card):
                self._send(partial(commands.come_back, desk), warning=LOST_AND_NEXT)
        except DatabaseTrouble as trouble:
            self._view.tell(str(trouble), "error")
        else:
            if self.is_still(card):
                self._play(scene)
        finally:
            self._is_looking = False
            self._screen_state.looked_at = self._work.clock()


def _state_of(session: SessionCard) -> tuple[object, ...]:
    """What makes an offer another one; its hours are watched by the clock."""
    return session.status, session.agent, session.owner, session.left
