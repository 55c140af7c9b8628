"""`dnc` and `consent` as a person types them."""

import sys
from pathlib import Path

import pytest

from tests.cli.shell import Answer, CommandLine
from tests.do_not_call.conftest import Floor

TODAY = "2026-11-18"


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    path = tmp_path / "national.txt"
    path.write_text("202,5550100\n202,5550123\n503,5550133\n")
    return path


def load(smiledial: CommandLine, file: Path, *more: str, as_of: str = TODAY) -> Answer:
    """A short file that is whole: it names the area codes that it covers."""
    codes = () if "--change" in more else ("--codes", "202,503")
    how = ("--source", "national", "--as-of", as_of, *codes)
    return smiledial("dnc", "import", str(file), *how, *more)


def test_an_import_without_a_source_names_the_command_for_the_own_list(
    smiledial: CommandLine, flat: Path
) -> None:
    refused = smiledial("dnc", "import", str(flat))
    assert refused.status == 2
    assert "Missing option '--source'" in refused.err
    assert "smiledial dnc add --file FILE" in " ".join(refused.err.split())


def test_status_says_on_the_reader_s_own_clock_when_a_list_was_loaded(
    smiledial: CommandLine, flat: Path
) -> None:
    assert load(smiledial, flat).status == 0  # at 17:00 UTC
    assert "12:00" in smiledial("dnc", "status").out


def test_a_file_that_is_cut_short_does_not_clear_a_whole_area_code(
    smiledial: CommandLine, flat: Path
) -> None:
    bare = ("dnc", "import", str(flat), "--source", "national", "--as-of", TODAY)
    refused = smiledial(*bare)
    assert refused.status == 3
    assert "lists 1 number of area code 503 (1 more are as short)" in refused.err
    assert "everybody else there would count as cleared" in refused.err
    assert "name its area codes with --codes 202,503." in refused.err
    assert smiledial("dnc", "status", "--json").document["registries"] == []
    assert smiledial(*bare, "--force").status == 0
    assert smiledial(*bare, "--json").document["numbers"] == 3  # what is held is as short


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("natonal", "Did you mean national"),
        ("us-natinal", "Did you mean us-national or national?"),
        ("litigators", "--source litigators --name"),
        ("our own", '--source "our own" --name'),
    ],
)
def test_a_list_that_bars_under_a_name_that_nobody_knows_is_asked_back(
    smiledial: CommandLine, flat: Path, source: str, told: str
) -> None:
    take = ("dnc", "import", str(flat), "--source", source, "--as-of", TODAY)
    refused = smiledial(*take)
    assert refused.status == 3
    assert told in refused.err
    assert smiledial("dnc", "status", "--json").document["registries"] == []
    assert smiledial(*take, "--name", "Known litigators").status == 0
    assert smiledial(*take).status == 0  # its name is known now


def test_a_list_that_the_firm_asks_for_and_one_that_bars_nobody_need_no_name(
    smiledial: CommandLine, flat: Path, tmp_path: Path
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\njurisdiction = "US"\nregistry = "watch list"\n')
    assert smiledial("rules", "load", str(rules)).status == 0
    take = ("dnc", "import", str(flat), "--as-of", TODAY)
    assert smiledial(*take, "--source", "Watch List").status == 0
    assert smiledial(*take, "--source", "cells", "--kind", "mobile").status == 0


def test_a_registry_and_old_requests_come_through_standard_input(
    smiledial: CommandLine, flat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with flat.open(encoding="utf-8") as text:
        monkeypatch.setattr(sys, "stdin", text)
        assert load(smiledial, Path("-"), "--json").document["numbers"] == 3
    with flat.open(encoding="utf-8") as text:
        monkeypatch.setattr(sys, "stdin", text)
        added = smiledial("dnc", "add", "--file", "-", "--reason", "old requests", "--json")
    assert added.document["added"] == 3


def test_a_registry_is_loaded_asked_and_shown(smiledial: CommandLine, flat: Path) -> None:
    answer = load(smiledial, flat, "--json")
    assert answer.status == 0
    assert answer.document == {
        "source": "national",
        "kind": "bars",
        "as_of": TODAY,
        "area_codes": ["202", "503"],
        "numbers": 3,
        "replaced": 0,
        "barred": 0,
        "opened": 0,
        "notes": [],
    }
    listed = smiledial("dnc", "check", "(202) 555-0123", "--json")
    assert listed.status == 1
    assert listed.document["listed"] is True
    assert listed.document["number"] == "+12025550123"
    assert [hit["source"] for hit in listed.document["registries"]] == ["national"]
    assert listed.document["internal"] is None
    clear = smiledial("dnc", "check", "202-555-0124", "--json")
    assert clear.status == 0
    assert clear.document["copies"] == [{"source": "national", "as_of": TODAY}]
    (copy,) = smiledial("dnc", "status", "--json").document["registries"]
    assert copy["good_until"] == "2026-12-19"
    assert copy["numbers"] == 3
    assert copy["agent"] == "ann"
    assert copy["loaded_at"] == "2026-11-18T17:00:00Z"
    shown = smiledial("dnc", "status").out
    assert "national" in shown
    assert "202, 503" in shown


def test_a_load_says_what_it_did_to_the_leads(
    smiledial: CommandLine, floor: Floor, flat: Path
) -> None:
    floor.consumer("+12025550123")
    text = load(smiledial, flat)
    assert "3 numbers in 2 area codes" in text.out
    assert "1 are barred now" in text.out


def test_a_number_is_put_on_the_list_and_lifted_again(smiledial: CommandLine) -> None:
    assert smiledial("dnc", "add", "202 555 0199", "--reason", "asked").status == 0
    again = smiledial("dnc", "add", "2025550199", "--reason", "by letter too").out
    assert "already: this request is recorded too" in again
    assert smiledial("dnc", "check", "2025550199").status == 1
    listed, asked_again = smiledial("dnc", "check", "2025550199").out.splitlines()[:2]
    assert "own list since" in listed
    assert "asked again on" in asked_again
    assert "by letter too" in asked_again
    assert smiledial("dnc", "remove", "2025550199", "--reason", "mistake").status == 0
    assert smiledial("dnc", "check", "2025550199").status == 0
    assert smiledial("dnc", "remove", "2025550199", "--reason", "mistake").status == 1


def test_old_requests_come_in_as_a_file_and_go_out_as_csv_or_json(
    smiledial: CommandLine, flat: Path
) -> None:
    added = smiledial("dnc", "add", "--file", str(flat), "--reason", "old system", "--json")
    assert added.document["added"] == 3
    lines = smiledial("dnc", "export").out.splitlines()
    assert lines[0] == "number,pattern,reason,agent,added_at"
    assert lines[1] == "+12025550100,,old system,ann,2026-11-18T17:00:00Z"
    assert len(lines) == 4
    raw = smiledial("dnc", "export", "--format", "jsonl").out.splitlines()
    assert '"number": "+12025550100"' in raw[0]


def test_changes_need_their_layout_described(
    smiledial: CommandLine, flat: Path, tmp_path: Path
) -> None:
    load(smiledial, flat)
    changes = tmp_path / "changes.txt"
    changes.write_text("503,5550134,2026-11-18,A\n")
    refused = load(smiledial, changes, "--change")
    assert refused.status == 3
    assert "--layout" in refused.err
    done = load(smiledial, changes, "--change", "--layout", "area,number,-,change:A/D")
    assert done.status == 0
    assert smiledial("dnc", "check", "503-555-0134").status == 1
    assert smiledial("dnc", "check", "503-555-0133").status == 1


def test_consent_is_added_listed_and_withdrawn(smiledial: CommandLine) -> None:
    where = ("202-555-0123", "--kind")
    added = smiledial(
        "consent", "add", *where, "written", "--on", "2026-11-01", "--evidence", "form 3", "--json"
    )
    assert added.status == 0
    assert added.document["on"] == "2026-11-01"
    assert added.document["internal_list"] is False
    assert smiledial("consent", "add", *where, "stated", "--zone", "America/Denver").status == 0
    rows = smiledial("consent", "list", "--json").document["consents"]
    assert [row["kind"] for row in rows] == ["stated", "written"]
    assert rows[1]["evidence"] == "form 3"
    assert "form 3" in smiledial("consent", "list", "2025550123").out
    ended = smiledial("consent", "withdraw", "2025550123", "--json")
    assert ended.document == {"number": "+12025550123", "withdrawn": 2}
    assert smiledial("consent", "withdraw", "2025550123").status == 1


@pytest.mark.parametrize(
    "line",
    [
        ("dnc", "check", "12"),
        ("dnc", "add", "nobody", "--reason", "x"),
        ("dnc", "add", "2025550123", "--reason", " "),
        ("dnc", "import", "no-such-file", "--source", "x", "--as-of", TODAY),
        ("dnc", "import", ".", "--source", "x", "--as-of", TODAY),
        ("dnc", "add", "--file", "no-such-file", "--reason", "x"),
        ("consent", "add", "12", "--kind", "written", "--on", TODAY, "--evidence", "x"),
        ("consent", "add", "2025550123", "--kind", "written", "--on", TODAY),
        ("consent", "add", "2025550123", "--kind", "stated", "--zone", "Mars"),
    ],
)
def test_bad_input_gets_one_sentence_and_status_3(
    smiledial: CommandLine, line: tuple[str, ...]
) -> None:
    answer = smiledial(*line)
    assert answer.status == 3
    assert answer.out == ""
    assert len(answer.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "line",
    [
        ("dnc", "add", "--reason", "x"),
        ("dnc", "add", "2025550123"),
        ("dnc", "import", "x"),
        ("dnc", "import", "x", "--source", "y", "--as-of", "soon"),
        ("consent", "add", "2025550123", "--kind", "stated"),
        ("consent", "add", "2025550123", "--kind", "written", "--evidence", "x"),
        ("consent", "add", "2025550123", "--kind", "verbal"),
    ],
)
def test_wrong_use_is_status_2(smiledial: CommandLine, line: tuple[str, ...]) -> None:
    assert smiledial(*line).status == 2


@pytest.mark.parametrize("as_of", ["2026-11-19", "2003-10-01"])
def test_a_list_of_an_odd_day_changes_nothing(
    smiledial: CommandLine, flat: Path, as_of: str
) -> None:
    assert load(smiledial, flat, as_of=as_of).status == 3
    assert smiledial("dnc", "status", "--json").document == {
        "internal": 0,
        "patterns": [],
        "registries": [],
        "needed": [],
    }


def test_steering_marks_in_names_and_reasons_never_reach_the_terminal(
    smiledial: CommandLine, flat: Path
) -> None:
    load(smiledial, flat, "--name", "evil\x1b[2Jlist")
    smiledial("dnc", "add", "2025550199", "--reason", "\x1b]0;x\x07asked")
    for line in (("dnc", "check", "2025550123"), ("dnc", "check", "2025550199"), ("dnc", "status")):
        assert "\x1b" not in smiledial(*line).out


def test_a_contract_is_recorded_with_its_end_and_offer_and_answers_a_call_about_that_offer(
    smiledial: CommandLine,
) -> None:
    number = "+33142278186"
    add = ("consent", "add", number, "--kind", "contract", "--on", "2026-03-03")
    refused = smiledial(*add, "--evidence", "contract 77")
    assert refused.status == 2
    assert "--until and --offer" in refused.err
    odd = smiledial("consent", "add", number, "--kind", "written", "--on", "2026-03-03",
                    "--evidence", "form", "--until", "2027-01-01")  # fmt: skip
    assert odd.status == 2
    answer = smiledial(*add, "--evidence", "contract 77", "--until", "2027-03-02",
                     "--offer", "Heating care", "--json")  # fmt: skip
    assert (answer.document["until"], answer.document["offer"]) == ("2027-03-02", "Heating care")
    (held,) = smiledial("consent", "list", "--json").document["consents"]
    assert (held["kind"], held["until"], held["offer"]) == (
        "contract",
        "2027-03-02",
        "Heating care",
    )
    at = ("--at", "2026-11-18T17:00:00Z")
    assert smiledial("check", number, *at, "--offer", "heating care").status == 0
    assert smiledial("check", number, *at, "--offer", "roofs").status == 1
    assert smiledial("check", number, *at).status == 1
