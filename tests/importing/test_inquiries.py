"""People who asked to be called: when they asked, what it lets a firm do, and what it does not."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.importing.rows.candidates import Inquiries
from console.lists.batches import undo_import
from console.trouble import BadInput
from db.engine.database import Database
from db.enums import MatchBy
from db.tables.do_not_call import consents
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.importing.conftest import Import
from tests.importing.stored import record, stored

HEADER = "name,phone,vendor id,asked,consent proof"
ASKED = [("inquired_at", "asked")]
NOW = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "asked", "day"),
    [
        ("2026-11-18 11:56", "2026-11-18T16:56", "2026-11-18"),  # in New York, the zone we are in
        ("2026-11-18T09:56-07:00", "2026-11-18T16:56", "2026-11-18"),
        ("2026-11-18T16:56:00Z", "2026-11-18T16:56", "2026-11-18"),
        ("2026-11-18T09:00Z", "2026-11-18T09:00", "2026-11-17"),  # in Hawaii it was the 17th
        ("2026-11-18 12:04", "2026-11-18T17:00", "2026-11-18"),  # the sender's clock is ahead
    ],
)
def test_a_time_is_read_with_its_zone_and_the_earlier_day_counts(
    text: str, asked: str, day: str
) -> None:
    read = Inquiries(NOW, "America/New_York").read(text)
    at = datetime.fromisoformat(asked).replace(tzinfo=UTC)
    assert read == (at, date.fromisoformat(day))


@pytest.mark.parametrize(
    "text", ["", "soon", "11/12/2026 9:00", "2026-11-18", "2026-11-18 12:06", "9999-12-31T23:59"]
)
def test_a_time_that_is_unclear_or_to_come_is_not_read(text: str) -> None:
    assert Inquiries(NOW, "America/New_York").read(text) is None


def test_an_inquiry_is_evidence_from_its_day_and_kept_with_the_lead(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    rows = ("Ada,2085550147,a1,2026-11-18 11:56,web form", "Bob,2085550148,a2,perhaps,")
    brought = bring(
        HEADER, *rows, is_inquiry=True, mapping=ASKED, zone="America/New_York", is_sure=True
    )
    assert brought.noticed.no_evidence == 1
    four_minutes_ago = clock() - timedelta(minutes=4)
    assert stored(database, leads.c.name, leads.c.inquired_at, leads.c.extras) == [
        ("Ada", four_minutes_ago, {}),
        ("Bob", None, {"inquired_at": "perhaps"}),
    ]
    assert stored(
        database, consents.c.e164, consents.c.kind, consents.c.given_on, consents.c.proof
    ) == [("+12085550147", "inquiry", date(2026, 11, 18), "web form")]


def test_without_a_column_they_asked_just_now_and_other_evidence_stays(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    header = "name,phone,consent on,consent kind"
    bring(header, "Ada,2085550147,,", "Bob,2085550148,2026-11-01,written", is_inquiry=True)
    assert stored(database, leads.c.name, leads.c.inquired_at) == [
        ("Ada", clock()),
        ("Bob", clock()),
    ]
    assert [kind for _, kind in stored(database, consents.c.e164, consents.c.kind)] == [
        "inquiry",
        "written",
    ]


def test_who_is_here_already_asks_again_and_keeps_what_was_recorded(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    bring(HEADER, "Ada,2085550147,a1,,", is_sure=True)
    record(database, clock, "+12085550147")
    clock.advance(hours=1)
    known = bring(HEADER, "Ada,2085550147,a1,,", is_inquiry=True, match=MatchBy.VENDOR_ID)
    assert known.duplicate_in_database == 1
    asked = stored(database, leads.c.name, leads.c.inquired_at, leads.c.dials, leads.c.noes)
    assert asked == [("Ada", clock(), 1, 1)]
    earlier = (clock() - timedelta(days=2)).astimezone(ZoneInfo("UTC")).isoformat()
    bring(HEADER, f"Ada,2085550147,a1,{earlier},", is_inquiry=True, mapping=ASKED)
    assert stored(database, leads.c.name, leads.c.inquired_at) == [("Ada", clock())]


def test_a_bought_inquiry_counts_only_if_it_named_this_firm(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    row = "Ada,2085550147,a1,,"
    with pytest.raises(BadInput, match="was bought from Acme"):
        bring(HEADER, row, is_inquiry=True, supplier="Acme")
    first = bring(HEADER, row, supplier="Acme", is_sure=True)
    with pytest.raises(BadInput, match="--inquiry-names-us"):
        bring(HEADER, row, is_inquiry=True, list_name="fair")
    assert stored(database, consents.c.e164) == []
    assert first.batch_id is not None
    undo_import(database, first.batch_id, "sue", clock())
    assert bring(HEADER, row, is_inquiry=True, supplier="Acme", inquiry_names_us=True).imported
    assert len(stored(database, consents.c.e164)) == 1


def test_a_time_without_the_word_that_they_asked_is_refused(bring: Import) -> None:
    with pytest.raises(BadInput, match="they asked your firm"):
        bring(HEADER, "Ada,2085550147,a1,2026-11-18 11:56,", mapping=ASKED)
