"""Sequences with logins: an agent does and stops steps, a supervisor writes and assigns."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import select

from console.cards.requests import WAYS_ASKED, AskedWithoutCall
from console.desk import Desk
from console.firm.sequences import put_sequence
from console.lists.sequences import assign_sequence, report_sequence, stop_lead
from console.supervision.firm.settings import put_setting
from console.trouble import BadInput
from db.audit.log import GENESIS, Head
from db.audit.parallel_verification import check_database
from db.engine.database import Database, NotAllowed, open_database
from db.enums import MailWay
from db.tables.sequences import LeadSequenceRow, lead_sequences
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead
from tests.team.conftest import Team
from tests.tui.driver import HERE

STEPS = """steps = [
    {day = 0, do = "call"}, {day = 0, do = "mail"}, {day = 3, do = "call"}
]
"""

OF_ANOTHER = (
    "INSERT INTO touch (lead_id, name, step, what, at, agent, skipped)"
    " VALUES (1, 'Fair', 0, 'call', now(), 'bob', '')"
)


@pytest.fixture
def owner(team: Team, clock: FrozenClock, tmp_path: Path) -> Iterator[Database]:
    """Three leads are on a sequence that sue, a supervisor, wrote and assigned."""
    owner = open_database(team.owner)
    for place, name in enumerate(("Ada", "Bo", "Cy")):
        add_lead(owner, name, f"(208) 555-01{place:02}", email="them@engine.example")
    path = tmp_path / "fair.toml"
    path.write_text(STEPS)
    sue = team.open("sue")
    put_sequence(sue, "Fair", path, team.login("sue"), clock())
    assign_sequence(sue, "Fair", "list = Fair", "", "UTC", team.login("sue"), clock())
    put_setting(sue, "firm_name", "Northwind", team.login("sue"), clock())
    put_setting(sue, "firm_address", "1 Wick Lane", team.login("sue"), clock())
    sue.close()
    yield owner
    owner.close()


@pytest.fixture
def ann(team: Team, owner: Database, clock: FrozenClock) -> Iterator[Desk]:
    assert owner
    database = team.open("ann")
    yield Desk(database, clock, team.login("ann"), 10, HERE)
    database.close()


def places(owner: Database) -> dict[int, LeadSequenceRow]:
    with owner.read() as connection:
        rows = connection.execute(select(lead_sequences)).mappings()
        return {row["lead_id"]: LeadSequenceRow(**row) for row in rows}


def test_an_agent_takes_steps_undoes_them_and_stops_a_sequence(
    team: Team, ann: Desk, owner: Database, clock: FrozenClock
) -> None:
    card = call(ann, "voicemail")
    assert dict(card.facts)["Touch"] == "1 of 3 · call · due today"
    assert places(owner)[card.lead_id].step == 1
    ann.undo()
    assert places(owner)[card.lead_id].step == 0
    ann.record(ann.open().claim, "no", "", None, None)  # type: ignore[union-attr]
    assert places(owner)[card.lead_id].reason == "talk"
    clock.advance(minutes=1)
    ann.undo()
    assert places(owner)[card.lead_id].stopped_at is None
    ann.record(ann.open().claim, "voicemail", "", None, None)  # type: ignore[union-attr]
    clock.advance(days=1)
    other = next_card(ann)
    written = ann.preparing.introduction(card.lead_id)
    ann.preparing.record_introduction(written, MailWay.DRAFT)
    assert places(owner)[card.lead_id].step == 2
    database = team.open("ann")
    stop_lead(database, other.lead_id, "asked", team.login("ann"), clock())
    database.close()
    assert report_sequence(owner, "Fair").stopped == {"asked": 1}
    ann.leave(other.claim)
    third = max({*places(owner)} - {card.lead_id, other.lead_id})
    held = ann.take(third)
    asked = AskedWithoutCall(held.phone.number_id, WAYS_ASKED[0], clock().date(), "stop")
    ann.requests.bar(held.claim, asked)
    assert places(owner)[third].reason == "do not call"
    clock.advance(minutes=1)
    ann.undo()
    assert places(owner)[third].stopped_at is None
    assert check_database(owner, Head(0, GENESIS)).fault is None


def test_an_agent_neither_writes_nor_assigns_nor_begins_one_again(
    team: Team, ann: Desk, clock: FrozenClock, tmp_path: Path
) -> None:
    stopped = call(ann, "no").lead_id
    clock.advance(minutes=1)
    call(ann, "voicemail")
    database, name = team.open("ann"), team.login("ann")
    with pytest.raises(NotAllowed):
        put_sequence(database, "Fair", tmp_path / "fair.toml", name, clock())
    with pytest.raises((NotAllowed, BadInput)):
        assign_sequence(database, "Fair", "list = Fair", "", "UTC", name, clock())
    with pytest.raises((NotAllowed, BadInput)):
        assign_sequence(database, "Fair", "", "Fair", "UTC", name, clock())
    database.close()
    with team.connect("ann") as server:
        for statement in (
            f"UPDATE lead_sequence SET stopped_at = NULL WHERE lead_id = {stopped}",
            f"UPDATE lead_sequence SET lead_id = 1 WHERE lead_id = {stopped}",
            "DELETE FROM lead_sequence",
            "INSERT INTO lead_sequence SELECT * FROM lead_sequence",
            "DELETE FROM touch WHERE lead_id = " + str(stopped),
            "UPDATE touch SET skipped = 'x'",
            OF_ANOTHER,
        ):
            with pytest.raises(InsufficientPrivilege):
                server.execute(statement)
