"""Hours that reach more people: planted ones are found, and where hours are alike none is invented.

Firms are drawn with fixed seeds: three lists that reach 15, 25 and 40 of a hundred, called from
eight to eight on five days, some hours of some lists not at all.
"""

from collections.abc import Callable, Iterator
from random import Random

import pytest

from console.rules.shift.best_hours import (
    WORKING_DAYS,
    BestHoursResult,
    HourDials,
    Rate,
    find_best,
    good_hours,
)

LISTS = {1: 0.15, 2: 0.25, 3: 0.40}
TUESDAY = 1


def alike(_day: int, _hour: int) -> float:
    return 1.0


def firm(
    seed: int, dials: int = 40, more: Callable[[int, int], float] = alike
) -> Iterator[HourDials]:
    """A firm's dials; `more` is how many times as many its people reach on a day at an hour."""
    dice = Random(seed)
    for list_id, share in LISTS.items():
        for day in WORKING_DAYS:
            for hour in range(8, 20):
                result = max(0, round(dice.gauss(dials, dials / 3))) if dice.random() < 0.7 else 0
                chance = share * more(day, hour)
                reached = sum(dice.random() < chance for _ in range(result))
                yield HourDials("business", list_id, day, hour, result, reached)


def told(found: BestHoursResult) -> set[tuple[tuple[int, ...], int]]:
    return {(hours.weekdays, hours.opens) for hours in found.best}


def test_where_all_hours_are_alike_one_firm_in_a_hundred_is_told_of_one() -> None:
    assert sum(bool(find_best(firm(seed)).best) for seed in range(200)) <= 2


def test_hours_that_are_better_on_every_working_day_are_found_and_no_others() -> None:
    def mornings(_day: int, hour: int) -> float:
        return 1.4 if hour in {10, 11} else 1

    for seed in range(10):
        best = find_best(firm(seed, 80, mornings))
        assert told(best) == {(WORKING_DAYS, 10)}, seed


def test_one_better_morning_is_found_and_makes_no_better_week() -> None:
    def tuesdays(day: int, hour: int) -> float:
        return 1.6 if (day, hour) in {(TUESDAY, 10), (TUESDAY, 11)} else 1

    for seed in range(10):
        best = find_best(firm(seed, 160, tuesdays))
        assert told(best) == {((TUESDAY,), 10)}, seed
        assert good_hours(best.best) == {"business": {(TUESDAY, 10), (TUESDAY, 11)}}


def test_a_good_list_that_was_called_in_the_mornings_makes_no_good_morning() -> None:
    dice = Random(1)
    counts = []
    for list_id, share, busy in ((1, 0.4, range(8, 12)), (2, 0.1, range(14, 18))):
        for day in WORKING_DAYS:
            for hour in (*range(8, 12), *range(14, 18)):
                result = 200 if hour in busy else 20
                reached = sum(dice.random() < share for _ in range(result))
                counts.append(HourDials("consumer", list_id, day, hour, result, reached))
    best = find_best(counts)
    assert best.compared > 0
    assert best.best == ()


def test_of_few_dials_nothing_is_said() -> None:
    few = find_best(
        HourDials("business", 1, 0, hour, 20, 20 * (hour == 10)) for hour in range(8, 18)
    )
    assert few == BestHoursResult((), 0)


@pytest.mark.parametrize(
    ("reached", "dials", "low", "high"),
    [(0, 10, 0.0, 27.8), (5, 10, 23.7, 76.3), (250, 1000, 22.4, 27.8), (0, 0, 0.0, 100.0)],
)
def test_a_share_stands_in_its_interval(reached: int, dials: int, low: float, high: float) -> None:
    """The figures are those of Wilson's own formula, worked by hand."""
    rate = Rate(dials, reached)
    assert rate.interval == pytest.approx((low, high), abs=0.05)
    assert rate.margin >= (high - low) / 2 - 0.1
