"""Leads of an older version are read once for words that say not to call."""

from datetime import UTC, datetime

from sqlalchemy import select

from console.do_not_call.text_reading import count_left, read_texts
from console.rules.places.facts import place_from_facts
from console.rules.requests.recognizer import VERSION
from db.audit.verification import verify
from db.dnc.suppressions import Act, store_settled
from db.engine.database import Database
from db.leads.unread_texts import Reading, reading_of, store_reading
from db.tables.do_not_call import suppressions
from db.tables.leads import leads, places
from tests.leads import add_lead

NOW = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
TEXTS = {
    "Ada": ("met at the fair", {}, False),
    "Bo": ("DO NOT CALL per wife 10/12", {}, True),
    "Cy": ("DNC", {}, False),  # barred
    "Di": ("", {"Contactable": "No"}, True),
    "Ed": ("do not call before 9", {"Active": "Yes"}, False),
}


def given(database: Database) -> int:
    """Leads as an older version left them; return the id of the last."""
    for at, name in enumerate(TEXTS):
        add_lead(database, name, f"(208) 555-01{at:02}")
    with database.write() as connection:
        for name, (notes, extras, _) in TEXTS.items():
            values = {"notes": notes, "extras": extras}
            connection.execute(leads.update().where(leads.c.name == name).values(**values))
        last = int(max(connection.execute(select(leads.c.id)).scalars()))
        store_reading(connection, Reading(VERSION, 0, last))
    return last


def marks(database: Database) -> dict[str, bool]:
    with database.read() as connection:
        wanted = select(leads.c.name, places.c.facts).join(places, places.c.id == leads.c.place_id)
        rows = connection.execute(wanted).all()
    return {row.name: place_from_facts(row.facts).request_unread for row in rows}


def left(database: Database) -> int:
    with database.read() as connection:
        return count_left(connection)


def test_each_lead_is_read_once_and_doubtful_ones_are_marked(database: Database) -> None:
    given(database)
    assert left(database) == 5
    assert read_texts(database, "ann", NOW) == 3
    assert marks(database) == {name: is_marked for name, (_, _, is_marked) in TEXTS.items()}
    assert left(database) == 0
    assert read_texts(database, "ann", NOW) == 0


def test_a_certain_wording_bars_the_lead_with_its_cell_as_evidence(database: Database) -> None:
    given(database)
    values: dict[str, dict[str, object]] = {
        "Ada": {"extras": {"Lead type": "Do Not Call"}},
        "Bo": {"notes": "", "extras": {"Phone 2 DNC": "Do Not Call"}},
        "Di": {"notes": "10/12 DO NOT CALL", "extras": {}},
    }
    with database.write() as connection:
        for name, cells in values.items():
            connection.execute(leads.update().where(leads.c.name == name).values(**cells))
        lead_id = connection.execute(select(leads.c.id).where(leads.c.name == "Di")).scalar_one()
        act = Act(lead_id, "bob", NOW, "it means something else", "10/12 DO NOT CALL", {})
        store_settled(connection, act)
    assert read_texts(database, "ann", NOW) == 3
    with database.read() as connection:
        barred = connection.execute(select(leads.c.name).where(leads.c.bar == "internal_list"))
        assert sorted(barred.scalars()) == ["Ada", "Cy"]
        rows = connection.execute(select(suppressions.c.reason, suppressions.c.agent)).all()
        assert verify(connection) is None
    assert sorted(map(tuple, rows)) == [
        ("the lead says so in “Lead type”.", "ann"),
        ("the lead says so in “notes”.", "ann"),
    ]
    assert [name for name, is_marked in marks(database).items() if is_marked] == ["Bo"]


def test_it_goes_on_where_it_stopped(database: Database) -> None:
    last = given(database)
    with database.write() as connection:
        store_reading(connection, Reading(VERSION, last - 1, last))
    assert left(database) == 1
    read_texts(database, "ann", NOW)
    assert [name for name, is_marked in marks(database).items() if is_marked] == []


def test_a_new_database_has_none_to_read_and_a_new_version_reads_all_again(
    database: Database,
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    assert left(database) == 0
    with database.read() as connection:
        lead_id = connection.execute(select(leads.c.id)).scalar_one()
        assert reading_of(connection, VERSION + 1) == Reading(VERSION + 1, 0, lead_id)
