"""Entries of the internal list that name many numbers, in force wherever a call is judged."""

from pathlib import Path

import pytest

from console.cards.lead import Card
from console.desk import Desk, NotNow
from console.do_not_call import internal_list
from console.do_not_call.patterns import close_all_named, lift_off, put_on
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.rules.phone.patterns import read_pattern
from console.trouble import BadInput
from db.audit.verification import verify
from db.enums import PatternKind, ReasonCode
from tests.cli.shell import CommandLine
from tests.desk.driver import next_card
from tests.do_not_call.conftest import Floor

HOME, WORK = "+12085550147", "+15035550133"

NAMED = [
    (PatternKind.AREA_CODE, "208", "every number of area code 208"),
    (PatternKind.PREFIX, "+1 208 555", "every number that begins with +1208555"),
    (PatternKind.COMPANY, "ACME, Inc.", "everyone at the company “acme inc”"),
    (PatternKind.DOMAIN, "example.com", "everyone with mail at example.com"),
]
OF_ACME = {"company": "Acme Inc", "email": "ada@mail.example.com"}


def put(floor: Floor, kind: PatternKind, text: str) -> int:
    _, _, closed = put_on(floor.database, kind, text, "asked", "sue", floor.clock())
    return closed


def lift(floor: Floor, kind: PatternKind, text: str) -> bool:
    _, was = lift_off(floor.database, kind, text, "a mistake", "sue", floor.clock())
    return was


@pytest.mark.parametrize(("kind", "text", "said"), NAMED)
def test_a_pattern_closes_the_leads_it_names_and_lifting_it_opens_them(
    floor: Floor, kind: PatternKind, text: str, said: str
) -> None:
    ada, bob = floor.business(HOME, **OF_ACME), floor.business(WORK)
    assert put(floor, kind, text) == 1
    assert floor.lead(ada) == ("barred", "internal_list")
    assert floor.lead(bob) == ("open", "")
    assert put(floor, kind, text) == 0
    (row,) = internal_list.look_up(floor.database, HOME).patterns
    assert (row.reason, row.agent) == ("asked", "sue")
    assert lift(floor, kind, text)
    assert not lift(floor, kind, text)
    assert floor.lead(ada) == ("open", "")
    assert said


@pytest.mark.parametrize(("kind", "text", "said"), NAMED)
def test_the_screen_and_the_dial_refuse_what_a_pattern_names_and_say_which(
    floor: Floor, kind: PatternKind, text: str, said: str
) -> None:
    floor.business(HOME, **OF_ACME)
    desk = Desk(floor.database, floor.clock, "ann")
    card = next_card(desk)
    put(floor, kind, text)
    refused = desk.dial(card.claim, card.phone.number_id)
    assert isinstance(refused, NotNow)
    reason = refused.verdict.reasons[0]
    assert reason.code is ReasonCode.INTERNAL_LIST
    assert f"({said}: asked)" in reason.text
    shown = desk.refresh(card.claim)
    assert (shown.lists[0].name, shown.lists[0].is_clear) == ("do not call", False)


def test_a_lead_that_was_not_marked_is_set_aside_at_the_claim(floor: Floor) -> None:
    put(floor, PatternKind.AREA_CODE, "208")
    ada = floor.business(HOME)
    assert not isinstance(Desk(floor.database, floor.clock, "ann").open(), Card)
    assert floor.lead(ada) == ("barred", "internal_list")


@pytest.mark.parametrize(("kind", "text", "said"), NAMED)
def test_an_import_bars_what_a_pattern_names(
    floor: Floor, tmp_path: Path, kind: PatternKind, text: str, said: str
) -> None:
    put(floor, kind, text)
    file = tmp_path / "fair.csv"
    file.write_text(
        f"name,phone,company,email\nAda,{HOME},Acme Inc.,a@example.com\nBo,{WORK},Pitch,\n"
    )
    brought = import_leads(floor.database, file, ImportOptions(), agent="ann", now=floor.clock())
    assert (brought.imported, brought.on_dnc) == (2, 1)
    assert said


@pytest.mark.parametrize(
    "cell",
    [
        "Ada Byron ada@acme.com",
        "Ada Byron, ada@acme.com",
        "ada@acme.com.",
        "bo@x.com; ada@acme.com",
        "ada@acme.com; bo@x.com",
        "bo@x.com or (at home) ada@acme.com, cy@x.com",
    ],
)
def test_an_import_asks_a_pattern_about_every_address_in_a_cell(
    floor: Floor, tmp_path: Path, cell: str
) -> None:
    put(floor, PatternKind.DOMAIN, "acme.com")
    file = tmp_path / "fair.csv"
    file.write_text(f'name,phone,email\nAda,{HOME},"{cell}"\nBo,{WORK},bo@notacme.com\n')
    brought = import_leads(floor.database, file, ImportOptions(), agent="ann", now=floor.clock())
    assert (brought.imported, brought.on_dnc) == (2, 1)


def test_lifting_one_entry_leaves_what_another_still_bars(floor: Floor) -> None:
    ada, bob = floor.business(HOME, **OF_ACME), floor.business("+12085550148")
    put(floor, PatternKind.AREA_CODE, "208")
    put(floor, PatternKind.COMPANY, "acme inc")
    internal_list.add(floor.database, "+12085550148", "asked", "ann", floor.clock())
    lift(floor, PatternKind.AREA_CODE, "208")
    assert floor.lead(ada) == floor.lead(bob) == ("barred", "internal_list")
    put(floor, PatternKind.PREFIX, "+1208555")
    internal_list.remove(floor.database, "+12085550148", "by mistake", "sue", floor.clock())
    assert floor.lead(bob) == ("barred", "internal_list")


def test_what_a_registry_lists_stays_barred_when_a_pattern_is_lifted(floor: Floor) -> None:
    ada = floor.consumer(HOME)
    put(floor, PatternKind.AREA_CODE, "208")
    floor.register(HOME)
    lift(floor, PatternKind.AREA_CODE, "208")
    assert floor.lead(ada) == ("barred", "registry")


def test_leads_that_came_in_beside_a_pattern_are_closed_later(floor: Floor) -> None:
    put(floor, PatternKind.DOMAIN, "example.com")
    ada = floor.business(HOME, email="ada@example.com")
    assert close_all_named(floor.database) == 1
    assert floor.lead(ada) == ("barred", "internal_list")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (PatternKind.AREA_CODE, "99"),
        (PatternKind.AREA_CODE, "108"),
        (PatternKind.PREFIX, "208555"),
        (PatternKind.PREFIX, "+1"),
        (PatternKind.COMPANY, " , "),
        (PatternKind.DOMAIN, "example"),
        (PatternKind.DOMAIN, "*"),
    ],
)
def test_a_pattern_that_names_too_much_or_nothing_is_refused(
    floor: Floor, kind: PatternKind, text: str
) -> None:
    with pytest.raises(BadInput):
        put(floor, kind, text)
    assert internal_list.holdings(floor.database, floor.clock()).patterns == ()


def test_an_address_names_its_domain() -> None:
    assert read_pattern(PatternKind.DOMAIN, "Ada@Example.COM") == "example.com"


def test_a_supervisor_adds_and_lifts_patterns_on_the_shell(
    smiledial: CommandLine, floor: Floor
) -> None:
    floor.business(HOME, **OF_ACME)
    added = smiledial("dnc", "add", "--company", "ACME Inc", "--reason", "counsel", "--json")
    assert added.document == {
        "kind": "company",
        "value": "acme inc",
        "added": True,
        "closed": 1,
    }
    assert smiledial("dnc", "add", "--area-code", "900", "--reason", "premium").status == 0
    listed = smiledial("dnc", "check", "208-555-0147", "--json")
    assert listed.status == 1
    assert [pattern["kind"] for pattern in listed.document["patterns"]] == ["company"]
    shown = smiledial("dnc", "status").out
    assert "every number of area code 900 (ann: premium)" in shown
    assert smiledial("check", "900-555-0147", "--json").status == 1
    assert smiledial("dnc", "remove", "--company", "acme, inc", "--reason", "lifted").status == 0
    assert smiledial("dnc", "remove", "--company", "acme, inc", "--reason", "lifted").status == 1
    assert smiledial("dnc", "add", HOME, "--company", "x", "--reason", "two").status == 2
    assert smiledial("dnc", "add", "--reason", "nothing").status == 2
    assert smiledial("dnc", "remove", "--area-code", "9", "--reason", "x").status == 3
    with floor.database.read() as connection:
        assert verify(connection) is None


def test_a_file_is_screened_by_patterns_too(
    smiledial: CommandLine, floor: Floor, tmp_path: Path
) -> None:
    file = tmp_path / "ask.csv"
    file.write_text(f"phone,company,kind\n{HOME},Acme Inc,business\n{HOME},Other,business\n")
    put(floor, PatternKind.COMPANY, "Acme Inc")
    rows = smiledial("scrub", str(file)).out.splitlines()[1:]
    assert ["internal_list" in row for row in rows] == [True, False]
