"""The names that lists give their columns.

Seen in exports of Salesforce, HubSpot, Google Contacts, Outlook and VICIdial, in the files of data
vendors, and in address lists in several languages. Accents, case, spaces and marks do not count.
"""

import re
from collections.abc import Collection

from console.fields.lead_fields import FIELDS
from console.rules.regions import simplify


def words_of(name: str) -> list[str]:
    """ "HomePhone #2" -> home, phone, 2."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.findall(r"[^\W\d_]+|\d+", simplify(parted))


def squeeze(name: str) -> str:
    """ "E-mail Address" -> emailaddress."""
    return simplify(name).replace(" ", "")


def phones_beside(
    name: str, phones: Collection[tuple[int, str]], ignored: Collection[str]
) -> tuple[int, ...]:
    """Which of the phone columns (position, name) another column belongs to by its label or number.

    None where that cannot be told; `ignored` are words that are no label.
    """
    wanted = _label_of(name, ignored)
    if not wanted:
        return ()
    labels = [(position, _label_of(phone, ignored)) for position, phone in phones]
    found = [position for position, label in labels if label == wanted]
    found = found or [position for position, label in labels if wanted <= label]
    return tuple(found) if len(found) == 1 else ()


def _label_of(name: str, ignored: Collection[str]) -> set[str]:
    words = {word for word in words_of(name) if word not in ignored}
    return {"mobile" if word in MOBILE_WORDS else word for word in words}


def _words_of(text: str) -> frozenset[str]:
    return frozenset(simplify(text).split())


PHONE_WORDS = _words_of(
    "phone phones telephone tel telefon telefonnummer telefono teléfono telefone téléphone "
    "ph mob wireless telefonu ceptelefonu мобильный "
    "telefoon telefoonnummer mobil mobilnummer handynummer rufnummer movil móvil celular cellulare "
    "mobiel portable телефон mobile cell cellphone cellular landline handy homephone "
    "workphone officephone businessphone mobilephone phonenumber telephonenumber"
)
OTHER_WORDS = _words_of(
    "type status carrier extension ext label country code verified date time fax opt consent "
    "provider timezone zone tz dnc faxnummer typ source count score last"
) | (NOT_OWN_WORDS := _words_of("fax faxnummer pager telex assistant tty tdd radio callback"))
"""`NOT_OWN_WORDS` are of numbers at which the person does not speak."""
NOT_OWN_NAMES = frozenset({"companymainphone"})
PLAIN_WORDS = _words_of(
    "ph person telefonu "
    "phone phones telephone tel number no nr value phonenumber the telefon telefonnummer rufnummer "
    "telefono teléfono telefone téléphone telefoon telefoonnummer телефон preferred"
)
PREFERRED = "preferred "
"""Begins the column of the number that its row wants called first."""
MOBILE_WORDS = _words_of(
    "mobil mobilnummer handynummer movil móvil celular cellulare mobiel portable mob cep "
    "ceptelefonu мобильный mobile cell cellphone cellular handy mobilephone wireless iphone"
)

_FIELD_OF = {squeeze(word): field.name for field in FIELDS for word in field.words.split()}


def field_named(name: str) -> str:
    """The field that goes by a column's name, other than a phone; "" for none."""
    return _FIELD_OF.get(squeeze(name), "")
