"""Anyone is found by what one remembers: words begun, in any order, or the end of a number."""

import re
from typing import Any

import pytest
from sqlalchemy import event

from console.desk import Desk
from console.do_not_call import internal_list
from db.engine.database import Database
from db.firm.settings import put
from db.team.agent_acts import BEGUN
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead, add_many


def names(desk: Desk, text: str) -> list[str]:
    return [match.name for match in desk.lookup.find(text)]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Zoë Ångström", "zoe angstrom"),
        ("Zoe Angstrom", "Zoë Ångström"),
        ("Ada Byron", "byron ada"),
        ("Ada Byron", "BY"),
        ("Søren Łukasz", "soren lukasz"),
        ("Straße", "strasse"),
        ("Seán O'Brien", "obrien"),
        ("Seán O’Brien", "brien s"),
        ("مُحَمَّد عَلِيّ", "محمد علي"),
        ("محمد علي", "مُحَمَّد"),
        ("محـــمد أحمد", "احمد محمد"),
        ("山田太郎", "太郎"),
        ("김철수", "철수"),
        ("राम कुमार", "कुमार"),
        ("100% Sure", "100%"),
        ("Studio 2000", "2000"),
        ("Anne-Marie Curie", "marie curie"),
    ],
)
def test_a_name_is_found_as_people_type_it(
    desk: Desk, database: Database, name: str, asked: str
) -> None:
    add_lead(database, name)
    add_lead(database, "Nobody Else", "(208) 555-0148")
    assert names(desk, asked) == [name]


def test_of_several_with_one_name_the_one_called_last_comes_first(
    desk: Desk, database: Database
) -> None:
    for line in range(3):
        add_lead(database, "Ada Byron", f"(208) 555-010{line}", priority=line)
    last = call(desk, "no").lead_id
    assert next(match.lead_id for match in desk.lookup.find("ada")) == last


def test_all_words_must_fit_and_the_company_has_some_of_them(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada Byron", company="Engine Works")
    assert names(desk, "engine ada") == ["Ada Byron"]
    assert names(desk, "engine bo") == []
    assert names(desk, "ngine") == []
    assert names(desk, "  ·  ") == []


@pytest.mark.parametrize(
    ("home", "stored", "asked"),
    [
        ("AU", "+61 8 5550 3392", "08 5550 3392"),
        ("GB", "+44 113 496 0158", "0113 496 0158"),
        ("US", "+44 113 496 0158", "0113 496 0158"),
        ("US", "+44 113 496 0158", "44 113 4960158"),
        ("US", "+44 113 496 0158", "0044 113 4960158"),
        ("US", "(208) 555-0147", "555-0147"),
        ("US", "(208) 555-0147", "0147"),
        ("US", "(208) 555-0147", "208.555.0147"),
        ("US", "(208) 555-0147", "٠١٤٧"),
    ],
)
def test_a_number_is_found_written_any_way_or_by_its_end(
    desk: Desk, database: Database, home: str, stored: str, asked: str
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0199", stored)
    add_lead(database, "Nobody Else", "(208) 555-0148")
    with database.write() as connection:
        put(connection, "home_country", home)
    [matches] = desk.lookup.find(asked)
    assert matches.name == "Ada Byron"
    assert matches.e164 == re.sub(r"[^\d+]", "", stored if "+" in stored else f"+1{stored}")


@pytest.mark.parametrize(
    ("home", "stored", "asked"),
    [
        ("US", "(614) 555-0147", "(614) 555"),
        ("US", "(614) 555-0147", "614-55"),
        ("US", "(614) 555-0147", "+1 614 5"),
        ("US", "(614) 555-0147", "1 (614) 555-01"),
        ("GB", "+44 113 496 0158", "0113 496"),
        ("US", "+44 113 496 0158", "+44 113"),
        ("IT", "+39 06 6982 0158", "06 6982"),
    ],
)
def test_a_number_is_found_by_its_beginning(
    desk: Desk, database: Database, home: str, stored: str, asked: str
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0199", stored)
    add_lead(database, "Nobody Else", "(208) 555-0148")
    with database.write() as connection:
        put(connection, "home_country", home)
    assert names(desk, asked) == ["Ada Byron"]
    [matches] = desk.lookup.find(asked)
    assert matches.e164 == re.sub(r"[^\d+]", "", stored if "+" in stored else f"+1{stored}")


def test_who_has_a_number_that_ends_so_is_shown_beside_those_whose_begins_so(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada Byron", "(614) 555-0147")
    add_lead(database, "Bo Diaz", "(202) 261-4555")
    add_lead(database, "Cy Eames", "(641) 555-0147")
    assert names(desk, "(614) 555") == ["Ada Byron", "Bo Diaz"]


def test_who_has_the_number_comes_alone_before_those_whose_number_ends_so(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147")
    add_lead(database, "Bo Diaz", "(509) 555-0147")
    assert names(desk, "(208) 555-0147") == ["Ada Byron"]
    assert names(desk, "555-0147") == ["Ada Byron", "Bo Diaz"]


def test_who_has_several_numbers_is_judged_by_the_one_that_would_be_dialled(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Al Bo", "(208) 555-0157", "(208) 555-0158")
    add_lead(database, "Cy Do", "(208) 555-0159", "(208) 555-0160")
    for barred in ("+12085550157", "+12085550160"):
        internal_list.add(database, barred, "asked", "ann", clock())
    for text, reached in (("al bo", "0158"), ("0157", "0158"), ("cy do", "0159")):
        [matches] = desk.lookup.find(text)
        card = desk.lookup.look(matches.lead_id)
        judged = desk.lookup.verdicts([matches.lead_id])[matches.lead_id]
        assert matches.shown == card.phone.shown == judged.phone.shown == f"(208) 555-{reached}"
        assert judged.verdict.kind == card.verdict.kind == "call"


def test_whole_words_are_shown_before_those_that_only_begin_so(
    desk: Desk, database: Database
) -> None:
    add_many(database, 700, 1)  # Lead 1, Lead 2, …
    matches = names(desk, "lead 1")  # a hundred and eleven begin so
    assert len(matches) == 50
    assert matches[0] == "Lead 1"


def test_no_search_reads_the_whole_list(desk: Desk, database: Database) -> None:
    add_many(database, 4000, 8)
    run: list[tuple[str, Any]] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _watch(_connection: object, _cursor: object, statement: str, values: Any, *_: Any) -> None:
        run.append((statement, values))

    for asked in (
        "lead",
        "lead 77",
        "77 le",
        "l",
        "0147",
        "555-0147",
        "(208) 555-0147",
        "(208) 555",
        "none",
    ):
        desk.lookup.find(asked)
    event.remove(database.engine, "before_cursor_execute", _watch)
    assert len(run) > 20
    if not database.is_sqlite:  # what an agent's function asks
        run.append((BEGUN.replace("starts", "ARRAY['+1208555', '+120']").strip(), ()))
    with database.write() as connection:
        explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
        for statement, values in run:
            if not statement.lstrip().startswith("SELECT"):
                continue
            plan = str(connection.exec_driver_sql(explain + statement, values).all())
            for table in ("lead", "number", "lead_word"):
                assert not re.search(rf"SCAN {table}\b", plan), (statement, plan)
                assert not re.search(rf"Seq Scan on {table}\b", plan), (statement, plan)


def test_leads_of_one_number_are_marked_as_duplicates_if_their_names_are_alike(
    desk: Desk, database: Database
) -> None:
    ada, twin, bob, cy = (
        add_lead(database, name, phone)
        for name, phone in (
            *(("Ada Byron", "(208) 555-0147"), ("Ada Byron", "(208) 555-0147")),
            *(("Bob Byron", "(208) 555-0147"), ("Cy Byron", "(208) 555-0148")),
        )
    )
    marked = {lead.lead_id: lead.is_double for lead in desk.lookup.find("byron")}
    assert marked == {ada: True, twin: True, bob: False, cy: False}


def test_who_said_yes_is_found_as_won_with_the_day(desk: Desk, database: Database) -> None:
    lead_id = add_lead(database, "Ada Byron")
    call(desk, "yes")
    (matches,) = desk.lookup.find("ada")
    assert matches.is_won
    reasons = [reason.text for reason in desk.lookup.look(lead_id).verdict.reasons]
    assert reasons == ["This lead is closed: it was won on 18 Nov 2026 10:00 in Boise (Yes)."]


def test_who_said_no_for_the_last_time_was_not_won(desk: Desk, database: Database) -> None:
    lead_id = add_lead(database, "Ada Byron")
    call(desk, "wrong_number")
    (matches,) = desk.lookup.find("ada")
    assert not matches.is_won
    assert "won" not in str(desk.lookup.look(lead_id).verdict.reasons)
