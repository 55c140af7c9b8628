"""How long leads keep agents busy: those first that close soonest, and nobody is called twice."""

from datetime import UTC, datetime, timedelta

from console.rules.shift.pace import Pile, work_off

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NIGHT = NOON + 12 * HOUR


def test_those_that_close_soonest_run_out_first() -> None:
    piles = [
        Pile("Pacific", [(NOON, NIGHT)], 60),
        Pile("Eastern", [(NOON, NOON + 9 * HOUR)], 120),
    ]
    worked = work_off(piles, 3, 20, NOON, NIGHT)
    ends = {zone.zone: zone.runs_out_at for zone in worked.zones}
    assert ends == {"Eastern": NOON + 2 * HOUR, "Pacific": NOON + 3 * HOUR}
    assert worked.until == NOON + 3 * HOUR
    more = work_off(piles, 6, 20, NOON, NIGHT)
    assert more.until == NOON + HOUR + timedelta(minutes=30)


def test_what_closes_before_it_is_called_is_left() -> None:
    piles = [Pile("Eastern", [(NOON, NOON + HOUR)], 100)]
    worked = work_off(piles, 1, 30, NOON, NIGHT)
    [eastern] = worked.zones
    assert (eastern.runs_out_at, eastern.left) == (None, 70)
    assert worked.until == NOON + HOUR, "there are leads, and nobody may be called"


def test_before_the_first_opens_nobody_has_run_out() -> None:
    piles = [Pile("Eastern", [(NOON + HOUR, NIGHT)], 1000)]
    assert work_off(piles, 1, 20, NOON, NIGHT).until is None
