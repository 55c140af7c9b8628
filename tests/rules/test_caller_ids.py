"""Which of the firm's numbers a call shows."""

from console.rules.verdict.shown_numbers import CallerId, caller_ids_from, choose_shown


def choose_caller_id(ids: list[CallerId], e164: str, list_name: str) -> str:
    return choose_shown(ids, {}, {}, e164, list_name).number


FIRM = CallerId("+15035550100")
BOISE = CallerId("+12085550100", prefix="+1208")
ABROAD = CallerId("+442079460100", prefix="+44")
FAIR = CallerId("+12125550100", list_name="Fair")
FAIR_BOISE = CallerId("+12085550199", list_name="Fair", prefix="+1208")


def test_the_nearest_number_is_shown() -> None:
    ids = [FIRM, BOISE, ABROAD]
    assert choose_caller_id(ids, "+12085550147", "Fair") == BOISE.number
    assert choose_caller_id(ids, "+442079460999", "Fair") == ABROAD.number
    assert choose_caller_id(ids, "+13035550147", "Fair") == FIRM.number


def test_a_lists_own_number_comes_before_one_for_the_place() -> None:
    ids = [FIRM, BOISE, FAIR]
    assert choose_caller_id(ids, "+12085550147", "Fair") == FAIR.number
    assert choose_caller_id(ids, "+12085550147", "Other") == BOISE.number
    assert choose_caller_id([*ids, FAIR_BOISE], "+12085550147", "Fair") == FAIR_BOISE.number


def test_without_a_number_of_the_firms_none_is_made_up() -> None:
    assert choose_caller_id([], "+12085550147", "Fair") == ""
    assert choose_caller_id([ABROAD, FAIR], "+12085550147", "Other") == ""
    assert caller_ids_from({}) == ()
