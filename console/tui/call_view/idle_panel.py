"""The panel without a lead: when somebody can be called, and what to do until then."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.lead_context import Ahead, Meanwhile
from console.cards.promises import CallbackCard
from console.cards.waiting import Blocked, Lanes, Nobody, SessionCard
from console.outreach.scripts.speaking import SpokenSection
from console.tui.call_view.day_column import promised_rows
from console.tui.call_view.known import MOST_LINES, answer_rows
from console.tui.call_view.lane_rows import lane_rows
from console.tui.call_view.number_panel import big
from console.tui.drawing.letters import large_figures
from console.tui.drawing.looks import Looks, fit, joined
from console.tui.widgets.next_rows import TWO_COLUMNS, briefed_rows, lead_columns
from console.tui.widgets.panels import Panel, pad, pad_left, reason_rows, side_by_side, stack_panels
from console.tui.widgets.text_widget import Drawn, stack
from console.view.keys.key import Key
from console.view.sessions.lanes import MOST, best_hours, lanes_title
from console.view.sessions.waiting import (
    ReasonRow,
    before_offer_words,
    blocked_rows,
    coming_words,
    elsewhere_lines,
    hidden_words,
    meanwhile,
    meanwhile_of_offer,
    objection_at,
    when_words,
)
from console.view.text.cleaning import clean
from console.view.text.clocks import moment

LEAST = 2
"""The fewest rows that the reasons get below the lanes."""

WIDE = 118
"""Columns from which the next leads stand right of the keys, and not below them."""

LOW, FEW_KEYS = 22, 2
"""In a panel with fewer rows than `LOW`, list only `FEW_KEYS` keys and not that of the band."""

LEAD_ROWS = 2
"""Rows of a lead with its notes."""

OTHER_ROWS = 3
"""Rows of the lanes besides the zones: the hours, the zones that are not shown, the sum."""

LOW_LANES = 4
"""The most lanes in a low panel, which must also show the next leads."""

LEAST_LEFT, MOST_LEFT = 40, 76
"""The cells of the left column, with the keys and the objections."""

GAP = 2
"""Cells between two columns."""

EVEN, TITLES = 180, 4
"""Columns from which the two may be equally wide, and rows of two titles with their gaps."""

TALL, LARGE = 28, 10
"""Rows of the panel from which the time of a break is large, and the rows that it may take."""

APART, WIDELY = 8, 10
"""Cells between two times of a break, in a low terminal and in a tall one."""

PRACTICE = "They say"

NOBODY_AHEAD = Ahead()


class Figure(NamedTuple):
    """A time in large figures, with a title above it and a line below."""

    title: str
    text: str
    below: str = ""


class Idle(NamedTuple):
    """What the panel shows. `keys` are (key, label, what it is good for)."""

    sentences: tuple[str, ...] = ()
    lanes: Lanes | None = None
    reasons: tuple[ReasonRow, ...] = ()
    keys: tuple[tuple[str, str, str], ...] = ()
    keys_title: str = "Meanwhile"
    promise: str = ""
    """The next callback, above the other sentences; "" for none."""
    figures: tuple[Figure, ...] = ()
    """The times of a break, side by side; everything else is centred below them."""
    day: tuple[Figure, ...] = ()
    """What the day has brought until the break; each title stands below its figure."""
    now: datetime | None = None
    """To the minute: seconds would repaint the panel every second."""
    here: str = ""
    first_title: str = ""
    first: Ahead = NOBODY_AHEAD
    """The next leads, with their notes."""
    objection: str = ""
    """An objection to answer aloud, "" for none."""
    objections: tuple[tuple[SpokenSection, int], ...] = ()
    """All of them, each with this week's calls that it ended."""
    promised: tuple[CallbackCard, ...] = ()
    """The next callbacks of everybody; those of `me` go without the agent's name."""
    me: str = ""


class IdlePanel(Drawn[Idle]):
    """Sentences, lanes and reasons above; below them the keys, the next leads and an objection."""

    def draw(self, size: Size, value: Idle) -> Content:
        if size.width >= WIDE and value.first.leads:
            return self._draw_columns(value, size)
        return self._draw_stack(value, size)

    def _draw_stack(self, value: Idle, size: Size) -> Content:
        """Draw all panels one below the other."""
        reasons = self._reasons(value, max(1, size.width - 2))
        if size.height < LOW and len(reasons.rows) > 1:
            reasons = reasons._replace(rows=[_reasons_line(value.reasons, size.width - 2)])
        below = min(len(reasons.rows), LEAST) + 1 if reasons.rows else 0
        tops = [*self._tops(value, size, below), reasons]
        if value.first.leads and size.height < LOW:
            keys_left = [key for key in value.keys if key[0] != "Enter"]
            value = value._replace(keys=tuple(keys_left[:FEW_KEYS]))
        keys, practice = self._keys(value, size.width), self._practice(value)
        heights = [len(panel.rows) + bool(panel.title) for panel in (*tops, keys) if panel.rows]
        room = size.height - sum(heights)
        # Give up the empty rows between the panels if otherwise no lead had room, unless F4, which
        # shows the leads, is named among the keys.
        least = 0 if keys.rows else min(room, 1 + LEAD_ROWS)
        room = max(room - len(heights), least)
        # Two leads and more give up a row, so that one above the strip stays blank.
        first = self._first(value, size.width, room - (room >= 2 * LEAD_ROWS))
        panels = [*tops, keys, first]
        # The objection comes last: with its title and the gaps it must not cut a lead.
        if room > len(first.rows) + len(practice.rows) + (3 if first.rows else 0):
            panels.append(practice)
        return stack_panels(panels, size.width, size.height, self.looks, indent=1, has_air=True)

    def _draw_columns(self, value: Idle, size: Size) -> Content:
        """Draw reasons and next leads right of the keys, all below the sentences and lanes."""
        tops = self._tops(value, size, 0)
        above = stack_panels(tops, size.width, size.height, self.looks, indent=1)
        height = size.height - 1  # a blank row above the strip
        height -= len(above.split("\n", allow_blank=True)) + 1 if above.plain else 0
        left = max(LEAST_LEFT, min(MOST_LEFT, size.width * 2 // 5))
        # Equal columns, if the leads then have room above the callbacks in one.
        below = len(value.first.leads) + len(value.promised) + TITLES
        if size.width >= EVEN and below <= height:
            left = (size.width - GAP) // 2
        right = size.width - left - GAP
        keys = self._keys(value, left)
        room = height - len(keys.rows) - (3 if keys.rows else 1)
        reasons = self._reasons(value, right - 2)
        under = height - (len(reasons.rows) + 2 if reasons.rows else 0)
        first = self._first(value, right, under)
        practice = self._practice(value, left, room)
        panels = [reasons, first, self._promised(value, right - 2)]
        columns = side_by_side(
            stack_panels([keys, practice], left, height, self.looks, indent=1),
            stack_panels(panels, right, height, self.looks, indent=1),
            left + GAP,
        )
        return stack([above, Content(""), columns] if above.plain else [columns])

    def _keys(self, value: Idle, width: int) -> Panel:
        rows = [row for key in value.keys for row in _key_rows(*key, width - 2, self.looks)]
        return Panel(value.keys_title, rows, len(rows))

    def _practice(self, value: Idle, width: int = 0, room: int = 0) -> Panel:
        """Return the objection to answer, and below it those others that have `room` whole."""
        rows = _practice_rows(value.objection, self.looks) if value.objection else []
        if rows and room > len(rows) + 1:
            rows.append(Content(""))
            blocks = _other_objections(value, width - 1, self.looks)
            if len(rows) + sum(len(block) + 1 for block in blocks) <= room:
                blocks = [[*block, Content("")] for block in blocks]
            for at, block in enumerate(blocks, 1):
                if len(rows) + len(block) + (at < len(blocks)) > room:
                    left = f"… {len(blocks) - at + 1} more"
                    rows.append(Content.styled(left, self.looks.muted))
                    break
                rows += block
        return Panel(PRACTICE, rows, min(2, len(rows)))

    def _reasons(self, value: Idle, width: int) -> Panel:
        rows = reason_rows(value.reasons, width, self.looks)
        return Panel("Held back for other reasons", rows, LEAST)

    def _promised(self, value: Idle, width: int) -> Panel:
        rows: list[Content] = []
        if value.now is not None:
            now, here = value.now, value.here
            rows = promised_rows(value.promised, now, here, value.me, width, self.looks)
        return Panel("Promised callbacks · C opens them", rows, 2)

    def _first(self, value: Idle, width: int, height: int) -> Panel:
        draw = lead_columns if width >= TWO_COLUMNS + 2 else briefed_rows
        rows = draw(value.first.leads, max(1, width - 2), height - 1, self.looks)
        if not rows and height > 1 and (words := hidden_words(value.first)):
            rows = Content.styled(words, self.looks.muted).wrap(max(1, width - 2))
        return Panel(value.first_title, rows, len(rows))

    def _tops(self, value: Idle, size: Size, below: int) -> list[Panel]:
        """Return the sentences and the lanes, which leave `below` rows to what follows."""
        looks, width, height = self.looks, max(1, size.width - 2), size.height
        # The sentence stands over the large figures of its time.
        has_promise = bool(value.promise) and len(value.figures) == 1
        sentences = [(value.promise, f"bold {looks.clock}")] if has_promise else []
        usual = looks.strong if not value.figures else looks.text
        sentences += [(sentence, usual) for sentence in value.sentences]
        lines = [
            line
            for sentence, style in sentences
            for line in Content.styled(sentence, style).wrap(width - 1)
        ]
        if value.figures:
            lines = _break_rows(value, lines, width, height, looks)
        lanes: list[Content] = []
        title = f"{lanes_title(value.lanes)} · your clock" if value.lanes is not None else ""
        if value.lanes is not None and value.now is not None:
            room = height - len(lines) - 2 - below
            is_low = height < LOW and bool(value.first.leads)
            most_lanes = (LOW_LANES if is_low else MOST) + OTHER_ROWS
            most = min(max(5, room), max(most_lanes, 0 if is_low else height // 2))
            lanes = lane_rows(value.lanes, value.now, value.here, width, most, looks)
            best = best_hours(value.lanes, value.now, value.here)
            if len(lanes) > OTHER_ROWS and len(lanes) + 2 < room:
                air = [Content("")] if len(lanes) + 3 < room else []
                lanes += [*air, Content.styled(best, looks.muted)]
        return [Panel("", lines, len(lines)), Panel(title, lanes, len(lanes))]


def _reasons_line(reasons: Sequence[ReasonRow], width: int) -> Content:
    """Return the reasons in one row, as many as fit, and how many more leads others hold back."""
    parts = [f"{count} {text}" for count, text, _ in reasons]
    for shown in range(len(parts), 0, -1):
        rest = sum(int(count.replace(",", "")) for count, _, _ in reasons[shown:])
        line = " · ".join([*parts[:shown], *([f"{rest:,} others"] if rest else [])])
        if cell_len(line) <= width:
            break
    return Content(line)


def _break_rows(
    value: Idle, words: list[Content], width: int, height: int, looks: Looks
) -> list[Content]:
    """Return the times of a break, what waits and what the day has brought, all centred."""
    is_tall = height >= TALL
    air = [Content("")] if is_tall else []
    room = width // len(value.figures) - WIDELY
    columns, left = [], width
    for place, figure in enumerate(value.figures):
        ink = f"bold {looks.clock if place else looks.accent}"
        digits = big(figure.text)
        if is_tall and not place:  # a promise is smaller than the break
            digits = large_figures(figure.text, room, LARGE)
        column = [
            Content.styled(fit(figure.title, room if is_tall else left), looks.strong),
            *air,
            *(Content.styled(row, ink) for row in digits),
            *air,
            *([Content.styled(figure.below, looks.muted)] if figure.below else []),
        ]
        left -= max(row.cell_length for row in column) + APART
        columns.append(column)
    day = [
        [
            *(Content.styled(row, looks.strong) for row in big(figure.text)),
            Content.styled(figure.title, looks.muted),
        ]
        for figure in value.day
    ]
    if not is_tall:  # the day in a row
        day = [
            [Content.assemble((figure.text, looks.strong), (f" {figure.title}", looks.muted))]
            for figure in value.day
        ]
    gap = WIDELY if is_tall else APART
    rows = [
        *_across(columns, gap),
        *(air * 2 or [Content("")]),
        *words,
        *(air * 2 or [Content("")]),
        *_across(day, gap),
    ]
    above = 0 if value.lanes is not None else max(0, (height - len(rows)) // 2 - 1)
    centred = [row.pad_left(max(0, (width - row.cell_length) // 2)) for row in rows]
    return [*[Content("")] * above, *centred]


def _across(columns: Sequence[list[Content]], gap: int) -> list[Content]:
    """Return columns side by side, each in the middle of the highest, and its rows centred."""
    height = max(map(len, columns), default=0)
    columns = [[*[Content("")] * ((height - len(column)) // 2), *column] for column in columns]
    widths = [max(row.cell_length for row in column) for column in columns]
    return [
        Content(" " * gap).join(
            row.pad((width - row.cell_length) // 2, (width - row.cell_length + 1) // 2)
            for row, width in zip(rows, widths, strict=True)
        )
        for rows in zip_longest(*columns, fillvalue=Content(""))
    ]


def _practice_rows(objection: str, looks: Looks) -> list[Content]:
    """Return the objection. Its answer is behind a key, because the agent should try one first."""
    return [
        Content.styled(f"“{objection}”", looks.alarm),
        joined([("Answer aloud; ", looks.muted), ("j", looks.key), (" shows one.", looks.muted)]),
    ]


def _other_objections(value: Idle, width: int, looks: Looks) -> list[list[Content]]:
    """Return the rows of each other objection, the most frequent of this week first."""
    ended = {card.name: count for card, count in value.objections}
    cards = sorted((card for card, _ in value.objections), key=lambda card: -ended[card.name])
    others = tuple(card for card in cards if clean(card.name) != value.objection)
    counts = [f"{ended[card.name]}×" if ended[card.name] else "" for card in others]
    longest = max(map(len, counts), default=0)
    margin = longest + bool(longest)
    blocks = answer_rows(others, width - margin, len(others) * MOST_LINES, looks)
    return [
        [
            Content.styled(f"{'' if place else count:>{longest}}".ljust(margin), looks.muted) + row
            for place, row in enumerate(block)
        ]
        for count, block in zip(counts, blocks, strict=True)
    ]


def with_meanwhile(idle: Idle, meanwhile: Meanwhile, now: datetime, here: str) -> Idle:
    """Return the panel with the next leads and an objection to practice."""
    opens_at, objections = meanwhile.opens_at, meanwhile.objections
    title = "Its first leads"
    if opens_at is not None:
        title = f"First {when_words(moment(opens_at, now, here))}"
    at = objection_at(len(objections), now)
    return idle._replace(
        first_title=f"{title} · F4 prepares",
        first=meanwhile.first,
        objection=clean(objections[at].name) if objections else "",
        objections=tuple((card, meanwhile.ended.get(card.name, 0)) for card in objections),
    )


def nobody_idle(
    nobody: Nobody, lanes: Lanes | None, now: datetime, here: str, today: Mapping[str, str]
) -> Idle:
    """Return the panel while nobody can be called. `today`: see `reasons_today`.

    Reasons that end within the hours of the lanes are left out, because the lanes show when.
    """
    reasons = blocked_rows(nobody.blocked, now, here, beside_lanes_until=_end_of(lanes))
    is_in_band = nobody.opens_at is None and bool(nobody.in_sessions)
    sentences = () if is_in_band or nobody.barred else tuple(elsewhere_lines(nobody))
    if nobody.elsewhere is not None and nobody.elsewhere.session is not None:
        sentences = sentences[1:]  # the band says the first
        if nobody.opens_at is not None and nobody.opens_at > now:
            sentences = (f"In this session {coming_words(nobody, now, here)}.", *sentences)
    return Idle(
        sentences=sentences,
        lanes=lanes,
        reasons=reasons,
        keys=_key_texts(meanwhile(nobody, today)),
        keys_title="Meanwhile" if not nobody.barred else "What works",
        now=now.replace(second=0, microsecond=0),
        here=here,
    )


def _end_of(lanes: Lanes | None) -> datetime | None:
    """Return the end of the hours that the lanes show; None without lanes."""
    return lanes.start + timedelta(hours=lanes.hours) if lanes and lanes.lanes else None


def _key_texts(keys: Iterable[tuple[Key, str]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((key.shown, key.label, good_for) for key, good_for in keys)


def empty_idle() -> Idle:
    """Return the panel of a database without leads."""
    return Idle(
        keys=(
            ("i", "Import", "reads a list: you see it before anything is written"),
            ("", "", "from the shell: smiledial import FILE.csv"),
            ("", "", "invented people to look around on: smiledial demo"),
        ),
        keys_title="Now",
    )


def offer_idle(
    offer: SessionCard,
    nobody_until: datetime | None,
    lanes: Lanes | None,
    blocked: Sequence[Blocked],
    now: datetime,
    here: str,
    today: Mapping[str, str],
    *,
    free: int,
) -> Idle:
    """Return the panel while a session is offered. For the rest see `before_offer_words`."""
    sentence = before_offer_words(offer.span_opens_at, nobody_until, free, now, here)
    if free:
        sentence += " Space brings the first."
    return Idle(
        sentences=(sentence,) if sentence else (),
        lanes=lanes,
        reasons=blocked_rows(blocked, now, here, beside_lanes_until=_end_of(lanes)),
        keys=_key_texts(meanwhile_of_offer(offer, now, here, today)) if nobody_until else (),
        now=now.replace(second=0, microsecond=0),
        here=here,
    )


def done_idle(lanes: Lanes | None, now: datetime, here: str) -> Idle:
    """Return the panel after a session, if no other is planned that Enter could start."""
    return Idle(lanes=lanes, now=now.replace(second=0, microsecond=0), here=here)


def _key_rows(key: str, label: str, good_for: str, width: int, looks: Looks) -> list[Content]:
    head = joined([(pad_left(key, 6), looks.key), ("  ", ""), (pad(label, 11), "")])
    lines = Content.styled(good_for, looks.muted).wrap(max(1, width - head.cell_length))
    first, *others = lines or [Content("")]
    return [Content.assemble(head, first), *(row.pad_left(head.cell_length) for row in others)]
