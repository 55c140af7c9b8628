from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, CookieJar
from aiohttp.test_utils import unused_port

from tests.serving.served import Served, serving


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    """A server on this machine that has no console to give."""
    async with serving(unused_port(), ("false",)) as started:
        yield started


@pytest.fixture
async def visitor() -> AsyncIterator[ClientSession]:
    """Somebody's browser, as far as it speaks HTTP."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield session
