"""The firm's own do-not-call list, and look-ups in all lists; each use case is one transaction."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from console.cards.permits import Clearing, must_renew
from console.do_not_call.evidence import end_evidence, place_again
from console.do_not_call.patterns import close_all_named, close_number, require_reason
from console.judging.lead_marks import mark_number
from console.judging.number_standing import copies_for
from console.judging.place_openings import Openings
from console.rules.law.statutes import RegistryNeed, registry_meant
from console.rules.law.tables import national_fee
from console.rules.phone.patterns import Pattern, fits
from console.rules.text import clean_line
from console.rules.values import RegistryCopy
from console.rules.verdict.firm_places import settle
from console.rules.verdict.registry_rules import is_fresh, is_lifted, needs_of
from console.rules.verdict.schedule import day_of
from db.audit import log
from db.audit.coverage import EVIDENCE, PATTERN, REQUEST, SUPPRESSION, Watch
from db.audit.log import seal_for
from db.claims.queue_counts import open_by_place
from db.dnc.consents import of_the_listed, withdraw_older
from db.dnc.patterns import PatternRow, add_pattern, numbers_named, pattern_rows
from db.dnc.registries import (
    Copy,
    LoadedRegistry,
    RegistryRow,
    area_code_of,
    copies,
    exchange_of,
    hits_for,
    registry_rows,
)
from db.dnc.suppressions import (
    Entry,
    count_entries,
    later_requests_about,
    lift,
    listings_of,
    suppress,
    suppress_all,
)
from db.engine.database import Connection, Database
from db.enums import NumberStatus, PatternKind, RegistryKind
from db.firm.settings import revising
from db.leads.numbers import OpenNumber, numbers_of_people, open_beside
from db.leads.records import close_numbers, leads_with, numbers_of
from db.places.dnc_marks import close_suppressed, reopen, settle_all

OWN_LIST = ("number", "pattern", "reason", "agent", "added_at")
"""The columns of an internal list in a file: a number or a pattern, and the request."""


class Listed(Struct, frozen=True):
    """What the lists say about a number; `copies` are (source, as_of) of the lists that cover it.

    `again` are later requests about a number that was on the internal list already. `patterns` are
    entries of the internal list that match it by its digits, or by the company or e-mail of a lead
    that has it. `is_barred`: by any entry of the internal list, or by a hit that bars.
    """

    e164: str
    entry: Entry | None
    again: tuple[Entry, ...]
    patterns: tuple[PatternRow, ...]
    hits: tuple[RegistryRow, ...]
    copies: tuple[tuple[str, date], ...]

    @property
    def is_barred(self) -> bool:
        """Whether an entry of the internal list or a hit bars the number."""
        own = self.entry is not None or bool(self.patterns)
        return own or any(hit.kind is RegistryKind.BARS for hit in self.hits)


class OldRequest(Struct, frozen=True):
    """A request from an older internal list; `value` is a number, or a pattern of that `kind`."""

    kind: PatternKind | None
    value: str
    reason: str
    agent: str
    added_at: datetime


class Holding(Copy, frozen=True, kw_only=True):
    """The copies of one list that came from one file.

    `good_until` is the last day on which a number's absence clears it; None where no known rule
    limits that.
    """

    good_until: date | None
    is_good: bool
    area_codes: tuple[str, ...]
    size: int

    def must_renew(self, today: date) -> bool:
        """Return whether the copy ends within three working days, or has ended."""
        return self.good_until is not None and must_renew(self.good_until, today)

    @property
    def codes_text(self) -> str:
        """The area codes as “202, 503” or “202 … 989 (281)”; “all” for a whole country."""
        codes = self.area_codes
        if not codes:
            return "all"
        return ", ".join(codes) if len(codes) <= 3 else f"{codes[0]} … {codes[-1]} ({len(codes)})"


class HeldBack(Struct, frozen=True):
    """Leads that a list keeps from being called: why, what lifts it, (name, who) of the first."""

    count: int
    text: str
    advice: str = ""
    first: tuple[tuple[str, str], ...] = ()


class Holdings(Struct, frozen=True):
    """The size of the internal list, its patterns, and the copies of outside lists.

    `clearings` are those of the open leads, and `waiting` counts the leads that need an outside
    list, if they were read. `held_back` are the open leads that a list keeps from being called, by
    reason. `unloaded` are the lists that a state or country keeps beside the required one and of
    which no fresh copy is held, with their open leads, most first.
    """

    internal: int
    patterns: tuple[PatternRow, ...]
    registries: tuple[Holding, ...]
    clearings: tuple[Clearing, ...] = ()
    waiting: int = 0
    held_back: tuple[HeldBack, ...] = ()
    unloaded: tuple[tuple[str, int], ...] = ()


def add(
    database: Database,
    e164: str,
    reason: str,
    agent: str,
    now: datetime,
    *,
    is_person: bool = False,
) -> tuple[str, ...]:
    """Add a number to the internal list, or all numbers of the people who have it.

    Return the numbers that were not listed before. The others keep their first request, and this
    one is stored beside it: undoing the first leaves this one in force. Evidence about the numbers
    is withdrawn, since the request is later.
    """
    reason = require_reason(reason)
    with database.write() as connection:
        further = numbers_of_people(connection, e164) if is_person else ()
        wanted = dict.fromkeys((e164, *further))
        watch = Watch(connection).look_at_numbers(wanted)
        added = []
        for number in wanted:
            if suppress(connection, number, reason, agent, now):
                added.append(number)
            end_evidence(connection, number, now)
            close_numbers(connection, number, NumberStatus.SUPPRESSED)
        leads = {lead for number in wanted for lead in leads_with(connection, number)}
        settle_all(connection, leads)
        detail = {
            "numbers": [seal_for(connection, number) for number in wanted],
            "again": [seal_for(connection, number) for number in wanted if number not in added],
            "person": is_person,
        }
        log.append(connection, now, agent, "dnc_add", detail, watch.changes())
    return tuple(added)


def bar_lead(
    connection: Connection, lead_id: int, reason: str, agent: str, now: datetime, file: str
) -> None:
    """Put the numbers of a lead on the internal list, in the caller's transaction.

    The reason is what the lead's own cells say; `file` brought them.
    """
    e164s = {number.e164: None for number in numbers_of(connection, lead_id)}
    watch = Watch(connection).look_at_numbers(e164s)
    added = 0
    for e164 in e164s:
        added += suppress(connection, e164, reason, agent, now)
        end_evidence(connection, e164, now)
        close_numbers(connection, e164, NumberStatus.SUPPRESSED)
    settle_all(connection, {lead for e164 in e164s for lead in leads_with(connection, e164)})
    detail = {"file": clean_line(file), "count": added}
    log.append(connection, now, agent, "dnc_add_file", detail, watch.changes())


def add_all(
    database: Database, e164s: Iterable[str], reason: str, agent: str, now: datetime, file: str
) -> int:
    """Add a list of numbers to the internal list; return how many are new."""
    reason = require_reason(reason)
    requests = (OldRequest(None, e164, reason, agent, now) for e164 in e164s)
    return take_back(database, requests, agent, now, file, has_reasons=False)


def take_back(
    database: Database,
    requests: Iterable[OldRequest],
    agent: str,
    now: datetime,
    file: str,
    *,
    is_person: bool = False,
    has_reasons: bool = True,
) -> int:
    """Add requests of an older internal list with their dates; return how many are new.

    With `is_person`, each request is about all numbers of the people who have its number. With
    `has_reasons`, each has a reason of its own, and a new one is kept beside the first. If
    `requests` raises, nothing is changed. A request withdraws older evidence. Leads that a pattern
    matches are marked after the transaction.
    """
    patterns: list[tuple[PatternKind, OldRequest]] = []

    def of_numbers() -> Iterator[tuple[str, str, str, datetime]]:
        for request in requests:
            if request.kind is not None:
                patterns.append((request.kind, request))
                continue
            e164s = numbers_of_people(connection, request.value) if is_person else ()
            for e164 in dict.fromkeys((request.value, *e164s)):
                yield e164, request.reason, request.agent, request.added_at

    with revising(database) as connection:
        before = count_entries(connection)
        watch = Watch(connection).look_at_new(SUPPRESSION, REQUEST, PATTERN)
        suppress_all(
            connection, of_numbers(), keeps_reasons=has_reasons
        )  # exhausts `requests`, and so fills `patterns`
        watch.look(EVIDENCE, of_the_listed())
        for e164 in withdraw_older(connection, now):
            place_again(connection, e164, now)
        settle_all(connection, close_suppressed(connection))
        added = count_entries(connection) - before
        for kind, request in patterns:
            added += add_pattern(
                connection, kind, request.value, request.reason, request.agent, request.added_at
            )
        changes = watch.changes()
        if added or changes:
            detail = {"file": clean_line(file), "count": added}
            log.append(connection, now, agent, "dnc_add_file", detail, changes)
    if patterns:
        close_all_named(database)
    return added


def remove(database: Database, e164: str, reason: str, agent: str, now: datetime) -> bool:
    """Remove a number from the internal list and log the reason; only a supervisor may.

    Leads that the outcome `do_not_call` closed stay closed. Return False if the number is not on
    the list.
    """
    reason = require_reason(reason)
    with database.write() as connection:
        watch = Watch(connection).look_at_numbers([e164])
        if not lift(connection, e164):
            return False
        reopen(connection, e164)
        close_number(connection, e164)
        mark_number(connection, e164, now)
        settle_all(connection, leads_with(connection, e164))
        detail = {"number": seal_for(connection, e164), "reason": reason}
        log.append(connection, now, agent, "dnc_remove", detail, watch.changes())
    return True


def others_open(database: Database, e164s: Sequence[str]) -> list[OpenNumber]:
    """Return the numbers still open of the people who have any of these numbers, by lead."""
    with database.read() as connection:
        return open_beside(connection, e164s)


def look_up(database: Database, e164: str) -> Listed:
    """Return what the internal list and all registries say about a number."""
    area_code = area_code_of(exchange_of(e164)[0])
    with database.read() as connection:
        held = copies(connection)
        return Listed(
            e164,
            listings_of(connection, [e164]).get(e164),
            tuple(later_requests_about(connection, [e164])),
            _patterns_on(connection, e164),
            hits_for(connection, [e164]).get(e164, ()),
            held.get(area_code, ()),
        )


def holdings(database: Database, now: datetime) -> Holdings:
    """Return the firm's lists, their age, and the last day on which each is valid."""
    today = now.astimezone(UTC).date()
    with database.read() as connection:
        internal = count_entries(connection)
        patterns = pattern_rows(connection)
        rows = registry_rows(connection)
    groups: dict[tuple[object, ...], list[LoadedRegistry]] = {}
    for row in rows:
        key = (row.source, row.as_of, row.file, row.checksum, row.loaded_at)
        groups.setdefault(key, []).append(row)
    return Holdings(internal, patterns, tuple(_holding(group, today) for group in groups.values()))


def _patterns_on(connection: Connection, e164: str) -> tuple[PatternRow, ...]:
    leads = numbers_named(connection, list(NumberStatus), e164=e164)
    known = [("", ""), *((lead.company, lead.email) for lead in leads)]
    return tuple(
        row
        for row in pattern_rows(connection)
        if any(
            fits(Pattern(row.kind, row.value, row.reason, row.added_at), e164, company, email)
            for company, email in known
        )
    )


def _holding(group: list[LoadedRegistry], today: date) -> Holding:
    first = group[0]
    need = registry_meant(first.source, [row.area_code for row in group])
    good_until = first.as_of + timedelta(days=need.good_for_days) if need else None
    return Holding(
        *(getattr(first, name) for name in Copy.__struct_fields__),
        good_until=good_until,
        is_good=good_until is None or today <= good_until,
        area_codes=tuple(row.area_code for row in group if row.area_code),
        size=sum(row.size for row in group),
    )


NATIONAL = "us-national"


class NeededCopy(Struct, frozen=True):
    """A registry that the law asks for, and the area codes of the open leads (none abroad).

    `missing` are those of which no copy that is recent enough is held. `fee` is the yearly fee in
    US dollars for all of `codes`, None where no price was found.
    """

    need: RegistryNeed
    leads: int
    codes: tuple[str, ...]
    missing: tuple[str, ...]
    fee: int | None


def needed_copies(database: Database, now: datetime) -> Sequence[NeededCopy]:
    """Return each required registry of the open leads, the one with most leads first."""
    leads: dict[RegistryNeed, int] = {}
    codes: dict[RegistryNeed, dict[str, bool]] = {}
    with database.read() as connection:
        openings = Openings()
        openings.update(connection, now)
        counts = open_by_place(connection)
        openings.learn(connection, counts)
    days = (day_of(now.date()),)
    for place_id, count in counts.items():
        place = settle(openings.places[place_id], openings.firm)
        held = copies_for(openings.copies, place.area_code)
        for need in needs_of(place):
            if not need.is_required or is_lifted(need, place, days):
                continue
            leads[need] = leads.get(need, 0) + count
            codes.setdefault(need, {})[place.area_code or ""] = _is_held(need, held, days)
    return [
        NeededCopy(
            need,
            leads[need],
            tuple(sorted(filter(None, codes[need]))),
            tuple(sorted(code for code, is_held in codes[need].items() if not is_held)),
            national_fee(len(codes[need])) if need.id == NATIONAL else None,
        )
        for need in sorted(leads, key=lambda need: -leads[need])
    ]


def unloaded_lists(
    connection: Connection, openings: Openings, now: datetime
) -> tuple[tuple[str, int], ...]:
    """Return the optional lists of the open leads' places without a fresh copy, and their leads."""
    counts = open_by_place(connection)
    openings.learn(connection, counts)
    days = (day_of(now.date()),)
    leads: dict[str, int] = {}
    for place_id, count in counts.items():
        place = settle(openings.places[place_id], openings.firm)
        held = copies_for(openings.copies, place.area_code)
        for need in needs_of(place):
            if not need.is_required and not _is_held(need, held, days):
                leads[need.name] = leads.get(need.name, 0) + count
    return tuple(sorted(leads.items(), key=lambda wanted: -wanted[1]))


def _is_held(need: RegistryNeed, copies: Iterable[RegistryCopy], days: tuple[int, ...]) -> bool:
    return any(
        need.is_meant_by(copy.registry) and is_fresh(day_of(copy.as_of), need, days)
        for copy in copies
    )
