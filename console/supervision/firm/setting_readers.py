"""Readers of settings that a supervisor types. Each raises ValueError or BadInput."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from console.files.fields.lead_fields import ASKED
from console.rules.places.number_ground import read_area_codes, write_area_codes
from console.rules.places.regions import read_country
from console.rules.screening.expressions import read_screening
from console.rules.screening.tokens import ScreeningError
from console.rules.text import clean_line
from console.rules.values import Firm
from console.trouble import BadInput

LONGEST_ADDRESS = 200

WIDEST = Firm()
"""The widest courtesy hours, which hold where no law sets hours. A firm may narrow them."""

SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""What “now” means in an expression that is only checked and not used."""

LONGEST_LINE = 60
"""Letters of a setting in the opening sentence, which fits on two lines of a small screen."""


class Kind(Struct, frozen=True):
    """What a setting takes: `read` turns typed text into the stored one, or raises ValueError."""

    meaning: str
    read: Callable[[str], str]
    default: str = ""


def one_of(*words: str) -> Kind:
    """Return a setting of one of these words; the first is the default."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError
        return text

    return Kind(" or ".join(words), read, words[0])


def read_own_area_codes(text: str) -> str:
    """Read area codes. Raises BadInput that says which one is wrong."""
    try:
        return write_area_codes(read_area_codes(text))
    except ValueError as error:
        raise BadInput(f"The area codes cannot be read: {error}.") from None


def read_seal_file(text: str) -> str:
    """Read the path of a file. Raises ValueError for a relative path."""
    path = clean_line(text)
    if path and not (path.startswith("~") or Path(path).is_absolute()):
        raise ValueError
    return path


def read_seal_database(text: str) -> str:
    """Read the address of a database. Raises ValueError for another address or a password in it."""
    address = clean_line(text)
    if address:
        parts = urlsplit(address)
        if parts.scheme not in {"postgresql", "postgres"} or parts.password:
            raise ValueError
    return address


def line_of(longest: int) -> Callable[[str], str]:
    """Return a reader of one line of up to `longest` letters, which raises ValueError."""

    def read(text: str) -> str:
        line = clean_line(text)
        if len(line) > longest:
            raise ValueError
        return line

    return read


read_line = line_of(LONGEST_LINE)
read_address = line_of(LONGEST_ADDRESS)


def read_screened(text: str) -> str:
    """Read a screening. Raises BadInput for a wrong expression, but takes any `@SEGMENT`."""
    if text and not text.startswith("@"):
        try:
            read_screening(text, ASKED, SOME_DAY)
        except ScreeningError as error:
            raise BadInput(f"The screening cannot be read. {error}") from None
    return text


def between(least: int, most: int) -> Callable[[str], str]:
    """Return a reader of a whole number in this range, which raises ValueError."""

    def read(text: str) -> str:
        if not least <= int(text) <= most:
            raise ValueError
        return str(int(text))

    return read


def read_home_country(text: str) -> str:
    """Return the ISO code of a country. Raises ValueError."""
    country = read_country(text)
    if country is None:
        raise ValueError
    return country


def read_courtesy(text: str) -> str:
    """Read a time of day within the widest courtesy hours. Raises ValueError."""
    at = time.fromisoformat(text)
    if at.tzinfo is not None or not WIDEST.courtesy_opens <= at <= WIDEST.courtesy_closes:
        raise ValueError
    return f"{at:%H:%M}" if not at.second else f"{at:%H:%M:%S}"
