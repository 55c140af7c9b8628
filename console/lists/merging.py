"""Two leads that are one person, brought together by somebody who looked: never by itself."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from difflib import SequenceMatcher
from itertools import islice

from msgspec import Struct

from console.cards.pair import FieldPair, LeadSide, Pair
from console.do_not_call.evidence import place_again
from console.do_not_call.patterns import close_and_open
from console.files.fields.lead_fields import OF_LEAD, Kind
from console.rules.phone.shown import show_phone
from console.rules.text import simplify
from console.trouble import BadInput
from db.audit import log
from db.calls.tally_updates import recounted
from db.duplicates.merging import calls_of, is_being_called, merge_leads, merged_details
from db.duplicates.pairs import Alike, near_to, pairs_alike, pairs_of_mail
from db.engine.database import Connection, Database
from db.enums import LeadStatus
from db.leads.records import LeadFacts, asked_not_to_be_called, change_lead, read_lead, settle
from db.lists.owners import follow_owners

CHOSEN = tuple(
    one.name
    for one in OF_LEAD
    if one.name not in {"kind", "notes", "priority", "given_name", "family_name"}
)
"""Fields of which one of two values is right. The parts of a name go with it; notes are put
together, the higher priority stands, and the kind is the first lead's."""


UNSEEN = ("given_name", "family_name")
"""The parts of a name, which are not compared beside it."""


class Merged(Struct, frozen=True):
    """The lead that stays, and how many attempts came to it."""

    lead_id: int
    name: str
    attempts: int


def read_pair(database: Database, kept_id: int, gone_id: int) -> tuple[LeadFacts, LeadFacts]:
    """Both leads as they are. Raises BadInput."""
    with database.read() as connection:
        return _pair(connection, kept_id, gone_id)


def merge(database: Database, kept_id: int, gone_id: int, agent: str, now: datetime) -> Merged:
    """Puts all that is recorded of the second lead with the first, and takes the second out.

    Of two that say different things the first is right; the stricter of two states holds. Raises
    BadInput, and then nothing was changed: where one is on a screen or on the phone.
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
    """The same in a write block; of the fields of CHOSEN to `take` the second is right."""
    kept, gone = _pair(connection, kept_id, gone_id)
    refuse_busy(connection, (kept, gone), now)
    taken = [name for name in CHOSEN if name in take]
    with recounted(connection, calls_of(connection, gone.id)):
        count = _merge_pair(connection, kept, gone, now, taken)
        detail: dict[str, object] = {"lead": kept.id, "merged": gone.id, "attempts": count}
        if taken:
            detail["taken"] = taken
        log.append(connection, now, agent, "lead_merge", detail)
    found = read_lead(connection, kept.id)
    return Merged(kept.id, kept.name if found is None else found.name, count)


def _merge_pair(
    connection: Connection, kept: LeadFacts, gone: LeadFacts, now: datetime, take: Collection[str]
) -> int:
    """Returns how many attempts came along."""
    asked_not = any(asked_not_to_be_called(connection, one.id) for one in (kept, gone))
    count = merge_leads(connection, kept, gone, now, take)
    if asked_not:
        change_lead(connection, kept.id, status=LeadStatus.CLOSED, bar="")
    close_and_open(connection, kept.id)
    for e164 in sorted({one.e164 for one in (*kept.numbers, *gone.numbers)}):
        place_again(connection, e164, now, kept.id)
    settle(connection, kept.id)
    follow_owners(connection, [kept.id])
    return count


def refuse_busy(connection: Connection, pair: Iterable[LeadFacts], now: datetime) -> None:
    """Raises BadInput where one is on a screen or on the phone."""
    for one in pair:
        who = one.name or f"lead {one.id}"
        if one.held_until is not None and one.held_until > now:
            raise BadInput(f"{one.held_by} has {who} on the screen: try again later.")
        if is_being_called(connection, one.id):
            raise BadInput(f"A call to {who} has no outcome yet: record it first.")


def compare(kept: LeadFacts, gone: LeadFacts, take: Collection[str] = ()) -> Pair:
    """Both side by side, and what would come out; what may be chosen stands first."""
    said = merged_details(kept, gone, [name for name in CHOSEN if name in take])
    fields = []
    for field in OF_LEAD:
        is_amount = field.kind is Kind.AMOUNT
        own, other = (_text(getattr(one, field.name), is_amount=is_amount) for one in (kept, gone))
        out = _text(said[field.name], is_amount=is_amount) if field.name in said else own
        if field.name == "priority":
            own, other = ("" if one == "0" else one for one in (own, other))
            out = str(max(kept.priority, gone.priority))
        if field.name not in UNSEEN and (own or other):
            may_choose = field.name in CHOSEN and own != other and bool(own and other)
            fields.append(FieldPair(field.name, field.label, own, other, out, may_choose))
    fields.sort(key=lambda one: not one.may_choose)
    shown = {show_phone(one.e164, one.extension): None for one in (*kept.numbers, *gone.numbers)}
    return Pair(
        _side(kept),
        _side(gone),
        tuple(fields),
        tuple(shown),
        kept.dials + gone.dials,
        kept.noes + gone.noes,
        is_closed=LeadStatus.CLOSED in {kept.status, gone.status},
        is_barred="internal_list" in {kept.bar, gone.bar},
    )


def _side(lead: LeadFacts) -> LeadSide:
    shown = tuple(show_phone(one.e164, one.extension) for one in lead.numbers)
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
        found = read_lead(connection, lead_id)
        if found is None or not found.numbers:
            raise BadInput(f"There is no lead {lead_id}: smiledial find TEXT looks for one.")
        pair.append(found)
    return pair[0], pair[1]


# Who may be one person: proposed, never brought together by itself.


NEAR = 50
"""Leads that are compared with one."""

CLOSE = 0.8
"""How alike two names are, 0 to 1, that may be one in two spellings."""


def propose(connection: Connection, most: int) -> list[tuple[str, Alike, Alike]]:
    """The first so many pairs, each once, with what they have in common."""
    return list(islice(_proposed(connection), most))


def _proposed(connection: Connection) -> Iterator[tuple[str, Alike, Alike]]:
    seen: set[tuple[int, int]] = set()
    for why, elder, younger in pairs_alike(connection):
        is_new = (elder.id, younger.id) not in seen
        is_address = why == "name and address"
        same = simplify(elder.address) == simplify(younger.address)
        if is_new and (same if is_address else names_alike(elder.name, younger.name)):
            seen.add((elder.id, younger.id))
            yield why, elder, younger
    for why, elder, younger in pairs_of_mail(connection):
        if (elder.id, younger.id) not in seen:
            yield f"{why}, another name", elder, younger


def doubles_of(lead: LeadFacts, connection: Connection) -> tuple[tuple[str, LeadFacts], ...]:
    """Who may be the same person as this lead, each with what they have in common.

    By index alone, so that a screen may ask it of each lead: who has the same e-mail under a name
    of other words is found by `propose`.
    """
    found = ((_common(lead, one), one) for one in near_to(connection, lead, NEAR))
    return tuple((why, one) for why, one in found if why)


def _common(lead: LeadFacts, other: LeadFacts) -> str:
    if not names_alike(lead.name, other.name):
        return ""
    if {one.e164 for one in lead.numbers} & {one.e164 for one in other.numbers}:
        return "number"
    if lead.email and lead.email.casefold() == other.email.casefold():
        return "e-mail"
    is_named = simplify(lead.name) == simplify(other.name) and bool(lead.address)
    places = [(simplify(one.address), one.postal_code) for one in (lead, other)]
    return "name and address" if is_named and places[0] == places[1] else ""


def names_alike(one: str, other: str) -> bool:
    """Whether two names may be one person's: the same family name and initial, or one spelt anew.

    Who shares a number with another name is another person of that office or household.
    """
    first, second = simplify(one).split(), simplify(other).split()
    if not first or not second:
        return False
    if first[-1] == second[-1] and first[0][0] == second[0][0]:
        short = {first[0], second[0]}
        return len(short) == 1 or min(map(len, short)) == 1 or _is_close(*sorted(short))
    return _is_close(" ".join(sorted(first)), " ".join(sorted(second)))


def _is_close(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= CLOSE
