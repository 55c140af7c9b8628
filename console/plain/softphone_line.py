"""The softphone of the plain console. Its events arrive on a thread of their own."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from threading import Thread
from typing import TypeVar

from console.cards.lead import Card
from console.outreach.softphone.line import Line
from console.plain.conversation import Acts, Conversation
from console.view.call.call import tones_words
from console.view.call.line import change_sentence
from console.view.state.softphone import Softphone
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble

T = TypeVar("T")

LOOK_EVERY = 1.0
"""Seconds between two attempts to find a lost softphone or to save a line."""


class SoftphoneLine:
    """Follows the softphone while the console waits for input. Events are read out at once."""

    def __init__(self, talk: Conversation) -> None:
        self._talk = talk
        self._unsaved: dict[str, Line] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="softphone", daemon=True)
        self._softphone = Softphone(talk.personal, talk.clock, self._follow, self._tell)
        talk.screen_state.has_softphone = True

    def open(self) -> None:
        """Start the thread, report a missing softphone, and find the call of an earlier dial."""
        self._thread.start()
        self._wait_for(self._softphone.open(self._talk.screen_state.card))
        asyncio.run_coroutine_threadsafe(self._watch(), self._loop)

    def dial(self, card: Card) -> str:
        if self._wait_for(self._softphone.dial(card)):
            return "The softphone calls."
        return f"Dial {card.phone.shown}."

    def close(self) -> None:
        """Stop the thread. A call that is up stays up."""
        self._wait_for(self._softphone.close())
        self._loop.call_soon_threadsafe(self._loop.stop)  # `stop` itself is not thread-safe
        self._thread.join()
        self._loop.close()

    def acts(self) -> Acts:
        return {
            "hang_up": lambda _: self._wait_for(self._softphone.hang_up()),
            "mute": lambda _: self._wait_for(self._softphone.mute()),
            "hold": lambda _: self._wait_for(self._softphone.hold()),
            "extension": lambda _: self._send_tones(self._talk.card.phone.extension),
            "tone": self._send_tones,
        }

    def _send_tones(self, tones: str) -> None:
        self._wait_for(self._softphone.send_tones(tones))
        self._talk.say(tones_words(tones))

    def _wait_for(self, act: Coroutine[object, object, T]) -> T:
        # Blocks the main thread; the events of the call still arrive on the loop's own thread.
        return asyncio.run_coroutine_threadsafe(act, self._loop).result()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if self._softphone.is_lost:
                await self._softphone.look_again()
            for line in list(self._unsaved.values()):  # a copy: `_save` removes entries
                self._save(line)

    def _follow(self, before: Line, line: Line) -> None:
        screen_state = self._talk.screen_state
        screen_state.line = line
        if line.answered_at != before.answered_at or not line.is_up:
            self._unsaved[line.claim] = line
            self._save(line)
        is_past = screen_state.card is None or screen_state.card.claim != line.claim
        if sentence := change_sentence(before, line, screen_state.outcomes, is_past=is_past):
            self._tell(sentence)

    def _save(self, line: Line) -> None:
        """Save the times of the line.

        If the database fails, `_watch` tries again in a second.
        """
        with suppress(DatabaseTrouble):
            self._talk.desk.lines.keep(line.claim, line.answered_at, line.ended_at, line.end)
            self._unsaved.pop(line.claim, None)

    def _tell(self, text: str, _severity: str = "") -> None:
        self._talk.say(clean(text))
