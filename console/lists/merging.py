"""Merge two leads that are one person, and propose such pairs for a supervisor to decide."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from difflib import SequenceMatcher
from itertools import islice

from msgspec import Struct

from console.cards.lead_context import FieldPair, LeadSide, Pair
from console.do_not_call.evidence import place_again
from console.do_not_call.patterns import close_and_open
from console.files.fields.lead_fields import OF_LEAD, Kind
from console.firm.appointment_rings import end_ring
from console.rules.phone.number_plan import show_phone
from console.rules.text import simplify
from console.trouble import BadInput
from db.audit import log
from db.audit.coverage import APPOINTMENT, Watch
from db.calls.appointments import MERGED, cancel_all, read_standing
from db.calls.tally_updates import recounted
from db.duplicates.merging import (
    Alike,
    calls_of,
    is_being_called,
    merge_leads,
    merged_details,
    near_to,
    pairs_alike,
    pairs_of_mail,
)
from db.engine.database import Connection, Database
from db.enums import LeadStatus
from db.leads.records import (
    LeadFacts,
    asked_not_to_be_called,
    change_lead,
    lock_leads,
    read_lead,
    settle,
)
from db.lists.owners import follow_owners

CHOSEN = tuple(
    field.name
    for field in OF_LEAD
    if field.name not in {"kind", "notes", "priority", "given_name", "family_name"}
)
"""Fields for which a merge chooses one of the two values.

The parts of a name follow the name. Notes are joined, the higher priority wins, and the kind is
that of the first lead.
"""

NEAR = 50
"""How many leads are compared with one lead."""

CLOSE = 0.8
"""The similarity, from 0 to 1, of two names that may be two spellings of one."""

UNSEEN = ("given_name", "family_name")
"""Parts of a name, which are not shown because the whole name is."""


class Merged(Struct, frozen=True):
    """The merged lead, and how many attempts the other lead brought."""

    lead_id: int
    name: str
    attempts: int


def read_pair(database: Database, kept_id: int, gone_id: int) -> tuple[LeadFacts, LeadFacts]:
    """Read both leads. Raises BadInput."""
    with database.read() as connection:
        return _pair(connection, kept_id, gone_id)


def merge(database: Database, kept_id: int, gone_id: int, agent: str, now: datetime) -> Merged:
    """Move all records of the second lead to the first, and remove the second.

    The first lead's value wins over the second's, and the stricter state over the other. Raises
    BadInput, without any change, while one of the leads is on a screen or on the phone.
    """
    with database.write() as connection:
        return merge_in(connection, kept_id, gone_id, agent, now)


def merge_in(
    connection: Connection,
    kept_id: int,
    gone_id: int,
    agent: str,
    now: datetime,
    take: Collection[str] = (),
) -> Merged:
    """Merge in a write block. In the fields `take` of CHOSEN, the second lead's values win."""
    lock_leads(connection, (kept_id, gone_id))
    first, second = _pair(connection, kept_id, gone_id)
    refuse_busy(connection, (first, second), now)
    taken = [name for name in CHOSEN if name in take]
    watch = Watch(connection)
    _join_appointments(connection, watch, (first, second), agent, now)
    with recounted(connection, calls_of(connection, second.id)):
        count = _merge_pair(connection, first, second, now, taken)
        detail: dict[str, object] = {"lead": first.id, "merged": second.id, "attempts": count}
        if taken:
            detail["taken"] = taken
        log.append(connection, now, agent, "lead_merge", detail, watch.changes())
    lead = read_lead(connection, first.id)
    return Merged(first.id, first.name if lead is None else lead.name, count)


def _join_appointments(
    connection: Connection,
    watch: Watch,
    pair: tuple[LeadFacts, LeadFacts],
    agent: str,
    now: datetime,
) -> None:
    """Keep the earlier of two standing appointments, and cancel the other with its next call."""
    standing = read_standing(connection, [lead.id for lead in pair])
    if len(standing) < len(pair):
        return
    later = max(standing, key=lambda row: (row.starts_at, row.id))
    watch.look_at_keys(APPOINTMENT, [later.id])
    cancel_all(connection, [later], agent, MERGED, now)
    end_ring(connection, later, now)


def _merge_pair(
    connection: Connection,
    first: LeadFacts,
    second: LeadFacts,
    now: datetime,
    take: Collection[str],
) -> int:
    """Move the records and judge the lead again; return how many attempts were moved."""
    asked_not = any(asked_not_to_be_called(connection, lead.id) for lead in (first, second))
    count = merge_leads(connection, first, second, now, take)
    # A request binds for the person, whichever of the two leads it was made on.
    if asked_not:
        change_lead(connection, first.id, status=LeadStatus.CLOSED, bar="")
    close_and_open(connection, first.id)
    # The merged fields and evidence may give each number another place and verdict.
    for e164 in sorted({number.e164 for number in (*first.numbers, *second.numbers)}):
        place_again(connection, e164, now, first.id)
    settle(connection, first.id)
    follow_owners(connection, [first.id])
    return count


def refuse_busy(connection: Connection, pair: Iterable[LeadFacts], now: datetime) -> None:
    """Raise BadInput while one of them is on a screen or on the phone."""
    for lead in pair:
        who = lead.name or f"lead {lead.id}"
        if lead.held_until is not None and lead.held_until > now:
            raise BadInput(f"{lead.held_by} has {who} on the screen: try again later.")
        if is_being_called(connection, lead.id):
            raise BadInput(f"A call to {who} has no outcome yet: record it first.")


def compare(first: LeadFacts, second: LeadFacts, take: Collection[str] = ()) -> Pair:
    """Compare both leads with the result of a merge; fields to choose come first."""
    values = merged_details(first, second, [name for name in CHOSEN if name in take])
    fields = []
    for field in OF_LEAD:
        is_amount = field.kind is Kind.AMOUNT
        own, other = (
            _text(getattr(lead, field.name), is_amount=is_amount) for lead in (first, second)
        )
        out = _text(values[field.name], is_amount=is_amount) if field.name in values else own
        if field.name == "priority":
            own, other = ("" if value == "0" else value for value in (own, other))
            out = str(max(first.priority, second.priority))
        if field.name not in UNSEEN and (own or other):
            may_choose = field.name in CHOSEN and own != other and bool(own and other)
            fields.append(FieldPair(field.name, field.label, own, other, out, may_choose))
    fields.sort(key=lambda field: not field.may_choose)
    shown = {
        show_phone(number.e164, number.extension): None
        for number in (*first.numbers, *second.numbers)
    }
    return Pair(
        _side(first),
        _side(second),
        tuple(fields),
        tuple(shown),
        first.dials + second.dials,
        first.noes + second.noes,
        is_closed=LeadStatus.CLOSED in {first.status, second.status},
        is_barred="internal_list" in {first.bar, second.bar},
    )


def _side(lead: LeadFacts) -> LeadSide:
    shown = tuple(show_phone(number.e164, number.extension) for number in lead.numbers)
    return LeadSide(lead.id, lead.name, lead.list_name, shown, lead.dials, lead.noes)


def _text(value: object, *, is_amount: bool) -> str:
    if value is None:
        return ""
    return f"{value:,}" if is_amount else str(value)


def _pair(connection: Connection, kept_id: int, gone_id: int) -> tuple[LeadFacts, LeadFacts]:
    if kept_id == gone_id:
        raise BadInput("Name two leads: the one that stays, then the one that goes into it.")
    pair = []
    for lead_id in (kept_id, gone_id):
        lead = read_lead(connection, lead_id)
        if lead is None or not lead.numbers:
            raise BadInput(f"There is no lead {lead_id}: smiledial find TEXT looks for one.")
        pair.append(lead)
    return pair[0], pair[1]


def propose(connection: Connection, most: int) -> list[tuple[str, Alike, Alike]]:
    """Return the first `most` pairs that may be one person, with what they have in common."""
    return list(islice(_proposed(connection), most))


def _proposed(connection: Connection) -> Iterator[tuple[str, Alike, Alike]]:
    pairs: set[tuple[int, int]] = set()
    for why, elder, younger in pairs_alike(connection):
        is_new = (elder.id, younger.id) not in pairs
        is_address = why == "name and address"
        same = simplify(elder.address) == simplify(younger.address)
        if is_new and (same if is_address else names_alike(elder.name, younger.name)):
            pairs.add((elder.id, younger.id))
            yield why, elder, younger
    for why, elder, younger in pairs_of_mail(connection):
        if (elder.id, younger.id) not in pairs:
            yield f"{why}, another name", elder, younger


def doubles_of(lead: LeadFacts, connection: Connection) -> tuple[tuple[str, LeadFacts], ...]:
    """Return leads that may be the same person, each with what they have in common.

    It only uses indexes, so that a screen may call it for each lead. Only `propose` finds leads
    with the same e-mail and another name.
    """
    pairs = ((_common(lead, other), other) for other in near_to(connection, lead, NEAR))
    return tuple((why, other) for why, other in pairs if why)


def _common(lead: LeadFacts, other: LeadFacts) -> str:
    """Return what two leads have in common that makes them one person, "" for nothing."""
    if not names_alike(lead.name, other.name):
        return ""
    if {number.e164 for number in lead.numbers} & {number.e164 for number in other.numbers}:
        return "number"
    if lead.email and lead.email.casefold() == other.email.casefold():
        return "e-mail"
    is_named = simplify(lead.name) == simplify(other.name) and bool(lead.address)
    places = [(simplify(side.address), side.postal_code) for side in (lead, other)]
    return "name and address" if is_named and places[0] == places[1] else ""


def names_alike(name: str, other: str) -> bool:
    """Return whether two names may be one person's: same family name and initial, or a misspelling.

    Different names at one number are different people of an office or household.
    """
    first, second = simplify(name).split(), simplify(other).split()
    if not first or not second:
        return False
    if first[-1] == second[-1] and first[0][0] == second[0][0]:
        short = {first[0], second[0]}
        return len(short) == 1 or min(map(len, short)) == 1 or _is_close(*sorted(short))
    return _is_close(" ".join(sorted(first)), " ".join(sorted(second)))


def _is_close(name: str, other: str) -> bool:
    return SequenceMatcher(None, name, other).ratio() >= CLOSE
