"""News of the law for this firm: how many open leads each touches, and which were seen."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import cast

from console.cards.permits import LeadNews, NewsPage
from console.judging.place_openings import Openings
from console.rules.law.statutes import is_part_of
from console.rules.verdict.firm_places import settle
from console.rules.verdict.law_news import news_since, reviewed_on
from console.rules.verdict.time_rules import jurisdictions_of
from db.audit import log
from db.claims.queue_counts import open_by_place
from db.engine.database import Connection, Database, NotAllowed
from db.firm.settings import bump_revision, put, read_firm

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
    with database.write() as connection:
        bump_revision(connection)  # first: its row lock makes two readers take turns
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
