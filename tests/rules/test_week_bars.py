"""The hours of a day as half hours that are open, partly open and closed."""

from datetime import time

import pytest

from console.rules.times.day_parts import SLOTS, bar_of, short


@pytest.mark.parametrize(
    ("windows", "open_slots", "part_slots"),
    [
        ((), [], []),
        (((time(), time()),), range(48), []),
        (((time(8), time(21)),), range(16, 42), []),
        (((time(8, 0, 30), time(9, 29)),), [17], [16, 18]),
        (((time(0, 0), time(0, 1)), (time(23, 59), time())), [], [0, 47]),
        (((time(8), time(8, 15)), (time(8, 15), time(8, 30))), [16], []),
    ],
)
def test_a_half_hour_is_open_partly_open_or_closed(
    windows: tuple[tuple[time, time], ...], open_slots: list[int], part_slots: list[int]
) -> None:
    bar = bar_of(windows)
    assert len(bar) == SLOTS
    assert [at for at, slot in enumerate(bar) if slot == "█"] == list(open_slots)
    assert [at for at, slot in enumerate(bar) if slot == "▒"] == list(part_slots)


@pytest.mark.parametrize(("at", "said"), [(time(), ""), (time(9), "9"), (time(21, 30), "21:30")])
def test_a_time_is_said_as_shortly_as_can_be(at: time, said: str) -> None:
    assert short(at) == said
