"""Rows as they leave the database."""

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from db.engine.database import Database
from db.enums import LeadKind, LeadStatus, LineType
from db.leads.records import LeadFacts, read_lead
from db.record import read_row, read_rows
from db.tables.leads import LeadRow, leads
from tests.leads import add_lead


def lead_of(database: Database) -> LeadFacts:
    lead_id = add_lead(database, "Ada Byron", kind=LeadKind.CONSUMER, line=LineType.MOBILE)
    with database.read() as connection:
        found = read_lead(connection, lead_id)
    assert found is not None
    return found


def test_words_come_back_as_their_enumerations(database: Database) -> None:
    found = lead_of(database)
    assert (found.name, found.list_name) == ("Ada Byron", "Fair")
    assert found.status is LeadStatus.OPEN
    assert found.kind is LeadKind.CONSUMER
    assert found.numbers[0].line is LineType.MOBILE


def test_a_row_is_a_value_that_nobody_changes(database: Database) -> None:
    found = lead_of(database)
    with pytest.raises(ValidationError, match="frozen"):
        setattr(found, "name", "Eve")  # noqa: B010 - the type check would find it
    with database.read() as connection:
        assert read_lead(connection, found.id) == found


def test_a_statement_that_brings_other_columns_is_refused(database: Database) -> None:
    lead_of(database)
    with database.read() as connection:
        with pytest.raises(TypeError, match="LeadRow has other columns"):
            read_row(connection, LeadRow, select(leads.c.id))
        with pytest.raises(TypeError, match="odd"):
            read_rows(connection, LeadRow, select(leads, leads.c.id.label("odd")))
