"""A word for the line type that nobody understands is a doubt where the law asks for the type."""

import pytest
from sqlalchemy import select

from console.do_not_call import evidence
from console.importing.notes import noticed_in
from console.importing.result import Imported
from console.lists.lead_edits import set_line
from console.rules.places.facts import place_from_facts
from console.rules.values import Firm, Place, Standing
from console.rules.verdict.verdict import judge
from db.engine.database import Database
from db.enums import EvidenceKind, LeadKind, LineType, OnDuplicate, VerdictKind
from db.tables.leads import leads, numbers, places
from tests.conftest import FrozenClock
from tests.importing.conftest import Import

HEADER = "phone,name,company,state,line type"
IN_ARIZONA = "6025550149,Ida,Ida Ltd,AZ,DSL thing"


def stored_places(database: Database) -> list[Place]:
    with database.read() as connection:
        wanted = select(places.c.facts).join(numbers, numbers.c.place_id == places.c.id)
        facts = connection.execute(wanted.order_by(numbers.c.id)).scalars()
        return [place_from_facts(text) for text in facts]


def stored_lines(database: Database) -> list[str]:
    with database.read() as connection:
        wanted = select(numbers.c.line).order_by(numbers.c.id)
        return [line.value for line in connection.execute(wanted).scalars()]


def codes(place: Place, clock: FrozenClock) -> list[str]:
    verdict = judge(place, Standing(written=(("line_type", "DSL thing"),)), Firm(), clock())
    return [reason.code.value for reason in verdict.reasons if reason.kind is not VerdictKind.WAIT]


def said(brought: Imported) -> str:
    return " ".join(noticed_in(brought, is_done=True))


def test_it_is_a_doubt_in_arizona_and_none_in_florida(
    database: Database, bring: Import, clock: FrozenClock
) -> None:
    rows = (IN_ARIZONA, "3055550152,Lu,Lu Ltd,FL,DSL thing")
    brought = bring(HEADER, *rows, kind=LeadKind.BUSINESS)
    arizona, florida = stored_places(database)
    assert codes(arizona, clock) == ["line_type_unread"]
    assert codes(florida, clock) == []
    assert "2 numbers have a line type that is not understood" in said(brought)
    assert "“DSL thing” 2" in said(brought)
    with database.read() as connection:
        assert (
            connection.execute(select(leads.c.extras)).scalars().all()
            == [{"line_type": "DSL thing"}] * 2
        )


@pytest.mark.parametrize(
    ("line", "reasons"), [(LineType.LANDLINE, []), (LineType.MOBILE, ["mobile_barred"])]
)
def test_one_answer_settles_it_for_a_lead_or_for_the_whole_file(
    database: Database, bring: Import, clock: FrozenClock, line: LineType, reasons: list[str]
) -> None:
    bring(HEADER, IN_ARIZONA, kind=LeadKind.BUSINESS)
    set_line(database, 1, line, "ann", clock())
    result = bring(
        HEADER,
        "6025550150,Jo,Jo Ltd,AZ,dsl THING",
        kind=LeadKind.BUSINESS,
        line_types=(("DSL thing", line),),
    )
    assert [codes(place, clock) for place in stored_places(database)] == [reasons, reasons]
    assert "line type" not in said(result)


def test_the_doubt_stays_when_the_place_is_found_again(
    database: Database, bring: Import, clock: FrozenClock
) -> None:
    bring(HEADER, IN_ARIZONA, kind=LeadKind.BUSINESS)
    day = clock().date()
    evidence.record(
        database, "+16025550149", EvidenceKind.STATED, day, "", "ann", clock(), "America/Phoenix"
    )
    assert codes(stored_places(database)[0], clock) == ["line_type_unread"]
    again = {"kind": LeadKind.BUSINESS, "on_duplicate": OnDuplicate.UPDATE}
    bring("phone,name,state", "6025550149,Ida,AZ", **again)
    assert codes(stored_places(database)[0], clock) == ["line_type_unread"]
    bring(HEADER, "6025550149,Ida,Ida Ltd,AZ,landline", **again)
    assert codes(stored_places(database)[0], clock) == []


@pytest.mark.parametrize("on", [OnDuplicate.UPDATE, OnDuplicate.MERGE])
def test_what_a_word_means_settles_known_leads_of_the_same_file(
    database: Database, bring: Import, clock: FrozenClock, on: OnDuplicate
) -> None:
    bring(HEADER, IN_ARIZONA, kind=LeadKind.BUSINESS)
    meaning = (("DSL thing", LineType.LANDLINE),)
    bring(HEADER, IN_ARIZONA, on_duplicate=on, line_types=meaning)
    assert codes(stored_places(database)[0], clock) == []
    assert stored_lines(database) == ["landline"]


def test_only_an_update_replaces_a_line_type(database: Database, bring: Import) -> None:
    row = IN_ARIZONA.replace("DSL thing", "{}")
    bring(HEADER, row.format("landline"), kind=LeadKind.BUSINESS)
    for on, line in ((OnDuplicate.MERGE, "landline"), (OnDuplicate.UPDATE, "mobile")):
        bring(HEADER, row.format("mobile"), on_duplicate=on)
        assert stored_lines(database) == [line]


def test_the_type_of_each_phone_column_is_its_own(
    database: Database, bring: Import, clock: FrozenClock
) -> None:
    bring(
        "Phone 1,Phone 1 Type,Phone 2,Phone 2 Type,name,state",
        "6025550149,Landline,6025550150,DSL thing,Ida,AZ",
        kind=LeadKind.BUSINESS,
    )
    first, second = stored_places(database)
    assert codes(first, clock) == []
    assert codes(second, clock) == ["line_type_unread"]
