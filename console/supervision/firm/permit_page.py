"""Where the firm may sell: duties to register and what is stated; and news of the law for it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import cast

from console.cards.permits import (
    STATUSES,
    LeadNews,
    NewsPage,
    PermitEnding,
    PermitLine,
    PermitPage,
    Status,
)
from console.firm.settings import firm_from
from console.judging.place_openings import Openings
from console.rules.law.permits import PermitNeed, permits_in, permits_needed, replacements_for
from console.rules.law.statutes import canonical, country_of, is_part_of
from console.rules.places.facts import place_from_facts
from console.rules.values import Exemption, Firm, Permit, PermitBook, Place
from console.rules.verdict.firm_places import settle
from console.rules.verdict.law_news import news_since, reviewed_on
from console.rules.verdict.permits import claim_for, is_held
from console.rules.verdict.schedule import day_of
from console.rules.verdict.time_rules import jurisdictions_of
from db.audit import log
from db.claims.queue_counts import open_by_place
from db.engine.database import Connection, Database, NotAllowed
from db.firm.settings import put, read_firm, revising
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


SEEN = "law_news_seen"
"""The setting that holds, by person, the day through which they have read the news."""

REVIEW_LASTS = timedelta(days=365)


def read_news(database: Database, since: date, now: datetime) -> Sequence[LeadNews]:
    """Return the changes since a day, each with the open leads it touches."""
    with database.read() as connection:
        counts = _leads_by_jurisdiction(connection, now)
    return [
        LeadNews(
            news, sum(n for where, n in counts.items() if is_part_of(where, news.jurisdiction))
        )
        for news in news_since(since)
    ]


def unseen_since(connection: Connection, reader: str) -> date | None:
    """Return the day after the last news that a person read; None for a database without entries.

    Before they have read any, only what is newer than the database counts as news.
    """
    seen = _seen_by(connection).get(reader)
    if seen is not None:
        return date.fromisoformat(seen) + timedelta(days=1)
    first = log.oldest_entry_at(connection)
    return first.astimezone(UTC).date() + timedelta(days=1) if first else None


def count_unseen(connection: Connection, reader: str, today: date) -> int:
    """Count the changes of the data, and the rules begun, that a person has not read yet."""
    since = unseen_since(connection, reader)
    return sum(news.on <= today for news in news_since(since)) if since else 0


def mark_seen(database: Database, through: date, reader: str, now: datetime) -> None:
    """Record that a person read the news through a day, so that Today no longer mentions them.

    Raises NotAllowed for a login of a team that may only read the settings.
    """
    with revising(database) as connection:
        changes = put(connection, SEEN, {**_seen_by(connection), reader: through.isoformat()})
        detail = {"name": SEEN, "value": through.isoformat()}
        log.append(connection, now, reader, "law_news_seen", detail, changes)


def _seen_by(connection: Connection) -> Mapping[str, str]:
    stored = read_firm(connection).get(SEEN)
    # An earlier version stored one day for the whole firm, which counts for nobody.
    return cast("dict[str, str]", stored) if isinstance(stored, dict) else {}


def open_news(database: Database, reader: str, today: date, now: datetime) -> NewsPage:
    """Return the news of the last year and those ahead, and mark them as read by this person."""
    with database.read() as connection:
        unread_since = unseen_since(connection, reader)
        is_new = bool(count_unseen(connection, reader, today))
    page = NewsPage(
        today,
        unread_since if is_new else None,
        tuple(read_news(database, today - REVIEW_LASTS, now)),
    )
    if is_new:
        with suppress(NotAllowed):  # a login of a team that may only read
            mark_seen(database, today, reader, now)
    return page


def old_reviews(database: Database, now: datetime) -> Mapping[str, date]:
    """Return the jurisdictions of open leads that nobody has reviewed for a year, with the day."""
    with database.read() as connection:
        counts = _leads_by_jurisdiction(connection, now)
    reviews = {where: reviewed_on(where) for where in counts}
    return {
        where: on
        for where, on in sorted(reviews.items())
        if on is not None and now.date() - on > REVIEW_LASTS
    }


def _leads_by_jurisdiction(connection: Connection, now: datetime) -> dict[str, int]:
    """Count the open leads in each jurisdiction; one that may be in several counts in each."""
    openings = Openings()
    openings.update(connection, now)
    places = open_by_place(connection)
    openings.learn(connection, places)
    counts: dict[str, int] = {}
    for place_id, count in places.items():
        for where in jurisdictions_of(settle(openings.places[place_id], openings.firm)):
            counts[where] = counts.get(where, 0) + count
    return counts
