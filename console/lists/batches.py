"""Undo an import; retire, resume or change a list."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from console.do_not_call.evidence import place_again
from console.judging.lead_marks import mark_registered, place_by_look_ups
from console.rules.places.facts import place_from_facts, place_to_facts
from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.audit.coverage import EVIDENCE, Watch
from db.dnc.consents import contracted_in
from db.dnc.registries import answer_rows
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
from db.tables.leads import ListRow

MAX_NAMES = 10
"""How many leads a refused undo names."""


class Undone(Struct, frozen=True):
    """An undone import. The `updated` leads are older than it, and keep its changes."""

    leads: int
    updated: int
    list_name: str


def undo_import(database: Database, batch_id: int, agent: str, now: datetime) -> Undone:
    """Remove all leads of an import, with the evidence that came with it.

    It takes short transactions, so that agents can go on calling, and may be run again at any time.
    Raises BadInput where a lead was called, written to or skipped, or is on an agent's screen, and
    where the import only updated leads. If it raises, the leads are back in the queue.
    """
    with database.read() as connection:
        begun = {batch.batch_id: batch for batch in half_undone(connection)}.get(batch_id)
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
    # Close the leads first: from then on nobody can claim one, and the second check is final.
    _in_parts(database, close_some, batch_id)
    try:
        with database.read() as connection:
            _refuse_worked(connection, batch, now)
            count = count_leads(connection, batch_id)
    except BadInput:
        _in_parts(database, reopen_some, batch_id)
        raise
    # From this transaction on the undo is decided: after a crash, `_go_on` removes the rest.
    with database.write() as connection:
        watch = Watch(connection).look(EVIDENCE, consents.c.batch_id == batch_id)
        if not hide_batch(connection, batch_id, now):
            raise BadInput(f"Import {batch_id} was undone by somebody else in the meantime.")
        for e164 in take_back_evidence(connection, batch_id, now):
            place_again(connection, e164, now)
        detail = {"batch": batch_id, "checksum": batch.checksum, "leads": count}
        log.append(connection, now, agent, "import_undo", detail, watch.changes())
    _in_parts(database, remove_some, batch_id)
    return Undone(count, batch.updated, batch.list_name)


def _go_on(database: Database, begun: HalfUndone) -> Undone:
    """Remove the remaining leads of an undo that broke off after its entry in the audit log."""
    with database.read() as connection:
        count = count_leads(connection, begun.batch_id)
    _in_parts(database, remove_some, begun.batch_id)
    return Undone(count, 0, begun.list_name)


def _in_parts(database: Database, do_some: Callable[[Connection, int], int], batch_id: int) -> None:
    """Call `do_some` in a transaction of its own until it has nothing left to do."""
    while True:
        with database.write() as connection:
            if not do_some(connection, batch_id):
                return


def _refuse_worked(connection: Connection, batch: BatchOfList, now: datetime) -> None:
    """Raise BadInput where agents have worked on leads of the import."""
    touched = touched_in(connection, batch.id, now, MAX_NAMES)
    count = touched.worked + touched.on_screen
    if not count:
        return
    names = ", ".join(f"{name} ({lead_id})" for lead_id, name in touched.first.items())
    more = f" and {count - len(touched.first):,} more" if count > len(touched.first) else ""
    reasons = " and ".join(touched_words(touched, "of its leads", "of its leads"))
    if touched.worked:
        raise BadInput(
            f"Import {batch.id} cannot be undone: {reasons}: {names}{more}. "
            f"Retire the list instead: smiledial lists retire “{batch.list_name}”."
        )
    raise BadInput(
        f"Import {batch.id} cannot be undone now: {reasons}: {names}{more}. "
        "Try again once nobody has one on the screen."
    )


def touched_words(touched: Touched, noun: str, plural: str) -> list[str]:
    """Return `2 leads were called, written to or passed over`, and the same for screens."""
    worked, on_screen = touched.worked, touched.on_screen
    parts = []
    if worked:
        whom = f"{noun} was" if worked == 1 else f"{plural} were"
        parts.append(f"{worked:,} {whom} called, written to or passed over")
    if on_screen:
        parts.append(
            f"{on_screen:,} {f'{noun} is' if on_screen == 1 else f'{plural} are'} on a screen"
        )
    return parts


def retire_list(database: Database, name: str, agent: str, now: datetime) -> int:
    """Take the leads of a list out of the queue and all sessions; they stay in the database.

    Return how many. Raises BadInput.
    """
    with database.write() as connection:
        row = _find_list(connection, name)
        if row.retired_at is not None:
            raise BadInput(f"The list “{clean_line(name)}” is retired already.")
        count = catalogue.retire(connection, row.id, now)
        detail = {"list": row.id, "leads": count}
        log.append(connection, now, agent, "list_retire", detail)
    return count


def resume_list(database: Database, name: str, agent: str, now: datetime) -> int:
    """Resume a retired list; return how many leads are back in the queue. Raises BadInput."""
    with database.write() as connection:
        row = _find_list(connection, name)
        if row.retired_at is None:
            raise BadInput(f"The list “{clean_line(name)}” is not retired.")
        count = catalogue.resume(connection, row.id)
        detail = {"list": row.id, "leads": count}
        log.append(connection, now, agent, "list_resume", detail)
    return count


def mark_offer(database: Database, name: str, offer: str, agent: str, now: datetime) -> int:
    """Store the offer that the leads of a list are called about, "" for none.

    Return how many numbers with a contract were judged again. Raises BadInput.
    """
    offer = clean_line(offer)
    with database.write() as connection:
        row = _find_list(connection, name)
        catalogue.put_offer(connection, row.id, offer)
        contracted = contracted_in(connection, row.id)
        for e164 in contracted:
            place_again(connection, e164, now)
        detail = {"list": row.id, "offer": offer, "before": row.offer}
        log.append(connection, now, agent, "list_offer", detail)
    return len(contracted)


def offer_of(connection: Connection, name: str) -> str:
    """Return the offer that a list's leads are called about. Raises BadInput without a list."""
    return _find_list(connection, name).offer


def _find_list(connection: Connection, name: str) -> ListRow:
    row = find_list(connection, name)
    if row is None:
        raise BadInput(f"There is no list “{clean_line(name)}”: smiledial lists shows them.")
    return row


AT_ONCE = 500
"""Leads changed in one transaction: a key that waits for it is not noticeably slower."""

MANY = {LeadKind.CONSUMER: "consumers", LeadKind.BUSINESS: "businesses"}

Progress = Callable[[int, int], None]
"""Called with how many leads are done, of how many."""


class KindSet(Struct, frozen=True):
    """How many leads changed. `left` did not: they are on screens, which would not show it."""

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
    """Make a list and all its leads consumers or businesses, and judge the leads again.

    It takes short transactions; after an interruption call it again. Raises BadInput.
    """
    with database.read() as connection:
        row = find_list(connection, name)
        if row is None or row.hidden_at is not None:
            shown = clean_line(name)
            raise BadInput(f"There is no list “{shown}”: smiledial lists shows them.")
        other_kind = next(other for other in LeadKind if other is not kind)
        total, _ = leads_of_kind(connection, row.id, other_kind, now, agent)
    if not total and row.kind is kind:
        raise BadInput(f"The leads of “{clean_line(name)}” are {MANY[kind]} already.")
    with database.write() as connection:
        # After a crash the doctor still sees that the marks of leads are behind.
        owe_marks(connection)
    done = 0
    while True:
        with database.write() as connection:
            _, lead_ids = leads_of_kind(connection, row.id, other_kind, now, agent, AT_ONCE)
            if lead_ids:
                change_kind(connection, lead_ids, kind, partial(_of_kind, kind))
        if not lead_ids:
            break
        done += len(lead_ids)
        if progress is not None:
            progress(done, max(done, total))
    with database.read() as connection:
        owed = marks_owed(connection)  # read before marking: a later change must stay owed
    mark_registered(database, now)  # some registries bar consumers only, others businesses only
    with database.read() as connection:
        answers = {row.source for row in answer_rows(connection)}
    if answers:  # a place keeps an answer only where the law asks one of such a call
        place_by_look_ups(database, answers)
    with database.write() as connection:
        put_kind(connection, row.id, kind)
        left, _ = leads_of_kind(connection, row.id, other_kind, None, agent)
        detail = {"list": row.id, "kind": kind, "before": row.kind, "leads": done, "left": left}
        log.append(connection, now, agent, "list_kind", detail)
        pay_marks(connection, owed)
    return KindSet(done, left)


def _of_kind(kind: LeadKind, facts: str) -> str:
    return place_to_facts(replace(place_from_facts(facts), kind=kind))
