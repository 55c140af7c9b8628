"""Calling sessions in words: state, hours, kind, and leads that are in no session."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum

from console.cards.waiting import HandedOver, Outlook, Plan, SessionCard
from console.view.sessions.reach_hours import best_words, days_words, hours_words
from console.view.sessions.waiting import is_held
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, moment
from console.view.text.counts import many
from console.view.text.styled import Part, Role, StyledLine, styled_line
from db.enums import SessionStatus

ALL_PLANNED = "Every open lead is in a session."

DAY = timedelta(hours=24)


class Kind(Enum):
    """The group in which a list shows a session."""

    TODAY = "today"
    PAST = "Past"
    LATER = "Later"
    DONE = "Done"


def state_words(session: SessionCard, now: datetime) -> str:
    """Return `planned, not begun`, `planned for WEST, not begun` or `under way by ann`."""
    by = f" by {clean(session.agent)}" if session.agent else ""
    if session.status is SessionStatus.PLANNED:
        owner = clean(session.owner)
        if session.started_at:
            return f"begun, waiting for {owner or 'anyone'}"
        return f"planned for {owner}, not begun" if owner else "planned, not begun"
    active = "held" if is_held(session, now) else "under way"
    named = {SessionStatus.ACTIVE: active, SessionStatus.PAUSED: "paused"}
    return named.get(session.status, "done") + by


def instead_words(
    offer: SessionCard,
    lost: SessionCard | None,
    started: SessionCard | None,
    following: SessionCard | None,
) -> str:
    """Say why an offer is gone and which session replaces it.

    `bob has Fair 1/2 · Mountain. You have Fair 2/2 · Mountain.`

    `lost` is the offer as it is stored now, or None. `started` is the session started instead.
    `following` is the session offered next.
    """
    why = _gone_words(offer, lost)
    if started is not None:
        return f"{why} You have {clean(started.name)}.".strip()
    if not why:
        return ""
    return f"{why} {'This session is next.' if following else 'No other session is free.'}"


def _gone_words(offer: SessionCard, lost: SessionCard | None) -> str:
    """Return why a session is no longer offered, or "" if it still is."""
    name = clean(offer.name)
    if lost is None:
        return f"{name} is no longer planned."
    if lost.status is SessionStatus.DONE:
        return f"{name} is done."
    if lost.agent and lost.agent != offer.agent:
        return f"{clean(lost.agent)} has {name}."
    return f"{name} is for {clean(lost.owner)} now." if lost.owner != offer.owner else ""


def best_span_words(session: SessionCard, here: str) -> str:
    """Return `best 12:00 – 14:00`, or "" if no hours of the session stand out."""
    opens, closes = session.best_opens_at, session.best_closes_at
    return f"best {clock(opens, here)} – {clock(closes, here)}" if opens and closes else ""


def hours_first_lines(plan: Plan) -> Iterator[str]:
    """Yield the best hours that were planned first."""
    for hours in plan.best:
        yield f"{best_words(hours).removesuffix('.')}: those hours first."


def planned_in_short(plan: Plan) -> str:
    """Return `4 new sessions planned. Best hours first: Tue 10–12.` for a line of a screen."""
    hours = ", ".join(
        f"{days_words(best.weekdays)} {hours_words(best.opens, best.closes)}" for best in plan.best
    )
    return planned_words(plan) + (f" Best hours first: {hours}." if hours else "")


def folded_lines(
    past: Sequence[SessionCard], later: Sequence[SessionCard], now: datetime, here: str
) -> Iterator[str]:
    """Yield one line for all past sessions and one for all later ones.

    `Later: 5 sessions, 120 leads, from Sat 08:00.`
    """
    if past:
        yield f"Past: {_folded(past)}, their time is over."
    if later:
        opens = min(session.span_opens_at for session in later if session.span_opens_at)
        yield f"Later: {_folded(later)}, from {moment(opens, now, here)}."


def _folded(sessions: Sequence[SessionCard]) -> str:
    leads = sum(session.left for session in sessions)
    return f"{many(len(sessions), 'session')}, {many(leads, 'lead')}"


def outside_words(outlook: Outlook, planned: int) -> StyledLine:
    """Return which open leads are not in the plan, with the keys for them.

    `planned` counts the open leads in sessions.
    """
    barred = sum(reason.count for reason in outlook.unplaced)
    parts: list[Part] = []
    if outlook.free:
        parts += [Part("n", Role.KEY), Part(f" plans {many(outlook.free, 'lead')}", Role.MUTED)]
    if barred:
        leads = f"{barred:,}" if parts else many(barred, "lead")
        comma = ", " if parts else ""
        parts += [Part(comma, Role.MUTED), Part("w", Role.KEY)]
        parts.append(Part(f" why {leads} can’t be", Role.MUTED))
    text = "Every open lead is in the plan." if planned else "There are no open leads."
    return tuple(parts) or styled_line(text, Role.MUTED)


def planned_words(plan: Plan) -> str:
    if not plan.sessions:
        return "Nothing to plan: every lead that can be called is in a session."
    return f"{many(len(plan.sessions), 'new session')} planned."


def missed_words(gone: int) -> str:
    """Say that missed sessions were planned again."""
    is_one = gone == 1
    text = (
        "1 session that nobody began is" if is_one else f"{gone:,} sessions that nobody began are"
    )
    return f"{text} planned again: {'its' if is_one else 'their'} time was over."


def taker_words(handover: HandedOver) -> str:
    """Return `to bob.`"""
    return f"to {handover.taker or 'the team'}."


def is_late(session: SessionCard, now: datetime) -> bool:
    """Tell whether a planned session was never begun and its hours have passed."""
    closes_at = session.span_closes_at
    is_planned = session.status is SessionStatus.PLANNED
    return is_planned and closes_at is not None and closes_at <= now


def kind_of(session: SessionCard, now: datetime) -> Kind:
    if session.status is SessionStatus.DONE:
        return Kind.DONE
    if is_late(session, now):
        return Kind.PAST
    opens_at = session.span_opens_at
    is_begun = session.status in {SessionStatus.ACTIVE, SessionStatus.PAUSED}
    if not is_begun and opens_at is not None and opens_at >= now + DAY:
        return Kind.LATER
    return Kind.TODAY


def by_kind(sessions: Iterable[SessionCard], now: datetime) -> Mapping[Kind, list[SessionCard]]:
    """Group sessions by kind, in the order given."""
    groups: dict[Kind, list[SessionCard]] = {kind: [] for kind in Kind}
    for session in sessions:
        groups[kind_of(session, now)].append(session)
    return groups
