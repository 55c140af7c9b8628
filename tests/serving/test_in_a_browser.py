"""The console in a real browser: what an agent sees there, and what it asks for."""

import sys
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.serving.browser import Page, browsing
from tests.serving.served import TOKEN, serving

TODAY = "Wed 18 Nov · no day before"


async def _log_in(page: Page, token: str) -> None:
    script = (
        f"document.querySelector('#name').value = 'ann';"
        f"document.querySelector('#secret').value = {token!r};"
        "document.querySelector('button').click()"
    )
    await page.run(script)


@pytest.mark.browser
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
async def test_a_call_is_made_in_a_browser_and_outlives_its_being_loaded_anew(
    database: Database, address: str, tmp_path: Path, clock: FrozenClock
) -> None:
    for line in range(3):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}")
    at = tmp_path / "now"
    at.write_text(clock().isoformat(), encoding="ascii")
    command = (sys.executable, "-m", "tests.e2e.console_at", address, "-", str(at))
    async with serving(unused_port(), command) as served, browsing(tmp_path) as page:
        await page.go(served.url)
        await _log_in(page, "not the token")
        await page.until("document.querySelector('[role=alert]').innerText.includes('token')")
        assert page.complaints == [
            "Failed to load resource: the server responded with a status of 403 (Forbidden)"
        ]
        page.complaints.clear()
        await _log_in(page, TOKEN)
        await page.until("!!document.querySelector('#terminal')")
        await page.shows("Enter Dial")
        await page.until("document.activeElement.tagName === 'TEXTAREA'")
        await page.press("Enter", 13, "\r")
        await page.shows("ON CALL")
        await page.go(served.url)
        await page.shows("ON CALL")
        assert "Lead 0" in page.screen
        await page.press("n", 78, "n")
        await page.shows("Lead 1")
        await page.press("F2", 113)
        await page.shows(TODAY)
        assert await page.run("document.fonts.check('16px \"Roboto Mono\"')")
        await page.press("Escape", 27)
        await page.shows(TODAY, until_gone=True)
        assert page.complaints == []
        await page.press("q", 81, "q")
        await page.shows("Stop here?")
        await page.press("q", 81, "q")
        await page.until("document.body.classList.contains('-closed')")
        socket = served.url.replace("http", "ws")
        own = (f"{served.url}/", f"{socket}/", "data:,")
        assert [question for question in page.asked if not question.startswith(own)] == []
        assert await page.run("document.cookie") == ""


@pytest.mark.browser
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
@pytest.mark.parametrize("pixels", [(700, 500), (1200, 800), (1900, 1000)])
async def test_the_first_frame_and_f2_have_the_size_of_the_window(
    database: Database, address: str, tmp_path: Path, clock: FrozenClock, pixels: tuple[int, int]
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    at = tmp_path / "now"
    at.write_text(clock().isoformat(), encoding="ascii")
    command = (sys.executable, "-m", "tests.e2e.console_at", address, "-", str(at))
    shell = {"COLUMNS": "100", "ROWS": "30", "LINES": "30"}  # the server's own terminal
    async with serving(unused_port(), command, shell) as served, browsing(tmp_path) as page:
        await page.resize(*pixels)
        await page.go(served.url)
        await _log_in(page, TOKEN)
        await page.shows("Ada")
        assert page.sizes == {page.window}
        await page.press("F2", 113)
        await page.shows(TODAY)
        columns, rows = page.window
        lines = page.screen.splitlines()
        assert lines[0].rstrip().endswith("12:00")
        assert len(lines[0].rstrip()) == columns - 1, "the clock is at the right edge"
        assert lines[rows - 1].strip(), "the keys are on the last row"
        assert page.sizes == {page.window}
