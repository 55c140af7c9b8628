"""A place in one cell of a file: it decides the hours, or it is a doubt that one answer settles."""

import pytest
from sqlalchemy import select

from console.lists.lead_edits import edit_lead
from console.rules.places.facts import place_from_facts
from console.rules.values import Place
from console.trouble import BadInput
from db.engine.database import Database
from db.enums import OnDuplicate
from db.tables.leads import leads, places
from tests.conftest import FrozenClock
from tests.importing.conftest import Import

WHOLE = '"1 Dexter Ave, Montgomery, AL 36104"'


def stored_places(database: Database) -> list[Place]:
    with database.read() as connection:
        facts = connection.execute(
            select(places.c.facts).join(leads, leads.c.place_id == places.c.id).order_by(leads.c.id)
        ).scalars()
        return [place_from_facts(text) for text in facts]


def states(place: Place) -> str:
    return " ".join(sorted(candidate.value[3:] for candidate in place.jurisdictions))


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("phone,name,address", f"3105550147,Ada,{WHOLE}"),
        ("phone,name,Property Address", f"3105550147,Ada,{WHOLE}"),
        ("phone,name,city", "3105550147,Ada,Birmingham AL"),
        ("phone,name,City State Zip", '3105550147,Ada,"Montgomery, AL 36104"'),
        ("phone,name,Street,City/State/Zip", "3105550147,Ada,1 Dexter Ave,Montgomery AL 36104"),
        ("phone,name,Site State", "3105550147,Ada,AL"),
        ("phone,name,Work Zip", "3105550147,Ada,36104"),
        ("phone,name,Zip+4", "3105550147,Ada,36104-1234"),
        ("phone,name,Location", '3105550147,Ada,"Montgomery, Alabama, United States"'),
        (
            "phone,name,Service Address,Service City,Service State",
            "3105550147,Ada,1 X St,Lanett,AL",
        ),
    ],
)
def test_the_columns_that_name_a_place_are_read(
    database: Database, bring: Import, header: str, cells: str
) -> None:
    bring(header, cells)
    (place,) = stored_places(database)
    assert states(place) == "AL CA"
    assert place.unread == ()


def test_an_unread_address_is_mended_in_its_own_words(
    database: Database, bring: Import, clock: FrozenClock
) -> None:
    bring(
        "phone,name,address,city",
        '3105550147,Ada,"1 Main St, Springfield, XX",',
        "3105550148,Bo,,Birmingham",
    )
    assert [place.unread for place in stored_places(database)] == [("address",), ("city",)]
    address = {"address": "1 Main St, Springfield, IL 62701"}
    edit_lead(database, 1, address, "ann", clock())
    edit_lead(database, 2, {"region": "AL"}, "ann", clock())
    settled = stored_places(database)
    assert [place.unread for place in settled] == [(), ()]
    assert [states(place) for place in settled] == ["CA IL", "AL CA"]


@pytest.mark.parametrize("on_duplicate", [OnDuplicate.UPDATE, OnDuplicate.MERGE])
def test_a_known_lead_gets_the_place_of_an_address_that_comes_later(
    database: Database, bring: Import, on_duplicate: OnDuplicate
) -> None:
    bring("phone,name", "3105550147,Ada")
    bring(
        "phone,name,address",
        f"3105550147,Ada,{WHOLE}",
        on_duplicate=on_duplicate,
    )
    (place,) = stored_places(database)
    assert states(place) == "AL CA"


@pytest.mark.parametrize("on_duplicate", [OnDuplicate.UPDATE, OnDuplicate.MERGE])
def test_a_row_without_an_address_leaves_the_place_of_the_address(
    database: Database, bring: Import, on_duplicate: OnDuplicate
) -> None:
    bring("phone,name,address", f"3105550147,Ada,{WHOLE}")
    again = {"on_duplicate": on_duplicate}
    bring("phone,name,title", "3105550147,Ada,Owner", **again)
    assert [*map(states, stored_places(database))] == ["AL CA"]
    bring("phone,name,state", "3105550147,Ada,FL", **again)
    assert "FL" in states(stored_places(database)[0])


def test_a_column_named_like_a_place_that_nothing_reads_is_asked_about(bring: Import) -> None:
    rows = ("3105550147,Ada,AL", "3105550148,Bo,GA")
    with pytest.raises(BadInput, match="“State of residence” is named like a place"):
        bring("phone,name,State of residence", *rows)
    mapped = bring(
        "phone,name,State of residence", *rows, mapping=(("region", "State of residence"),)
    )
    assert mapped.imported == 2


def test_a_second_address_that_says_the_same_or_no_place_is_not_asked_about(bring: Import) -> None:
    same = bring("phone,name,State,Address state", "3105550147,Ada,AL,Alabama")
    words = bring("phone,name,State,Delivery location", "3105550148,Bo,AL,at the back door")
    assert same.imported == words.imported == 1
