"""State and helpers of all acts of the plain console: input, output, desk, current lead."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from msgspec import Struct

import console.view.state.commands as commands
from console.cards.agent_day import Summary
from console.cards.lead import Card, OutcomeChoice
from console.clock import Clock
from console.desk import CallLostError, ClaimLostError, Desk, RefusedError
from console.firm.personal_settings import Personal
from console.plain import wording
from console.view.call.call import NEXT, NOT_SAVED, RANG, back_on_call, lost_words, not_dialled
from console.view.call.receipt import receipt_sentence, receipt_words
from console.view.floor.notices import inquiry_words
from console.view.keys.calling import CALLING, key_of
from console.view.keys.key import Key
from console.view.keys.other_screens import SUMMARY
from console.view.lead.callbacks import due_notice
from console.view.lead.lead import menu_words
from console.view.lead.pair import double_fact
from console.view.sessions.lanes import lane_lines
from console.view.sessions.pace import nudge
from console.view.sessions.summary import own_sentences, session_over_words
from console.view.state.commands import Scene, ends_without_summary
from console.view.state.screen_state import ScreenState
from console.view.text.cleaning import clean
from console.view.text.styled import capitalized
from db.engine.database import DatabaseTrouble, NotAllowed

Say = Callable[[str], None]
Ask = Callable[[str], str | None]
"""Shows a prompt and returns what was typed, or None at the end of the input."""

Acts = Mapping[str, Callable[[str], None]]
"""What each action does with the words typed after its key."""


SEND = next(key.label.casefold() for key in SUMMARY if key.action == "send")
"""What is typed to send the summary of the last session."""


@dataclass
class Conversation:
    """The state of the plain console. Acts get it as `talk`.

    `hand_off` gives a number to the agent's phone and says so. `summary` is of the last session
    that ended. `note` is the unsent note about the current lead, `yes` the lead that said yes last.
    """

    desk: Desk
    clock: Clock
    personal: Personal
    say: Say
    ask: Ask
    hand_off: Callable[[Card], str]
    screen_state: ScreenState = field(default_factory=ScreenState)
    choices: dict[str, OutcomeChoice] = field(default_factory=dict)
    note: str = ""
    yes: Card | None = None
    summary: Summary | None = None
    _announced: int = 0
    _inquiry: int = 0

    @property
    def here(self) -> str:
        return self.personal.zone

    @property
    def claim(self) -> str | None:
        return self.screen_state.card.claim if self.screen_state.card else None

    @property
    def card(self) -> Card:
        """The current lead. Keys that need one are off without it."""
        assert self.screen_state.card is not None
        return self.screen_state.card

    @property
    def is_on_call(self) -> bool:
        return self.screen_state.card is not None and self.screen_state.card.attempt is not None

    def answer(self, typed: str, prompt: str) -> str:
        """Return what was typed after the key, else ask for it. Return "" for nothing."""
        return clean(typed or self.ask(prompt) or "")

    def say_all(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.say(line)

    def say_card(self) -> None:
        """Read out the lead and its possible duplicates."""
        now = self.clock()
        self.say_all(wording.card_lines(self.card, now, self.here, self.screen_state.line_here))
        with suppress(ClaimLostError, NotAllowed):
            if not self.is_on_call and (doubles := self.desk.merging.doubles(self.card.lead_id)):
                self.say(": ".join(double_fact(doubles)))

    def send(self, command: Callable[[], Scene]) -> None:
        """Send a command to the desk and read out the result."""
        try:
            try:  # inside the other one, because `come_back` can be refused or fail too
                scene = command()
            except (CallLostError, ClaimLostError) as lost:
                self.say(lost_words(lost).removesuffix(NEXT))
                scene = commands.come_back(self.desk)
        except (RefusedError, NotAllowed) as refused:
            self.say(clean(str(refused)))
        except DatabaseTrouble as trouble:
            self.screen_state.trouble = str(trouble)
            self.screen_state.retry = command
            self.say(f"{NOT_SAVED} {clean(str(trouble))}")
        else:
            self.play(scene)

    def play(self, scene: Scene) -> None:
        """Take over a scene and read out what is new in it."""
        now = self.clock()
        before = self.screen_state.card
        self.screen_state.set(scene, now)
        card = self.screen_state.card
        self._confirm(scene, before)
        is_another = card is not None and (before is None or before.claim != card.claim)
        if scene.summary is not None:
            self.summary = scene.summary
            if ends_without_summary(scene):
                self.say(wording.heard(session_over_words(scene.summary)))
            else:
                self.say_all(wording.summary_lines(scene.summary))
                self.say_all(own_sentences(scene.summary.own, scene.summary.agent))
                self.say(f"{SEND} sends this summary by e-mail.")
        if card is None:
            self._play_nobody(scene)
            return
        if scene.refused is not None:
            self.say(not_dialled(card, scene.refused, now, self.here))
        if is_another:
            self.screen_state.shown_at = now
            self.screen_state.script_position.begin()
            self.note = card.draft
        if scene.is_dialled:
            self.say(f"Call begun: {clean(card.name)}. {clean(self.hand_off(card))}")
            if menu := menu_words(card):
                self.say(capitalized(menu))
            asks = {"object", "ask"} if card.questions else {"object"}
            beside = [key for key in CALLING if key.action in asks]
            self.say(wording.key_words([*self.screen_state.outcomes, *beside]))
            return
        if is_another:
            self._say_pace(card, before, scene)
        self.say_card()

    def _confirm(self, scene: Scene, before: Card | None) -> None:
        """Say what the key has recorded or taken back."""
        if scene.notice:
            self.say(scene.notice)
        if (receipt := scene.receipt) is not None:
            zone = before.zone if before is not None and before.zone else self.here
            choice = self.choices.get(receipt.outcome)
            words = receipt_words(receipt, choice, zone, self.clock(), self.here)
            self.say(receipt_sentence(words))
            self.screen_state.receipt = words
            if words.needs_time and (key := self.screen_state.time_key):
                self.say(f"{key} gives it a time.")
            if words.mail_to is not None:
                self.say(f"{key_of('introduce')} writes the e-mail that is due.")

    def _play_nobody(self, scene: Scene) -> None:
        now = self.clock()
        if self.screen_state.nobody is not None:
            self.say_all(wording.nobody_lines(self.screen_state.nobody, now, self.here))
            if not self.screen_state.nobody.is_empty:
                with suppress(DatabaseTrouble):  # the reasons are enough without the hours
                    lanes = lane_lines(self.desk.queue.coming_day(), now, self.here)
                    self.say_all(map(wording.heard, lanes))
        else:
            self.say_all(wording.offer_lines(scene, now, self.here))

    def _say_pace(self, card: Card, before: Card | None, scene: Scene) -> None:
        now = self.clock()
        if card.attempt is not None and card.attempt.is_inbound:
            self.say(RANG)
        elif card.attempt is not None and before is not None:
            self.say(back_on_call(card))
        else:
            self.say(wording.pace_words(scene.progress, now))
            since, ready_at = self.screen_state.working_since, self.screen_state.ready_at
            if text := nudge(scene.progress, since or now, ready_at or now, now, self.personal):
                self.say(text)

    def watch_callbacks(self) -> None:
        """Say once that one of the agent's callbacks is due."""
        coming = self.screen_state.scene.progress.next_callback if self.screen_state.scene else None
        now = self.clock()
        if coming is None or coming.due_at > now or coming.callback_id == self._announced:
            return
        self._announced = coming.callback_id
        with suppress(RefusedError, DatabaseTrouble):  # the callback may be done by now
            due = self.desk.callbacks.read(coming.callback_id)
            if self.screen_state.card is None or self.screen_state.card.lead_id != due.lead_id:
                self.say(due_notice(due, now, self.here, is_on_call=self.is_on_call))

    def watch_inquiries(self) -> None:
        """Say once who asked to be called and waits while another lead is read out."""
        # The watch in the background has seen that somebody waits: mostly nothing is read here.
        if self.screen_state.news.has_inquiry and self.screen_state.card is not None:
            inquiry = self.desk.queue.waiting_inquiry()
            if inquiry is not None and inquiry.lead_id != self._inquiry:
                self._inquiry = inquiry.lead_id
                self.say(inquiry_words(inquiry))


class Choice(Struct, frozen=True):
    """A key of a page.

    `label` follows its letter: `plans again`. `act` gets what was typed after it.
    """

    label: str
    act: Callable[[str], None]


Choices = Mapping[str, Choice]
"""Choices by the action of their key."""


def describe_choices(keys: Iterable[Key], choices: Choices) -> str:
    """Return `n plans, r plans again`, in the order of the keys."""
    return ", ".join(
        f"{key.key} {choices[key.action].label}" for key in keys if key.action in choices
    )


def choose(keys: Iterable[Key], choices: Choices, typed: str) -> bool:
    """Carry out the choice that a letter stands for. Return whether there is one."""
    letter, _, words = typed.partition(" ")
    key = next((key for key in keys if key.key == letter.casefold()), None)
    if key is None or key.action not in choices:
        return False
    choices[key.action].act(words.strip())
    return True
