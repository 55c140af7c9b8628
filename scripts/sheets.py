"""Draw every screen in every look on contact sheets, for a review by eye.

`PYTHONPATH=. .venv/bin/python scripts/sheets.py FOLDER [LOOK…]` walks through the screens of an
agent, a supervisor and a first start in each look, and writes the screens of each walk side by side
as PNG. It needs rsvg-convert (librsvg) and montage (ImageMagick) on the PATH.
"""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from textual.app import App
from textual.worker import WorkerCancelled

from console.cli.start.demo import make_demo, make_floor
from console.demo.floor.people import SUPERVISOR, ZONE
from console.firm.personal_settings import Personal
from console.machine import use_packaged_time_data
from console.supervision.firm.first_questions import questions
from console.tui.app import SmileDialApp
from console.tui.calling.screen import CallingScreen
from console.tui.start_app import StartApp
from console.wiring import make_desk, open_prepared
from scripts.picture import with_any_font

AFTERNOON = datetime(2026, 11, 18, 21, 12, tzinfo=UTC)
"""A Wednesday, 16:12 in New York."""

NIGHT = datetime(2026, 11, 19, 8, 18, tzinfo=UTC)
FLOOR = datetime(2026, 11, 18, 21, 40, tzinfo=UTC)

SHEETS = {(80, 24): (2, 3, 780), (120, 35): (2, 2, 1100), (200, 60): (1, 1, 1700)}
"""By the size of the terminal: columns and rows of a sheet, and the width of a picture."""


SPACED = "letter-spacing: 0.16px;"
"""Widens DejaVu Sans Mono to a cell: librsvg ignores the SVG's text lengths, and a head of seventy
cells would end one cell before its column."""


@dataclass(frozen=True, slots=True)
class Look:
    """A terminal's size, theme and environment."""

    size: tuple[int, int]
    theme: str = "smile-dial"
    environment: Mapping[str, str] = field(default_factory=dict)


LOOKS = {
    "small-dark": Look((80, 24)),
    "small-light": Look((80, 24), "smile-dial-light"),
    "small-nord": Look((80, 24), "nord"),
    "small-solarized-light": Look((80, 24), "solarized-light"),
    "small-sixteen": Look((80, 24), "smile-dial-16"),
    "small-no-color": Look((80, 24), environment={"NO_COLOR": "1"}),
    "small-linux": Look((80, 24), "smile-dial-16", {"TERM": "linux"}),
    "middle-dark": Look((120, 35)),
    "middle-light": Look((120, 35), "smile-dial-light"),
    "large-dark": Look((200, 60)),
    "large-light": Look((200, 60), "smile-dial-light"),
}

Walk = Sequence[tuple[str, Sequence[str]]]
"""Screens by name, each with the keys that lead there from the one before.

A number lets seconds pass; a text of several words is typed.
"""

ADA = ("slash", *"Ada Byron", "wait", "enter")
A_CALL = ("enter", "75")

AGENT: Walk = (
    ("offered", ()),
    ("before", ADA),
    ("reasons", ("r",)),
    ("hours", ("escape", "H")),
    ("script", ("escape", "t")),
    ("help", ("question_mark",)),
    ("fix", ("escape", "t", "f")),
    ("evidence", ("p",)),
    ("details", ("escape", "f", "d")),
    ("number", ("escape", "f", "n")),
    ("referral", ("escape", "f", "r")),
    ("objections", ("escape", "j")),
    ("letter", ("escape", "m")),
    ("skip", ("escape", "s")),
    ("menu", ("escape", "M")),
    ("company", ("escape", "f12")),
    ("find", ("escape", "slash", *"an", "wait")),
    ("merge", ("ctrl+o",)),
    ("merge, asked", ("enter",)),
    ("callbacks", ("escape", "escape", "escape", "C")),
    ("pause", ("escape", "p")),
    ("lists", ("escape", "f3")),
    ("only some", ("escape", "f5")),
    ("prepare", ("escape", "f4")),
    ("letters", ("m",)),
    ("noting", ("escape", "f4", "n")),
    ("rehearsal", ("escape", "escape", "f6")),
    ("rehearsing", ("space", "5", "space", "5")),
    ("rehearsed", ("escape",)),
    ("on a call", ("escape", "enter", "75", "e", "wants proof", "escape")),
    ("answers", ("A",)),
    ("call back", ("escape", "c")),
    ("complaint", ("escape", "k")),
    ("after a no", ("escape", "n")),
    ("why no", ("J",)),
    ("past calls", ("escape", "slash", *"Sister Mary", "wait", "f7")),
    ("after some", ("escape", "escape", *A_CALL, "n", "20", *A_CALL, "v", "9", *A_CALL, "y")),
    ("ending", ("q",)),
    ("summary", ("e",)),
    ("sessions", ("l",)),
    ("why not in plan", ("w",)),
    ("plan some", ("escape", "l", "s")),
    ("importing", ("escape", "escape", "i")),
    ("palette", ("escape", "escape", "ctrl+p")),
)
NOBODY: Walk = (
    ("waiting", ()),
    ("sessions at night", ("l",)),
    ("callbacks", ("escape", "C")),
    ("not now", ("escape", "slash", *"Rosa", "wait", "enter")),
)
SUPERVISING: Walk = (
    ("today", ("f2",)),
    ("today on", ("pagedown",)),
    ("day before", ("pageup", "left")),
    ("brought", ("right", "s")),
    ("when", ("escape", "f2", "h")),
    ("when on", ("pagedown",)),
    ("act", ("escape", "f2", "down", "enter")),
    ("tell", ("w",)),
    ("stop", ("escape", "escape", "f2", "x", *"Texas")),
    ("floor sessions", ("escape", "escape", "l")),
    ("floor hand over", ("h",)),
    ("floor lists", ("escape", "escape", "f3")),
    ("floor lead", ("escape",)),
    ("floor callbacks", ("C", "v", "v")),
    ("floor company", ("enter", "wait", "f12")),
)
IMPORTING: Walk = (
    ("preview", ()),
    ("preview on", ("pagedown",)),
    ("preview question", ("ctrl+g",)),
    ("preview options", ("escape", "ctrl+o")),
    ("preview columns", ("escape", "ctrl+t")),
    ("imported", ("escape", "ctrl+y", "wait", "enter")),
)
BEGINNING: Walk = (
    ("first", ()),
    ("first, a form", (str(Path(__file__)), "enter")),
    ("first, on", ("enter", "enter", "enter", "enter", "enter")),
)

MESSY = """name,phone,state,notes,occupation,income
Ada Lovell,2085550151,ID,Likes proofs,Engineer,185k
Bo Quist,80055501,ID,"The number is short of a digit",Baker,12
Cy Ivers,(800) 555-0147,,A toll-free number,Dentist,250000
Di Falk,2085550151,ID,The number of Ada,Dentist,about 90k
Ed Grau,+49 30 901820,Freedonia,An address nobody knows,,
Flo Xu,no phone,NY,,Clerk,
"""


async def walk_through(
    app: App[int], walk: Walk, look: Look, folder: Path, pass_time: list[datetime]
) -> None:
    """Write an SVG for each screen of the walk."""
    async with app.run_test(size=look.size) as pilot:

        async def settle() -> None:
            for _ in range(2):  # a worker's answer may start another worker
                await pilot.pause()
                while not all(worker.is_finished for worker in app.workers):
                    with suppress(WorkerCancelled):
                        await app.workers.wait_for_complete()
                    await pilot.pause()

        await settle()
        for number, (name, presses) in enumerate(walk):
            for press in presses:
                if press.isdigit() and press != "0" and isinstance(app, SmileDialApp):
                    pass_time[0] += timedelta(seconds=int(press))
                    calling = app.screen_stack[0]
                    assert isinstance(calling, CallingScreen)
                    calling.controller.tick()
                elif len(press) > 1 and not {" ", "/"}.isdisjoint(press):
                    await pilot.press(*("space" if sign == " " else sign for sign in press))
                elif press != "wait":
                    await pilot.press(press)
                await settle()
            picture = with_any_font(app.export_screenshot(title=name))
            picture = picture.replace("font-size: 20px;", f"font-size: 20px; {SPACED}")
            (folder / f"{number:02} {name}.svg").write_text(picture, encoding="utf-8")


def console(
    base: Path, look: Look, agent: str, at: datetime, zone: str, bring: str = ""
) -> tuple[SmileDialApp, list[datetime]]:
    now = [at]
    database = open_prepared(str(base))
    personal = Personal(zone=zone, theme=look.theme, fresh_pause=0)
    desks = [make_desk(database, lambda: now[0], agent, personal) for _ in range(2)]
    return SmileDialApp(
        desks[0], desks[1], lambda: now[0], personal, lambda _name, _typed: None, bring
    ), now


async def draw(name: str, folder: Path) -> None:
    """Draw all walks in one look; `folder` holds the databases that they begin with."""
    look = LOOKS[name]
    use_packaged_time_data()
    (folder / "messy.csv").write_text(MESSY, encoding="utf-8")
    here = "America/New_York"
    walks = {
        "agent": (AGENT, "demo.db", "sam", AFTERNOON, here, ""),
        "nobody": (NOBODY, "floor.db", "bob", NIGHT, "Europe/London", ""),
        "floor": (SUPERVISING, "floor.db", SUPERVISOR, FLOOR, ZONE, ""),
        "import": (IMPORTING, "demo.db", "eve", AFTERNOON, here, str(folder / "messy.csv")),
    }
    for title, (walk, base, agent, at, zone, bring) in walks.items():
        own = folder / name / title
        own.mkdir(parents=True)
        shutil.copy(folder / base, own / base)
        app, now = console(own / base, look, agent, at, zone, bring)
        await walk_through(app, walk, look, own, now)
    own = folder / name / "start"
    own.mkdir()
    asked = questions({}, Personal(zone=here), "sam")
    await walk_through(StartApp(lambda _: asked, look.theme), BEGINNING, look, own, [])


def make_sheets(folder: Path, name: str, into: Path) -> None:
    """Join the pictures on sheets, few enough on each that every word can be read."""
    across, down, width = SHEETS[LOOKS[name].size]
    for walk in sorted(path for path in (folder / name).iterdir() if path.is_dir()):
        pictures = []
        for svg in sorted(walk.glob("*.svg")):
            png = svg.with_suffix(".png")
            subprocess.run([tool("rsvg-convert"), "-w", str(width), svg, "-o", png], check=True)
            pictures.append(png)
        for sheet, batch in enumerate(batched(pictures, across * down)):
            subprocess.run(
                [
                    tool("montage"),
                    *batch,
                    "-tile",
                    f"{across}x",
                    "-geometry",
                    "+4+4",
                    into / f"{name}-{walk.name}-{sheet}.png",
                ],
                check=False,  # it exits with 1 without a font for labels, which we don't use
            )


def tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise SystemExit(f"{name} is missing: the sheets are made with librsvg and ImageMagick.")
    return path


def batched(pictures: Sequence[Path], count: int) -> Iterator[Sequence[Path]]:
    for first in range(0, len(pictures), count):
        yield pictures[first : first + count]


def make_bases(folder: Path) -> None:
    use_packaged_time_data()
    make_demo(folder, lambda: AFTERNOON, "sam").close()
    make_floor(folder, FLOOR)[0].close()


def main(into: Path, wanted: Sequence[str]) -> None:
    work = into / "work"
    if not work.exists():
        work.mkdir(parents=True)
        make_bases(work)
    for name in wanted or LOOKS:
        environment = {**os.environ, "TERM": "xterm-256color", **LOOKS[name].environment}
        if "NO_COLOR" not in LOOKS[name].environment:
            environment.pop("NO_COLOR", None)
        shutil.rmtree(work / name, ignore_errors=True)
        subprocess.run([sys.executable, __file__, "--one", name, work], env=environment, check=True)
        make_sheets(work, name, into)
        print(into / name)


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        asyncio.run(draw(sys.argv[2], Path(sys.argv[3])))
    else:
        main(Path(sys.argv[1]), sys.argv[2:])
