"""What do you hold on me? One file, all of it, and an entry of the log that it was given out."""

import json
from pathlib import Path

from console.do_not_call import internal_list
from tests.cli.shell import CommandLine
from tests.do_not_call.conftest import Floor
from tests.do_not_call.test_compliance import HOME, plant


def test_all_that_is_held_about_a_number_is_one_file_for_the_person(
    smiledial: CommandLine, floor: Floor, tmp_path: Path
) -> None:
    plant(floor)
    floor.business("+12085550199", notes="someone else")
    floor.register(HOME)
    output = tmp_path / "held.json"
    answer = smiledial("lead", "show", "--everything", "(208) 555-0147", "--output", str(output))
    assert (answer.status, answer.out) == (0, "")
    document = json.loads(output.read_text(encoding="utf-8"))
    assert output.stat().st_mode & 0o077 == 0
    (lead,) = document["leads"]
    assert (lead["notes"], lead["extras"]) == ("likes | figs", {"shoe": "<b>44</b>"})
    assert lead["numbers"][0]["e164"] == HOME
    (attempt,) = document["attempts"]
    assert (attempt["note"], attempt["verdict"]["verdict"]) == ("never ring me again", "call")
    assert [piece["evidence"] for piece in document["evidence"]] == ["form 3"]
    assert ("national", "listed (bars)") in [
        (row["list"], row["says"]) for row in document["lists"]
    ]
    assert [entry["action"] for entry in document["audit"]] == [
        *("consent_add", "dial", "outcome", "disclosure"),
    ]
    assert "someone else" not in output.read_text(encoding="utf-8")
    by_id = smiledial("lead", "show", "--everything", str(lead["id"])).document
    assert by_id["attempts"] == document["attempts"]
    assert smiledial("lead", "show", "--everything", "77").status == 3
    assert smiledial("erase", "(208) 555-0147", "--reason", "asked", "--yes").status == 0
    refused = smiledial("lead", "show", "--everything", str(lead["id"]))
    assert (refused.status, "This lead has no number, or was erased" in refused.err) == (3, True)


def test_a_number_that_nothing_is_held_about_is_not_held_for_having_asked(
    smiledial: CommandLine, floor: Floor
) -> None:
    plant(floor)
    answer = smiledial("lead", "show", "--everything", "415 555 0123")
    assert answer.status == 0
    assert answer.document["leads"] == []
    assert answer.document["audit"] == []
    assert smiledial("audit", "verify").status == 0


def test_a_request_alone_is_told_too(smiledial: CommandLine, floor: Floor) -> None:
    internal_list.add(floor.database, "+14155550123", "asked by letter", "ann", floor.clock())
    answer = smiledial("lead", "show", "--everything", "415 555 0123")
    assert answer.document["lists"][0]["reason"] == "asked by letter"
