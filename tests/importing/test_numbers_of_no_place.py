"""Numbers of which nobody can say where they are: brought in and told, not called."""

import json

from console.cli.files.import_text import import_document
from console.desk.queue.blocked_reasons import why_of
from console.importing.notes import noticed_in
from console.judging.place_openings import Openings
from console.supervision.firm.settings import put_setting
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.importing.conftest import Import

HEADER = "name,phone,phone 2,state,country,kind"
ROWS = (
    "New code,(624) 555-0147,,,,business",
    "Nobody's code,565-555-0147,,,,business",
    "Its address,565-555-0148,,GA,,business",
    "Another way,565-555-0149,212-555-0149,,,business",
    "Toll-free,800-555-0147,,,,business",
    "Freephone,+44 800 123 4567,,,,business",
    "Its country,+44 800 123 4568,,,GB,business",
)


def test_rows_that_say_too_little_of_where_they_are_come_in_and_are_told(bring: Import) -> None:
    for is_dry_run in (True, False):
        brought = bring(HEADER, *ROWS, is_dry_run=is_dry_run)
        (text,) = noticed_in(brought, is_done=not is_dry_run)
        assert text == (
            "3 rows are not called until they say where the person is. "
            "Nobody says where area code 565 is: check the number, or add the person's state or "
            "ZIP. (1) "
            "A toll-free number has no place of its own: add a state or ZIP. (1) "
            "Toll-free, shared-cost, internet and personal numbers belong to no place: add the "
            "country or the address of the person. (1)"
        )
    assert (brought.imported, brought.rejected) == (7, 0)
    document = json.loads(json.dumps(import_document(brought)))
    assert [row["count"] for row in document["no_place"]] == [1, 1, 1]


def test_what_is_missing_in_several_ways_is_said_of_all_of_them_at_once(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    bring(HEADER, ROWS[4], ROWS[5])
    openings = Openings()
    with database.read() as connection:
        openings.update(connection, clock())
        (blocked,) = why_of(connection, openings, None, clock()).blocked
    assert (blocked.code, blocked.count) == ("no_zone", 2)
    assert blocked.text == "It is not known where they are: add a state, a postal code or a country"


def test_a_code_that_the_firm_knows_is_not_told_of(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    put_setting(database, "area_codes", "565 US-GA", "sue", clock())
    brought = bring(HEADER, ROWS[1])
    assert noticed_in(brought, is_done=True) == ()
