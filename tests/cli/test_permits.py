"""`permits` on the shell: what the page says, and what a call's page says of it afterwards."""

import re
from pathlib import Path

import pytest

from console.desk import Desk
from db.engine.database import open_database
from db.enums import LeadKind
from tests.cli.shell import CommandLine
from tests.desk.driver import call
from tests.leads import add_lead


@pytest.fixture
def with_leads(smiledial: CommandLine) -> CommandLine:
    database = open_database(smiledial.db)
    add_lead(database, "Tex", "(512) 555-0147", region="TX", kind=LeadKind.BUSINESS)
    add_lead(database, "Gus", "(404) 555-0147", region="GA", kind=LeadKind.BUSINESS)
    database.close()
    return smiledial


def test_the_page_lists_what_is_missing_and_where_to_apply(with_leads: CommandLine) -> None:
    smiledial = with_leads
    page = smiledial("permits").out
    assert "Missing  Texas  registration, bond 10,000      1  none   Secretary of State" in page
    assert "1 more place: none found, not proof, or nobody has looked" in page
    assert "The check is “caution”" in page
    assert "None found, not proof" in smiledial("permits", "list", "--all").out
    shown = smiledial("permits", "show", "US-FL").out
    assert "Not confirmed, so they lift nothing: licensed_securities" in shown
    assert "Exemptions that a source names: licensed_insurance." in shown


def test_the_commands_that_a_place_names_state_its_permit(with_leads: CommandLine) -> None:
    smiledial = with_leads
    database = open_database(smiledial.db)
    add_lead(database, "Fay", "(813) 555-0147", region="FL")
    database.close()
    shown = smiledial("permits", "show", "US-FL").out
    assert "Waiting for it: 1." in shown
    values = {
        "NUMBER": "C-77",
        "DATE": "2027-08-31",
        "NAME": "ann",
        "WORD": "licensed_insurance",
        "TEXT": "licence",
    }
    commands = re.findall(r": smiledial (permits .*)", shown)
    commands.append(f"{commands[0]} {re.findall('own, add: (.*)', shown)[0]}")
    assert len(commands) == 3
    for command in commands:
        words = [values.get(word, word) for word in command.split()]
        assert smiledial(*words).status == 0
    assert "Waiting for it" not in smiledial("permits", "show", "US-FL").out


def test_a_call_names_the_permit_it_was_made_under(with_leads: CommandLine) -> None:
    smiledial = with_leads
    added = smiledial(
        *("permits", "add", "Texas", "--number", "C-77"),
        *("--from", "2026-09-01", "--until", "2027-08-31"),
    )
    assert added.out == "The firm holds US-TX C-77 from 1 Sep 2026 through 31 Aug 2027.\n"
    database = open_database(smiledial.db)
    desk = Desk(database, smiledial.clock, "ann")
    names = [call(desk, "no").name for _ in range(2)]
    database.close()
    page = smiledial("report", "call", str(1 + names.index("Tex"))).out
    assert "permit/US-TX held: number C-77 through 2027-08-31" in page
    assert "Regulation of Telephone Solicitation (ch. 302): a registration" in page


def test_an_exemption_is_claimed_by_a_named_person_and_taken_back(
    with_leads: CommandLine,
) -> None:
    smiledial = with_leads
    claim = ("permits", "exempt", "US-TX", "--reason", "licence 4711", "--by", "counsel")
    text = smiledial(*claim, "--as", "licensed_insurance").out
    assert text.startswith("The firm is exempt from US-TX (licensed insurance), said counsel.\n")
    [line, _] = smiledial("permits", "list", "--json").document["places"]
    assert line["status"] == "exempt"
    assert line["exempt"]["by"] == "counsel"
    assert smiledial("permits", "remove", "US-TX").status == 0
    assert smiledial("permits", "remove", "US-TX").status == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("exempt", "US-FL", "--as", "nonprofit"), "No source confirms that Florida spares"),
        (("exempt", "US-TX", "--as", "b2b"), "US-TX has no exemption “b2b” in the data"),
    ],
)
def test_a_claim_that_no_source_confirms_is_refused(
    smiledial: CommandLine, arguments: tuple[str, ...], sentence: str
) -> None:
    refused = smiledial("permits", *arguments, "--reason", "we are", "--by", "ida")
    assert refused.status == 3
    assert sentence in refused.err


def test_doctor_says_which_permit_has_to_be_renewed(with_leads: CommandLine) -> None:
    smiledial = with_leads
    smiledial("permits", "add", "US-TX", "--number", "C-77", "--until", "2026-12-08")
    text = smiledial("doctor").out
    assert "permit US-TX" in text
    assert "Texas: the firm’s permit ends in 20 days, on 8 Dec 2026" in text
    smiledial(
        "permits",
        "add",
        "US-TX",
        "--number",
        "C-78",
        "--from",
        "2026-12-09",
        "--until",
        "2027-12-08",
    )
    assert "permit US-TX" not in smiledial("doctor").out


def test_permits_are_stated_before_the_first_list_and_move_to_another_database(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    firm, moved = str(tmp_path / "firm.db"), str(tmp_path / "moved.db")
    held = ("permits", "add", "US-TX", "--number", "C-77", "--until", "2027-08-31")
    assert smiledial.bare("--db", firm, "--agent", "ann", *held).status == 0
    claim = ("permits", "exempt", "US-OH", "--reason", "no sale there", "--by", "counsel")
    assert smiledial.bare("--db", firm, "--agent", "ann", *claim).status == 0
    text = smiledial.bare("--db", firm, "settings", "export").out
    file = tmp_path / "firm.toml"
    file.write_text(text, encoding="utf-8")
    loaded = smiledial.bare("--db", moved, "--agent", "ann", "settings", "load", str(file))
    assert "Loaded. Changed: permit, exemption.\n" in loaded.out
    assert smiledial.bare("--db", moved, "settings", "export").out == text
