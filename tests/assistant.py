"""Ask `smiledial assistant` by the real MCP client over standard input and output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcp import Client, ClientSession

PROGRAM = (sys.executable, "-P", "-m", "console")


@asynccontextmanager
async def asked(
    address: str, config: Path, *words: str, environ: Mapping[str, str] | None = None
) -> AsyncIterator[ClientSession]:
    """Start the assistant on a database, with `words` before the subcommand."""
    # late: half a second of each worker, most of which run none of these tests
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    server = StdioServerParameters(
        command=PROGRAM[0],
        args=[*PROGRAM[1:], "--db", address, *words, "assistant"],
        env={**os.environ, **(environ or {}), "SMILEDIAL_CONFIG": str(config)},
    )
    # Its own default is the `sys.stderr` of its import: in a test, one without a file.
    started = stdio_client(server, errlog=sys.__stderr__ or sys.stderr)
    async with started as streams, ClientSession(*streams) as session:
        await session.initialize()
        yield session


async def answer(session: ClientSession | Client, tool: str, /, **values: Any) -> Any:
    result = await session.call_tool(tool, values)
    text = result.content[0].text  # type: ignore[union-attr]
    return json.loads(text) if text.startswith(("{", "[")) else text
