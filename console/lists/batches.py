"""Imports and lists after the event: undo one, retire a list and take it up again."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from console.do_not_call.evidence import place_again
from console.judging.lead_marks import mark_registered
from console.rules.places.facts import place_from_facts, place_to_facts
from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.audit.coverage import Watch
from db.audit.row_hashes import EVIDENCE
from db.dnc.consents import contracted_in
from db.engine.database import Connection, Database
from db.enums import LeadKind
from db.firm.settings import marks_owed, owe_marks, pay_marks
from db.imports.batches import BatchOfList, count_leads, read_batch
from db.imports.undo import (
    HalfUndone,
    Touched,
    brought_anything,
    close_some,
    half_undone,
    hide_batch,
    remove_some,
    reopen_some,
    take_back_evidence,
    touched_in,
)
from db.lists import catalogue
from db.lists.catalogue import change_kind, find_list, leads_of_kind, put_kind
from db.tables.do_not_call import consents
from db.tables.lists import ListRow

SHOWN = 10
"""Leads named when an undo is refused."""


class Undone(Struct, frozen=True):
    """`updated` leads were there before the import: they stay, as it left them."""

    leads: int
    updated: int
    list_name: str


def undo_import(database: Database, batch_id: int, agent: str, now: datetime) -> Undone:
    """Takes an import out again, whole, with the evidence that came with it.

    In short transactions, so that agents go on calling: its leads leave the queue first, and only
    then is it sure that nobody has called one. Raises BadInput, and puts them back, once one was
    called, written to or passed over, or is on an agent's screen, and where it only updated leads.
    May be run again at any time.
    """
    with database.read() as connection:
        begun = {one.batch_id: one for one in half_undone(connection)}.get(batch_id)
    if begun is not None and begun.is_decided:
        return _go_on(database, begun)
    with database.read() as connection:
        batch = read_batch(connection, batch_id)
        if batch is None:
            raise BadInput(f"There is no import {batch_id}: smiledial imports list shows them.")
        if batch.updated and not brought_anything(connection, batch_id):
            raise BadInput(
                f"Import {batch_id} brought no lead and no evidence: there is nothing to take out. "
                f"The leads that it updated ({batch.updated:,}) stay as they are."
            )
        _refuse_worked(connection, batch, now)
    _in_parts(database, close_some, batch_id)
    try:
        with database.read() as connection:
            _refuse_worked(connection, batch, now)
            count = count_leads(connection, batch_id)
    except BadInput:
        _in_parts(database, reopen_some, batch_id)
        raise
    with database.write() as connection:
        watch = Watch(connection).look(EVIDENCE, consents.c.batch_id == batch_id)
        hide_batch(connection, batch_id, now)
        for e164 in take_back_evidence(connection, batch_id, now):
            place_again(connection, e164, now)
        detail = {"batch": batch_id, "checksum": batch.checksum, "leads": count}
        log.append(connection, now, agent, "import_undo", detail, watch.changes())
    _in_parts(database, remove_some, batch_id)
    return Undone(count, batch.updated, batch.list_name)


def _go_on(database: Database, begun: HalfUndone) -> Undone:
    """The audit log has it already: what is left of its leads is taken out."""
    with database.read() as connection:
        count = count_leads(connection, begun.batch_id)
    _in_parts(database, remove_some, begun.batch_id)
    return Undone(count, 0, begun.list_name)


def _in_parts(database: Database, do_some: Callable[[Connection, int], int], batch_id: int) -> None:
    while True:
        with database.write() as connection:
            if not do_some(connection, batch_id):
                return


def _refuse_worked(connection: Connection, batch: BatchOfList, now: datetime) -> None:
    touched = touched_in(connection, batch.id, now, SHOWN)
    count = touched.worked + touched.on_screen
    if not count:
        return
    named = ", ".join(f"{name} ({lead_id})" for lead_id, name in touched.first.items())
    more = f" and {count - len(touched.first):,} more" if count > len(touched.first) else ""
    of_its = " and ".join(touched_words(touched, "of its leads", "of its leads"))
    if touched.worked:
        raise BadInput(
            f"Import {batch.id} cannot be undone: {of_its}: {named}{more}. "
            f"Retire the list instead: smiledial lists retire “{batch.list_name}”."
        )
    raise BadInput(
        f"Import {batch.id} cannot be undone now: {of_its}: {named}{more}. "
        "Try again once nobody has one on the screen."
    )


def touched_words(touched: Touched, one: str, more: str) -> list[str]:
    """`2 leads were called, written to or passed over`, and those on a screen."""
    worked, on_screen = touched.worked, touched.on_screen
    told = []
    if worked:
        whom = f"{one} was" if worked == 1 else f"{more} were"
        told.append(f"{worked:,} {whom} called, written to or passed over")
    if on_screen:
        told.append(f"{on_screen:,} {f'{one} is' if on_screen == 1 else f'{more} are'} on a screen")
    return told


def retire_list(database: Database, name: str, agent: str, now: datetime) -> int:
    """The list's leads leave the queue and all sessions, and stay in the database.

    Returns how many. Raises BadInput.
    """
    with database.write() as connection:
        found = _list(connection, name)
        if found.retired_at is not None:
            raise BadInput(f"The list “{clean_line(name)}” is retired already.")
        count = catalogue.retire(connection, found.id, now)
        detail = {"list": found.id, "leads": count}
        log.append(connection, now, agent, "list_retire", detail)
    return count


def resume_list(database: Database, name: str, agent: str, now: datetime) -> int:
    """Takes a retired list up again; returns how many leads came back. Raises BadInput."""
    with database.write() as connection:
        found = _list(connection, name)
        if found.retired_at is None:
            raise BadInput(f"The list “{clean_line(name)}” is not retired.")
        count = catalogue.resume(connection, found.id)
        detail = {"list": found.id, "leads": count}
        log.append(connection, now, agent, "list_resume", detail)
    return count


def mark_offer(database: Database, name: str, offer: str, agent: str, now: datetime) -> int:
    """Says what a list's leads are called about, "" for nothing that contracts run for.

    Returns how many numbers with a contract are judged by it from now. Raises BadInput.
    """
    offer = clean_line(offer)
    with database.write() as connection:
        found = _list(connection, name)
        catalogue.put_offer(connection, found.id, offer)
        contracted = contracted_in(connection, found.id)
        for e164 in contracted:
            place_again(connection, e164, now)
        detail = {"list": found.id, "offer": offer, "before": found.offer}
        log.append(connection, now, agent, "list_offer", detail)
    return len(contracted)


def offer_of(connection: Connection, name: str) -> str:
    """What a list is called about. Raises BadInput where there is none of that name."""
    return _list(connection, name).offer


def _list(connection: Connection, name: str) -> ListRow:
    found = find_list(connection, name)
    if found is None:
        raise BadInput(f"There is no list “{clean_line(name)}”: smiledial lists shows them.")
    return found


# A list that was taken for what it is not: its leads made businesses, or consumers, afterwards.


AT_ONCE = 500
"""Leads in one transaction: agents' keys wait no longer than that takes."""

MANY = {LeadKind.CONSUMER: "consumers", LeadKind.BUSINESS: "businesses"}

Progress = Callable[[int, int], None]
"""Called with how many leads are done, of how many."""


class KindSet(Struct, frozen=True):
    """`left` are on an agent's screen, who would read what is no longer so."""

    leads: int
    left: int


def set_kind(
    database: Database,
    name: str,
    kind: LeadKind,
    agent: str,
    now: datetime,
    progress: Progress | None = None,
) -> KindSet:
    """Makes all leads of a list that are of the other kind such, each judged anew, and the list.

    In short transactions; stopped, it goes on where it is called again. Raises BadInput.
    """
    with database.read() as connection:
        found = find_list(connection, name)
        if found is None or found.hidden_at is not None:
            shown = clean_line(name)
            raise BadInput(f"There is no list “{shown}”: smiledial lists shows them.")
        others = next(one for one in LeadKind if one is not kind)
        total, _ = leads_of_kind(connection, found.id, others, now, agent)
    if not total and found.kind is kind:
        raise BadInput(f"The leads of “{clean_line(name)}” are {MANY[kind]} already.")
    with database.write() as connection:
        owe_marks(connection)
    done = 0
    while True:
        with database.write() as connection:
            _, lead_ids = leads_of_kind(connection, found.id, others, now, agent, AT_ONCE)
            if lead_ids:
                change_kind(connection, lead_ids, kind, partial(_of_kind, kind))
        if not lead_ids:
            break
        done += len(lead_ids)
        if progress is not None:
            progress(done, max(done, total))
    with database.read() as connection:
        owed = marks_owed(connection)
    mark_registered(database, now)  # a registry bars consumers alone, or businesses
    with database.write() as connection:
        put_kind(connection, found.id, kind)
        left, _ = leads_of_kind(connection, found.id, others, None, agent)
        detail = {"list": found.id, "kind": kind, "before": found.kind, "leads": done, "left": left}
        log.append(connection, now, agent, "list_kind", detail)
        pay_marks(connection, owed)
    return KindSet(done, left)


def _of_kind(kind: LeadKind, facts: str) -> str:
    return place_to_facts(replace(place_from_facts(facts), kind=kind))
