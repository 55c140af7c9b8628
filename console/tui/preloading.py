"""Import what the first keys need while the agent reads the first lead.

The lead is painted before these imports, and the first dial then finds its modules loaded.
"""

import asyncio
import sys
from importlib import import_module
from pathlib import Path

from textual.app import App

from console.tui.call_view.note_box import NoteBox

SCREENS = Path(__file__).with_name("screens.tcss")

MODULES = (
    "console.desk.call.dialling",
    "console.do_not_call.evidence",
    "console.desk.call.recording",
    "console.desk.call.desk",
    "console.desk.call.undo",
    "console.desk.call.desk",
    "db.floor.notices",
    "console.desk.queue.desk",
    "console.desk.sessions.desk",
    "console.desk.floor.presence_desk",
    "console.tui.calling.presence_heartbeat",
    "console.desk.call.inbound_desk",
    "console.desk.queue.blocked_reasons",
    "console.desk.lead.texts_desk",
    "console.tui.call_view.note_text",
)
"""In the order in which keys need them. A module with many imports comes after the largest of them:
a key waits for one import at most."""

REST = 0.02
"""Seconds between two imports, in which keys are handled."""


async def preload(app: App[None], note: NoteBox) -> None:
    """Import the modules, create the note's text area and parse the styles of the pages."""
    for name in MODULES:
        if name not in sys.modules:  # a page may have needed it already
            await asyncio.sleep(REST)
            import_module(name)
    await asyncio.sleep(REST)
    if note.is_attached:  # the console may have ended meanwhile
        note.create_text_area()
    if not app.stylesheet.has_source(str(SCREENS), ""):
        await asyncio.sleep(REST)
        app.stylesheet.add_source(SCREENS.read_text("utf-8"), (str(SCREENS), ""))
        app.stylesheet.parse()
