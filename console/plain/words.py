"""What the plain console says: one thing a line, states in words, no drawing."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from console.cards import Card, Nobody, Progress, SessionCard, Summary
from console.tui.keys import Key
from console.tui.momentum import pace_parts, session_pace
from console.tui.present import (
    all_inside,
    clean,
    clean_lines,
    day,
    known_facts,
    list_line,
    many,
    moment,
    past_line,
    phone_line,
    stopwatch,
    verdict_sentence,
    zone_lines,
)
from console.tui.waiting import meanwhile, nobody_advice, nobody_headline, nobody_rows

PRESSED = {"Enter": "Enter alone", "Space": "next", "/": "/ and a name or number"}
"""What is typed for a key that has no letter; the line ends with Enter."""


def card_lines(card: Card, now: datetime, here: str) -> Iterator[str]:
    """A lead in the order of attention: who, may I, the number, what I know, what to say."""
    zone = card.zone or here
    today = now.astimezone(ZoneInfo(here)).date()
    yield f"Lead: {clean(card.name) or '(no name)'}"
    if card.headline:
        yield clean(card.headline)
    if card.why_now:
        yield clean(card.why_now)
    if card.attempt is not None:
        yield f"On a call for {stopwatch(now - card.attempt.dialled_at)}"
    else:
        yield verdict_sentence(card.verdict, now, zone, here)
    yield from (f"It is {line}" for line in zone_lines(card.verdict.zones, now, 3))
    yield f"Number: {phone_line(card.phone, len(card.other_phones))}"
    yield f"Lists: {list_line(card, today)}"
    yield past_line(card, today, here).capitalize()
    for line in clean_lines(card.notes).splitlines():
        yield f"Notes: {line}"
    if card.draft:
        yield f"Your note: {clean(card.draft)}"
    yield f"Say first: {clean(card.say_first)}"


def all_lines(card: Card, now: datetime, here: str) -> Iterator[str]:
    """Every reason with its rule, and all that is known."""
    yield verdict_sentence(card.verdict, now, card.zone or here, here)
    for reason in card.verdict.reasons:
        yield f"Reason: {clean(reason.text)} {clean(reason.citation)}"
    yield from (f"Caution: {clean(caution)}" for caution in card.verdict.cautions)
    yield from (f"{label}: {value}" for label, value in known_facts(card.facts))
    zone = ZoneInfo(here)
    today = now.astimezone(zone).date()
    for past in card.history:
        on = day(past.at.astimezone(zone).date(), today)
        yield f"{on}: {clean(past.outcome)}, {clean(past.agent)}. {clean(past.note)}".rstrip()


def script_lines(card: Card) -> Iterator[str]:
    for section in card.script:
        yield f"{clean(section.name)}: {clean(section.text)}"
        yield from (f"If they say: {clean(answer.says)}" for answer in section.answers)


def objection_lines(card: Card, wanted: str) -> Iterator[str]:
    for one in card.objections:
        if wanted.casefold() in f"{one.name} {one.also}".casefold():
            yield f"If they say {clean(one.name)}: {clean(one.text)}"


def nobody_lines(nobody: Nobody, now: datetime, here: str) -> Iterator[str]:
    if nobody.is_empty:
        yield "There are no leads yet: bring some in with smiledial import FILE."
        return
    yield nobody_headline(nobody, now, here)
    for count, text, when in nobody_rows(nobody, now, here):
        yield f"{count}: {text}" + (f", {when}" if when else "")
    keys = ", ".join(f"{key.shown} {good_for}" for key, good_for in meanwhile(nobody))
    yield f"{nobody_advice(nobody, now, here)} {keys}."
    yield "Type next to look again."


def offer_lines(offer: SessionCard | None, now: datetime, here: str) -> Iterator[str]:
    if offer is None:
        yield "No session is planned. Type next for the next lead, or l for the sessions."
        return
    opens = offer.span_opens_at
    when = f", from {moment(opens, now, here)}" if opens is not None and opens > now else ""
    yield f"Next session: {clean(offer.name)}, {many(offer.left, 'lead')}{when}. Enter starts it."


def session_lines(sessions: Iterable[SessionCard]) -> Iterator[str]:
    for one in sessions:
        whose = f", {clean(one.agent)}" if one.agent else ""
        yield (
            f"{one.session_id}: {clean(one.name)}, {one.status.value}{whose}, "
            f"{one.done} of {one.size} done"
        )


def summary_lines(summary: Summary) -> Iterator[str]:
    yield f"{clean(summary.name)} is done in {many(summary.minutes, 'minute')}."
    yield (
        f"{many(summary.dials, 'dial')}, {many(summary.conversations, 'conversation')}, "
        f"{many(summary.noes, 'no', 'noes')}, {many(summary.yeses, 'yes', 'yeses')}."
    )
    if pace := session_pace(summary):
        yield pace.replace(" · ", ", ") + "."
    if summary.dials and summary.inside_hours == summary.dials:
        yield all_inside(summary.dials)


def pace_words(progress: Progress, now: datetime) -> str:
    return ", ".join(pace_parts(progress, now)).capitalize() + "."


def key_words(keys: Iterable[Key]) -> str:
    """`Enter alone Dial, s Skip, e Note`."""
    return "Keys: " + ", ".join(f"{PRESSED.get(key.shown, key.shown)} {key.label}" for key in keys)
