"""Hand the number over to a phone: copy it, open it, or run a command without a shell."""

import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from console.outreach.external_programs import digits, fill_template, opener_of, square_rows
from db.engine.database import Database
from db.tables.calls import attempts
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk
from tests.tui.textual_private import rows_on_screen


async def test_the_number_is_copied_over_ssh_too(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0147 ext. 22")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        assert agent.copied == "+12085550147"
        assert "\x1b]52;c;KzEyMDg1NTUwMTQ3\x07" in agent.sent


async def test_nothing_is_handed_over_before_the_key_is_pressed(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with at_the_desk(database, clock) as agent:
        await agent.time_passes(minutes=10)
        assert agent.copied == ""


async def test_a_command_gets_digits_and_plus_as_an_argument(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    written = tmp_path / "dialled; touch owned"
    write = "import sys; open(sys.argv[1], 'w').write(sys.argv[2])"
    command = (sys.executable, "-c", write, str(written), "call:{number}")
    async with at_the_desk(database, clock, hand_off="command", command=command) as agent:
        await agent.press("enter")
        assert written.read_text(encoding="utf-8") == "call:+12085550147"
        assert agent.copied == ""
        assert agent.verdict.startswith("ON CALL")


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("no-such-dialler",), "no-such-dialler did not start"),
        ((sys.executable, "-c", "raise SystemExit(3)"), "ended with status 3"),
        ((), "name no dial command"),
    ],
)
async def test_a_failing_command_is_reported_and_the_call_goes_on(
    database: Database, clock: FrozenClock, command: tuple[str, ...], sentence: str
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with at_the_desk(
        database, clock, size=(200, 50), hand_off="command", command=command
    ) as agent:
        await agent.press("enter")
        assert sentence in agent.notice
        assert agent.verdict.startswith("ON CALL")


def test_only_digits_and_plus_are_ever_handed_over() -> None:
    assert digits("+1 208-555;rm -rf /") == "+1208555"
    assert fill_template("--to={number}", "+1208") == "--to=+1208"
    assert fill_template("00{digits}{other}", "+1208") == "001208{other}"


@pytest.mark.parametrize(
    ("platform", "environ", "opener"),
    [
        ("linux", {"DISPLAY": ":0"}, "xdg-open"),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, "xdg-open"),
        ("darwin", {}, "open"),
        ("win32", {"SYSTEMROOT": r"D:\Windows"}, r"D:\Windows\System32\rundll32.exe"),
    ],
)
def test_each_desktop_has_its_opener(platform: str, environ: dict[str, str], opener: str) -> None:
    command = opener_of(platform, environ)
    assert command is not None
    assert command[0] == opener


def test_without_a_desktop_no_opener_is_run() -> None:
    assert opener_of("linux", {"SSH_TTY": "/dev/pts/0"}) is None


def code_on(agent: Agent) -> list[list[tuple[bool, bool]]]:
    """Return the QR code on the screen as `square_rows` does; [] unless it is black and white."""
    rows = []
    for row in rows_on_screen(agent.app)[4:17]:
        cells = []
        for text, style, _ in row.crop(1, 26):
            colors = style and (style.color, style.bgcolor)
            inks = [color.name == "#000000" for color in colors or () if color is not None]
            if len(inks) != 2 or inks[0] == inks[1]:
                return []
            cells += [(inks[0] if letter == "▀" else inks[1], inks[1]) for letter in text]
        rows.append(cells)
    return rows


async def test_enter_shows_the_number_as_a_square_for_a_camera(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with at_the_desk(database, clock, hand_off="qr") as agent:
        assert code_on(agent) == []
        await agent.press("enter")
        assert code_on(agent) == square_rows("+12085550147")
        assert "Point your phone at the square" in agent.receipt
        assert agent.verdict.startswith("ON CALL")
        with database.read() as connection:
            assert connection.execute(select(attempts.c.e164)).scalar() == "+12085550147"
        assert agent.copied == ""
        await agent.press("1")  # their answer: the number has arrived
        assert code_on(agent) == []


async def test_no_square_is_shown_where_the_verdict_forbids_the_dial(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    clock.advance(hours=12)  # midnight in New York
    async with at_the_desk(database, clock, hand_off="qr") as agent:
        await agent.press("enter", "D", "space")
        assert code_on(agent) == []
        with database.read() as connection:
            assert connection.execute(select(attempts.c.e164)).scalar() is None


async def test_space_shows_and_hides_the_square_of_any_call(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with at_the_desk(database, clock) as agent:
        await agent.press("D")
        assert code_on(agent) == []
        await agent.press("space")
        assert code_on(agent) == square_rows("+12085550147")
        await agent.press("space")
        assert code_on(agent) == []


async def test_the_square_goes_with_its_call(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    add_lead(database, "Bo", "(208) 555-0148")
    async with at_the_desk(database, clock, hand_off="qr") as agent:
        await agent.press("enter", "n")
        assert agent.lead
        assert code_on(agent) == []


async def test_a_window_too_small_for_the_square_says_so(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with at_the_desk(database, clock, size=(60, 24), hand_off="qr") as agent:
        await agent.press("enter")
        assert code_on(agent) == []
        assert "Dial (208) 555-0147 by hand. The square needs" in agent.notice
        await agent.resize(80, 24)
        assert code_on(agent) == square_rows("+12085550147")
