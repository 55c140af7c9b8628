"""Read the place at the end of an address or city cell: `1 Dexter Ave, Montgomery, AL 36104`.

Only what ends a cell is read: town, state, postal code and country. The address parsers that pip
installs know American addresses only, guess, and take longer for one than an import for a row.
"""

import re
from enum import Enum, auto
from functools import cache, lru_cache

from msgspec import Struct

from console.rules.data.region_names import AUSTRALIA, CANADA, UNITED_STATES
from console.rules.phone.number_plan import AT_HOME
from console.rules.places.cities import is_city, list_groups
from console.rules.places.postal_codes import find_ground
from console.rules.places.region_cells import is_no_country, lies_within, read_region_cell
from console.rules.places.regions import (
    LAND_CODES,
    find_state_of,
    name_regions,
    read_country,
    read_region,
)
from console.rules.text import harmless, is_failed_formula, simplify

# Compiled at the first use: the first lead on the screen needs none of them.
_PARTS = r"\s*[,;|\n]+\s*"
_ZIP = r"[0-9]{5}(?:-[0-9]{4})?"
_CANADIAN = r"[A-Za-z][0-9][A-Za-z][ -]?[0-9][A-Za-z][0-9]"
_CODE_AT_END = rf"(?:^|(?<=[\s,.]))(?:{_ZIP}|{_CANADIAN})$"
_STATE_AND_ZIP = rf"(?<![\w.])[A-Za-z]{{2}}\.?\s+{_ZIP}$"
_BRITISH = r"\b[A-Za-z]{1,2}[0-9][A-Za-z0-9]?\s+[0-9][A-Za-z]{2}$"
# A code before its town, as in Germany and France: nothing says in which country it is.
_CODE_FIRST = r"[0-9]{4,5}(?:\s?[A-Z]{2})?\s+[^\W\d_]"
_NO_TOWN = r"[0-9()\[\]/:]|^[A-Z]{2}$"
_AREA = (
    r"(?i)^(?:greater|near)\s+"
    r"|\s+(?:bay\s+|metro(?:politan)?\s+)?(?:area|region|metroplex|metro)$"
)
_LAND_CODE = r"(?<![\w.-])(?:[0-9]{2}[ .]?[0-9]{3}(?:-[0-9]{3})?|[0-9]{4}(?:-[0-9]{3})?)(?![\w-])"
_UNIT = (
    r"(?i)(?:apt|apartment|unit|suite|ste|floor|level|building|bldg|room|rm|lot|space|spc|rear"
    r"|trailer|trlr|box|pmb|dept|front|upper|lower|side|basement|bsmt|penthouse|ph|lobby|office"
    r"|ofc|hangar|door|block|blk|tower|wing)\b\.?(?:\s*[#-]?\s*(?:[0-9]\w{0,4}|[a-z]))?$"
    r"|(?:#|fl|no)\.?\s*[0-9]{1,4}$|p\.?\s?o\.?\s?box\b|(?:c/o|attn)\b|[0-9]{1,4}[a-z]?$|[a-z]$"
    r"|[0-9]+(?:st|nd|rd|th)\s+fl"
)
"""A part that names a room, a floor or a box, and no town."""
_STREET = (
    r"(?i)\b(?:st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd|boulevard|way|pl|place|hwy"
    r"|highway|pkwy|parkway|cir|circle|ter|terrace|trl|trail|sq|square|pike|loop|run|box)\b"
)
STREET_ENDS = frozenset({"NE", "CT", "FL"})
"""States whose codes also end a street: northeast, court, floor."""
COUNTRIES = "usa u.s.a us u.s america states canada uk u.k kingdom england germany australia"
"""The last words of countries that may end an address without commas."""
MOST_WORDS = 7
"""Words kept of an end without commas: a town has up to four, a state up to three."""


class Tail(Struct, frozen=True):
    """What an end names, as the fields of an address; `country` and `region` are ISO codes.

    `is_unread`: it names a place that is not understood. `town` is a town without a state.
    `is_anywhere`: it names a place in the number's country, and nobody knows where.
    """

    country: str = ""
    region: str = ""
    postal_code: str = ""
    city: str = ""
    town: str = ""
    is_unread: bool = False
    is_anywhere: bool = False


NOTHING = Tail()
UNREAD = Tail(is_unread=True)


def find_tail(address: str, region: str = "", postal_code: str = "") -> str:
    """Return the end of an address cell that may name a place, "" if none does.

    An end that repeats the region and postal code of its row is left out.
    """
    # An import asks this of every row. Rows share few ends, so what is looked up by the end is
    # cached; the street before it is left out where it can't matter.
    if not address.isprintable():
        address = harmless(address)
    if ";" in address or "|" in address or "\n" in address:
        address = re.sub(r"[;|\n]", ",", address)
    head, comma, last = address.rpartition(",")
    while comma and (kind := _kind_of(last)) is Kind.UNIT:
        address = head
        head, comma, last = address.rpartition(",")
    if not comma:
        return _find_without_comma(address, region, postal_code)
    if kind is Kind.STREET:
        return ""  # “Suite 300, 12 Main St”
    if kind is Kind.TOWN:
        return f", {last.strip()}"
    if isinstance(kind, Kind):
        return ", ".join(" ".join(part.split()[-MOST_WORDS:]) for part in address.split(",")[-3:])
    return "" if _repeats(kind, region, postal_code) else kind


class Kind(Enum):
    """What the last part of an address may be."""

    UNIT = auto()
    STREET = auto()
    TOWN = auto()
    PLACE = auto()


@lru_cache(65536)
def _kind_of(part: str) -> Kind | str:
    """Return what a part of an address may be: a kind, or the state and ZIP that end it."""
    text = " ".join(part.split()).strip(" .-")
    if not text or re.match(_UNIT, text):
        return Kind.UNIT
    if match := re.search(_STATE_AND_ZIP, text):
        return match[0]
    if text[0].isdigit() and re.search(_STREET, text):
        return Kind.STREET
    is_place = re.search(_NO_TOWN, text) or re.fullmatch(r"[A-Za-z]{2}", text)
    is_named = _may_end_in_place(text) or read_country(text) or read_country(text.split()[-1])
    return Kind.PLACE if is_place or is_named else Kind.TOWN


def _find_without_comma(address: str, region: str, postal_code: str) -> str:
    text = " ".join(address.split())
    if not text[-4:].isdigit() and not _may_end_in_place(text):
        return text if text[:1] == "#" and is_failed_formula(text) else ""
    words = text.split()
    if isinstance(kind := _kind_of(" ".join(words[-2:])), str):
        return "" if _repeats(kind, region, postal_code) else kind
    if not words or (len(words) > 1 and _ends_street(words, words[-1])):
        return ""
    return " ".join(words[-MOST_WORDS:])


def _repeats(end: str, region: str, postal_code: str) -> bool:
    """Return whether a state with its ZIP says no more than the row's own fields."""
    is_same_code = end.split()[-1][:5] == postal_code[:5]
    return is_same_code and end[:2].upper() == region.strip().upper()


def _may_end_in_place(text: str) -> bool:
    """Return whether a text without commas ends in a state, a country or a British code."""
    last = text.rpartition(" ")[2]
    if last[:1].isdigit():
        return len(last) == 3 and last[1:].isalpha()
    return last.strip(".").casefold() in _last_words()


@cache
def _last_words() -> frozenset[str]:
    names = [*UNITED_STATES.values(), *CANADA.values(), *AUSTRALIA.values()]
    spelled = {name for country in ("US", "CA", "AU") for name in name_regions()[country]}
    ends = {name.casefold().split()[-1] for name in names}
    # No other countries: streets are named after many, as in “15 Rue de France”.
    return frozenset({*spelled, *ends, *COUNTRIES.split()})


@lru_cache(65536)
def read_tail(text: str, home: str | None, country: str = "", *, is_city: bool = False) -> Tail:
    """Return the place that the end of a cell names.

    `home` is the number's country. `country` is the one that the row states, "" for none.
    `is_city`: the cell is that of a city, so that it holds no street.
    """
    text = harmless(text).strip()
    if not text or is_failed_formula(text):
        return UNREAD if text else NOTHING
    # “Birmingham/AL”, “Birmingham-AL”, “Greater Birmingham, Alabama Area”
    text = re.sub(r"\s*[/-]\s*(?=[A-Z]{2}$)", " ", re.sub(_AREA, "", text).strip()) or text
    land = find_state_of(country) or ("" if home is None or home in AT_HOME else home)
    named, rest = _split_country(text)
    if named and not rest:
        return Tail(named)
    if (named or land) in ("", "US", "CA"):
        is_sure = bool(named or country)
        return _read_american(rest, named or land, is_sure=is_sure, is_city=is_city)
    if named and named != land:
        return Tail(named)
    if land in LAND_CODES or land == "AU":
        return _read_land(rest, land)
    if country or named:
        return Tail(named)
    tail = _read_american(text, "", is_sure=False, is_city=is_city)
    # A state alone may be anything abroad: only one with its ZIP counts.
    return tail if tail.region and tail.postal_code else NOTHING


def _split_country(text: str) -> tuple[str, str]:
    """Return the country that ends a text, and the rest; "" and the text if none does."""
    *before, last = re.split(_PARTS, text)
    words = last.split()
    for count in range(min(4, len(words)), 0, -1):
        name = " ".join(words[-count:])
        letters = simplify(name).replace(" ", "")
        # Two letters are a state: CA, IN, DE. “La Canada” is a town, and “New Mexico” a state.
        if len(letters) < 3 and letters not in ("us", "uk"):
            continue
        if read_region(name) or (count < len(words) and is_city_anywhere(last)):
            return "", text
        if land := read_country(name):
            may_be_town = len(before) < 2 and (not any(before) or _has_digit(before[0]))
            if may_be_town and is_city_anywhere(last):
                return "", text  # “Lebanon” or “12 Main St, Mexico”: towns of the US
            rest = ", ".join([*before, " ".join(words[:-count])]).strip(" ,-")
            return find_state_of(land), rest
    return "", text


def _read_american(text: str, country: str, *, is_sure: bool, is_city: bool) -> Tail:
    """Read an end without its country; `country` is US, CA or "" for both."""
    if match := re.search(_CODE_AT_END, text):
        return _read_before_code(text[: match.start()].rstrip(), match[0], country)
    parts = re.split(_PARTS, text)
    last = parts[-1]
    words = last.split()
    is_bare = len(parts) == 1 and not is_city
    is_named = False
    for count in range(min(3, len(words)), 0, -1):
        end = " ".join(words[-count:])
        region = read_region(end, country)
        if region is None or (is_bare and _ends_street(words, end)):
            continue
        is_named = True
        is_whole = count == len(words)
        before = parts[-2] if is_whole and len(parts) > 1 else " ".join(words[:-count])
        city = _city_at_end(before, region)
        other = read_country(end)
        if not is_sure and other and read_region(city, other) not in (None, region):
            continue  # “Ontario, CA”: in California, or in Canada
        is_certain = is_sure or is_no_country(end, region)
        if city or (is_whole and is_certain and (len(parts) > 1 or not is_city_anywhere(last))):
            return Tail(region[:2], region, city=city)
    if re.search(_BRITISH, text):
        return UNREAD if is_sure else Tail("GB")
    if is_named and not is_city_anywhere(last):  # “Port Washington” is a town
        return UNREAD
    is_code_first = re.match(_CODE_FIRST, last) and not re.search(_STREET, last)
    if is_code_first or (not is_bare and re.search(_NO_TOWN, last)):
        return UNREAD
    return NOTHING if is_bare and _has_digit(text) else Tail(country if is_sure else "", town=last)


def _read_before_code(before: str, code: str, country: str) -> Tail:
    """Read an end with a postal code; a state or town before it must agree."""
    ground = find_ground(code, country)
    if ground is None:
        return UNREAD
    if re.search(r"(?i)\bbox$", before):
        return NOTHING
    if ground.is_military:
        return Tail("US", ground.region, code)
    land, tail = ground.region[:2], Tail(ground.region[:2], postal_code=code)
    last = re.split(_PARTS, before)[-1]
    if not last:
        return tail
    words = last.strip(" .").split()
    for count in range(min(3, len(words)), 0, -1):
        if region := read_region(" ".join(words[-count:]), land):
            if lies_within(ground, region):
                return Tail(land, region, code)
            return tail if _city_at_end(last, ground.region) else UNREAD
    is_told = land == "CA" or before.endswith(",") or _city_at_end(last, ground.region)
    return tail if is_told else UNREAD


def _has_digit(text: str) -> bool:
    return re.search(r"[0-9]", text) is not None


def _ends_street(words: list[str], end: str) -> bool:
    """Return whether a street ends in what could be a state: `100 5th Ave NE`, `12 Oak Ct`."""
    if end.upper() not in STREET_ENDS or not words[0][:1].isdigit():
        return False
    if re.search(_STREET, words[-2]) or words[-2][:1].isdigit():
        return True
    # “9 Via Cuba Tampa FL”: a street of three words or more, and then a town of that state.
    city = _city_at_end(" ".join(words[1:-1]), f"US-{end.upper()}")
    is_whole = city and len(words) - len(city.split()) > 3
    return not is_whole and not re.search(_STREET, " ".join(words[1:-1]))


def _city_at_end(text: str, region: str) -> str:
    """Return the longest name of a city of a region at the end of a text, "" for none."""
    words = text.split()
    ends = (" ".join(words[-count:]) for count in range(min(4, len(words)), 0, -1))
    return next((end for end in ends if is_city(end, region)), "")


def _read_land(text: str, country: str) -> Tail:
    """Read an end in a country whose regions and codes have tables of their own."""
    parts = re.split(_PARTS, text)
    for count in range(1, min(3, len(parts)) + 1):
        if reading := read_region_cell(", ".join(parts[-count:]), country, is_stated=True):
            code = re.search(r"(?<!\w)[0-9]{4}$", text) if country == "AU" else None
            return Tail(country, reading.region, code[0] if code else "")
    if country == "AU" and (region := read_region(parts[-1].rpartition(" ")[2], country)):
        return Tail(country, region)
    codes = [code.replace(" ", "") for code in re.findall(_LAND_CODE, ", ".join(parts[-2:]))]
    known = {code for code in codes if find_ground(code, country)}
    if len(known) == 1:
        return Tail(country, postal_code=known.pop())
    return Tail(is_anywhere=True) if len(parts) > 1 or codes else NOTHING


@lru_cache(4096)
def is_city_anywhere(name: str) -> bool:
    """Return whether any state of the US has a city of that name."""
    return any(is_city(name, state) for state in list_groups())
