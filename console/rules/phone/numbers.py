"""Read a phone number in any notation; `number_plan.py` writes it the way a person reads it.

Most leads have plain North American numbers, so a single pattern and the generated table of area
codes read those. `phonenumbers` reads every other notation; both give the same answer.
Our table and not `phonenumbers` decides on North American area codes, because `phonenumbers`
learns of a new code months or years after it is in service.
"""

import re
import unicodedata
from collections.abc import Sequence

from msgspec import Struct

from console.rules.data.area_codes import PLAIN_AREA_CODES
from console.rules.phone.notations import (
    SHORTEST_NUMBER,
    describe_damage,
    parse,
    split_extension,
    whole_number,
)
from console.rules.phone.number_plan import (
    AREA_COUNTRY,
    AT_HOME,
    GROUNDLESS,
    TOLL_FREE,
    find_home_fault,
    plan,
)
from db.enums import LineType


class Phone(Struct, frozen=True):
    """A number. `country` is its ISO code, None for a number of no country (toll-free, +800).

    `area_code` has three digits and is set for North American numbers only. `line` is known if the
    numbering plan distinguishes mobiles, which that of the US and Canada does not.
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
        """Return whether it is a valid number of a country, but neither geographic nor mobile."""
        is_line = self.is_geographic or self.line is LineType.MOBILE
        return self.is_valid and not is_line and self.country is not None

    @property
    def has_unknown_area(self) -> bool:
        """Return whether the area code fits the North American plan but is not in our table."""
        return (
            self.area_code is not None and self.country is None and self.area_code not in GROUNDLESS
        )


class PhoneError(ValueError):
    """The text cannot be a number; the message says what is wrong and what to do."""


# Area code -> its country, None for toll-free. Any number in it with a valid exchange is valid.
PLAIN: dict[str, str | None] = {
    **{area: AREA_COUNTRY[area] for area in PLAIN_AREA_CODES.split()},
    **dict.fromkeys(TOLL_FREE),
}
# A number that fits the plan, whether or not its area code is assigned. N11 are services, and N9X
# are reserved for longer numbers (NANPA, "About Area Codes").
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
"""The most digits of a cell: three of the longest numbers, or a number with its extension."""


def read_phone(text: str, country: str = "US") -> Phone:
    """Read a number in any notation; `country` (ISO) is that of a national number.

    A number that can be dialled but is not in its plan has `is_valid` False. Raises PhoneError for
    text that cannot be a number.
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
    """Return the E.164 form of a number, "" if the text is no valid number."""
    try:
        phone = read_phone(text)
    except PhoneError:
        return ""
    return phone.e164 if phone.is_valid else ""


def read_plain(texts: Sequence[str], country: str = "US") -> list[str]:
    """Return the E.164 form of each text that is a plain North American number, else "".

    Texts must have no line ends and no space around them.
    """
    # One search over all texts, a line each, is many times faster than a match for each.
    pattern = LINES_NATIONAL if country in AT_HOME else LINES_INTERNATIONAL
    matches = pattern.findall("\n".join(texts))
    if len(matches) != len(texts):  # a text has line ends of its own, or there is no text
        return [""] * len(texts)
    return [
        f"+1{area}{bare}{exchange}{line}" if area in PLAIN or bare in PLAIN else ""
        for area, bare, exchange, line in matches
    ]


def read_any(text: str, country: str, original: str = "") -> Phone:
    """Read a number with `phonenumbers`; `original` is the text to quote in errors."""
    original = original or text
    region = country.strip().upper()
    if not text.startswith("+") and region not in plan.SUPPORTED_REGIONS:
        raise PhoneError(
            f"The country “{country}” is not known: use its two-letter code, or write the number "
            "with + and its country code."
        )
    if region in AT_HOME and re.match(r"00[ -]?[1-9]", text):
        text = "+" + text[2:]  # 00 is how Europe dials abroad
    if count_digits(text) > MOST_DIGITS:
        raise PhoneError(explain(original, plan.NumberParseException.TOO_LONG))
    try:
        number = parse(text, region)
    except plan.NumberParseException as error:
        raise PhoneError(explain(original, error.error_type)) from None
    possible = plan.is_possible_number_with_reason(number)
    if possible != plan.ValidationResult.IS_POSSIBLE:
        at_home = find_home_fault(text) if region in AT_HOME else ""
        raise PhoneError(
            f"{quote(original)} {at_home}" if at_home else explain_length(original, possible)
        )
    e164 = plan.format_number(number, plan.PhoneNumberFormat.E164)
    is_valid = plan.is_valid_number(number)
    if number.country_code == 1 and not is_valid:
        is_valid = fits_the_plan(e164)
    area = None
    if number.country_code == 1:
        area = e164[2:5]
        home = AREA_COUNTRY.get(area)
        if home is None and plan.is_number_geographical(number):
            home = plan.region_code_for_number(number)  # the code is newer than our table
        is_geographic = home is not None
    else:
        home = plan.region_code_for_number(number)
        home = home if home and home.isalpha() else None  # "001" stands for no country
        is_geographic = is_valid and plan.is_number_geographical(number)
    line = LineType.UNKNOWN
    if is_valid:
        line = LINES.get(plan.number_type(number), LineType.UNKNOWN)
    return Phone(e164, number.extension or "", home, area, line, is_valid, is_geographic)


def fits_the_plan(e164: str) -> bool:
    """Return whether the shape of a North American number is valid.

    False for the codes of the islands and for service codes: phonenumbers knows their exchanges.
    """
    area = e164[2:5]
    is_open = area in PLAIN or (area not in AREA_COUNTRY and area not in GROUNDLESS)
    return is_open and FITS.fullmatch(e164) is not None


# The values of phonenumbers.PhoneNumberType.FIXED_LINE, .MOBILE and .VOIP, without its slow import.
LINES = {0: LineType.LANDLINE, 1: LineType.MOBILE, 6: LineType.VOIP}


def without_labels(text: str) -> str:
    """Return the text with ASCII digits, without labels and a spreadsheet's marks.

    Raises PhoneError if it has no number, several numbers or letters.
    """
    if not text.isascii():
        text = "".join(
            str(unicodedata.decimal(mark)) if mark.isdecimal() else mark
            for mark in unicodedata.normalize("NFKC", text)
            if unicodedata.category(mark) != "Cf"  # the direction marks of an address book
        )
    text = text.strip().lstrip("'=").strip('" \t')
    if not text:
        raise PhoneError("There is no number here: fill it in.")
    if damaged := describe_damage(text):
        raise PhoneError(f"{quote(text)} {damaged}")
    text = LABEL_BEFORE.sub("", LABEL_AFTER.sub("", whole_number(text)))
    number, extension = split_extension(text)
    refuse_several(number)
    refuse_letters(number)
    return f"{number};ext={extension}" if extension else number


def split_numbers(text: str) -> list[str]:
    """Return the parts of a text that are long enough for a number, unlike an extension."""
    return [part for part in SEVERAL.split(text) if count_digits(part) >= SHORTEST_NUMBER]


def numbers_within(text: str, country: str) -> list[Phone]:
    """Return two or more whole numbers in a text that has only words and marks between them.

    Empty if the text has other digits: nobody knows what they mean.
    """
    digits = count_digits(text)
    if len(text) > LONGEST_CELL or not 2 * SHORTEST_NUMBER <= digits <= MOST_DIGITS:
        return []  # the search below takes milliseconds
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
    number = re.sub(r";(?:phone-context=[^;]*|ext=\d+)", "", text)
    if any(mark.isalpha() for mark in number):
        raise PhoneError(f"{quote(text)} has letters in it: write the number in digits.")


def count_digits(text: str) -> int:
    return sum(mark.isdigit() for mark in text)


def quote(text: str) -> str:
    """Return the text in quotes, with control characters escaped, and at most a line long."""
    shown = repr(text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…")
    return f"“{shown[1:-1]}”"


def explain_invalid(text: str, phone: Phone) -> str:
    """Return why a readable number is not called: it is not in its country's plan."""
    at_home = find_home_fault(text) if phone.e164.startswith("+1") else ""
    return f"{quote(text)} {at_home or 'is no number of its country: check its digits.'}"


def explain(text: str, error: int) -> str:
    """Return the sentence for an error type of phonenumbers.NumberParseException."""
    if error == plan.NumberParseException.INVALID_COUNTRY_CODE:
        return f"{quote(text)} starts with no country's code: check the digits after +."
    if error == plan.NumberParseException.TOO_LONG:
        return f"{quote(text)} is too long for a number: check that it is only one."
    if error == plan.NumberParseException.NOT_A_NUMBER:
        return f"{quote(text)} is not a number: write it in digits."
    return f"{quote(text)} is too short for a number: write it whole, with its area code."


def explain_length(text: str, reason: int) -> str:
    """Return the sentence for a phonenumbers.ValidationResult."""
    if reason == plan.ValidationResult.TOO_LONG:
        return explain(text, plan.NumberParseException.TOO_LONG)
    if reason == plan.ValidationResult.INVALID_COUNTRY_CODE:
        return explain(text, plan.NumberParseException.INVALID_COUNTRY_CODE)
    if reason == plan.ValidationResult.INVALID_LENGTH:
        return f"{quote(text)} has the wrong number of digits for its country: check it."
    return explain(text, plan.NumberParseException.TOO_SHORT_NSN)
