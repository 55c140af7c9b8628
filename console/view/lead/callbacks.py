"""Callbacks in words."""

from datetime import datetime

from console.cards.promises import CallbackCard
from console.view.lead.verdict import first_reason, verdict_sentence, verdict_word
from console.view.text.cleaning import clean
from console.view.text.clocks import both_clocks, moment
from db.enums import VerdictKind

NO_PROMISE = "That is an e-mail of a sequence: e writes it."

LATER_ONES_MISSING = (
    "Later callbacks of others may be missing here. smiledial callbacks list shows all."
)

NONE_WAITS = "There are no callbacks. The callback key promises one during a call."
"""Shown beside a time whose half of the day is a guess."""

DROPPED = "Dropped. The lead goes back to its list."


def callback_lines(
    callback: CallbackCard, me: str, now: datetime, here: str
) -> tuple[str, str, str, str]:
    """Return who, when and whose it is, what the rules say, and the note or ""."""
    person = " · ".join(
        clean(part) for part in (callback.name, callback.headline, callback.shown) if part
    )
    when = both_clocks(callback.due_at, now, callback.zone or here, here)
    promised = moment_past(callback.made_at, now, here)
    note = f"“{clean(callback.note)}”" if callback.note else ""
    return (
        person,
        f"{when}, promised {promised}. {_owner(callback, me)}",
        _may(callback, now, here),
        note,
    )


def next_step(callback: CallbackCard, me: str, now: datetime) -> str:
    """Return what will happen to the callback or which key to press, or ""."""
    kind = callback.verdict.kind
    may_keep = not callback.owner and (callback.agent in {None, me} or callback.is_released)
    if kind is VerdictKind.NEVER:
        return "It can’t be kept as things stand. d drops it and asks why."
    if kind is VerdictKind.UNKNOWN:
        return "It waits until that is known. It is not lost."
    if kind is VerdictKind.WAIT:
        return "It comes up by itself then. m sets another time."
    if callback.due_at <= now and may_keep:
        return "It comes up next. Enter takes it now."
    return "" if may_keep or callback.owner else "g makes it yours."


def purpose_word(callback: CallbackCard) -> str:
    """Return `reminder` or `appointment` for the call of an appointment, else ""."""
    if callback.appointment_at is None:
        return ""
    return "reminder" if callback.due_at < callback.appointment_at else "appointment"


def whose_is(callback: CallbackCard, me: str) -> str:
    """Return `mine`, `anyone’s` or the agent's name."""
    if callback.agent is None:
        return "anyone’s"
    return "mine" if callback.agent == me else clean(callback.agent)


def given_away_words(*, to_team: bool) -> str:
    return "Anyone may keep it now." if to_team else "It is yours now."


def due_notice(callback: CallbackCard, now: datetime, here: str, *, is_on_call: bool) -> str:
    """Return the message to an agent whose callback falls due."""
    text = f"Callback due: {clean(callback.name)}"
    if callback.verdict.kind is VerdictKind.WAIT:
        may = verdict_sentence(callback.verdict, now, callback.zone or here, here)
        return f"{text}, but {may}. C shows it."
    if callback.verdict.kind is not VerdictKind.CALL:
        return f"{text}, but {verdict_word(callback.verdict, now)} as things stand: C says why."
    if is_on_call:
        return f"{text}. It comes next, after this call."
    return f"{text}. It comes after this lead; C takes it now."


def moment_past(at: datetime, now: datetime, here: str) -> str:
    """Return `at 14:05` or `on 14 Oct 09:00`: `moment` for a time in the past."""
    text = moment(at, now, here)
    # `moment` returns only a time of day for today, and a date before it otherwise.
    return f"at {text}" if len(text) == len("00:00") else f"on {text}"


def _owner(callback: CallbackCard, me: str) -> str:
    if callback.held_by and callback.held_by != me:
        return f"{clean(callback.held_by)} has them on the screen now."
    if callback.owner:
        return f"The lead belongs to {clean(callback.owner)}."
    if callback.is_released:
        return f"It was {clean(callback.agent or '')}’s; anyone may keep it now."
    return {"mine": "It is yours.", "anyone’s": "Anyone may keep it."}.get(
        whose := whose_is(callback, me), f"It is {whose}’s."
    )


def _may(callback: CallbackCard, now: datetime, here: str) -> str:
    verdict = callback.verdict
    if verdict.kind is VerdictKind.CALL:
        return f"The rules allow it {'now' if callback.due_at <= now else 'then'}."
    sentence = verdict_sentence(verdict, verdict.at, callback.zone or here, here)
    if verdict.kind is VerdictKind.WAIT and verdict.reasons:
        return f"{sentence}: {first_reason(verdict)}."
    return f"{sentence}."
