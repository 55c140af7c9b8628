"""The plain console: a line is typed, a key is meant by it, and what follows is said in lines.

It stands on the same desk, keys and errands as the screen. Nothing is said that was not asked for,
so a screen reader reads every line once.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial

import console.tui.errands as errands
from console.cards import Card, OutcomeChoice, OutcomeNeed, Promise
from console.clock import Clock
from console.desk import ClaimLostError, Desk, RefusedError
from console.firm.settings import Personal
from console.plain import words
from console.rules.when import WhenError, read_when
from console.tui.errands import Scene
from console.tui.keys import Key, footer_keys, meant, outcome_keys, why_off
from console.tui.momentum import away_words, nudge
from console.tui.present import both_clocks, clean, verdict_sentence
from console.tui.situation import State
from console.tui.stage import Stage
from db.engine import DatabaseTrouble

Ask = Callable[[str], str | None]
"""Says a prompt and gives what was typed; None at the end of the input."""

NAMES = {"": "enter", "next": "space", "/": "slash", "?": "question_mark", "help": "question_mark"}
"""What is typed, to the name of the key it stands for."""

ELSEWHERE = {
    "bring_in": "smiledial import FILE",
    "promises": "smiledial callbacks list",
    "supervisor": "smiledial report sessions",
    "rehearse": "smiledial rehearse",
    "fix": "smiledial lead edit",
    "hours": "smiledial rules",
}
"""What the plain console leaves to a command."""

LOST = "That lead is no longer yours: its hold ran out."


class PlainConsole:
    def __init__(
        self,
        desk: Desk,
        clock: Clock,
        personal: Personal,
        say: Callable[[str], None],
        ask: Ask,
        hand_off: Callable[[Card], str],
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._personal = personal
        self._say = say
        self._ask = ask
        self._hand_off = hand_off
        self._stage = Stage()
        self._choices: dict[str, OutcomeChoice] = {}
        self._note = ""
        self._is_done = False

    def run(self) -> int:
        """Returns the exit status when the agent quits or the input ends."""
        self._say("Smile & Dial, plain. Type a letter and Enter. A question mark lists the keys.")
        opened = errands.open_up(self._desk)
        self._choices = {choice.code: choice for choice in opened.outcomes}
        self._stage.outcomes = outcome_keys(opened.outcomes)
        self._play(opened.scene)
        while not self._is_done:
            typed = self._ask(f"{self._stage.state(self._clock()).value}> ")
            if typed is None:
                break
            try:
                self._hear(typed)
            except (RefusedError, DatabaseTrouble) as trouble:
                self._say(clean(str(trouble)))
        self._leave()
        return 0

    def _hear(self, typed: str) -> None:
        if self._stage.away_since is not None:
            self._come_back()
            return
        now = self._clock()
        situation = self._stage.situation(now, self._personal.zone, self._personal.fresh_pause)
        key, rest = self._meant(typed, situation.state)
        if key is None:
            self._say(f"{clean(typed)} is no key here. A question mark lists the keys.")
        elif reason := why_off(key, replace(situation, has_script=True)):
            self._say(clean(reason))
        elif key.outcome:
            self._end_call(key.outcome, rest)
        elif (act := self._acts().get(key.action)) is not None:
            act(rest)
        else:
            instead = ELSEWHERE.get(key.action)
            told = f": use {instead}" if instead else ""
            self._say(f"{key.label} is not in the plain console{told}.")

    def _meant(self, typed: str, state: State) -> tuple[Key | None, str]:
        """The key, by its letter or its name, and what was typed after it."""
        text = typed.strip()
        keys = self._stage.keys
        situation = self._stage.situation(self._clock(), self._personal.zone, 0)
        by_label = sorted((key for key in keys if state in key.on), key=lambda key: -len(key.label))
        for key in by_label:
            if f"{text} ".casefold().startswith(f"{key.label} ".casefold()):
                return key, text[len(key.label) :].strip()
        letter, rest = (text[:1], text[1:]) if text.startswith(("/", "?")) else (text, "")
        if not rest:
            letter, _, rest = letter.partition(" ")
        return meant(NAMES.get(letter.casefold(), letter), keys, situation), rest.strip()

    def _acts(self) -> dict[str, Callable[[str], None]]:
        return {
            "dial": lambda _: self._dial(),
            "start": lambda _: self._start(),
            "again": lambda _: self._again(),
            "go_on": lambda _: self._send(partial(errands.go_on, self._desk, self._claim)),
            "skip": self._skip,
            "note": self._write_note,
            "reasons": lambda _: self._tell_card(words.all_lines),
            "script": lambda _: self._say_all(words.script_lines(self._card)),
            "objections": lambda text: self._say_all(words.objection_lines(self._card, text)),
            "other_number": lambda _: self._switch(),
            "undo": lambda _: self._send(partial(errands.undo, self._desk, self._stage.card)),
            "find": self._find,
            "sessions": self._sessions,
            "pause": lambda _: self._pause(),
            "quit": lambda _: self._quit(),
            "help": lambda _: self._help(),
        }

    @property
    def _claim(self) -> str | None:
        return self._stage.card.claim if self._stage.card else None

    @property
    def _card(self) -> Card:
        """The lead that a key needs; keys are off without one."""
        assert self._stage.card is not None
        return self._stage.card

    def _send(self, errand: Callable[[], Scene]) -> None:
        try:
            try:
                scene = errand()
            except ClaimLostError:
                self._say(LOST)
                scene = errands.come_back(self._desk)
        except RefusedError as refused:
            self._say(clean(str(refused)))
        except DatabaseTrouble as trouble:
            self._stage.trouble = str(trouble)
            self._stage.retry = errand
            self._say(f"Not saved yet. Nothing is lost: Enter tries again. {clean(str(trouble))}")
        else:
            self._play(scene)

    def _play(self, scene: Scene) -> None:
        """Takes a scene in and says what is new in it."""
        now, here = self._clock(), self._personal.zone
        before = self._stage.card
        self._stage.set(scene, now)
        card = self._stage.card
        if scene.summary is not None:
            self._say_all(words.summary_lines(scene.summary))
        if scene.refused is not None and card is not None:
            told = verdict_sentence(scene.refused, now, card.zone or here, here)
            self._say(f"Not dialled: {told}")
        elif scene.is_dialled and card is not None:
            self._say(f"Call begun: {clean(card.name)}. {clean(self._hand_off(card))}")
            self._say(words.key_words(self._stage.outcomes))
        elif card is not None:
            if before is None or before.claim != card.claim:
                self._stage.shown_at = now
                self._note = card.draft
                self._say(words.pace_words(scene.progress, now))
                if told := nudge(scene.progress, self._stage.ready_at or now, now, self._personal):
                    self._say(told)
            self._tell_card(words.card_lines)
        elif self._stage.nobody is not None:
            self._say_all(words.nobody_lines(self._stage.nobody, now, here))
        else:
            self._say_all(words.offer_lines(scene.offer, now, here))

    def _dial(self) -> None:
        card = self._card
        self._send(partial(errands.dial, self._desk, card.claim, card.phone.number_id))

    def _start(self) -> None:
        scene = self._stage.scene
        if scene is not None and scene.offer is not None:
            session_id = scene.offer.session_id
            self._send(partial(errands.start_session, self._desk, session_id, self._claim))

    def _again(self) -> None:
        if (errand := self._stage.retry) is not None:
            self._stage.trouble = ""
            self._send(errand)

    def _switch(self) -> None:
        other = self._card.other_phones[0].number_id
        self._send(partial(errands.switch_phone, self._desk, self._card.claim, other))

    def _end_call(self, outcome: str, rest: str) -> None:
        choice, claim = self._choices[outcome], self._card.claim
        promise, note = None, self._note
        if choice.needs is OutcomeNeed.CALLBACK:
            promise = self._read_promise(rest)
            if promise is None:
                return
        elif choice.needs is OutcomeNeed.WORDS:
            note = clean(rest or self._ask("Their words> ") or "")
            if not note:
                self._say("Nothing is recorded: type their words, or another key.")
                return
        elif rest:
            note = clean(rest)
        self._say(f"{clean(choice.label)}.")
        self._send(partial(errands.record, self._desk, claim, outcome, note, promise))

    def _read_promise(self, rest: str) -> Promise | None:
        """When to ring back, on the lead's clock; `anyone` at its end gives it to the team."""
        zone, now = self._card.zone or self._personal.zone, self._clock()
        typed = clean(rest or self._ask("When, such as tue 3pm, on their clock> ") or "")
        is_mine = not typed.endswith(" anyone")
        try:
            at = read_when(typed.removesuffix(" anyone"), now, zone)
        except WhenError as error:
            self._say(f"{clean(str(error))} Nothing is recorded yet.")
            return None
        self._say(f"To ring back {both_clocks(at, now, zone, self._personal.zone)}.")
        return Promise(at, is_mine)

    def _skip(self, rest: str) -> None:
        reason = clean(rest or self._ask("Why> ") or "")
        if reason:
            self._send(partial(errands.skip, self._desk, self._card.claim, reason))
        else:
            self._say("Nobody is skipped: a skip needs its reason.")

    def _write_note(self, rest: str) -> None:
        typed = clean(rest or self._ask("Note> ") or "")
        if not typed:
            self._say(f"Your note: {clean(self._note)}" if self._note else "There is no note.")
            return
        self._note = f"{self._note}\n{typed}".strip()
        self._desk.save_draft(self._card.claim, self._note)
        self._say("Note saved.")

    def _find(self, rest: str) -> None:
        text = clean(rest or self._ask("Name or number> ") or "")
        found = self._desk.find(text) if text else ()
        for number, one in enumerate(found, 1):
            self._say(f"{number}: {clean(one.name)}, {clean(one.shown)}, {clean(one.status)}")
        if not found:
            self._say("Nobody is found.")
            return
        if self._stage.card is not None and self._stage.card.attempt is not None:
            return
        chosen = (self._ask("Which number, or Enter for none> ") or "").strip()
        if chosen.isdecimal() and 0 < int(chosen) <= len(found):
            lead_id = found[int(chosen) - 1].lead_id
            self._send(partial(errands.take, self._desk, lead_id, self._claim))

    def _sessions(self, rest: str) -> None:
        sessions = self._desk.sessions.all()
        self._say_all(words.session_lines(sessions))
        if not sessions:
            self._say("No session is planned: smiledial sessions plan makes some.")
            return
        chosen = (rest or self._ask("Which to start, or Enter for none> ") or "").strip()
        if chosen in {str(one.session_id) for one in sessions}:
            self._send(partial(errands.start_session, self._desk, int(chosen), self._claim))

    def _pause(self) -> None:
        errands.go_away(self._desk, self._claim)
        self._stage.away_since = self._clock()
        self._say("Away. The lead was let go. Enter brings you back.")

    def _come_back(self) -> None:
        since, scene = self._stage.away_since, self._stage.scene
        assert since is not None
        self._say(f"{away_words(since, self._clock(), self._personal.break_length)}.")
        self._stage.away_since = None
        self._stage.scene = None
        session = scene.progress.session if scene else None
        if session is not None:
            self._send(partial(errands.start_session, self._desk, session.session_id, None))
        else:
            self._send(partial(errands.come_back, self._desk))

    def _quit(self) -> None:
        scene = self._stage.scene
        session = scene.progress.session if scene else None
        if session is not None and not (self._stage.card and self._stage.card.attempt):
            answer = self._ask("e ends the session, q quits and keeps it, Enter stays> ")
            answer = "q" if answer is None else answer.strip().casefold()
            if answer == "e":
                self._send(partial(errands.end_session, self._desk, self._claim))
                return
            if answer != "q":
                return
        self._is_done = True

    def _leave(self) -> None:
        """A call and its note are kept for the return, a lead is let go."""
        if self._claim is not None and self._stage.away_since is None:
            with suppress(DatabaseTrouble):  # the hold runs out by itself
                self._desk.leave(self._claim)
        self._say("Goodbye.")

    def _help(self) -> None:
        now = self._clock()
        situation = self._stage.situation(now, self._personal.zone, 0)
        for key in footer_keys(self._stage.outcomes, situation.state):
            if not why_off(key, situation) and (key.outcome or key.action in self._acts()):
                self._say(f"{words.PRESSED.get(key.shown, key.shown)}: {key.label}. {key.help}")

    def _tell_card(self, lines: Callable[..., Iterable[str]]) -> None:
        self._say_all(lines(self._card, self._clock(), self._personal.zone))

    def _say_all(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._say(line)
