"""Record docs/shift.cast: a minute at the console, as it sends it to the terminal.

The documentation's site plays it (docs/conf.py). It is the same minute as the README's moving
picture, at the same fixed time, so a new recording differs only where the console does.
"""

import asyncio
import json
import tempfile
from pathlib import Path
from typing import ClassVar

from textual.drivers.headless_driver import HeadlessDriver

from console.machine import use_packaged_time_data
from scripts.picture import A_MINUTE, DOCS, play

SIZE = (80, 24)
CAST = DOCS / "shift.cast"


class Recorder(HeadlessDriver):
    """A terminal that records everything sent to it."""

    sent: ClassVar[list[str]] = []

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.sent.append(data)


async def record(folder: Path) -> str:
    """Return the recording in the asciicast format, version 2."""
    width, height = SIZE
    header = {"version": 2, "width": width, "height": height, "title": "A minute at the console"}
    lines = [json.dumps(header)]
    presses = [press for press, _ in A_MINUTE]
    tenths = 0
    frames = iter(A_MINUTE)
    async for _ in play(SIZE, presses, folder, Recorder):
        lines.append(json.dumps([tenths / 10, "o", "".join(Recorder.sent)], ensure_ascii=False))
        Recorder.sent.clear()
        tenths += next(frames)[1]
    # The last picture is shown for its time, too.
    lines.append(json.dumps([tenths / 10, "o", ""]))
    return "\n".join(lines) + "\n"


def main() -> None:
    use_packaged_time_data()
    with tempfile.TemporaryDirectory() as folder:
        cast = asyncio.run(record(Path(folder) / "shift"))
    CAST.write_text(cast, encoding="utf-8")


if __name__ == "__main__":
    main()
