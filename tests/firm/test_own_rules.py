"""A firm's own rules file: it may tighten the law and never loosen it."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from console.firm.own_rules import read_firm_rules
from console.rules.values import Firm, FirmRule
from console.trouble import BadInput
from db.enums import VerdictKind
from tests.rules.law_cases import ask, place_in

TODAY = date(2026, 11, 24)


def read(tmp_path: Path, text: str, trades: tuple[str, ...] = ()) -> tuple[FirmRule, ...]:
    path = tmp_path / "firm.toml"
    path.write_text(text, encoding="utf-8")
    return read_firm_rules(path, trades, TODAY).rules


def test_spans_and_closed_days_are_read(tmp_path: Path) -> None:
    rules = read(
        tmp_path,
        """
        [[rule]]  # nobody is in the office
        jurisdiction = "Florida"
        weekday = "09:00-18:00"
        sun = "closed"
        holiday = "closed"
        note = "the office hours"

        [[rule]]
        jurisdiction = "*"
        every_day = "08:30 - 20:00"
        """,
    )
    assert rules == (
        FirmRule("US-FL", "weekday", time(9), time(18), "the office hours"),
        FirmRule("US-FL", "sun", None, None, "the office hours"),
        FirmRule("US-FL", "holiday", None, None, "the office hours"),
        FirmRule("*", "*", time(8, 30), time(20)),
    )


def test_what_was_read_narrows_the_verdict(tmp_path: Path) -> None:
    rules = read(tmp_path, '[[rule]]\njurisdiction = "US-FL"\nweekday = "09:00-18:00"\n')
    firm = Firm(rules=rules)
    early = datetime.fromisoformat("2026-11-24T08:59:59-05:00")
    assert ask(place_in("US-FL"), early).kind is VerdictKind.CALL
    refused = ask(place_in("US-FL"), early, firm)
    assert refused.kind is VerdictKind.WAIT
    assert refused.opens_at == datetime.fromisoformat("2026-11-24T09:00:00-05:00")
    assert "firm/US-FL/weekday" in ask(place_in("US-FL"), refused.opens_at, firm).allowed_by


@pytest.mark.parametrize(
    ("where", "line", "law"),
    [
        ("US-FL", 'weekday = "07:59-18:00"', "Florida allows calls 08:00 to 20:00 only"),
        ("US-FL", 'sat = "09:00-20:01"', "Florida allows calls 08:00 to 20:00 only"),
        ("US-FL", 'every_day = "08:00-21:00"', "501.616"),
        ("US-CA", 'weekday = "08:00-21:30"', "United States allows calls 08:00 to 21:00 only"),
        ("US-LA", 'sun = "09:00-12:00"', "Louisiana allows no calls on Sundays"),
        ("US-LA", 'holiday = "09:00-12:00"', "Louisiana allows no calls on holidays"),
        ("US-LA", 'every_day = "09:00-12:00"', "Louisiana allows no calls on Sundays"),
        ("US-KY", 'weekday = "09:00-20:00"', "Kentucky allows calls 10:00 to 21:00 only"),
        ("FR", 'weekday = "09:00-20:00"', "10:00 to 13:00 and 14:00 to 20:00"),
        ("GB", 'weekday = "07:00-20:00"', "courtesy window allows calls 08:00 to 21:00 only"),
        ("*", 'weekday = "07:00-20:00"', "most generous country"),
        ("*", 'sun = "08:00-24:00"', "most generous country"),
    ],
)
def test_a_file_that_tries_to_loosen_the_law_is_refused_with_the_line(
    where: str, line: str, law: str, tmp_path: Path
) -> None:
    good = '[[rule]]\njurisdiction = "US-FL"\nweekday = "09:00-17:00"\n\n'
    with pytest.raises(BadInput) as refused:
        read(tmp_path, f'{good}[[rule]]\njurisdiction = "{where}"\nnote = "x"\n{line}\n')
    said = str(refused.value)
    assert "firm.toml, line 8:" in said
    assert "would loosen the law" in said
    assert law in said


def test_a_rule_for_sellers_of_securities_binds_only_them(tmp_path: Path) -> None:
    text = '[[rule]]\njurisdiction = "US-IL"\nsun = "09:00-18:00"\n'
    assert read(tmp_path, text)
    with pytest.raises(BadInput, match=r"Illinois .securities. allows calls 12:00 to 21:00 only"):
        read(tmp_path, text, ("securities",))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[[rule]]\njurisdiction = "US-FL"\nbars = ""\n', 3, "can only narrow hours"),
        ('[[rule]]\njurisdiction = "US-FL"\nallow = true\n', 3, "can only narrow hours"),
        ('[[rule]]\njurisdiction = "US-FL"\nweekday = 9\n', 3, "text in quotes"),
        ('[[rule]]\njurisdiction = "US-FL"\nweekday = "9-5"\n', 3, "is not one span"),
        ('[[rule]]\njurisdiction = "US-FL"\nsat = "10:00-12:00, 13:00-15:00"\n', 3, "one span"),
        ('[[rule]]\njurisdiction = "US-FL"\nweekday = "18:00-09:00"\n', 3, "before it begins"),
        ('[[rule]]\njurisdiction = "Narnia"\nweekday = "09:00-17:00"\n', 2, "no country"),
        ('[[rule]]\njurisdiction = "KW"\nweekday = "09:00-17:00"\n', 2, "no calling rules"),
        ('[[rule]]\nweekday = "09:00-17:00"\n', 1, "names no jurisdiction"),
        ('\n[[rule]]\njurisdiction = "US-FL"\n', 2, "names no hours"),
        ('stop = "US"\nrule = []\n', 1, "“stop” is not known"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_line(
    text: str, line: int, said: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as refused:
        read(tmp_path, text)
    assert f"firm.toml, line {line}:" in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["", "[[rule\n", "rule = 3\n", "rule = [1]\n"])
def test_what_is_no_rules_file_is_told(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"firm\.toml"):
        read(tmp_path, text)


def test_an_empty_list_takes_all_rules_away(tmp_path: Path) -> None:
    assert read(tmp_path, "rule = []\n") == ()


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        read_firm_rules(tmp_path / "none.toml", (), TODAY)
