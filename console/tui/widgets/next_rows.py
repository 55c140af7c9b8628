"""Draw the next leads as rows: name, headline, what to do before the call, and notes."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.lead_context import Ahead, UpcomingLead
from console.rules.times.windows import zone_name
from console.tui.drawing.looks import Looks, Part, joined
from console.tui.widgets.panels import Panel, pad, side_by_side, stack_panels
from console.tui.widgets.text_widget import Drawn, cut, stack
from console.view.sessions.waiting import hidden_words
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, day

ROWS_WITH_NOTES = 3
"""Rows of a lead with two lines of notes."""

ENOUGH_LEADS = 5
"""If this many leads have room with two lines of notes, further leads may be left out for it."""

NAME_WIDTH = 30
"""The most cells of a name."""

NOTES, MAIL = 7, 8
"""Cells of the marks that say whether there are notes and whether an e-mail was sent."""

PREPARED_HEADS = f"  {'notes':<{NOTES}}{'e-mail':<{MAIL}}who"
"""The heads over `prepared_rows`, after the two cells of the cursor."""

LEAD_GAP = 8
"""The most cells between the columns of the table of leads."""

LEAD_HEADS = (
    "name",
    "title and firm",
    "city",
    "zone",
    "may ring",
    "calls",
    "noes",
    "last call",
    "e-mail",
    "notes",
)

NOTHING = {"", "no address"}
"""Cells that say that a lead lacks something."""

TWO_COLUMNS, BETWEEN = 110, 4
"""Cells from which the leads of a session stand in two columns, and those between the two."""

NOTES_BESIDE = 150
"""Cells from which leads with notes stand in two columns, or in a table with their notes."""

LOW = 4
"""The most rows of a pane that needs all of them."""

WIDEST = 92
"""The most cells of a row: in a wider one, the eye loses the name."""


def ahead_rows(ahead: Sequence[UpcomingLead], width: int, looks: Looks) -> list[Content]:
    """Return a row for each lead; each column is as wide as its widest cell."""
    names = [clean(lead.name) or "(no name)" for lead in ahead]
    name_width = min(NAME_WIDTH, max(map(cell_len, names), default=0))
    states = [_state_words(lead) for lead in ahead]
    if len(ahead) > 1 and len(set(states)) == 1:
        states = [""] * len(ahead)  # a column that says the same in each row says nothing
    state_width = max(map(cell_len, states), default=0)
    gaps = 4 if state_width else 2
    room = max(0, min(width, WIDEST) - name_width - state_width - gaps)
    # What was done stands beside its lead, not at the far edge.
    room = min(room, max((cell_len(_headline(lead, room)) for lead in ahead), default=0))
    return [
        joined(
            [
                (pad(name, name_width), looks.strong),
                ("  ", ""),
                (pad(_headline(lead, room), room), looks.muted),
                ("  " if state_width else "", ""),
                (pad(state, state_width), looks.good if lead.is_introduced else looks.muted),
            ]
        )
        for lead, name, state in zip(ahead, names, states, strict=True)
    ]


def _headline(lead: UpcomingLead, room: int) -> str:
    """Return title and firm, or the firm alone if both don't fit."""
    headline = clean(lead.headline)
    return headline if cell_len(headline) <= room else headline.rpartition(" · ")[2]


def prepared_rows(ahead: Sequence[UpcomingLead], width: int, looks: Looks) -> list[Content]:
    """Return a row for each lead, below `PREPARED_HEADS`: its notes, its e-mail, who it is."""
    heads = ahead_rows(ahead, width - NOTES - MAIL, looks)
    return [
        joined([_mark(bool(lead.notes), NOTES, looks), _mail_mark(lead, looks)]) + head
        for lead, head in zip(ahead, heads, strict=True)
    ]


def _mark(is_done: bool, width: int, looks: Looks) -> tuple[str, str]:  # noqa: FBT001
    mark = "✓" if is_done else "·"  # below the middle of its head
    return pad(f"  {mark}", width), looks.good if is_done else looks.muted


def _mail_mark(lead: UpcomingLead, looks: Looks) -> tuple[str, str]:
    return _mark(lead.is_introduced, MAIL, looks) if lead.has_email else (" " * MAIL, "")


def _state_words(lead: UpcomingLead) -> str:
    """Return what was done for the lead; what is missing would repeat itself in most rows."""
    calls = f"called {lead.dials}×" if lead.dials else ""
    letter = "written to" if lead.is_introduced else ""
    return " · ".join(filter(None, (calls, letter)))


def briefed_rows(
    ahead: Sequence[UpcomingLead], width: int, rows: int, looks: Looks
) -> list[Content]:
    """Return leads with their notes below, as many as fit, and how many don't fit into `rows`."""
    lines = 2 if rows >= ROWS_WITH_NOTES * min(len(ahead), ENOUGH_LEADS) else 1
    whole = list(briefs(ahead, width, lines, looks))
    shown = len(whole)
    while shown and sum(map(len, whole[:shown])) + (shown < len(whole)) > rows:
        shown -= 1
    briefed = [row for brief in whole[:shown] for row in brief]
    if briefed and shown < len(whole):
        briefed.append(Content.styled(f"… {len(whole) - shown} more", looks.muted))
    return briefed


def lead_columns(
    ahead: Sequence[UpcomingLead], width: int, rows: int, looks: Looks
) -> list[Content]:
    """Return leads in one column, or in two if `width` has room; with notes if all fit."""

    def column(leads: Sequence[UpcomingLead], width: int) -> list[Content]:
        has_room = any(lead.notes for lead in leads) and rows >= ROWS_WITH_NOTES * len(leads)
        return (briefed_rows if has_room else _bare_rows)(leads, width, rows, looks)

    if width < _needed(ahead) or not ahead:
        return column(ahead, width)
    half, cells = -(-len(ahead) // 2), (width - BETWEEN) // 2
    left, right = (column(leads, cells) for leads in (ahead[:half], ahead[half:]))
    if len(left) > rows and (shown := 2 * (half - len(left) + rows - 1)) > 0:
        more = Content.styled(f"… {len(ahead) - shown} more", looks.muted)
        return [*lead_columns(ahead[:shown], width, rows, looks), more]
    both = side_by_side(stack(left), stack(right), cells + BETWEEN)
    return both.split("\n", allow_blank=True)


def _needed(ahead: Sequence[UpcomingLead]) -> int:
    return NOTES_BESIDE if any(lead.notes for lead in ahead) else TWO_COLUMNS


def lead_table(ahead: Ahead, width: int, looks: Looks, here: str) -> list[Content]:
    """Return heads and a row for each lead: who it is, its hours, and what was done for it.

    `here` is the agent's time zone. A column in which nobody has anything is left out.
    """
    table = [
        LEAD_HEADS,
        *(
            (
                clean(lead.name) or "(no name)",
                clean(lead.headline),
                clean(lead.city) if lead.city != lead.headline else "",
                zone_name(lead.zone, lead.closes_at) if lead.zone and lead.closes_at else "",
                f"until {clock(lead.closes_at, here)}" if lead.closes_at else "",
                f"{lead.dials:>5}",
                f"{lead.noes:>4}" if lead.noes else "",
                day(lead.last_on, ahead.today) if lead.last_on else "never",
                _mail_words(lead),
                " ".join(clean(lead.notes).split()),
            )
            for lead in ahead.leads
        ),
    ]
    columns = list(zip(*table, strict=True))
    widths = [max(map(cell_len, column)) if set(column[1:]) - NOTHING else 0 for column in columns]
    widths[0] = min(widths[0], NAME_WIDTH)
    shown = [cells for cells in widths if cells]
    gap = max(2, min(LEAD_GAP, (width - sum(shown)) // max(1, len(shown) - 1)))
    inks = (looks.strong, looks.text, *[looks.muted] * (len(widths) - 2))
    rows = []
    for place, row in enumerate(table):
        left, parts = width, list[Part]()
        for text, cells, ink in zip(row, widths, inks, strict=True):
            if cells and left > 0:
                room = min(cells, left)
                parts.append((pad(text, room) + " " * gap, ink if place else looks.muted))
                left -= room + gap
        rows.append(joined(parts))
    return rows


def nothing_words(leads: Sequence[UpcomingLead]) -> str:
    """Return what none of the leads has: `none has an e-mail address or notes`, or ""."""
    missing = {
        "an e-mail address": any(lead.has_email or lead.is_introduced for lead in leads),
        "notes": any(lead.notes for lead in leads),
    }
    words = " or ".join(thing for thing, is_there in missing.items() if not is_there)
    return f" · none has {words}" if words and leads else ""


def _mail_words(lead: UpcomingLead) -> str:
    if lead.is_introduced:
        return "sent"
    return "not sent" if lead.has_email else "no address"


def _bare_rows(
    ahead: Sequence[UpcomingLead], width: int, _rows: int, looks: Looks
) -> list[Content]:
    """Return a row for each lead, with marks for what is prepared if anything is."""
    if not any(lead.notes or lead.is_introduced for lead in ahead):
        return ahead_rows(ahead, width, looks)
    return [Content.styled(PREPARED_HEADS[2:], looks.muted), *prepared_rows(ahead, width, looks)]


def briefs(
    ahead: Sequence[UpcomingLead], width: int, lines: int, looks: Looks
) -> Iterator[list[Content]]:
    """Yield the rows of each lead, with at most so many lines of its notes."""
    heads = ahead_rows(ahead, width, looks)
    for lead, head in zip(ahead, heads, strict=True):
        notes = cut(" ".join(clean(lead.notes).split()), min(width, WIDEST) - 2, lines)
        yield [head, *(row.pad_left(2) for row in notes.split("\n") if row.plain)]


class NextLeads(Drawn[Ahead]):
    """The waiting leads of a session in their order, with notes or with what is prepared.

    A very wide page has them in two columns. `here` is the agent's time zone.
    """

    def __init__(self, here: str, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._here = here

    def draw(self, size: Size, value: Ahead) -> Content:
        looks = self.looks
        # An empty row and the title; in a pane with room for it, an empty row at the end.
        room = size.height - 2 - (size.height > LOW)
        if room < 2:
            return self._names(size, value)
        has_room = size.width >= _needed(value.leads) and 0 < len(value.leads) < room
        rows = (
            lead_table(value, size.width, looks, self._here)
            if has_room
            else lead_columns(value.leads, size.width, room, looks)
        )
        if words := hidden_words(value):
            rows[room - 1 :] = [Content.styled(words, looks.muted)]
        panel = Panel(f"Its next leads{nothing_words(value.leads) if has_room else ''}", rows)
        return stack([Content(""), stack_panels([panel], size.width, room + 1, looks)])

    def _names(self, size: Size, value: Ahead) -> Content:
        """Return the names in a line or two, where there is no room for a row of each.

        The last row stays empty, so that a message below stands apart.
        """
        names = ", ".join(clean(lead.name) or "(no name)" for lead in value.leads)
        text = Content.styled(f"First: {names}", self.looks.muted) if names else Content()
        return cut(text, size.width, size.height - 1) if size.height > 1 else Content()
