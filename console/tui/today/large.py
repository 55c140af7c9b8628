"""Draw the large totals and the promised callbacks of the day's page."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from console.cards.promises import CallbackCard
from console.cards.today import AgentToday, Today
from console.tui.call_view.number_panel import big
from console.tui.drawing.looks import Looks, Part, joined
from console.tui.widgets.panels import hairline, pad, pad_left
from console.view.floor.today import promise_trouble, soon_words, total_parts
from console.view.lead.callbacks import purpose_word
from console.view.text.cleaning import clean
from console.view.text.clocks import moment

WIDTH, HEIGHT = 120, 50
"""Columns and rows of a large terminal, at the least."""

MAX_LARGE, MAX_BAR = 28, 22
"""Cells from one large figure to the next, and of the bar under it."""

MAX_CALLBACKS = 60
"""Callbacks to read: more than any usual terminal has rows for."""


def beside_parts(
    now: float, before: float, most: float, cells: int, looks: Looks, ink: str
) -> list[Part]:
    """Return a bar on the scale of `most`, with a mark at the earlier count: `━━━━━┃━━`."""

    def scaled(count: float) -> int:
        # At least one cell, so that a single call shows.
        return max(1, round(cells * count / most)) if count and most else 0

    filled, mark = scaled(now), scaled(before)
    glyphs: list[Part] = [("━", ink)] * filled + [(" ", "")] * (cells - filled)
    if mark and cells:
        glyphs[mark - 1] = ("┃", looks.text)
    return glyphs


def large_totals(today: Today, width: int, looks: Looks) -> list[Content]:
    """Return each figure in large digits over its name, in the color of what it counts.

    On a compared day, add the difference and a bar of both days.
    """
    parts = total_parts(today)
    column = min(MAX_LARGE, width // len(parts))
    rows: list[list[Part]] = [[], [], [], [], []]
    now, before = today.figures, today.compared
    pairs = (
        (now.dials, before.dials, looks.muted),
        (now.talks, before.talks, looks.strong),
        (now.reach or 0, before.reach or 0, looks.text),
        (now.noes, before.noes, looks.accent),
        (now.yeses, before.yeses, looks.good),
        (now.noes_per_yes or 0, before.noes_per_yes or 0, looks.accent),
        (now.per_hour or 0, before.per_hour or 0, looks.muted),
    )
    for (count, name, difference), (current, previous, ink) in zip(parts, pairs, strict=True):
        for row, line in zip(rows, big(count or "–", column - 1), strict=False):
            row.append((pad(line, column), looks.strong if ink == looks.muted else ink))
        style = looks.good if difference.startswith("+") else looks.warn
        style = style if difference[:1] in {"+", "−"} else looks.muted
        text = f" {difference}" if difference else ""
        rows[3] += [(name, looks.muted), (pad(text, column - len(name)), style)]
        cells = min(MAX_BAR, column - 2)
        rows[4] += beside_parts(current, previous, max(current, previous), cells, looks, ink)
        rows[4].append((" " * (column - cells), ""))
    return [joined(row) for row in (rows if today.is_compared else rows[:4])]


def promised_rows(
    callbacks: Sequence[CallbackCard],
    agents: Iterable[AgentToday],
    now: datetime,
    here: str,
    width: int,
    looks: Looks,
    rows: int,
) -> list[Content]:
    """Return the next callbacks in at most `rows` rows, each with the time left or its problem."""
    lines = [hairline("Promised callbacks", width, looks)]
    if not callbacks:
        return [*lines, Content.styled("None is due.", looks.muted)]
    room = max(1, rows - 1)
    left_out = len(callbacks) - (room - 1) if len(callbacks) > room else 0
    is_all = len(callbacks) < MAX_CALLBACKS
    callbacks = callbacks[: len(callbacks) - left_out]
    at_work = {row.agent: row for row in agents}
    times = [moment(callback.due_at, now, here) for callback in callbacks]
    whose = [clean(callback.agent or "anyone") for callback in callbacks]
    names = [clean(callback.name) for callback in callbacks]
    problems = [promise_trouble(callback, at_work, now) for callback in callbacks]
    ends = [
        f"! {problem}"
        if problem
        else " · ".join(filter(None, (purpose_word(callback), soon_words(callback, now))))
        for callback, problem in zip(callbacks, problems, strict=True)
    ]
    first, second = (min(18, max(map(cell_len, texts))) for texts in (times, whose))
    last = max(map(cell_len, ends))
    room = width - first - second - last - 4
    name = max(8, min(room, max(map(cell_len, names))))
    headline = max(0, room - name - 2)
    for index, end in enumerate(ends):
        lines.append(
            joined(
                [
                    (pad(times[index], first) + "  ", looks.clock),
                    (pad(whose[index], second) + "  ", looks.text),
                    (pad(names[index], name) + "  ", looks.strong),
                    (pad(clean(callbacks[index].headline), headline), looks.muted),
                    (pad_left(end, last), looks.warn if problems[index] else looks.muted),
                ]
            )
        )
    if left_out:
        text = f"… {left_out:,} more" if is_all else f"… {left_out:,} more, and others later"
        lines.append(Content.styled(text, looks.muted))
    return lines
