"""Read a phone number written any way; `phone_shown.py` shows it the way a person reads it.

Most leads are plain North American numbers, so those are read by one pattern and the generated
table of area codes; every other notation goes to `phonenumbers`. Both give the same answer.
`phonenumbers` judges the shape of a North American number and not its area code: it learns of a new
one months or years after it is in service.
"""

import re
import unicodedata
from collections.abc import Sequence

from msgspec import Struct

from console.rules.data.area_codes import PLAIN_AREA_CODES
from console.rules.phone.notations import (
    SHORTEST_NUMBER,
    parse,
    part_extension,
    why_damaged,
    without_point,
)
from console.rules.phone.number_plan import (
    AREA_COUNTRY,
    AT_HOME,
    GROUNDLESS,
    TOLL_FREE,
    find_home_fault,
)
from db.enums import LineType


class Phone(Struct, frozen=True):
    """A number: `country` is its ISO code, None for one of no country (toll-free, +800).

    `area_code` has three digits and is set for North American numbers only. `line` is known where
    the numbering plan tells mobiles apart, which the US and Canada do not.
    """

    e164: str
    extension: str
    country: str | None
    area_code: str | None
    line: LineType
    is_valid: bool
    is_geographic: bool

    @property
    def is_placeless(self) -> bool:
        """Whether it is a number of a country, and of no place and no mobile there."""
        is_line = self.is_geographic or self.line is LineType.MOBILE
        return self.is_valid and not is_line and self.country is not None

    @property
    def has_unknown_area(self) -> bool:
        """Whether the area code fits the North American plan, and nobody says it is assigned."""
        return (
            self.area_code is not None and self.country is None and self.area_code not in GROUNDLESS
        )


class PhoneError(ValueError):
    """The text cannot be a number; the message says what is wrong and what to do."""


# Area code -> its country, None for toll-free: a number in it is valid if its exchange is.
PLAIN: dict[str, str | None] = {
    **{area: AREA_COUNTRY[area] for area in PLAIN_AREA_CODES.split()},
    **dict.fromkeys(TOLL_FREE),
}
# A number that fits the plan, whether or not its area code is assigned: N11 are services, and N9X
# are kept back for longer numbers (NANPA, "About Area Codes").
FITS = re.compile(r"\+1[2-9](?!11)[0-8]\d[2-9]\d{6}", re.ASCII)

PLAIN_DIGITS = r"(?:\(([2-9]\d\d)\)|([2-9]\d\d))[ .-]?([2-9]\d\d)[ .-]?(\d{4})"
AT_HOME_DIGITS = r"(?:\+?1[ .-]?)?" + PLAIN_DIGITS
ABROAD_DIGITS = r"\+1[ .-]?" + PLAIN_DIGITS

NATIONAL = re.compile(rf"\s*{AT_HOME_DIGITS}\s*", re.ASCII)
INTERNATIONAL = re.compile(rf"\s*{ABROAD_DIGITS}\s*", re.ASCII)
LINES_NATIONAL = re.compile(rf"^(?:{AT_HOME_DIGITS}|.*)$", re.ASCII | re.MULTILINE)
LINES_INTERNATIONAL = re.compile(rf"^(?:{ABROAD_DIGITS}|.*)$", re.ASCII | re.MULTILINE)
LABELS = "tel|telephone|phone|ph|mobile|mob|cell|home|work|office|direct|callto"
LABEL_BEFORE = re.compile(rf"^(?:{LABELS})\b[.:]*\s*", re.IGNORECASE)
LABEL_AFTER = re.compile(rf"\s*\(\s*(?:{LABELS})\s*\)$", re.IGNORECASE)
SEVERAL = re.compile(r"[;,|\n&]|:::|\s/\s|\b(?:or|and)\b", re.IGNORECASE)
LONGEST_QUOTE = 40
LONGEST_CELL = 200
MOST_DIGITS = 45
"""Digits of a number with its extension, or of a cell of several: of three of the longest."""


def read_phone(text: str, country: str = "US") -> Phone:
    """Read a number in any notation; `country` (ISO) is where a national number belongs.

    A number that can be dialled but that its plan does not hold has `is_valid` False. PhoneError
    for what cannot be a number at all.
    """
    pattern = NATIONAL if country in AT_HOME else INTERNATIONAL
    if plain := pattern.fullmatch(text):
        bracketed, bare, exchange, line = plain.groups()
        area = bracketed or bare
        if area in PLAIN:
            home = PLAIN[area]
            return Phone(
                f"+1{area}{exchange}{line}",
                "",
                home,
                area,
                LineType.UNKNOWN,
                True,
                home is not None,
            )
    return read_any(without_labels(text), country, text)


def e164_in(text: str) -> str:
    """The number that is typed, "" where it is none."""
    try:
        read = read_phone(text)
    except PhoneError:
        return ""
    return read.e164 if read.is_valid else ""


def read_plain(texts: Sequence[str], country: str = "US") -> list[str]:
    """Of each text that `read_phone` reads as a plain North American number its E.164, else "".

    One search for thousands of them. Texts without line ends and space around them.
    """
    pattern = LINES_NATIONAL if country in AT_HOME else LINES_INTERNATIONAL
    found = pattern.findall("\n".join(texts))
    if len(found) != len(texts):  # one of them has lines of its own, or there is none
        return [""] * len(texts)
    return [
        f"+1{area}{bare}{exchange}{line}" if area in PLAIN or bare in PLAIN else ""
        for area, bare, exchange, line in found
    ]


def read_any(text: str, country: str, said: str = "") -> Phone:
    """`said` is the text as it was written, for what is told of it."""
    import phonenumbers as plan  # here, because a plain number never needs it

    said = said or text
    region = country.strip().upper()
    if not text.startswith("+") and region not in plan.SUPPORTED_REGIONS:
        raise PhoneError(
            f"The country “{country}” is not known: use its two-letter code, or write the number "
            "with + and its country code."
        )
    if region in AT_HOME and re.match(r"00[ -]?[1-9]", text):
        text = "+" + text[2:]  # as it is dialled from Europe
    if count_digits(text) > MOST_DIGITS:
        raise PhoneError(explain(said, plan.NumberParseException.TOO_LONG))
    try:
        number = parse(text, region)
    except plan.NumberParseException as error:
        raise PhoneError(explain(said, error.error_type)) from None
    possible = plan.is_possible_number_with_reason(number)
    if possible != plan.ValidationResult.IS_POSSIBLE:
        at_home = find_home_fault(text) if region in AT_HOME else ""
        raise PhoneError(f"{quote(said)} {at_home}" if at_home else explain_length(said, possible))
    e164 = plan.format_number(number, plan.PhoneNumberFormat.E164)
    is_valid = plan.is_valid_number(number)
    if number.country_code == 1 and not is_valid:
        is_valid = fits_the_plan(e164)
    area = None
    if number.country_code == 1:
        area = e164[2:5]
        home = AREA_COUNTRY.get(area)
        if home is None and plan.is_number_geographical(number):
            home = plan.region_code_for_number(number)  # a code newer than our table
        is_geographic = home is not None
    else:
        home = plan.region_code_for_number(number)
        home = home if home and home.isalpha() else None
        is_geographic = is_valid and plan.is_number_geographical(number)
    line = LineType.UNKNOWN
    if is_valid:
        line = LINES.get(plan.number_type(number), LineType.UNKNOWN)
    return Phone(e164, number.extension or "", home, area, line, is_valid, is_geographic)


def fits_the_plan(e164: str) -> bool:
    """Whether a North American number is one by its shape, where its area code allows any.

    The islands and the toll-free codes are known by exchange.
    """
    area = e164[2:5]
    is_open = area in PLAIN or (area not in AREA_COUNTRY and area not in GROUNDLESS)
    return is_open and FITS.fullmatch(e164) is not None


# phonenumbers.PhoneNumberType.FIXED_LINE, .MOBILE and .VOIP, which would cost its import to name
LINES = {0: LineType.LANDLINE, 1: LineType.MOBILE, 6: LineType.VOIP}


def without_labels(text: str) -> str:
    """The text with ASCII digits and without labels and a spreadsheet's marks."""
    if not text.isascii():
        text = "".join(
            str(unicodedata.decimal(mark)) if mark.isdecimal() else mark
            for mark in unicodedata.normalize("NFKC", text)
            if unicodedata.category(mark) != "Cf"  # the direction marks of an address book
        )
    text = text.strip().lstrip("'=").strip('" \t')
    if not text:
        raise PhoneError("There is no number here: fill it in.")
    if damaged := why_damaged(text):
        raise PhoneError(f"{quote(text)} {damaged}")
    text = LABEL_BEFORE.sub("", LABEL_AFTER.sub("", without_point(text)))
    number, extension = part_extension(text)
    refuse_several(number)
    refuse_letters(number)
    return f"{number};ext={extension}" if extension else number


def split_numbers(text: str) -> list[str]:
    """The parts of a text that are long enough for a number: an extension after a comma is none."""
    return [part for part in SEVERAL.split(text) if count_digits(part) >= SHORTEST_NUMBER]


def numbers_within(text: str, country: str) -> list[Phone]:
    """Two or more whole numbers that stand in a text with nothing but words and marks between them.

    Empty where there are digits beside them: what these are is not guessed.
    """
    digits = count_digits(text)
    if len(text) > LONGEST_CELL or not 2 * SHORTEST_NUMBER <= digits <= MOST_DIGITS:
        return []  # the search below takes milliseconds
    import phonenumbers as plan

    region = country.strip().upper()
    if region not in plan.SUPPORTED_REGIONS:
        return []
    search = plan.PhoneNumberMatcher(text.replace("/", " / "), region, max_tries=1)
    parts = [match.raw_string for match in search]
    if len(parts) < 2 or sum(map(count_digits, parts)) != digits:
        return []
    return [read_phone(part, country) for part in parts]


def refuse_several(text: str) -> None:
    if len(split_numbers(text)) > 1:
        raise PhoneError("There is more than one number here: give each a column of its own.")


def refuse_letters(text: str) -> None:
    rest = re.sub(r";(?:phone-context=[^;]*|ext=\d+)", "", text)
    if any(mark.isalpha() for mark in rest):
        raise PhoneError(f"{quote(text)} has letters in it: write the number in digits.")


def count_digits(text: str) -> int:
    return sum(mark.isdigit() for mark in text)


def quote(text: str) -> str:
    """The text as it stands, control characters escaped, and no longer than a line."""
    shown = repr(text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…")
    return f"“{shown[1:-1]}”"


def explain_invalid(text: str, phone: Phone) -> str:
    """Why a number that can be read and that its country's plan does not hold is not called."""
    at_home = find_home_fault(text) if phone.e164.startswith("+1") else ""
    return f"{quote(text)} {at_home or 'is no number of its country: check its digits.'}"


def explain(text: str, error: int) -> str:
    from phonenumbers import NumberParseException as Parse

    if error == Parse.INVALID_COUNTRY_CODE:
        return f"{quote(text)} starts with no country's code: check the digits after +."
    if error == Parse.TOO_LONG:
        return f"{quote(text)} is too long for a number: check that it is only one."
    if error == Parse.NOT_A_NUMBER:
        return f"{quote(text)} is not a number: write it in digits."
    return f"{quote(text)} is too short for a number: write it with its area code."


def explain_length(text: str, reason: int) -> str:
    from phonenumbers import NumberParseException as Parse
    from phonenumbers import ValidationResult as Result

    if reason == Result.TOO_LONG:
        return explain(text, Parse.TOO_LONG)
    if reason == Result.INVALID_COUNTRY_CODE:
        return explain(text, Parse.INVALID_COUNTRY_CODE)
    if reason == Result.INVALID_LENGTH:
        return f"{quote(text)} has the wrong number of digits for its country: check it."
    return explain(text, Parse.TOO_SHORT_NSN)
