"""The pane beside a list with notes and facts about the selected lead. It claims nothing.

With room for it, the pane also says what the rules allow: verdict, cautions, and the week.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from console.cards.lead import Card
from console.cards.lead_context import Beside, Brief
from console.desk import ClaimLostError, RefusedError
from console.firm.rules_in_force import windows_of_week
from console.tui.base.workplace import Workplace
from console.tui.call_view.band import verdict_line
from console.tui.call_view.known import known_of, rule_panels
from console.tui.drawing.looks import COLOURS, SIXTEEN, Looks
from console.tui.screens.page import heading, height_of
from console.tui.widgets.history import history_rows, hung_rows
from console.tui.widgets.panels import Panel, hairline, pad, side_by_side, stack_panels
from console.tui.widgets.text_widget import in_rows, one_row, stack
from console.view.lead.lead import known_facts, spoken
from console.view.lead.verdict import is_open
from console.view.text.cleaning import clean, clean_lines
from console.view.text.clocks import day_in
from db.engine.database import DatabaseTrouble

TALL = 12
"""Rows from which each fact has a row of its own."""

ROOMY, WIDE = 24, 72
"""Rows and cells from which the pane says what the rules allow."""

OTHERS = "Calls with others there"

GAP = 3
"""Cells between two columns."""


class BriefPane(VerticalScroll, can_focus=False):
    """Notes, facts and earlier calls of a lead."""

    def __init__(
        self, work: Workplace, *, has_opening: bool = True, has_titles: bool = False
    ) -> None:
        """`has_opening`: with room for it, the pane has the words to begin a call with.

        `has_titles`: a rule with a title stands over the notes, the facts and the earlier calls.
        """
        super().__init__(classes="brief")
        self._has_opening = has_opening
        self._has_titles = has_titles
        self._work = work
        self._head = ""
        self._state = Content()
        self._others: Sequence[Content] = ()
        self._has_rules = True
        self._lead_id: int | None = None
        self._brief: Brief | None = None
        self._judged: tuple[Card, Beside] | None = None
        """The lead with its verdict and its week, for a pane with room for them."""

    def compose(self) -> ComposeResult:
        yield Static(classes="brief-text")

    def look(
        self,
        lead_id: int | None,
        head: str = "",
        state: Content | None = None,
        *,
        has_rules: bool = True,
        others: Sequence[Content] = (),
    ) -> None:
        """Show a lead; None if no row is selected.

        `head` is a bold first line, such as a text that the list had to cut. `state` stands below
        it in a pane without what the rules say, which is one for which `has_rules` is False, too.
        `others` are the calls with other people at the firm.
        """
        self._head, self._state, self._has_rules = head, state or Content(), has_rules
        self._others = others
        self._lead_id, self._brief, self._judged = lead_id, None, None
        self.set_class(lead_id is None, "nobody")
        if lead_id is None:
            self._show(Content())
            return
        # Exclusive: after quick cursor moves only the last lead's answer may be shown.
        read: Callable[[], Awaitable[None]] = partial(self._read, lead_id)
        self.run_worker(read, exclusive=True, group="look")

    async def _read(self, lead_id: int) -> None:
        try:
            brief = await self._work.reading.run(self._work.reports.preparing.brief, lead_id)
        except (DatabaseTrouble, RefusedError) as error:
            self._show(Content.styled(clean(str(error)), "$text-warning"))
            return
        self._brief = brief
        self._show_brief(brief)
        await self._read_rules(lead_id, brief)

    async def _read_rules(self, lead_id: int, brief: Brief) -> None:
        """Show what the rules say too, if the pane has room for it."""
        if not self._has_rules or self.size.height < ROOMY or self.size.width < WIDE:
            return
        with suppress(ClaimLostError, DatabaseTrouble):  # deleted meanwhile
            judged = await self._work.reading.run(partial(self._judge, lead_id))
            if self._lead_id == lead_id:
                self._judged = judged
                self._show_brief(brief)

    def _judge(self, lead_id: int) -> tuple[Card, Beside]:
        """Return the lead with its verdict, and the week of its place."""
        reports = self._work.reports
        card = reports.lookup.look(lead_id)
        zone = card.zone or self._work.here
        today = self._work.clock().astimezone(ZoneInfo(zone)).date()
        week = windows_of_week(card.place, reports.firm(), zone, today)
        return card, Beside(place=card.place, zone=zone, week=week)

    def on_resize(self) -> None:
        if self._brief is None or self._lead_id is None:
            return
        self._show_brief(self._brief)
        if self._judged is None:  # a page beside a lead gets its size after its first layout
            self.run_worker(self._read_rules(self._lead_id, self._brief), group="rules")

    def _show(self, content: Content) -> None:
        if self.is_attached:
            self.query_one(Static).update(content)
            self.scroll_home(animate=False)

    def _show_brief(self, brief: Brief) -> None:
        width = max(1, self.query_one(Static).content_size.width)  # 0 where it is hidden
        content = self._brief_content(brief, width)
        if self._judged is not None:
            panels, looks, most = self._rules(*self._judged, width), self._looks, self.size.height
            height = content.plain.count("\n") + _height_of(panels) + 2
            if height <= most:
                calls = self._other_rows(width, most - height - 2)
                panels.append(Panel(OTHERS, calls, len(calls)))
                below = stack_panels(panels, width, _height_of(panels), looks, has_air=True)
                content = Content("\n\n").join([content, below])
            else:  # side by side
                half = max(1, (width - GAP) // 2)
                panels = self._rules(*self._judged, half)
                wrapped = Content("\n").join(
                    row
                    for line in self._brief_content(brief, half, has_titles=True).split(
                        "\n", allow_blank=True
                    )
                    for row in line.wrap(half)
                )
                *others, week = panels
                left = wrapped.plain.count("\n") + 1
                if _height_of(panels) > most >= left + _height_of([week]) and week.rows:
                    below = stack_panels([week], half, _height_of([week]), looks)
                    wrapped, panels = Content("\n\n").join([wrapped, below]), others
                height = min(most, _height_of(panels))
                rules = stack_panels(panels, half, height, looks, has_air=True)
                content = side_by_side(wrapped, rules, half + GAP)
        self._show(content)

    def _brief_content(self, brief: Brief, width: int, *, has_titles: bool = False) -> Content:
        now, here = self._work.clock(), self._work.here
        today = now.astimezone(ZoneInfo(here)).date()
        state = self._state if self._judged is None else Content()
        top = stack([row for row in (Content.styled(self._head, "bold"), state) if row.plain])
        blocks = {"": top} if top.plain else dict[str, Content]()
        if brief.notes:
            blocks["Notes"] = Content(clean_lines(brief.notes))
        if self._judged is None:
            used = sum(1 + height_of(block, width) for block in blocks.values())
            calls = self._other_rows(width, min(self.size.height - used - 1, self.size.height // 2))
            if calls:
                blocks[OTHERS] = stack([heading(OTHERS), *calls])
        is_tall = self.size.height >= TALL
        facts = _fact_rows(brief.facts, today, width, is_tall=is_tall)
        if facts:
            blocks["Facts"] = Content("\n").join(facts)
        if brief.history or brief.introduced:
            rows = history_rows(brief.history, now, here, brief.introduced)
            blocks["Before"] = Content("\n").join(hung_rows(rows, width))
        if has_titles or self._has_titles:
            for title, block in blocks.items():
                rule = hairline(title, width, self._looks)
                blocks[title] = Content("\n").join([rule, block]) if title else block
        if not is_tall and not state.plain and top.plain and "Notes" in blocks:
            blocks["Notes"] = stack([blocks.pop(""), blocks["Notes"]])
        return Content("\n\n").join([*blocks.values()] or [Content("Nothing more is known.")])

    def _other_rows(self, width: int, most: int) -> list[Content]:
        """Return the calls with others at the firm in at most `most` rows, each cut to one."""
        count = len(self._others)
        shown = count if count <= most else max(0, most - 1)
        rows = [one_row(row, width) for row in self._others[:shown]]
        if 0 < shown < count:
            rows.append(Content.styled(f"  … {count - shown:,} more", "$foreground-muted"))
        return rows

    @property
    def _looks(self) -> Looks:
        return SIXTEEN if self.app.native_ansi_color else COLOURS

    def _rules(self, card: Card, beside: Beside, width: int) -> list[Panel]:
        """Return the verdict, what to say first, cautions, duties and the week of the place."""
        now, here = self._work.clock(), self._work.here
        looks = self._looks
        can_call = is_open(card.verdict, now)
        known = known_of(card, beside, now, here, is_callable=can_call)
        verdict = verdict_line(card, now, here)
        opening = Content.styled(spoken(card), "bold")
        return [
            Panel(f"May {clean(card.phone.shown)} ring?", verdict.wrap(width)),
            Panel("Say", opening.wrap(width) if can_call and self._has_opening else []),
            *rule_panels(known, width, looks),
        ]


def _height_of(panels: Sequence[Panel]) -> int:
    """Return the rows of the panels with their titles and a gap after each."""
    return sum(len(panel.rows) + 2 for panel in panels if panel.rows)


def _fact_rows(
    facts: Iterable[tuple[str, str]], today: date, width: int, *, is_tall: bool
) -> list[Content]:
    """Return the facts in a column in a tall pane, else side by side."""
    known = known_facts(facts)
    label_width = max((cell_len(label) for label, _ in known), default=0) if is_tall else 0
    rows = []
    for label, value in known:
        head = f"{pad(label, max(label_width, cell_len(label)))} "
        # In a column of facts a long value goes on below its beginning.
        room = max(1, width - cell_len(head)) if is_tall else cell_len(value) + 1
        lines = Content(day_in(value, today)).wrap(room)
        hung = Content(f"\n{' ' * cell_len(head)}").join(lines)
        rows.append(Content.assemble((head, "$foreground-muted"), hung))
    return rows if is_tall else in_rows(rows, "   ", width)
