"""Promises to ring back, in words."""

from datetime import datetime, timedelta

from console.cards.callbacks import CallbackCard
from console.view.cleaning import clean
from console.view.clocks import both_clocks, moment
from console.view.verdict_words import verdict_sentence, verdict_word
from db.enums import VerdictKind

ALARM = timedelta(minutes=10)
"""How long before the time a calendar rings."""

NONE_WAITS = "No callback waits. On a call, the key for a call back promises one."
DROPPED = "Dropped. The lead goes back to its list."


def promise_lines(
    promise: CallbackCard, me: str, now: datetime, here: str
) -> tuple[str, str, str, str]:
    """Who; when, on both clocks, and whose it is; what the rules say; the note, "" for none."""
    who = " · ".join(
        clean(part) for part in (promise.name, promise.headline, promise.shown) if part
    )
    when = both_clocks(promise.due_at, now, promise.zone or here, here)
    made = moment_past(promise.made_at, now, here)
    note = f"“{clean(promise.note)}”" if promise.note else ""
    return who, f"{when}, promised {made}. {_owner(promise, me)}", _may(promise, now, here), note


def next_step(promise: CallbackCard, me: str, now: datetime) -> str:
    kind = promise.verdict.kind
    may_keep = promise.agent in {None, me} or promise.is_released
    if kind is VerdictKind.NEVER:
        return "It cannot be kept as it stands: d drops it and says why."
    if kind is VerdictKind.UNKNOWN:
        return "It waits until that is supplied; it is not lost."
    if kind is VerdictKind.WAIT:
        return "It comes by itself then; m promises another time."
    if promise.due_at <= now and may_keep:
        return "It comes first at the next lead; Enter takes it now."
    return "" if may_keep else "g takes it over."


def whose_is(promise: CallbackCard, me: str) -> str:
    if promise.agent is None:
        return "anyone’s"
    return "mine" if promise.agent == me else clean(promise.agent)


def given_words(*, to_team: bool) -> str:
    return "Anyone may keep it now." if to_team else "It is yours now."


def due_notice(promise: CallbackCard, now: datetime, here: str, *, is_on_call: bool) -> str:
    """What an agent at work is told when a promise of theirs falls due."""
    told = f"Callback due: {clean(promise.name)}"
    if promise.verdict.kind is VerdictKind.WAIT:
        may = verdict_sentence(promise.verdict, now, promise.zone or here, here)
        return f"{told}, but {may}: b."
    if promise.verdict.kind is not VerdictKind.CALL:
        return f"{told}, but {verdict_word(promise.verdict, now)} as things stand: b says why."
    if is_on_call:
        return f"{told}. It comes next, after this call."
    return f"{told}. It comes after this lead; b takes it now."


def moment_past(at: datetime, now: datetime, here: str) -> str:
    """`at 14:05`, `on 14 Oct 09:00`: `moment` for what has been."""
    told = moment(at, now, here)
    return f"at {told}" if len(told) == len("00:00") else f"on {told}"


def _owner(promise: CallbackCard, me: str) -> str:
    if promise.held_by and promise.held_by != me:
        return f"{clean(promise.held_by)} has them on the screen now."
    if promise.is_released:
        return f"It was {clean(promise.agent or '')}’s; anyone may keep it now."
    return {"mine": "It is yours.", "anyone’s": "Anyone may keep it."}.get(
        whose := whose_is(promise, me), f"It is {whose}’s."
    )


def _may(promise: CallbackCard, now: datetime, here: str) -> str:
    verdict = promise.verdict
    if verdict.kind is VerdictKind.CALL:
        return f"The rules allow it {'now' if promise.due_at <= now else 'then'}."
    sentence = verdict_sentence(verdict, verdict.at, promise.zone or here, here)
    if verdict.kind is VerdictKind.WAIT and verdict.reasons:
        return f"{sentence}: {clean(verdict.reasons[0].text)}"
    return f"{sentence}."
