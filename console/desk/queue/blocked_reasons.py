"""Count callable and blocked leads by reason, and say why nobody may be called."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from console.cards.lead import JudgedPhone
from console.cards.waiting import Blocked, CallableCounts, Elsewhere, Nobody
from console.desk.cards.lead_card import judged_to_call
from console.desk.cards.session_card import session_card
from console.desk.seat import Seat
from console.judging.number_shown import is_any_left
from console.judging.place_openings import Openings
from console.rules.law.statutes import all_registries
from console.rules.values import Reason
from console.rules.verdict.sentences import GET_COPY, SEVERAL, say_load
from db.claims import queue_counts
from db.engine.database import Connection
from db.enums import ReasonCode, VerdictKind
from db.floor.status import seated
from db.leads import records
from db.leads.records import read_lead
from db.leads.screening import Where
from db.reports.exports import ids_to_judge
from db.sessions import free_leads
from db.sessions import records as sessions

WAITING = {
    "owned": ("belongs to a colleague", "belong to colleagues"),
    "cool_down": ("rests after a call or a skip", "rest after a call or a skip"),
    "callback": ("waits for a promised time", "wait for a promised time"),
    "appointment": (
        "waits until its appointment is marked",
        "wait until their appointments are marked",
    ),
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
"""Why one lead waits, and why several do, in words, by the code of the reason."""


LISTED = frozenset({ReasonCode.REGISTRY.value, ReasonCode.INTERNAL_LIST.value})
REGISTRY_GAPS = frozenset({ReasonCode.REGISTRY_MISSING.value, ReasonCode.REGISTRY_STALE.value})


def why_of(
    connection: Connection,
    openings: Openings,
    session_id: int | None,
    now: datetime,
    mine: Collection[str] | None = None,
) -> CallableCounts:
    """Count the leads that may be called now, and the others by their first reason.

    It counts the leads of a session, or with None all leads. `mine` limits them to these owners.
    """
    piles = read_piles(connection, session_id, now, mine)
    learn_places(connection, openings, piles)
    callable_now, blocked = blocked_by_reason(piles, openings, now)
    return CallableCounts(now, callable_now, blocked)


def read_piles(
    connection: Connection,
    session_id: int | None,
    now: datetime,
    mine: Collection[str] | None = None,
) -> Sequence[queue_counts.Pile]:
    """Count the leads of a session, or with None all leads; `mine` limits them to these owners."""
    if session_id is None:
        piles = queue_counts.piles(connection, now)
    else:
        piles = queue_counts.session_piles(connection, session_id, now)
    return piles if mine is None else queue_counts.seen_by(piles, mine)


def learn_places(
    connection: Connection, openings: Openings, piles: Iterable[queue_counts.Pile]
) -> None:
    """Judge the places of these leads, so that `openings` can answer for each."""
    openings.learn(connection, (pile.place_id for pile in piles if pile.place_id is not None))


def blocked_by_reason(
    piles: Iterable[queue_counts.Pile], openings: Openings, now: datetime
) -> tuple[int, tuple[Blocked, ...]]:
    """Count the leads that may be called now, and the others by reason, the soonest opening first.

    Leads of several places that wait for the same reason make one count, which opens when the
    first of them may be called.
    """
    callable_now = 0
    blocked: dict[tuple[str, datetime | None, str, str], Blocked] = {}
    for pile in piles:
        count = _blocked(pile, openings)
        if count is None:
            callable_now += pile.count
            continue
        # Count closed places apart by opening time and zone. Count waiting leads together: each
        # waits until a time of its own.
        opens_at = None if pile.waits_for else count.opens_at
        key = (count.code, opens_at, count.zone, count.text if count.code in REGISTRY_GAPS else "")
        before = blocked.get(key)
        blocked[key] = (
            count if before is None else _add(count, before, is_waiting=bool(pile.waits_for))
        )
    order = sorted(
        blocked.values(),
        key=lambda count: (count.opens_at is None, count.opens_at or now, -count.count),
    )
    return callable_now, tuple(order)


def _add(count: Blocked, before: Blocked, *, is_waiting: bool) -> Blocked:
    """Add up two counts of one reason, with words for several leads."""
    total = count.count + before.count
    text = count.text if count.text == before.text else SEVERAL.get(count.code, count.text)
    if is_waiting:
        text = _waiting(count.code, total)
    opens_at = min(filter(None, (count.opens_at, before.opens_at)), default=None)
    remedy = count.remedy if count.remedy == before.remedy else ""
    return Blocked(count.code, total, opens_at, count.zone, text, remedy)


def nobody_of(
    connection: Connection,
    openings: Openings,
    session: sessions.SessionOfList | None,
    now: datetime,
    mine: Collection[str],
) -> Nobody:
    """Return why no lead of the owners `mine` may be called, and when to come back."""
    why = why_of(connection, openings, None if session is None else session.id, now, mine)
    if why.callable and not is_any_left(connection, openings, now):
        code = ReasonCode.CALLER_ID_MISSING.value
        text = "No number of your firm may be shown now: smiledial caller-ids list says why"
        return Nobody(
            at=now,
            opens_at=None,
            blocked=(Blocked(code, why.callable, None, "", text), *why.blocked),
            is_session_over=False,
            is_empty=False,
        )
    is_planned = session is None and sessions.is_anybody_planned(connection)
    in_sessions = why.callable if is_planned else 0
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
    """Return the same as `nobody_of` for a free queue that a screening limits to `offered`."""
    piles = queue_counts.seen_by(queue_counts.piles_of(connection, offered, now), mine)
    learn_places(connection, openings, piles)
    _, blocked = blocked_by_reason(piles, openings, now)
    return Nobody(
        at=now,
        opens_at=_first_opening(blocked),
        blocked=blocked,
        is_session_over=False,
        is_empty=not records.has_leads(connection),
        screening=screening,
    )


def _first_opening(blocked: Iterable[Blocked]) -> datetime | None:
    return min((count.opens_at for count in blocked if count.opens_at is not None), default=None)


def _blocked(pile: queue_counts.Pile, openings: Openings) -> Blocked | None:
    """Return the reason that blocks a pile, with its count; None where it may be called."""
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
    text, remedy = _say_gap(reason) or (reason.text, "")
    return Blocked(reason.code.value, pile.count, answer.opens_at, zone, text, remedy)


def _say_gap(reason: Reason) -> tuple[str, str] | None:
    """Name the missing registry, and say how to load it; None for other reasons.

    Two registries may have the same command: one file is not good for both.
    """
    need = next((need for need in all_registries() if need.id == reason.rule), None)
    if need is None or reason.code.value not in REGISTRY_GAPS:
        return None
    text, command = f"The copy of {need.name} is too old", say_load(need)
    if reason.code is ReasonCode.REGISTRY_MISSING:
        text, command = f"No copy of {need.name} covers them", f"{command} ({GET_COPY})"
    return f"{text}: {command}", f"load {need.name}: {command}"


def _waiting(code: str, count: int) -> str:
    of_one, of_several = WAITING.get(code, (code, code))
    return of_one if count == 1 else of_several


def count_callable(
    connection: Connection, openings: Openings, agent: str, mine: Collection[str], now: datetime
) -> tuple[int, datetime | None]:
    """Count the leads in no session that the agent may call now, of the owners `mine`.

    Return also when the first of the others may be called, None where nobody knows.
    """
    where = free_leads.of_the_plan(free_leads.of_owners(mine))
    counts = free_leads.count_free(connection, where, agent, now)
    openings.learn(connection, counts)
    answers = {place_id: openings.answer(place_id) for place_id in counts}
    waiting = (answer.opens_at for answer in answers.values() if answer.kind is VerdictKind.WAIT)
    count = sum(
        counts[place_id] for place_id, answer in answers.items() if answer.kind is VerdictKind.CALL
    )
    return count, min(filter(None, waiting), default=None)


def elsewhere_of(
    connection: Connection, openings: Openings, agent: str, mine: Collection[str], now: datetime
) -> Elsewhere:
    """Return what the agent may call now outside the session under way."""
    free, _ = count_callable(connection, openings, agent, mine, now)
    row = sessions.first_callable(connection, agent, mine, openings.open_places(), now)
    if row is None:
        return Elsewhere(free)
    count = why_of(connection, openings, row.id, now, mine).callable
    return Elsewhere(free, session_card(row), count)


def with_sessions(seat: Seat, page: Nobody) -> Nobody:
    """Add to the page of a screened queue how many leads may be called in sessions.

    A screening limits only the leads in no session: in sessions all are counted.
    """
    if page.barred or page.elsewhere or page.is_session_over or not page.screening:
        return page
    with seat.database.read() as connection:
        if sessions.session_of(connection, seat.agent) is not None:
            return page
        count = why_of(connection, seat.openings, None, page.at, seat.mine).callable
    return replace(page, in_sessions=count)


def callable_now(
    connection: Connection, screened: Where | None, now: datetime
) -> Mapping[int, JudgedPhone]:
    """Return by lead id the number that may be called, with its verdict.

    Each lead is judged whole, as before a dial: lists, caps and rests too. A lead on somebody's
    screen is left out.
    """
    openings = Openings()
    openings.update(connection, now)
    judged: dict[int, JudgedPhone] = {}
    for lead_id in ids_to_judge(connection, openings.open_places(), screened, now):
        lead = read_lead(connection, lead_id)
        if lead is None:
            continue
        openings.learn(connection, [number.place_id for number in lead.numbers])
        phone = judged_to_call(connection, lead, openings, now)
        if phone.verdict.kind is VerdictKind.CALL:
            judged[lead_id] = phone
    return judged
