"""Cards as plain text: pure functions, no styles and no widgets.

Everything that came out of a database or a file goes through `clean` on its way to the terminal.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rich.cells import cell_len, set_cell_size

from console.cards import Card, Introduced, PhoneLine, SessionCard, Summary
from console.rules.values import Candidate, Place, Verdict
from db.enums import EvidenceKind, LineType, MailWay, NumberStatus, PlaceSource, VerdictKind

_VISIBLE_FORMATS = frozenset(
    "\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
)
"""Format characters that shape or are letters; the others hide or reorder text."""

_SOURCES = {
    PlaceSource.STATED: "they said",
    PlaceSource.POSTAL_CODE: "postal code",
    PlaceSource.REGION: "state",
    PlaceSource.AREA_CODE: "area code",
    PlaceSource.COUNTRY: "country",
}

CLOSED = {
    NumberStatus.INVALID: "no such number",
    NumberStatus.WRONG: "wrong number",
    NumberStatus.DISCONNECTED: "disconnected",
    NumberStatus.SUPPRESSED: "do not call",
    NumberStatus.REGISTERED: "on a registry",
}

EVIDENCE = {
    EvidenceKind.WRITTEN: "written consent",
    EvidenceKind.TRANSACTION: "business done",
    EvidenceKind.INQUIRY: "an inquiry",
    EvidenceKind.STATED: "where they are",
}


def clean(text: str) -> str:
    """The text on one line without anything a terminal would obey or a reader could not see.

    Control and escape characters, bidi overrides and isolates, tags and lone surrogates go; line
    breaks, tabs and odd spaces become one space.
    """
    if text.isprintable() and "  " not in text:
        return text.strip()
    kept = "".join(_shown(character) for character in text)
    return re.sub(r" {2,}", " ", kept).strip()


def clean_lines(text: str) -> str:
    """`clean`, with line breaks kept and empty lines left out."""
    lines = (clean(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def clean_told(text: str) -> str:
    """`clean` line by line, each as far in as it was: one may point at a place in that above it."""
    lines = text.splitlines()
    return "\n".join(" " * (len(line) - len(line.lstrip(" "))) + clean(line) for line in lines)


def _shown(character: str) -> str:
    if character in "\t\n\r\v\f" or character in _VISIBLE_FORMATS:
        return character if character in _VISIBLE_FORMATS else " "
    category = unicodedata.category(character)
    if category in {"Zs", "Zl", "Zp"}:
        return " "
    return "" if category in {"Cc", "Cf", "Cs", "Cn"} else character


def large_number(shown: str) -> str:
    """The number for large figures: `(208) 555-0147 ext. 22` as 208-555-0147."""
    number = clean(shown).split(" ext", 1)[0]
    return re.sub(r"[^\d+]+", "-", number).strip("-")


def fit(text: str, width: int) -> str:
    """The text in at most `width` cells, ended by … where something was left out."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip() + "…" if width > 0 else ""


def city(zone: str) -> str:
    """`America/Indiana/Knox` as a person says it: Knox."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def clock(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def day(on: date, today: date) -> str:
    """`14 Oct`, with the year when it is not this one."""
    shown = f"{on.day} {on:%b}"
    return shown if on.year == today.year else f"{shown} {on.year}"


def moment(at: datetime, now: datetime, zone: str) -> str:
    """A time to come, as short as it can be said: `09:00`, `tomorrow 09:00`, `Tue 09:00`."""
    there = at.astimezone(ZoneInfo(zone))
    today = now.astimezone(ZoneInfo(zone)).date()
    days = (there.date() - today).days
    if days == 0:
        return f"{there:%H:%M}"
    if days == 1:
        return f"tomorrow {there:%H:%M}"
    if 1 < days < 7:
        return f"{there:%a %H:%M}"
    return f"{day(there.date(), today)} {there:%H:%M}"


def both_moments(at: datetime, now: datetime, zone: str, here: str) -> tuple[str, str]:
    """`moment` there and here, by the weekday where "today" or "tomorrow" is not one day in both.

    Today on both clocks needs no day, though its date be another.
    """
    there, mine = moment(at, now, zone), moment(at, now, here)
    zones = ZoneInfo(zone), ZoneInfo(here)
    is_one_day = all(
        time.astimezone(zones[0]).date() == time.astimezone(zones[1]).date() for time in (at, now)
    )
    if is_one_day or len(there) == len(mine) == len("00:00"):
        return there, mine
    return _by_weekday(at, now, zone), _by_weekday(at, now, here)


def _by_weekday(at: datetime, now: datetime, zone: str) -> str:
    there = at.astimezone(ZoneInfo(zone))
    days = (there.date() - now.astimezone(ZoneInfo(zone)).date()).days
    return f"{there:%a %H:%M}" if 0 <= days < 7 else moment(at, now, zone)


def both_clocks(at: datetime, now: datetime, zone: str, here: str) -> str:
    """`09:00 Denver (10:00 here)`; one clock where both show the same."""
    there, mine = both_moments(at, now, zone, here)
    return f"{there} {city(zone)}" + ("" if mine == there else f" ({mine} here)")


def span(length: timedelta) -> str:
    """`9 h 18 min`, `42 min`, and by the second under ten minutes: `4:31`."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 600:
        return f"{seconds // 60}:{seconds % 60:02}"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02} min"
    return f"{minutes // (24 * 60)} days"


def overdue(length: timedelta) -> str:
    """`overdue 42 min`, `overdue 9 h`, `overdue 3 days`; `due now` in the first minute."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 1:
        return "due now"
    if minutes < 60:
        return f"overdue {minutes} min"
    hours = minutes // 60
    return f"overdue {hours} h" if hours < 48 else f"overdue {hours // 24} days"


def stopwatch(length: timedelta) -> str:
    """`0:48`, `1:02:10`."""
    seconds = max(0, int(length.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def all_inside(dials: int) -> str:
    """That every dial was made under a verdict that allowed it."""
    every = "The call was" if dials == 1 else f"Every one of the {dials:,} calls was"
    return f"{every} inside its hours."


def many(count: int, one: str, more: str = "") -> str:
    """`1 no`, `7 noes`, `1,204 leads`."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def rang_words(summary: Summary) -> str:
    """`3 rang in: 2 no, 1 yes`: the calls of a session that are no dials."""
    came = ", ".join(f"{count:,} {clean(label).lower()}" for label, count in summary.rang_in)
    return f"{sum(count for _, count in summary.rang_in):,} rang in: {came}."


def worked_words(session: SessionCard) -> str:
    """`3 of 25 done`, and of one ended early `4 of 6 done, 2 given back`."""
    back = f", {session.given_back} given back" if session.given_back else ""
    return f"{session.done} of {session.size} done{back}"


def times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def is_open(verdict: Verdict, now: datetime) -> bool:
    """Whether the dial key is on. The verdict ages: at `closes_at` it no longer allows the call."""
    return verdict.kind is VerdictKind.CALL and (
        verdict.closes_at is None or now < verdict.closes_at
    )


def verdict_word(verdict: Verdict, now: datetime) -> str:
    if verdict.kind is VerdictKind.CALL:
        return "CALL" if is_open(verdict, now) else "WAIT"
    return {
        VerdictKind.WAIT: "WAIT",
        VerdictKind.NEVER: "NEVER",
        VerdictKind.UNKNOWN: "CAN’T TELL",
    }[verdict.kind]


def verdict_rest(verdict: Verdict, now: datetime, zone: str, here: str) -> str:
    """What follows the word: the countdown, the time to come back, or the weightiest reason."""
    if verdict.kind is VerdictKind.CALL:
        if not is_open(verdict, now):
            return "its hours have just ended"
        if verdict.closes_at is None:
            return "at any hour"
        return f"for {span(verdict.closes_at - now)}"
    if verdict.kind is VerdictKind.WAIT:
        if verdict.opens_at is None:
            return "until resumed"
        if verdict.opens_at <= now:
            return "is over: looking again"
        return f"until {both_clocks(verdict.opens_at, now, zone, here)}"
    return first_reason(verdict)


def verdict_sentence(verdict: Verdict, now: datetime, zone: str, here: str) -> str:
    """`CALL for 9 h 18 min`, `WAIT until 09:00 Denver (10:00 here)`, `NEVER: …`."""
    word = verdict_word(verdict, now)
    rest = verdict_rest(verdict, now, zone, here)
    return f"{word} {rest}" if word in {"CALL", "WAIT"} else f"{word}: {rest}"


def verdict_detail(verdict: Verdict, now: datetime, zone: str, here: str) -> str:
    """The second line under the verdict: when it closes, or why it waits."""
    if verdict.kind is VerdictKind.WAIT:
        return first_reason(verdict)
    if verdict.kind is VerdictKind.CALL and verdict.closes_at and is_open(verdict, now):
        there, mine = both_moments(verdict.closes_at, now, zone, here)
        return f"closes {there}" + ("" if there == mine else f" there, {mine} here")
    return ""


def first_reason(verdict: Verdict) -> str:
    return clean(verdict.reasons[0].text).rstrip(".") if verdict.reasons else "no reason is given"


def zone_lines(zones: Iterable[Candidate], now: datetime, most: int) -> list[str]:
    """Each candidate zone once with its local time and its source; what is too much is counted."""
    lines: dict[str, str] = {}
    for zone in zones:
        if zone.value not in lines:
            told = _SOURCES[zone.source]
            lines[zone.value] = f"{clock(now, zone.value)} {city(zone.value)} ({told})"
    shown = list(lines.values())
    if len(shown) <= most:
        return shown
    clocks = sorted(clock(now, zone) for zone in list(lines)[most - 1 :])
    among = clocks[0] if clocks[0] == clocks[-1] else f"{clocks[0]}–{clocks[-1]}"
    return [*shown[: most - 1], f"{among} in {len(clocks)} more zones"]


def list_lines(card: Card, today: date) -> list[str]:
    """What each list says of the number, what stands against it first."""
    told = []
    for status in sorted(card.lists, key=lambda status: status.is_clear):
        as_of = f" of {day(status.as_of, today)}" if status.as_of else ""
        told.append(f"{clean(status.text)} · {clean(status.name)}{as_of}")
    return told


def list_line(card: Card, today: date) -> str:
    """One row for all lists: the first that stands against the call, else the registries' word."""
    lines = list_lines(card, today)
    if len(lines) > 1 and all(status.is_clear for status in card.lists):
        return lines[-1]
    return lines[0] if lines else ""


def evidence_lines(place: Place, today: date) -> list[str]:
    """`written consent of 3 Mar`, oldest first."""
    return [f"{EVIDENCE[held.kind]} of {day(held.on, today)}" for held in place.evidence]


def past_line(card: Card, today: date, here: str) -> str:
    """`called twice, 1 no, last 14 Oct`: what came before, so that no dial changes it."""
    dials, last = card.dials, card.last_dialled_at
    if card.attempt is not None and not card.attempt.is_inbound:
        dials -= 1
        last = next((one.at for one in card.history if not one.is_inbound), None)
    if dials < 1:
        return "never called before"
    noes = f", {many(card.noes, 'no', 'noes')}" if card.noes else ""
    told = f", last {day(last.astimezone(ZoneInfo(here)).date(), today)}" if last else ""
    return f"called {times(dials)}{noes}{told}"


def introduced_line(introduced: Introduced, now: datetime, here: str) -> str:
    """`introduction sent Mon 23 Nov`; of a draft nobody knows whether it was sent."""
    zone = ZoneInfo(here)
    on, today = (at.astimezone(zone).date() for at in (introduced.at, now))
    word = "sent" if introduced.way is MailWay.SERVER else "drafted"
    return f"introduction {word} {on:%a} {day(on, today)}"


def phone_line(phone: PhoneLine, others: int) -> str:
    """The number as a person reads it, and what is known of the line."""
    parts = [clean(phone.shown)]
    if phone.label:
        parts.append(clean(phone.label))
    if phone.line is not LineType.UNKNOWN and phone.line.value != phone.label:
        parts.append(phone.line.value)
    if phone.status in CLOSED:
        parts.append(CLOSED[phone.status])
    if others:
        parts.append(f"{many(others, 'other number')} (o)")
    return " · ".join(parts)


_ADDRESS = ("Address", "City", "Region", "Postal code", "Country")


def known_facts(facts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Label and value, what helps in a call first; the address is one fact and comes last."""
    shown = [(clean(label), clean(value)) for label, value in facts]
    where = ", ".join(value for label, value in shown if label in _ADDRESS and value)
    others = [(label, value) for label, value in shown if label not in _ADDRESS and value]
    return [*others, ("Address", where)] if where else others
