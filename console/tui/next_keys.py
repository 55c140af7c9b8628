"""What the first keys need, imported while the first lead is read: a file at a time, keys between.

So the lead is painted before it, and the first dial waits for none of it.
"""

import asyncio
from importlib import import_module

NEXT = (
    *("console.desk.dialling", "console.do_not_call.evidence", "console.desk.recording"),
    *("console.desk.skipping", "console.desk.taking_back", "db.help_calls"),
    *("console.desk.news_desk", "console.tui.heartbeat", "console.desk.line_desk"),
    *("console.desk.reading", "console.desk.preparing_desk"),
)
"""Those that bring most come in two pieces: a key waits for one of them at the most."""

REST = 0.02
"""Seconds between two of them."""


async def bring_in_what_keys_need() -> None:
    for name in NEXT:
        await asyncio.sleep(REST)
        import_module(name)
