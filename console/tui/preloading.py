"""What the first keys need, brought in while a lead is read: a piece at a time, keys between.

So the lead is painted before it, and the first dial waits for none of it.
"""

import asyncio
from importlib import import_module
from pathlib import Path

from textual.app import App

from console.tui.call_view.note_box import NoteBox

SCREENS = Path(__file__).with_name("screens.tcss")

NEXT = (
    *("console.desk.call.dialling", "console.do_not_call.evidence", "console.desk.call.recording"),
    *("console.desk.call.skipping", "console.desk.call.undo", "console.desk.call.desk"),
    *("db.floor.notices", "console.desk.queue.desk", "console.desk.sessions.desk"),
    *(
        "console.desk.floor.notices_desk",
        "console.tui.calling.heartbeat",
        "console.desk.call.line_desk",
    ),
    *(
        "console.desk.queue.blocked_reasons",
        "console.desk.lead.texts_desk",
        "console.tui.call_view.note_text",
    ),
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
