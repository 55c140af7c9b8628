"""Add one person by hand, such as a referral or a caller, with the same checks as an import."""

import csv
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from console.files.fields.cells.phone_words import read_phones
from console.files.fields.cells.readers import read_fields, refuse_unknown_ground, whose_ground
from console.files.fields.lead_fields import NOBODYS
from console.files.tables.rows import ReadOptions
from console.firm.settings import home_country_of
from console.importing.import_run import import_leads
from console.importing.notes import ONE_NUMBER
from console.importing.options import ImportOptions
from console.importing.result import all_reasons
from console.importing.rows.rejects import say_how_to_share
from console.lists.lead_edits import read_owner
from console.rules.phone.numbers import PhoneError, explain_invalid
from console.rules.text import guard
from console.trouble import BadInput
from db.engine.database import Database
from db.enums import LeadKind
from db.firm.settings import read_firm
from db.imports.staged_rows import is_another
from db.leads.records import leads_with, read_lead
from db.lists.catalogue import find_list

REFERRALS = "Referrals"
"""The list of people who are added without a list."""

REFERRED_BY = "referred by"
"""The extra field that holds the name of the person who referred the lead."""


class NewPerson(Struct, frozen=True):
    """A person as typed: `fields` by the names of `console.files.fields.lead_fields.TYPED`.

    Of these, `country` is the country of national numbers, and `kind` says whether the person is a
    consumer or a business. Missing ones are taken from the list.
    """

    name: str
    phones: Sequence[str]
    list_name: str = REFERRALS
    fields: Mapping[str, str] = field(default_factory=dict)


class Added(Struct, frozen=True):
    """A lead that was added; `is_barred` if all its numbers are on a do-not-call list.

    `is_shared` if other leads have its first number too.
    """

    lead_id: int
    list_name: str
    kind: LeadKind
    is_barred: bool
    is_shared: bool

    @property
    def sharing(self) -> str:
        """What holds for a number that several leads have, as a sentence; "" if only one has it."""
        text = f" Others have that number too. {ONE_NUMBER}"
        return text if self.is_shared else ""


def add_lead(database: Database, person: NewPerson, agent: str, now: datetime) -> Added:
    """Add a lead to a list, and create the list if there is none.

    Raises BadInput, also if another lead already has the number: call that lead instead.
    """
    return _add(database, person, {}, agent, now)


def refer(
    database: Database, by_lead_id: int, person: NewPerson, agent: str, now: datetime
) -> Added:
    """Add a person whom a lead referred, to the same list, and note the lead's name as an extra.

    The person is a consumer unless `fields` say otherwise: that the lead is on a list of businesses
    proves nothing about somebody it refers. `person.list_name` is ignored. Raises BadInput.
    """
    with database.read() as connection:
        by = read_lead(connection, by_lead_id)
        if by is None:
            raise BadInput(f"There is no lead {by_lead_id}: smiledial find TEXT looks for one.")
        known_list = find_list(connection, by.list_name)
    is_retired = known_list is not None and known_list.retired_at is not None
    fields = {"kind": LeadKind.CONSUMER.value, **person.fields}
    into = REFERRALS if is_retired else by.list_name
    extras = {REFERRED_BY: by.name}
    return _add(database, replace(person, list_name=into, fields=fields), extras, agent, now)


def _add(
    database: Database, person: NewPerson, extras: Mapping[str, str], agent: str, now: datetime
) -> Added:
    cells = {name: text for name, text in person.fields.items() if text.strip()}
    texts = read_fields({"name": person.name, **cells}).texts
    cells |= {name: texts[name] for name in cells.keys() & {"kind"}}
    with database.read() as connection:
        if "owner" in cells:
            cells["owner"] = read_owner(connection, cells["owner"]) or NOBODYS
        into = find_list(connection, person.list_name)
        home = home_country_of(read_firm(connection))
    belongs = into.country if into else home
    country = whose_ground(texts.get("country", ""), person.phones[0], belongs)
    refuse_unknown_ground(country, cells.get("region", ""), cells.get("postal_code", ""))
    first = _read_numbers(person.phones, country)
    header = ["name", *(f"phone {at}" for at in range(1, len(person.phones) + 1)), *cells, *extras]
    row = [person.name, *person.phones, *cells.values(), *extras.values()]
    wish = ImportOptions(
        person.list_name,
        [(name, name) for name in cells],
        manner=ReadOptions("utf-8", ",", has_header=True),
        is_sure=True,
    )
    with tempfile.TemporaryDirectory(prefix="smiledial-") as folder:
        path = Path(folder) / "added by hand.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, [guard(cell) for cell in row]])
        brought = import_leads(database, path, wish, agent=agent, now=now)
    if brought.rejected:
        raise BadInput(f"Not added: {all_reasons(brought)[0][0]}")
    with database.read() as connection:
        lead_ids = leads_with(connection, first, in_sight_only=True)
        if not brought.imported:
            known = read_lead(connection, min(lead_ids)) if lead_ids else None
            if known is None:
                raise BadInput("Not added: this person is on your do-not-call list.")
            text = f"Not added: {known.name} ({known.id}) has {person.phones[0]} already."
            is_other = is_another(person.name, known.name)
            raise BadInput(f"{text} {say_how_to_share(person.name)}" if is_other else text)
        added = read_lead(connection, max(lead_ids))
    assert added is not None
    is_shared = len(lead_ids) > 1
    return Added(added.id, brought.list_name, added.kind, bool(brought.on_dnc), is_shared)


def _read_numbers(phones: Sequence[str], country: str) -> str:
    """Return the first number as E.164. Raises BadInput if any number is wrong, and says why."""
    numbers = []
    for text in phones:
        try:
            numbers += [(text, phone) for phone in read_phones(text, country)]
        except PhoneError as error:
            raise BadInput(f"Not added: {error}") from None
    for text, phone in numbers:
        if not phone.is_valid:
            raise BadInput(f"Not added: {explain_invalid(text, phone)}")
    return numbers[0][1].e164
