"""Draw the firm's day for a screen on the wall, in letters that are read across a room."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.today import AgentState, AgentToday, Figures, NextAppointment, Wall
from console.cards.waiting import Lanes
from console.tui.drawing.letters import HEIGHT, YES, large_figures, letters
from console.tui.drawing.looks import Looks, Part, joined
from console.tui.today.large import beside_parts
from console.tui.widgets.text_widget import Drawn, in_rows, stack
from console.view.floor.today import SIGNS, working_agents
from console.view.sessions.lanes import whole_minute
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, hour_head, weekday_day, weekday_time

LEGEND = "Quarter hours: yes, no, other calls"
LEAVING = "q leaves"
INVENTED = "Demo: everybody is invented"


def day_words(at: datetime, here: str) -> str:
    """Return `Wed 18 Nov`."""
    return weekday_day(at.astimezone(ZoneInfo(here)).date())


def compared_words(wall: Wall) -> str:
    """Return `grey and ┃: Tue at this hour`, or "" if there is no such day."""
    if not wall.compared.dials:
        return ""
    return f"grey and ┃: {compared_day(wall)} at this hour"


def compared_day(wall: Wall) -> str:
    """Return the weekday that the figures are compared with: `Tue`."""
    return f"{wall.compared_on:%a}"


def open_zones(lanes: Lanes, now: datetime) -> list[tuple[str, str]]:
    """Return each zone that can be called now with the time left, `6:40`; the first to close first.

    Only leads that wait for nothing but their hours count.
    """
    left = []
    for lane in lanes.lanes:
        for opens, closes in lane.spans:
            if whole_minute(opens) <= now < closes:
                left.append((closes - now, lane.name))
    minutes = [(int(length.total_seconds()) // 60, name) for length, name in sorted(left)]
    return [(name, f"{minute // 60}:{minute % 60:02}") for minute, name in minutes]


def zones_title(lanes: Lanes, now: datetime, here: str) -> str:
    """Return the title above the zones, or when the next one opens if none is open."""
    if open_zones(lanes, now):
        return "Phones may ring for another"
    opens = [opens for lane in lanes.lanes for opens, _ in lane.spans if opens > now]
    if not opens:
        return "No lead is ready to be called"
    return f"Nobody can be called until {clock(min(opens), here)}"


def appointment_time(appointment: NextAppointment, now: datetime, here: str) -> str:
    """Return `15:30`, or `Thu 15:30` on another day."""
    local, today = appointment.at.astimezone(ZoneInfo(here)), now.astimezone(ZoneInfo(here)).date()
    return clock(appointment.at, here) if local.date() == today else weekday_time(local)


def no_data_words(since: datetime, here: str) -> str:
    """Return `No data since 14:20`."""
    return f"No data since {clock(since, here)}"


WIDE, TALL = 120, 40
"""Columns and rows from which every part is in large letters."""

MARGIN, GAP = 3, 4
"""Cells at both sides of the screen, and between two words or columns."""

LARGE, SMALL = 10, 5
"""Rows of the figures on a large and on a small screen."""

MAX_SQUARES = 3
"""The most yeses of an agent that are drawn as squares; more are a figure."""

MAX_COLUMN, MIN_SKY = 6, 4
"""The most cells of a quarter of an hour, and the fewest rows of the columns."""

AWAY = frozenset({AgentState.GONE, AgentState.NOT_BEGUN})
"""Agents who are not here: drawn in gray."""

CALLS = frozenset({AgentState.CALLING, AgentState.READY})
"""Agents between two calls. Their sign is gray: in green it would look like the square of a yes."""

Line = list[Part]


class WallView(NamedTuple):
    """What the wall shows. `lanes` is None while unknown; `lost_at` is when the data stopped."""

    wall: Wall | None
    lanes: Lanes | None
    now: datetime
    here: str
    has_names: bool
    is_demo: bool
    lost_at: datetime | None = None
    trouble: str = ""


class WallPicture(Drawn[WallView]):
    """Draws the wall. Parts that have no room at the bottom are left out."""

    def draw(self, size: Size, value: WallView) -> Content:
        return stack(wall_rows(value, size.width, size.height, self.looks)[: size.height])


def wall_rows(value: WallView, width: int, height: int, looks: Looks) -> list[Content]:
    """Return the rows of the wall for a terminal of this size."""
    is_large = width >= WIDE and height >= TALL
    rows = _band(value, width, looks, is_large=is_large)
    if value.trouble:
        rows += [row.pad_left(MARGIN) for row in Content(value.trouble).wrap(width - 2 * MARGIN)]
    wall = value.wall
    if wall is None:
        return rows
    room = width - 2 * MARGIN
    figures = _figures(wall, room, looks, is_large=is_large)
    legend = _legend(wall, room, looks, is_demo=value.is_demo)
    agents = _agents(value, wall, room, looks, is_large=is_large)
    end = _end(value, wall, room, looks, is_large=is_large)
    gaps = 4 if is_large else 3
    used = sum(map(len, (rows, figures, legend, agents, end))) + gaps
    if used + MIN_SKY + 1 > height and is_large:
        agents = _agents(value, wall, room, looks, is_large=False)
        used = sum(map(len, (rows, figures, legend, agents, end))) + gaps
    sky = _sky(wall, room, height - used - 1, looks)
    space = [Content("")]
    body = [*figures, *(space if is_large else []), *legend, *sky, *space, *agents, *space, *end]
    return [*rows, *space, *(row.pad_left(MARGIN) for row in body)]


def _band(value: WallView, width: int, looks: Looks, *, is_large: bool) -> list[Content]:
    """Return the latest yes, or since when there are no data, with the clock at the right."""
    now = clock(value.now, value.here)
    yes = value.wall.last_yes if value.wall is not None else None
    if value.lost_at is not None:
        chip, ground = no_data_words(value.lost_at, value.here), looks.chip("error")
        words: list[Part] = []
        chip_style, clock_style = ground, ""
    elif yes is not None:
        chip = f"Yes {clean(yes.agent)}" if value.has_names else "Yes"
        chip_style = looks.chip_yes
        ground = looks.lit
        tint = f"$text-success {looks.lit}" if looks.grounds else looks.lit
        clock_style = f"$foreground {looks.lit}" if looks.grounds else looks.lit
        words = [(clean(yes.list_name), tint), (clock(yes.at, value.here), clock_style)]
    else:
        chip, chip_style, ground, words = day_words(value.now, value.here), "", "", []
        clock_style = looks.clock
    left = [*_spaced([chip], chip_style)]
    room = width - _width(left) - _large_width(now) - 2 * GAP
    for text, style in words:
        if _large_width(text) + GAP <= room:
            left += [(" " * GAP, ground), (text, style)]
            room -= _large_width(text) + GAP
    used = _width(left) + _large_width(now) + MARGIN
    right: list[Part] = [(" " * max(1, width - used), ground), (now, clock_style)]
    lines = _drawn([*left, *right, (" " * MARGIN, ground)])
    blank = [("\u00a0" * _width(left[:3]), chip_style)]
    blank.append(("\u00a0" * max(0, width - _width(left[:3])), ground))
    edge = [blank] if is_large else []
    return [joined(line) for line in (*edge, *lines, *edge)]


def _spaced(words: Sequence[str], style: str) -> Iterator[Part]:
    yield (" " * MARGIN, style)
    yield from ((word, style) for word in words)
    yield (" " * MARGIN, style)


def _is_space(text: str) -> bool:
    return not text.strip(" ")


def _large_width(text: str) -> int:
    """Return the cells of a text in large letters; spaces between words are left as they are."""
    return cell_len(text) if _is_space(text) else max(map(cell_len, letters(text)))


def _width(parts: Sequence[Part]) -> int:
    return sum(_large_width(text) for text, _ in parts)


def _drawn(parts: Sequence[Part]) -> list[Line]:
    """Return three rows with the texts in large letters; spaces between them keep their width."""
    lines: list[Line] = [[] for _ in range(HEIGHT)]
    for text, style in parts:
        rows = [text] * HEIGHT if _is_space(text) else letters(text)
        for line, row in zip(lines, rows, strict=True):
            line.append((row, style))
    return lines


def _figures(wall: Wall, room: int, looks: Looks, *, is_large: bool) -> list[Content]:
    """Return yeses, noes and dials, each with its name, the day before and a bar of both."""
    now, before = wall.figures, wall.compared
    is_compared = before.dials > 0
    parts = (
        ("yes" if now.yeses == 1 else "yeses", now.yeses, before.yeses, looks.fill_good),
        ("no" if now.noes == 1 else "noes", now.noes, before.noes, looks.fill_accent),
        ("dial" if now.dials == 1 else "dials", now.dials, before.dials, looks.text),
    )
    height = LARGE if is_large else SMALL
    column = room // len(parts)
    cells = column - GAP
    lines: list[Line] = [[] for _ in range(height + (HEIGHT + 3 if is_large else 2))]
    for name, count, earlier, ink in parts:
        figures = large_figures(f"{count}", cells, height)
        rows = [[(" ", "")]] * (height - len(figures)) + [[(row, ink)] for row in figures]
        old = f"{compared_day(wall)} {earlier}" if is_compared else ""
        if is_large:
            named = _drawn([(name, looks.muted)])
            gap = " " * max(1, cells - _large_width(name) - cell_len(old))
            named[-1] += [(gap, ""), (old, looks.muted)]
            rows += [[], *named, []]
        else:
            gap = " " * max(1, cells - cell_len(name) - len(old))
            rows.append([(name, looks.muted), (gap, ""), (old, looks.muted)])
        most = max(count, earlier)
        rows.append(beside_parts(count, earlier if is_compared else 0, most, cells, looks, ink))
        for line, row in zip(lines, rows, strict=True):
            width = sum(cell_len(text) for text, _ in row)
            line += [*row, (" " * (column - width), "")]
    return [joined(line) for line in lines]


def _legend(wall: Wall, room: int, looks: Looks, *, is_demo: bool) -> list[Content]:
    words = (INVENTED if is_demo else "", LEGEND, compared_words(wall), LEAVING)
    parts = [Content.styled(text, looks.muted) for text in words if text]
    return in_rows(parts, " · ", room)


def _sky(wall: Wall, room: int, height: int, looks: Looks) -> list[Content]:
    """Return a column for each quarter of an hour: yeses on top, then noes, then other calls."""
    calls = dict(wall.quarters)
    if height < 2:
        return []
    if not calls:
        return [Content("")] * (height + 1)
    first = min(calls) // 4 * 4
    columns = list(range(first, max(calls) + 1))[-room:]
    pitch = min(MAX_COLUMN, room // len(columns))
    thick = max(1, pitch - 1)
    most = max(figures.calls for figures in calls.values())
    lines: list[Line] = [[] for _ in range(height)]
    for quarter in columns:
        stacked = _stacked(calls.get(quarter, Figures()), most, height, looks)
        for line, (glyph, ink) in zip(lines, stacked, strict=True):
            line += [(glyph * thick, ink), (" " * (pitch - thick), "")]
    heads = ""
    for place, quarter in enumerate(columns):
        if quarter % 4 == 0 and (not heads or len(heads) < place * pitch):
            heads += " " * (place * pitch - len(heads)) + hour_head(quarter // 4)
    return [*map(joined, lines), Content.styled(heads, looks.muted)]


def _stacked(figures: Figures, most: int, height: int, looks: Looks) -> list[Part]:
    """Return the cells of a column from the top. Textures tell them apart without colors."""

    def scaled(count: int) -> int:
        return max(1, round(height * count / most)) if count and most else 0

    whole = scaled(figures.calls)
    yeses = min(whole, scaled(figures.yeses))
    noes = min(whole - yeses, scaled(figures.noes))
    no, other = ("█", "█") if looks.grounds else ("▓", "░")
    return [
        *[(" ", "")] * (height - whole),
        *[("█", looks.fill_good)] * yeses,
        *[(no, looks.fill_accent)] * noes,
        *[(other, looks.muted)] * (whole - yeses - noes),
    ]


def _agents(
    value: WallView, wall: Wall, room: int, looks: Looks, *, is_large: bool
) -> list[Content]:
    """Return who is here: what they do, their names unless left out, and a square for each yes."""
    agents = working_agents(wall.agents)
    cells = [_agent(row, looks, has_name=value.has_names) for row in agents]
    if not is_large:
        parts = [_small_agent(row, looks, has_name=value.has_names) for row in agents]
        return in_rows(parts, "   ", room)
    column = max((_width(cell) for cell in cells), default=0) + GAP
    count = max(1, room // column)
    rows: list[Content] = []
    for start in range(0, len(cells), count):
        lines: list[Part] = []
        for cell in cells[start : start + count]:
            lines += [*cell, (" " * (column - _width(cell)), "")]
        rows += [*([Content("")] if rows else []), *map(joined, _drawn(lines))]
    return rows


def _mark(row: AgentToday, looks: Looks) -> Part:
    """Return the sign of what an agent does."""
    sign, role = SIGNS[row.state]
    style = looks.muted if row.state in CALLS else looks.of(role)
    return sign.strip() or SIGNS[AgentState.NOT_BEGUN][0], style


def _agent(row: AgentToday, looks: Looks, *, has_name: bool) -> list[Part]:
    style = looks.muted if row.state in AWAY else looks.strong
    cell: list[Part] = [_mark(row, looks), ("  ", "")]
    cell += [(clean(row.agent) or "?", style), ("  ", "")] if has_name else []
    yeses = row.figures.yeses
    squares = [YES] * yeses if yeses <= MAX_SQUARES else [f"{yeses}", YES]
    for square in squares:
        cell += [(square, looks.fill_good), (" ", "")]
    return cell


def _small_agent(row: AgentToday, looks: Looks, *, has_name: bool) -> Content:
    yeses = row.figures.yeses
    name = f" {clean(row.agent)}" if has_name else ""
    squares = f" {'■' * yeses if yeses <= MAX_SQUARES else f'{yeses} ■'}" if yeses else ""
    style = looks.muted if row.state in AWAY else looks.strong
    return joined([_mark(row, looks), (name, style), (squares, looks.good)])


def _end(value: WallView, wall: Wall, room: int, looks: Looks, *, is_large: bool) -> list[Content]:
    """Return for how long phones may ring, by time zone, and the next appointment."""
    now, here = value.now, value.here
    title = zones_title(value.lanes, now, here) if value.lanes is not None else ""
    zones = open_zones(value.lanes, now) if value.lanes is not None else []
    right: list[Part] = []
    coming = wall.appointment
    if coming is not None and coming.at > now:
        gap = (" " * 2, "")
        name = [(clean(coming.agent), looks.muted), gap] if value.has_names else []
        right = [*name, (appointment_time(coming, now, here), looks.clock)]
    measure: Callable[[Sequence[Part]], int] = _width if is_large else _small_width
    left: list[Part] = []
    shown = 0
    for name_of, length in zones:
        part: list[Part] = [(name_of, looks.muted), (" " * 2, ""), (length, looks.good)]
        part = [*([(" " * GAP, "")] if left else []), *part]
        if measure(left) + measure(part) + GAP + measure(right) > room:
            break
        left += part
        shown += 1
    rest = ", ".join(f"{name_of} {length}" for name_of, length in zones[shown:])
    title += f" · also {rest}" if rest else ""
    gap_width = max(1, room - measure(left) - measure(right))
    parts = [*left, (" " * gap_width, ""), *right]
    about = "Next appointment" if right else ""
    head = Content.styled(title, looks.muted).truncate(room - len(about) - 1, ellipsis=True)
    heads = head.pad_right(room - len(about) - head.cell_length)
    lines = _drawn(parts) if is_large else [parts]
    return [heads + Content.styled(about, looks.muted), *map(joined, lines)]


def _small_width(parts: Sequence[Part]) -> int:
    return sum(cell_len(text) for text, _ in parts)
