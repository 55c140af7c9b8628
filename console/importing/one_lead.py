"""One person added by hand: a referral, or somebody who rang. By the rules of an import."""

import csv
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from console.files.fields.cells.formula_guard import guard
from console.files.fields.cells.phones import read_phones
from console.files.fields.cells.typed_fields import read_fields, refuse_unknown_ground, whose_ground
from console.files.fields.lead_fields import NOBODYS
from console.files.tables.rows import ReadOptions
from console.firm.settings import home_country_of
from console.importing.import_run import import_leads
from console.importing.plan.options import ImportOptions
from console.importing.preview import all_reasons
from console.lists.ownership import read_owner
from console.rules.phone.numbers import PhoneError, explain_invalid
from console.trouble import BadInput
from db.engine.database import Database
from db.enums import LeadKind
from db.firm.settings import read_firm
from db.leads.records import leads_with, read_lead
from db.lists.catalogue import find_list

REFERRALS = "Referrals"
"""The list of those who are added without one."""

REFERRED_BY = "referred by"
"""The name under which a lead keeps who named it."""


class NewPerson(Struct, frozen=True):
    """A person as typed: `fields` by the names of `console.files.fields.lead_fields.TYPED`.

    Their `country` is where national numbers belong, and their `kind` whom the call reaches; both
    are those of the list where they are not given.
    """

    name: str
    phones: Sequence[str]
    list_name: str = REFERRALS
    fields: Mapping[str, str] = field(default_factory=dict)


class Added(Struct, frozen=True):
    """`is_barred`: a do-not-call list names every number of the lead."""

    lead_id: int
    list_name: str
    kind: LeadKind
    is_barred: bool


def add_lead(database: Database, person: NewPerson, agent: str, now: datetime) -> Added:
    """Adds a lead to a list, which is made if there is none. Raises BadInput.

    A number that a lead has already is refused: that lead is the one to call.
    """
    return _add(database, person, {}, agent, now)


def refer(
    database: Database, by_lead_id: int, person: NewPerson, agent: str, now: datetime
) -> Added:
    """The same for somebody whom a lead has named: into that lead's list, with who it was.

    A consumer unless `fields` say a business: that the list is one of businesses proves nothing of
    somebody who was named. The `list_name` of the person is not looked at. Raises BadInput.
    """
    with database.read() as connection:
        by = read_lead(connection, by_lead_id)
        if by is None:
            raise BadInput(f"There is no lead {by_lead_id}: smiledial find TEXT looks for one.")
        of_list = find_list(connection, by.list_name)
    is_retired = of_list is not None and of_list.retired_at is not None
    fields = {"kind": LeadKind.CONSUMER.value, **person.fields}
    into = REFERRALS if is_retired else by.list_name
    known = {REFERRED_BY: by.name}
    return _add(database, replace(person, list_name=into, fields=fields), known, agent, now)


def _add(
    database: Database,
    person: NewPerson,
    kept: Mapping[str, str],
    agent: str,
    now: datetime,
) -> Added:
    given = {name: text for name, text in person.fields.items() if text.strip()}
    texts = read_fields({"name": person.name, **given}).texts
    given |= {name: texts[name] for name in given.keys() & {"kind"}}
    with database.read() as connection:
        if "owner" in given:
            given["owner"] = read_owner(connection, given["owner"]) or NOBODYS
        into = find_list(connection, person.list_name)
        home = home_country_of(read_firm(connection))
    belongs = into.country if into else home
    country = whose_ground(texts.get("country", ""), person.phones[0], belongs)
    refuse_unknown_ground(country, given.get("region", ""), given.get("postal_code", ""))
    first = _read_numbers(person.phones, country)
    header = ["name", *(f"phone {at}" for at in range(1, len(person.phones) + 1)), *given, *kept]
    row = [person.name, *person.phones, *given.values(), *kept.values()]
    wish = ImportOptions(
        person.list_name,
        [(name, name) for name in given],
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
            found = read_lead(connection, min(lead_ids)) if lead_ids else None
            if found is None:
                raise BadInput("Not added: this person is on your do-not-call list.")
            raise BadInput(f"Not added: {found.name} ({found.id}) has {person.phones[0]} already.")
        added = read_lead(connection, max(lead_ids))
    assert added is not None
    return Added(added.id, brought.list_name, added.kind, bool(brought.on_dnc))


def _read_numbers(phones: Sequence[str], country: str) -> str:
    """The first of them. Raises BadInput that says what is wrong with one, as of a typed number."""
    read = []
    for text in phones:
        try:
            read += [(text, phone) for phone in read_phones(text, country)]
        except PhoneError as error:
            raise BadInput(f"Not added: {error}") from None
    for text, phone in read:
        if not phone.is_valid:
            raise BadInput(f"Not added: {explain_invalid(text, phone)}")
    return read[0][1].e164
