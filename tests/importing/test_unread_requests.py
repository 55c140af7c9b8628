"""A lead whose note or unmapped cell may say not to call is not called until that is settled."""

from pathlib import Path

import pytest
from sqlalchemy import select

from console.cards.lead import Card
from console.cards.waiting import Nobody
from console.desk import Desk
from console.files.fields.warnings import Settling
from console.lists.lead_edits import edit_lead
from console.rules.places.facts import place_from_facts
from db.engine.database import Database
from db.enums import LeadKind, OnDuplicate, VerdictKind
from db.imports.batches import read_batches
from db.tables.audit import audit_entries
from db.tables.leads import leads, places
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.importing.conftest import Import
from tests.tui.driver import desk_for

NOTE = "DO NOT CALL per wife 10/12"
ADA, BO = "2125550101", "2125550102"


@pytest.fixture
def desk(database: Database, clock: FrozenClock) -> Desk:
    return desk_for(database, clock)


def ids(database: Database) -> list[int]:
    with database.read() as connection:
        return [*connection.execute(select(leads.c.id).order_by(leads.c.id)).scalars()]


def marks(database: Database) -> list[bool]:
    with database.read() as connection:
        wanted = select(places.c.facts).join(leads, leads.c.place_id == places.c.id)
        facts = connection.execute(wanted.order_by(leads.c.id)).scalars()
        return [place_from_facts(text).request_unread for text in facts]


def bring_ada(bring: Import, note: str, *others: str, column: str = "notes") -> None:
    rows = (f'Ada,{ADA},NY,"{note}"', *others)
    bring(f"name,phone,state,{column}", *rows, kind=LeadKind.BUSINESS)


@pytest.mark.parametrize("column", ["notes", "Wishes"])
def test_a_lead_that_may_not_want_calls_is_offered_to_nobody(
    database: Database, bring: Import, desk: Desk, column: str
) -> None:
    bring_ada(bring, NOTE, f"Bo,{BO},NY,ok to call", column=column)
    assert marks(database) == [True, False]
    card = desk.next()
    assert isinstance(card, Card)
    assert card.name == "Bo"
    desk.skip(card.claim, "not today")
    assert isinstance(desk.next(), Nobody)
    blocked = {reason.code: reason.count for reason in desk.queue.why().blocked}
    assert blocked == {"request_unread": 1, "cool_down": 1}


def test_the_card_shows_the_words_and_the_dial_is_refused(
    database: Database, bring: Import, desk: Desk
) -> None:
    bring_ada(bring, NOTE)
    card = desk.take(ids(database)[0], None)
    assert card.verdict.kind is VerdictKind.UNKNOWN
    assert [reason.code for reason in card.verdict.reasons] == ["request_unread"]
    text = card.verdict.reasons[0].text
    assert f"The note says “{NOTE}”" in text
    assert "do-not-call list: smiledial dnc add NUMBER --reason TEXT." in text
    assert "reword the note: smiledial lead edit ID --notes TEXT" in text
    assert NOTE in repr(desk.dial(card.claim, card.phone.number_id))


def test_a_note_that_lay_in_the_database_is_met_once_and_passed_over(
    database: Database, bring: Import, desk: Desk, clock: FrozenClock
) -> None:
    bring_ada(bring, "met at the fair", f"Bo,{BO},NY,")
    with database.write() as connection:
        connection.execute(leads.update().where(leads.c.name == "Ada").values(notes=NOTE))
    card = desk.next()
    assert isinstance(card, Card)
    assert card.name == "Bo"
    assert marks(database) == [True, False]
    desk.skip(card.claim, "not today")
    clock.advance(hours=2)
    assert isinstance(desk.next(), Nobody)


def test_a_note_that_comes_while_the_lead_is_on_the_screen_stops_the_dial(
    database: Database, bring: Import, desk: Desk
) -> None:
    bring_ada(bring, "")
    card = desk.next()
    assert isinstance(card, Card)
    assert card.verdict.kind is VerdictKind.CALL
    with database.write() as connection:
        connection.execute(leads.update().values(notes=NOTE))
    assert NOTE in repr(desk.dial(card.claim, card.phone.number_id))


def test_a_note_that_is_reworded_settles_it(
    database: Database, bring: Import, desk: Desk, clock: FrozenClock
) -> None:
    bring_ada(bring, NOTE)
    assert isinstance(desk.next(), Nobody)
    edit_lead(database, ids(database)[0], {"notes": "wife answers; he is fine"}, "ann", clock())
    card = desk.next()
    assert isinstance(card, Card)
    edit_lead(database, card.lead_id, {"notes": NOTE}, "ann", clock())
    assert marks(database) == [True]


def test_a_row_that_comes_again_brings_the_doubt_and_a_corrected_cell_takes_it(
    database: Database, bring: Import, desk: Desk
) -> None:
    header, wish = "name,phone,state,Wishes", {"on_duplicate": OnDuplicate.UPDATE}
    for wishes, is_marked in (("", False), (NOTE, True), ("call after 5", False)):
        bring(header, f"Ada,{ADA},NY,{wishes}", kind=LeadKind.BUSINESS, **wish)
        assert marks(database) == [is_marked]
    assert isinstance(desk.next(), Card)


@pytest.mark.parametrize("note", ["do not call", "DNC", "Não Perturbe"])
def test_an_exact_wording_bars_as_before(
    database: Database, bring: Import, desk: Desk, note: str
) -> None:
    bring_ada(bring, note)
    card = desk.take(ids(database)[0], None)
    assert card.verdict.kind is VerdictKind.NEVER


def settled(database: Database) -> list[dict[str, object]]:
    with database.read() as connection:
        rows = connection.execute(select(audit_entries.c.agent, audit_entries.c.action))
        return [dict(row._mapping) for row in rows if row.action == "doubt_settled"]


def test_all_rows_that_may_say_so_are_barred_at_once(
    database: Database, bring: Import, desk: Desk
) -> None:
    rows = ("name,phone,state,notes,Contactable", f'Ada,{ADA},NY,"{NOTE}",', f"Bo,{BO},NY,,No")
    brought = bring(*rows, kind=LeadKind.BUSINESS, doubtful=Settling.BAR)
    assert [(row.line, row.name, row.column) for row in brought.noticed.doubtful] == [
        (2, "Ada", "notes"),
        (3, "Bo", "Contactable"),
    ]
    for lead_id in ids(database):
        assert desk.take(lead_id, None).verdict.kind is VerdictKind.NEVER


def test_rows_that_are_left_callable_are_called_and_the_log_has_the_name(
    database: Database, bring: Import, desk: Desk
) -> None:
    rows = ("name,phone,state,notes,Contactable", f'Ada,{ADA},NY,"{NOTE}",', f"Bo,{BO},NY,,No")
    bring(*rows, kind=LeadKind.BUSINESS, doubtful=Settling.LEAVE)
    assert marks(database) == [False, False]
    assert isinstance(desk.next(), Card)
    assert settled(database) == [{"agent": "ann", "action": "doubt_settled"}] * 2


@pytest.mark.parametrize("on", list(OnDuplicate))
def test_an_answer_is_not_asked_for_again_when_the_same_list_comes_again(
    database: Database, bring: Import, on: OnDuplicate
) -> None:
    header = "name,phone,state,notes,Contactable"
    rows = (f'Ada,{ADA},NY,"{NOTE}",', f"Bo,{BO},NY,,No")
    bring(header, *rows, kind=LeadKind.BUSINESS, doubtful=Settling.LEAVE)
    assert bring(header, *rows, is_dry_run=True, on_duplicate=on).noticed.doubtful == []
    again = bring(header, *rows, on_duplicate=on, doubtful=Settling.BAR)
    assert again.noticed.doubtful == []
    assert marks(database) == [False, False]
    (row,) = bring(header, rows[0].replace("10/12", "11/12"), is_dry_run=True).noticed.doubtful
    assert row.words == NOTE.replace("10/12", "11/12")


def test_the_list_of_imports_counts_as_the_result_does(database: Database, bring: Import) -> None:
    rows = (f'Ada,{ADA},NY,"{NOTE}"', f"Bo,{BO},NY,")
    brought = bring("name,phone,state,notes", *rows, doubtful=Settling.BAR)
    with database.read() as connection:
        [batch] = read_batches(connection)
    assert batch.on_dnc == brought.on_dnc == 1


def test_the_counts_of_an_import_are_those_after_the_answer(bring: Import, desk: Desk) -> None:
    rows = ("name,phone,state,notes,Contactable", f'Ada,{ADA},NY,"{NOTE}",', f"Bo,{BO},NY,,No")
    brought = bring(*rows, kind=LeadKind.BUSINESS, doubtful=Settling.BAR, left_callable=(3,))
    assert brought.on_dnc == 1
    assert brought.outlook is not None
    assert (brought.outlook.callable, brought.outlook.never, brought.outlook.unknown) == (1, 1, 0)
    assert desk.queue.why().callable == 1


def test_without_an_answer_the_rows_are_called_by_nobody(
    database: Database, bring: Import, desk: Desk
) -> None:
    rows = ("name,phone,state,notes,Contactable", f'Ada,{ADA},NY,"{NOTE}",', f"Bo,{BO},NY,,No")
    bring(*rows, kind=LeadKind.BUSINESS, is_sure=True)
    assert marks(database) == [True, True]
    assert isinstance(desk.next(), Nobody)


@pytest.mark.parametrize(
    ("column", "word"), [("notes", NOTE), ("Remarks", "his lawyer wrote to us"), ("Active", "No")]
)
def test_a_row_that_is_skipped_brings_its_doubt_to_the_lead_that_is_there(
    database: Database, bring: Import, desk: Desk, column: str, word: str
) -> None:
    bring("name,phone,state,Active", f"Ada,{ADA},NY,Yes", kind=LeadKind.BUSINESS)
    for _ in range(2):
        bring(f"name,phone,state,{column}", f'Ada,{ADA},NY,"{word}"', kind=LeadKind.BUSINESS)
        assert marks(database) == [True]
    card = desk.take(ids(database)[0], None)
    assert card.verdict.kind is VerdictKind.UNKNOWN
    with database.read() as connection:
        row = connection.execute(select(leads.c.notes, leads.c.extras)).one()
    assert f"{row.notes} {row.extras}".count(word) == 1


def test_a_request_for_some_hours_is_a_caution_on_the_card(bring: Import, desk: Desk) -> None:
    bring_ada(bring, "likes cats. Do not call before 9.")
    card = desk.next()
    assert isinstance(card, Card)
    assert card.verdict.kind is VerdictKind.CALL
    assert "The note says “Do not call before 9.”." in card.verdict.cautions


def test_a_no_in_a_column_is_quoted_on_the_card_and_can_be_settled_there(
    database: Database, bring: Import, desk: Desk
) -> None:
    bring_ada(bring, "No", column="Contactable")
    card = desk.take(ids(database)[0], None)
    assert "The column “Contactable” says “No”" in card.verdict.reasons[0].text
    card = desk.requests.settle(card.claim, "No", "it says the opposite")
    assert card.verdict.kind is VerdictKind.CALL
    assert marks(database) == [False]


def test_an_import_with_rows_left_callable_is_undone(
    database: Database,  # noqa: ARG001 - the command's database
    smiledial: CommandLine,
    tmp_path: Path,
) -> None:
    file = tmp_path / "fair.csv"
    file.write_text("name,phone,notes\nAda,2085550147,DO NOT CALL per wife 10/12\n")
    options = ("--list", "Fair", "--doubtful", "leave", "--yes")
    assert smiledial("import", str(file), *options).status == 0
    undone = smiledial("imports", "undo", "1")
    assert (undone.status, undone.out) == (0, "1 lead taken out of “Fair”.\n")
