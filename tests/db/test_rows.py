"""Rows as they leave the database."""

import pytest
from msgspec import Struct
from sqlalchemy import select
from sqlmodel import SQLModel

from db.engine.database import Database
from db.enums import LeadKind, LeadStatus, LineType
from db.leads.records import LeadFacts, read_lead
from db.rows import read_row, read_rows
from db.tables import calls, firm, imports, leads, presence, sessions
from tests.leads import add_lead

TABLES: dict[type[Struct], type[SQLModel]] = {
    calls.AttemptRow: calls.Attempt,
    calls.CallbackRow: calls.Callback,
    calls.SkipRow: calls.Skip,
    imports.BatchRow: imports.ImportBatch,
    leads.LeadRow: leads.Lead,
    leads.NumberRow: leads.Number,
    leads.ListRow: leads.LeadList,
    presence.HelpRow: presence.HelpCall,
    presence.NoticeRow: presence.Notice,
    presence.PauseRow: presence.Pause,
    presence.PresenceRow: presence.Presence,
    sessions.SessionRow: sessions.CallingSession,
    firm.TextRow: firm.PreparedText,
    firm.VersionRow: firm.ScriptVersion,
}


def lead_of(database: Database) -> LeadFacts:
    lead_id = add_lead(database, "Ada Byron", kind=LeadKind.CONSUMER, line=LineType.MOBILE)
    with database.read() as connection:
        lead = read_lead(connection, lead_id)
    assert lead is not None
    return lead


@pytest.mark.parametrize("row", TABLES, ids=lambda row: row.__name__)
def test_a_row_has_the_columns_of_its_table(row: type[Struct]) -> None:
    assert row.__annotations__ == TABLES[row].__annotations__


def test_every_row_of_a_table_is_held_to_it() -> None:
    modules = (calls, imports, leads, presence, sessions, firm)
    values = [value for module in modules for value in vars(module).values()]
    rows = {value for value in values if isinstance(value, type) and issubclass(value, Struct)}
    assert rows - {Struct} == TABLES.keys()


def test_words_come_back_as_their_enumerations(database: Database) -> None:
    lead = lead_of(database)
    assert (lead.name, lead.list_name) == ("Ada Byron", "Fair")
    assert lead.status is LeadStatus.OPEN
    assert lead.kind is LeadKind.CONSUMER
    assert lead.numbers[0].line is LineType.MOBILE


def test_a_row_is_a_value_that_nobody_changes(database: Database) -> None:
    lead = lead_of(database)
    with pytest.raises(AttributeError, match="immutable"):
        setattr(lead, "name", "Eve")  # noqa: B010 - the type check would find it
    with database.read() as connection:
        assert read_lead(connection, lead.id) == lead


def test_a_statement_with_other_columns_is_refused(database: Database) -> None:
    lead_of(database)
    table = leads.leads
    with database.read() as connection:
        with pytest.raises(TypeError, match="Missing required argument"):
            read_row(connection, leads.LeadRow, select(table.c.id))
        with pytest.raises(TypeError, match="odd"):
            list(read_rows(connection, leads.LeadRow, select(table, table.c.id.label("odd"))))
