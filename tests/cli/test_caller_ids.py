"""`caller-ids` on the shell, and on the card."""

import pytest

from console.desk import Desk
from db.engine.database import open_database
from tests.cli.shell import CommandLine
from tests.desk.driver import call, next_card
from tests.leads import add_lead


@pytest.fixture
def with_lead(smiledial: CommandLine) -> CommandLine:
    database = open_database(smiledial.db)
    add_lead(database, "Ada", "(208) 555-0147")
    database.close()
    return smiledial


def test_a_caller_id_is_on_the_card_and_on_the_attempt(with_lead: CommandLine) -> None:
    smiledial = with_lead
    set_ = smiledial("caller-ids", "set", "(503) 555-0100")
    assert set_.out == "+15035550100 is shown on every call.\n"
    smiledial("caller-ids", "set", "(208) 555-0100", "--to", "208")
    database = open_database(smiledial.db)
    desk = Desk(database, smiledial.clock, "ann")
    assert next_card(desk).caller_id == "+12085550100"
    call(desk, "no")
    database.close()
    exported = smiledial("export", "attempts", "--format", "jsonl")
    assert '"caller_id": "+12085550100"' in exported.out.replace('":"', '": "')


def test_caller_ids_are_listed_replaced_and_taken_away(with_lead: CommandLine) -> None:
    smiledial = with_lead
    assert "No caller ID is set" in smiledial("caller-ids", "list").out
    smiledial("caller-ids", "set", "(503) 555-0100")
    smiledial("caller-ids", "set", "(503) 555-0199")
    smiledial("caller-ids", "set", "(212) 555-0100", "--list", "Fair")
    assert smiledial("caller-ids", "list", "--json").document == [
        {"number": "+15035550199", "list": None, "to": None},
        {"number": "+12125550100", "list": "Fair", "to": None},
    ]
    gone = smiledial("caller-ids", "remove", "--list", "Fair")
    assert gone.out == "+12125550100 is no longer shown on calls to the list Fair.\n"
    assert smiledial("caller-ids", "remove", "--list", "Fair").status == 1
    assert "caller_id" in smiledial("audit", "show").out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("set", "12"), "The caller ID cannot be read"),
        (("set", "(208) 555-0100 ext. 5"), "is not a number that can be rung back"),
        (("set", "(208) 555-0100", "--list", "Nowhere"), "There is no list “Nowhere”"),
        (("set", "(208) 555-0100", "--to", "Boise"), "“Boise” is not an area code"),
    ],
)
def test_a_caller_id_that_cannot_be_is_refused_and_nothing_changes(
    smiledial: CommandLine, arguments: tuple[str, ...], sentence: str
) -> None:
    refused = smiledial("caller-ids", *arguments)
    assert (refused.status, refused.out) == (3, "")
    assert sentence in refused.err
    assert smiledial("caller-ids", "list", "--json").document == []


def test_what_is_stated_of_a_number_is_listed_and_stays_when_more_is_said(
    with_lead: CommandLine,
) -> None:
    smiledial = with_lead
    smiledial("caller-ids", "set", "(843) 555-0100", "--presence", "no", "--holder", "Acme")
    smiledial("caller-ids", "set", "(843) 555-0100", "--per-day", "75", "--attestation", "A")
    [number] = smiledial("caller-ids", "list", "--json").document
    assert (number["state"], number["presence"], number["per_day"]) == ("US-SC", "no", 75)
    assert (number["holder"], number["attestation"]) == ("Acme", "A")
    listed = smiledial("caller-ids", "list").out
    assert "US-SC no (must be there)" in listed
    assert "held by Acme, attestation A" in listed
    assert "number_shown" in smiledial("audit", "show").out


def test_reach_says_that_no_number_was_shown(smiledial: CommandLine) -> None:
    assert smiledial("caller-ids", "reach").out == "No number was shown in the last 35 days.\n"


def test_check_says_that_no_number_may_be_shown_to_south_carolina(smiledial: CommandLine) -> None:
    asked = ("check", "(843) 555-0147", "--kind", "business")
    local = ("caller-ids", "set", "(843) 555-0100", "--to", "843")
    smiledial(*local)
    assert "lets only a firm that is there show one" in smiledial(*asked).out
    smiledial(*local, "--presence", "no")
    row = smiledial(*asked, "--json").document
    assert (row["verdict"], row["reasons"][0]["code"]) == ("unknown", "caller_id_missing")
    smiledial("caller-ids", "set", "(503) 555-0100")
    assert smiledial(*asked).out.splitlines()[1].startswith("CALL")


def test_why_and_next_do_not_count_leads_to_whom_no_number_may_be_shown(
    smiledial: CommandLine,
) -> None:
    database = open_database(smiledial.db)
    add_lead(database, "Ada", "(208) 555-0147")
    add_lead(database, "Cal", "(843) 555-0147")
    database.close()
    local, anywhere = "(843) 555-0100", "(503) 555-0100"
    smiledial("caller-ids", "set", local, "--to", "843", "--presence", "no")
    why = smiledial("why", "--json").document
    assert (why["callable"], why["blocked"][0]["code"]) == (1, "caller_id_missing")
    assert (
        "No number is left that this call may show: +18435550100 is a number of South Carolina, "
        "where your firm has no place of business (S.C. Code 37-21-50(1))."
    ) in " ".join(smiledial("why").out.split())
    assert "Ada" in smiledial("next").out
    smiledial("caller-ids", "set", local)
    nobody = smiledial("next", "--json").document
    assert (nobody["blocked"][0]["code"], nobody["blocked"][0]["count"]) == ("caller_id_missing", 2)
    smiledial("caller-ids", "set", anywhere)
    assert smiledial("why", "--json").document["callable"] == 2
