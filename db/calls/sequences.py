"""Store and read where leads are on their sequences, and the steps that were taken."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, tuple_, update

from db.enums import LeadStatus
from db.leads.screening import Where
from db.rows import read_row, read_rows
from db.tables.calls import attempts, callbacks
from db.tables.firm import outcomes
from db.tables.leads import in_sight, leads
from db.tables.sequences import LeadSequenceRow, lead_sequences, touches

_UNDER_WAY = select(lead_sequences).where(
    lead_sequences.c.lead_id == bindparam("lead"), lead_sequences.c.stopped_at.is_(None)
)


def under_way(connection: Connection, lead_id: int) -> LeadSequenceRow | None:
    """Return where a lead is on its sequence, None if it is on none."""
    return read_row(connection, LeadSequenceRow, _UNDER_WAY, {"lead": lead_id})


def leads_to_begin(connection: Connection, where: Where) -> Sequence[int]:
    """Return the ids of matching open leads that are on no sequence and wait for no callback."""
    on_one = select(lead_sequences.c.lead_id).where(lead_sequences.c.stopped_at.is_(None))
    promised = select(callbacks.c.lead_id).where(callbacks.c.kept_at.is_(None))
    wanted = select(leads.c.id).where(
        where,
        in_sight(),
        leads.c.status == LeadStatus.OPEN,
        leads.c.id.not_in(on_one),
        leads.c.id.not_in(promised),
        leads.c.due_reason.not_in(("callback", "appointment")),
    )
    return connection.execute(wanted.order_by(leads.c.id)).scalars().all()


def of_list(list_id: int) -> Where:
    """Return the condition on the leads of a list."""
    return leads.c.list_id == list_id


def count_matches(connection: Connection, where: Where) -> int:
    """Count the leads that match, whether or not they can begin a sequence."""
    wanted = select(func.count()).select_from(leads).where(where, in_sight())
    return connection.execute(wanted).scalar_one()


def begin(connection: Connection, row: LeadSequenceRow) -> None:
    """Put a lead on a sequence, in place of one that was stopped."""
    connection.execute(delete(lead_sequences).where(lead_sequences.c.lead_id == row.lead_id))
    values = {name: getattr(row, name) for name in row.__struct_fields__}
    connection.execute(insert(lead_sequences).values(**values))


def go_to(
    connection: Connection, before: LeadSequenceRow, step: int, step_due_at: datetime
) -> None:
    """Go on to a step."""
    _change(connection, before, {"step": step, "step_due_at": step_due_at})


def stop(
    connection: Connection, before: LeadSequenceRow, step: int, reason: str, at: datetime
) -> None:
    """Stop a lead's sequence at a step."""
    _change(connection, before, {"step": step, "stopped_at": at, "reason": reason})


def _change(connection: Connection, before: LeadSequenceRow, values: Mapping[str, object]) -> None:
    mine = (
        lead_sequences.c.lead_id == before.lead_id,
        lead_sequences.c.started_at == before.started_at,
    )
    connection.execute(update(lead_sequences).where(*mine).values(**values))


def add_touch(
    connection: Connection,
    row: LeadSequenceRow,
    step: int,
    what: str,
    agent: str,
    at: datetime,
    *,
    attempt_id: int | None = None,
    introduction_id: int | None = None,
    skipped: str = "",
) -> None:
    """Store that a step was taken, or skipped for a reason."""
    connection.execute(
        insert(touches).values(
            lead_id=row.lead_id,
            name=row.name,
            step=step,
            what=what,
            agent=agent,
            at=at,
            attempt_id=attempt_id,
            introduction_id=introduction_id,
            skipped=skipped,
        )
    )


class DueRow(Struct, frozen=True):
    """A lead whose next step is due. `agent` took its last one; None if none was taken."""

    lead_id: int
    name: str
    title: str
    company: str
    place_id: int
    sequence: str
    version: int
    step: int
    due_at: datetime
    agent: str | None


Place = tuple[str, int, int]
"""A step: the name of the sequence, its version, and the index of the step."""


def due_mails(
    connection: Connection, mails: Collection[Place], before: datetime, limit: int
) -> tuple[DueRow, ...]:
    """Return open leads whose next step is one of these e-mails and due, the earliest first."""
    row = lead_sequences.c
    agent = (
        select(touches.c.agent)
        .where(touches.c.lead_id == row.lead_id, touches.c.at >= row.started_at)
        .order_by(touches.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    wanted = (
        select(
            *(row.lead_id, leads.c.name, leads.c.title, leads.c.company, leads.c.place_id),
            *(row.name.label("sequence"), row.version, row.step, row.step_due_at.label("due_at")),
            agent.label("agent"),
        )
        .join_from(lead_sequences, leads, leads.c.id == row.lead_id)
        .where(*_is_due(before), tuple_(row.name, row.version, row.step).in_(mails))
        .order_by(row.step_due_at, row.lead_id)
        .limit(limit)
    )
    return tuple(read_rows(connection, DueRow, wanted))


def count_due_calls(connection: Connection, mails: Collection[Place], before: datetime) -> int:
    """Count the open leads whose next step is due and none of these e-mails."""
    row = lead_sequences.c
    wanted = (
        select(func.count())
        .select_from(lead_sequences)
        .join(leads, leads.c.id == row.lead_id)
        .where(*_is_due(before), tuple_(row.name, row.version, row.step).not_in(mails))
    )
    return connection.execute(wanted).scalar_one()


def _is_due(before: datetime) -> tuple[Where, ...]:
    row = lead_sequences.c
    is_open = leads.c.status == LeadStatus.OPEN
    return row.stopped_at.is_(None), row.step_due_at < before, in_sight(), is_open


def remember_sequence(row: LeadSequenceRow) -> dict[str, object]:
    """Return what `restore_sequence` needs, as JSON."""
    return {
        "step": row.step,
        "step_due_at": row.step_due_at.isoformat(),
        "started_at": row.started_at.isoformat(),
    }


def restore_sequence(
    connection: Connection, lead_id: int, before: Mapping[str, object], attempt_id: int | None
) -> None:
    """Delete the touches of an undone call, and go back to the step before it.

    An e-mail that was written since stays written. A request that was made without a call (None)
    has no touches.
    """
    if attempt_id is not None:
        connection.execute(delete(touches).where(touches.c.attempt_id == attempt_id))
    mine = (
        lead_sequences.c.lead_id == lead_id,
        lead_sequences.c.started_at == datetime.fromisoformat(str(before["started_at"])),
    )
    values = {
        "step": before["step"],
        "step_due_at": datetime.fromisoformat(str(before["step_due_at"])),
        "stopped_at": None,
        "reason": "",
    }
    connection.execute(update(lead_sequences).where(*mine).values(**values))


def written_steps(connection: Connection, row: LeadSequenceRow) -> frozenset[int]:
    """Return the e-mails of a lead's sequence that were written, by the index of their step."""
    wanted = select(touches.c.step).where(
        touches.c.lead_id == row.lead_id,
        touches.c.at >= row.started_at,
        touches.c.what == "mail",
        touches.c.skipped == "",
    )
    return frozenset(connection.execute(wanted).scalars())


def last_outcome_of(connection: Connection, row: LeadSequenceRow) -> str:
    """Return the outcome of a lead's last call in its sequence, "" for none."""
    wanted = (
        select(attempts.c.outcome)
        .join(touches, touches.c.attempt_id == attempts.c.id)
        .where(touches.c.lead_id == row.lead_id, touches.c.at >= row.started_at)
        .order_by(touches.c.id.desc())
    )
    return connection.execute(wanted.limit(1)).scalar() or ""


def merge_sequences(connection: Connection, lead_id: int, duplicate_id: int) -> None:
    """Give the touches of a duplicate to a lead, and its sequence if the lead is on none."""
    moved = update(touches).where(touches.c.lead_id == duplicate_id).values(lead_id=lead_id)
    connection.execute(moved)
    if under_way(connection, lead_id) or not under_way(connection, duplicate_id):
        return
    own = lead_sequences.c.lead_id
    connection.execute(delete(lead_sequences).where(own == lead_id))
    connection.execute(update(lead_sequences).where(own == duplicate_id).values(lead_id=lead_id))


class StepCount(Struct, frozen=True):
    """What a step brought: touches made and skipped, and the talks and yeses of its calls."""

    step: int
    made: int
    skipped: int
    talks: int
    yeses: int


def count_steps(connection: Connection, name: str) -> tuple[StepCount, ...]:
    """Count the touches of a sequence by step."""
    is_skipped = touches.c.skipped != ""
    wanted = (
        select(
            touches.c.step,
            func.sum(case((is_skipped, 0), else_=1)),
            func.sum(case((is_skipped, 1), else_=0)),
            func.sum(case((outcomes.c.is_contact & ~is_skipped, 1), else_=0)),
            func.sum(case((outcomes.c.is_yes & ~is_skipped, 1), else_=0)),
        )
        .select_from(touches)
        .join(attempts, attempts.c.id == touches.c.attempt_id, isouter=True)
        .join(outcomes, outcomes.c.code == attempts.c.outcome, isouter=True)
        .where(touches.c.name == name)
        .group_by(touches.c.step)
        .order_by(touches.c.step)
    )
    return tuple(StepCount(*map(int, row)) for row in connection.execute(wanted))


def count_leads_by_name(connection: Connection) -> Mapping[str, Mapping[str, int]]:
    """Count the leads of each sequence, by why they were stopped; "" is under way.

    A lead that is not open any more is not under way, whatever closed it: it counts as `barred`.
    """
    is_going = lead_sequences.c.stopped_at.is_(None)
    reason = case(
        (is_going & (leads.c.status != LeadStatus.OPEN), "barred"),
        else_=lead_sequences.c.reason,
    ).label("why")
    wanted = (
        select(lead_sequences.c.name, reason, func.count())
        .join(leads, leads.c.id == lead_sequences.c.lead_id)
        .group_by(lead_sequences.c.name, reason)
        .order_by(lead_sequences.c.name, func.count().desc(), reason)
    )
    counts: dict[str, dict[str, int]] = {}
    for name, why, count in connection.execute(wanted):
        counts.setdefault(name, {})[why] = count
    return counts
