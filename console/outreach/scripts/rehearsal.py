"""Practice on an invented person, who raises objections at random moments; answers are timed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from random import Random

from msgspec import Struct

from console.outreach.scripts.speaking import SpokenSection

COME_BACK = "Come back when you like: practice calls nobody."

ROUNDS = 5
"""The most objections of a rehearsal."""

SOONEST, LATEST = 4, 15
"""Seconds of talk before the next objection."""


class Person(Struct, frozen=True):
    name: str
    title: str
    company: str
    city: str


PEOPLE = (
    Person("Wilma Ferngrove", "Owner", "Ferngrove Bakery", "Duluth"),
    Person("Otis Marlowe", "Plant manager", "Marlowe Tin & Spring", "Toledo"),
    Person("Priya Raghunath", "Office manager", "Elm Street Dental", "Fresno"),
    Person("Casper Lund", "Head of purchasing", "Lund & Daughters", "Fargo"),
    Person("Imogen Achterberg", "Managing partner", "Achterberg Surveyors", "Albany"),
    Person("Desmond Okpara", "Director", "Harbour Cold Store", "Mobile"),
    Person("Ruth Villanueva", "Practice manager", "Hillside Vets", "Santa Fe"),
    Person("Bertrand Quill", "Treasurer", "Quill Paper Works", "Bangor"),
)
"""Invented people of invented firms."""


class Phase(Enum):
    READY = "ready"
    TALKING = "talking"
    OBJECTION = "objection"
    DONE = "done"


class Reply(Struct, frozen=True):
    """An answered objection and the time that the answer took."""

    objection: str
    took: timedelta


@dataclass
class Rehearsal:
    """A rehearsal. The seed of `chance` decides which objections come, and when.

    `ended` counts by card how many calls it ended lately: those cards come first.
    """

    cards: tuple[SpokenSection, ...]
    chance: Random
    phase: Phase = Phase.READY
    began_at: datetime | None = None
    replies: list[Reply] = field(default_factory=list)
    ended: Mapping[str, int] = field(default_factory=dict)
    unanswered: str = ""
    """The objection at which the agent stopped."""
    _left: list[SpokenSection] = field(default_factory=list)
    _since: datetime | None = None
    _comes_at: datetime | None = None

    def __post_init__(self) -> None:
        by_name = {card.name: card for card in self.cards}
        first = [by_name[name] for name in self.ended if name in by_name][:ROUNDS]
        others = [card for card in self.cards if card not in first]
        count = min(ROUNDS - len(first), len(others))
        self._left = [*first, *self.chance.sample(others, count)]

    @property
    def objection(self) -> SpokenSection | None:
        return self._left[0] if self.phase is Phase.OBJECTION else None

    def begin(self, now: datetime) -> None:
        self.began_at = now
        self._talk_on(now)

    def tick(self, now: datetime) -> bool:
        """Raise the next objection if its time has come, and return whether it did."""
        if self.phase is not Phase.TALKING or self._comes_at is None or now < self._comes_at:
            return False
        self.phase, self._since = Phase.OBJECTION, now
        return True

    def go_on(self, now: datetime) -> None:
        """Begin, take the agent's answer as given, or skip the talk before the next objection."""
        if self.phase is Phase.READY:
            self.begin(now)
        elif self.phase is Phase.TALKING:
            self._comes_at = now
            self.tick(now)
        elif self.phase is Phase.OBJECTION and self._since is not None:
            card = self._left.pop(0)
            self.replies.append(Reply(card.name, now - self._since))
            self._talk_on(now)

    def stop(self) -> None:
        if self.objection is not None:
            self.unanswered = self.objection.name
        self.phase = Phase.DONE

    def waited(self, now: datetime) -> timedelta:
        """Return the time since the objection came."""
        return now - self._since if self._since is not None else timedelta()

    def _talk_on(self, now: datetime) -> None:
        if not self._left:
            self.phase = Phase.DONE
            return
        self.phase = Phase.TALKING
        self._comes_at = now + timedelta(seconds=self.chance.uniform(SOONEST, LATEST))


def describe_ended_calls(card: SpokenSection, ended: Mapping[str, int]) -> str:
    """Return how many calls the objection ended this week; "" for none."""
    count = ended.get(card.name, 0)
    return f"It ended {count} call{'' if count == 1 else 's'} this week." if count else ""


def choose_person(chance: Random) -> Person:
    return chance.choice(PEOPLE)


def summarize_rehearsal(replies: list[Reply], unanswered: str = "") -> str:
    """Return a few warm, true words; `unanswered` is the objection at which the agent stopped."""
    if unanswered:
        remark = f"You stopped at “{unanswered}”."
        return f"{summarize_rehearsal(replies)}\n{remark}" if replies else f"{remark} {COME_BACK}"
    if not replies:
        return f"Nothing was asked yet. {COME_BACK}"
    seconds = [round(reply.took.total_seconds()) for reply in replies]
    count = len(replies)
    slowest = max(replies, key=lambda reply: reply.took)
    answered = f"{count} objection{'' if count == 1 else 's'} answered"
    mean = f"{sum(seconds) / count:.0f} s"
    if count == 1:
        return f"{answered}, in {mean}. Every one makes the next easier."
    lines = [f"{answered}, in {mean} on average; the quickest took {min(seconds)} s."]
    if max(seconds) > 2 * min(seconds) and max(seconds) > 5:
        lines.append(
            f"“{slowest.objection}” took longest ({max(seconds)} s): practice that answer aloud."
        )
    else:
        lines.append("You answered all of them at an even pace.")
    lines.append("Next time somebody says it, you have heard it before.")
    return "\n".join(lines)
