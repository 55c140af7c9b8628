"""Wait for a softphone's control socket and for the screen."""

from typing import Any

from sqlalchemy import select

from db.engine.database import Database
from db.tables.calls import attempts
from tests.telephone.control_socket import ControlSocket
from tests.telephone.waiting import until
from tests.tui.driver import Agent


async def dial(agent: Agent, softphone: ControlSocket) -> None:
    await until(agent, lambda: softphone.is_connected)
    await agent.press("enter")
    await until(agent, lambda: any(command.startswith("dial") for command in softphone.commands))


def says(agent: Agent, shown: str) -> bool:
    return agent.verdict.startswith(shown)


async def line_is(agent: Agent, softphone: ControlSocket, kind: str, shown: str) -> None:
    softphone.send(kind)
    await until(agent, lambda: agent.verdict.startswith(shown))


def attempt(database: Database) -> Any:
    with database.read() as connection:
        return connection.execute(select(attempts).order_by(attempts.c.id.desc())).first()
