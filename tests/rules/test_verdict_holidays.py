"""Days on which a statute bars calls, their eves, and the years no list covers."""

from datetime import timedelta

import pytest

from console.rules.values import Evidence
from db.enums import EvidenceKind, VerdictKind
from tests.rules.law_cases import SECOND, ZONES, ask, codes, local, place_in

BARRED = """
US-AL 2026-11-26 Thanksgiving Day
US-AL 2027-02-09 Mardi Gras
US-AL 2027-04-26 Confederate Memorial Day
US-AL 2027-06-07 Jefferson Davis' birthday
US-AL 2027-06-18 Juneteenth (observed)
US-AL 2027-06-19 Juneteenth
US-AL 2027-12-24 Christmas Day (observed)
US-LA 2027-01-08 Battle of New Orleans
US-LA 2027-01-19 Robert E. Lee Day
US-LA 2027-03-26 Good Friday
US-LA 2027-05-31 Memorial Day
US-LA 2027-06-18 Juneteenth (observed)
US-LA 2023-12-26 a day the governor proclaimed
US-LA 2027-11-01 All Saints' Day
US-LA 2027-11-26 Day after Thanksgiving
US-PA 2027-06-14 Flag Day
US-PA 2026-11-03 Election Day
US-PA 2027-07-05 Independence Day (observed)
US-RI 2027-05-04 Rhode Island Independence Day
US-RI 2027-08-09 Victory Day
US-RI 2026-11-03 Election Day
US-RI 2026-07-03 Independence Day (observed)
US-RI 2026-07-06 Independence Day (observed)
US-UT 2026-07-24 Pioneer Day
US-UT 2027-07-23 Pioneer Day (observed)
US-UT 2026-06-15 Juneteenth (observed)
US-UT 2026-06-19 Juneteenth
US-UT 2027-06-21 Juneteenth (observed)
CA-BC 2027-02-15 Family Day
FR 2027-07-14 National Day
ES 2026-10-12 National Day
IT 2026-06-02 Republic Day
AU 2027-01-26 Australia Day
AU 2026-04-03 Good Friday
AU 2026-12-28 Boxing Day (observed)
AU 2027-12-27 Christmas Day (observed)
AU 2027-12-28 Boxing Day (observed)
BR 2026-09-07 Independence Day
"""

CONSENTED = (Evidence(EvidenceKind.WRITTEN, local("2026-01-01 00:00", "UTC").date()),)


@pytest.mark.parametrize("row", BARRED.strip().splitlines())
def test_a_holiday_is_barred_from_its_midnight_to_the_next(row: str) -> None:
    jurisdiction, day, name = row.split(maxsplit=2)
    evidence = CONSENTED if jurisdiction in {"FR", "ES"} else ()
    place, zone = place_in(jurisdiction, evidence=evidence), ZONES[jurisdiction]
    start = local(f"{day} 00:00:00", zone)
    for now in (start, local(f"{day} 12:00:00", zone), local(f"{day} 23:59:59", zone)):
        verdict = ask(place, now)
        assert verdict.kind is VerdictKind.WAIT
        assert "holiday" in codes(verdict)
        assert name in " ".join(reason.text for reason in verdict.reasons)
    tomorrow = local(f"{day} 00:00:00", zone) + timedelta(days=1)
    for now in (start - SECOND, tomorrow):
        assert f"on {name}," not in " ".join(reason.text for reason in ask(place, now).reasons)


def test_a_holiday_on_a_sunday_is_listed_beside_the_closed_day() -> None:
    verdict = ask(place_in("US-AL"), local("2027-07-04 12:00:00", ZONES["US-AL"]))
    assert codes(verdict) == ["holiday", "closed_day"]


@pytest.mark.parametrize("day", ["2026-12-07", "2026-12-24", "2026-06-01"])
def test_italy_keeps_saturdays_window_on_the_day_before_a_holiday(day: str) -> None:
    place, zone = place_in("IT"), ZONES["IT"]
    opens, closes = local(f"{day} 10:00:00", zone), local(f"{day} 19:00:00", zone)
    assert ask(place, opens - SECOND).kind is VerdictKind.WAIT
    assert ask(place, opens).closes_at == closes
    assert ask(place, closes).kind is VerdictKind.WAIT


def test_ordinary_states_have_no_holidays() -> None:
    assert ask(place_in("US-TX"), local("2026-12-25 12:00:00", ZONES["US-TX"])).kind is (
        VerdictKind.CALL
    )


@pytest.mark.parametrize("state", ["US-AL", "US-LA", "US-PA", "US-RI", "US-UT", "BR"])
def test_a_year_that_no_list_covers_is_unknown_and_not_open(state: str) -> None:
    verdict = ask(place_in(state), local("2037-06-02 12:00:00", ZONES[state]))
    assert verdict.kind is VerdictKind.UNKNOWN
    assert codes(verdict) == ["holidays_unknown"]
    assert "2037" in verdict.reasons[0].text


def test_the_last_covered_evening_does_not_promise_an_opening_in_an_unknown_year() -> None:
    verdict = ask(place_in("US-LA"), local("2028-12-31 21:00:00", ZONES["US-LA"]))
    assert verdict.kind is VerdictKind.WAIT
    assert verdict.opens_at is None


def test_the_eve_of_an_unknown_year_is_unknown_where_eves_count() -> None:
    assert codes(ask(place_in("IT"), local("2035-12-31 12:00:00", ZONES["IT"]))) == [
        "holidays_unknown"
    ]
