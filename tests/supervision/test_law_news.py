"""News of the law: what is new to this firm, whom it touches, and a law nobody has reviewed."""

from datetime import UTC, date, datetime, timedelta

from console.rules.verdict.law_news import news_since, reviewed_on
from console.supervision.firm.permit_page import count_unseen, mark_seen, old_reviews, read_news
from console.supervision.firm.settings import put_setting
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead

NOVEMBER = date(2026, 11, 1)


def test_a_change_is_cited_and_says_how_many_leads_it_touches(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Val", "(802) 555-0147", region="VT")
    add_lead(database, "Tex", "(512) 555-0147", region="TX")
    by_place = {}
    for change in read_news(database, NOVEMBER, clock()):
        assert change.news.citation
        assert change.news.source
        by_place[change.news.jurisdiction] = change.leads
    assert by_place["US-VT"] == 1
    assert by_place["US-AZ"] == 0
    assert by_place["US"] == 2


def test_a_rule_that_begins_is_news_and_one_ahead_too() -> None:
    matches = {(news.on, news.jurisdiction) for news in news_since(date(2026, 10, 1))}
    assert (date(2026, 10, 18), "US-PA") in matches
    assert (date(2027, 1, 31), "US") in matches
    assert not news_since(date(2030, 1, 1))


def test_what_is_newer_than_the_database_is_mentioned_until_it_is_read(
    database: Database, clock: FrozenClock
) -> None:
    put_setting(database, "firm_name", "Acme", "sue", clock())  # 18 November: before the news
    after = datetime(2026, 12, 2, tzinfo=UTC)
    with database.read() as connection:
        assert count_unseen(connection, "sue", clock().date()) == 0
        assert count_unseen(connection, "sue", after.date()) > 0
    mark_seen(database, after.date(), "sue", after)
    with database.read() as connection:
        assert count_unseen(connection, "sue", after.date()) == 0
        assert count_unseen(connection, "sue", date(2027, 2, 1)) == 1  # revoke-all has begun


def test_a_new_database_has_no_news(database: Database) -> None:
    with database.read() as connection:
        assert count_unseen(connection, "sue", date(2027, 2, 1)) == 0


def test_a_law_last_reviewed_more_than_a_year_ago_is_named_where_there_are_leads(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Gus", "(404) 555-0147", region="GA")
    assert old_reviews(database, clock()) == {}
    add_lead(database, "Pat", "(215) 555-0147", region="PA")
    # Pennsylvania's hours were read again six days after those of most states.
    later = datetime(2027, 11, 28, tzinfo=UTC)
    assert list(old_reviews(database, later)) == ["US-GA"]
    assert list(old_reviews(database, later + timedelta(days=6))) == ["US-GA", "US-PA"]
    assert reviewed_on("US-GA") == reviewed_on("US")
    assert reviewed_on("XX") is None
