"""Each rule's windows, one second before, at, and one second after every boundary."""

from datetime import date, datetime

import pytest

from console.rules.law.statutes import known_jurisdictions, rules_in_force
from console.rules.values import Evidence, Firm, Place
from console.rules.verdict.verdict import open_spans
from db.enums import EvidenceKind, LeadKind, PlaceSource, VerdictKind
from tests.rules.law_cases import SECOND, WITHOUT_LISTS, ZONES, ask, codes, local, place_in

DAYS = {"weekday": "2026-12-09", "sat": "2026-12-12", "sun": "2026-12-13"}


"""Days of which none is a holiday, nor the day before one, anywhere in the data."""


CONSENTED = Evidence(EvidenceKind.WRITTEN, date(2026, 12, 1), "form")


WEEK = """
US     08:00-21:00 | 08:00-21:00 | 08:00-21:00
US-AL  08:00-20:00 | 08:00-20:00 | closed
US-AS  08:00-21:00 | 08:00-21:00 | 08:00-21:00
US-AZ  08:00-21:00 | 08:00-21:00 | 08:00-21:00
US-CT  09:00-20:00 | 09:00-20:00 | 09:00-20:00
US-DC  08:00-21:00 | 08:00-21:00 | 08:00-21:00
US-FL  08:00-20:00 | 08:00-20:00 | 08:00-20:00
US-GU  08:00-21:00 | 08:00-21:00 | 08:00-21:00
US-IL  08:00-21:00 | 08:00-21:00 | 08:00-21:00
US-IN  08:00-21:00 | 08:00-21:00 | 08:00-21:00
US-KY  10:00-21:00 | 10:00-21:00 | 10:00-21:00
US-LA  08:00-20:00 | 08:00-20:00 | closed
US-MA  08:00-20:00 | 08:00-20:00 | 08:00-20:00
US-MD  08:00-20:00 | 08:00-20:00 | 08:00-20:00
US-ME  08:00-21:00 | 08:00-21:00 | 08:00-21:00
US-MI  09:00-21:00 | 09:00-21:00 | 09:00-21:00
US-MN  09:00-21:00 | 09:00-21:00 | 09:00-21:00
US-MP  08:00-21:00 | 08:00-21:00 | 08:00-21:00
US-MS  08:00-20:00 | 08:00-20:00 | closed
US-NE  08:00-21:00 | 08:00-21:00 | 08:00-21:00
US-NJ  08:00-21:00 | 08:00-21:00 | 08:00-21:00
US-NM  09:00-21:00 | 09:00-21:00 | 09:00-21:00
US-NV  09:00-20:00 | 09:00-20:00 | 09:00-20:00
US-NY  08:00-21:00 | 08:00-21:00 | 08:00-21:00
US-OK  08:00-20:00 | 08:00-20:00 | 08:00-20:00
US-OR  08:00-20:00 | 08:00-20:00 | 08:00-20:00
US-PA  09:00-19:00 | 09:00-19:00 | closed
US-PR  08:00-21:00 | 08:00-21:00 | 08:00-21:00
US-RI  09:00-18:00 | 10:00-17:00 | closed
US-SD  09:00-21:00 | 09:00-21:00 | closed
US-TN  08:00-21:00 | 08:00-21:00 | 08:00-21:00
US-TX  09:00-21:00 | 09:00-21:00 | 12:00-21:00
US-UT  08:00-21:00 | 08:00-21:00 | closed
US-VI  08:00-21:00 | 08:00-21:00 | 08:00-21:00
US-WA  08:00-20:00 | 08:00-20:00 | 08:00-20:00
US-WY  08:00-20:00 | 08:00-20:00 | 08:00-20:00
CA     09:00-21:30 | 10:00-18:00 | 10:00-18:00
CA-BC  09:00-21:30 | 10:00-18:00 | 10:00-18:00
GB     08:00-21:00 | 08:00-21:00 | 08:00-21:00
IE     08:00-21:00 | 08:00-21:00 | 08:00-21:00
FR     10:00-13:00, 14:00-20:00 | closed | closed
DE     08:00-21:00 | 08:00-21:00 | 08:00-21:00
ES     09:00-21:00 | closed | closed
IT     09:00-20:00 | 10:00-19:00 | closed
NL     08:00-21:00 | 08:00-21:00 | 08:00-21:00
AU     09:00-20:00 | 09:00-17:00 | closed
BR     09:00-20:00 | 10:00-16:00 | closed
IN     09:00-21:00 | 09:00-21:00 | 09:00-21:00
AE     09:00-18:00 | 09:00-18:00 | 09:00-18:00
ZA     08:00-20:00 | 09:00-13:00 | closed
CH     08:00-21:00 | 08:00-21:00 | 08:00-21:00
BE     08:00-21:00 | 08:00-21:00 | 08:00-21:00
SG     08:00-21:00 | 08:00-21:00 | 08:00-21:00
AT     08:00-21:00 | 08:00-21:00 | 08:00-21:00
PL     08:00-21:00 | 08:00-21:00 | 08:00-21:00
SA     09:00-21:00 | 09:00-21:00 | 09:00-21:00
EG     08:00-21:00 | 08:00-21:00 | 08:00-21:00
QA     08:00-21:00 | 08:00-21:00 | 08:00-21:00
MA     08:00-21:00 | 08:00-21:00 | 08:00-21:00
HK     09:00-21:00 | 09:00-21:00 | 09:00-21:00
NZ     08:00-21:00 | 08:00-21:00 | closed
SE     08:00-21:00 | 08:00-21:00 | 08:00-21:00
PT     08:00-21:00 | 08:00-21:00 | 08:00-21:00
MX     08:00-21:00 | 08:00-21:00 | 08:00-21:00
JP     08:00-21:00 | 08:00-21:00 | 08:00-21:00
"""


"""Weekday, Saturday and Sunday, read off the statutes' table by hand and not from the data."""

NEEDS_CONSENT = {*("FR", "DE", "ES", "NL", "ZA", "CH", "AT", "PL", "SA", "EG", "QA", "PT")}


def rows() -> list[tuple[str, str, str]]:
    matches = []
    for line in WEEK.strip().splitlines():
        jurisdiction, week = line.split(maxsplit=1)
        matches += [
            (jurisdiction, day, windows.strip())
            for day, windows in zip(DAYS, week.split("|"), strict=True)
        ]
    return matches


def rules_with_hours(jurisdiction: str, now: datetime) -> set[str]:
    """The jurisdiction's own rules, each of which must bar by itself and not by the country's."""
    return {
        rule.id
        for rule in rules_in_force(jurisdiction, now.date())
        if rule.jurisdiction == jurisdiction
        and "weekday" in rule.hours
        and not (rule.device or rule.trades)
    }


def place_that_may_be_called(jurisdiction: str) -> Place:
    evidence = (CONSENTED,) if jurisdiction in NEEDS_CONSENT else ()
    return place_in(jurisdiction, evidence=evidence)


def test_the_table_of_hours_covers_every_jurisdiction_in_the_data() -> None:
    assert {jurisdiction for jurisdiction, _, _ in rows()} == set(known_jurisdictions())


@pytest.mark.parametrize(("jurisdiction", "day", "windows"), rows())
def test_hours_open_and_close_to_the_second(jurisdiction: str, day: str, windows: str) -> None:
    place, zone = place_that_may_be_called(jurisdiction), ZONES[jurisdiction]
    if windows == "closed":
        for clock in ("00:00:00", "08:00:00", "12:00:00", "20:59:59", "23:59:59"):
            verdict = ask(place, local(f"{DAYS[day]} {clock}", zone))
            assert verdict.kind is VerdictKind.WAIT
            assert "closed_day" in codes(verdict)
        return
    for window in windows.split(", "):
        start, end = (local(f"{DAYS[day]} {clock}", zone) for clock in window.split("-"))
        assert ask(place, start - SECOND).kind is VerdictKind.WAIT
        assert ask(place, start - SECOND).opens_at == start
        assert ask(place, start).kind is VerdictKind.CALL
        assert ask(place, start + SECOND).kind is VerdictKind.CALL
        assert ask(place, end - SECOND).kind is VerdictKind.CALL
        assert ask(place, end - SECOND).closes_at == end
        assert ask(place, start).closes_at == end
        assert ask(place, end).kind is VerdictKind.WAIT
        assert ask(place, end + SECOND).kind is VerdictKind.WAIT
        for rule in rules_with_hours(jurisdiction, end):
            assert rule in {reason.rule for reason in ask(place, end).reasons}
            assert rule in ask(place, end - SECOND).allowed_by


@pytest.mark.parametrize("state", ["US-AL", "US-LA", "US-MS", "US-PA", "US-RI", "US-SD", "US-UT"])
def test_a_state_without_sunday_calls_waits_from_saturday_night_to_monday(state: str) -> None:
    zone, place = ZONES[state], place_in(state)
    sunday = local("2026-12-13 12:00:00", zone)
    opening = ask(place, sunday).opens_at
    assert opening is not None
    assert opening.astimezone(sunday.tzinfo).strftime("%a %H:%M") in {"Mon 08:00", "Mon 09:00"}
    assert ask(place, local("2026-12-12 23:00:00", zone)).opens_at == opening


def test_every_rule_that_bars_is_listed_each_with_its_own_opening() -> None:
    verdict = ask(place_in("US-CT"), local("2026-12-09 21:30:00", ZONES["US-CT"]))
    assert [(reason.rule, reason.opens_at) for reason in verdict.reasons] == [
        ("US-CT/hours", local("2026-12-10 09:00:00", ZONES["US-CT"])),
        ("US/hours", local("2026-12-10 08:00:00", ZONES["US-CT"])),
    ]
    assert verdict.opens_at == local("2026-12-10 09:00:00", ZONES["US-CT"])
    assert all(reason.citation for reason in verdict.reasons)


def test_both_zones_of_a_split_area_code_must_allow_the_call() -> None:
    panhandle = place_in("US-FL", zones=("America/New_York", "America/Chicago"))
    opens = local("2026-12-09 08:00:00", "America/Chicago")
    closes = local("2026-12-09 20:00:00", "America/New_York")
    assert ask(panhandle, opens - SECOND).opens_at == opens
    assert ask(panhandle, opens).closes_at == closes
    assert ask(panhandle, closes).kind is VerdictKind.WAIT


def test_all_candidate_jurisdictions_must_allow_the_call() -> None:
    border = place_in("US-GA", "US-AL", zones=("America/New_York", "America/Chicago"))
    verdict = ask(border, local("2026-12-13 12:00:00", "America/Chicago"))
    assert codes(verdict) == ["closed_day"]
    assert verdict.reasons[0].rule == "US-AL/hours"


def test_a_stated_zone_settles_the_hours_but_not_the_jurisdictions() -> None:
    stated = place_in("US-FL", zones=("America/Denver",), source=PlaceSource.STATED)
    both = Place(
        country=stated.country,
        zones=stated.zones + place_in("US-FL").zones,
        jurisdictions=stated.jurisdictions,
    )
    for place in (stated, both):
        closes = local("2026-12-09 20:00:00", "America/Denver")
        assert ask(place, closes - SECOND).kind is VerdictKind.CALL
        assert ask(place, closes).kind is VerdictKind.WAIT


def test_a_day_is_the_date_at_the_person_and_not_at_the_agent() -> None:
    """Monday 09:00 in Guam is still Sunday in Rhode Island, and the other way round."""
    guam = place_in("US-RI", zones=("Pacific/Guam",))
    assert ask(guam, local("2026-12-14 10:00:00", "Pacific/Guam")).kind is VerdictKind.CALL
    assert codes(ask(guam, local("2026-12-13 10:00:00", "Pacific/Guam"))) == ["closed_day"]


@pytest.mark.parametrize(
    ("state", "zone", "day"),
    [
        ("US-FL", "America/New_York", "2027-03-14"),
        ("US-FL", "America/New_York", "2027-11-07"),
        ("GB", "Europe/London", "2027-03-28"),
        ("GB", "Europe/London", "2027-10-31"),
        ("US-WA", "America/Los_Angeles", "2026-03-08"),
    ],
)
def test_windows_keep_the_wall_clock_on_the_days_the_clocks_change(
    state: str, zone: str, day: str
) -> None:
    place = place_in(state, zones=(zone,))
    opens, eve = local(f"{day} 08:00:00", zone), local(f"{day} 00:30:00", zone)
    assert ask(place, eve).opens_at == opens
    assert ask(place, opens - SECOND).kind is VerdictKind.WAIT
    assert ask(place, opens).kind is VerdictKind.CALL


def test_mississippi_needs_both_readings_of_central_standard_time_in_summer() -> None:
    place, zone = place_in("US-MS"), "America/Chicago"
    opens = local("2026-07-08 09:00:00", zone)  # 08:00 standard time
    closes = local("2026-07-08 20:00:00", zone)  # 20:00 on the Central clock
    assert ask(place, opens - SECOND).opens_at == opens
    assert ask(place, opens).closes_at == closes


def test_mississippi_is_judged_on_the_central_clock_wherever_the_person_went() -> None:
    moved = place_in("US-MS", zones=("America/New_York",))
    opens = local("2026-12-09 08:00:00", "America/Chicago")
    assert ask(moved, opens - SECOND).opens_at == opens


@pytest.mark.parametrize(
    ("day", "opens"),
    [("2026-12-09", "09:00"), ("2026-12-12", "09:00"), ("2026-12-13", "12:00")],
)
def test_a_seller_of_securities_calls_illinois_by_central_time(day: str, opens: str) -> None:
    firm = Firm(trades=("securities",))
    place = place_in("US-IL", zones=("America/New_York",))
    start = local(f"{day} {opens}:00", "America/Chicago")
    assert ask(place, start - SECOND, firm).opens_at == start
    assert ask(place, start, firm).closes_at == local(f"{day} 21:00:00", "America/New_York")
    west = place_in("US-IL", zones=("America/Los_Angeles",))
    end = local(f"{day} 21:00:00", "America/Chicago")
    assert ask(west, end - SECOND, firm).closes_at == end
    assert ask(west, end).kind is VerdictKind.CALL
    assert ask(place, start - SECOND).kind is VerdictKind.CALL
    client = place_in(
        "US-IL",
        zones=("America/New_York",),
        evidence=(Evidence(EvidenceKind.TRANSACTION, date(2026, 11, 1)),),
    )
    assert ask(client, start - SECOND, firm).kind is VerdictKind.CALL


@pytest.mark.parametrize(("state", "clock"), [("US-OR", "20:30:00"), ("US-KY", "09:30:00")])
def test_a_state_that_leaves_business_calls_out_leaves_the_federal_hours(
    state: str, clock: str
) -> None:
    now = local(f"2026-12-09 {clock}", ZONES[state])
    assert ask(place_in(state), now).kind is VerdictKind.WAIT
    assert ask(place_in(state, kind=LeadKind.BUSINESS), now).kind is VerdictKind.CALL


def test_rules_for_automated_devices_do_not_bind_a_call_dialled_by_hand() -> None:
    for state in ("US-ME", "US-SD", "US-IN"):
        place = place_in(state)
        assert ask(place, local("2026-12-12 20:30:00", ZONES[state])).kind is VerdictKind.CALL
    assert (
        "Sources differ on Maine"
        in ask(place_in("US-ME"), local("2026-12-12 12:00:00", ZONES["US-ME"])).cautions[0]
    )


def test_the_sentence_names_the_hours_and_says_when_they_differ() -> None:
    verdict = ask(place_in("US-MI"), local("2026-12-09 08:30:00", ZONES["US-MI"]))
    assert verdict.reasons[0].text == (
        "Michigan allows calls 09:00 to 21:00 on a Wednesday, by the clock of Detroit. "
        "It opens on Wednesday 9 December at 09:00 there. Sources differ on Michigan: one table "
        "has the federal 8:00 start; the stricter 9:00 start is used."
    )


def test_open_spans_are_the_instants_at_which_the_verdict_is_call() -> None:
    place = place_in("FR", evidence=(CONSENTED,))
    start, end = (
        local("2026-12-09 11:00:00", ZONES["FR"]),
        local("2026-12-14 00:00:00", ZONES["FR"]),
    )
    spans = open_spans(place, Firm(), start, end)
    assert [(opens, closes) for opens, closes in spans[:2]] == [
        (start, local("2026-12-09 13:00:00", ZONES["FR"])),
        (local("2026-12-09 14:00:00", ZONES["FR"]), local("2026-12-09 20:00:00", ZONES["FR"])),
    ]
    assert len(spans) == 6
    for opens, closes in spans:
        assert ask(place, opens, standing=WITHOUT_LISTS).closes_at == (
            closes if closes != end else ask(place, opens).closes_at
        )
    assert open_spans(place_in("FR", zones=()), Firm(), start, end) == ()
    assert open_spans(place_in("KW", zones=("Asia/Kuwait",)), Firm(), start, end) == ()
    assert open_spans(place, Firm(), end, start) == ()
    assert open_spans(place_in("NL", kind=LeadKind.BUSINESS), Firm(), start, end)
