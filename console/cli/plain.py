"""A lead's card as plain text, for scripts and for where there is no terminal."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from console.cards import Blocked, Card, Nobody
from console.cli.output import clock_text, counted
from console.rules.text import clean_line
from console.rules.values import Verdict
from db.enums import VerdictKind

WORDS = {
    VerdictKind.CALL: "CALL",
    VerdictKind.WAIT: "WAIT",
    VerdictKind.NEVER: "NEVER",
    VerdictKind.UNKNOWN: "CAN'T TELL",
}


def card_text(card: Card, zone: str) -> str:
    """The card in the order of attention: who, may I, the number, what I know.

    `zone` is the agent's own.
    """
    return "\n".join(clean_line(line) if line else "" for line in _card_lines(card, zone))


def nobody_text(nobody: Nobody, zone: str) -> str:
    """Why nobody may be called, and when that ends."""
    if nobody.is_empty:
        return "There are no leads yet: bring some in with smiledial import FILE."
    opens = (
        f" The next lead opens {clock_text(nobody.opens_at, zone)} (here)."
        if nobody.opens_at
        else ""
    )
    lines = [f"Nobody may be called now.{opens}", *map(blocked_text, nobody.blocked)]
    return "\n".join(clean_line(line) for line in lines)


def blocked_text(blocked: Blocked) -> str:
    opens = ""
    if blocked.opens_at is not None:
        there = blocked.zone or "UTC"
        opens = f"; next {clock_text(blocked.opens_at, there)} {_city(there)}"
    return f"- {counted(blocked.count, 'lead')}: {blocked.text or blocked.code}{opens}"


def verdict_text(verdict: Verdict, zone: str) -> str:
    """The verdict in one line: "CALL until Tue 24 Nov 18:00 (here)"."""
    word = WORDS[verdict.kind]
    if verdict.kind is VerdictKind.CALL and verdict.closes_at:
        return f"{word} until {clock_text(verdict.closes_at, zone)} (here)"
    if verdict.kind is VerdictKind.WAIT and verdict.opens_at:
        return f"{word} until {clock_text(verdict.opens_at, zone)} (here)"
    return word


def _card_lines(card: Card, zone: str) -> Iterator[str]:
    yield card.name
    if card.headline:
        yield card.headline
    yield ""
    yield verdict_text(card.verdict, zone)
    for reason in card.verdict.reasons:
        yield f"- {reason.text} [{reason.code.value}; {reason.citation}]"
    for caution in card.verdict.cautions:
        yield f"! {caution}"
    for candidate in card.verdict.zones:
        local = _local(card.verdict.at, candidate.value)
        yield f"{local} {_city(candidate.value)} (from the {_words(candidate.source.value)})"
    yield ""
    yield " ".join(filter(None, (card.phone.shown, card.phone.label)))
    for phone in card.other_phones:
        yield " ".join(filter(None, ("or", phone.shown, phone.label)))
    for status in card.lists:
        yield f"{status.name}: {status.text}"
    yield ""
    yield card.notes
    for label, value in card.facts:
        yield f"{label}: {value}"
    if card.dials:
        yield f"dialled {card.dials} times, said no {card.noes} times"
    for past in card.history:
        yield f"{clock_text(past.at, zone)} {past.agent}: {past.outcome} {past.note}"


def _local(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%a %H:%M")


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _words(code: str) -> str:
    return code.replace("_", " ")
