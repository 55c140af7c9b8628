"""The firm's own list on its way out and in again: nothing of a request is lost."""

import re
import shlex
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.do_not_call import internal_list
from console.do_not_call.evidence import held, record
from console.do_not_call.patterns import lift_off, put_on
from console.do_not_call.request_lines import read_own_list
from console.trouble import BadInput
from db.enums import EvidenceKind, PatternKind
from tests.cli.shell import CommandLine
from tests.do_not_call.conftest import Floor

HOME, WORK = "+12085550147", "+15035550133"
PATTERNS = [
    (PatternKind.AREA_CODE, "900"),
    (PatternKind.PREFIX, "+44900"),
    (PatternKind.COMPANY, "acme inc"),
    (PatternKind.DOMAIN, "example.com"),
]


def test_an_export_is_taken_back_with_reasons_dates_and_patterns(
    smiledial: CommandLine, floor: Floor, tmp_path: Path
) -> None:
    internal_list.add(floor.database, HOME, "=asked, twice", "sue", floor.clock())
    for kind, value in PATTERNS:
        put_on(floor.database, kind, value, "asked by counsel", "sue", floor.clock())
    acme = floor.business(WORK, company="Acme, Inc.")
    path = tmp_path / "own.csv"
    assert smiledial("dnc", "export", "--output", str(path)).status == 0
    before = smiledial("dnc", "export", "--format", "jsonl").out
    floor.clock.advance(days=3)
    internal_list.remove(floor.database, HOME, "to try", "sue", floor.clock())
    for kind, value in PATTERNS:
        lift_off(floor.database, kind, value, "to try", "sue", floor.clock())
    assert floor.lead(acme) == ("open", "")
    assert smiledial("dnc", "add", "--file", str(path), "--json").document["added"] == 5
    assert floor.lead(acme) == ("barred", "internal_list")
    assert smiledial("dnc", "export", "--format", "jsonl").out == before
    assert smiledial("dnc", "add", "--file", str(path), "--json").document["added"] == 0


def test_another_file_needs_a_reason(smiledial: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_text(f"{HOME}\n")
    refused = smiledial("dnc", "add", "--file", str(path))
    assert refused.status == 2
    assert "--reason" in refused.err


@pytest.mark.parametrize(
    ("rows", "options"),
    [
        ([HOME], ["--reason", "old list"]),
        (["phone,reason", f"{HOME},asked by letter"], []),
        (["number,pattern,reason,agent,added_at", f"{HOME},,asked,sue,2026-11-01T00:00:00Z"], []),
    ],
)
def test_a_file_of_people_bars_all_their_numbers_and_one_of_numbers_names_the_others(
    smiledial: CommandLine, floor: Floor, tmp_path: Path, rows: list[str], options: list[str]
) -> None:
    ada = floor.consumer(HOME, WORK)
    path = tmp_path / "own.csv"
    path.write_text("\n".join(rows) + "\n")
    take = ("dnc", "add", "--file", str(path), *options)
    assert smiledial(*take, "--json").document == {
        "added": 1,
        "other_numbers": [{"lead": ada, "name": "Ada", "number": WORK}],
        "unread": [],
    }
    kept = "" if options else " New reasons are kept beside the first."
    assert smiledial(*take).out == (
        "0 numbers added to the firm's own list.\n"
        f"1 of 1 was on it already, or twice in the file.{kept}\n"
        "1 lead still has another number: Ada. The same with --person bars all their numbers.\n"
    )
    assert floor.numbers(ada) == ["suppressed", "open"]
    assert smiledial(*take, "--person").out == "1 number added to the firm's own list.\n"
    assert floor.numbers(ada) == ["suppressed", "suppressed"]
    assert floor.lead(ada) == ("barred", "internal_list")


def test_one_number_names_the_people_who_have_another(smiledial: CommandLine, floor: Floor) -> None:
    floor.consumer(HOME, WORK)
    out = smiledial("dnc", "add", HOME, "--reason", "asked").out
    assert "1 lead still has another number: Ada." in out
    out = smiledial("dnc", "add", HOME, "--reason", "asked", "--person").out
    assert "another number" not in out


def test_a_request_ends_what_evidence_is_older_and_no_later_one(floor: Floor) -> None:
    for e164 in (HOME, WORK):
        record(
            floor.database, e164, EvidenceKind.WRITTEN, floor.today, "form", "ann", floor.clock()
        )
    yesterday = floor.clock()
    floor.clock.advance(days=1)
    record(floor.database, HOME, EvidenceKind.INQUIRY, floor.today, "mail", "ann", floor.clock())
    request = internal_list.OldRequest(None, HOME, "asked", "sue", yesterday)
    internal_list.take_back(floor.database, [request], "sue", floor.clock(), "old.csv")
    kinds = {(row.e164, row.kind) for row in held(floor.database) if row.withdrawn_at is None}
    assert (WORK, EvidenceKind.WRITTEN) in kinds
    assert (HOME, EvidenceKind.INQUIRY) in kinds
    assert (HOME, EvidenceKind.WRITTEN) not in kinds


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("+12085550147,,asked,sue", "4 columns"),
        ("+12085550147,company acme,asked,sue,2026-11-01T00:00:00Z", "not both"),
        (",,asked,sue,2026-11-01T00:00:00Z", "a number or a pattern is needed"),
        (",planet mars,asked,sue,2026-11-01T00:00:00Z", "planet"),
        (",area_code 12,asked,sue,2026-11-01T00:00:00Z", "no North American area code"),
        ("+12085550147,,,sue,2026-11-01T00:00:00Z", "a reason and the instant"),
        ("+12085550147,,asked,sue,2026-11-01", "a reason and the instant"),
        ("+12085550147,,asked,sue,2027-01-01T00:00:00Z", "not in the future"),
        ("nobody,,asked,sue,2026-11-01T00:00:00Z", "line 3"),
    ],
)
def test_a_line_that_is_odd_is_named_and_nothing_is_added(
    smiledial: CommandLine, tmp_path: Path, row: str, said: str
) -> None:
    path = tmp_path / "own.csv"
    good = "+15035550133,,asked,sue,2026-11-01T00:00:00Z"
    path.write_text(f"number,pattern,reason,agent,added_at\n{good}\n{row}\n")
    refused = smiledial("dnc", "add", "--file", str(path))
    assert refused.status == 3
    assert "own.csv, line 3" in refused.err
    assert said in refused.err
    assert smiledial("dnc", "check", WORK).status == 0


@given(text=st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_text_does_more_than_be_refused(floor: Floor, text: str) -> None:
    path = floor.folder / "own.csv"
    header = "number,pattern,reason,agent,added_at\n"
    path.write_text(header + text, encoding="utf-8", errors="replace")
    with suppress(BadInput):
        assert list(read_own_list(path, floor.clock())) == []


def test_a_file_with_a_column_of_reasons_needs_no_other(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "asked.csv"
    path.write_text("number;reason\n2025550111;by letter\n2025550112;on the phone\n", "utf-8")
    assert smiledial("dnc", "add", "--file", str(path)).status == 0
    assert "by letter" in smiledial("dnc", "check", "2025550111").out
    assert "on the phone" in smiledial("dnc", "check", "2025550112").out


def test_a_row_without_a_reason_changes_nothing(smiledial: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "asked.csv"
    path.write_text("number,reason\n2025550111,by letter\n2025550112,\n", "utf-8")
    answer = smiledial("dnc", "add", "--file", str(path))
    assert (answer.status, "line 3: there is no reason" in answer.err) == (3, True)
    assert smiledial("dnc", "check", "2025550111").status == 0
    assert smiledial("dnc", "add", "--file", str(path), "--reason", "a list").status == 0


KEPT_BY_HAND = """Kowalski Insurance - DO NOT CALL (keep by the phone!)
updated 11/12/2026 Beth

614-555-0137  Marcus Bell - told Dan at church, no more calls
(419) 555-0126, Omar Haddad
614-555-0194 (old lady)
330.555.0199 José, 11/12/2026
614-555-01 Joe
216-555-0138
"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_list_kept_by_hand_is_read_with_the_words_beside_each_number(
    smiledial: CommandLine, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "our-do-not-call.txt"
    path.write_text(KEPT_BY_HAND, encoding)
    added = smiledial("dnc", "add", "--file", str(path), "--reason", "our own list")
    assert added.status == 0
    assert added.out == (
        "5 numbers added to the firm's own list.\n"
        "3 lines have no number that can be read, and nobody is barred by them:\n"
        "line 1: “Kowalski Insurance - DO NOT CALL (keep by the phone!)”\n"
        "line 2: “updated 11/12/2026 Beth”\n"
        "line 8: “614-555-01 Joe”\n"
    )
    words = {
        "6145550137": "our own list: Marcus Bell - told Dan at church, no more calls",
        "4195550126": "our own list: Omar Haddad",
        "6145550194": "our own list: old lady",
        "3305550199": "our own list: José, 11/12/2026",
        "2165550138": "our own list",
    }
    for number, reason in words.items():
        assert reason in smiledial("dnc", "check", number).out


@pytest.mark.parametrize("reason", [[], ["--reason", "a list"]])
def test_each_row_that_keeps_a_file_from_the_list_is_named(
    smiledial: CommandLine, tmp_path: Path, reason: list[str]
) -> None:
    path = tmp_path / "asked.csv"
    rows = ["Al,2025550111,by letter", "Bo,6.145551E+09,by letter", "Cy,,by letter", "Di,x,told"]
    path.write_text("\n".join(["name,phone,reason", *rows]), "utf-8")
    refused = smiledial("dnc", "add", "--file", str(path), *reason)
    lines = refused.err.splitlines()
    assert refused.status == 3
    assert [line.partition(":")[0] for line in lines] == [
        f"asked.csv, line {at}" for at in (3, 4, 5)
    ]
    assert [line.endswith("Nothing was loaded.") for line in lines] == [False, False, True]
    assert smiledial("dnc", "check", "2025550111").status == 0


def test_each_line_without_a_number_is_named(smiledial: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "asked.txt"
    path.write_text("614-555-0137 Bo\n" + "".join(f"Acme {at} Inc\n" for at in range(2, 14)))
    added = smiledial("dnc", "add", "--file", str(path))
    assert [f"line {at}: “Acme {at} Inc”" in added.out for at in range(2, 14)] == [True] * 12


@pytest.mark.parametrize(
    "line",
    [
        "614-555-0141 / 0142 Bo Bell",
        "Bo Bell: 614-555-0141/42",
        "Bo Bell 614-555-0141, 0142",
        "614-555-0141 or 555-0142, Bo Bell",
        "(614) 555-0141 & 0142/0143 (Bo Bell)",
    ],
)
def test_both_numbers_are_barred_where_the_second_has_only_its_last_digits(
    smiledial: CommandLine, tmp_path: Path, line: str
) -> None:
    path = tmp_path / "asked.txt"
    path.write_text(f"{line}\n614-555-0150 614 555\n")
    added = smiledial("dnc", "add", "--file", str(path))
    assert "line 2: “614-555-0150 614 555”" in added.out
    for number in ("6145550141", "6145550142"):
        assert "(ann: Bo Bell)" in smiledial("dnc", "check", number).out
    assert smiledial("dnc", "check", "6145550143").status == ("0143" in line)


@pytest.mark.parametrize(
    "text", ["", " \n", "phone,reason\n", "number,pattern,reason,agent,added_at\n", "614-555 Bo\n"]
)
def test_a_file_without_a_number_is_refused(
    smiledial: CommandLine, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "asked.txt"
    path.write_text(text)
    refused = smiledial("dnc", "add", "--file", str(path), "--reason", "a list", "--json")
    assert refused.status == 3
    assert "asked.txt holds no number that can be read, so nothing was added" in refused.err
    assert ("line 1: “614-555 Bo”" in refused.err) == ("Bo" in text)


def test_words_beside_each_number_are_reason_enough(smiledial: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "asked.txt"
    path.write_text("614-555-0137, Marcus Bell, no more calls\n")
    assert smiledial("dnc", "add", "--file", str(path)).status == 0
    assert "Marcus Bell, no more calls" in smiledial("dnc", "check", "6145550137").out
    path.write_text("614-555-0138 Ida\n614-555-0139\n")
    refused = smiledial("dnc", "add", "--file", str(path))
    assert (refused.status, "Line 2 has a number and no words" in refused.err) == (2, True)
    assert smiledial("dnc", "check", "6145550138").status == 0


def test_a_later_file_adds_its_reasons_once(smiledial: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "asked.txt"
    path.write_text("614-555-0137\n")
    assert smiledial("dnc", "add", "--file", str(path), "--reason", "our own list").status == 0
    path.write_text("614-555-0137 Marcus Bell told Dan at church\n")
    for _ in range(2):
        out = smiledial("dnc", "add", "--file", str(path)).out
        assert "1 of 1 was on it already, or twice in the file. New reasons are kept" in out
    checked = smiledial("dnc", "check", "6145550137").out
    assert "our own list" in checked
    assert checked.count("Marcus Bell told Dan at church") == 1


def test_the_command_that_an_import_advises_reads_the_same_file(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "our-do-not-call.txt"
    path.write_text(KEPT_BY_HAND)
    refused = smiledial("import", str(path), "--list", "Ours", "--kind", "consumer")
    advice = re.search(r"smiledial (dnc add --file .+?)(?: puts|\.$|,|: )", refused.err)
    assert advice, refused.err
    assert smiledial(*shlex.split(advice[1])).status == 0
    assert smiledial("dnc", "check", "6145550137").status == 1
