"""Write the pictures of the documentation from the running program, at a fixed time."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

from rich.console import Console
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.worker import WorkerCancelled

from console.cli.start.demo import make_demo, make_floor
from console.demo.floor.people import SUPERVISOR, ZONE
from console.firm.personal_settings import Personal
from console.machine import use_packaged_time_data
from console.tui.app import SmileDialApp
from console.tui.calling.screen import CallingScreen
from console.tui.wall.app import WallApp
from console.wiring import make_desk
from db.engine.database import Database

DOCS = Path(__file__).parents[1] / "docs"
AT = datetime(2026, 11, 18, 21, 12, tzinfo=UTC)
"""A Wednesday, 16:12 in New York."""


ON_THE_FLOOR = datetime(2026, 11, 18, 20, 40, tzinfo=UTC)
"""The same day, 14:40 in Chicago, where the floor of the demo is."""

OF_THE_FLOOR = {"wall": (160, 50), "today": (160, 50)}
"""The pictures of the floor, with the size of the terminal."""

CALLS = (("80", "n", "20"), ("45", "v", "15"), ("30", "n", "12"), ("25", "a", "31"), ("190", "y"))
"""Of each call: its seconds, the key of its outcome, and the seconds of the pause after it."""

FONTS = "Menlo, Consolas, DejaVu Sans Mono,"

A_SHIFT = [press for call in CALLS for press in ("enter", *call)]

PICTURES: dict[str, tuple[tuple[int, int], Sequence[str]]] = {
    "on-call": ((80, 24), ("enter", "75", "e", *"wants proof", "escape")),
    "wide": ((160, 50), ("enter", "48")),
    "reasons": ((160, 50), ("r",)),
    "summary": ((80, 24), (*A_SHIFT, "q", "e")),
}
"""For each picture the size of the terminal and the keys; a number lets seconds pass."""

MOVING = "shift"
"""The name of the animated picture."""

A_MINUTE: Sequence[tuple[str, int]] = (
    ("wait", 25),
    ("enter", 12),
    ("9", 8),
    ("e", 6),
    ("wants proof", 14),
    ("escape", 6),
    ("31", 8),
    ("n", 22),
    ("enter", 8),
    ("12", 8),
    ("v", 18),
    ("enter", 8),
    ("64", 10),
    ("y", 22),
)
"""The frames of the animation: a key, and the tenths of a second that its screen is shown."""


async def show(size: tuple[int, int], presses: Sequence[str], folder: Path) -> AsyncIterator[str]:
    """Yield the screen as SVG after each press."""
    async for app in play(size, presses, folder):
        yield with_any_font(app.export_screenshot(title="smiledial"))


async def play(
    size: tuple[int, int],
    presses: Sequence[str],
    folder: Path,
    driver: type[HeadlessDriver] | None = None,
) -> AsyncIterator[SmileDialApp]:
    """Yield the console after each press; a press with a space in it is typed as text.

    What it sends to its terminal goes to `driver`, in all colors.
    """
    now = AT

    def clock() -> datetime:
        return now

    folder.mkdir()
    database = make_demo(folder, clock, "sam")
    personal = Personal(zone="America/New_York", theme="smile-dial", fresh_pause=0)
    desks = [make_desk(database, clock, "sam") for _ in range(2)]
    app = SmileDialApp(desks[0], desks[1], clock, personal, lambda _name, _typed: None)
    if driver is not None:
        app.driver_class = driver
        app.console = Console(file=StringIO(), force_terminal=True, color_system="truecolor")
    async with app.run_test(headless=driver is None, size=size) as pilot:

        async def settle() -> None:
            await pilot.pause()
            while not all(worker.is_finished for worker in app.workers):
                await app.workers.wait_for_complete()
                await pilot.pause()

        await settle()
        for press in presses:
            if press.isdigit():
                now += timedelta(seconds=int(press))
                calling = app.screen_stack[0]
                assert isinstance(calling, CallingScreen)
                calling.controller.tick()
            elif " " in press.strip():
                await pilot.press(*("space" if letter == " " else letter for letter in press))
            elif press != "wait":
                await pilot.press("space" if press == " " else press)
            await settle()
            yield app
    database.close()


async def show_floor(folder: Path) -> AsyncIterator[tuple[str, str]]:
    """Yield the name and the SVG of each picture of the floor."""
    folder.mkdir()
    database, _ = make_floor(folder, ON_THE_FLOOR)
    for name, app in floor_apps(database):
        async with app.run_test(size=OF_THE_FLOOR[name]) as pilot:
            # The pages read one part after the other, each in a worker.
            for _ in range(20):
                await pilot.pause()
                with suppress(WorkerCancelled):  # a newer read replaces one under way
                    await app.workers.wait_for_complete()
            yield name, with_any_font(app.export_screenshot(title="smiledial"))
    database.close()


def floor_apps(database: Database) -> Iterator[tuple[str, App[int]]]:
    """Yield the apps that show the floor, by the name of their picture."""

    def clock() -> datetime:
        return ON_THE_FLOOR

    personal = Personal(zone=ZONE, theme="smile-dial", fresh_pause=0)
    desks = [make_desk(database, clock, SUPERVISOR, personal) for _ in range(3)]
    yield "wall", WallApp(desks[0], clock, personal)
    app = SmileDialApp(
        desks[1], desks[2], clock, personal, lambda _name, _typed: None, first="supervisor"
    )
    yield "today", app


async def take(size: tuple[int, int], presses: Sequence[str], folder: Path) -> str:
    """Return the screen after the last press."""
    return [picture async for picture in show(size, presses, folder)][-1]


def moving(pictures: Sequence[tuple[str, int]]) -> str:
    """Return an endless animation of (picture, tenths of a second) pairs.

    A reader who prefers reduced motion sees the first picture only.
    """
    total = sum(tenths for _, tenths in pictures)
    size = re.search(r'viewBox="([^"]+)"', pictures[0][0])
    assert size is not None
    styles, frames, begins = [], [], 0
    for n, (picture, tenths) in enumerate(pictures):
        ends = begins + tenths
        styles.append(
            f"#f{n} {{ animation: f{n} {total / 10}s step-end infinite; }}"
            f" @keyframes f{n} {{ 0% {{ visibility: {'visible' if not begins else 'hidden'}; }}"
            f" {100 * begins / total:.2f}% {{ visibility: visible; }}"
            f" {100 * ends / total:.2f}%, 100% {{ visibility: hidden; }} }}"
        )
        visibility = "visible" if n == 0 else "hidden"
        frames.append(f'<g id="f{n}" style="visibility: {visibility}">{picture}</g>')
        begins = ends
    still = "@media (prefers-reduced-motion: reduce) { g { animation: none !important; } }"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size[1]}">'
        f"<style>{' '.join(styles)} {still}</style>{''.join(frames)}</svg>\n"
    )


def with_any_font(svg: str) -> str:
    """Return the SVG with installed fonts only: in a web page it may load nothing from outside."""
    # Else some programs drop the spaces at the ends of a text, and with them a column.
    svg = svg.replace("<svg ", '<svg xml:space="preserve" ', 1)
    bare = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return bare.replace("Fira Code,", FONTS).replace('"Fira Code"', FONTS.rstrip(","))


async def main() -> None:
    use_packaged_time_data()
    with tempfile.TemporaryDirectory() as folder:
        for name, (size, presses) in PICTURES.items():
            picture = await take(size, presses, Path(folder) / name)
            (DOCS / f"{name}.svg").write_text(picture, encoding="utf-8")
        async for name, picture in show_floor(Path(folder) / "floor"):
            (DOCS / f"{name}.svg").write_text(picture, encoding="utf-8")
        presses = [*(press for press, _ in A_MINUTE if press)]
        frames = [picture async for picture in show((80, 24), presses, Path(folder) / MOVING)]
        timed = [
            (picture, tenths)
            for picture, (_, tenths) in zip(frames, A_MINUTE, strict=True)
            if tenths
        ]
        (DOCS / f"{MOVING}.svg").write_text(moving(timed), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
