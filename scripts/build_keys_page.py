"""Write docs/reference/keys.md from the table of keys and the outcomes of a new database.

With `--check` it writes nothing; the exit status is 1 if the page is out of date.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from console.view.keys.by_screen import WHERE
from console.view.keys.calling import CALLING
from console.view.keys.key import Key
from console.view.keys.other_screens import PAUSING, SKIPPING
from db.migrations.first_outcomes import OUTCOMES

INTRODUCTION = """\
Made by `scripts/build_keys_page.py` from the table that the screens read. The footer shows the
keys that do something now; one that is off says why when it is pressed; `?` lists them all."""

PAGE = Path(__file__).parents[1] / "docs/reference/keys.md"


def build() -> str:
    parts = ["# Keys", "", INTRODUCTION]
    for title, keys in WHERE.items():
        parts += ["", f"## {title}", "", *table(keys)]
        if keys is CALLING:
            parts += ["", "## How a call ends", "", "On during a call; a firm may change these."]
            parts += ["", "| key | outcome |", "|---|---|"]
            parts += [f"| `{outcome['key']}` | {outcome['label']} |" for outcome in OUTCOMES]
        if keys is SKIPPING:
            parts += ["", "`1` to `5` choose a reason; anything else is typed."]
        if keys is PAUSING:
            parts += ["", "`1` to `9` choose one of the firm's reasons."]
    return "\n".join(parts) + "\n"


def table(keys: Iterable[Key]) -> list[str]:
    rows = [f"| `{key.shown}` | {key.label} | {key.help} |" for key in keys]
    return ["| key | what | |", "|---|---|---|", *rows]


def main() -> int:
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == build():
            return 0
        print("keys.md is not what the table says: run python scripts/build_keys_page.py")
        return 1
    PAGE.write_text(build(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
