"""The names that lists give their columns, and what such a name says by itself.

Seen in exports of Salesforce, HubSpot, Google Contacts, Outlook and VICIdial, in the files of data
vendors, and in address lists in several languages. Accents, case, spaces and marks do not count.
"""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from console.files.fields.columns import request_names
from console.files.fields.columns.request_names import CALLS, OTHER_WAYS, PERMISSIONS
from console.files.fields.columns.synonyms import AREA_CODES, OTHER_NAMES, PHONE_NAMES, mend
from console.files.fields.lead_fields import FIELDS
from console.rules.text import simplify, squeeze


def _words_of(text: str) -> frozenset[str]:
    return frozenset(simplify(text).split())


PHONE_WORDS = _words_of(
    "phone phones telephone tel telefon telefonnummer telefono teléfono telefone téléphone "
    "mobiltelefon mobiltelefonnummer tlf ph mob wireless telefonu ceptelefonu мобильный "
    "telefoon telefoonnummer mobil mobilnummer handynummer rufnummer movil móvil celular cellulare "
    "mobiel portable телефон mobile cell cellphone cellular landline handy homephone "
    "workphone officephone businessphone mobilephone phonenumber telephonenumber "
    "電話 電話番号 携帯 携帯電話 携帯番号 携帯電話番号 "
    "전화 전화번호 휴대폰 휴대전화 电话 手机 電話號碼"
)
OTHER_WORDS = _words_of(
    "type status carrier extension ext label country code verified date time fax opt consent "
    "provider timezone zone tz dnc faxnummer typ source count score last suppression suppressed "
    "suppress permission permitted allowed allow erlaubt erlaubnis einwilligung"
) | (NOT_OWN_WORDS := _words_of("fax faxnummer pager telex assistant tty tdd radio callback"))
"""`NOT_OWN_WORDS` are of numbers at which the person does not speak."""
NOT_OWN_NAMES = frozenset({"companymainphone"})
PLAIN_WORDS = _words_of(
    "ph person telefonu tlf column "
    "phone phones telephone tel number no nr value phonenumber the telefon telefonnummer rufnummer "
    "telefono teléfono telefone téléphone telefoon telefoonnummer телефон preferred "
    "電話 電話番号 전화 전화번호 电话 電話號碼"
)
PREFERRED = "preferred "
"""Begins the column of the number that its row wants called first."""
MOBILE_WORDS = _words_of(
    "mobiltelefon mobiltelefonnummer "
    "mobil mobilnummer handynummer movil móvil celular cellulare mobiel portable mob cep "
    "ceptelefonu мобильный mobile cell cellphone cellular handy mobilephone wireless iphone "
    "携帯 携帯電話 携帯番号 携帯電話番号 휴대폰 휴대전화 手机"
)

SALUTATIONS = _words_of(
    "mr mrs ms miss mx dr prof sir herr frau m mme mlle monsieur madame sr sra srta dhr mevr"
)

_DIALS = {"calling", "dial", "dialing", "dialling", "isd"}
_SAYS_CODE = (_DIALS | PLAIN_WORDS) - {"number", "the", "no"}
_NO_CODE = {
    *("area", "zip", "postal", "city", "region", "state"),
    *("status", "type", "result", "source"),
}
NO_LABEL_OF_CODE = {*PLAIN_WORDS, *_DIALS, "code", "country"}
"""Words by which a calling code names no phone."""

_CONSENT_PARTS = ("consent", "optin", "optedin", "einwillig", "toestemming", "samtykke", "samtycke")
_DAY_WORDS = {
    *("date", "day", "time", "at", "on", "when", "timestamp", "since", "am", "datum", "zeitpunkt"),
    *("data", "fecha", "dato", "le", "op"),
}
_STATES = {"status", "disposition", "dispo", "stage"}
_ENDS = {"result", "outcome"}
_OF_LAST_CALL = {"last", "call", "dial"}
"""Beside which a result is what became of a call, and of no scrub."""
_OF_CALLS = {
    *CALLS,
    *PLAIN_WORDS,
    *MOBILE_WORDS,
    "lead",
    "contact",
    "last",
    "landline",
    "current",
} | {
    *("name", "code", "description"),
    *("reason", "lifecycle", "deal", "opportunity", "sales", "pipeline"),
}
NO_LABEL_OF_REQUEST = {
    *(PLAIN_WORDS | CALLS | PERMISSIONS | _STATES),
    *("dnc", "do", "not", "dont", "don", "t", "opt", "out", "opted", "optout", "flag", "flagged"),
    *("is", "on", "of", "from", "for", "list", "allow", "has", "contact", "indicator", "y", "n"),
}
"""The same of a column that says who is not to be called."""

_WHOSE = {
    *("primary", "main", "mailing", "physical", "contact", "owner", "customer", "client"),
    *("executive", "exec", "principal", "est"),
    *("lead", "person", "prospect", "member", "current", "default", "residential", "preferred"),
}
"""Words before a field's name that leave it the same field, where no other column has its name."""

_OF_PLACES = {"address", "city", "region", "postal_code", "country"}

_ORDERED = re.compile(
    r"(.+?)\s*\(\s*(?:last|family|first|given|sur)\s*(?:name)?\s*,\s*"
    r"(?:last|family|first|given|sur)\s*(?:name)?\s*(?:,?\s*(?:middle|mi|m\.i\.).{0,8})?\)\s*",
    re.IGNORECASE,
)
"""“Customer (Last, First)”: a whole name, and how its cells are written."""
LONGEST_ORDERED = 100
"""Letters: a line of a megabyte of spaces would be looked through for seconds."""

_FIELD_OF = {squeeze(word): field.name for field in FIELDS for word in field.words.split()}
_FIELD_OF_OTHERS = {
    squeeze(word): field for field, words in OTHER_NAMES.items() for word in words.split()
}
_PHONE_NAMES = frozenset(map(squeeze, PHONE_NAMES))
_AREA_CODES = frozenset(map(squeeze, AREA_CODES))


class ColumnName(Struct, frozen=True):
    """A name as a list writes it (`text`), read once.

    `squeezed` is “emailaddress” of “E-mail Address”, and `words` are home, phone, 2 of
    “HomePhone #2”. `field` is the one that goes by the name, other than a phone; "" for none.
    """

    text: str
    squeezed: str
    words: tuple[str, ...]
    field: str
    is_loose: bool = False
    """Whether it goes by that name only with something taken off: “Primary Mailing City”."""

    @property
    def is_own(self) -> bool:
        """Whether a number under it is one at which the person speaks, if it is a number at all."""
        return NOT_OWN_WORDS.isdisjoint(self.words) and self.squeezed not in NOT_OWN_NAMES

    @property
    def is_phone(self) -> bool:
        """Whether it is one of phone numbers to call."""
        if self.words == ("number",) or self.squeezed in _PHONE_NAMES:
            return True
        is_other = not self.is_own or not OTHER_WORDS.isdisjoint(self.words)
        return not is_other and not PHONE_WORDS.isdisjoint(self.words)

    @property
    def is_calling_code(self) -> bool:
        words = set(self.words)
        return "code" in words and bool(words & _SAYS_CODE) and not words & _NO_CODE

    @property
    def is_area_code(self) -> bool:
        return self.squeezed in _AREA_CODES

    @property
    def is_status(self) -> bool:
        """Whether it is of what became of a lead: a few of its cells are requests."""
        words = set(self.words)
        if words & _ENDS and words & _OF_LAST_CALL:
            words = words - _ENDS | {"status"}
        return bool(words & _STATES) and all(
            word.isdigit() or word in _OF_CALLS for word in words - _STATES
        )

    @property
    def speaks_of_requests(self) -> bool:
        """Whether it has to do with who is not to be called."""
        return request_names.speaks_of_requests(self.squeezed, self.words)

    @property
    def permits(self) -> str:
        """`SURE` where it says whether somebody may be called, `UNSURE` where it may be about
        something else; else ""."""
        return request_names.permits(self.squeezed, self.words)

    @property
    def says_day_of_consent(self) -> bool:
        """Whether it may hold when somebody agreed to be called, and not only to be written to."""
        words = set(self.words)
        is_consent = any(part in self.squeezed for part in _CONSENT_PARTS)
        is_other = bool(words & (OTHER_WAYS - _DAY_WORDS)) and not words & CALLS
        return is_consent and not is_other and bool(words & _DAY_WORDS or self._ends_in_day)

    @property
    def _ends_in_day(self) -> bool:
        return self.squeezed.endswith(("date", "datum"))

    @property
    def says_who_asked(self) -> bool:
        """Whether its cells say who is not to be called, and not only something about it."""
        is_request = self.speaks_of_requests and request_names.ABOUT.isdisjoint(self.words)
        return is_request or self.is_status or self.permits == request_names.SURE

    @property
    def is_known(self) -> bool:
        """Whether lists call a column so."""
        return bool(self.field) or self.says_who_asked or self.is_phone


def read_name(text: str) -> ColumnName:
    squeezed = squeeze(text)
    ordered = _ORDERED.fullmatch(text) if len(text) <= LONGEST_ORDERED else None
    if ordered and read_name(ordered[1]).field == "name":
        return replace(read_name(ordered[1]), text=text, squeezed=squeezed, is_loose=True)
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    written = tuple(re.findall(r"[^\W\d_]+|\d+", simplify(parted)))
    if field := _FIELD_OF.get(squeezed, ""):
        return ColumnName(text, squeezed, written, field)
    words = tuple(map(mend, written))
    field = _loosely(words) or _FIELD_OF_OTHERS.get(squeezed, "")
    return ColumnName(text, squeezed, words, field, is_loose=bool(field))


def _loosely(words: tuple[str, ...]) -> str:
    """The field of “email_address_1” and “primary_mailing_city”; the second of many is kept."""
    if len(words) > 1 and words[-1] == "1":
        words = words[:-1]
    if words[:1] == ("address",) and _FIELD_OF.get("".join(words[1:])) in _OF_PLACES:
        words = words[1:]  # “address.state”, as records that lie in one another are named
    while len(words) > 1 and words[0] in _WHOSE:
        words = words[1:]
        if found := _FIELD_OF.get("".join(words)):
            return found
    return _FIELD_OF.get("".join(words), "")


def read_names(header: Iterable[str]) -> tuple[ColumnName, ...]:
    """Of columns that go by a field's name loosely only the first, and none beside a plain one."""
    names = [read_name(text) for text in header]
    if any(name.squeezed == VENDORS_OWN for name in names):
        names = [replace(name, field="") if _is_other_id(name) else name for name in names]
    taken = {name.field for name in names if not name.is_loose}
    for at, name in enumerate(names):
        if name.is_loose and name.field in taken:
            names[at] = replace(name, field="", is_loose=False)
        taken.add(name.field)
    return tuple(names)


VENDORS_OWN = "vendorleadcode"
"""Beside it a dialler's `lead_id` is its own."""


def _is_other_id(name: ColumnName) -> bool:
    return name.field == "vendor_id" and name.squeezed != VENDORS_OWN


def list_names(names: Sequence[str]) -> str:
    """In quotes, twenty of them at most."""
    more = f" and {len(names) - 20} more" if len(names) > 20 else ""
    return ", ".join(f"“{name}”" for name in names[:20]) + more
