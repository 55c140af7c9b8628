"""Waiting for what crosses a socket to reach the screen."""

import asyncio
import time
from collections.abc import Callable

from tests.tui.driver import Agent

PATIENCE = 60.0


async def until(agent: Agent, is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"it never came so; the screen shows:\n{agent.screen_text}")
        await agent.settle()
        await asyncio.to_thread(lambda: None)
