"""A firm's own rules file: it may tighten the law and never loosen it."""

from datetime import date, datetime, time
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.firm.firm_rules_file import read_firm_rules
from console.rules.values import Firm, FirmRule
from console.rules.verdict.sentences import say_firm_rule
from console.trouble import BadInput
from db.enums import LeadKind, VerdictKind
from tests.rules.law_cases import ask, place_in

TODAY = date(2026, 11, 24)


def read(tmp_path: Path, text: str, trades: tuple[str, ...] = ()) -> tuple[FirmRule, ...]:
    path = tmp_path / "firm.toml"
    path.write_text(text, encoding="utf-8")
    return read_firm_rules(path, trades, TODAY, ["Spring fair"]).rules


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
    text = str(refused.value)
    assert "firm.toml, line 8:" in text
    assert "would loosen the law" in text
    assert law in text


def test_a_rule_for_sellers_of_securities_binds_only_them(tmp_path: Path) -> None:
    text = '[[rule]]\njurisdiction = "US-IL"\nsun = "09:00-18:00"\n'
    assert read(tmp_path, text)
    with pytest.raises(BadInput, match=r"Illinois .securities. allows calls 12:00 to 21:00 only"):
        read(tmp_path, text, ("securities",))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[[rule]]\njurisdiction = "US-FL"\nbars = ""\n', 3, "can only tighten"),
        ('[[rule]]\njurisdiction = "US-FL"\nallow = true\n', 3, "can only tighten"),
        ('[[rule]]\njurisdiction = "US-FL"\nweekday = 9\n', 3, "text in quotes"),
        ('[[rule]]\njurisdiction = "US-FL"\nweekday = "9-5"\n', 3, "is not one span"),
        ('[[rule]]\njurisdiction = "US-FL"\nsat = "10:00-12:00, 13:00-15:00"\n', 3, "one span"),
        ('[[rule]]\njurisdiction = "US-FL"\nweekday = "18:00-09:00"\n', 3, "before it begins"),
        ('[[rule]]\njurisdiction = "Narnia"\nweekday = "09:00-17:00"\n', 2, "not a known country"),
        ('[[rule]]\njurisdiction = "KW"\nweekday = "09:00-17:00"\n', 2, "no calling rules"),
        ('[[rule]]\nweekday = "09:00-17:00"\n', 1, "names no jurisdiction"),
        ('\n[[rule]]\njurisdiction = "US-FL"\n', 2, "has no requirement"),
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


def test_caps_gaps_evidence_and_lists_are_read_and_scoped(tmp_path: Path) -> None:
    rules = read(
        tmp_path,
        """
        [[rule]]
        jurisdiction = "US-TX"
        list = "Spring fair"
        kind = "consumer"
        weekday = "10:00-18:00"
        cap = "2 calls in 7 days"
        gap = "36 hours"
        consent = "written or inquiry 3 months"
        registry = "Litigators"
        good_for = "14 days"
        note = "the fair's terms"
        """,
    )
    scope = FirmRule(
        "US-TX", note="the fair's terms", list_name="Spring fair", kind=LeadKind.CONSUMER
    )
    assert rules == (
        replace(scope, day_class="weekday", opens=time(10), closes=time(18)),
        replace(scope, cap=2, cap_hours=168),
        replace(scope, cap=1, cap_hours=36),
        replace(scope, consent=("written", "inquiry 3 months")),
        replace(scope, registry="Litigators", good_for=14),
    )
    text = "; ".join(map(say_firm_rule, rules))
    for sentence in (
        "weekdays 10:00 to 18:00",
        "at most 2 calls in 7 days",
        "at most one call in 36 hours",
        "no call without written consent or an inquiry of the last 3 months",
        "a copy of Litigators no older than 14 days",
        "only for calls to a consumer; only for leads of “Spring fair”",
    ):
        assert sentence in text


@pytest.mark.parametrize(
    ("where", "lines", "law"),
    [
        ("FR", 'cap = "5 in 30 days"', "France allows 4 calls in 30 days"),
        ("FR", 'cap = "4 in 7 days"', "France allows 4 calls in 30 days"),
        ("US-FL", 'cap = "4 in 24 hours"', "Florida allows 3 calls in 24 hours"),
        ("AE", 'gap = "12 hours"', "United Arab Emirates allows one call in 24 hours"),
        ("DE", 'consent = "written or inquiry 3 months"', "Germany asks for written consent"),
        ("ES", 'consent = "written"', "of the last 24 months"),
        ("US", 'registry = "national"\ngood_for = "32 days"', "good for 31 days"),
    ],
)
def test_what_is_looser_than_the_law_is_refused_with_the_laws_own_words(
    where: str, lines: str, law: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as refused:
        read(tmp_path, f'[[rule]]\njurisdiction = "{where}"\n{lines}\n')
    text = str(refused.value)
    assert "would loosen the law" in text
    assert law in text
    assert "no rule of the file was stored" in text


@pytest.mark.parametrize(
    ("where", "lines"),
    [
        ("FR", 'cap = "4 in 30 days"'),
        ("FR", 'cap = "3 in 7 days"'),
        ("AE", 'kind = "business"\ngap = "12 hours"'),
        ("US-FL", 'cap = "4 in 7 days"'),
        ("ES", 'consent = "written 12 months"'),
        ("DE", 'kind = "business"\nconsent = "inquiry 3 months"'),
        ("US", 'registry = "national"\ngood_for = "14 days"'),
        ("US", 'registry = "national"'),
        ("*", 'cap = "9 in 1 day"\nconsent = "inquiry"\nregistry = "x"'),
    ],
)
def test_what_is_as_strict_as_the_law_or_stricter_is_taken(
    where: str, lines: str, tmp_path: Path
) -> None:
    assert read(tmp_path, f'[[rule]]\njurisdiction = "{where}"\n{lines}\n')


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('cap = "many"', "not a cap such as"),
        ('cap = "0 in 7 days"', "not a cap such as"),
        ('cap = "2 in 5 weeks"', "counted over at most 30 days"),
        ('gap = "soon"', "not a gap such as"),
        ('gap = "31 days"', "counted over at most 30 days"),
        ('consent = "verbal"', "not evidence such as"),
        ('consent = "contract"', "not evidence such as"),
        ('consent = ""', "not evidence such as"),
        ('registry = " "', "name the list"),
        ('good_for = "14 days"', "needs the “registry” of the copy too"),
        ('list = "Autumn"', "there is no list “Autumn”"),
        ('kind = "friend"', "consumer or business"),
    ],
)
def test_what_cannot_be_read_of_a_cap_a_gap_or_a_list_is_refused_with_its_line(
    line: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as refused:
        read(tmp_path, f'[[rule]]\njurisdiction = "US-TX"\n{line}\n')
    assert "firm.toml, line 3:" in str(refused.value)
    assert said in str(refused.value)


def test_good_for_without_a_time_is_refused(tmp_path: Path) -> None:
    text = '[[rule]]\njurisdiction = "US"\nregistry = "x"\ngood_for = "a while"\n'
    with pytest.raises(BadInput, match="14 days"):
        read(tmp_path, text)
