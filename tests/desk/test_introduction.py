"""The introduction e-mail: written when all of it is known, refused with what is missing."""

from pathlib import Path

import pytest

from console.desk import Desk
from console.desk.seat import RefusedError
from console.outreach.scripts.library import add_text
from db.engine.database import Database
from db.enums import TextKind
from db.firm.settings import bump_revision, put
from tests.conftest import FrozenClock
from tests.leads import add_lead


@pytest.fixture
def asks_for_company(database: Database, clock: FrozenClock, tmp_path: Path) -> Database:
    """The firm's own e-mail names the person's company and the firm's address."""
    path = tmp_path / "hello.txt"
    path.write_text("Subject: Hello {first_name}\n\nHow goes {company}? From {firm_address}.\n")
    add_text(database, path, TextKind.INTRODUCTION, "", "", "lead", clock())
    return database


def _set(database: Database, name: str, value: str) -> None:
    with database.write() as connection:
        bump_revision(connection)
        put(connection, name, value)


def test_it_is_written_to_whom_all_is_known_of(desk: Desk, asks_for_company: Database) -> None:
    address, company = "ada@engine.example", "Engine Works"
    lead_id = add_lead(asks_for_company, given_name="Ada", company=company, email=address)
    _set(asks_for_company, "firm_address", "1 Wick Lane")
    written = desk.preparing.introduction(lead_id)
    assert (written.letter.to, written.letter.subject) == (address, "Hello Ada")
    assert written.letter.body.strip() == "How goes Engine Works? From 1 Wick Lane."


def test_what_is_not_known_of_the_person_is_named(desk: Desk, asks_for_company: Database) -> None:
    lead_id = add_lead(asks_for_company, "Ada Byron", email="ada@engine.example")
    _set(asks_for_company, "firm_address", "1 Wick Lane")
    with pytest.raises(
        RefusedError, match=r"^Unknown of this person: company, first name\. “hello"
    ):
        desk.preparing.introduction(lead_id)


def test_what_the_firm_has_not_said_of_itself_comes_first(
    desk: Desk, asks_for_company: Database
) -> None:
    lead_id = add_lead(asks_for_company, "Ada Byron", email="ada@engine.example")
    with pytest.raises(RefusedError, match="smiledial settings set firm_address TEXT"):
        desk.preparing.introduction(lead_id)
