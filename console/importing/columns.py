"""Which column holds which field, from the names that lists really use."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.trouble import BadInput
from db.enums import LineType

PHONE = "phone"

SYNONYMS: dict[str, str] = {
    "name": "name fullname contact contactname leadname customer customername displayname",
    "given_name": "givenname firstname first forename fname",
    "family_name": "familyname lastname last surname lname",
    "company": (
        "company companyname organization organisation organizationname organisationname business "
        "businessname account accountname employer firm"
    ),
    "title": "title jobtitle position role",
    "occupation": "occupation profession job trade",
    "income": "income annualincome yearlyincome householdincome estimatedincome salary",
    "net_worth": "networth wealth assets estimatednetworth",
    "email": "email emailaddress mail emails",
    "line_type": "linetype phonetype numbertype phonelinetype",
    "extension": "extension ext phoneextension phoneext",
    "address": (
        "address street streetaddress address1 addressline1 mailingstreet mailingaddress "
        "homeaddress businessaddress"
    ),
    "city": "city town locality mailingcity homecity businesscity",
    "region": (
        "region state province stateprovince stateorprovince stateregion st prov regioncode "
        "statecode mailingstate homestate businessstate"
    ),
    "postal_code": (
        "postalcode zip zipcode postcode postal plz zippostalcode ziporpostalcode mailingzip "
        "mailingpostalcode homepostalcode businesspostalcode"
    ),
    "country": "country countryname countrycode nation mailingcountry countryregion",
    "kind": "kind leadkind customerkind customertype leadtype",
    "priority": "priority rank",
    "notes": "notes note comments comment remarks remark description",
    "zone": "statedzone",
}
"""Field -> the names it goes by, without spaces, case and punctuation.

A column of time zones is not among those of `zone`: what a vendor worked out is not what the person
said, and only what the person said may settle the hours. `--map zone=COLUMN` says that it is.
"""

FIELDS = (PHONE, *SYNONYMS)
_FIELD_OF = {name: field for field, names in SYNONYMS.items() for name in names.split()}


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PHONE_WORDS = _words_of(
    "phone phones telephone tel mobile cell cellphone cellular landline handy homephone workphone "
    "officephone businessphone mobilephone phonenumber telephonenumber"
)
_OTHER_WORDS = _words_of(
    "type status carrier extension ext label country code verified date time fax opt consent "
    "provider timezone zone tz dnc"
)
_PLAIN_WORDS = _words_of("phone phones telephone tel number no nr value phonenumber the")
_MOBILE_WORDS = _words_of("mobile cell cellphone cellular handy mobilephone wireless")

REJECT_COLUMNS = ("line", "column", "value", "reason")
"""What stands in front of each row in a file of rejects; left out when it comes in again."""
PREFIX = "smiledial_"


@dataclass(frozen=True, slots=True)
class PhoneColumn:
    """`label` is what the column calls the number ("mobile", "office", "phone 2")."""

    position: int
    name: str
    label: str
    line: LineType


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a row, by position from 0.

    `extras` are the columns kept under their own names.
    """

    fields: Mapping[str, int]
    phones: tuple[PhoneColumn, ...]
    extras: tuple[tuple[int, str], ...]


def reject_columns(header: Sequence[str]) -> tuple[str, ...]:
    """The names of our columns before a header: one that is taken gets a prefix."""
    return tuple(PREFIX + name if name in header else name for name in REJECT_COLUMNS)


def match_columns(
    header: Sequence[str], chosen: Sequence[tuple[str, str]] = (), file: str = "The file"
) -> Columns:
    """Finds the fields in a header; `chosen` are (field, column name) pairs that overrule.

    Where two columns go by the names of one field the first has it and the other is kept among the
    extras. Raises BadInput for a column that is not there, a field chosen twice, or no phone.
    """
    fields: dict[str, int] = {}
    phones: list[int] = []
    for field, name in chosen:
        position = _find(header, name, file)
        if position in fields.values() or position in phones:
            raise BadInput(f"The column “{name}” is given to two fields: choose one.")
        if field == PHONE:
            phones.append(position)
        elif field in fields:
            raise BadInput(f"Two columns are given to “{field}”: choose one.")
        else:
            fields[field] = position
    taken = {*fields.values(), *phones}
    has_chosen_phones = bool(phones)
    extras = []
    ours = len(REJECT_COLUMNS) if _is_rejects_header(header) else 0
    for position, name in enumerate(header):
        if position in taken or position < ours:
            continue
        field = _FIELD_OF.get(_squeezed(name), "")
        if field and field not in fields:
            fields[field] = position
        elif not field and not has_chosen_phones and _is_phone(name):
            phones.append(position)
        else:
            extras.append((position, name))
    if not phones:
        raise BadInput(
            f"{file}, line 1: no column is named as one of phone numbers ({_list(header)}). "
            "Say which it is with --map phone=COLUMN, or put the columns' names in the first line."
        )
    return Columns(
        fields,
        tuple(_phone_column(position, header[position], len(phones)) for position in phones),
        tuple(extras),
    )


def _is_rejects_header(header: Sequence[str]) -> bool:
    return tuple(header[:4]) == reject_columns(header[4:])


def _list(header: Sequence[str]) -> str:
    more = f" and {len(header) - 20} more" if len(header) > 20 else ""
    return ", ".join(f"“{name}”" for name in header[:20]) + more


def _find(header: Sequence[str], name: str, file: str) -> int:
    if name in header:
        return list(header).index(name)
    squeezed = [_squeezed(column) for column in header]
    if _squeezed(name) in squeezed:
        return squeezed.index(_squeezed(name))
    raise BadInput(f"{file}, line 1: there is no column “{name}” among {_list(header)}.")


def _phone_column(position: int, name: str, count: int) -> PhoneColumn:
    words = _words(name)
    label = " ".join(word for word in words if word not in _PLAIN_WORDS and not word.isdigit())
    if not label and count > 1:
        digits = [word for word in words if word.isdigit()]
        label = f"phone {digits[0]}" if digits else ""
    line = LineType.UNKNOWN
    if not _MOBILE_WORDS.isdisjoint(words):
        line = LineType.MOBILE
    elif "landline" in words:
        line = LineType.LANDLINE
    return PhoneColumn(position, name, label, line)


def _is_phone(name: str) -> bool:
    words = _words(name)
    if words == ["number"]:
        return True
    return not _PHONE_WORDS.isdisjoint(words) and _OTHER_WORDS.isdisjoint(words)


def _words(name: str) -> list[str]:
    """ "HomePhone #2" -> home, phone, 2."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.findall(r"[^\W\d_]+|\d+", parted.casefold())


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
