"""What a rule does, in a few words."""

import pytest

from console.rules.law.statutes import rules_of
from console.rules.verdict.sentences import say_hours, say_limits, say_scope

DAY = ((8 * 3600, 20 * 3600),)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ({"weekday": DAY, "sat": DAY, "sun": DAY}, "every day 08:00 to 20:00"),
        (
            {"weekday": DAY, "sat": DAY, "sun": ()},
            "weekdays and Saturdays 08:00 to 20:00, Sundays closed",
        ),
        ({"holiday": ()}, "holidays closed"),
    ],
)
def test_days_with_the_same_hours_are_said_together(
    hours: dict[str, tuple[tuple[int, int], ...]], said: str
) -> None:
    assert say_hours(hours) == said


def test_a_rule_says_what_it_limits_and_a_rule_that_only_warns_says_nothing() -> None:
    values = {rule.id: say_limits(rule) for rule in (*rules_of("US-FL"), *rules_of("IE"))}
    assert values["US-FL/cap"] == "at most 3 calls in 24 hours"
    assert values["IE/mobile"] == "no calls to mobiles"
    french = {rule.id: say_limits(rule) for rule in rules_of("FR")}
    assert french["FR/consent"] == "no call without consent"


def test_a_scope_is_said_where_a_rule_is_not_about_every_call() -> None:
    for rule in (*rules_of("US-FL"), *rules_of("IE"), *rules_of("FR")):
        text = say_scope(rule)
        assert any("lifted by" in line for line in text) is bool(rule.lifted_by)
        assert any("only for a firm that sells" in line for line in text) is bool(rule.trades)
        assert any("only for calls to a" in line for line in text) is (len(rule.kinds) == 1)
        assert any("dialled by hand" in line for line in text) is bool(rule.device)
