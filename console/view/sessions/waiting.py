"""Why nobody can be called, and what to do until somebody can."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice

from msgspec.structs import replace

from console.cards.agent_day import Progress
from console.cards.lead_context import Ahead, Meanwhile
from console.cards.promises import AppointmentCard, CallbackCard
from console.cards.waiting import Blocked, Nobody, SessionCard
from console.rules.shift.appointments import WAY_WORDS
from console.view.keys.calling import CALLING
from console.view.keys.key import Key, State
from console.view.text.cleaning import clean
from console.view.text.clocks import both_clocks, in_style, moment, span
from console.view.text.counts import first_of, many
from db.enums import ReasonCode, SessionStatus

MOST = 10
"""Reasons listed. The others are counted together."""

ReasonRow = tuple[str, str, str]
"""(count, reason, when it ends)"""

_MEANWHILE = {
    "rehearse": "practise on an invented person",
    "look_ahead": "read up on and write to the first leads",
    "callbacks": "see your callbacks",
    "sessions": "look at the plan",
    "bring_in": "bring in a list",
    "pause": "take a break",
}
_TILL_THE_OFFER = ("start", "rehearse", "look_ahead", "callbacks", "sessions", "pause")
_BARRED = {
    "supervisor": "the day of the firm, agent by agent",
    "lists_held": "the do-not-call lists, and how old they are",
    "find": "anyone by number or name",
    "rehearse": "practise on an invented person",
    "told": "what supervisors tell you",
}
"""What still works for an agent who cannot call."""

NOTHING: Mapping[str, str] = {}

NAMED = 2
"""How many colleagues are named. If there are more, they are counted."""

TURNS = 120
"""Seconds that an objection stays on the screen for practice."""

RESERVE = "Reserve"
"""What Enter does with a session of which nobody may be called yet."""

_OPENING = frozenset({"hours", "closed_day", "holiday"})
"""Reasons that end when the hours of a place begin."""


def nobody_headline(nobody: Nobody, now: datetime, here: str) -> str:
    """Return why nobody can be called, and until when."""
    if nobody.barred:
        return clean(nobody.barred)
    subject = "Nobody in this session" if nobody.elsewhere else "Nobody"
    subject = "Nobody outside the sessions" if nobody.in_sessions else subject
    if nobody.opens_at is None:
        return f"{subject} can be called."
    if nobody.opens_at <= now:
        return "Somebody can be called again. Looking …"
    length = span(nobody.opens_at - now)
    coming = _coming_first(nobody, now, here)
    return f"{subject} can be called for {length}{f': {coming}' if coming else ''}."


def elsewhere_lines(nobody: Nobody) -> list[str]:
    """Return which other leads can be called now, and the keys for them."""
    other = nobody.elsewhere
    if other is None:
        return [sessions_words(nobody)] if nobody.in_sessions else []
    lines = []
    if other.session is not None:
        waiting = f"{clean(other.session.name)} has {many(other.in_session, 'lead')} to call now."
        lines.append(f"{waiting} Enter starts it; this session waits.")
    if other.free:
        lines.append(f"{free_words(other.free)} q ends this session and gives its leads back.")
    return lines


def sessions_words(nobody: Nobody) -> str:
    """Return `24 leads can be called now, in bob’s session: l shows it.`"""
    may = f"{many(nobody.in_sessions, 'lead')} can be called now"
    names = [clean(name) for name in nobody.whose]
    if not names:
        return f"{may}, in planned sessions: l chooses one."
    if len(names) > NAMED:
        return f"{may}, in the sessions of {len(names)} colleagues: l shows them."
    if len(names) == 1:
        return f"{may}, in {names[0]}’s session: l shows it."
    whose = " and ".join(f"{name}’s" for name in names)
    return f"{may}, in {whose} sessions: l shows them."


def before_offer_words(
    opens_at: datetime | None, nobody_until: datetime | None, free: int, now: datetime, here: str
) -> str:
    """Say who can be called before the offered session opens for all its leads, or return "".

    The session opens at `opens_at`; `nobody_until` is when the first lead of all may be called, if
    none may now. `free` leads in no session may: also those that an agent has just given back.
    """
    if nobody_until is None or opens_at is None:
        return free_words(free) if free else ""
    is_first = nobody_until < opens_at
    when = when_words(moment(nobody_until, now, here))
    return f"The first may be called {when}." if is_first else ""


def free_words(free: int) -> str:
    return f"{many(free, 'lead')} in no session can be called now."


def coming_words(nobody: Nobody, now: datetime, here: str) -> str:
    """Return what ends the waiting: `12 leads open at 09:00 Mountain time (11:00 here)`."""
    return _coming_first(nobody, now, here) or "Somebody can be called then."


def blocked_rows(
    blocked: Sequence[Blocked], now: datetime, here: str, beside_lanes_until: datetime | None = None
) -> tuple[ReasonRow, ...]:
    """Return the reasons why leads cannot be called.

    Reasons that end before `beside_lanes_until` are left out: a picture of the hours shows them.
    """
    listed = [
        reason
        for reason in blocked
        if beside_lanes_until is None
        or reason.code not in _OPENING
        or reason.opens_at is None
        or reason.opens_at >= beside_lanes_until
    ]
    first_reasons = first_of(listed, MOST)  # may be one more than MOST
    rows = [
        (f"{reason.count:,}", in_style(clean(reason.text)).rstrip("."), _when(reason, now, here))
        for reason in first_reasons
    ]
    if remainder := sum(reason.count for reason in listed[len(first_reasons) :]):
        rows.append((f"{remainder:,}", "for other reasons", ""))
    return tuple(rows)


def nobody_advice(nobody: Nobody, now: datetime, here: str, only_some: str = "F5") -> str:
    """Return what to do. `only_some` is the key that changes the agent's screening."""
    only = f"Only {clean(nobody.screening)}: {only_some} changes it. " if nobody.screening else ""
    if nobody.opens_at is None and nobody.whose:
        return f"{only}Leads they don’t reach are free again afterwards."
    if nobody.opens_at is None:
        return f"{only}Waiting will not help."
    when = when_words(moment(nobody.opens_at, now, here))
    whose = "This session’s next" if nobody.elsewhere else "The next"
    return f"{only}{whose} lead comes by itself {when}. Until then:"


def hidden_words(ahead: Ahead) -> str:
    """Say why the login doesn't show all next leads, or return "" if it does."""
    if not ahead.hidden:
        return ""
    if ahead.leads:
        return f"{many(ahead.hidden, 'more lead')} after these: your login shows them later."
    return "Your login shows who comes next once you have started a session."


def when_words(when: str) -> str:
    """Return `at 16:00` or `tomorrow 08:00`."""
    return f"at {when}" if when[0].isdigit() else when


def promise_sentence(item: CallbackCard | AppointmentCard, now: datetime, here: str) -> str:
    """Return the agent's next promise: "You meet Ada tomorrow 10:00." """
    at = item.due_at if isinstance(item, CallbackCard) else item.starts_at
    name, when = clean(item.name), when_words(moment(at, now, here))
    if isinstance(item, AppointmentCard):
        return f"You meet {name} {when}, {WAY_WORDS[item.way]}."
    if at <= now:
        return f"You promised {name} a call, which is due now."
    return f"You promised {name} a call {when}."


def reasons_today(
    offers: Meanwhile, progress: Progress, now: datetime, here: str
) -> Mapping[str, str]:
    """Return by action why a key is worth pressing today."""
    reasons: dict[str, str] = {}
    for objection, calls in islice(offers.ended.items(), 1):
        reasons["rehearse"] = f"“{clean(objection)}” ended {many(calls, 'call')} this week"
    if without_notes := sum(not lead.notes for lead in offers.first.leads):
        count = len(offers.first.leads)
        leads = (
            f"{without_notes} of the first {count}"
            if without_notes < count
            else f"the first {count}"
        )
        leads = "the first" if count == 1 else leads
        reasons["look_ahead"] = f"{leads} {'has' if without_notes == 1 else 'have'} no notes"
    if due := progress.callbacks_due:
        reasons["callbacks"] = f"{due} {'is' if due == 1 else 'are'} due"
    elif coming := progress.next_callback:
        reasons["callbacks"] = f"the next is due {when_words(moment(coming.due_at, now, here))}"
    return reasons


def meanwhile(nobody: Nobody, today: Mapping[str, str] = NOTHING) -> list[tuple[Key, str]]:
    """Return the useful keys while nobody can be called, each with what it is good for."""
    helps = "bring_in" if nobody.opens_at is None and not nobody.whose else "pause"
    if nobody.barred:
        may = {"supervisor", "lists_held", "find"} if nobody.is_reading else {"rehearse", "told"}
        return [(key, _BARRED[key.action]) for key in CALLING if key.action in may]
    return [
        (key, today.get(key.action) or _MEANWHILE[key.action])
        for action in _MEANWHILE
        for key in CALLING
        if key.action == action and State.NOBODY in key.on
        if action == helps or action not in {"bring_in", "pause"}
        if action != "look_ahead" or nobody.opens_at is not None
    ]


def meanwhile_of_offer(
    offer: SessionCard, now: datetime, here: str, today: Mapping[str, str]
) -> list[tuple[Key, str]]:
    """Return the useful keys while an offered session has yet to open."""
    when = when_words(moment(offer.span_opens_at, now, here)) if offer.span_opens_at else "then"
    starts = f"makes it yours; it begins by itself {when}"
    by_action = {key.action: key for key in CALLING if State.WELCOME in key.on}
    good_for = {"start": starts, **_MEANWHILE, **today}
    return [(reserving(by_action[action]), good_for[action]) for action in _TILL_THE_OFFER]


def meanwhile_of_silent() -> list[tuple[Key, str]]:
    """Return the useful keys beside a lead that cannot be called now."""
    return [
        (key, _MEANWHILE[key.action])
        for key in CALLING
        if key.action in {"rehearse", "look_ahead", "callbacks", "sessions"}
        if State.BLOCKED in key.on
    ]


def reserving(key: Key) -> Key:
    """Name the key that starts a session by what it does before anybody may be called."""
    return replace(key, label=RESERVE) if key.action == "start" else key


def _coming_first(nobody: Nobody, now: datetime, here: str) -> str:
    """Return what ends the waiting: `3 leads open at 07:00` where several clocks agree on it.

    At 07:00 here it may be 08:00 in Stockholm and 14:00 in Perth: the leads of both open.
    """
    rows = [row for row in nobody.blocked if row.opens_at == nobody.opens_at]
    if not rows:
        return ""
    opening = [row for row in rows if row.code in _OPENING]
    if rows[0].code not in _OPENING or len(opening) < 2 or nobody.opens_at is None:
        return _coming(rows[0], now, here)
    when = when_words(moment(nobody.opens_at, now, here))
    return f"{sum(row.count for row in opening):,} leads open {when}"


def _coming(blocked: Blocked, now: datetime, here: str) -> str:
    """Return `12 leads open at 09:00 …` or `the first of 12 leads is free at 09:00 …`.

    Leads of one place open together. Of leads that rest, only the first becomes free then.
    """
    when = when_words(_when(blocked, now, here))
    if blocked.code in _OPENING:
        return f"{many(blocked.count, 'lead')} {'opens' if blocked.count == 1 else 'open'} {when}"
    if blocked.count == 1:
        return f"1 lead is free {when}"
    return f"the first of {blocked.count:,} leads is free {when}"


def _when(blocked: Blocked, now: datetime, here: str) -> str:
    if blocked.opens_at is None:
        return ""
    when = both_clocks(blocked.opens_at, now, blocked.zone or here, here)
    return f"or until {when}" if blocked.code == ReasonCode.APPOINTMENT else when


def objection_at(count: int, now: datetime) -> int:
    """Return the index of the objection to practise now."""
    # By the clock alone: nothing has to be stored, and repaints show the same objection.
    return int(now.timestamp()) // TURNS % count if count else 0


def is_held(session: SessionCard, now: datetime) -> bool:
    """Return whether an agent has the session, has called nobody in it, and it is not open yet."""
    opens_at = session.span_opens_at
    is_begun = session.status is not SessionStatus.ACTIVE or session.done
    return not is_begun and opens_at is not None and opens_at > now
