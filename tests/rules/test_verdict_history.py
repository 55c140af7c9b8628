"""Caps, rests, callbacks, holds and stops, alone and together with the hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from console.rules.times.windows import second_of
from console.rules.values import Evidence, Firm, Listing, RegistryCopy, Standing, Stop
from console.rules.verdict.time_rules import bind
from console.rules.verdict.verdict import open_spans
from db.enums import EvidenceKind, LeadKind, VerdictKind
from tests.rules.law_cases import SECOND, ZONES, ask, codes, local, place_in

NOON = local("2026-12-09 12:00:00", ZONES["US-FL"])


def dialled(now: datetime, *ago: timedelta) -> Standing:
    return Standing(dials=tuple(now - row for row in ago), lists_checked=False)


@pytest.mark.parametrize("state", ["US-FL", "US-OK", "US-MD", "US-OR"])
def test_a_fourth_call_in_rolling_24_hours_waits_until_the_first_is_24_hours_old(
    state: str,
) -> None:
    now = local("2026-12-09 14:00:00", ZONES[state])
    hour, day = timedelta(hours=1), timedelta(hours=24)
    three = dialled(now, hour, 2 * hour, day - hour)
    verdict = ask(place_in(state), now, standing=three)
    assert verdict.kind is VerdictKind.WAIT
    assert codes(verdict) == ["cap"]
    assert verdict.opens_at == now + hour
    assert ask(place_in(state), now + hour - SECOND, standing=three).kind is VerdictKind.WAIT
    assert ask(place_in(state), now + hour, standing=three).kind is VerdictKind.CALL
    assert ask(place_in(state), now + hour + SECOND, standing=three).kind is VerdictKind.CALL
    assert ask(place_in(state), now, standing=dialled(now, hour, 2 * hour)).kind is (
        VerdictKind.CALL
    )
    assert ask(place_in(state), now, standing=dialled(now, hour, 2 * hour, day)).kind is (
        VerdictKind.CALL
    )


def test_a_cap_counts_instants_across_the_change_of_the_clock() -> None:
    now = local("2027-03-14 19:00:00", ZONES["US-FL"])
    first = local("2027-03-13 19:30:00", ZONES["US-FL"])
    standing = Standing(dials=(first, now, now), lists_checked=False)
    assert codes(ask(place_in("US-FL"), now, standing=standing)) == ["cap"]
    late = local("2027-03-14 19:30:00", ZONES["US-FL"])  # 23 hours of real time
    assert ask(place_in("US-FL"), late, standing=standing).opens_at == local(
        "2027-03-15 08:00:00", ZONES["US-FL"]
    )


def test_a_cap_that_ends_at_night_opens_in_the_morning() -> None:
    now = local("2026-12-09 19:00:00", ZONES["US-FL"])
    verdict = ask(place_in("US-FL"), now, standing=dialled(now, *[timedelta(hours=22)] * 3))
    assert verdict.reasons[0].opens_at == now + timedelta(hours=2)
    assert verdict.opens_at == local("2026-12-10 08:00:00", ZONES["US-FL"])


def test_france_allows_four_calls_in_rolling_30_days() -> None:
    written = (Evidence(EvidenceKind.WRITTEN, date(2026, 1, 1)),)
    place = place_in("FR", evidence=written)
    now = local("2026-12-09 15:00:00", ZONES["FR"])
    four = dialled(now, *(timedelta(days=days) for days in (1, 8, 15, 29)))
    assert codes(ask(place, now, standing=four)) == ["cap"]
    assert ask(place, now, standing=four).opens_at == now + timedelta(days=1)
    older = dialled(now, *(timedelta(days=days) for days in (1, 8, 15, 30)))
    assert ask(place, now, standing=older).kind is VerdictKind.CALL


def test_british_columbia_allows_one_dial_in_30_days_unless_they_asked_to_be_rung_back() -> None:
    now = local("2026-12-09 12:00:00", ZONES["CA-BC"])
    rung = dialled(now, timedelta(days=30) - SECOND)
    assert codes(ask(place_in("CA-BC"), now, standing=rung)) == ["cap"]
    assert "one call in 30 days" in ask(place_in("CA-BC"), now, standing=rung).reasons[0].text
    assert ask(place_in("CA-BC"), now + SECOND, standing=rung).kind is VerdictKind.CALL
    promised = replace(rung, is_callback=True)
    assert ask(place_in("CA-BC"), now, standing=promised).kind is VerdictKind.CALL
    written = (Evidence(EvidenceKind.WRITTEN, date(2026, 1, 1)),)
    assert ask(place_in("CA-BC", evidence=written), now, standing=rung).kind is VerdictKind.CALL
    office = place_in("CA-BC", kind=LeadKind.BUSINESS)
    assert ask(office, now, standing=rung).kind is VerdictKind.CALL


def test_a_callback_lifts_no_other_cap() -> None:
    now = local("2026-12-09 15:00:00", ZONES["US-FL"])
    rung = replace(dialled(now, *[timedelta(hours=1)] * 3), is_callback=True)
    assert codes(ask(place_in("US-FL"), now, standing=rung)) == ["cap"]


def test_france_counts_no_calls_to_a_business() -> None:
    now = local("2026-12-09 15:00:00", ZONES["FR"])
    rung = dialled(now, *[timedelta(hours=1)] * 9)
    office = place_in("FR", kind=LeadKind.BUSINESS)
    assert ask(office, now, standing=rung).kind is VerdictKind.CALL


def test_a_state_without_a_cap_counts_nothing() -> None:
    standing = dialled(NOON, *[timedelta(minutes=5)] * 20)
    assert ask(place_in("US-TX"), NOON, standing=standing).kind is VerdictKind.CALL


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("rests_until", "cool_down"),
        ("number_rests_until", "cool_down"),
        ("callback_at", "callback"),
    ],
)
def test_a_rest_and_a_callback_wait_to_the_second(field: str, code: str) -> None:
    until = NOON + timedelta(minutes=30)
    standing = Standing(lists_checked=False, **{field: until})  # type: ignore[arg-type]
    verdict = ask(place_in("US-FL"), NOON, standing=standing)
    assert (verdict.kind, codes(verdict), verdict.opens_at) == (VerdictKind.WAIT, [code], until)
    assert ask(place_in("US-FL"), until - SECOND, standing=standing).kind is VerdictKind.WAIT
    assert ask(place_in("US-FL"), until, standing=standing).kind is VerdictKind.CALL


def test_a_callback_promised_for_the_night_opens_with_the_hours() -> None:
    standing = Standing(
        callback_at=local("2026-12-09 22:00:00", ZONES["US-FL"]), lists_checked=False
    )
    assert ask(place_in("US-FL"), NOON, standing=standing).opens_at == local(
        "2026-12-10 08:00:00", ZONES["US-FL"]
    )


def test_hours_rest_and_cap_open_together() -> None:
    now = local("2026-12-09 19:30:00", ZONES["US-FL"])
    standing = Standing(
        lists_checked=False,
        rests_until=local("2026-12-10 07:00:00", ZONES["US-FL"]),
        dials=tuple(local(f"2026-12-09 1{hour}:00:00", ZONES["US-FL"]) for hour in (0, 1, 2)),
    )
    verdict = ask(place_in("US-FL"), now, standing=standing)
    assert codes(verdict) == ["cap", "cool_down"]
    assert verdict.opens_at == local("2026-12-10 10:00:00", ZONES["US-FL"])


def test_a_lead_in_other_hands_waits_without_a_time() -> None:
    verdict = ask(place_in("US-FL"), NOON, standing=Standing(held_by="kim", lists_checked=False))
    assert (verdict.kind, codes(verdict), verdict.opens_at) == (VerdictKind.WAIT, ["held"], None)
    assert "kim" in verdict.reasons[0].text
    night = local("2026-12-09 23:00:00", ZONES["US-FL"])
    asleep = ask(place_in("US-FL"), night, standing=Standing(held_by="kim", lists_checked=False))
    assert codes(asleep) == ["hours", "hours", "held"]
    assert asleep.opens_at == local("2026-12-10 08:00:00", ZONES["US-FL"])


@pytest.mark.parametrize("stopped", ["US-FL", "US"])
def test_an_emergency_stop_waits_until_resumed(stopped: str) -> None:
    firm = Firm(stops=(Stop(stopped, "hurricane", NOON),))
    verdict = ask(place_in("US-FL"), NOON, firm)
    assert (verdict.kind, codes(verdict)) == (VerdictKind.WAIT, ["emergency_stop"])
    assert verdict.opens_at is None
    name = {"US": "the United States", "US-FL": "Florida"}[stopped]
    assert f"stopped all calls to {name} until resumed" in verdict.reasons[0].text
    assert ask(place_in("US-GA", zones=("America/New_York",)), NOON, firm).kind is (
        VerdictKind.WAIT if stopped == "US" else VerdictKind.CALL
    )


def test_a_stop_does_not_reach_calls_made_before_it() -> None:
    firm = Firm(stops=(Stop("US-FL", "hurricane", NOON),))
    before = ask(place_in("US-FL"), NOON - SECOND, firm)
    assert (before.kind, before.closes_at) == (VerdictKind.CALL, NOON)


def test_what_is_asked_at_the_instant_of_a_stop_answers_nothing_before_it() -> None:
    firm = Firm(stops=(Stop("US-FL", "asked at its very instant", NOON),))
    assert ask(place_in("US-FL"), NOON, firm).kind is VerdictKind.WAIT
    assert ask(place_in("US-FL"), NOON - SECOND, firm).kind is VerdictKind.CALL
    assert ask(place_in("US-FL"), NOON + SECOND, firm).kind is VerdictKind.WAIT


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        (Standing(is_valid=False, lists_checked=False), "invalid_number"),
        (Standing(number_closed="wrong number", lists_checked=False), "number_closed"),
        (Standing(lead_closed="sold", lists_checked=False), "lead_closed"),
    ],
)
def test_what_is_closed_is_never_called(standing: Standing, code: str) -> None:
    verdict = ask(place_in("US-FL"), NOON, standing=standing)
    assert (verdict.kind, codes(verdict), verdict.opens_at) == (VerdictKind.NEVER, [code], None)


def test_never_comes_before_unknown_before_wait_and_all_are_listed() -> None:
    night = local("2026-12-09 23:00:00", ZONES["US-FL"])
    standing = Standing(
        listing=Listing("asked", date(2026, 12, 1)),
        copies=(RegistryCopy("national", date(2026, 1, 1)),),
        rests_until=night + timedelta(days=3),
    )
    verdict = ask(place_in("US-FL", area_code="305"), night, standing=standing)
    assert verdict.kind is VerdictKind.NEVER
    assert codes(verdict) == ["internal_list", "registry_stale", "cool_down", "hours", "hours"]
    assert verdict.opens_at is None
    assert verdict.closes_at is None
    assert verdict.allowed_by == ()


def test_a_call_names_the_rules_that_allow_it() -> None:
    verdict = ask(place_in("US-FL"), NOON)
    assert set(verdict.allowed_by) == {"US-FL/hours", "US-FL/cap", "US/hours"}
    assert verdict.at == NOON


def test_the_instant_may_be_given_in_any_zone() -> None:
    place = place_in("US-FL")
    for zone in ("UTC", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Kiritimati"):
        moved = NOON.astimezone(local("2026-12-09 00:00", zone).tzinfo)
        verdict = ask(place, moved)
        assert (verdict.kind, verdict.closes_at) == (
            VerdictKind.CALL,
            datetime(2026, 12, 10, 1, tzinfo=UTC),
        )


def test_a_dial_already_known_to_come_closes_the_call_when_it_fills_the_cap() -> None:
    """An audit of a past call may hold the dials that followed it."""
    hour = timedelta(hours=1)
    standing = dialled(NOON, hour, 2 * hour, -hour)
    verdict = ask(place_in("US-FL"), NOON, standing=standing)
    assert verdict.kind is VerdictKind.CALL
    assert verdict.closes_at == NOON + hour
    assert codes(ask(place_in("US-FL"), NOON + hour, standing=standing)) == ["cap"]


def test_a_dial_known_to_come_after_the_close_does_not_move_the_close() -> None:
    evening = local("2026-12-09 19:00:00", ZONES["US-FL"])
    hour = timedelta(hours=1)
    standing = dialled(evening, hour, 2 * hour, -2 * hour)
    verdict = ask(place_in("US-FL"), evening, standing=standing)
    assert verdict.closes_at == local("2026-12-09 20:00:00", ZONES["US-FL"])


def test_a_stopped_place_has_no_open_spans_from_the_stop_on() -> None:
    firm = Firm(stops=(Stop("US", "outage", NOON),))
    start, end = NOON - timedelta(hours=2), NOON + timedelta(days=3)
    assert open_spans(place_in("US-FL"), firm, start, end) == ((start, NOON),)
    assert open_spans(place_in("US-FL"), firm, NOON, end) == ()


def test_the_next_opening_of_an_open_place_is_now() -> None:
    schedule = bind(place_in("US-FL"), Firm()).schedule
    second = second_of(NOON)
    assert schedule.next_open(second) == second
    assert schedule.is_open(second)
