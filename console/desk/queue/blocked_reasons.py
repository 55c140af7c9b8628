"""Why nobody may be called, and how many wait for what."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import islice

from msgspec.structs import replace

from console.cards.waiting import Blocked, CallableCounts, Elsewhere, Nobody
from console.desk.cards.session_card import session_card
from console.desk.seat import Seat
from console.judging.openings import Openings
from console.rules.law.statutes import all_registries
from console.rules.values import Reason
from console.rules.verdict.sentences import SEVERAL, say_load
from db.claims import queue_counts
from db.engine.database import Connection
from db.enums import ReasonCode, SessionStatus, VerdictKind
from db.floor.status import seated
from db.leads import records
from db.sessions import free_leads
from db.sessions import records as sessions

WAITING = {
    "owned": ("belongs to a colleague", "belong to colleagues"),
    "cool_down": ("rests after a call or a skip", "rest after a call or a skip"),
    "callback": ("waits for a promised time", "wait for a promised time"),
    "cap": (
        "was called as often as the law or your firm allows",
        "were called as often as the law or your firm allows",
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


def why_of(
    connection: Connection,
    openings: Openings,
    session_id: int | None,
    now: datetime,
    mine: Collection[str] | None = None,
) -> CallableCounts:
    """How many leads may be called now, and one count per first reason for the rest.

    By an agent who is offered the leads of the owners `mine`; None: by anybody.
    """
    if session_id is None:
        found = queue_counts.piles(connection, now)
    else:
        found = queue_counts.session_piles(connection, session_id, now)
    if mine is not None:
        found = queue_counts.seen_by(found, mine)
    openings.learn(connection, (pile.place_id for pile in found if pile.place_id is not None))
    callable_now, blocked = blocked_by_reason(found, openings, now)
    return CallableCounts(now, callable_now, blocked)


def blocked_by_reason(
    found: Iterable[queue_counts.Pile], openings: Openings, now: datetime
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
        is_empty=not records.has_leads(connection),
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
    found = queue_counts.seen_by(queue_counts.piles_of(connection, offered, now), mine)
    openings.learn(connection, (pile.place_id for pile in found if pile.place_id is not None))
    _, blocked = blocked_by_reason(found, openings, now)
    return Nobody(
        at=now,
        opens_at=_first_opening(blocked),
        blocked=blocked,
        is_session_over=False,
        is_empty=not records.has_leads(connection),
        screening=screening,
    )


def _first_opening(blocked: Iterable[Blocked]) -> datetime | None:
    return min((one.opens_at for one in blocked if one.opens_at is not None), default=None)


def _blocked(pile: queue_counts.Pile, openings: Openings) -> Blocked | None:
    """A pile as the agent reads it; None for leads that may be called."""
    if pile.waits_for:
        opens_at, text = pile.earliest_at, _waiting(pile.waits_for, pile.count)
        return Blocked(pile.waits_for, pile.count, opens_at, "", text)
    if pile.place_id is None:
        return None
    answer = openings.answer(pile.place_id)
    if answer.kind is VerdictKind.CALL:
        return None
    reason = answer.reasons[0]
    zone = openings.zone_of(pile.place_id) if answer.opens_at is not None else ""
    text = _say_missing(reason) or reason.text
    return Blocked(reason.code.value, pile.count, answer.opens_at, zone, text)


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


# What may be called now outside the session under way, while all of its leads wait.


MOST = 5
"""Sessions looked into, best worked first."""


def count_callable(
    connection: Connection, openings: Openings, agent: str, mine: Collection[str], now: datetime
) -> tuple[int, datetime | None]:
    """The leads in no session that the agent is offered, of the owners `mine`, and may call now;
    and when the first of the others may be called."""
    where = free_leads.of_the_plan(free_leads.of_owners(mine))
    counts = free_leads.count_free(connection, where, agent, now)
    openings.learn(connection, counts)
    answers = {place_id: openings.answer(place_id) for place_id in counts}
    waiting = (one.opens_at for one in answers.values() if one.kind is VerdictKind.WAIT)
    may = sum(counts[id_] for id_, one in answers.items() if one.kind is VerdictKind.CALL)
    return may, min(filter(None, waiting), default=None)


def elsewhere_of(
    connection: Connection, openings: Openings, agent: str, mine: Collection[str], now: datetime
) -> Elsewhere:
    free, _ = count_callable(connection, openings, agent, mine, now)
    found = sessions.sessions_for(connection, agent, now, now, MOST, mine)
    cards = (session_card(row) for row in found)
    whose = {SessionStatus.PAUSED: (agent,), SessionStatus.PLANNED: (agent, None)}
    fitting = (
        card for card in cards if card.owner in mine and card.agent in whose.get(card.status, ())
    )
    for card in islice(fitting, MOST):
        count = why_of(connection, openings, card.session_id, now, mine).callable
        if count:
            return Elsewhere(free, card, count)
    return Elsewhere(free)


def with_sessions(seat: Seat, found: Nobody) -> Nobody:
    """The same with how many may be called in sessions, where none is under way.

    A screening of the agent's own is of those in no session: in sessions all are counted.
    """
    if found.barred or found.elsewhere or found.is_session_over or not found.screening:
        return found
    with seat.database.read() as connection:
        if sessions.session_of(connection, seat.agent) is not None:
            return found
        may = why_of(connection, seat.openings, None, found.at, seat.mine).callable
    return replace(found, in_sessions=may)
