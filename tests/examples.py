"""How many examples a property is tried with: a quarter each time, all in the long run."""

import hypothesis

ALL = 100
"""Examples of a property that sets no number, in the long run."""

# A busy machine is slow, not wrong: no deadline.
hypothesis.settings.register_profile("long", max_examples=ALL, deadline=None)
hypothesis.settings.register_profile("everyday", max_examples=ALL // 4, deadline=None)


def set_examples(*, is_long: bool) -> None:
    """Choose the number for the run, before any test is imported."""
    hypothesis.settings.load_profile("long" if is_long else "everyday")


def examples(count: int) -> int:
    """Return this run's share of so many examples."""
    return count * hypothesis.settings().max_examples // ALL
