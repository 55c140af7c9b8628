"""A list that comes in, in words."""

from console.importing.run import Imported
from console.view.cleaning import clean

KNOWN = "known leads brought up to date"
STOPPED = "Stopped: nothing was written."


def mend_words(brought: Imported) -> str:
    rejects = clean(str(brought.rejects_file))
    return f"Mend {rows_to_mend(brought)} in {rejects} and bring that in."


def rows_to_mend(brought: Imported) -> str:
    """What the file of rejects holds: rows that did not come in, and leads nobody can call."""
    dead = sum(count for _, count in brought.unusable)
    if not dead:
        return "the rejected rows"
    came = "came in with no number to call"
    if not brought.rejected:
        return f"the row that {came}" if dead == 1 else f"the {dead:,} rows that {came}"
    one = brought.rejected == 1
    rejected = "the rejected row" if one else f"the {brought.rejected:,} rejected rows"
    return f"{rejected} and {dead:,} that {came}"
