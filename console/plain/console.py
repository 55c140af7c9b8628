"""The plain console: a line is typed, a key is meant by it, and what follows is said in lines.

It stands on the same desk, keys and commands as the screen. Nothing is said that was not asked for,
but what the softphone's line does and that an answer takes its time, so a screen reader reads every
line once.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from msgspec.structs import replace

import console.view.state.commands as commands
from console.cards.lead import Card
from console.clock import Clock
from console.desk import ClaimLostError, Desk, RefusedError
from console.firm.personal import Personal
from console.outreach.mail.letter import MailTrouble
from console.plain import wording
from console.plain.acts import (
    board,
    callbacks,
    calls,
    edits,
    imports,
    letters,
    notices,
    pages,
    people,
    rehearsal,
    script_questions,
    sessions,
)
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
from console.plain.softphone_line import SoftphoneLine
from console.trouble import BadInput
from console.view.keys.calling import TONES, outcome_keys
from console.view.keys.key import Key, KeyConditions, State, find_key, why_off
from console.view.keys.other_screens import ENDING
from console.view.sessions.sessions import gone_back_words
from console.view.text.cleaning import clean, clean_indented
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
"""What is typed, to the name of the key it stands for."""

GONE = "quits and throws all of it away, for its people are invented"
"""What quitting does to a database that is not kept."""

TROUBLES = (RefusedError, ClaimLostError, DatabaseTrouble, BadInput, MailTrouble)


class PlainConsole:
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
        """Without `is_kept` the database goes when the console is left."""
        self._talk = Conversation(desk, clock, personal, say, ask, hand_off)
        self.screen_state = self._talk.screen_state
        self.acts: dict[str, Callable[[str], None]] = self._all_acts()
        self._line: SoftphoneLine | None = None
        self._is_done = False
        self._is_kept = is_kept

    def run(self, bring: str = "", first: str = "") -> int:
        """Returns the exit status when the agent quits or the input ends.

        `bring` is the path of a list to look at first, `first` an act that is done at once.
        """
        talk = self._talk
        talk.say("Smile & Dial, plain. Type a letter and Enter. A question mark lists the keys.")
        if gone := sessions.send_back(talk):
            talk.say(gone_back_words(gone))
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
            typed = talk.ask(f"{self.screen_state.key_state(talk.clock()).value}> ")
            if typed is None:
                break
            self._answer(partial(self._hear, typed))
        self._leave()

    def _answer(self, act: Callable[[], None]) -> None:
        """Says what stands in the way of it."""
        try:
            act()
            self._talk.watch_callbacks()
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
        key, rest = self._meant(typed, conditions)
        if key is None:
            talk.say(f"{clean(typed)} is no key here. A question mark lists the keys.")
        elif reason := why_off(key, conditions):
            talk.say(wording.in_typed_words(clean(reason)))
        elif key.outcome:
            calls.end_call(talk, key.outcome, rest)
        elif key.where == "script":
            pages.follow(talk, int(key.key))
        else:
            self.acts[key.action](rest)

    @property
    def _is_taken(self) -> bool:
        """Then a lead that may be called is one to go on from, too."""
        card = self.screen_state.card
        return card is not None and card.claim == self.screen_state.taken

    @property
    def _conditions(self) -> KeyConditions:
        """A digit after the key of the script follows it, shown or not; `next` says why."""
        talk = self._talk
        conditions = self.screen_state.conditions(
            talk.clock(), talk.here, talk.personal.fresh_pause
        )
        return replace(conditions, has_script=True, has_double=True, all_wait=False)

    def _meant(self, typed: str, conditions: KeyConditions) -> tuple[Key | None, str]:
        """The key, by its letter or its name, and what was typed after it."""
        text = typed.strip()
        keys = self.screen_state.keys
        on = [key for key in keys if conditions.state in key.on]
        is_for_the_line = self.screen_state.has_softphone and conditions.state is State.ON_CALL
        if text and set(text) <= set(TONES) and is_for_the_line:
            return next(key for key in keys if key.action == "tone"), text
        for key in sorted(on, key=lambda key: -len(key.label)):
            if f"{text} ".casefold().startswith(f"{key.label} ".casefold()):
                return key, text[len(key.label) :].strip()
        letter, rest = (text[:1], text[1:]) if text.startswith(("/", "?")) else (text, "")
        if not rest:
            letter, _, rest = letter.partition(" ")
        return find_key(NAMES.get(letter.casefold(), letter), keys, conditions), rest.strip()

    def _all_acts(self) -> dict[str, Callable[[str], None]]:
        talk = self._talk
        own: Acts = {"help": lambda _: self._help(), "quit": lambda _: self._quit()}
        parts = (
            imports,
            calls,
            edits,
            script_questions,
            letters,
            pages,
            board,
            people,
            callbacks,
            rehearsal,
            sessions,
            notices,
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
        """A call and its note are kept for the return, a lead is let go."""
        talk = self._talk
        if talk.claim is not None and self.screen_state.away_since is None:
            with suppress(DatabaseTrouble):  # the hold runs out by itself
                talk.desk.leave(talk.claim)
        if self.screen_state.away_since is not None:
            with suppress(DatabaseTrouble):
                talk.desk.away.come_back()
        talk.say("Goodbye.")

    def _help(self) -> None:
        """Every key that does something now, the nine answers of the script as one."""
        conditions = replace(self._conditions, is_fresh=False)
        on = {key.label: key for key in self.screen_state.keys if not why_off(key, conditions)}
        for key in on.values():
            self._talk.say(f"{wording.typed_for(key)}: {key.label}. {key.help}")
