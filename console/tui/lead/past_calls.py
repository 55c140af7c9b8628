"""F7: the full report of each past call with a lead."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from console.cards.lead_context import Brief
from console.desk import ClaimLostError
from console.trouble import BadInput
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.call_view.band import verdict_line
from console.tui.drawing.looks import STYLES, styled_blocks
from console.tui.screens.page import Reading, heading
from console.tui.widgets.history import history_rows
from console.tui.widgets.panels import pad
from console.view.call.call_page import place_words, record_blocks, rule_blocks, said_blocks
from console.view.keys.key import Key
from console.view.keys.other_screens import PAST_CALLS
from console.view.lead.lead import known_facts
from console.view.text.cleaning import clean, clean_lines
from console.view.text.clocks import day_in
from console.view.text.styled import Role
from db.engine.database import DatabaseTrouble

STEPS = {"before": 1, "after": -1}


class PastCallsScreen(Reading):
    """Show one call at a time, newest first; the arrows move between calls."""

    STANDS_BESIDE = True
    TWO_COLUMNS_FROM = 100
    KEEPS_BLOCKS = True
    BINDINGS = bindings(PAST_CALLS)
    KEYS = PAST_CALLS

    _parts: tuple[list[Content], list[Content], list[Content]] | None = None
    """The blocks over both columns, of the person, and of the record."""

    def __init__(
        self, person: str, calls: Sequence[int], work: Workplace, *, on_screen: str = ""
    ) -> None:
        """`calls` are the ids of the person's calls, newest first.

        `on_screen`: the name of the lead on the screen, if that is somebody else.
        """
        super().__init__()
        self._calls = calls
        self._person = person
        self._work = work
        self._at = 0
        self._on_screen = on_screen

    def title_text(self) -> str:
        return place_words(self._person, self._at, len(self._calls))

    def is_whole_beside(self, text: Content) -> bool:  # noqa: ARG002
        return False  # the person at the left, the record at the right

    def is_on(self, key: Key) -> bool:
        return self._has_call(key.action) if key.action in STEPS else super().is_on(key)

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read(), exclusive=True)

    async def _read(self) -> None:
        reports, call_id = self._work.reports, self._calls[self._at]
        try:
            document = await self._work.reading.run(reports.overview.call_behind, call_id)
        except (BadInput, DatabaseTrouble) as trouble:
            self.show(Content.styled(clean(str(trouble)), "$text-error"))
            return
        other = f"   on your screen: {clean(self._on_screen)}" if self._on_screen else ""
        title = Content.assemble((self.title_text(), "bold $text-accent"), (other, "$text-warning"))
        self.query_one("#page-title", Static).update(title)
        self._show_keys()
        said = Content("\n").join(map(styled_blocks, ([block] for block in said_blocks(document))))
        that_call = Content("  ").join([heading("That call"), said])
        now_block, *person = await self._read_person(document["lead"])
        of_call, *others = map(styled_blocks, ([block] for block in record_blocks(document)))
        rules = [styled_blocks([block]) for block in rule_blocks(document)]
        # What was said first and the copies held are the longest, and read the least.
        verdict, rest = others[:1], others[1:]
        self._parts = [that_call, now_block], [*person, *rest], [*rules, of_call, *verdict]
        self._set_parts()
        self.query_one("#page").scroll_home(animate=False)

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self.call_after_refresh(self._set_parts)

    def _set_parts(self) -> None:
        """Set the person beside the record, or after it where there is one column."""
        if self._parts is None or not self.is_attached:
            return
        first, of_person, of_call = self._parts
        head, person, record = map(Content("\n\n").join, self._parts)
        if self.query_one("#page-columns").size.width >= self.TWO_COLUMNS_FROM:
            self.show(person, record, head)
        else:
            in_order = [*first, *of_call[:1], *of_person, *of_call[1:]]
            self.show(Content("\n\n").join(in_order))

    async def _read_person(self, lead_id: int) -> list[Content]:
        """Return what the next call needs: whether it is allowed, notes and facts."""
        now, here = self._work.clock(), self._work.here
        try:
            card = await self._work.reading.run(self._work.reports.lookup.look, lead_id)
        except ClaimLostError:
            return [Content.styled("The person was erased.", "$foreground-muted")]
        except DatabaseTrouble as trouble:
            return [Content.styled(clean(str(trouble)), "$text-error")]
        known = Brief(card.notes, card.facts, (), None)
        asked = heading("Now")
        now_block = Content("  ").join([asked, verdict_line(card, now, here)])
        return [now_block, *lead_blocks(known, now, here)]

    def action_press(self, action: str) -> None:
        if action not in STEPS:
            super().action_press(action)
        elif self._has_call(action):
            self._at += STEPS[action]
            self.run_worker(self._read(), exclusive=True)

    def _has_call(self, action: str) -> bool:
        """Return whether there is a call in that direction ("before" or "after")."""
        return 0 <= self._at + STEPS[action] < len(self._calls)


def lead_blocks(lead: Brief, now: datetime, here: str) -> Iterator[Content]:
    """Yield the notes, the facts and the calls of a lead, each under its title."""
    today = now.astimezone(ZoneInfo(here)).date()
    known = [(label, day_in(value, today)) for label, value in known_facts(lead.facts)]
    longest = max((cell_len(label) for label, _ in known), default=0)
    facts = [f"  {pad(label, longest)}  {value}" for label, value in known]
    calls = history_rows(lead.history, now, here, lead.introduced)
    blocks = {
        "Notes on the person": [
            Content(f"  {line}") for line in clean_lines(lead.notes).split("\n")
        ],
        "Facts": list(map(Content, facts)),
        "Other calls with the person": [row.pad_left(1) for row in calls.split("\n")],
    }
    for title, rows in blocks.items():
        if any(row.plain.strip() for row in rows):
            yield Content("\n").join([Content.styled(title, STYLES[Role.HEADING]), *rows])
