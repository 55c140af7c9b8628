"""Texts and choices of the first start, for the screen and the plain console."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from console.files.opening import is_file_address, read_path
from console.supervision.firm.first_questions import Answers, Question
from console.time_server import CLOCKS_AGREE, TimeServerError, ask
from console.trouble import BadInput
from console.view.text.cleaning import clean

SAMPLE, LIST, TEAM, BACKUP = "s", "i", "j", "b"
"""The keys of the ways to begin."""

WHAT_IT_IS = "The next person to call, whether that phone may ring right now, and why."
HOW_IT_WORKS = "One key dials. One key says what happened. A no is one step nearer a yes."
HOW = "How do you begin? · one key"


class StartWay(Struct, frozen=True):
    """A way to begin: its key, name and what it does. `wants` is what is typed, "" for nothing."""

    key: str
    name: str
    text: str
    wants: str = ""


WAYS = (
    StartWay(SAMPLE, "Look around", "Invented people, a shift behind you. Nothing kept."),
    StartWay(
        LIST,
        "Import a list",
        "CSV, Excel, vCard, JSON and more. You see it first.",
        "the path of your list, or drop the file here",
    ),
    StartWay(
        TEAM,
        "Join your team",
        "By the address of its PostgreSQL database.",
        "postgresql://USER@HOST/NAME",
    ),
    StartWay(
        BACKUP, "From a backup", "A file that “smiledial backup” wrote.", "the path of the backup"
    ),
)
"""The ways to begin, in order."""

ADDRESS_HINT = (
    "Its password is not typed here: put HOST:5432:NAME:USER:PASSWORD into ~/.pgpass, or into "
    "the file that PGPASSFILE names."
)
"""What to do with the password of a team's database."""

WELCOME = (
    "There are no leads yet. Type s, the path of a list, the address of your team’s database, "
    "or b and the path of a backup."
)
"""How to begin in the plain console."""

NOTHING_TYPED = "Type s, the path of a list, or the address of your team’s database."
FORM_TITLE = "Who calls, and for whom"
FORM_HINT = "Nothing is saved before the last line; “smiledial settings” changes it."
CHOSEN = "Choose with ← and → here."
CONNECTING = "Connecting …"


class Way(Struct, frozen=True):
    """How to begin: the sample, the list at `path`, the team's `database`, or a `backup`."""

    is_sample: bool = False
    path: str = ""
    database: str = ""
    backup: str = ""


class StartChoice(Struct, frozen=True):
    """The chosen way to begin and the answers to its questions."""

    way: Way
    answers: Answers


QuestionsFor = Callable[[Way], tuple[Question, ...]]
"""Returns the questions that are still open for a way to begin.

It connects to a team's database. Raises BadInput and DatabaseTrouble.
"""


class StateRow(Struct, frozen=True):
    """A line about this machine, and whether all is well."""

    text: str
    is_good: bool = True


def compare_clock(address: str, now: datetime) -> StateRow:
    """Ask the firm's time server and return whether this machine's clock is right."""
    try:
        ahead = ask(address, now)
    except TimeServerError as trouble:
        return StateRow(f"clock unchecked: {clean(address)} was no help ({trouble})", is_good=False)
    if abs(ahead) > CLOCKS_AGREE:
        seconds = round(ahead.total_seconds())
        return StateRow(f"clock {seconds:+} s off {clean(address)}: set it", is_good=False)
    return StateRow(f"clock right, says {clean(address)}")


def read_way(typed: str, key: str = LIST) -> Way:
    """Read what was typed for a way to begin. Raises BadInput.

    An address is recognised wherever it is typed. `b PATH` is a backup.
    """
    text = typed.strip()
    if not text:
        raise BadInput(NOTHING_TYPED)
    if text.casefold() == SAMPLE:
        return Way(is_sample=True)
    if "://" in text and not is_file_address(text):
        return Way(database=text)
    if key == TEAM:
        raise BadInput(f"{clean(text)} is not an address: it begins with postgresql://.")
    if text[:2].casefold() == f"{BACKUP} ":
        key, text = BACKUP, text[2:].strip()
    path = read_path(text)
    try:
        is_there = path.is_file()
    except (OSError, ValueError):
        is_there = False
    if not is_there:
        raise BadInput(f"{clean(str(path))}: there is no such file; check its name and folder.")
    return Way(backup=str(path)) if key == BACKUP else Way(path=str(path))
