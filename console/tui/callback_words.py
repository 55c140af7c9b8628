"""A promise to ring back in words: its row, its detail, and what is said when it falls due."""

from datetime import datetime, timedelta

from textual.content import Content

from console.cards.callbacks import CallbackCard
from console.tui.fitting import fit
from console.tui.widgets.verdict_panel import verdict_chip
from console.view.cleaning import clean
from console.view.clocks import both_clocks, city, clock, moment, overdue
from console.view.verdict_words import verdict_sentence, verdict_word
from db.enums import VerdictKind

ALARM = timedelta(minutes=10)
"""How long before the time a calendar rings."""

WHEN, THERE, WHOSE, MAY = 14, 5, 9, 12
"""Cells of the columns; what is left over is the name's."""


def promise_header(here: str, width: int) -> Content:
    name = max(8, width - WHEN - THERE - WHOSE - MAY - 8)
    return Content.styled(
        f"{fit(city(here), WHEN):<{WHEN}}  {'there':<{THERE}}  {'name':<{name}}  "
        f"{'whose':<{WHOSE}}  may ring",
        "$foreground-muted",
    )


def promise_row(promise: CallbackCard, me: str, now: datetime, here: str, width: int) -> Content:
    """When it is due here, or for how long it is overdue; the clock there; who; whose; may it."""
    is_due = promise.due_at <= now
    when = overdue(now - promise.due_at) if is_due else moment(promise.due_at, now, here)
    room = max(8, width - WHEN - THERE - WHOSE - MAY - 8)
    name = Content(fit(clean(promise.name), room))
    whose = Content(fit(whose_is(promise, me), WHOSE))
    return Content.assemble(
        (f"{fit(when, WHEN):<{WHEN}}", "bold $text-warning" if is_due else ""),
        "  ",
        (f"{clock(promise.due_at, promise.zone or here):<{THERE}}", "$foreground-muted"),
        "  ",
        name.pad_right(room - name.cell_length).stylize("bold"),
        "  ",
        whose.pad_right(WHOSE - whose.cell_length),
        "  ",
        verdict_chip(verdict_word(promise.verdict, promise.verdict.at)),
    )


def promise_detail(promise: CallbackCard, me: str, now: datetime, here: str) -> Content:
    """All of one promise: who, when on both clocks, whose, what the rules say, what to do."""
    who, when, may, note = promise_lines(promise, me, now, here)
    rows = [
        Content.styled(who, "bold"),
        Content(when),
        Content(may),
        Content.styled(_next_step(promise, me, now), "$text-accent"),
        Content.styled(note, "$foreground-muted"),
    ]
    return Content("\n").join(row for row in rows if row.plain)


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


def whose_is(promise: CallbackCard, me: str) -> str:
    if promise.agent is None:
        return "anyone’s"
    return "mine" if promise.agent == me else clean(promise.agent)


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


def _next_step(promise: CallbackCard, me: str, now: datetime) -> str:
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
