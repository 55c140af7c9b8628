"""Draw the alerts of the day's page; on a small screen they are shortened."""

import re
import sys
from collections.abc import Iterable

from textual.content import Content

from console.cards.today import Today
from console.tui.drawing.looks import STYLES, Looks, styled
from console.tui.widgets.pressable import as_button
from console.tui.widgets.text_widget import one_row, wrapped
from console.view.floor.alerts import (
    folded_warnings,
    other_lines,
    standing_lines,
    warning_lines,
)
from console.view.keys.floor import TODAY
from console.view.text.styled import Part, Role, StyledLine

CHIP, GAP = 15, 1
"""Cells of an alert's colored word, and of the gap after it."""

AIR = 2
"""Blank rows below the alerts and the totals; alerts are shortened before these go."""

CHIPS = {Role.BAD: "error", Role.STOPPED: "error", Role.WARNING: "warning"}
"""The theme's color behind an alert's word."""

KEY = re.compile(r"(?<=\()(\w|PgDn)(?=\))")

SAID_KEY = next(key.key for key in TODAY if key.action == "sessions")
"""The key of the page that shows what was said on calls."""


def alert_rows(
    today: Today, width: int, room: int, looks: Looks
) -> tuple[list[Content], list[Content]]:
    """Return the rows of the alerts, and the warnings if one line stands for all of them.

    The alerts are shortened until they fit into `room` rows; 0 for any number.
    """
    standing = list(standing_lines(today))
    warnings, others = list(warning_lines(today)), list(other_lines(today))
    # A click on an alert opens the page with what was said.
    whole = [as_button(row, SAID_KEY) for line in standing for row in _drawn(line, width, looks)]
    every = _wrapped(others, width, looks)
    if not room or len(whole) + len(every) + AIR <= room:
        return [*whole, *every], []
    if len(warnings) > 1:
        at = others.index(warnings[0])
        foldings = (folded_warnings(warnings, names_first=first) for first in (True, False))
        most = max(width, 40)
        folded = next(
            line for line in foldings if _other(line, sys.maxsize, looks)[0].cell_length <= most
        )
        others[at : at + len(warnings)] = [folded]
    else:
        warnings = []
    brief = [as_button(alert_row(line, width, looks), SAID_KEY) for line in standing]
    cut = [one_row(_other(line, sys.maxsize, looks)[0], width) for line in others]
    options = ([*whole, *_wrapped(others, width, looks)], [*whole, *cut], [*brief, *cut])
    fitting = (rows for air in (AIR, 0) for rows in options if len(rows) + air <= room)
    shown = next(fitting, options[-1])
    return shown, [row for line in warnings for row in wrapped(_keyed(line), width)]


def _wrapped(lines: Iterable[StyledLine], width: int, looks: Looks) -> list[Content]:
    return [row for line in lines for row in _other(line, width, looks)]


def _other(line: StyledLine, width: int, looks: Looks) -> list[Content]:
    """Return a line that isn't as loud as an alert; its first part stands below their words."""
    if len(line) > 1:
        return _drawn(line, width, looks, is_loud=False)
    return [row.pad_left(1) for row in wrapped(_keyed(line), width - 1)]


def alert_row(line: StyledLine, width: int, looks: Looks) -> Content:
    """Return an alert as one row; a longer one is cut before its key."""
    words, end = (line[:-1], line[-1:]) if KEY.search(line[-1].text) else (line, ())
    key = _keyed(tuple(end))
    return one_row(_drawn(words, sys.maxsize, looks)[0], width - key.cell_length) + key


def _drawn(line: StyledLine, width: int, looks: Looks, *, is_loud: bool = True) -> list[Content]:
    """Return an alert: its first part on a color, or the text indented if it is the only part."""
    word, *details = line
    if not details:
        return [_keyed(line).pad_left(CHIP + GAP - 2)]
    # What is well is not as loud as what isn't.
    is_chip = is_loud and word.role is not Role.GOOD
    style = looks.chip(CHIPS[word.role]) if is_chip else f"bold {looks.of(word.role)}"
    chip = Content.styled(f" {word.text}".ljust(CHIP), style)
    text = _keyed((Part(details[0].text.lstrip(), details[0].role), *details[1:]))
    first, *others = wrapped(text, width - CHIP - GAP)
    indented = (row.pad_left(CHIP + GAP) for row in others)
    return [Content.assemble(chip, " " * GAP, first), *indented]


def _keyed(line: StyledLine) -> Content:
    """Return the line with its keys, such as (p), in the style of keys."""
    return styled(line).highlight_regex(KEY, style=STYLES[Role.KEY])
