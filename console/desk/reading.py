"""What the desk reads without changing anything: pace, reasons, summaries."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.cards.callbacks import NextCallback
from console.cards.progress import Progress
from console.cards.waiting import Blocked, Nobody, Why
from console.desk.session_cards import session_card
from console.desk.undo import Before, before_from
from console.judging.openings import Openings
from console.rules.law import all_registries
from console.rules.pace import HOUR, Made, calls_an_hour, longest_run, rolling_since, worked
from console.rules.sentences import SEVERAL, say_load
from console.rules.values import Reason
from db import attempts, callbacks, leads, queue, sessions, summaries
from db.engine import Connection, is_agent
from db.enums import ReasonCode, VerdictKind
from db.floor import seated

MONTH = timedelta(days=30)

SKIP = "Skip"
"""The label of what is undone where a lead was passed over."""

WAITING = {
    "owned": ("belongs to a colleague", "belong to colleagues"),
    "cool_down": ("rests after a call or a skip", "rest after a call or a skip"),
    "callback": ("waits for the time you promised", "wait for the time you promised"),
    "cap": (
        "was called as often as the law allows",
        "were called as often as the law allows",
    ),
    "held": ("is on somebody’s screen", "are on somebody’s screen"),
    "internal_list": ("is on your do-not-call list", "are on your do-not-call list"),
    "registry": ("is on a do-not-call registry", "are on a do-not-call registry"),
    "invalid_number": ("has no valid number", "have no valid number"),
    "number_closed": ("has no number left", "have no number left"),
    "lead_closed": ("is finished", "are finished"),
}
"""What is so of one lead, and of several."""


REGISTRY_GAPS = frozenset({ReasonCode.REGISTRY_MISSING.value, ReasonCode.REGISTRY_STALE.value})


@dataclass(frozen=True, slots=True)
class Month:
    """An agent's noes and yeses of the 30 days before `until`, the start of the day."""

    until: datetime
    noes: int
    yeses: int


@dataclass(frozen=True, slots=True)
class Undoable:
    """The last thing an agent did that can be taken back: an outcome, or a skip."""

    lead_id: int
    before: Before
    outcome: str
    label: str
    claim: str
    note: str
    attempt_id: int | None
    skip_id: int
    session_id: int | None


def month_of(connection: Connection, agent: str, until: datetime) -> Month:
    found = summaries.tally(connection, agent, until - MONTH, until)
    return Month(until, found.noes, found.yeses)


def progress_of(
    connection: Connection,
    agent: str,
    mine: Collection[str],
    month: Month,
    no_goal: int,
    released_at: datetime,
    now: datetime,
) -> Progress:
    """An agent's day since `month.until`, how it goes, and what was promised to whom they are
    offered: the leads of the owners `mine`."""
    found = summaries.calls_since(connection, agent, min(month.until, now - HOUR))
    calls = [Made(one.dialled_at, one.ended_at) for one in found if one.is_dial]
    of_today = [call for call in calls if call.dialled_at >= month.until]
    until = now + timedelta(seconds=1)
    today = [one for one in found if month.until <= one.dialled_at < until]
    noes = sum(one.is_no for one in today)
    yeses = month.yeses + sum(one.is_yes for one in today)
    session = sessions.active_session(connection, agent)
    last = attempts.last_work(connection, agent)
    due = callbacks.due_callbacks(connection, agent, mine, released_at, now)
    promised = due.next
    return Progress(
        session=None if session is None else session_card(session),
        noes=noes,
        no_goal=no_goal,
        dials=sum(one.is_dial for one in today),
        yeses=yeses - month.yeses,
        per_hour=calls_an_hour(len(of_today), worked(of_today)),
        noes_per_yes=(month.noes + noes) / yeses if yeses else None,
        last_dial_at=of_today[-1].dialled_at if of_today else None,
        last_end_at=of_today[-1].ended_at if of_today else None,
        longest_run=longest_run(of_today),
        rolling_since=rolling_since(calls, now),
        can_undo=_label_of(last),
        is_agents_login=is_agent(connection),
        callbacks_due=due.count,
        next_callback=None
        if promised is None
        else NextCallback(promised.id, promised.lead_id, promised.name, promised.due_at),
    )


def _is_skip_last(last: attempts.LastWork) -> bool | None:
    """Whether a skip is what can be undone, or a call; None when the agent has dialled since, did
    nothing yet, or the person was erased.

    What a call that came in brought can be undone while the call beside it goes on.
    """
    since, ended_at, skipped_at = last.under_way_since, last.ended_at, last.skipped_at
    if since is not None and (ended_at is None or since >= ended_at):
        return None
    if skipped_at is not None and (ended_at is None or skipped_at >= ended_at):
        return True if last.is_skip_kept else None
    return False if last.is_call_kept else None


def _label_of(last: attempts.LastWork) -> str:
    is_skip = _is_skip_last(last)
    return "" if is_skip is None else SKIP if is_skip else last.label or ""


def undoable(connection: Connection, agent: str) -> Undoable | None:
    """What can be undone, whole."""
    last = attempts.last_work(connection, agent)
    label, is_skip = _label_of(last), _is_skip_last(last)
    skip = attempts.last_skip(connection, agent) if is_skip else None
    if skip is not None and skip.before is not None:
        before = before_from(skip.before)
        session_id = skip.session_id
        return Undoable(skip.lead_id, before, "skip", label, "", "", None, skip.id, session_id)
    made = attempts.last_ended(connection, agent) if is_skip is False else None
    if made is None or made.before is None:
        return None
    return Undoable(
        made.lead_id,
        before_from(made.before),
        made.outcome,
        label,
        made.claim,
        made.note,
        made.id,
        0,
        made.session_id,
    )


def why_of(
    connection: Connection,
    openings: Openings,
    session_id: int | None,
    now: datetime,
    mine: Collection[str] | None = None,
) -> Why:
    """How many leads may be called now, and one count per first reason for the rest.

    By an agent who is offered the leads of the owners `mine`; None: by anybody.
    """
    if session_id is None:
        found = queue.piles(connection, now)
    else:
        found = queue.session_piles(connection, session_id, now)
    if mine is not None:
        found = queue.seen_by(found, mine)
    openings.learn(connection, (pile.place_id for pile in found if pile.place_id is not None))
    callable_now, blocked = blocked_by_reason(found, openings, now)
    return Why(now, callable_now, blocked)


def blocked_by_reason(
    found: Iterable[queue.Pile], openings: Openings, now: datetime
) -> tuple[int, tuple[Blocked, ...]]:
    """How many leads may be called now, and the others by first reason, soonest opening first.

    Those that wait for the same thing are told together, wherever they are: the first is free then.
    """
    callable_now = 0
    blocked: dict[tuple[str, datetime | None, str, str], Blocked] = {}
    for pile in found:
        one = _blocked(pile, openings)
        if one is None:
            callable_now += pile.count
            continue
        opens_at = None if pile.waits_for else one.opens_at
        key = (one.code, opens_at, one.zone, one.text if one.code in REGISTRY_GAPS else "")
        before = blocked.get(key)
        if before is not None:
            count = one.count + before.count
            text = one.text if one.text == before.text else SEVERAL.get(one.code, one.text)
            if pile.waits_for:
                text = _waiting(one.code, count)
            opens_at = min(filter(None, (one.opens_at, before.opens_at)), default=None)
            one = Blocked(one.code, count, opens_at, one.zone, text)
        blocked[key] = one
    order = sorted(
        blocked.values(), key=lambda one: (one.opens_at is None, one.opens_at or now, -one.count)
    )
    return callable_now, tuple(order)


def nobody_of(
    connection: Connection,
    openings: Openings,
    session: sessions.SessionOfList | None,
    now: datetime,
    mine: Collection[str],
) -> Nobody:
    """Why there is no lead, and when to come back, for who is offered the owners `mine`."""
    why = why_of(connection, openings, None if session is None else session.id, now, mine)
    is_elsewhere = session is None and sessions.is_anybody_planned(connection)
    in_sessions = why.callable if is_elsewhere else 0
    return Nobody(
        at=now,
        opens_at=_first_opening(why.blocked),
        blocked=why.blocked,
        is_session_over=session is not None and session.left == 0,
        is_empty=not leads.has_leads(connection),
        in_sessions=in_sessions,
        whose=tuple(sorted(seated(connection))) if in_sessions else (),
    )


def nobody_fits(
    connection: Connection,
    openings: Openings,
    offered: Sequence[int],
    screening: str,
    now: datetime,
    mine: Collection[str],
) -> Nobody:
    """The same where the free queue offers only those who fit."""
    found = queue.seen_by(queue.piles_of(connection, offered, now), mine)
    openings.learn(connection, (pile.place_id for pile in found if pile.place_id is not None))
    _, blocked = blocked_by_reason(found, openings, now)
    return Nobody(
        at=now,
        opens_at=_first_opening(blocked),
        blocked=blocked,
        is_session_over=False,
        is_empty=not leads.has_leads(connection),
        screening=screening,
    )


def _first_opening(blocked: Iterable[Blocked]) -> datetime | None:
    return min((one.opens_at for one in blocked if one.opens_at is not None), default=None)


def _blocked(pile: queue.Pile, openings: Openings) -> Blocked | None:
    """A pile as the agent reads it; None for leads that may be called."""
    if pile.waits_for:
        opens_at, text = pile.earliest_at, _waiting(pile.waits_for, pile.count)
        return Blocked(pile.waits_for, pile.count, opens_at, "", text)
    if pile.place_id is None:
        return None
    verdict = openings.verdict(pile.place_id)
    if verdict.kind is VerdictKind.CALL:
        return None
    reason = verdict.reasons[0]
    zone = openings.zone_of(pile.place_id) if verdict.opens_at is not None else ""
    text = _say_missing(reason) or reason.text
    return Blocked(reason.code.value, pile.count, verdict.opens_at, zone, text)


def _say_missing(reason: Reason) -> str:
    """Which registry, and the command that loads it, whatever the place; "" for other reasons."""
    need = next((one for one in all_registries() if one.id == reason.rule), None)
    if need is None or reason.code.value not in REGISTRY_GAPS:
        return ""
    what = "No copy" if reason.code is ReasonCode.REGISTRY_MISSING else "The copy"
    is_how = "covers them" if reason.code is ReasonCode.REGISTRY_MISSING else "is too old"
    return f"{what} of {need.name} {is_how}: {say_load(need)}"


def _waiting(code: str, count: int) -> str:
    one, several = WAITING.get(code, (code, code))
    return one if count == 1 else several
