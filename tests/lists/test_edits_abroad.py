"""The address of a lead abroad is mended by the regions and codes of its own country."""

from typing import Any

import pytest
from sqlalchemy import select

from console.lists.lead_edits import edit_lead
from console.trouble import BadInput
from db.engine.database import Database
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.leads import add_lead


def region_of(database: Database, lead_id: int) -> str:
    with database.read() as connection:
        return str(connection.scalar(select(leads.c.region).where(leads.c.id == lead_id)))


@pytest.mark.parametrize(
    ("phone", "changes"),
    [
        ("+55 11 91234 5678", {"region": "SP"}),
        ("+55 11 91234 5678", {"region": "Rio de Janeiro", "postal_code": "20000-000"}),
        ("+34 612 345 678", {"region": "Las Palmas", "postal_code": "35001"}),
        ("+44 7400 123456", {"region": "Kent", "postal_code": "ME4 4TZ"}),
        ("+1 208 555 0147", {"country": "Brazil", "region": "Amazonas"}),
    ],
)
def test_an_address_is_read_by_the_numbers_country_where_it_names_none(
    database: Database, clock: FrozenClock, phone: str, changes: dict[str, Any]
) -> None:
    ada = add_lead(database, "Ada", phone, country="")
    edit_lead(database, ada, changes, "ann", clock())
    assert region_of(database, ada) == changes["region"]


@pytest.mark.parametrize(
    ("phone", "changes", "says"),
    [
        ("+55 11 91234 5678", {"region": "Amazonass"}, "did you mean Amazonas"),
        ("+55 11 91234 5678", {"region": "☃"}, "write it like AC or Acre"),
        ("+34 612 345 678", {"postal_code": "99999"}, "is no postal code known here"),
    ],
)
def test_a_misspelt_place_abroad_is_refused(
    database: Database, clock: FrozenClock, phone: str, changes: dict[str, Any], says: str
) -> None:
    ada = add_lead(database, "Ada", phone, country="")
    with pytest.raises(BadInput, match=says):
        edit_lead(database, ada, changes, "ann", clock())
