"""How often a call asks the database: it is what bounds how many agents one server carries."""

from sqlalchemy import event

from console.cards.lead import Card
from console.desk import Desk
from console.view.state import commands
from db.engine.database import Database
from tests.leads import add_many

MOST = {"sqlite": 56, "postgresql": 42}
"""By a dial, an outcome and the next lead, with what the screen shows of the day beside them."""


def test_a_call_asks_the_database_no_more_often_than_it_must(
    desk: Desk, database: Database
) -> None:
    add_many(database, 100, 4)
    desk.sessions.start(desk.sessions.plan(size=25).sessions[0].session_id)
    asked: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append(statement)

    scene = commands.go_on(desk, None)
    for _ in range(3):
        asked.clear()
        assert isinstance(scene.shown, Card)
        commands.dial(desk, scene.shown.claim, scene.shown.phone.number_id)
        scene = commands.record(desk, scene.shown.claim, "no", "")
    event.remove(database.engine, "before_cursor_execute", _count)
    assert len(asked) <= MOST[database.engine.dialect.name]
