"""The phone number, also as a QR code, the day's callable hours, and the verdict's evidence."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.lead import Card
from console.cards.lead_context import Beside, Window
from console.outreach.external_programs import square_rows
from console.outreach.softphone.line import Line
from console.tui.call_view.band import call_timer
from console.tui.drawing.letters import letters
from console.tui.drawing.looks import Looks, fit, joined
from console.tui.drawing.looks import Part as Piece
from console.tui.widgets.pressable import button_style
from console.tui.widgets.text_widget import Drawn, stack
from console.view.call.line import R_SHOWS, evidence_parts, further_evidence
from console.view.lead.lead import large_number, phone_parts
from console.view.text.clocks import hour_bar, moment, window_words
from console.view.text.styled import Part

LARGE = 6
"""Rows from which there is room for large figures."""

BAR, LONG_BAR = 24, 48
"""Cells of the bar of their day: an hour each, or half an hour."""

BAR_FROM, LONG_BAR_FROM = 76, 88
"""Columns from which the row of the number has a bar, and from which it may be long."""

LEAST_WORDS = 24
"""Cells for the number and its details beside a time in large figures."""

DOT = " · "

MORE = f"{DOT}r more"
"""Stands for the parts without room."""


class Number(NamedTuple):
    """What the panel shows; `large` is the number in large figures."""

    shown: str
    large: str
    details: tuple[str, ...]
    evidence: tuple[Part, ...]
    further: tuple[Part, ...]
    """Evidence for a second row."""
    windows: tuple[Window, ...] | None
    minute: int
    """Minutes since midnight at the lead, for the mark in the bar."""
    timer: str
    """The time on the call, which takes the place of the large number; "" until it is dialled."""
    is_callable: bool
    """Whether the number can be dialled now, or is being called."""
    opens: str
    """From when it can be dialled, "" if that is now or not known."""


class NumberPanel(Drawn[Number]):
    """The number with its evidence, in rows or, where there is room, in large figures."""

    def show_card(
        self,
        card: Card,
        line: Line | None,
        beside: Beside,
        now: datetime,
        here: str,
        *,
        is_callable: bool,
        has_week: bool,
        has_reason: bool,
        has_timer: bool,
    ) -> None:
        """`has_week`: a column shows their week, so the bar of their day isn't needed.

        `has_reason`: the evidence names why they can't be called. `has_timer`: the time of the call
        takes the place of the large number.
        """
        shown, *details = phone_parts(card)
        windows = None
        local = now.astimezone(ZoneInfo(card.zone or here))
        if beside.place == card.place and not has_week:
            windows = next((hours for day, hours in beside.week if day == local.date()), None)
        self.show(
            Number(
                shown=shown,
                large=large_number(card.phone.shown),
                details=tuple(details),
                evidence=tuple(evidence_parts(card, line, now, here, has_reason=has_reason)),
                further=tuple(further_evidence(card, now, here)),
                windows=windows,
                minute=local.hour * 60 + local.minute,
                timer=call_timer(card, line, now) if has_timer else "",
                is_callable=is_callable,
                opens=_opens(card, now, here) if not is_callable else "",
            )
        )

    def draw(self, size: Size, value: Number) -> Content:
        width, looks = size.width, self.looks
        if size.height >= LARGE:
            # A long part may use the empty row as well: it says why nobody can be called.
            is_long = any(cell_len(part.text) > width for part in value.evidence)
            evidence = flow(value.evidence, width, 3 if is_long else 2, looks)
            if len(evidence) == 1:
                evidence += flow(value.further, width, 1, looks)
            return stack([*self._large(value, width, looks), *evidence])
        # One row of evidence and an empty one. A long reason takes both.
        is_long = any(cell_len(part.text) > width for part in value.evidence)
        evidence_rows = size.height - (0 if is_long else 1) - 1
        evidence = flow(value.evidence, width, max(1, evidence_rows), looks)
        return stack([self._number_row(value, width, looks), *evidence])

    def _number_row(self, value: Number, width: int, looks: Looks) -> Content:
        bar = day_bar(value, BAR, looks) if width >= BAR_FROM else []
        bar_width = sum(cell_len(text) for text, _ in bar)
        style = looks.strong if value.is_callable else looks.text
        room = width - cell_len(value.shown) - bar_width - (2 if bar else 0)
        details: list[Piece] = []
        # From the end: the firm's own caller ID comes last and is the most important detail.
        for detail in reversed(value.details):
            text = f"  {detail}"
            if cell_len(text) <= room:
                details.insert(0, (text, looks.muted))
                room -= cell_len(text)
        gap = room + (2 if bar else 0)
        return joined([(value.shown, style), *details, (" " * max(0, gap), ""), *bar])

    def _large(self, value: Number, width: int, looks: Looks) -> list[Content]:
        """Return the number in large figures, or the timer or a later time and a small number."""
        is_timed = bool(value.timer)
        figures = value.timer or value.large
        if value.opens and cell_len(big(value.opens)[0]) + LEAST_WORDS <= width:
            figures = value.opens
        bar = day_bar(value, LONG_BAR if width >= LONG_BAR_FROM else BAR, looks)
        bar_width = sum(cell_len(text) for text, _ in bar)
        lines = big(figures)
        if cell_len(lines[0]) + 2 > width:
            return [self._number_row(value, width, looks)]
        details = list(value.details)
        if figures is not value.large:
            words = [value.shown, " · ".join(details)]
        else:
            extension = value.shown.partition(" ext. ")[2]
            first = [f"ext. {extension}"] if extension else details[:1]
            words = [*(first or [""]), " · ".join(details if extension else details[1:])]
        style = "bold" if value.is_callable else looks.muted
        if is_timed:
            style = f"bold {looks.accent}"
        elif figures is value.opens:
            style = f"bold {looks.clock}"
        room = width - cell_len(lines[0]) - 2
        first_row = [(" " * (room - bar_width), ""), *bar] if bar_width <= room else []
        beside = [fit(word, room) for word in words]
        strong = looks.strong if value.is_callable else looks.text
        return [
            joined([(lines[0], style), ("  ", ""), *first_row]),
            joined([(lines[1], style), ("  ", ""), (beside[0], strong)]),
            joined([(lines[2], style), ("  ", ""), (beside[1], looks.muted)]),
        ]


def _opens(card: Card, now: datetime, here: str) -> str:
    """Return `from 19:30` for a lead that can be called later, "" for any other."""
    opens_at = card.verdict.opens_at
    return f"from {moment(opens_at, now, here)}" if opens_at is not None and opens_at > now else ""


def day_bar(value: Number, cells: int, looks: Looks) -> list[Piece]:
    """Return their day from midnight (`━` callable, `┃` now) and the hours in figures."""
    if value.windows is None:
        return []
    bar = hour_bar(value.windows, cells)
    now = min(cells - 1, value.minute * cells // (24 * 60))
    ink = looks.fill_good if value.is_callable else looks.muted
    pieces: list[Piece] = [(cell, ink if cell == "━" else looks.faint) for cell in bar]
    pieces[now] = ("┃", f"bold {looks.accent}")
    return [*pieces, (f" {window_words(value.windows):>5}", looks.muted)]


def flow(parts: Sequence[Part], width: int, rows: int, looks: Looks) -> list[Content]:
    """Return the parts in at most `rows` rows, with dots between them.

    A part is only broken if it is longer than a row. Parts without room become `r more`.
    """
    lines: list[list[Piece]] = [[]]
    used, left_out = [0], 0  # cells used in each line; parts left out
    for place, part in enumerate(parts):
        if cell_len(part.text) > width and len(lines) < rows:
            if lines[-1] and len(lines) + len(_wrapped(part.text, width, rows)) <= rows:
                lines.append([])
                used.append(0)
            # If too few whole rows are left, start right after the previous part. Dots stand in
            # for that part while wrapping, so that the first row breaks in the right place.
            before = f"{'·' * (used[-1] + 2)} " if lines[-1] else ""
            first, *others = _wrapped(before + part.text, width, rows - len(lines) + 1)
            if text := first[len(before) :]:
                lines[-1] += [(" · ", looks.muted)] if before else []
                lines[-1].append((text, looks.of(part.role)))
            lines += [[(line, looks.of(part.role))] for line in others]
            used[-1:] = [cell_len(line) for line in (first, *others)]
            continue
        is_last = place == len(parts) - 1
        gap = 3 if used[-1] else 0
        spare = 0 if is_last or len(lines) < rows else len(MORE)
        if used[-1] and used[-1] + gap + cell_len(part.text) + spare > width:
            if len(lines) == rows:
                left_out += 1
                continue
            lines.append([])
            used.append(0)
            gap = 0
        room = width - used[-1] - gap
        text = fit(part.text, room)
        if gap:
            lines[-1].append((" · ", looks.muted))
        lines[-1].append((text, looks.of(part.role)))
        used[-1] += gap + cell_len(text)
    is_named = any(text.endswith(R_SHOWS) for line in lines for text, _ in line)
    if left_out and not is_named and used[-1] + len(MORE) <= width:
        lines[-1].append((MORE, looks.muted))
    return [_with_button(joined(line), looks) for line in lines[:rows]]


def _with_button(row: Content, looks: Looks) -> Content:
    """Make the part that names the key for more a button, and the key look like one."""
    named = (MORE.removeprefix(DOT), R_SHOWS)
    part = next((part for part in row.plain.split(DOT) if part.endswith(named)), "")
    start = row.plain.find(part)
    key = start + part.find("r ") if part.endswith(named[0]) else start + len(part) - 1
    if not part:
        return row
    return row.stylize(looks.key, key, key + 1).stylize(button_style("r"), start, start + len(part))


def _wrapped(text: str, width: int, rows: int) -> list[str]:
    """Wrap a text that is longer than a row; cut the last row with … if there are too few."""
    lines = [line.plain for line in Content(text).wrap(max(1, width))]
    if len(lines) > rows:
        lines[rows - 1 :] = [fit(" ".join(lines[rows - 1 :]), width)]
    return lines


HEIGHT = 15
"""Rows of the largest code, that of a number of fifteen digits; it is 29 cells wide."""

LEAST_WIDTH_BESIDE = 64
"""Cells of the lead's column from which number and script have room beside the code."""

LIGHT_ABOVE, DARK_ABOVE = "#ffffff on #000000", "#000000 on #ffffff"


class Square(Drawn[str]):
    """Shows a number (E.164) as a QR code.

    Both colors are set: in those of a dark terminal, light and dark would be swapped, and few
    cameras read that. The only block is ▀, since the console of Linux has no ▄.
    """

    def show(self, value: str) -> None:
        if value and value != self._value:
            rows = square_rows(value)
            self.styles.width, self.styles.height = len(rows[0]), len(rows)
        super().show(value)

    def draw(self, size: Size, value: str) -> Content:  # noqa: ARG002
        rows = square_rows(value) if value else []
        return stack([joined([_half(*cell) for cell in row]) for row in rows])


def _half(upper: bool, lower: bool) -> tuple[str, str]:  # noqa: FBT001
    letter = " " if upper == lower else "▀"
    is_dark_below = lower
    return letter, LIGHT_ABOVE if is_dark_below else DARK_ABOVE


def big(figures: str, room: int = 0) -> list[str]:
    """Return three rows of figures in full blocks, or as they are if `room` cells are too few."""
    rows = letters(figures)
    return ["", figures, ""] if 0 < room < cell_len(rows[0]) else rows
