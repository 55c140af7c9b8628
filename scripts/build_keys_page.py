"""Write docs/reference/keys.md from the table of keys and the outcomes of a new database.

With `--check` it writes nothing; the exit status is 1 if the page is out of date.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from console.view.keys import floor, other_screens
from console.view.keys.calling import CALLING, NOTE, SCRIPT
from console.view.keys.key import Key
from console.view.keys.other_screens import PAUSING, SKIPPING
from console.view.keys.own_keys import FIXED
from db.tables.first_outcomes import OUTCOMES

INTRODUCTION = """\
Made by `scripts/build_keys_page.py` from the table that the screens read. The footer shows the
keys that do something now; one that is off says why when it is pressed; `?` lists them all.

On the calling screen you may choose your own keys, in the table `[keys]` of your settings file
(`smiledial settings show` says where it is). It names an action or an outcome as the last column
does: `skip = "-"`, `no = "N"`. A key is one letter or sign, for an action also F1 to F12.
Footer, `?` and palette follow; sentences on the screen go on naming the key that is listed here.
The keys of other screens stay, and so do those without a name below."""

WHERE: dict[str, tuple[Key, ...]] = {
    "On the calling screen": CALLING,
    "While the script is shown": SCRIPT,
    "While a note is written": NOTE,
    "Stop here?": other_screens.ENDING,
    "Never call again: how did they ask?": other_screens.NEVER_AGAIN,
    "It means something else: what?": other_screens.MEANING,
    "A note that may ask not to be called": other_screens.NOTE_ASKS,
    "Skip: why?": other_screens.SKIPPING,
    "Away: why?": other_screens.PAUSING,
    "Call back: when?": other_screens.ASKING_WHEN,
    "Appointment: when do you meet?": other_screens.MEETING,
    "A complaint in their words; a number fixed or added": other_screens.WORDING,
    "Fix or add": other_screens.FIXING,
    "Permission or other evidence": other_screens.PROVING,
    "Evidence withdrawn": other_screens.WITHDRAWING,
    "Name, firm, e-mail and address": other_screens.DETAILING,
    "A referral": other_screens.REFERRING,
    "Their other numbers": other_screens.NUMBERS,
    "Objection cards": other_screens.OBJECTIONS,
    "Their objection": other_screens.OBJECTING,
    "The script’s questions": other_screens.ASKING,
    "An e-mail before it is sent": other_screens.LETTER,
    "A phone’s menu": other_screens.MENU,
    "Find": other_screens.FIND,
    "Possible duplicates": other_screens.MERGING,
    "Which duplicate": other_screens.DOUBLES,
    "A company’s people": other_screens.COMPANY,
    "An unknown caller": other_screens.GREETING,
    "Callbacks": other_screens.CALLBACKS,
    "Drop a callback: why?": other_screens.DROPPING,
    "The next leads": other_screens.AHEAD,
    "Sessions and the plan": other_screens.SESSIONS,
    "Leads that are not in the plan": other_screens.NOT_IN_PLAN,
    "Plan only some": other_screens.SCREENING,
    "Offer only some": other_screens.OFFERING,
    "Handing over a session": other_screens.HANDING_OVER,
    "A session’s summary": other_screens.SUMMARY,
    "Saving a summary as a picture": other_screens.SHARING,
    "The first start": other_screens.BEGINNING,
    "Who calls, and for whom": other_screens.ABOUT_YOU,
    "Import a list": other_screens.BRINGING,
    "Import options": other_screens.IMPORT_OPTIONS,
    "Which column goes to which field": other_screens.IMPORT_COLUMNS,
    "The field of a column": other_screens.IMPORT_FIELD,
    "Your name, the first time": other_screens.NAMING,
    "The firm’s day": floor.TODAY,
    "What the sessions brought": other_screens.SESSION_RESULTS,
    "Permits": floor.PERMITS,
    "What leaves for other programs": floor.HOOKS,
    "One agent’s day": floor.AGENT_DAY,
    "A question of the board": floor.SAYING,
    "Stopping all calls to a place": floor.STOPPING,
    "The screen on the wall": floor.WALL,
    "Rehearsal": other_screens.REHEARSING,
    "Reading pages: reasons, keys, summaries": other_screens.READING,
    "Everywhere": other_screens.APP,
}
"""All keys by screen, in the order of the page."""

PAGE = Path(__file__).parents[1] / "docs/reference/keys.md"


def build() -> str:
    parts = ["# Keys", "", INTRODUCTION]
    for title, keys in WHERE.items():
        parts += ["", f"## {title}", "", *table(keys, has_names=keys is CALLING)]
        if keys is CALLING:
            parts += ["", "## How a call ends", "", "On during a call; a firm may change these."]
            parts += ["", "| key | outcome | name |", "|---|---|---|"]
            parts += [
                f"| `{outcome['key']}` | {outcome['label']} | `{outcome['code']}` |"
                for outcome in OUTCOMES
            ]
        if keys is SKIPPING:
            parts += ["", "`1` to `5` choose a reason; anything else is typed."]
        if keys is PAUSING:
            parts += ["", "`1` to `9` choose one of the firm's reasons."]
    return "\n".join(parts) + "\n"


def table(keys: Iterable[Key], *, has_names: bool = False) -> list[str]:
    rows = [f"| `{key.shown}` | {key.label} | {key.help} |" for key in keys]
    if not has_names:
        return ["| key | what | |", "|---|---|---|", *rows]
    names = ["" if key.key in FIXED else f"`{key.action}`" for key in keys]
    named = [f"{row} {name} |" for row, name in zip(rows, names, strict=True)]
    return ["| key | what | | name |", "|---|---|---|---|", *named]


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
