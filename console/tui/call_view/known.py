"""Notes, facts and earlier calls of the lead. A very wide terminal adds the lead's week."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.lead import Card, Introduced
from console.cards.lead_context import Beside, Meanwhile, Week
from console.cards.waiting import Lanes
from console.outreach.scripts.speaking import SpokenSection
from console.rules.law.disclosures import Duty
from console.tui.call_view.lane_rows import lane_rows
from console.tui.call_view.say_box import spoken_text
from console.tui.drawing.looks import Looks, fit, joined
from console.tui.drawing.looks import Part as Piece
from console.tui.widgets.history import history_rows, hung_rows
from console.tui.widgets.next_rows import briefed_rows
from console.tui.widgets.panels import Panel, pad, stack_panels
from console.tui.widgets.pressable import as_button
from console.tui.widgets.text_widget import Drawn, cut, one_row, stack
from console.view.lead.lead import known_facts
from console.view.lead.pair import double_fact
from console.view.lead.verdict import cautions_title, duty_sentences
from console.view.sessions.lanes import best_hours, lanes_title
from console.view.sessions.waiting import meanwhile_of_silent, when_words
from console.view.text.cleaning import clean, clean_lines
from console.view.text.clocks import day_in, hour_bar, in_style, moment, window_words
from console.view.text.styled import first_spoken_line, spoken_lines
from db.leads.records import PastAttempt

LABEL_WIDTH = 9
"""Cells of a label in the margin."""

GAP = "   "

MOST_FIRST = 11
"""The most rows of the leads that come first: the one on the screen matters more."""

CUT, MORE = " …", (" … ", "r", " more")
"""The end of a subject that was cut, and of the last one."""

WEEK_FROM = 17
"""Rows from which the column always has room for the week."""

MOST_LINES = 3
"""The most lines of an answer in the list of answers."""

LEAST_SCRIPT = 6
"""The fewest rows in which the script is worth its place."""

LONGEST_LABEL = 20
"""The most cells of a fact's label in the column, where each fact has a row."""


class Known(NamedTuple):
    """What the rows and the column show."""

    notes: str
    facts: tuple[tuple[str, str], ...]
    history: tuple[PastAttempt, ...]
    introduced: Introduced | None
    objections: tuple[SpokenSection, ...]
    duties: tuple[Duty, ...]
    cautions: tuple[str, ...]
    cautions_title: str
    week: Week
    zone: str
    now: datetime
    """To the minute: seconds would repaint the column every second."""
    here: str
    is_callable: bool
    """Whether they can be called now, or are being called."""
    script: tuple[SpokenSection, ...] = ()
    """The script, for a terminal with room for all of it."""
    at: int = -1
    """The index of the section in use, -1 for none."""
    is_script_open: bool = False
    lanes: Lanes | None = None
    """When others can be called, if this lead can't."""
    meanwhile: Meanwhile = Meanwhile()
    """Who comes first then."""


def known_of(card: Card, beside: Beside, now: datetime, here: str, *, is_callable: bool) -> Known:
    """Return the known facts about a lead. Add week and doubles if `beside` is about this lead.

    A phone that must stay silent gets no words to say.
    """
    has_week = beside.place == card.place
    today = now.astimezone(ZoneInfo(here)).date()
    in_band = clean(card.headline).split(" · ")
    facts = tuple(
        (label, day_in(text, today))
        for label, text in known_facts(card.facts)
        if text not in in_band
    )
    if beside.lead_id == card.lead_id and beside.doubles:
        facts = (*facts, double_fact(beside.doubles))
    if card.list_name:
        facts = (*facts, ("List", clean(card.list_name)))
    return Known(
        notes=clean_lines(card.notes),
        facts=facts,
        history=card.history,
        introduced=card.introduced,
        objections=card.objections if is_callable else (),
        duties=card.duties if is_callable else (),
        cautions=tuple(in_style(clean(text)) for text in card.verdict.cautions),
        cautions_title=cautions_title(card.verdict, now),
        week=beside.week if has_week else (),
        zone=card.zone or here,
        now=now.replace(second=0, microsecond=0),
        here=here,
        is_callable=is_callable,
    )


class KnownRows(Drawn[Known]):
    """Notes, facts and earlier calls below the script, each with its label.

    Terminals from 160 columns show these in `KnownColumn`, and objections with answers here.
    """

    def draw(self, size: Size, value: Known) -> Content:
        looks = self.looks
        if self.has_class("beside-known"):
            answers = answer_rows(value.objections, size.width - 3, size.height - 1, looks)
            rows = [row for answer in answers for row in answer]
            panel = Panel("If they say · j finds", rows, min(len(rows), 4))
            if not value.is_callable:  # there is nothing to say: when can others be called?
                width = size.width - 2
                panels = [Panel(_week_title(value), _week_rows(value, width, looks), 9)]
                if value.lanes is not None:
                    title = f"{lanes_title(value.lanes)} · your clock"
                    room = size.height - len(panels[0].rows) - 3
                    lanes = lane_rows(value.lanes, value.now, value.here, width, room - 2, looks)
                    best = best_hours(value.lanes, value.now, value.here)
                    lanes += [Content(""), Content.styled(best, looks.muted)]
                    panels.append(Panel(title, lanes, 3))
                return stack_panels(panels, size.width, size.height, looks, indent=1)
            return stack_panels([panel], size.width, size.height, looks, indent=1)
        width = max(1, size.width - LABEL_WIDTH)
        subjects = [
            ("Notes", _wrapped(Content(value.notes), width) if value.notes else []),
            ("Facts", _fact_rows(value, width, looks)),
            ("Before", _past_rows(value, width)),
        ]
        # An empty subject gives its row to the others.
        heights = _share_height([len(rows) for _, rows in subjects], size.height)
        self.breaks = (0, *range(heights[0], size.height))  # the notes are one block
        lines: list[Content] = []
        is_cut = [height < len(rows) for (_, rows), height in zip(subjects, heights, strict=True)]
        for place, ((label, rows), height) in enumerate(zip(subjects, heights, strict=True)):
            shown = rows[:height]
            if height and is_cut[place]:
                end = (CUT, "", "") if any(is_cut[place + 1 :]) else MORE
                shown[-1] = _with_end(shown[-1], *end, width, looks)
            for number, row in enumerate(shown):
                name = label if not number else ""
                lines.append(Content.assemble((f"{name:<{LABEL_WIDTH}}", looks.muted), row))
        if not value.is_callable:
            rows = _caution_rows(value, width, looks)
            shown = rows[: size.height - len(lines)]
            if shown and len(shown) < len(rows):
                shown[-1] = _with_end(shown[-1], *MORE, width, looks)
            for number, row in enumerate(shown):
                name = "Cautions" if not number else ""
                lines.append(Content.assemble((f"{name:<{LABEL_WIDTH}}", looks.muted), row))
        return stack(lines)


class KnownColumn(Drawn[Known]):
    """The column with all facts about the lead and their week, in terminals from 160 columns."""

    def draw(self, size: Size, value: Known) -> Content:
        looks, width = self.looks, size.width
        longest = max((cell_len(label) for label, _ in value.facts), default=0)
        margin = min(LONGEST_LABEL, longest) + 2
        facts = [
            line
            for label, text in value.facts
            for line in _labelled(label, text, margin, width, looks)
        ]
        notes = Panel("Notes", _wrapped(Content(value.notes), width) if value.notes else [], 3)
        if value.is_script_open:
            room = size.height - len(notes.rows) - 3 if notes.rows else size.height - 1
            script = _script_rows(value, width, looks, room)
            panels = [notes, Panel("The script · t closes it", script, LEAST_SCRIPT)]
            return stack_panels(panels, width, size.height, looks)
        cautions, duties, week = rule_panels(value, width, looks)
        past = Panel("Before", _past_rows(value, width), 2)
        panels = [notes, cautions, Panel("Facts", facts, 3), duties, past, week]
        if not value.is_callable:  # what was said counts now, and the week is below the reason
            panels = [past, notes, Panel("Facts", facts, 3), cautions]
            if (opens_at := value.meanwhile.opens_at) is not None and opens_at > value.now:
                room = size.height - sum(len(panel.rows) + 2 for panel in panels if panel.rows) - 1
                room = min(room, MOST_FIRST)
                first = briefed_rows(value.meanwhile.first.leads, width, room, looks)
                title = f"First {when_words(moment(opens_at, value.now, value.here))}"
                panels.append(Panel(title, first, len(first)))
            rows = [
                joined([(f"{key.shown:>5}  ", looks.key), (pad(key.label, 11), ""), (text, "")])
                for key, text in meanwhile_of_silent()
            ]
            panels.append(Panel("Meanwhile", rows, len(rows)))
        room = size.height - sum(len(panel.rows) + 2 for panel in panels if panel.rows) - 1
        if room >= LEAST_SCRIPT:
            script = _script_rows(value, width, looks, room)
            panels.append(Panel("The script · t opens it", script, len(script)))
        return stack_panels(panels, width, size.height, looks)


def rule_panels(value: Known, width: int, looks: Looks) -> tuple[Panel, Panel, Panel]:
    """Return what the rules say of a call: cautions, what must be said, and the week."""
    return (
        Panel(value.cautions_title, _caution_rows(value, width, looks), 2),
        Panel("The law wants said first", _duty_rows(value, width, looks), 2),
        Panel(_week_title(value), _week_rows(value, width, looks), 9),
    )


def _with_end(row: Content, before: str, key: str, after: str, width: int, looks: Looks) -> Content:
    """Return a row that ends with `… r more`, or with … without a key."""
    end = joined([(before, looks.muted), (key, looks.key), (after, looks.muted)])
    last = _shorten(row.rstrip(), width - end.cell_length)
    return Content.assemble(last, as_button(end, key) if key else end)


def _shorten(row: Content, room: int) -> Content:
    """Cut a row to fit, between two facts or else between two words."""
    if row.cell_length <= room:
        return row
    cut_row = row.truncate(room)
    at = max(cut_row.plain.rfind(GAP), 0) or cut_row.plain.rfind(" ")
    return cut_row[:at] if at > 0 else cut_row


def _wrapped(content: Content, width: int) -> list[Content]:
    paragraphs = content.split("\n", allow_blank=True)
    return [line for paragraph in paragraphs for line in paragraph.wrap(max(1, width))]


def _fact_rows(value: Known, width: int, looks: Looks) -> list[Content]:
    """Return `Income 74,000   City San Juan` with dim labels, each on the row of its value."""
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


def _share_height(wanted: list[int], height: int) -> list[int]:
    """Divide the height among notes, facts and earlier calls, given how many rows each wants.

    Notes get two rows first, since they may be a warning, and the others one each. Then notes get
    up to four; earlier calls and facts, in this order, up to two, then up to three, then the rest.
    """
    heights = [0, 0, 0]
    left = height
    for place, first in enumerate((2, 1, 1)):
        heights[place] = min(left, first, wanted[place])
        left -= heights[place]
    for most_notes, most in ((4, 2), (4, 3), (1 << 30, 1 << 30)):  # the last ones mean no limit
        for place in (0, 2, 1):
            limit = most if place else most_notes
            extra = max(0, min(left, min(limit, wanted[place]) - heights[place]))
            heights[place] += extra
            left -= extra
    return heights


def _week_title(value: Known) -> str:
    zones = (ZoneInfo(value.zone), ZoneInfo(value.here))
    there, mine = (value.now.astimezone(zone).utcoffset() for zone in zones)
    if there is None or mine is None or there == mine:
        return "May ring · your time"
    minutes = int((there - mine).total_seconds()) // 60
    hours = f"{abs(minutes) // 60} h" + (f" {abs(minutes) % 60}" if minutes % 60 else "")
    return f"May ring · their time, {hours} {'ahead' if minutes > 0 else 'behind'}"


def _week_rows(value: Known, width: int, looks: Looks) -> list[Content]:
    """Return a row for each day, a cell for each hour or half hour; `┃` marks the present time."""
    if not value.week:
        return []
    cells = 48 if width >= 66 else 24
    marks = "".join(f"{hour:<{cells // 4}}" for hour in range(0, 24, 6))
    local = value.now.astimezone(ZoneInfo(value.zone))
    rows = [Content.styled(f"       {marks}", looks.muted)]
    for day, windows in value.week:
        is_today = day == local.date()
        ink = looks.fill_good if is_today and value.is_callable else looks.muted
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
    for sentence in duty_sentences(value.duties):
        law, _, duty = sentence.partition(": ")
        content = joined([(f"{law}: ", looks.muted), (duty, "")])
        rows += [
            line if not place else line.pad_left(2)
            for place, line in enumerate(content.wrap(max(1, width - 2)))
        ]
    return rows


def _caution_rows(value: Known, width: int, looks: Looks) -> list[Content]:
    return [
        Content.assemble(("! " if not place else "  ", looks.warn), line)
        for caution in value.cautions
        for place, line in enumerate(Content(caution).wrap(max(1, width - 2)))
    ]


def _script_rows(value: Known, width: int, looks: Looks, room: int) -> list[Content]:
    """Return the sections from the one in use on that fit, with their answers and where these lead.

    Only those are drawn: a whole script would delay each lead.
    """
    rows: list[Content] = []
    whole = 0  # rows of the sections that fit
    places = [*range(len(value.script))]
    first = max(0, value.at)
    # The box with what to say has the first of them.
    order = places[first:] + places[:first]
    for place in order[1:]:
        section = value.script[place]
        whole = len(rows)
        rows += [Content("")] if rows else []
        rows.append(Content.styled(f"  {clean(section.name)}", looks.strong))
        for text, is_spoken in spoken_lines(section.text):
            style = looks.text if is_spoken else looks.muted
            lines = Content.styled(text, style).wrap(max(1, width - 2))
            rows += [line.pad_left(2) for line in lines]
        for digit, answer in enumerate(section.answers, 1):
            after = (f" → {clean(value.script[answer.to].name)}", looks.muted)
            says = [(f"  {digit} ", looks.muted), (clean(answer.says), ""), after]
            rows.append(one_row(joined(says), width))
        if len(rows) > room:
            return rows[:whole]
    return rows


def answer_rows(
    objections: tuple[SpokenSection, ...], width: int, rows_left: int, looks: Looks, whole: int = -1
) -> list[list[Content]]:
    """Return the rows of each objection, with the first line of its answer.

    `whole` is the index of the objection whose answer has all its lines.
    """
    names = [f"“{clean(card.name)}”" for card in objections]
    room = min(max(26, width * 3 // 8), max(map(cell_len, names), default=0))
    room_left = max(1, width - room - 1)
    answers: list[list[Content]] = []
    whole_lines = _wrapped(spoken_text(objections[whole]), room_left) if whole >= 0 else []
    spare = max(0, rows_left - len(objections) - max(0, len(whole_lines) - 1))
    for place, (card, name) in enumerate(zip(objections, names, strict=True)):
        if place == whole:
            lines = whole_lines
        else:
            reply = first_spoken_line(card.text)
            most = 1 + min(spare, MOST_LINES - 1)
            lines = list(cut(reply, room_left, most).split("\n"))
            spare -= len(lines) - 1
        first, *others = lines
        head = joined([(pad(name, room), looks.accent), (" ", "")])
        answers.append([Content.assemble(head, first), *(row.pad_left(room + 1) for row in others)])
    return answers
