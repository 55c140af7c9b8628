"""How a setting is read that a supervisor typed: each reader raises ValueError, or BadInput."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from console.files.fields.lead_fields import ASKED
from console.rules.places.own_area_codes import read_area_codes, write_area_codes
from console.rules.places.regions import read_country
from console.rules.screening.expressions import read_screening
from console.rules.screening.tokens import ScreeningError
from console.rules.text import clean_line
from console.rules.values import Firm
from console.trouble import BadInput

LONGEST_ADDRESS = 200

WIDEST = Firm()
"""The courtesy hours where no law sets any: a firm may narrow them."""

SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""To read an expression by, where it is only checked."""

LONGEST_LINE = 60
"""Letters of a setting that is read aloud: the opening sentence has two lines of a small screen."""


class Kind(Struct, frozen=True):
    """A setting a supervisor may put: `read` takes what was typed and raises ValueError."""

    meaning: str
    read: Callable[[str], str]
    default: str = ""


def one_of(*words: str) -> Kind:
    """The first word is the default."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError
        return text

    return Kind(" or ".join(words), read, words[0])


def read_own_area_codes(text: str) -> str:
    """Raises BadInput that says what is wrong with one of them."""
    try:
        return write_area_codes(read_area_codes(text))
    except ValueError as error:
        raise BadInput(f"The area codes cannot be read: {error}.") from None


def read_seal_file(text: str) -> str:
    """Raises ValueError for a path that is not whole."""
    path = clean_line(text)
    if path and not (path.startswith("~") or Path(path).is_absolute()):
        raise ValueError
    return path


def read_seal_database(text: str) -> str:
    """Raises ValueError for an address that is none, or has a password in it."""
    address = clean_line(text)
    if address:
        parts = urlsplit(address)
        if parts.scheme not in {"postgresql", "postgres"} or parts.password:
            raise ValueError
    return address


def line_of(longest: int) -> Callable[[str], str]:
    """One line of so many letters. Raises ValueError."""

    def read(text: str) -> str:
        line = clean_line(text)
        if len(line) > longest:
            raise ValueError
        return line

    return read


read_line = line_of(LONGEST_LINE)
read_address = line_of(LONGEST_ADDRESS)


def read_screened(text: str) -> str:
    """Raises BadInput that points at what cannot be read; a segment is looked for in use."""
    if text and not text.startswith("@"):
        try:
            read_screening(text, ASKED, SOME_DAY)
        except ScreeningError as error:
            raise BadInput(f"The screening cannot be read. {error}") from None
    return text


def between(least: int, most: int) -> Callable[[str], str]:
    """A whole number. Raises ValueError."""

    def read(text: str) -> str:
        if not least <= int(text) <= most:
            raise ValueError
        return str(int(text))

    return read


def read_home_country(text: str) -> str:
    found = read_country(text)
    if found is None:
        raise ValueError
    return found


def read_courtesy(text: str) -> str:
    at = time.fromisoformat(text)
    if at.tzinfo is not None or not WIDEST.courtesy_opens <= at <= WIDEST.courtesy_closes:
        raise ValueError
    return f"{at:%H:%M}" if not at.second else f"{at:%H:%M:%S}"
