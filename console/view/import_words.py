"""A list that comes in, in words."""

from pathlib import Path

from console.view.cleaning import clean

KNOWN = "known leads brought up to date"
STOPPED = "Stopped: nothing was written."


def mend_words(rejects: Path) -> str:
    return f"Mend the rejected rows in {clean(str(rejects))} and bring that in."
