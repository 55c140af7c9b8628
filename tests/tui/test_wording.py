"""The words for verdicts, clocks, times and facts on the screen."""

from datetime import UTC, date, datetime, timedelta

import pytest

from console.cards.lead_context import NextLead
from console.rules.values import Candidate, Reason, Verdict
from console.tui.call_view.day_column import next_rows
from console.tui.drawing.looks import COLOURS, fit
from console.view.lead.lead import (
    known_facts,
    large_number,
    other_zone_words,
    zone_lines,
    zone_words,
)
from console.view.lead.verdict import verdict_explanation, verdict_sentence
from console.view.text.clocks import both_clocks, city, day, moment, span, stopwatch
from db.enums import PlaceSource, ReasonCode, VerdictKind

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
DENVER, CHICAGO = "America/Denver", "America/Chicago"


def verdict(
    kind: VerdictKind,
    text: str = "",
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    code: ReasonCode = ReasonCode.HOURS,
) -> Verdict:
    reasons = (Reason(code, kind, text, "", ""),) if text else ()
    return Verdict(kind, NOW, reasons, (), (), "2026.6", opens_at, closes_at)


@pytest.mark.parametrize(
    ("judged", "sentence"),
    [
        (
            verdict(VerdictKind.CALL, closes_at=NOW + timedelta(hours=9, minutes=18)),
            "CALL, 9 h 18 min left",
        ),
        (verdict(VerdictKind.CALL), "CALL at any hour"),
        (verdict(VerdictKind.CALL, closes_at=NOW), "WAIT its hours have just ended"),
        (
            verdict(VerdictKind.WAIT, opens_at=NOW + timedelta(hours=1)),
            "WAIT until 09:00 Mountain time (10:00 here)",
        ),
        (
            verdict(VerdictKind.WAIT, opens_at=NOW + timedelta(days=1)),
            "WAIT until tomorrow 08:00 Mountain time (09:00 here)",
        ),
        (
            verdict(VerdictKind.WAIT, "stopped", code=ReasonCode.EMERGENCY_STOP),
            "WAIT until resumed",
        ),
        (verdict(VerdictKind.WAIT, "kim", code=ReasonCode.HELD), "WAIT until it is free again"),
        (verdict(VerdictKind.WAIT, "shut"), "WAIT no hour within a year suits every rule"),
        (verdict(VerdictKind.NEVER, "asked not to be called."), "NEVER: asked not to be called"),
        (verdict(VerdictKind.UNKNOWN, "no zone"), "CAN’T TELL: no zone"),
    ],
)
def test_a_verdict_is_a_word_and_what_follows_from_it(judged: Verdict, sentence: str) -> None:
    assert verdict_sentence(judged, NOW, DENVER, CHICAGO) == sentence


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0:00"),
        (271, "4:31"),
        (600, "10 min"),
        (42 * 60, "42 min"),
        (33480, "9 h 18 min"),
        (3 * 86400, "3 days"),
    ],
)
def test_a_countdown_shows_seconds_only_at_its_end(seconds: int, shown: str) -> None:
    assert span(timedelta(seconds=seconds)) == shown


def test_a_stopwatch_counts_hours_once_there_are_some() -> None:
    assert stopwatch(timedelta(seconds=48)) == "0:48"
    assert stopwatch(timedelta(seconds=3730)) == "1:02:10"


@pytest.mark.parametrize(
    ("ahead", "shown"),
    [
        (timedelta(hours=1), "09:00"),
        (timedelta(days=1), "tomorrow 08:00"),
        (timedelta(days=3), "Sat 08:00"),
        (timedelta(days=20), "8 Dec 08:00"),
        (timedelta(days=60), "17 Jan 2027 08:00"),
    ],
)
def test_a_future_time_is_as_short_as_possible(ahead: timedelta, shown: str) -> None:
    assert moment(NOW + ahead, NOW, DENVER) == shown


def test_equal_clocks_are_shown_once() -> None:
    assert both_clocks(NOW, NOW, DENVER, DENVER) == "08:00 Mountain time"
    assert city("America/Indiana/Tell_City") == "Tell City"
    assert day(date(2025, 10, 14), date(2026, 11, 18)) == "14 Oct 2025"


@pytest.mark.parametrize(
    ("now", "at", "shown"),
    [
        ("18T22:00", "18T23:00", "15:00 Pacific time (23:00 here)"),
        ("18T15:00", "19T05:00", "Wed 21:00 Pacific time (Thu 05:00 here)"),
        ("19T05:00", "19T06:00", "22:00 Pacific time (06:00 here)"),
        ("19T05:00", "19T23:00", "Thu 15:00 Pacific time (23:00 here)"),
        ("19T05:00", "20T23:00", "Fri 15:00 Pacific time (23:00 here)"),
        ("18T15:00", "19T23:00", "tomorrow 15:00 Pacific time (23:00 here)"),
    ],
)
def test_both_clocks_name_the_day_if_it_differs(now: str, at: str, shown: str) -> None:
    when, today = (datetime.fromisoformat(f"2026-11-{time}:00Z") for time in (at, now))
    assert both_clocks(when, today, "America/Los_Angeles", "Europe/London") == shown


def test_zones_without_a_row_are_counted() -> None:
    zones = [
        Candidate(zone, PlaceSource.AREA_CODE)
        for zone in (DENVER, CHICAGO, "America/New_York", "America/Los_Angeles")
    ]
    assert zone_lines(zones, NOW, 3) == [
        "08:00 Mountain time (area code)",
        "09:00 Central time (area code)",
        "07:00–10:00 in 2 more zones",
    ]


def test_text_is_cut_by_cells_not_by_letters() -> None:
    assert fit("李雷与韩梅梅", 7) == "李雷与…"
    assert fit("Ada", 3) == "Ada"
    assert fit("Ada", 0) == ""


@pytest.mark.parametrize(
    ("shown", "large"),
    [
        ("(208) 555-0147 ext. 22", "208-555-0147"),
        ("+44 7700 900123", "+44-7700-900123"),
        ("+49 30 23125 012", "+49-30-23125-012"),
    ],
)
def test_the_large_number_shows_only_dialled_digits(shown: str, large: str) -> None:
    assert large_number(shown) == large


def test_the_address_is_one_fact_and_comes_last() -> None:
    facts = [("Address", "2 Slipway Row"), ("City", "Portland"), ("Met at", "Boise fair")]
    assert known_facts(facts) == [("Met at", "Boise fair"), ("Address", "2 Slipway Row, Portland")]


def test_the_time_left_is_the_same_in_the_band_and_the_next_leads() -> None:
    now = NOW + timedelta(seconds=15)
    closes = NOW + timedelta(hours=3, minutes=47)
    rows = next_rows(
        (NextLead(1, "Bo", DENVER, closes),), NOW, NOW + timedelta(minutes=1), 46, COLOURS
    )
    assert verdict_explanation(
        verdict(VerdictKind.CALL, closes_at=closes), now, DENVER, DENVER
    ) == ("3 h 46 min left")
    assert rows[0].plain.endswith("  3 h 46")


def test_another_zone_whose_clock_shows_the_same_is_no_other_hour() -> None:
    by_number = PlaceSource.AREA_CODE
    zones = [Candidate(f"Australia/{city}", by_number) for city in ("Melbourne", "Hobart")]
    assert other_zone_words(zones, NOW) == ""
    zones += [Candidate("Australia/Adelaide", by_number)]
    assert other_zone_words(zones, NOW) == "or 01:30 Adelaide time"


def test_the_local_time_names_its_source_and_alternatives() -> None:
    by_zip, by_number = PlaceSource.POSTAL_CODE, PlaceSource.AREA_CODE
    zones = [Candidate(DENVER, by_zip), Candidate("America/Boise", by_number)]
    assert zone_words(zones, NOW, 2) == "time by postal code"
    assert other_zone_words(zones, NOW) == ""
    zones += [Candidate("America/Los_Angeles", by_number)]
    assert other_zone_words(zones, NOW) == "or 07:00 Pacific time"
    zones += [Candidate(CHICAGO, by_number)]
    assert other_zone_words(zones, NOW) == "or in 2 more zones"
    assert zone_words(zones, NOW, 2) == (
        "time by postal code; area code may mean Pacific, 07:00 or Central, 09:00"
    )
