"""Who may be one person is proposed by number, e-mail, name and address."""

import pytest

from console.lists.merging import names_alike, propose
from db.engine.database import Database
from tests.leads import add_lead


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("Ada Byron", "A. Byron", True),
        ("Ada Byron", "Byron, Ada", True),
        ("Zoë Ångström", "Zoe Angstrom", True),
        ("Catherine Smith", "Katherine Smith", True),
        ("Ada Byron", "Anna Byron", False),
        ("Ada Byron", "Bo Diaz", False),
        ("", "Ada", False),
    ],
)
def test_names_are_alike_where_they_may_be_one_persons(one: str, other: str, *, are: bool) -> None:
    assert names_alike(one, other) is are
    assert names_alike(other, one) is are


def test_pairs_are_proposed_once_with_what_they_have_in_common(database: Database) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147", email="ada@example.com")
    add_lead(database, "A. Byron", "(208) 555-0147", email="ADA@example.com")
    add_lead(database, "Bo Diaz", "(208) 555-0147")  # of the same office
    add_lead(database, "Cy Young", "(208) 555-0150", email="cy@example.com")
    add_lead(database, "Cy Young", "(208) 555-0151", email="Cy@example.com")
    add_lead(database, "Di Lee", "(208) 555-0152", address="1 Main St.", postal_code="83702")
    add_lead(database, "Di Lee", "(208) 555-0153", address="1 main st", postal_code="83702")
    add_lead(database, "Di Lee", "(208) 555-0154", address="2 High St", postal_code="83704")
    add_lead(database, "Robert Ng", "(208) 555-0155", email="ng@example.com")
    add_lead(database, "Bob Ng", "(208) 555-0156", email="ng@example.com")
    with database.read() as connection:
        matches = [(why, row.id, other.id) for why, row, other in propose(connection, 10)]
        assert len(propose(connection, 1)) == 1
    assert matches == [
        ("number", 1, 2),
        ("e-mail", 4, 5),
        ("name and address", 6, 7),
        ("e-mail, another name", 9, 10),
    ]
