"""A lead in words: numbers, time zones, lists, past calls, facts and letters to it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from console.cards.lead import INTERNAL, Card, Introduced, PhoneLine
from console.outreach.mail.letter import Letter
from console.rules.phone.number_plan import show_phone
from console.rules.times.calendar_words import say_day
from console.rules.times.windows import zone_name
from console.rules.values import Candidate, Place
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, day, day_in, in_style, zone_time
from console.view.text.counts import many, times
from db.enums import ASK_FOR, PHONE_OF, EvidenceKind, LineType, MailWay, NumberStatus, PlaceSource

SOURCES = {
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
    EvidenceKind.CONTRACT: "a running contract",
}

NOT_LISTED, NO_COPY = "not listed", "no copy"
"""The status of a number that is not on a list."""

DRAFT_IS_OPEN = "The draft is open in your mail program."

_ADDRESS = ("Address", "City", "State", "Postal code", "Country")

if TYPE_CHECKING:
    from console.desk.lead.texts_desk import Written


def large_number(shown: str) -> str:
    """Return the number for large figures: `(208) 555-0147 ext. 22` as 208-555-0147."""
    number = clean(shown).split(" ext", 1)[0]
    return re.sub(r"[^\d+]+", "-", number).strip("-")


def zone_words(zones: Sequence[Candidate], now: datetime, most: int) -> str:
    """Return the source of the time zone, and which other zones are possible.

    `time by postal code; area code may mean Pacific, 13:12`. At most `most` zones are named per
    source.
    """
    if not zones:
        return ""
    first, *others = zones
    source = SOURCES[first.source]
    text = f"time {'as' if first.source is PlaceSource.STATED else 'by'} {source}"
    names_used = {zone_name(first.value, now)}
    may_be: dict[str, list[str]] = {}
    for zone in others:
        name = zone_name(zone.value, now)
        if name not in names_used:
            may_be.setdefault(SOURCES[zone.source], []).append(f"{name}, {clock(now, zone.value)}")
            names_used.add(name)
    for other, names in may_be.items():
        remainder = [f"{len(names) - most} more"] if len(names) > most else []
        meanings = " or ".join([*names[:most], *remainder])
        text += (
            f", which may mean {meanings}" if other == source else f"; {other} may mean {meanings}"
        )
    return text


def other_zone_words(zones: Sequence[Candidate], now: datetime) -> str:
    """Return `or 13:12 Pacific time`, `or in 3 more zones`, or "" if the hour is sure.

    A zone whose clock shows the same is left out, as Hobart's is beside Melbourne's.
    """
    here = clock(now, zones[0].value) if zones else ""
    named = {zone_name(zone.value, now): zone.value for zone in reversed(zones)}
    others = [zone for zone in named.values() if clock(now, zone) != here]
    if not others:
        return ""
    if len(others) > 1:
        return f"or in {len(others)} more zones"
    return f"or {clock(now, others[0])} {zone_time(others[0], now)}"


def zone_lines(zones: Iterable[Candidate], now: datetime, most: int) -> list[str]:
    """Return each possible zone once, with its local time and source. Extra zones are counted."""
    lines: dict[str, str] = {}
    for zone in zones:
        if zone.value not in lines:
            source = SOURCES[zone.source]
            lines[zone.value] = f"{clock(now, zone.value)} {zone_time(zone.value, now)} ({source})"
    shown = list(lines.values())
    if len(shown) <= most:
        return shown
    clocks = sorted(clock(now, zone) for zone in list(lines)[most - 1 :])
    among = clocks[0] if clocks[0] == clocks[-1] else f"{clocks[0]}–{clocks[-1]}"
    return [*shown[: most - 1], f"{among} in {len(clocks)} more zones"]


def list_lines(card: Card, today: date) -> list[str]:
    """Return what each list says about the number. Lists that prevent a call come first."""
    lines = []
    for status in sorted(card.lists, key=lambda status: status.is_clear):
        name, on = clean(status.name), day(status.as_of, today) if status.as_of else ""
        if status.is_clear and status.text == NOT_LISTED:
            # "not listed · national" would read as a note on a listing.
            of = "the " if status.name == INTERNAL else ""
            lines.append(f"not on {of}{name}" + (f" ({on})" if on else ""))
        elif status.text == NO_COPY:
            lines.append(f"{NO_COPY} of {name}")
        else:
            lines.append(f"{clean(status.text)} · {name}" + (f" of {on}" if on else ""))
    return lines


def list_line(card: Card, today: date) -> str:
    """Return one line for all lists: the first that prevents a call, else the registries."""
    lines = list_lines(card, today)
    if len(lines) > 1 and all(status.is_clear for status in card.lists):
        return lines[-1]
    return lines[0] if lines else ""


def evidence_lines(place: Place, today: date) -> list[str]:
    """Return `written consent of 3 Mar` for each piece of evidence, oldest first.

    A contract also has its last day.
    """
    return [
        f"{EVIDENCE[held.kind]} of {day(held.on, today)}"
        + (f" until {day(held.until, today)}" if held.until else "")
        for held in place.evidence
    ]


def past_line(card: Card, today: date, here: str, never: str = "never called before") -> str:
    """Return `called twice, 1 no, last 14 Oct`, without the call under way; `never` without any."""
    dials, last = card.dials, card.last_dialled_at
    if card.attempt is not None and not card.attempt.is_inbound:
        dials -= 1
        last = next((attempt.at for attempt in card.history if not attempt.is_inbound), None)
    if dials < 1:
        return never
    noes = f", {many(card.noes, 'no', 'noes')}" if card.noes else ""
    date_text = f", last {day(last.astimezone(ZoneInfo(here)).date(), today)}" if last else ""
    return f"called {times(dials)}{noes}{date_text}"


def introduced_line(introduced: Introduced, now: datetime, here: str) -> str:
    """Return `introduction sent Mon 23 Nov`. Nobody knows whether a draft was sent."""
    zone = ZoneInfo(here)
    on, today = (at.astimezone(zone).date() for at in (introduced.at, now))
    word = "sent" if introduced.way is MailWay.SERVER else "drafted"
    return f"introduction {word} {on:%a} {day(on, today)}"


def spoken(card: Card) -> str:
    """Return the opening sentence in quotes."""
    return f"“{clean(card.say_first)}”"


def phone_line(phone: PhoneLine, others: Sequence[PhoneLine] = ()) -> str:
    """Return the number as a person reads it, what is known about the line, and the `others`."""
    return " · ".join([clean(phone.shown), *_line_parts(phone, others)])


def phone_parts(card: Card) -> list[str]:
    """Return the parts of `phone_line` and the caller ID that the firm shows."""
    details = _line_parts(card.phone, card.numbers_to_try)
    asked = asked_for(card)
    parts = [clean(card.phone.shown), *(detail for detail in details if detail != asked)]
    return [*parts, f"caller ID {show_phone(card.caller_id)}"] if card.caller_id else parts


def asked_for(card: Card) -> str:
    """Return `ask for Ann Lee` on a main line, `phone of Bo Lee` for a second person, or ""."""
    label = clean(card.phone.label)
    return label if label.startswith((ASK_FOR, PHONE_OF)) else ""


def menu_words(card: Card) -> str:
    """Return `menu: 2, then 14`, with the name if it was stored for another lead, or ""."""
    if not card.menu:
        return ""
    whose = f" for {clean(card.menu_of)}" if card.menu_of else ""
    return f"menu{whose}: {clean(card.menu)}"


def _line_parts(phone: PhoneLine, others: Sequence[PhoneLine]) -> list[str]:
    parts = [clean(phone.label)] if phone.label else []
    if phone.line is not LineType.UNKNOWN and phone.line.value != phone.label:
        of = f" of {in_style(say_day(phone.line_on))}" if phone.line_on else ""
        parts.append(f"{phone.line.value}{of}")
    if phone.status in CLOSED:
        parts.append(CLOSED[phone.status])
    if others:
        labels = [clean(other.label) for other in others if other.label]
        named = f": {', '.join(labels)}" if labels else ""
        parts.append(f"{many(len(others), 'other number')}{named} (o)")
    return parts


def known_facts(facts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (label, value) pairs, the most useful first.

    The address is one fact and comes last.
    """
    shown = [(clean(label), clean(value)) for label, value in facts]
    where = ", ".join(value for label, value in shown if label in _ADDRESS and value)
    others = [(label, value) for label, value in shown if label not in _ADDRESS and value]
    return [*others, ("Address", where)] if where else others


def before_words(written: "Written", now: datetime, here: str) -> str:
    """Return `introduction sent Mon 23 Nov.`, or what the list says about one, or ""."""
    if written.before is not None:
        return f"{introduced_line(written.before, now, here)}."
    if not written.listed:
        return ""
    label, _, value = clean(written.listed).rpartition(" ")
    return f"The list says: {label} {day_in(value, now.astimezone(ZoneInfo(here)).date())}."


def sent_words(letter: Letter) -> str:
    return f"Sent to {clean(letter.to)}."


def written_words(path: object) -> str:
    return f"A draft: {clean(str(path))}"
