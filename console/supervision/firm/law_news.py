"""News of the law for this firm: how many open leads each touches, and which were seen."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from console.judging.place_openings import Openings
from console.rules.law.statutes import is_part_of
from console.rules.verdict.firm_places import settle
from console.rules.verdict.law_news import News, news_since, reviewed_on
from console.rules.verdict.time_rules import jurisdictions_of
from db.audit import log
from db.claims.queue_counts import open_by_place
from db.engine.database import Connection, Database
from db.firm.settings import put, read_firm

SEEN = "law_news_seen"
"""The setting that holds the day through which somebody has read the news."""

REVIEW_LASTS = timedelta(days=365)


class LeadNews(Struct, frozen=True):
    """A change, and the open leads that may be in its jurisdiction."""

    news: News
    leads: int


def read_news(database: Database, since: date, now: datetime) -> Sequence[LeadNews]:
    """Return the changes since a day, each with the open leads it touches."""
    with database.read() as connection:
        counts = _leads_by_jurisdiction(connection, now)
    return [
        LeadNews(
            news,
            sum(n for where, n in counts.items() if is_part_of(where, news.jurisdiction)),
        )
        for news in news_since(since)
    ]


def unseen_since(connection: Connection) -> date | None:
    """Return the day after the last news that were seen; None for a database without entries.

    Before anybody has read them, only what is newer than the database counts as news.
    """
    seen = read_firm(connection).get(SEEN)
    if isinstance(seen, str):
        return date.fromisoformat(seen) + timedelta(days=1)
    first = log.oldest_entry_at(connection)
    return first.astimezone(UTC).date() + timedelta(days=1) if first else None


def count_unseen(connection: Connection, today: date) -> int:
    """Count the changes of the data, and the rules begun, that nobody has read yet."""
    since = unseen_since(connection)
    return sum(news.on <= today for news in news_since(since)) if since else 0


def mark_seen(database: Database, through: date, agent: str, now: datetime) -> None:
    """Record that the news through a day were read, so that Today no longer mentions them."""
    with database.write() as connection:
        changes = put(connection, SEEN, through.isoformat())
        detail = {"name": SEEN, "value": through.isoformat()}
        log.append(connection, now, agent, "law_news_seen", detail, changes)


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
