"""Texts and choices of the first start, for the screen and the plain console."""

from collections.abc import Callable

from msgspec import Struct

from console.files.typed_paths import is_file_address, read_path
from console.supervision.firm.first_questions import Answers, Question
from console.trouble import BadInput
from console.view.text.cleaning import clean

SAMPLE = "s"

WHAT_IT_IS = "The next person to call, whether that phone may ring right now, and why."

WELCOME = "There are no leads yet. Type one of these, then press Enter."

ADDRESS = "postgresql://USER@HOST/NAME"
_TEAM = (
    f"your team’s database: {ADDRESS}. Its password is not typed here: put "
    "HOST:5432:NAME:USER:PASSWORD into ~/.pgpass, or into the file that PGPASSFILE names."
)
WAYS = (
    (SAMPLE, "the sample: invented people, deleted when you leave"),
    (
        "a path",
        "your list: CSV, a spreadsheet, an address book or JSON. You see a preview first.",
    ),
    ("an address", _TEAM),
)
"""What can be typed, and what it does."""

NOTHING_TYPED = "Type s, the path of a list, or the address of your team’s database."
FORM_TITLE = "Who calls, and for whom"
FORM_HINT = (
    "Enter accepts a line. Nothing is saved before the last one, and "
    "smiledial settings changes it later."
)
CHOSEN = "Choose with ← and → here."
CONNECTING = "Connecting …"


class Way(Struct, frozen=True):
    """How to begin: with the sample, the list at `path`, or the team's `database`."""

    is_sample: bool = False
    path: str = ""
    database: str = ""


class StartChoice(Struct, frozen=True):
    """The chosen way to begin and the answers to its questions."""

    way: Way
    answers: Answers


QuestionsFor = Callable[[Way], tuple[Question, ...]]
"""Returns the questions that are still open for a way to begin.

It connects to a team's database. Raises BadInput and DatabaseTrouble.
"""


def read_way(typed: str) -> Way:
    """Read how to begin. Raises BadInput."""
    text = typed.strip()
    if not text:
        raise BadInput(NOTHING_TYPED)
    if text.casefold() == SAMPLE:
        return Way(is_sample=True)
    if "://" in text and not is_file_address(text):
        return Way(database=text)
    path = read_path(text)
    try:
        is_there = path.is_file()
    except (OSError, ValueError):
        is_there = False
    if not is_there:
        raise BadInput(f"{clean(str(path))}: there is no such file; check its name and folder.")
    return Way(path=str(path))
