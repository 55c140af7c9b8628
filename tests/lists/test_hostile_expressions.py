"""What an expression says is a value: no part of it is ever a part of the statement."""

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from db.engine.database import open_database
from tests.cli.shell import CommandLine
from tests.leads import add_lead

HOSTILE = [
    'name = "x\'; DROP TABLE lead; --"',
    'name ~ "%\' OR 1=1 --"',
    "name = 'x\" OR 1=1 --'",
    '"Shoe size\') OR 1=1 --" = "44"',
]


@pytest.mark.parametrize("expression", HOSTILE)
def test_every_word_of_an_expression_is_bound(smiledial: CommandLine, expression: str) -> None:
    database = open_database(smiledial.db)
    add_lead(database, "Ada", "2085550147", extras={"Shoe size": "44"})
    database.close()
    lines: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        lines.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        answer = smiledial("export", "leads", "--where", expression)
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    assert answer.status in (0, 3), answer
    assert "Ada" not in answer.out
    assert not [line for line in lines if "DROP TABLE lead;" in line or "1=1" in line]
    assert "Ada" in smiledial("export", "leads").out
