"""Callbacks as rows, and all of one below them."""

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from console.cards.callbacks import CallbackCard
from console.rules.times.zone_names import zone_name
from console.tui.call_view.band import TONES
from console.tui.drawing.looks import Looks, Part, joined
from console.tui.widgets.panels import pad
from console.view.lead.callbacks import callback_lines, next_step, whose_is
from console.view.lead.verdict import verdict_word
from console.view.text.cleaning import clean
from console.view.text.clocks import city, clock, moment, overdue
from db.enums import VerdictKind

WIDE = 100
"""Cells of a row from which it has the firm, and the zone there."""

NAME = 30
"""Cells of a name at the most where the firm stands beside it."""

GAP = "  "


def callback_table(
    callbacks: Sequence[CallbackCard], me: str, now: datetime, here: str, width: int, looks: Looks
) -> list[Content]:
    """The header, then a row each; a column is as wide as what stands in it."""
    heads = [f"here ({city(here)})", "there", "name", "firm", "whose", "may ring"]
    is_wide = width >= WIDE
    table = [[(head, looks.muted) for head in heads]]
    table += [_cells(one, me, now, here, looks, is_wide=is_wide) for one in callbacks]
    widths = [max(cell_len(text) for text, _ in column) for column in zip(*table, strict=True)]
    if not is_wide:
        widths[3] = 0
    room = max(8, width - sum(widths) + widths[2] + widths[3] - len(GAP) * (len(heads) - 1))
    widths[2] = min(widths[2], NAME) if is_wide else room + len(GAP)
    widths[3] = max(0, min(widths[3], room - widths[2])) if is_wide else 0
    return [
        joined(
            [
                part
                for (text, style), cells in zip(row, widths, strict=True)
                if cells
                for part in ((pad(text, cells), style), (GAP, ""))
            ][:-1]
        )
        for row in table
    ]


def _cells(
    callback: CallbackCard, me: str, now: datetime, here: str, looks: Looks, *, is_wide: bool
) -> list[Part]:
    """When it is due here, or for how long it is overdue; the clock there; who; whose; may it."""
    is_due = callback.due_at <= now
    there = clock(callback.due_at, callback.zone or here)
    if is_wide and callback.zone:
        there += f" {zone_name(callback.zone, callback.due_at)}"
    whose = whose_is(callback, me)
    return [
        (overdue(now - callback.due_at), f"bold {looks.warn}")
        if is_due
        else (moment(callback.due_at, now, here), ""),
        (there, looks.muted),
        (clean(callback.name), ""),
        (clean(callback.headline), looks.muted),
        (f"was {whose}’s" if callback.is_released else whose, ""),
        _may(callback, looks, is_due=is_due),
    ]


def _may(callback: CallbackCard, looks: Looks, *, is_due: bool) -> Part:
    """`● CALL` is said of now alone; of a time to come whether it fits."""
    kind = callback.verdict.kind
    if not is_due and kind is VerdictKind.CALL:
        return "then", looks.muted
    if not is_due and kind is VerdictKind.WAIT:
        return "not then", looks.warn
    word = verdict_word(callback.verdict, callback.verdict.at)
    return f"{TONES[word].shape} {word}", f"bold $text-{TONES[word].colour}"


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
