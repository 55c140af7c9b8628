"""The calls of a session as a skyline: a column a call, as high as it went, its key on top."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content

from console.cards.lead_context import MadeCall
from console.tui.call_view.day_column import ink_of
from console.tui.drawing.looks import Looks, joined
from console.tui.drawing.looks import Part as Piece
from console.view.call.call_strip import MACHINE, NOBODY, Came, came_of, sign_of

_HEIGHT = {Came.YES: 4, Came.CALLBACK: 3, Came.TALK: 2, Came.NO: 2, Came.NEVER_AGAIN: 2}


def skyline(
    calls: Sequence[MadeCall], width: int, here: str, looks: Looks, floor: int = 1
) -> list[Content]:
    """Columns that part where there is room; a strip of one cell a call where there is none.

    A floor of a column is so many rows high, its key one.
    """
    ended = [call for call in calls if call.outcome and not call.is_inbound]
    if not ended or width < 8:
        return []
    pitch = min(5, width // len(ended))
    thick = max(1, pitch - 2)
    if pitch < 1:
        rows = [ended[at : at + width] for at in range(0, len(ended), width)]
        return [
            joined([(sign_of(one), ink_of(came_of(one), looks)) for one in row]) for row in rows
        ]
    count = (max(_HEIGHT.values()) - 1) * floor + 1
    lines: list[list[Piece]] = [[] for _ in range(count)]
    for call in ended:
        came = came_of(call)
        ink = looks.good if came is Came.YES else ink_of(came, looks)
        height = (_HEIGHT.get(came, 1) - 1) * floor + 1
        column = [" "] * count
        if height == 1:
            column[-1] = sign_of(call) if sign_of(call) in {NOBODY, MACHINE} else NOBODY
        else:
            for row in range(height - 1):
                column[count - 1 - row] = "█"
            column[count - height] = sign_of(call)
        for row in range(count):
            is_key = height > 1 and row == count - height
            style = f"bold {ink}".strip() if is_key else _fill(came, ink, looks)
            cell = column[row]
            block = f"{cell:^{thick}}" if is_key else cell * thick
            lines[row].append((block, style if cell != " " else ""))
            lines[row].append((" " * (pitch - thick), ""))
    while lines and all(not text.strip() for text, _ in lines[0]):
        lines.pop(0)
    return [*(joined(line) for line in lines), _times(ended, pitch, here, looks)]


def _fill(came: Came, ink: str, looks: Looks) -> str:
    """Blocks may be lighter than text: they are larger."""
    return {Came.YES: looks.fill_good, Came.NO: looks.fill_accent}.get(came, ink)


def _times(calls: Sequence[MadeCall], pitch: int, here: str, looks: Looks) -> Content:
    """When the first, the middle and the last call began."""
    zone = ZoneInfo(here)
    text = ""
    for place in sorted({0, len(calls) // 2, len(calls) - 1}):
        at = place * pitch
        told = f"{calls[place].at.astimezone(zone):%H:%M}"
        if place and at < cell_len(text) + 1:
            continue
        text += " " * (at - cell_len(text)) + told
    return Content.styled(text, looks.muted)
