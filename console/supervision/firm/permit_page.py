"""Where the firm may sell: each duty to register that its open leads meet, and what is stated."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from console.cards.permits import STATUSES, PermitEnding, PermitLine, PermitPage, Status
from console.firm.settings import firm_from
from console.rules.law.permits import PermitNeed, permits_in, permits_needed, replacements_for
from console.rules.law.statutes import canonical, country_of
from console.rules.places.facts import place_from_facts
from console.rules.values import Exemption, Firm, Permit, PermitBook, Place
from console.rules.verdict.firm_places import settle
from console.rules.verdict.permits import claim_for, is_held
from console.rules.verdict.time_rules import day_of, jurisdictions_of
from db.claims.queue_counts import open_by_place
from db.engine.database import Connection, Database
from db.firm.settings import read_firm
from db.places.stored import places_named

ENDS_SOON = timedelta(days=60)
"""How long before its last day a permit counts as ending soon."""


def read_permits(database: Database, today: date) -> PermitPage:
    """Return every duty and every place without one that the open leads are in."""
    with database.read() as connection:
        return permit_page(*open_places(connection), today)


def open_places(connection: Connection) -> tuple[Firm, Mapping[int, int], Mapping[int, Place]]:
    """Return the firm, and by place the count of its open leads and its facts."""
    firm, counts = firm_from(read_firm(connection)), open_by_place(connection)
    places = {
        place_id: settle(place_from_facts(facts), firm)
        for place_id, facts in places_named(connection, counts)
    }
    return firm, counts, places


def permit_page(
    firm: Firm, counts: Mapping[int, int], places: Mapping[int, Place], today: date
) -> PermitPage:
    """Return the same for the open leads that `counts` has by place.

    A lead that may be in several places counts in each. Judged by place, not by lead.
    """
    book, days = firm.permit_book, (day_of(today),)
    leads: dict[PermitNeed, int] = {}
    missing: dict[PermitNeed, int] = {}
    claims: dict[PermitNeed, Exemption] = {}
    free: dict[str, int] = {}
    for place_id, place in places.items():
        count = counts[place_id]
        needs = dict.fromkeys(
            need
            for jurisdiction in jurisdictions_of(place)
            for need in permits_needed(jurisdiction)
        )
        for need in needs:
            leads[need] = leads.get(need, 0) + count
            claim = claim_for(need, place, book, days)
            if claim is not None:
                claims[need] = claim
            elif not is_held(need, book, [today]):
                missing[need] = missing.get(need, 0) + count
        for jurisdiction in jurisdictions_of(place):
            if not permits_needed(jurisdiction):
                free[jurisdiction] = free.get(jurisdiction, 0) + count
    for need in _stated(book):
        leads.setdefault(need, 0)
    lines = [
        _line(need, book, leads[need], missing.get(need, 0), claims.get(need), today)
        for need in leads
    ]
    lines += [_free_line(jurisdiction, count) for jurisdiction, count in free.items()]
    return PermitPage(today, firm.permits, tuple(sorted(lines, key=_order)))


def endings(connection: Connection, today: date) -> tuple[PermitEnding, ...]:
    """Return the permits that end within 60 days, or ended within as many, the first to end first.

    It reads only what the firm has stated, no lead.
    """
    firm = firm_from(read_firm(connection))
    if firm.permits == "off":
        return ()
    holders = {
        (need, permit.agent)
        for need in _stated(firm.permit_book)
        for permit in firm.permit_book.permits
        if permit.id in replacements_for(need)
    }
    rows = []
    for need, holder in holders:
        ids = replacements_for(need)
        own = [
            permit
            for permit in firm.permit_book.permits
            if permit.id in ids and permit.agent == holder
        ]
        if any(permit.holds_on(today) for permit in own):
            until = _last_day(own, today)
        else:
            past = (permit.until for permit in own if permit.until and permit.until < today)
            until = max(past, default=None)
        if until is not None and abs(until - today) <= ENDS_SOON:
            rows.append(PermitEnding(need.id, need.jurisdiction, holder, until))
    return tuple(sorted(rows, key=lambda row: (row.until, row.permit_id, row.agent)))


def _stated(book: PermitBook) -> Sequence[PermitNeed]:
    """Return the duties that the firm has stated something about, with leads there or not."""
    ids = {permit.id for permit in book.permits} | {claim.id for claim in book.exemptions}
    places = {permit_id.partition("/")[0] for permit_id in ids}
    return [
        need
        for place in sorted(places)
        for need in permits_in(place)
        if need.is_needed and not need.instead_of and ids & set(replacements_for(need))
    ]


def _line(
    need: PermitNeed,
    book: PermitBook,
    leads: int,
    missing: int,
    claim: Exemption | None,
    today: date,
) -> PermitLine:
    permits = tuple(permit for permit in book.permits if permit.id in replacements_for(need))
    until = covered_until(need, book, today)
    if claim is None:
        claim = next((row for row in book.exemptions if row.id == need.id), None)
    status: Status
    if is_held(need, book, [today]):
        is_ending = until is not None and until - today <= ENDS_SOON
        status = "ends_soon" if is_ending else "held"
    elif missing or (claim is None and not leads):
        status = "missing"
    else:
        status = "exempt"
    return PermitLine(need.jurisdiction, status, leads, missing, need, permits, until, claim)


def _free_line(jurisdiction: str, count: int) -> PermitLine:
    data = permits_in(jurisdiction) or permits_in(country_of(jurisdiction))
    return PermitLine(canonical(jurisdiction), "none" if data else "unread", count, 0)


def covered_until(need: PermitNeed, book: PermitBook, today: date) -> date | None:
    """Return the last day through which what is held today goes on without a gap.

    Of several holders the first to end counts. None if nothing ends, or nothing is held.
    """
    ids = replacements_for(need)
    permits = [permit for permit in book.permits if permit.id in ids]
    holders = {permit.agent for permit in permits}
    ends = (
        _last_day([permit for permit in permits if permit.agent == holder], today)
        for holder in holders
    )
    return min((end for end in ends if end is not None), default=None)


def _last_day(permits: Sequence[Permit], today: date) -> date | None:
    """Return the last day of permits that follow one another from today on."""
    end, day = None, today
    while holding := [permit for permit in permits if permit.holds_on(day)]:
        if any(permit.until is None for permit in holding):
            return None
        end = max(permit.until for permit in holding if permit.until)
        day = end + timedelta(days=1)
    return end


def _order(line: PermitLine) -> tuple[int, int, str]:
    return STATUSES.index(line.status), -line.leads, line.jurisdiction
