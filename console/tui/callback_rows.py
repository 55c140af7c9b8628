"""Callbacks as rows, and all of one below them."""

from datetime import datetime

from textual.content import Content

from console.cards.callbacks import CallbackCard
from console.tui.fitting import fit
from console.tui.widgets.band import verdict_chip
from console.view.callback_words import callback_lines, next_step, whose_is
from console.view.cleaning import clean
from console.view.clocks import city, clock, moment, overdue
from console.view.verdict_words import verdict_word

WHEN, THERE, WHOSE, MAY = 14, 5, 9, 12
"""Cells of the columns; what is left over is the name's."""


def callback_header(here: str, width: int) -> Content:
    name = max(8, width - WHEN - THERE - WHOSE - MAY - 8)
    return Content.styled(
        f"{fit(city(here), WHEN):<{WHEN}}  {'there':<{THERE}}  {'name':<{name}}  "
        f"{'whose':<{WHOSE}}  may ring",
        "$foreground-muted",
    )


def callback_row(callback: CallbackCard, me: str, now: datetime, here: str, width: int) -> Content:
    """When it is due here, or for how long it is overdue; the clock there; who; whose; may it."""
    is_due = callback.due_at <= now
    when = overdue(now - callback.due_at) if is_due else moment(callback.due_at, now, here)
    room = max(8, width - WHEN - THERE - WHOSE - MAY - 8)
    name = Content(fit(clean(callback.name), room))
    whose = Content(fit(whose_is(callback, me), WHOSE))
    return Content.assemble(
        (f"{fit(when, WHEN):<{WHEN}}", "bold $text-warning" if is_due else ""),
        "  ",
        (f"{clock(callback.due_at, callback.zone or here):<{THERE}}", "$foreground-muted"),
        "  ",
        name.pad_right(room - name.cell_length),
        "  ",
        whose.pad_right(WHOSE - whose.cell_length),
        "  ",
        verdict_chip(verdict_word(callback.verdict, callback.verdict.at)),
    )


def callback_detail(callback: CallbackCard, me: str, now: datetime, here: str) -> Content:
    """All of one callback: who, when on both clocks, whose, what the rules say, what to do."""
    who, when, may, note = callback_lines(callback, me, now, here)
    rows = [
        Content.styled(who, "bold"),
        Content(when),
        Content(may),
        Content.styled(next_step(callback, me, now), "$text-accent"),
        Content.styled(note, "$foreground-muted"),
    ]
    return Content("\n").join(row for row in rows if row.plain)
