"""Writes the pictures of the README from the running program, on the sample, at a fixed time."""

import asyncio
import re
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from console.firm.settings import Personal
from console.tui.app import SmileDialApp
from console.tui.calling import CallingScreen
from console.wiring import make_demo, make_desk, use_packaged_time_data

DOCS = Path(__file__).parents[1] / "docs"
AT = datetime(2026, 11, 18, 21, 12, tzinfo=UTC)
"""A Wednesday, 16:12 in New York."""

FIND_ADA = ("slash", *"Ada Byron", "wait", "enter")

CALLS = (("80", "n", "20"), ("45", "v", "15"), ("30", "n", "12"), ("25", "a", "31"), ("190", "y"))
"""How long each call takes, how it ends, and the pause after it."""

FONTS = "Menlo, Consolas, DejaVu Sans Mono,"

A_SHIFT = [press for call in CALLS for press in ("enter", *call)]

PICTURES: dict[str, tuple[tuple[int, int], Sequence[str]]] = {
    "calling": ((80, 24), FIND_ADA),
    "on-call": ((80, 24), (*FIND_ADA, "enter", "75", "e", *"wants proof", "escape")),
    "wide": ((160, 44), (*FIND_ADA, "enter", "48")),
    "summary": ((80, 24), (*FIND_ADA, *A_SHIFT, "q", "e")),
}
"""For each picture the size of the terminal and what is pressed; a number lets seconds pass."""


async def take(name: str, size: tuple[int, int], presses: Sequence[str], folder: Path) -> None:
    now = AT

    def clock() -> datetime:
        return now

    folder.mkdir()
    database = make_demo(folder, clock, "sam")
    personal = Personal(zone="America/New_York", theme="smile-dial", fresh_pause=0)
    desks = [make_desk(database, clock, "sam") for _ in range(2)]
    app = SmileDialApp(desks[0], desks[1], clock, personal, lambda _name, _typed: None)
    async with app.run_test(size=size) as pilot:

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
            elif press != "wait":
                await pilot.press("space" if press == " " else press)
            await settle()
        svg = with_any_font(app.export_screenshot(title="smiledial"))
    database.close()
    (DOCS / f"{name}.svg").write_text(svg, encoding="utf-8")


def with_any_font(svg: str) -> str:
    """A picture in a page may load nothing from outside: it takes a font that is there."""
    bare = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return bare.replace("Fira Code,", FONTS).replace('"Fira Code"', FONTS.rstrip(","))


async def main() -> None:
    use_packaged_time_data()
    with tempfile.TemporaryDirectory() as folder:
        for name, (size, presses) in PICTURES.items():
            await take(name, size, presses, Path(folder) / name)


if __name__ == "__main__":
    asyncio.run(main())
