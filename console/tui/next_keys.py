"""What the first keys need, brought in while a lead is read: a piece at a time, keys between.

So the lead is painted before it, and the first dial waits for none of it.
"""

import asyncio
from importlib import import_module
from pathlib import Path

from textual.app import App

from console.tui.widgets.note_box import NoteBox

SCREENS = Path(__file__).with_name("screens.tcss")

NEXT = (
    *("console.desk.dialling", "console.do_not_call.evidence", "console.desk.recording"),
    *("console.desk.skipping", "console.desk.taking_back", "db.help_calls"),
    *("console.desk.news_desk", "console.tui.heartbeat", "console.desk.line_desk"),
    *("console.desk.reading", "console.desk.preparing_desk", "console.tui.widgets.note_text"),
)
"""Those that bring most come in two pieces: a key waits for one of them at the most."""

REST = 0.02
"""Seconds between two of them."""


async def bring_in_what_keys_need(app: App[None], note: NoteBox) -> None:
    for name in NEXT:
        await asyncio.sleep(REST)
        import_module(name)
    await asyncio.sleep(REST)
    if note.is_attached:
        note.bring()
    await asyncio.sleep(REST)
    if not app.stylesheet.has_source(str(SCREENS), ""):
        app.stylesheet.add_source(SCREENS.read_text("utf-8"), (str(SCREENS), ""))
        app.stylesheet.parse()
