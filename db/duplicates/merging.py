"""Two leads that are one person: all that was recorded of the second goes to the first."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from db.calls.answers import settle_answers
from db.enums import LeadStatus, NumberStatus
from db.imports.staged_rows import AMOUNTS, DEFAULTS, TEXTS
from db.leads.numbers import last_position
from db.leads.records import LeadFacts
from db.leads.search_words import kept_findable
from db.lists.catalogue import RETIRED, take_out_of_sessions
from db.tables.calls import attempts, callbacks, skips
from db.tables.firm import introductions
from db.tables.imports import pending_changes
from db.tables.leads import leads, numbers
from db.tables.notices import help_calls, notices

MERGED = "merged"
"""Why a callback was dropped: the person has an earlier one."""

_NOT_FILLED = {"name", "kind", "notes", "priority"}


def merge_leads(
    connection: Connection,
    kept: LeadFacts,
    gone: LeadFacts,
    now: datetime,
    take: Collection[str] = (),
) -> int:
    """Puts calls, numbers, notes and promises of `gone` with `kept`, and takes `gone` out.

    Of the fields to `take` what `gone` says is right, of all others what `kept` does.
    In a write block. Returns how many attempts came along. Neither is on a screen. What either of
    them did last can no longer be undone: it says what one of the two was before.
    """
    both = (kept.id, gone.id)
    for table in (attempts, skips):
        connection.execute(update(table).where(table.c.lead_id.in_(both)).values(before=None))
    with kept_findable(connection, both):
        _move_numbers(connection, kept, gone)
        moved = update(attempts).where(attempts.c.lead_id == gone.id).values(lead_id=kept.id)
        count = connection.execute(moved).rowcount
        for table in (skips, introductions, pending_changes, notices, help_calls):
            of_gone = table.c.lead_id == gone.id
            connection.execute(update(table).where(of_gone).values(lead_id=kept.id))
        due = _join_callbacks(connection, kept, gone, now)
        take_out_of_sessions(connection, leads.c.id == gone.id)
        values = {**said_of(kept, gone, take), **_work(kept, gone), **due}
        connection.execute(update(leads).where(leads.c.id == kept.id).values(**values))
        connection.execute(delete(leads).where(leads.c.id == gone.id))
    settle_answers(connection, kept.id)
    return count


def _move_numbers(connection: Connection, kept: LeadFacts, gone: LeadFacts) -> None:
    own = {(one.e164, one.extension): one for one in kept.numbers}
    position = last_position(connection, kept.id)
    for number in gone.numbers:
        mine = numbers.c.id == number.id
        same = own.get((number.e164, number.extension))
        if same is None:
            position += 1
            changed = update(numbers).where(mine).values(lead_id=kept.id, position=position)
            connection.execute(changed)
            continue
        dialled = update(attempts).where(attempts.c.number_id == number.id)
        connection.execute(dialled.values(number_id=same.id))
        if same.status is NumberStatus.OPEN:
            barred = update(numbers).where(numbers.c.id == same.id)
            connection.execute(barred.values(status=number.status))
        connection.execute(delete(numbers).where(mine))


def _join_callbacks(
    connection: Connection, kept: LeadFacts, gone: LeadFacts, now: datetime
) -> Mapping[str, object]:
    """The earlier promise of the two stands; returns when the lead is due."""
    mine = callbacks.c.lead_id.in_((kept.id, gone.id))
    standing = select(callbacks.c.id, callbacks.c.due_at).where(mine, callbacks.c.kept_at.is_(None))
    promised = connection.execute(standing.order_by(callbacks.c.due_at, callbacks.c.id)).all()
    later = callbacks.c.id.in_([one.id for one in promised[1:]])
    connection.execute(update(callbacks).where(later).values(kept_at=now, dropped=MERGED))
    connection.execute(update(callbacks).where(mine).values(lead_id=kept.id))
    if promised:
        return {"due_at": promised[0].due_at, "due_reason": "callback"}
    rests = [one for one in (kept, gone) if one.due_at is not None]
    if not rests:
        return {}
    longest = max(rests, key=lambda one: one.due_at or now)
    return {"due_at": longest.due_at, "due_reason": longest.due_reason}


def said_of(kept: LeadFacts, gone: LeadFacts, take: Collection[str] = ()) -> Mapping[str, object]:
    """What changes of the details of `kept`: what only `gone` says, what is taken of it, and the
    notes of both."""
    values: dict[str, object] = {}
    for name in (*TEXTS, *AMOUNTS):
        own, other = getattr(kept, name), getattr(gone, name)
        if name not in _NOT_FILLED and own == DEFAULTS[name] != other:
            values[name] = other
    is_nameless = kept.name in {"", kept.company} or kept.name.startswith(("(", "+"))
    if is_nameless and gone.name not in {"", gone.company}:
        values["name"] = gone.name
    parts = ("given_name", "family_name") if "name" in take else ()
    values |= {name: getattr(gone, name) for name in (*take, *parts)}
    notes = [kept.notes, "" if gone.notes in kept.notes else gone.notes]
    values["notes"] = "\n".join(filter(None, notes))
    drafts = [kept.draft, "" if gone.draft in kept.draft else gone.draft]
    values["draft"] = "\n".join(filter(None, drafts))
    values["extras"] = {**gone.extras, **kept.extras}
    return values


def _work(kept: LeadFacts, gone: LeadFacts) -> Mapping[str, object]:
    values: dict[str, object] = {
        "dials": kept.dials + gone.dials,
        "noes": kept.noes + gone.noes,
        "yeses": kept.yeses + gone.yeses,
        "reached": kept.reached + gone.reached,
        "priority": max(kept.priority, gone.priority),
    }
    for name in ("last_dialled_at", "introduced_at"):
        times = [one for one in (getattr(kept, name), getattr(gone, name)) if one is not None]
        values[name] = max(times, default=None)
    if gone.status is LeadStatus.CLOSED and gone.bar != RETIRED:
        values |= {"status": LeadStatus.CLOSED, "bar": ""}
    return values


def calls_of(connection: Connection, lead_id: int) -> list[int]:
    wanted = select(attempts.c.id).where(attempts.c.lead_id == lead_id)
    return list(connection.execute(wanted).scalars())


def is_being_called(connection: Connection, lead_id: int) -> bool:
    """Whether somebody dialled the lead and has not said how it ended."""
    open_ = select(func.count()).where(attempts.c.lead_id == lead_id, attempts.c.outcome.is_(None))
    return bool(connection.execute(open_).scalar())
