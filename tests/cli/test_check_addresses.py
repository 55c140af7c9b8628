"""`check`: an address option that cannot be read is wrong use, with the nearest that can."""

import pytest

from tests.cli.shell import CommandLine
from tests.unread_cases import NUMBER, READ, UNREAD, Case

SUNDAY = "2026-11-29T18:00:00Z"


def asked(case: Case, *more: str) -> list[str]:
    country, region, postal, _ = case
    options = [("--country", country), ("--region", region), ("--postal", postal)]
    parts = [part for option, text in options if text for part in (option, text)]
    return ["check", f"+1{NUMBER}", *parts, "--kind", "business", *more]


@pytest.mark.parametrize("case", UNREAD.values(), ids=list(UNREAD))
def test_what_cannot_be_read_is_wrong_use(unprepared: CommandLine, case: Case) -> None:
    answer = unprepared(*asked(case, "--without-lists"))
    assert answer.status == 2
    assert answer.out == ""
    assert case[3].replace("region", "state").replace("_", " ") in answer.err


@pytest.mark.parametrize("case", READ.values(), ids=list(READ))
def test_what_can_be_read_is_judged(on_file: CommandLine, case: Case) -> None:
    case = (case[0].replace("n/a", ""), *case[1:])  # an option says something, a cell need not
    assert on_file(*asked(case, "--without-lists", "--at", SUNDAY)).status in {0, 1}


@pytest.mark.parametrize(
    ("option", "text", "offered"),
    [
        ("--region", "Pensylvania", "did you mean Pennsylvania?"),
        ("--postal", "941O5", "did you mean 94105?"),
        ("--country", "Germny", "did you mean Germany?"),
    ],
)
def test_the_nearest_is_offered(
    unprepared: CommandLine, option: str, text: str, offered: str
) -> None:
    assert offered in unprepared("check", f"+1{NUMBER}", option, text).err
    if option == "--country":
        answer = unprepared("dnc", "check", f"+1{NUMBER}", option, text)
        assert answer.status == 2
        assert offered in answer.err


def test_mississippi_is_not_called_on_a_sunday_however_it_is_written(
    on_file: CommandLine,
) -> None:
    for text in ("Miss.", "MISS", "Mississippi", "Jackson, Miss.", "MS 39201"):
        answer = on_file(*asked(("", text, "", ""), "--at", SUNDAY, "--without-lists"))
        assert answer.status == 1
        assert "Mississippi allows no calls on a Sunday" in answer.out


@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("--address", "1 Main St, Springfield, XX", "The address “1 Main St, Springfield, XX”"),
        ("--city", "Toronto, CA", "The city “Toronto, CA”"),
        ("--city", "Miami", "The city “Miami”"),
    ],
)
def test_a_city_or_address_that_cannot_be_read_is_wrong_use(
    unprepared: CommandLine, option: str, text: str, words: str
) -> None:
    answer = unprepared("check", f"+1{NUMBER}", option, text)
    assert answer.status == 2
    assert words in answer.err


def test_an_alabama_address_keeps_a_californian_number_from_a_sunday_call(
    on_file: CommandLine,
) -> None:
    asked = ("check", "310 555 0147", "--kind", "business", "--at", SUNDAY, "--without-lists")
    assert on_file(*asked).status == 0
    for option, text in (
        ("--address", "1 Dexter Ave, Montgomery, AL 36104"),
        ("--city", "Mobile AL"),
    ):
        answer = on_file(*asked, option, text)
        assert answer.status == 1
        assert "Alabama allows no calls on a Sunday" in answer.out


def test_dnc_check_takes_an_address_and_says_which_registries_a_call_there_needs(
    on_file: CommandLine,
) -> None:
    plain = on_file("dnc", "check", "310 555 0147")
    assert "needs" not in plain.out
    there = on_file("dnc", "check", "310 555 0147", "--city", "Pensacola, FL")
    assert there.status == plain.status
    assert "a consumer call there needs the national Do Not Call Registry" in there.out
    document = on_file("dnc", "check", "310 555 0147", "--address", "1 X St, Miami, FL", "--json")
    assert "is_required" in document.out
    unread = on_file("dnc", "check", "310 555 0147", "--address", "1 Main St, Springfield, XX")
    assert unread.status == 2
