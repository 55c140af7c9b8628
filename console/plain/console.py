"""The plain console: the agent types lines instead of pressing keys, and reads lines.

It shares desk, keys and commands with the screen. It speaks only when asked, except for softphone
events, notices and slow answers, so a screen reader reads each line once.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from msgspec.structs import replace

import console.view.state.commands as commands
from console.cards.lead import Card
from console.clock import Clock
from console.desk import ClaimLostError, Desk, RefusedError
from console.firm.personal_settings import Personal
from console.outreach.mail.letter import MailTrouble
from console.plain import wording
from console.plain.acts import (
    board,
    callbacks,
    calls,
    edits,
    imports,
    letters,
    pages,
    people,
    rehearsal,
    requests,
    sessions,
)
from console.plain.background import SoftphoneLine
from console.plain.conversation import (
    SEND,
    Acts,
    Ask,
    Choice,
    Choices,
    Conversation,
    Say,
    choose,
    describe_choices,
)
from console.trouble import BadInput
from console.view.call.call import PACE_WORDS
from console.view.keys.calling import TONES, outcome_keys
from console.view.keys.key import Key, KeyConditions, State, find_key, why_off
from console.view.keys.other_screens import ENDING
from console.view.sessions.sessions import missed_words
from console.view.state.presence import RefusedPresses
from console.view.text.cleaning import clean, clean_indented
from console.view.text.clocks import show_times_as, style_of
from db.engine.database import DatabaseTrouble

NAMES = {
    "": "enter",
    "next": "space",
    "/": "slash",
    ";": "semicolon",
    ",": "comma",
    ".": "full_stop",
    "?": "question_mark",
    "=": "equals_sign",
    "help": "question_mark",
}
"""Names of keys by the text that is typed for them."""

GONE = "quits and deletes everything, since its people are invented"
"""What quitting does to a database that is deleted afterwards."""

TROUBLES = (RefusedError, ClaimLostError, DatabaseTrouble, BadInput, MailTrouble)
"""Errors that are read out instead of ending the console."""


class PlainConsole:
    """The loop that reads typed lines and carries out their keys."""

    def __init__(
        self,
        desk: Desk,
        clock: Clock,
        personal: Personal,
        say: Say,
        ask: Ask,
        hand_off: Callable[[Card], str],
        *,
        is_kept: bool = True,
    ) -> None:
        """Without `is_kept`, the database is deleted when the console ends."""
        show_times_as(style_of(personal, is_spoken=True))
        self._talk = Conversation(desk, clock, personal, say, ask, hand_off)
        self.screen_state = self._talk.screen_state
        self.acts: dict[str, Callable[[str], None]] = self._all_acts()
        self._line: SoftphoneLine | None = None
        self._is_done = False
        self._is_kept = is_kept
        self._presses = RefusedPresses()

    def run(self, bring: str = "", first: str = "") -> int:
        """Run until the agent quits or the input ends. Return the exit status.

        `bring` is the path of a list to import first. `first` is an action to carry out at once.
        """
        talk = self._talk
        talk.say("Smile & Dial, plain. Type a letter and Enter. A question mark lists the keys.")
        if missed := sessions.replan_missed(talk):
            talk.say(missed_words(missed))
        talk.desk.queue.learn_hours()
        opened = commands.open_up(talk.desk)
        talk.choices = {choice.code: choice for choice in opened.outcomes}
        self.screen_state.outcomes = outcome_keys(opened.outcomes)
        if opened.warning:
            talk.say(opened.warning)
        talk.play(opened.scene)
        self._open_line()
        try:
            if bring:
                self._answer(lambda: self.acts["bring_in"](bring))
            if first:
                self._answer(lambda: self.acts[first](""))
            self._listen()
        finally:
            if self._line is not None:
                self._line.close()
        return 0

    def _listen(self) -> None:
        talk = self._talk
        while not self._is_done:
            typed = talk.ask(self._prompt)
            if typed is None:
                break
            self._answer(partial(self._hear, typed))
        self._leave()

    @property
    def _prompt(self) -> str:
        """Return `ready, Enter alone: Dial> `: an empty line may dial, so it is named."""
        conditions = self._conditions
        state = self.screen_state.key_state(self._talk.clock()).value
        key = find_key(NAMES[""], self.screen_state.keys, conditions)
        if key is None or why_off(key, conditions):
            return f"{state}> "
        return f"{state}, {wording.typed_for(key)}: {key.label}> "

    def _answer(self, act: Callable[[], None]) -> None:
        """Carry out an act, or read out the error that prevents it."""
        try:
            act()
            self._talk.watch_callbacks()
            self._talk.watch_inquiries()
        except TROUBLES as trouble:
            self._talk.say_all(clean_indented(str(trouble)).splitlines())

    def _open_line(self) -> None:
        if self._talk.personal.hand_off != "softphone":
            return
        self._line = SoftphoneLine(self._talk)
        self._line.open()
        self._talk.hand_off = self._line.dial
        self.acts.update(self._line.acts())

    def _hear(self, typed: str) -> None:
        """Carry out the key that a typed line stands for, or say why it is off."""
        talk, conditions = self._talk, self._conditions
        if "\n" in typed:
            calls.take_text(talk, typed)
            return
        if self.screen_state.away_since is not None:
            sessions.come_back(talk)
            return
        if typed.strip().casefold() == SEND:
            letters.send_summary(talk)
            return
        if self._is_taken and NAMES.get(typed.strip().casefold()) == "space":
            self.acts["go_on"]("")
            return
        key, words = self._meant(typed, conditions)
        if key is None:
            talk.say(f"{clean(typed)} is not a key here. A question mark lists the keys.")
        elif reason := why_off(key, conditions):
            talk.say(wording.in_typed_words(clean(reason)))
            card = self.screen_state.card
            if card is not None and self._presses.press(key.action, card, talk.clock()):
                talk.desk.presence.report_presses(card)
        elif key.outcome:
            calls.end_call(talk, key.outcome, words)
        elif key.where == "script":
            pages.follow(talk, int(key.key))
        else:
            self.acts[key.action](words)

    @property
    def _is_taken(self) -> bool:
        """Tell whether another agent has taken this lead.

        Then `next` moves on, although the lead could still be called.
        """
        card = self.screen_state.card
        return card is not None and card.claim == self.screen_state.taken

    @property
    def _conditions(self) -> KeyConditions:
        """Return what decides whether a key is on.

        Some conditions are always met here: digits after the script key follow the script, and
        `next` gives its own explanation.
        """
        talk = self._talk
        conditions = self.screen_state.conditions(
            talk.clock(), talk.here, talk.personal.fresh_pause
        )
        return replace(conditions, has_script=True, has_double=True, all_wait=False)

    def _meant(self, typed: str, conditions: KeyConditions) -> tuple[Key | None, str]:
        """Return the key, by its letter or its name, and what was typed after it."""
        text = typed.strip()
        keys = self.screen_state.keys
        on = [key for key in keys if conditions.state in key.on]
        is_for_the_line = self.screen_state.has_softphone and conditions.state is State.ON_CALL
        if text and set(text) <= set(TONES) and is_for_the_line:
            return next(key for key in keys if key.action == "tone"), text
        # Longest label first: a short label can be the start of a longer one.
        for key in sorted(on, key=lambda key: -len(key.label)):
            if f"{text} ".casefold().startswith(f"{key.label} ".casefold()):
                return key, text[len(key.label) :].strip()
        # A name that is off here has a reason: “dial” says why, as Enter does.
        named = (key for key in keys if key.label.casefold() == text.casefold())
        if (key_off := next(named, None)) is not None:
            return key_off, ""
        # “/smith” and “?” need no space after the sign.
        letter, words = (text[:1], text[1:]) if text.startswith(("/", "?")) else (text, "")
        if not words:
            letter, _, words = letter.partition(" ")
        return find_key(NAMES.get(letter.casefold(), letter), keys, conditions), words.strip()

    def _all_acts(self) -> dict[str, Callable[[str], None]]:
        talk = self._talk
        own: Acts = {"help": lambda _: self._help(), "quit": lambda _: self._quit()}
        parts = (
            *(imports, calls, edits, letters, pages, board, people),
            *(callbacks, rehearsal, requests, sessions),
        )
        acts = dict(own)
        for part in parts:
            acts.update(part.acts(talk))
        return acts

    def _quit(self) -> None:
        talk, scene = self._talk, self.screen_state.scene
        session = scene.progress.session if scene else None
        if session is not None and not talk.is_on_call:
            choices = self._ways_to_stop()
            answer = talk.ask(f"{describe_choices(ENDING, choices)}, Enter stays> ")
            if answer is not None:
                choose(ENDING, choices, answer.strip())
                return
        self._stop()

    def _ways_to_stop(self) -> Choices:
        return {
            "end": Choice("ends the session", lambda _: sessions.end(self._talk)),
            "quit": Choice("quits and keeps it" if self._is_kept else GONE, lambda _: self._stop()),
        }

    def _stop(self) -> None:
        self._is_done = True

    def _leave(self) -> None:
        """Release the lead at the end. A call and its note stay until the agent is back."""
        talk = self._talk
        if talk.claim is not None and self.screen_state.away_since is None:
            with suppress(DatabaseTrouble):  # without the database, the hold runs out by itself
                talk.desk.leave(talk.claim)
        if self.screen_state.away_since is not None:
            with suppress(DatabaseTrouble):
                talk.desk.away.come_back()
        talk.say("Goodbye.")

    def _help(self) -> None:
        """Read out every key that works now.

        The nine script answers share a label, so they are read out as one key.
        """
        conditions = replace(self._conditions, is_fresh=False)
        on = {key.label: key for key in self.screen_state.keys if not why_off(key, conditions)}
        for key in on.values():
            self._talk.say(f"{wording.typed_for(key)}: {key.label}. {key.help}")
        self._talk.say("Your figures, with examples:")
        for words, meaning in PACE_WORDS:
            self._talk.say(f"{words.replace('/h', ' calls an hour')}: {meaning}.")
