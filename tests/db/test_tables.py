"""Tables are plain SQLModel tables: they can be constructed, validated, selected and dumped."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError
from sqlmodel import Session, SQLModel, select

from db.engine.database import Database
from db.enums import LeadKind, LineType, PatternKind
from db.tables.do_not_call import Suppression, SuppressionPattern
from db.tables.every import METADATA
from db.tables.leads import Lead, LeadList, Number, Place
from tests.leads import add_lead

NOON = datetime(2026, 11, 18, 18, 0, tzinfo=UTC)


def test_what_is_constructed_and_stored_is_selected(database: Database) -> None:
    pattern = SuppressionPattern(
        kind=PatternKind.DOMAIN, value="acme.com", reason="asked", agent="ann", added_at=NOON
    )
    entry = Suppression(e164="+12025550123", reason="asked", agent="ann", on=NOON)
    with database.write() as connection, Session(connection) as session:
        session.add(pattern)
        session.add(entry)
        session.flush()
    with database.read() as connection, Session(connection) as session:
        stored = session.exec(select(SuppressionPattern)).one()
        listed = session.exec(select(Suppression).where(Suppression.on == NOON)).one()
        assert (stored.id, stored.kind, stored.value) == (1, PatternKind.DOMAIN, "acme.com")
        assert (listed.e164, listed.on) == ("+12025550123", NOON)


def test_a_lead_is_selected_with_its_words_and_dumped(database: Database) -> None:
    lead_id = add_lead(database, "Ada Byron", kind=LeadKind.CONSUMER, line=LineType.MOBILE)
    with database.read() as connection, Session(connection) as session:
        lead = session.get_one(Lead, lead_id)
        number = session.exec(select(Number).where(Number.lead_id == lead_id)).one()
        place = session.get_one(Place, lead.place_id)
        fair = session.exec(select(LeadList)).one()
        document = lead.model_dump(mode="json")
    assert (lead.name, lead.kind, fair.name) == ("Ada Byron", LeadKind.CONSUMER, "Fair")
    assert number.line is LineType.MOBILE
    assert place.hidden_at is None
    assert document["name"] == "Ada Byron"
    assert document["kind"] == "consumer"
    assert document["due_at"] is None


def test_a_lead_is_validated() -> None:
    values = {"list_id": 1, "place_id": "2", "name": "Ada", "kind": "business"}
    lead = Lead.model_validate(values)
    assert (lead.place_id, lead.kind, lead.extras) == (2, LeadKind.BUSINESS, {})
    with pytest.raises(ValidationError, match=r"kind\n"):
        Lead.model_validate(values | {"kind": "friend"})
    with pytest.raises(ValidationError, match=r"place_id\n"):
        Lead.model_validate({name: value for name, value in values.items() if name != "place_id"})


def test_every_table_has_a_class_whose_rows_are_selected_and_dumped(database: Database) -> None:
    add_lead(database, "Ada Byron")
    kinds = {vars(kind).get("__table__"): kind for kind in SQLModel.__subclasses__()}
    selected = set()
    with database.read() as connection, Session(connection) as session:
        for table in METADATA.sorted_tables:
            kind = kinds[table]
            for row in session.exec(select(kind)):
                assert row.model_dump().keys() == kind.model_fields.keys()
                selected.add(kind.__name__)
    assert selected >= {"AuditHead", "Lead", "LeadList", "Number", "Outcome", "Place", "Setting"}
