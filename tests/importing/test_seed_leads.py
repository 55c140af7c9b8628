"""The sample file: invented people, and numbers that ring nowhere."""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from phonenumbers.timezone import time_zones_for_number

from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from console.rules.values import Verdict
from db.enums import LeadKind, VerdictKind
from tests.rules.law_cases import ask, codes

FILE = Path(__file__).parents[2] / "seed_leads.csv"

HEADER = (
    "name,company,title,occupation,income,net_worth,email,phone,phone_2,line_type,address,city,"
    "region,postal_code,country,kind,priority,notes,met_at,introduction_sent"
)

# E.164 without the plus. Set aside for fiction by NANPA, Ofcom, ACMA, ARCEP, the
# Bundesnetzagentur and PTS. Of the toll-free 555 numbers only 800-555-0199 is; others ring.
FICTIONAL = {
    "US": r"1(?!8(00|33|44|55|66|77|88))\d{3}55501\d\d|18005550199",
    "CA": r"1\d{3}55501\d\d",
    "JM": r"187655501\d\d",
    "GB": r"44(207946|113496|131496|289018|292018)0\d{3}",
    "AU": r"61([2378]5550\d{4}|491570156)",
    "FR": r"3319900\d{4}",
    "DE": r"493023125\d{3}",
    "SE": r"468465004\d\d",
}


@pytest.fixture(scope="module")
def leads() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def numbers(leads: list[dict[str, str]]) -> Iterator[tuple[str, phonenumbers.PhoneNumber]]:
    for lead in leads:
        for written in filter(None, (lead["phone"], lead["phone_2"])):
            yield lead["country"], phonenumbers.parse(written, lead["country"])


def digits(number: phonenumbers.PhoneNumber) -> str:
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164.removeprefix("+")


def _judge(lead: dict[str, str], at: datetime) -> Verdict:
    place = find_place(
        read_phone(lead["phone"], lead["country"]),
        country=lead["country"],
        region=lead["region"],
        postal_code=lead["postal_code"],
        kind=LeadKind(lead["kind"]),
    )
    return ask(place, at)


def test_the_sample_is_about_eighty_leads_under_the_agreed_header() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, strict=True)
    assert ",".join(header) == HEADER
    assert 78 <= len(rows) <= 85
    assert {len(row) for row in rows} == {len(header)}


def test_no_two_sample_leads_share_a_name_or_a_mailbox(leads: list[dict[str, str]]) -> None:
    assert len({lead["name"] for lead in leads}) == len(leads)
    assert len({lead["email"] for lead in leads}) == len(leads)


def test_mail_to_a_sample_lead_reaches_nobody(leads: list[dict[str, str]]) -> None:
    domains = {lead["email"].partition("@")[2] for lead in leads}
    assert domains <= {"example.com", "example.net", "example.org"}


def test_every_sample_number_is_valid_in_its_country(leads: list[dict[str, str]]) -> None:
    for country, number in numbers(leads):
        assert phonenumbers.is_valid_number(number), digits(number)
        assert number.country_code == phonenumbers.country_code_for_region(country)


def test_every_sample_number_is_one_set_aside_for_fiction(leads: list[dict[str, str]]) -> None:
    for country, number in numbers(leads):
        assert re.fullmatch(FICTIONAL[country], digits(number)), digits(number)


def test_only_extensions_tell_two_sample_numbers_apart_at_a_shared_switchboard(
    leads: list[dict[str, str]],
) -> None:
    lines = [(digits(number), number.extension) for _, number in numbers(leads)]
    assert len(set(lines)) == len(lines)


def test_words_and_figures_in_the_sample_are_ones_the_console_knows(
    leads: list[dict[str, str]],
) -> None:
    for lead in leads:
        assert lead["kind"] in {"business", "consumer"}
        assert lead["line_type"] in {"mobile", "landline", ""}
        assert re.fullmatch(r"\d", lead["priority"])
        assert re.fullmatch(r"\d*", lead["income"] + lead["net_worth"])


def test_a_sample_lead_lives_where_no_rules_are_known(leads: list[dict[str, str]]) -> None:
    """So that who tries the console sees what happens to what is unknown."""
    noon = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
    barred = [
        (lead["country"], verdict.kind)
        for lead in leads
        for verdict in [_judge(lead, noon)]
        if "no_rule" in codes(verdict)
    ]
    assert barred == [("JM", VerdictKind.UNKNOWN)]


def test_the_first_sample_lead_is_ada(leads: list[dict[str, str]]) -> None:
    first = leads[0]
    assert (first["name"], first["company"], first["priority"]) == (
        "Ada Byron",
        "Engine Works",
        "9",
    )


def test_at_every_hour_of_a_week_it_is_daytime_for_some_sample_lead(
    leads: list[dict[str, str]],
) -> None:
    zones = {
        ZoneInfo(matches[0])
        for _, number in numbers(leads)
        if len(matches := time_zones_for_number(number)) == 1
    }
    for start in (datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 7, 6, tzinfo=UTC)):
        for hour in range(7 * 24):
            at = start + timedelta(hours=hour)
            assert any(time(9) <= at.astimezone(zone).time() < time(20) for zone in zones), at
