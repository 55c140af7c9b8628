"""Leads that come next as rows: name, what they do, and what is to be done before the call."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.lead_context import UpcomingLead
from console.tui.drawing.looks import Looks, joined
from console.tui.widgets.panels import Panel, pad, stack_panels
from console.tui.widgets.text_widget import Drawn, cut
from console.view.text.cleaning import clean

AIRY = 3
"""Rows a lead from which its notes may take two."""

ENOUGH = 5
"""Leads that are read up before others are shown."""

NAME = 30
"""Cells of a name at the most."""

WIDEST = 92
"""Cells of a row at the most: what stands further off is not read with its name."""


def ahead_rows(
    ahead: Sequence[UpcomingLead], width: int, looks: Looks, *, has_notes: bool = False
) -> list[Content]:
    """A row each; a column takes no more than its widest cell. `has_notes`: they are beneath it."""
    names = [clean(one.name) or "(no name)" for one in ahead]
    name = min(NAME, max(map(cell_len, names), default=0))
    states = [_state(one, has_notes=has_notes) for one in ahead]
    state = max(map(cell_len, states), default=0)
    room = max(0, min(width, WIDEST) - name - state - 4)
    return [
        joined(
            [
                (pad(shown, name), looks.strong),
                ("  ", ""),
                (pad(clean(one.headline), room), looks.muted),
                ("  ", ""),
                (pad(told, state), looks.good if one.is_introduced else looks.muted),
            ]
        )
        for one, shown, told in zip(ahead, names, states, strict=True)
    ]


def _state(one: UpcomingLead, *, has_notes: bool) -> str:
    past = f"called {one.dials}×" if one.dials else ""
    letter = "written to" if one.is_introduced else "" if one.has_email else "no e-mail"
    return " · ".join(filter(None, (past, letter, "" if one.notes or has_notes else "no notes")))


def briefed_rows(
    ahead: Sequence[UpcomingLead], width: int, rows: int, looks: Looks
) -> list[Content]:
    """Each with what is known of them beneath, as many as are whole in so many rows."""
    heads = ahead_rows(ahead, width, looks, has_notes=True)
    lines = 2 if rows >= AIRY * min(len(ahead), ENOUGH) else 1
    told: list[Content] = []
    for one, head in zip(ahead, heads, strict=True):
        below = [
            row.pad_left(2)
            for row in cut(" ".join(clean(one.notes).split()), min(width, WIDEST) - 2, lines).split(
                "\n"
            )
            if row.plain
        ]
        if len(told) + 1 + len(below) > rows:
            break
        told += [head, *below]
    return told


class NextLeads(Drawn[tuple[UpcomingLead, ...]]):
    """Who waits in a session, in its order; with what is known of each where that has room."""

    def draw(self, size: Size, value: tuple[UpcomingLead, ...]) -> Content:
        room, looks = size.height - 1, self.looks
        rows = (
            briefed_rows(value, size.width, room, looks)
            if room >= AIRY * len(value)
            else ahead_rows(value, size.width, looks)
        )
        return stack_panels([Panel("Its next leads", rows)], size.width, size.height, looks)
