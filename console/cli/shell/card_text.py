"""Cards and verdicts as plain text."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from console.cards.agent_day import Summary
from console.cards.lead import Card
from console.cards.waiting import Blocked, HandedOver, Nobody, OwnedLeads, by_reason
from console.cli.shell.output import clock_text
from console.firm.settings import give_back_command
from console.rules.text import as_typed, clean_line
from console.rules.times.calendar_words import say_day
from console.rules.values import Verdict
from console.view.lead.lead import menu_words
from console.view.lead.verdict import verdict_sentence
from console.view.sessions.pace import session_pace
from console.view.sessions.sessions import taker_words
from console.view.text.cleaning import clean
from console.view.text.clocks import city, clock, in_style, time_words, weekday_day, zone_time
from console.view.text.counts import all_inside, many, rang_words
from db.enums import VerdictKind


def card_text(card: Card, zone: str) -> str:
    """Return a lead's card: the name, the verdict, the numbers, then notes and facts.

    `zone` is the agent's own time zone, here and below.
    """
    return _text(_card_lines(card, zone))


def nobody_text(nobody: Nobody, zone: str) -> str:
    """Return why nobody may be called now, and from when somebody may."""
    return _text(_nobody_lines(nobody, zone))


def blocked_text(blocked: Blocked, here: str) -> str:
    """Return a count of leads and what they wait for, with times in the zone `here`."""
    opens = ""
    if blocked.opens_at is not None:
        first = "from" if blocked.zone else "the first opens"
        opens = f"; {first} {clock_text(blocked.opens_at, here)} {city(here)}"
    return f"{many(blocked.count, 'lead')}: {blocked.text.rstrip('.')}{opens}"


def owned_text(owned: OwnedLeads) -> str:
    """Return how many leads an owner has; if the owner cannot call, also why and what to do."""
    owner = clean_line(owned.owner)
    leads = f"{many(owned.count, 'lead')} {'belongs' if owned.count == 1 else 'belong'} to {owner}"
    if owned.trouble:
        return f"{leads}, {owned.trouble}: {give_back_command(owned.owner)}"
    now = (
        f"{owned.callable:,} of them may be called now"
        if owned.count > 1
        else "it may be called now"
    )
    return f"{leads}; {now}" if owned.callable else leads


def verdict_lines(verdict: Verdict, zone: str, *, is_dated: bool = False) -> Iterator[str]:
    """Yield the verdict, each reason with its citation, each caution, and the time in each zone.

    Set `is_dated` for another time than now, to print dates instead of words such as "tomorrow".
    """
    there = verdict.zones[0].value if verdict.zones else zone
    sentence = verdict_sentence(verdict, verdict.at, there, zone)
    if is_dated and verdict.kind is VerdictKind.WAIT and verdict.opens_at is not None:
        opens = verdict.opens_at
        sentence = f"WAIT until {day_and_clock(opens, there)} {zone_time(there, opens)}"
    grounds = [f"[{reason.code.value}] {reason.citation}" for reason in verdict.reasons]
    # If the sentence already contains the only reason, don't repeat it on a line of its own.
    is_repeated = len(grounds) == 1 and clean(verdict.reasons[0].text).rstrip(".") in sentence
    if is_repeated:
        yield f"{sentence}. {grounds[0]}"
    else:
        yield sentence
        for reason, ground in zip(verdict.reasons, grounds, strict=True):
            yield f"- {in_style(reason.text)} {ground}"
    for caution in verdict.cautions:
        yield f"! {in_style(caution)}"
    for candidate in verdict.zones:
        source = candidate.source.value.replace("_", " ")
        yield f"{clock(verdict.at, candidate.value)} {city(candidate.value)} (by {source})"


def day_and_clock(at: datetime, zone: str) -> str:
    """Return an instant on the clock of a zone: `Fri 25 Dec 2026 10:00`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{weekday_day(local, width=2)} {local.year} {time_words(local)}"


def handed_over_text(handover: HandedOver) -> str:
    """Return what was handed over: "2 sessions, 1 callback, 25 leads of ann given to bob."."""
    parts = [
        many(len(handover.sessions), "session"),
        many(handover.callbacks, "callback"),
        many(handover.leads, "lead"),
    ]
    text = f"{', '.join(parts)} of {handover.giver} given {taker_words(handover)}"
    if handover.on_call:
        calls = many(handover.on_call, "call")
        text += f" {calls} of theirs stays until its outcome is recorded, or the hold runs out."
    if handover.appointments:
        command = f"smiledial appointments hand --from {as_typed(handover.giver)} --to NAME"
        text += f" {many(handover.appointments, 'appointment')} still to keep: {command}"
    return text


def summary_lines(summary: Summary, zone: str) -> Iterator[str]:
    """Yield the results of a session, for a supervisor."""
    by = f", {summary.agent}" if summary.agent else ""
    yield f"{summary.name}{by}: {summary.status.value}"
    if summary.started_at is not None:
        until = f" to {clock_text(summary.ended_at, zone)}" if summary.ended_at else ""
        worked = many(summary.minutes, "minute")
        yield f"from {clock_text(summary.started_at, zone)}{until}, {worked} of work"
    yield (
        f"{many(summary.dials, 'dial')}, {many(summary.conversations, 'talk')}, "
        f"{many(summary.noes, 'no', 'noes')}, {many(summary.yeses, 'yes', 'yeses')}, "
        f"{summary.left:,} of {many(summary.size, 'lead')} left"
        + (f", {summary.given_back:,} given back" if summary.given_back else "")
    )
    for label, count in summary.outcomes:
        yield f"{count:>6,} {label}"
    if summary.rang_in:
        yield rang_words(summary)
    if pace := session_pace(summary):
        yield pace
    if summary.dials and summary.inside_hours == summary.dials:
        yield all_inside(summary.dials)
    elif summary.dials:
        yield f"{many(summary.dials - summary.inside_hours, 'call')} made outside the hours."


def _text(lines: Iterator[str]) -> str:
    return "\n".join(clean_line(line) for line in lines)


def _nobody_lines(nobody: Nobody, zone: str) -> Iterator[str]:
    if nobody.barred:
        yield nobody.barred
        return
    if nobody.is_empty:
        yield "There are no leads yet. Import some: smiledial import FILE"
        return
    if nobody.is_session_over:
        yield "All leads of the session are done."
        return
    opens = f" The next opens {clock_text(nobody.opens_at, zone)} here." if nobody.opens_at else ""
    subject = "Nobody"
    if nobody.elsewhere:
        subject = "Nobody in the session under way"
    elif nobody.in_sessions:
        subject = "Nobody outside the sessions"
        subject += f" who fits {nobody.screening}" if nobody.screening else ""
    yield f"{subject} may be called now.{opens}"
    if nobody.in_sessions:
        may = f"{many(nobody.in_sessions, 'lead')} in sessions may"
        if nobody.screening:
            may += f", of whom not all need fit {nobody.screening}"
        yield f"{may}: smiledial sessions list shows them."
    for blocked in by_reason(nobody.blocked):
        yield blocked_text(blocked, zone)


def _card_lines(card: Card, zone: str) -> Iterator[str]:
    yield card.name
    if card.headline:
        yield card.headline
    yield ""
    yield from verdict_lines(card.verdict, zone)
    yield ""
    yield f"{card.phone.shown} {card.phone.label}"
    if menu := menu_words(card):
        yield menu
    for phone in card.other_phones:
        yield f"or {phone.shown} {phone.label}"
    for status in card.lists:
        as_of = f" (as of {say_day(status.as_of)})" if status.as_of else ""
        yield f"{status.name}: {status.text}{as_of}"
    yield ""
    if card.notes:
        yield card.notes
        yield ""
    for label, value in card.facts:
        yield f"{label}: {value}"
    if card.dials:
        yield f"{many(card.dials, 'dial')}, {many(card.noes, 'no', 'noes')}"
    for past in card.history:
        yield f"{clock_text(past.at, zone)} {past.agent}: {past.outcome} {past.note}"
