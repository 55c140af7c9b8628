"""Write docs/reference/settings.md from the settings that the program knows.

PYTHONPATH=. python scripts/build_settings_page.py
"""

from collections.abc import Iterable
from pathlib import Path

from console.firm.personal_settings import Personal, personal_kinds
from console.supervision.firm.settings import known_settings

PAGE = Path(__file__).parents[1] / "docs/reference/settings.md"

HEAD = """\
# Settings

Made by `scripts/build_settings_page.py` from the settings that the program reads. What they are
for: [how do I set the same for every agent?](../how-to/settings.md)

## The firm's

They are in the database. A supervisor changes one with `smiledial settings set NAME VALUE`.

"""
OWN = """
## Your own

They are in `smiledial.toml` in your settings folder, and on this machine alone. `smiledial settings
show` says where the file is. Its table `[mail]` is described with the
[e-mails](../how-to/introductions.md), `[calendar]` with the [calendar](../how-to/calendar.md),
and `[keys]` with the [keys](keys.md).

"""


def build() -> str:
    """Return the page: a table of the firm's settings, and one of an agent's own."""
    own = Personal()
    firm = ((name, kind.default, kind.meaning) for name, kind in known_settings().items())
    mine = ((name, getattr(own, name), kind) for name, kind in personal_kinds().items())
    return HEAD + _table(firm) + OWN + _table(mine)


def _table(rows: Iterable[tuple[str, object, str]]) -> str:
    lines = ["| setting | until you set it | takes |", "|---|---|---|"]
    for name, value, takes in rows:
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        shown = "" if shown in {"()", "{}"} else shown
        lines.append(f"| `{name}` | {shown} | {takes.replace('|', chr(92) + '|')} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(build(), encoding="utf-8")
