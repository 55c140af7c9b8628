"""How many, why, and when that ends: counts flush right, the times at one edge."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from console.tui.drawing.looks import Looks
from console.view.sessions.waiting import ReasonRow


def reason_rows(
    reasons: Sequence[ReasonRow], width: int, looks: Looks, counts: int = 0
) -> list[Content]:
    """A reason longer than its row goes on below. `counts`: cells for them, at the least."""
    if not reasons:
        return []
    counts = max(counts, *(len(count) for count, _, _ in reasons))
    times = max(cell_len(when) for _, _, when in reasons)
    widest = max(cell_len(text) for _, text, _ in reasons)
    room = max(10, min(width - counts - times - 4, widest))
    rows = []
    for count, text, when in reasons:
        first, *more = Content(text).wrap(room if when else max(10, width - counts - 2))
        gap = " " * max(0, room - first.cell_length)
        rows.append(
            Content.assemble(
                (f"{count:>{counts}}  ", "bold"),
                first,
                f"{gap}  " if when else "",
                (when, looks.clock),
            )
        )
        rows += [line.pad_left(counts + 2) for line in more]
    return rows
