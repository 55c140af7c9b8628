"""`rules` on the shell: the law of a place, stops, and the firm's own rules."""

from pathlib import Path

import pytest

from console.rules.law.statutes import known_jurisdictions
from tests.cli.shell import CommandLine


def test_a_bare_jurisdiction_shows_its_rules_with_citation_and_source(
    smiledial: CommandLine,
) -> None:
    answer = smiledial("rules", "US-FL")
    assert answer.status == 0
    for text in (
        "US-FL on Wednesday 18 Nov 2026, calls to a consumer",
        "US-FL/hours Florida: every day 08:00 to 20:00",
        "Fla. Stat. 501.616(6)(a)",
        "Holds from 1 Jul 2021. Confidence: high. Source: lawserver.com",
        "at most 3 calls in 24 hours",
        "US/hours United States: every day 08:00 to 21:00",
        "Registry us-national",
        "The week in the time of New York, Chicago:",
    ):
        assert text in answer.out
    assert answer.out == smiledial("rules", "show", "florida").out


def test_the_week_is_a_bar_a_day_in_the_places_time(smiledial: CommandLine) -> None:
    lines = smiledial("rules", "FR", "--on", "2026-12-25").out.splitlines()
    assert lines[-8] == "           0     3     6     9     12    15    18    21"
    assert lines[-4] == f"Thu 24 Dec {'·' * 20}{'█' * 6}··{'█' * 12}{'·' * 8} 10-13 14-20"
    assert lines[-3] == f"Fri 25 Dec {'·' * 48} closed"


@pytest.mark.parametrize("jurisdiction", known_jurisdictions())
def test_every_jurisdiction_fits_80_columns(jurisdiction: str, on_file: CommandLine) -> None:
    answer = on_file("rules", jurisdiction)
    assert answer.status == 0
    assert max(map(len, answer.out.splitlines())) <= 80


def test_the_rules_of_a_day_are_those_in_force_then(smiledial: CommandLine) -> None:
    def hours_on(day: str) -> list[object]:
        document = smiledial("rules", "US-CT", "--on", day, "--json").document
        return [
            rule["hours"]["weekday"] for rule in document["rules"] if rule["rule"] == "US-CT/hours"
        ]

    assert hours_on("2023-09-30") == [[["09:00", "21:00"]]]
    assert hours_on("2023-10-01") == [[["09:00", "20:00"]]]


def test_json_has_the_rules_the_registries_and_the_weeks(smiledial: CommandLine) -> None:
    smiledial("rules", "stop", "US", "--reason", "storm")
    document = smiledial("rules", "US-LA", "--on", "2026-11-26", "--json").document
    assert document["jurisdiction"] == "US-LA"
    assert {rule["rule"] for rule in document["rules"]} >= {"US-LA/hours", "US/hours"}
    assert all(rule["citation"] and rule["source"] for rule in document["rules"])
    assert "us-national" in [need["registry"] for need in document["registries"]]
    assert [stop["jurisdiction"] for stop in document["stops"]] == ["US"]
    [week] = document["weeks"]
    assert week["zones"] == ["America/Chicago"]
    assert week["days"][2] == {"date": "2026-11-25", "windows": [["08:00", "20:00"]]}
    assert week["days"][3] == {"date": "2026-11-26", "windows": []}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("Narnia", "not a known country, state or province"), ("LA", "write US-LA for the state")],
)
def test_a_name_that_means_nothing_or_two_things_is_refused(
    name: str, sentence: str, smiledial: CommandLine
) -> None:
    for arguments in (["rules", name], ["rules", "stop", name, "--reason", "x"]):
        refused = smiledial(*arguments)
        assert refused.status == 3
        assert sentence in refused.err
    assert smiledial("rules", "stops", "--json").document == {"stops": []}


@pytest.mark.parametrize(
    ("place", "whose"), [("BR-SP", "BR"), ("AU-NSW", "AU"), ("FR-971", "FR"), ("Guadeloupe", "FR")]
)
def test_a_stop_names_whose_law_holds_where_a_region_has_none_of_its_own(
    smiledial: CommandLine, place: str, whose: str
) -> None:
    refused = smiledial("rules", "stop", place, "--reason", "storm")
    assert refused.status == 3
    assert f"write {whose}." in refused.err


def test_a_country_without_rules_says_that_nobody_is_called(smiledial: CommandLine) -> None:
    assert "nobody is called" in smiledial("rules", "KW").out


def test_a_stopped_jurisdiction_is_not_called_until_it_is_resumed(smiledial: CommandLine) -> None:
    def check() -> object:
        answer = smiledial(
            "check", "(504) 555-0147", "--region", "LA", "--kind", "business", "--json"
        )
        return (answer.status, [row["code"] for row in answer.document["reasons"]])

    assert check() == (0, [])
    stopped = smiledial("rules", "stop", "US-LA", "--reason", "hurricane")
    assert (stopped.status, "nobody in US-LA" in stopped.out) == (0, True)
    assert check() == (1, ["emergency_stop"])
    assert "hurricane" in smiledial("rules", "stops").out
    assert "STOPPED since 18 Nov 2026 17:00 UTC" in smiledial("rules", "US-LA").out
    assert smiledial("rules", "resume", "US-LA").status == 0
    assert check() == (0, [])
    again = smiledial("rules", "resume", "US-LA", "--json")
    assert (again.status, again.document["resumed"]) == (1, False)
    audit = smiledial("audit", "show", "--json")
    assert "rule_stop" in audit.out
    assert "rule_resume" in audit.out


def test_a_stop_needs_a_reason(smiledial: CommandLine) -> None:
    assert smiledial("rules", "stop", "US-LA").status == 2


def test_the_firms_rules_are_loaded_shown_and_obeyed(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "firm.toml"
    file.write_text('[[rule]]\njurisdiction = "US-NY"\nweekday = "13:00-17:00"\n', "utf-8")
    assert "no rules of its own" in smiledial("rules", "firm").out
    assert smiledial("rules", "load", str(file)).status == 0
    [rule] = smiledial("rules", "firm", "--json").document["rules"]
    assert (rule["jurisdiction"], rule["opens"], rule["closes"]) == ("US-NY", "13:00", "17:00")
    assert "Your firm's own rule for US-NY: weekdays 13:00 to 17:00" in (
        smiledial("rules", "US-NY").out
    )
    document = smiledial("check", "(212) 555-0147", "--kind", "business", "--json").document
    assert (document["verdict"], document["opens_at"]) == ("wait", "2026-11-18T18:00:00Z")


def test_a_file_that_loosens_the_law_changes_nothing(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "firm.toml"
    file.write_text('[[rule]]\njurisdiction = "US-NY"\nweekday = "07:00-17:00"\n', "utf-8")
    refused = smiledial("rules", "load", str(file))
    assert refused.status == 3
    assert "firm.toml, line 3: 07:00 to 17:00 would loosen the law." in refused.err
    assert smiledial("rules", "firm", "--json").document == {"rules": []}


def test_an_emergency_is_confirmed_listed_ended_and_asked_after(smiledial: CommandLine) -> None:
    asked = ("rules", "emergency", "US-NY")
    answer = smiledial(*asked)
    assert answer.status == 0
    assert "No emergency is on record" in answer.out
    assert "Nobody has checked yet" in answer.out
    declared = smiledial(*asked, "--place", "Kings", "--place", "14201", "--from", "2026-11-17",
                     "--source", "order 12", "--json")  # fmt: skip
    assert [row["counties"] for row in declared.document["emergencies"]] == [["Kings"], ["Erie"]]
    held = smiledial("check", "718 555 0147", "--postal", "11218", "--without-lists", "--json")
    assert held.status == 1
    assert held.document["reasons"][0]["code"] == "emergency_area"
    assert held.document["opens_at"] is None
    assert (
        "EMERGENCY in Kings from 17 Nov 2026 until it is ended" in smiledial("rules", "US-NY").out
    )
    ended = smiledial(*asked, "--end", "1", "--until", "2026-11-17", "--source", "order 13")
    assert "Kings is called again after 17 Nov 2026" in ended.out
    assert smiledial("check", "718 555 0147", "--postal", "11218", "--without-lists").status == 0
    assert "1 on record" in smiledial(*asked, "--checked", "--source", "governor.ny.gov").out
    output = smiledial(*asked).out
    assert "over" in output
    assert "Last checked" in output
    assert "governor.ny.gov" in output


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (("--place", "Kings", "--source", "x"), 2),
        (("--place", "Kings", "--end", "1"), 2),
        (("--until", "2026-11-20"), 2),
        (("--place", "Gotham", "--from", "2026-11-17", "--source", "x"), 3),
        (("--place", "Kings", "--from", "2026-11-17"), 3),
        (("--end", "7", "--source", "x"), 3),
        (("--checked",), 3),
    ],
)
def test_an_emergency_that_says_too_little_is_refused(
    smiledial: CommandLine, more: tuple[str, ...], status: int
) -> None:
    answer = smiledial("rules", "emergency", "US-NY", *more)
    assert answer.status == status
    assert answer.err
    assert smiledial("rules", "emergency", "US-NY", "--json").document["emergencies"] == []


def test_a_number_is_checked_and_a_file_screened_as_on_a_list(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    leads = tmp_path / "fair.csv"
    leads.write_text("name,phone,state\nAda,(208) 555-0147,ID\n", encoding="utf-8")
    assert smiledial("import", str(leads), "--kind", "business").status == 0
    own = tmp_path / "firm.toml"
    own.write_text('[[rule]]\njurisdiction = "*"\nlist = "fair"\nconsent = "written"\n')
    assert smiledial("rules", "load", str(own)).status == 0
    asked = ("check", "208 555 0147", "--region", "ID", "--kind", "business")
    assert smiledial(*asked).status == 0
    listed = smiledial(*asked, "--list", "fair", "--json")
    assert (listed.status, listed.document["reasons"][0]["code"]) == (1, "consent_required")
    screened = smiledial("scrub", str(leads), "--kind", "business", "--list", "fair").out
    assert "never" in screened.splitlines()[1]
    assert "call" in smiledial("scrub", str(leads), "--kind", "business").out.splitlines()[1]
    assert smiledial(*asked, "--list", "Autumn").status == 3
    assert smiledial("scrub", str(leads), "--list", "Autumn").status == 3


def test_news_of_the_law_is_shown_from_a_day_on_and_once_by_itself(
    smiledial: CommandLine,
) -> None:
    text = smiledial("rules", "news", "--since", "2026-11-01").out
    assert "30 Nov 2026 (ahead)  US-VT  touches no open lead" in text
    assert "9 V.S.A. 2464a(a)(7)" in text
    document = smiledial("rules", "news", "--since", "2026-11-01", "--json").document
    assert {"on", "jurisdiction", "text", "citation", "source", "leads"} == set(document["news"][0])
    assert "Nothing has changed since" in smiledial("rules", "news", "--since", "2030-01-01").out
