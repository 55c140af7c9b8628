"""A list that was taken for consumers and is of businesses: all its leads are checked again."""

from pathlib import Path

import pytest

from console.lists.batches import set_kind
from db.engine.database import Database
from db.enums import LeadKind
from db.tables.leads import leads
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.importing.conftest import Import
from tests.importing.stored import stored
from tests.registries.lists import Lists
from tests.tui.driver import desk_for

ROWS = ("name,phone", "Ann,2085550141", "Bob,2085550142", "Cy,2085550143")


@pytest.fixture
def listed(database: Database, clock: FrozenClock, tmp_path: Path) -> Lists:
    return Lists(database, clock, tmp_path)


def test_its_leads_may_be_called_and_who_is_on_a_registry_is_open_again(
    smiledial: CommandLine, database: Database, bring: Import, listed: Lists
) -> None:
    listed.load("208,5550142\n")
    bring(*ROWS, list_name="Firms")
    assert dict(stored(database, leads.c.name, leads.c.bar))["Bob"] == "registry"
    text = smiledial("lists", "set", "Firms", "--kind", "business").out
    assert text == "“Firms” is a list of businesses: 3 leads checked again.\n"
    assert {row[1:] for row in stored(database, leads.c.name, leads.c.kind, leads.c.bar)} == {
        ("business", "")
    }
    (held,) = smiledial("lists", "--json").document
    assert (held["kind"], held["open"]) == ("business", 3)
    assert smiledial("why", "--json").document["callable"] == 3
    assert smiledial("audit", "verify").status == 0
    assert smiledial("lists", "set", "Firms", "--kind", "business").status == 3
    assert smiledial("lists", "set", "Nobody", "--kind", "business").status == 3
    assert smiledial("lists", "set", "Firms", "--kind", "consumer", "--price", "5 EUR").status == 2


def test_back_to_consumers_the_registry_bars_again_and_a_request_stays(
    database: Database, bring: Import, clock: FrozenClock, listed: Lists
) -> None:
    listed.load("208,5550142\n")
    bring(*ROWS, kind=LeadKind.BUSINESS, list_name="Firms")
    desk = desk_for(database, clock, "ann")
    card = call(desk, "do_not_call")
    set_kind(database, "Firms", LeadKind.CONSUMER, "ann", clock())
    matches = dict(stored(database, leads.c.name, leads.c.bar))
    assert matches["Bob"] == "registry"
    status = dict(stored(database, leads.c.id, leads.c.status))
    assert status[card.lead_id] == "closed"


def test_who_is_on_a_screen_is_left_and_counted(
    database: Database, bring: Import, clock: FrozenClock
) -> None:
    bring(*ROWS, kind=LeadKind.BUSINESS, list_name="Firms")
    card = next_card(desk_for(database, clock, "eve"))
    done = set_kind(database, "Firms", LeadKind.CONSUMER, "ann", clock())
    assert (done.leads, done.left) == (2, 1)
    kinds = dict(stored(database, leads.c.id, leads.c.kind))
    assert kinds[card.lead_id] == "business"
    clock.advance(hours=1)
    again = set_kind(database, "Firms", LeadKind.CONSUMER, "ann", clock())
    assert (again.leads, again.left) == (1, 0)


@pytest.mark.parametrize("count", [1200])
def test_more_than_one_transaction_holds_are_all_done(
    database: Database, bring: Import, clock: FrozenClock, count: int
) -> None:
    bring(
        "name,phone", *(f"N {n},208234{n:04}" for n in range(2000, 2000 + count)), list_name="Firms"
    )
    seen: list[tuple[int, int]] = []
    done = set_kind(
        database,
        "Firms",
        LeadKind.BUSINESS,
        "ann",
        clock(),
        lambda at, of: seen.append((at, of)),
    )
    assert done.leads == count
    assert seen == [(500, count), (1000, count), (count, count)]
