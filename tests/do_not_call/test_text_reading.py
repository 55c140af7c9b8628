"""Leads of an older version are read once for words that say not to call."""

from sqlalchemy import select

from console.do_not_call.text_reading import count_left, read_texts
from console.rules.places.facts import place_from_facts
from console.rules.requests.recognizer import VERSION
from db.engine.database import Database
from db.leads.unread_texts import Reading, reading_of, store_reading
from db.tables.leads import leads, places
from tests.leads import add_lead

TEXTS = {
    "Ada": ("met at the fair", {}, False),
    "Bo": ("DO NOT CALL per wife 10/12", {}, True),
    "Cy": ("DNC", {}, True),
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
    assert read_texts(database) == 3
    assert marks(database) == {name: is_marked for name, (_, _, is_marked) in TEXTS.items()}
    assert left(database) == 0
    assert read_texts(database) == 0


def test_it_goes_on_where_it_stopped(database: Database) -> None:
    last = given(database)
    with database.write() as connection:
        store_reading(connection, Reading(VERSION, last - 1, last))
    assert left(database) == 1
    read_texts(database)
    assert [name for name, is_marked in marks(database).items() if is_marked] == []


def test_a_new_database_has_none_to_read_and_a_new_version_reads_all_again(
    database: Database,
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    assert left(database) == 0
    with database.read() as connection:
        lead_id = connection.execute(select(leads.c.id)).scalar_one()
        assert reading_of(connection, VERSION + 1) == Reading(VERSION + 1, 0, lead_id)
