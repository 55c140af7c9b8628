"""What is known of the lead: notes, facts, what was before; and answers to what they may say."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.lead import Card, Introduced, PastAttempt
from console.cards.lead_context import Beside, Week
from console.outreach.scripts.speaking import SpokenSection
from console.rules.law.disclosures import Duty
from console.tui.drawing.looks import Looks, fit, joined
from console.tui.drawing.looks import Part as Piece
from console.tui.widgets.history import history_rows, hung_rows
from console.tui.widgets.panels import Panel, pad, stack_panels
from console.tui.widgets.text_widget import Drawn, cut, stack
from console.view.lead.lead import known_facts
from console.view.lead.pair import double_fact
from console.view.lead.verdict import duty_sentences
from console.view.text.cleaning import clean, clean_lines
from console.view.text.clocks import day_in, hour_bar, window_words
from console.view.text.styled import first_spoken_line

LABEL = 9
"""Cells of a label in the margin."""

GAP = "   "

MORE = " … r more"

WEEK_FROM = 17
"""Rows from which the column of what is known has the week, whatever else is known."""

LONGEST = 20
"""Cells of a fact's label, at the most, where each has a row."""


class Known(NamedTuple):
    notes: str
    facts: tuple[tuple[str, str], ...]
    history: tuple[PastAttempt, ...]
    introduced: Introduced | None
    objections: tuple[SpokenSection, ...]
    duties: tuple[Duty, ...]
    cautions: tuple[str, ...]
    week: Week
    zone: str
    now: datetime
    """To the minute: more would repaint what has not changed."""
    here: str


def known_of(card: Card, beside: Beside, now: datetime, here: str) -> Known:
    has_week = beside.place == card.place
    today = now.astimezone(ZoneInfo(here)).date()
    facts = tuple((label, day_in(text, today)) for label, text in known_facts(card.facts))
    if beside.lead_id == card.lead_id and beside.doubles:
        facts = (*facts, double_fact(beside.doubles))
    if card.list_name:
        facts = (*facts, ("List", clean(card.list_name)))
    return Known(
        clean_lines(card.notes),
        facts,
        card.history,
        card.introduced,
        card.objections,
        card.duties,
        tuple(map(clean, card.verdict.cautions)),
        beside.week if has_week else (),
        card.zone or here,
        now.replace(second=0, microsecond=0),
        here,
    )


class KnownRows(Drawn[Known]):
    """In the column of the lead: each subject with its label; one that is empty gives its room.

    Where a wider terminal shows all that in a column of its own, answers stand here instead.
    """

    def draw(self, size: Size, value: Known) -> Content:
        looks = self.looks
        if self.has_class("beside-known"):
            rows = _answer_rows(value.objections, size.width - 2, looks, lines=2)
            if len(rows) >= size.height:
                rows = _answer_rows(value.objections, size.width - 2, looks, lines=1)
            least = min(len(rows), 4)
            panel = Panel("If they say · j finds", rows, least)
            return stack_panels([panel], size.width, size.height, looks, indent=1)
        width = max(1, size.width - LABEL)
        subjects = [
            ("Notes", _wrapped(Content(value.notes), width) if value.notes else []),
            ("Facts", _fact_rows(value, width, looks)),
            ("Before", _past_rows(value, width)),
        ]
        rooms = _shared([len(rows) for _, rows in subjects], size.height)
        shown: list[Content] = []
        for (label, rows), room in zip(subjects, rooms, strict=True):
            kept = rows[:room]
            if room and room < len(rows):
                last = _short(kept[-1].rstrip(), width - len(MORE))
                kept[-1] = Content.assemble(last, (MORE, looks.muted))
            for place, row in enumerate(kept):
                name = label if not place else ""
                shown.append(Content.assemble((f"{name:<{LABEL}}", looks.muted), row))
        return stack(shown)


class KnownColumn(Drawn[Known]):
    """From 160 cells: all of it, whole, and the week in which the phone may ring."""

    def draw(self, size: Size, value: Known) -> Content:
        looks, width = self.looks, size.width
        margin = min(LONGEST, max((cell_len(label) for label, _ in value.facts), default=0)) + 2
        facts = [
            line
            for label, text in value.facts
            for line in _labelled(label, text, margin, width, looks)
        ]
        panels = [
            Panel("Notes", _wrapped(Content(value.notes), width) if value.notes else [], 3),
            Panel("Facts", facts, 3),
            Panel(_week_title(value), _week_rows(value, width, looks), 9),
            Panel("Before", _past_rows(value, width), 2),
            Panel("The law wants said first", _duty_rows(value, width, looks), 2),
            Panel("Cautions", _caution_rows(value, width, looks), 2),
        ]
        return stack_panels(panels, width, size.height, looks)


def _short(row: Content, room: int) -> Content:
    """As much as fits, a fact or a word being left out whole."""
    if row.cell_length <= room:
        return row
    kept = row.truncate(room)
    at = max(kept.plain.rfind(GAP), 0) or kept.plain.rfind(" ")
    return kept[:at] if at > 0 else kept


def _wrapped(content: Content, width: int) -> list[Content]:
    lines = content.split("\n", allow_blank=True)
    return [line for whole in lines for line in whole.wrap(max(1, width))]


def _fact_rows(value: Known, width: int, looks: Looks) -> list[Content]:
    """`Income 74,000   City San Juan`, the labels dimmed, and none parted from its value."""
    lines: list[list[Piece]] = []
    used = 0
    for label, text in value.facts:
        room = max(1, width - cell_len(label) - 1)
        shown = fit(text, room)
        cells = cell_len(label) + 1 + cell_len(shown)
        if lines and used + len(GAP) + cells <= width:
            lines[-1].append((GAP, ""))
            used += len(GAP) + cells
        else:
            lines.append([])
            used = cells
        lines[-1] += [(f"{label} ", looks.muted), (shown, "")]
    return [joined(line) for line in lines]


def _labelled(label: str, text: str, margin: int, width: int, looks: Looks) -> list[Content]:
    lines = Content(text).wrap(max(1, width - margin))
    return [
        Content.assemble((pad(label if not place else "", margin), looks.muted), line)
        for place, line in enumerate(lines)
    ]


def _past_rows(value: Known, width: int) -> list[Content]:
    if not value.history and value.introduced is None:
        return []
    return hung_rows(history_rows(value.history, value.now, value.here, value.introduced), width)


def _shared(wanted: list[int], height: int) -> list[int]:
    """A row each, then the rest in turn of worth: notes, what was before, facts."""
    rooms = [1 if want and place < height else 0 for place, want in enumerate(wanted)]
    left = height - sum(rooms)
    for most in (2, 3, 1 << 30):
        for place in (0, 2, 1):
            more = max(0, min(left, min(most, wanted[place]) - rooms[place]))
            rooms[place] += more
            left -= more
    return rooms


def _week_title(value: Known) -> str:
    zones = (ZoneInfo(value.zone), ZoneInfo(value.here))
    there, mine = (value.now.astimezone(zone).utcoffset() for zone in zones)
    if there is None or mine is None or there == mine:
        return "May ring · your time"
    minutes = int((there - mine).total_seconds()) // 60
    hours = f"{abs(minutes) // 60} h" + (f" {abs(minutes) % 60}" if minutes % 60 else "")
    return f"May ring · their time, {hours} {'ahead' if minutes > 0 else 'behind'}"


def _week_rows(value: Known, width: int, looks: Looks) -> list[Content]:
    """A row a day, a cell each half hour where there is room; `┃` is now."""
    if not value.week:
        return []
    cells = 48 if width >= 66 else 24
    marks = "".join(f"{hour:<{cells // 4}}" for hour in range(0, 24, 6))
    local = value.now.astimezone(ZoneInfo(value.zone))
    rows = [Content.styled(f"       {marks}", looks.muted)]
    for day, windows in value.week:
        is_today = day == local.date()
        ink = looks.fill_good if is_today else looks.muted
        pieces: list[Piece] = [
            (cell, ink if cell == "━" else looks.faint) for cell in hour_bar(windows, cells)
        ]
        if is_today:
            at = min(cells - 1, (local.hour * 60 + local.minute) * cells // (24 * 60))
            pieces[at] = ("┃", f"bold {looks.accent}")
        name = f"{'►' if is_today else ' '} {day:%a}  "
        hours = window_words(windows)
        rows.append(
            joined(
                [
                    (name, "bold" if is_today else looks.muted),
                    *pieces,
                    (f"  {hours}", looks.muted if windows else looks.warn),
                ]
            )
        )
    return rows


def _duty_rows(value: Known, width: int, looks: Looks) -> list[Content]:
    rows: list[Content] = []
    for told in duty_sentences(value.duties):
        whose, _, what = told.partition(": ")
        said = joined([(f"{whose}: ", looks.muted), (what, "")])
        rows += [
            line if not place else line.pad_left(2)
            for place, line in enumerate(said.wrap(max(1, width - 2)))
        ]
    return rows


def _caution_rows(value: Known, width: int, looks: Looks) -> list[Content]:
    return [
        Content.assemble(("! " if not place else "  ", looks.warn), line)
        for told in value.cautions
        for place, line in enumerate(Content(told).wrap(max(1, width - 2)))
    ]


def _answer_rows(
    objections: tuple[SpokenSection, ...], width: int, looks: Looks, *, lines: int
) -> list[Content]:
    """What they say and the first words of the answer, which gets so many rows at the most."""
    said = [f"“{clean(card.name)}”" for card in objections]
    room = min(max(26, width // 3), max((cell_len(one) for one in said), default=0))
    rows = []
    for card, name in zip(objections, said, strict=True):
        reply = first_spoken_line(card.text)
        first, *more = cut(reply, max(1, width - room - 2), lines).split("\n")
        rows.append(Content.assemble(joined([(pad(name, room), looks.accent), ("  ", "")]), first))
        rows += [row.pad_left(room + 2) for row in more]
    return rows
