"""After an import: seen, shown, undone while nobody was called; lists retired and resumed."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from console.cards.lead import Card
from console.cards.waiting import Nobody
from db.engine.database import Database
from db.tables.leads import leads, numbers
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.tui.driver import desk_for


@pytest.fixture
def fair(smiledial: CommandLine, tmp_path: Path) -> CommandLine:
    """Three business leads imported from one file, planned into one session."""
    path = tmp_path / "fair.csv"
    path.write_text(
        "name,phone,kind\n"
        "Ada,(208) 555-0101,business\nBo,(208) 555-0102,business\nCy,(208) 555-0103,business\n"
    )
    assert smiledial("import", str(path)).status == 0
    assert smiledial("sessions", "plan").status == 0
    return smiledial


def counts(database: Database) -> list[int]:
    with database.read() as connection:
        return [
            int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in (leads, numbers)
        ]


def test_an_import_is_listed_shown_and_undone_whole(database: Database, fair: CommandLine) -> None:
    (batch,) = fair("imports", "list", "--json").document
    assert (batch["file"], batch["list"], batch["imported"]) == ("fair.csv", "fair", 3)
    shown = fair("imports", "show", str(batch["id"]), "--json").document
    assert (shown["leads"], shown["may_undo"]) == ({"open": 3}, True)
    assert {"field": "phone", "column": "phone"} in shown["mapping"]
    text = fair("imports", "show", str(batch["id"])).out
    assert "None was called, written to or passed over: to undo the import, run" in text
    assert "Read as phone from “phone”" in text
    undone = fair("imports", "undo", str(batch["id"]))
    assert undone.err == ""
    assert undone.out == "3 leads taken out of “fair”.\n"
    assert counts(database) == [0, 0]
    assert fair("imports", "list", "--json").document == []
    assert fair("lists", "--json").document == []
    assert fair("sessions", "list", "--json").document == []
    assert fair("audit", "verify").status == 0


def test_an_import_is_not_undone_once_a_lead_was_called(
    database: Database, fair: CommandLine, clock: FrozenClock
) -> None:
    desk = desk_for(database, clock)
    card = desk.next()
    assert isinstance(card, Nobody)
    (session,) = desk.sessions.all()
    desk.sessions.start(session.session_id)
    card = desk.next()
    assert isinstance(card, Card)
    held = fair("imports", "undo", "1")
    assert held.status == 3
    assert "cannot be undone now: 1 of its leads is on a screen: Ada" in held.err
    shown = fair("imports", "show", "1")
    assert (
        "1 lead is on a screen: the import cannot be undone until it is off the screen."
        in shown.out
    )
    document = fair("imports", "show", "1", "--json").document
    assert (document["worked"], document["on_screen"], document["may_undo"]) == (0, 1, False)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "no", "")
    called = fair("imports", "undo", "1")
    assert called.status == 3
    assert "1 of its leads was called, written to or passed over: Ada" in called.err
    shown = fair("imports", "show", "1")
    text = "1 lead was called, written to or passed over: the import can no longer be undone."
    assert text in shown.out
    assert counts(database) == [3, 3]
    assert fair("imports", "undo", "77").status == 3


def test_a_retired_list_leaves_the_queue_and_its_sessions_and_comes_back(
    database: Database, fair: CommandLine, clock: FrozenClock
) -> None:
    assert fair("dnc", "add", "+12085550102", "--reason", "asked").status == 0
    assert fair("lists", "retire", "fair").status == 0
    (row,) = fair("lists", "--json").document
    assert (row["leads"], row["open"], row["retired_at"] is None) == (3, 0, False)
    assert fair("sessions", "list", "--json").document == []
    assert isinstance(desk_for(database, clock).next(), Nobody)
    assert fair("find", "Ada", "--json").document[0]["status"] == "list_retired"
    assert fair("lists", "retire", "fair").status == 3
    # Evidence and lists go on changing meanwhile; nothing of the list is offered by that.
    assert fair("dnc", "remove", "+12085550102", "--reason", "mistake").status == 0
    assert fair("dnc", "add", "+12085550103", "--reason", "asked").status == 0
    assert isinstance(desk_for(database, clock).next(), Nobody)
    assert fair("lists", "resume", "fair").status == 0
    (row,) = fair("lists", "--json").document
    assert (row["open"], row["barred"], row["retired_at"]) == (2, 1, None)
    card = desk_for(database, clock).next()
    assert isinstance(card, Card)
    assert card.name == "Ada"
    assert fair("lists", "resume", "fair").status == 3
    assert fair("lists", "resume", "nowhere").status == 3
    assert fair("audit", "verify").status == 0


def test_sessions_shrink_by_the_leads_a_retirement_takes(
    database: Database, fair: CommandLine, clock: FrozenClock
) -> None:
    desk = desk_for(database, clock)
    (session,) = desk.sessions.all()
    desk.sessions.start(session.session_id)
    card = desk.next()
    assert isinstance(card, Card)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "no", "")
    fair("lists", "retire", "fair")
    (shown,) = desk.sessions.all()
    assert (shown.size, shown.done, shown.left) == (1, 1, 0)


def test_an_import_is_undone_after_a_session_in_which_nobody_was_called(
    database: Database, fair: CommandLine, clock: FrozenClock
) -> None:
    desk = desk_for(database, clock)
    desk.sessions.start(desk.sessions.all()[0].session_id)
    desk.sessions.end()
    (batch,) = fair("imports", "list", "--json").document
    undone = fair("imports", "undo", str(batch["id"]))
    assert undone.err == ""
    assert counts(database) == [0, 0]


def test_the_doctor_counts_those_whom_nobody_may_call_apart(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    path.write_text("name,phone,state\nAda,2125550147,NY\nBo,2125550148,NY\n", "utf-8")
    smiledial("import", str(path), "--kind", "business")
    smiledial("dnc", "add", "2125550147", "--reason", "by letter")
    text = smiledial("doctor").out
    assert "1 to call, 1 of them now; 1 more that nobody may call" in text
