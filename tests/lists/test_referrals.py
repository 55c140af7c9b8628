"""Somebody whom a lead has named: into the same list, with who it was."""

import re

import pytest

from console.importing.one_lead import NewPerson, add_lead, refer
from console.rules.places.facts import place_from_facts
from console.trouble import BadInput
from db.engine.database import Database
from db.enums import LeadKind
from db.leads.records import LeadFacts, read_lead
from tests.conftest import FrozenClock
from tests.leads import add_lead as plant


def lead(database: Database, lead_id: int) -> LeadFacts:
    with database.read() as connection:
        matches = read_lead(connection, lead_id)
    assert matches is not None
    return matches


def kind_called(database: Database, lead_id: int) -> LeadKind:
    return place_from_facts(lead(database, lead_id).numbers[0].place).kind


def test_a_referral_goes_into_the_list_of_who_named_it_with_who_it_was(
    database: Database, clock: FrozenClock
) -> None:
    ada = plant(database, "Ada Byron", list_name="Fair")
    person = NewPerson("Cy", ["(212) 555-0147"], fields={"region": "NY", "notes": "at noon"})
    added = refer(database, ada, person, "ann", clock())
    cy = lead(database, added.lead_id)
    assert (cy.name, cy.list_name, cy.kind, cy.notes) == (
        "Cy",
        "Fair",
        "consumer",
        "at noon",
    )
    assert cy.extras == {"referred by": "Ada Byron"}
    with pytest.raises(BadInput, match=r"Cy \(\d+\) has 212-555-0147 already"):
        refer(database, ada, NewPerson("Cy again", ["212-555-0147"]), "ann", clock())


def test_a_referral_is_a_business_only_where_the_agent_says_so(
    database: Database, clock: FrozenClock
) -> None:
    ada = plant(database, "Ada", kind=LeadKind.BUSINESS)
    unsaid = refer(database, ada, NewPerson("Cy", ["(212) 555-0147"]), "ann", clock())
    firm = NewPerson("Engines", ["(212) 555-0148"], fields={"kind": "b"})
    sentence = refer(database, ada, firm, "ann", clock())
    kinds = [kind_called(database, text.lead_id) for text in (unsaid, sentence)]
    assert kinds == [LeadKind.CONSUMER, LeadKind.BUSINESS]
    wrong = NewPerson("Robot", ["(212) 555-0149"], fields={"kind": "robot"})
    with pytest.raises(BadInput, match="consumer or business"):
        refer(database, ada, wrong, "ann", clock())


@pytest.mark.parametrize(
    ("phones", "says"),
    [
        (["156-299-3659"], "“156-299-3659” has an area code that does not exist"),
        (["(212) 555-0147", "12"], "“12” is too short for a number"),
        (["020 7946 0018"], "“020 7946 0018” begins with 0, as no number of North America does"),
        ([""], "There is no number here: fill it in."),
    ],
)
def test_a_bad_number_is_told_as_of_one_that_was_typed(
    database: Database, clock: FrozenClock, phones: list[str], says: str
) -> None:
    with pytest.raises(BadInput, match=re.escape(f"Not added: {says}")):
        add_lead(database, NewPerson("Cy", phones), "ann", clock())
