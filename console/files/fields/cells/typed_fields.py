"""Read the fields of a lead as a person types them, or refuse them with a sentence."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from console.files.fields.cells.readers import PRIORITIES, read_amount, read_mail
from console.files.fields.lead_fields import NOBODYS, TYPED, Kind
from console.rules.phone.number_plan import AT_HOME
from console.rules.phone.numbers import PhoneError, read_phone
from console.rules.places.finding import is_zone
from console.rules.places.region_cells import find_ground_of_cell, read_region_cell
from console.rules.places.regions import (
    LAND_CODES,
    find_state_of,
    is_military_region,
    list_region_names,
    read_country,
)
from console.rules.places.unread_addresses import suggest
from console.rules.text import clean_line, harmless, says_something
from console.trouble import BadInput
from db.enums import LeadKind

OF_PLACES = frozenset({"address", "city", "region", "postal_code", "country", "zone", "kind"})
"""Fields on which the places of the lead's numbers depend."""

OF_PATTERNS = frozenset({"company", "email"})
"""Fields that a pattern of the internal list may match."""

DIVIDED = {
    **dict.fromkeys(sorted(LAND_CODES), ("state or region", "postal code")),
    "US": ("state", "ZIP code"),
    "CA": ("province", "postal code"),
}
"""Countries where the region or postal code decides the law or time zone, with our words for both.
A misspelled one is refused."""


class TypedFields(Struct, frozen=True):
    """Values by field; an amount is None if it was emptied."""

    texts: Mapping[str, str]
    amounts: Mapping[str, int | None]

    @property
    def all(self) -> dict[str, str | int | None]:
        return {**self.texts, **self.amounts}


def read_fields(typed: Mapping[str, str]) -> TypedFields:
    """Read fields of `TYPED`. Raises BadInput."""
    texts: dict[str, str] = {}
    amounts: dict[str, int | None] = {}
    for name, text in typed.items():
        kind = _KINDS[name]
        if kind in _AMOUNTS:
            amounts[name] = _AMOUNTS[kind](text)
        else:
            texts[name] = _TEXTS[kind](text)
    return TypedFields(texts, amounts)


def whose_ground(stated: str, number: str, belongs: str) -> str:
    """Return the country of an address: the stated one, else the country of its phone number.

    `belongs` is the country of numbers without a country code.
    """
    if country := read_country(stated):
        return country
    try:
        home = read_phone(number, belongs).country
    except PhoneError:
        return belongs
    return belongs if home is None or home in AT_HOME else find_state_of(home)


def refuse_unknown_ground(country: str, region: str, postal_code: str) -> None:
    """Raise BadInput for a region or code that its country does not have; "" passes."""
    if country not in DIVIDED:
        return
    state, code = DIVIDED[country]
    if says_something(region) and not (
        read_region_cell(region, country, is_stated=True) or is_military_region(region)
    ):
        near = suggest("region", region, country)
        raise BadInput(
            f"“{region}” is no {state} known here{near}: write it like {_example(country)}."
        )
    if says_something(postal_code) and not find_ground_of_cell(
        postal_code, country, is_stated=True
    ):
        near = suggest("postal_code", postal_code, country)
        raise BadInput(f"“{postal_code}” is no {code} known here{near}: check it.")


_EXAMPLES = {"US": "ID or Idaho", "CA": "ON or Ontario"}


def _example(country: str) -> str:
    """Return a region of a country, by its code and by its name."""
    known = list_region_names(country).items()
    return _EXAMPLES.get(country) or next(f"{code} or {name}" for code, name in known)


def _name(text: str) -> str:
    if not clean_line(text):
        raise BadInput("A lead has a name: give one.")
    return clean_line(text)


def _notes(text: str) -> str:
    return harmless(text).strip()


def _amount(text: str) -> int | None:
    value = read_amount(text.strip()) if text.strip() else None
    if value is None and text.strip():
        raise BadInput(f"“{clean_line(text)}” is not an amount, such as 85000 or 85k.")
    return value


def _email(text: str) -> str:
    shown = clean_line(text)
    address = read_mail(shown) if shown.count("@") == 1 else None
    if shown and address is None:
        raise BadInput(f"“{shown}” is not an e-mail address, such as ada@example.com.")
    return address or ""


def _priority(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = PRIORITIES.stop
    if value not in PRIORITIES:
        raise BadInput("The priority is a whole number; the highest is called first.")
    return value


def _country(text: str) -> str:
    code = read_country(text) if text.strip() else ""
    if code is None:
        near = suggest("country", text)
        raise BadInput(f"“{clean_line(text)}” is not a country{near}: use its two-letter code.")
    return code


def _zone(text: str) -> str:
    zone = clean_line(text)
    if zone and not is_zone(zone):
        raise BadInput(f"“{zone}” is not a time zone: write it like America/Denver.")
    return zone


def _owner(text: str) -> str:
    owner = clean_line(text)
    return "" if owner.casefold() == NOBODYS else owner


def _kind(text: str) -> str:
    """Read a kind of lead; its first letter is enough."""
    typed = text.strip().casefold()
    kind = next((each for each in LeadKind if typed in {each.value, each.value[0]}), None)
    if kind is None:
        raise BadInput("The kind is consumer or business.")
    return kind.value


_TEXTS: Mapping[Kind, Callable[[str], str]] = {
    Kind.TEXT: clean_line,
    Kind.NAME: _name,
    Kind.EMAIL: _email,
    Kind.NOTES: _notes,
    Kind.COUNTRY: _country,
    Kind.ZONE: _zone,
    Kind.LEAD_KIND: _kind,
    Kind.OWNER: _owner,
}
_AMOUNTS: Mapping[Kind, Callable[[str], int | None]] = {
    Kind.AMOUNT: _amount,
    Kind.PRIORITY: _priority,
}
_KINDS = {field.name: field.kind for field in TYPED}
