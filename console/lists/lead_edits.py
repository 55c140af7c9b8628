"""Edit a lead: fields, digits, a further number, its owner. New verdicts follow at once.

Only the changed lead, or the changed number, is placed and judged again.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from console.do_not_call.evidence import place_again
from console.do_not_call.internal_list import bar_lead
from console.do_not_call.patterns import close_and_open
from console.files.fields.cells.readers import (
    OF_PATTERNS,
    OF_PLACES,
    read_fields,
    refuse_unknown_ground,
    whose_ground,
)
from console.files.fields.lead_fields import NOBODYS
from console.judging.number_standing import listing_from, patterns_in_force
from console.judging.request_doubts import NOTES, find_certain
from console.lists.screening import read_where, sql_where
from console.rules.phone.number_plan import show_phone
from console.rules.phone.numbers import Phone, PhoneError, read_phone
from console.rules.phone.patterns import find_fit
from console.rules.places.facts import place_from_facts, place_to_facts
from console.rules.places.regions import read_country
from console.rules.text import clean_line
from console.rules.times.calendar_words import say_day
from console.rules.values import Listing
from console.rules.verdict.sentences import say_request
from console.trouble import BadInput
from db.audit import log
from db.audit.changed_values import NUMBER, Changed, Edit
from db.audit.log import seal_for
from db.dnc.suppressions import listings_of
from db.engine.database import Connection, Database, is_agent
from db.enums import LineType, NumberStatus
from db.leads import numbers as rows
from db.leads.records import (
    LeadFacts,
    asked_not_to_be_called,
    lock_leads,
    put_fields,
    read_lead,
    settle,
)
from db.lists.owners import NOBODY, follow_owners, give_leads, leads_to_give, spelt_alike
from db.places.stored import place_id_of
from db.sql import parts_of

IMPERSONAL = {"kind", "country", "priority", "owner"}
"""Fields that the audit log shows. All others are personal: the log has only their hash."""


class Mended(Struct, frozen=True):
    """The changed or new number, and whether a do-not-call list bars it."""

    lead_id: int
    number_id: int
    shown: str
    is_barred: bool


def edit_lead(
    database: Database,
    lead_id: int,
    changes: Mapping[str, str],
    agent: str,
    now: datetime,
    *,
    is_sure: bool = False,
) -> bool:
    """Change fields of a lead; return whether new notes certainly say not to call, which bars it.

    Raises BadInput, and then nothing was changed.

    It refuses an unknown owner, unless `is_sure`, and a lead on another agent's screen, who would
    not see the change.
    """
    read = read_fields(changes)
    texts, values = read.texts, read.all
    with _editing(database, lead_id, agent, now) as (connection, lead):
        if values.keys() & {"region", "postal_code", "country"}:
            stated = texts.get("country", lead.country)
            first = lead.numbers[0].e164 if lead.numbers else ""
            country = whose_ground(stated, first, lead.list_country)
            refuse_unknown_ground(country, texts.get("region", ""), texts.get("postal_code", ""))
        if values.get("owner"):
            values["owner"] = read_owner(connection, str(values["owner"]), is_sure=is_sure)
        put_fields(connection, lead_id, values)
        if "owner" in values:
            follow_owners(connection, [lead_id])
        if "name" in values:
            rows.ask_for_another(connection, lead_id, str(values["name"]))
        if values.keys() & OF_PATTERNS:
            close_and_open(connection, lead_id)
        # These fields decide the verdict: the zone, the law, a pattern or a request in the notes.
        if values.keys() & (OF_PLACES | OF_PATTERNS | {"notes"}):
            for number in lead.numbers:
                place_again(connection, number.e164, now, lead_id)
            settle(connection, lead_id)
        before = {name: str(getattr(lead, name)) for name in values}
        after = {name: str(value) for name, value in values.items()}
        edit = Edit(
            [Changed(name, before[name], after[name]) for name in values if name not in IMPERSONAL]
        )
        # Personal values stand in the log as a salted hash only.
        sealed = edit.detail()
        detail = {
            "lead": lead_id,
            "fields": sorted(values),
            "before": before | sealed["before"],
            "after": after | sealed["after"],
        }
        seq = log.append(connection, now, agent, "lead_edit", detail)
        edit.store(connection, seq, lead_id)
        return "notes" in values and _bar_if_asked(connection, lead, texts["notes"], agent, now)


def _bar_if_asked(
    connection: Connection, lead: LeadFacts, notes: str, agent: str, now: datetime
) -> bool:
    """Bar the numbers of a lead whose notes certainly say not to call; return whether they do."""
    # An agent's login may not bar numbers here. The doubt about its notes holds the lead back.
    if is_agent(connection) or find_certain(connection, lead.id, notes, {}) is None:
        return False
    bar_lead(connection, lead.id, f"The lead says {say_request(NOTES)}.", agent, now, "the lead")
    return True


def mend_number(database: Database, number_id: int, text: str, agent: str, now: datetime) -> Mended:
    """Correct the digits of a number. Raises BadInput.

    A number that was dialled stays with the lead as a wrong one, with its history, and the right
    one takes its place in the order. A number that nobody dialled is overwritten.
    """
    with database.read() as connection:
        lead_id = rows.lead_of_number(connection, number_id)
    if lead_id is None:
        raise BadInput("That number is no longer there: look at the lead again.")
    with _editing(database, lead_id, agent, now) as (connection, lead):
        old = next((number for number in lead.numbers if number.id == number_id), None)
        if old is None:
            raise BadInput("That number is no longer there: look at the lead again.")
        phone = _read(connection, lead, text)
        _refuse_listed(connection, lead, old.e164, old.extension, "changed")
        is_listed = _listing_of(connection, lead, phone.e164) is not None
        status = NumberStatus.SUPPRESSED if is_listed else NumberStatus.OPEN
        place_id = _place_without_evidence(connection, old.place)
        # Dials refer to the row of their number: new digits in it would falsify the history.
        if rows.was_dialled(connection, number_id):
            new_id = rows.add_number(
                connection, lead_id, phone.e164, phone.extension, status, place_id
            )
            rows.take_place_of(connection, new_id, number_id)
        else:
            new_id = number_id
            rows.change_digits(connection, number_id, phone.e164, phone.extension, status, place_id)
        is_barred = _judge(connection, lead_id, new_id, phone.e164, now)
        edit = Edit([Changed(NUMBER, old.e164, phone.e164)])
        detail = {
            "lead": lead_id,
            "was": seal_for(connection, old.e164),
            "number": seal_for(connection, phone.e164),
            **edit.detail(),
        }
        seq = log.append(connection, now, agent, "number_mend", detail)
        edit.store(connection, seq, lead_id)
    return Mended(lead_id, new_id, show_phone(phone.e164, phone.extension), is_barred)


def add_number(
    database: Database,
    lead_id: int,
    text: str,
    agent: str,
    now: datetime,
    *,
    label: str = "",
    line: LineType = LineType.UNKNOWN,
) -> Mended:
    """Add a number to a lead, to be called after the others.

    Raises BadInput, also for a number on the internal list.
    """
    with _editing(database, lead_id, agent, now) as (connection, lead):
        phone = _read(connection, lead, text)
        _refuse_listed(connection, lead, phone.e164, phone.extension, "added")
        number_id = rows.add_number(
            connection,
            lead_id,
            phone.e164,
            phone.extension,
            NumberStatus.OPEN,
            _place_without_evidence(connection, lead.numbers[0].place),
            clean_line(label),
            line,
        )
        is_barred = _judge(connection, lead_id, number_id, phone.e164, now)
        edit = Edit([Changed(NUMBER, "", phone.e164)])
        detail = {"lead": lead_id, "number": seal_for(connection, phone.e164), **edit.detail()}
        seq = log.append(connection, now, agent, "number_add", detail)
        edit.store(connection, seq, lead_id)
    return Mended(lead_id, number_id, show_phone(phone.e164, phone.extension), is_barred)


def set_line(
    database: Database, lead_id: int, line: LineType, agent: str, now: datetime
) -> tuple[str, ...]:
    """Say what the line is, where the file's word for its type was not understood.

    Returns the numbers. If no word is in doubt, it is said of the lead's only number. Raises
    BadInput if the lead has several.
    """
    with _editing(database, lead_id, agent, now) as (connection, lead):
        meant = [number for number in lead.numbers if place_from_facts(number.place).line_unread]
        if not meant and len(lead.numbers) != 1:
            raise BadInput("It is not in doubt which type of line any of its numbers is.")
        for number in meant or lead.numbers:
            rows.set_line(connection, number.id, line)
            place_again(connection, number.e164, now, lead_id)
        settle(connection, lead_id)
        numbers = tuple(number.e164 for number in meant or lead.numbers)
        sealed = [seal_for(connection, e164) for e164 in numbers]
        detail = {"lead": lead_id, "line": line.value, "numbers": sealed}
        log.append(connection, now, agent, "number_line", detail)
    return numbers


@contextmanager
def _editing(
    database: Database, lead_id: int, agent: str, now: datetime
) -> Iterator[tuple[Connection, LeadFacts]]:
    """Open a write block on a lead. Raises BadInput while another agent has it on the screen."""
    with database.write() as connection:
        # Otherwise an erasure could come between: the log would keep the text of before.
        lock_leads(connection, [lead_id])
        lead = read_lead(connection, lead_id)
        if lead is None:
            raise BadInput(f"There is no lead {lead_id}: smiledial find TEXT looks for one.")
        if not lead.numbers:
            raise BadInput(f"Lead {lead_id} was erased: nothing is kept about that person.")
        held_until, held_by = lead.held_until, lead.held_by
        if held_until is not None and held_until > now and held_by != agent:
            raise BadInput(f"{held_by} has this lead on the screen: try again later.")
        yield connection, lead


def _read(connection: Connection, lead: LeadFacts, text: str) -> Phone:
    """Read a number that the lead may get. Raises BadInput."""
    if asked_not_to_be_called(connection, lead.id):
        raise BadInput(
            f"{lead.name} is on your do-not-call list: no number is changed or added. "
            "A supervisor may lift the entry, with a reason."
        )
    country = read_country(lead.country) if lead.country else None
    try:
        phone = read_phone(text, country or lead.list_country)
    except PhoneError as error:
        raise BadInput(str(error)) from None
    shown = show_phone(phone.e164, phone.extension)
    if not phone.is_valid:
        raise BadInput(f"No number begins like {shown}: check the digits.")
    if any(
        (number.e164, number.extension) == (phone.e164, phone.extension) for number in lead.numbers
    ):
        raise BadInput(f"{lead.name} has {shown} already.")
    return phone


def _place_without_evidence(connection: Connection, facts: str) -> int:
    """Return the place for a new number: without the evidence and clearance of the old one."""
    bare = replace(place_from_facts(facts), cleared_on=None, evidence=(), line_unread=False)
    return place_id_of(connection, place_to_facts(bare))


def _listing_of(connection: Connection, lead: LeadFacts, e164: str) -> Listing | None:
    """Return the entry of the internal list that fits a number of the lead, or None."""
    pattern = find_fit(patterns_in_force(connection), e164, lead.company, lead.email)
    return listing_from(listings_of(connection, [e164]).get(e164), pattern)


def _refuse_listed(
    connection: Connection, lead: LeadFacts, e164: str, extension: str, done: str
) -> None:
    """Raise BadInput for a number on the internal list, which is not `done`: added or changed."""
    listing = _listing_of(connection, lead, e164)
    if listing is not None:
        raise BadInput(
            f"{show_phone(e164, extension)} is on your firm's do-not-call list since "
            f"{say_day(listing.on)}: it is not {done}."
        )


def _judge(connection: Connection, lead_id: int, number_id: int, e164: str, now: datetime) -> bool:
    """Judge the number and its lead again; return whether a do-not-call list bars it."""
    place_again(connection, e164, now, lead_id)
    settle(connection, lead_id)
    lead = read_lead(connection, lead_id)
    assert lead is not None
    status = next(number.status for number in lead.numbers if number.id == number_id)
    return status in {NumberStatus.SUPPRESSED, NumberStatus.REGISTERED}


AT_ONCE = 2_000
"""Leads given in one transaction, with one entry of the audit log."""


class UnknownOwnerError(BadInput):
    """The owner is no territory and has never called here: the name may be mistyped."""


@dataclass(slots=True)
class Given:
    """How many leads the `owner` got, by their former owner; "" is nobody."""

    owner: str
    was: dict[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(self.was.values())


def read_owner(connection: Connection, text: str, *, is_sure: bool = False) -> str:
    """Return an owner as spelt here, "" for nobody. Raises UnknownOwnerError unless `is_sure`."""
    owner = str(read_fields({"owner": text}).texts["owner"])
    known = spelt_alike(connection, owner) if owner else NOBODY
    if known is None and not is_sure:
        raise UnknownOwnerError(
            f"“{owner}” is no territory, and nobody of that name has called here: check the name."
        )
    return owner if known is None else known


def assign(
    database: Database,
    expression: str,
    to: str,
    zone: str,
    agent: str,
    now: datetime,
    *,
    is_sure: bool = False,
) -> Given:
    """Give all leads that match an expression or `@SEGMENT` to an owner, in parts.

    After a crash, run it again for the rest. An agent who has one of the leads on the screen
    finishes with it. Raises BadInput.
    """
    with database.read() as connection:
        owner = read_owner(connection, to, is_sure=is_sure)
        screened = sql_where(connection, read_where(connection, expression, now, zone))
        leads = leads_to_give(connection, screened, owner)
    result = Given(owner)
    for chunk in database.in_turns(parts_of(leads, AT_ONCE)):
        with database.write() as connection:
            was = give_leads(connection, chunk, owner)
            log_given(connection, was, owner, agent, now)
        for before, ids in was.items():
            result.was[before] = result.was.get(before, 0) + len(ids)
    return result


def log_given(
    connection: Connection, was: dict[str, list[int]], owner: str, agent: str, now: datetime
) -> None:
    """Log which leads were given, their former owners, and the new one."""
    if was:
        before = {name or NOBODYS: ids for name, ids in was.items()}
        log.append(connection, now, agent, "assign", {"to": owner or NOBODYS, "from": before})
