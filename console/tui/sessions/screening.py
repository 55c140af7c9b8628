"""Dialogs that ask which leads to plan or to offer: a condition, or a saved segment."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Resize
from textual.suggester import Suggester
from textual.widgets import Input, Static

from console.cards.waiting import Fitting
from console.files.fields.lead_fields import ASKED
from console.trouble import BadInput
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Dialog, Line
from console.tui.widgets.panels import pad, side_by_side
from console.tui.widgets.text_widget import one_row, stack
from console.view.keys.other_screens import OFFERING, SCREENING
from console.view.text.cleaning import clean, clean_indented
from console.view.text.counts import many
from db.engine.database import DatabaseTrouble

Plan = Callable[[str], Awaitable[str]]
"""Plan or offer the leads that match the condition; return "" or the sentence that refuses it."""

MUTED = "$foreground-muted"

EXAMPLES = (
    ("income >= 100k and occupation ~ dentist", "well-paid dentists"),
    ("region = TX and dials = 0", "Texans not called yet"),
    ("last_dialled_at < 30 days ago", "not called for a month"),
)
OFTEN = {
    "occupation": "their work",
    "region": "state, province",
    "income": "a year",
    "dials": "calls so far",
    "last_dialled_at": "when last called",
    "list": "name of the list",
}
"""The fields that most conditions name, with what they hold."""

OTHERS = {
    "name": "whole name",
    "given_name": "first name",
    "family_name": "last name",
    "company": "their firm",
    "title": "their job",
    "email": "e-mail address",
    "menu": "keys of a phone menu",
    "address": "street and number",
    "city": "town",
    "postal_code": "ZIP or postcode",
    "country": "such as US or GB",
    "kind": "business or consumer",
    "vendor_id": "id where it came from",
    "owner": "agent it belongs to",
    "notes": "what is noted",
    "status": "open, barred, closed",
    "net_worth": "what they own",
    "priority": "higher comes first",
    "noes": "noes so far",
    "introduced_at": "when e-mailed",
    "zone": "time zone",
    "jurisdiction": "whose law holds",
    "line": "mobile, landline",
    "number": "digits of the phone",
}
"""The other fields, with what they hold; a tall dialog has room to say it."""

RARE: Collection[str] = {
    *("given_name", "family_name", "menu", "vendor_id", "address", "jurisdiction", "line", "zone"),
    "number",
}
"""Those that a low dialog leaves out."""

TALL = 30
"""Rows of a terminal from which all have room, with what they hold."""

HOW = "= < >= compare, ~ contains, and or not join, @NAME a segment"
MAX_SEGMENTS = 4
COLUMN, GAP = 14, 43
"""Cells of a field's name, and those of an example with the gap behind it."""

FIELD_BEGUN = re.compile(r"(?:^|\(|\b(?:and|or|not)\s+)\s*(?P<name>[a-z_]+)$")
"""Where a condition ends in the beginning of a field's name."""

WIDE, EXAMPLE, MEANT = 160, 78, 43
"""The fewest cells of a dialog with both blocks side by side, the cells of the examples there, and
the fewest of a field with what it holds."""

BESIDE_FIELDS = 9
"""Leads that fit beside the fields, whose block they don't make higher."""

NAMED = 56
"""The fewest cells of a lead that fits."""

UNTIL_COUNTED = 0.15
"""Seconds without a letter after which the leads are counted."""


class Fields(Suggester):
    """Suggests the first field whose name starts with what is typed."""

    async def get_suggestion(self, value: str) -> str | None:
        begun = FIELD_BEGUN.search(value)
        name = begun["name"] if begun else ""
        match = next((field for field in ASKED if name and field.startswith(name)), name)
        return value + match.removeprefix(name)


class ScreeningScreen(Dialog[None]):
    """Ask for a condition and plan sessions of the leads that match it."""

    BINDINGS = bindings(SCREENING)
    TITLE = "Plan only those who"
    KEYS = SCREENING
    LEAST_ROOM = 22
    MAY_BE_EMPTY = False
    COUNTED = "lead fits and can be planned", "leads fit and can be planned"

    def __init__(
        self, segments: Mapping[str, str], plan: Plan, work: Workplace, before: str = ""
    ) -> None:
        """Take the saved `segments` (name to condition) and the current condition, `before`."""
        super().__init__()
        self._segments = segments
        self._plan = plan
        self._work = work
        self._before = before
        self._is_planning = False
        self._fitting: Fitting | None = None

    def compose(self) -> ComposeResult:
        body = [
            Line(
                placeholder="a condition, such as region = TX",
                value=self._before,
                suggester=Fields(use_cache=False),
            ),
            Static(id="fitting", markup=False),
            Static(id="examples", classes="dialog-body"),
            Static(id="field-names"),
            Static(id="first-fitting", markup=False),
        ]
        yield from self.frame(self.TITLE, body, self.KEYS)

    def on_mount(self) -> None:
        self._count_soon(self._before)

    def on_resize(self, _: Resize) -> None:
        self.call_after_refresh(self._list_fields)

    def _list_fields(self) -> None:
        """Show examples and fields as two blocks; in a wide dialog side by side."""
        examples, fields = (
            self.query_one("#examples", Static),
            self.query_one("#field-names", Static),
        )
        width = self.query_one(Line).size.width
        saved = [(f"@{name}", text) for name, text in list(self._segments.items())[:MAX_SEGMENTS]]
        shown = [
            Content.assemble(f"  {pad(clean(text), GAP)}", (clean(meaning), MUTED))
            for text, meaning in (*EXAMPLES, *saved)
        ]
        example = stack([Content.assemble(_head("For example"), (f" · {HOW}", MUTED)), *shown])
        room = width - 2 - (EXAMPLE if width >= WIDE else 0)
        if self.size.height >= TALL and room >= 2 * MEANT:
            across = room // MEANT
            named = [_field(*field, room // across) for field in {**OFTEN, **OTHERS}.items()]
            rows = [_head("Fields · Tab completes"), *_in_columns(named, across)]
        else:
            often = [_field(*field, room // 2) for field in OFTEN.items()]
            others = [Content(pad(name, COLUMN)) for name in OTHERS if name not in RARE]
            rows = [_head("Fields · Tab completes"), *_in_columns(often, 2), Content("")]
            rows += [
                _head(f"More fields · Tab completes {len(RARE)} others"),
                *_in_columns(others, room // COLUMN),
            ]
        if width >= WIDE:
            first = self._first_leads(EXAMPLE - 2, 1)
            example = side_by_side(stack([example, *first]), stack(rows), EXAMPLE)
        examples.update(example)
        fields.update(stack([] if width >= WIDE else rows))

    def refuse(self, sentence: str) -> None:
        """Say under the line what is wrong with it, in place of the fields."""
        refusal = Content.styled(clean_indented(sentence), "$text-warning")
        self.query_one("#fitting", Static).update(refusal)
        self.query_one("#field-names").display = False

    def _count_soon(self, where: str) -> None:
        """Say how many leads fit, as soon as nothing more is typed."""
        if self._fitting is not None:
            self._fitting = None
            self._list_fields()
        self.query_one("#fitting", Static).update("")
        self.query_one("#first-fitting").visible = False  # its rows stay, so that no key moves
        self.query_one("#field-names").display = True
        count: Callable[[], Awaitable[None]] = partial(self._count, where)
        self.run_worker(count, exclusive=True, group="count")

    async def _count(self, where: str) -> None:
        await asyncio.sleep(UNTIL_COUNTED)  # the next letter cancels this worker
        ask = partial(
            self._work.reports.sessions.fitting, where, outside_plan=not self.MAY_BE_EMPTY
        )
        with suppress(BadInput, DatabaseTrouble):  # half a condition; Enter reports the trouble
            fitting = await self._work.reading.run(ask)
            text = many(fitting.count, *self.COUNTED)
            names = ", ".join(clean(name) for name, _ in fitting.first)
            has_room = not self.has_class("under-list") and names
            count_and_names = Content.assemble(
                (text, "bold"), (f": {names}" if has_room else "", MUTED)
            )
            line = self.query_one("#fitting", Static)
            line.update(one_row(count_and_names, self.query_one(Line).size.width - 2))
            self._fitting = fitting
            self._list_fields()
            self._name_first()

    def _name_first(self) -> None:
        """Name the first leads that fit below, where a dialog under a list isn't wide."""
        names = self.query_one("#first-fitting", Static)
        width = self.query_one(Line).size.width - 2  # the names have no size before a layout
        names.visible = True
        rows = self._first_leads(width, max(1, width // NAMED))[1:]
        names.display = bool(rows) and self.has_class("under-list") and width < WIDE - 2
        names.update(stack(rows))

    def _first_leads(self, width: int, across: int) -> list[Content]:
        """Return an empty row, a title and the first leads that fit, if any were found."""
        fitting = self._fitting
        if fitting is None or not fitting.first:
            return []
        cell = width // across
        leads = []
        for name, company in fitting.first[: BESIDE_FIELDS if across == 1 else None]:
            row = Content.assemble((clean(name), "bold"), (f"  {clean(company)}", MUTED))
            row = one_row(row, cell - 2)
            leads.append(row.pad_right(cell - row.cell_length))
        more = fitting.count - len(leads)
        rest = [Content.styled(f"  … {more:,} more", MUTED)] if more > 0 else []
        return [Content(""), _head("First of them"), *_in_columns(leads, across), *rest]

    @on(Input.Changed)
    def _changed(self, typed: Input.Changed) -> None:
        self._count_soon(typed.value.strip())

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if (typed.value.strip() or self.MAY_BE_EMPTY) and not self._is_planning:
            self._is_planning = True
            self.run_worker(self._run_plan(typed.value.strip()))

    async def _run_plan(self, where: str) -> None:
        refused = await self._plan(where)
        self._is_planning = False
        if refused:
            self.refuse(refused)
        else:
            self.dismiss(None)


class OfferingScreen(ScreeningScreen):
    """Ask which leads the free queue offers; an empty line offers everybody again."""

    TITLE = "Offer only those who"
    KEYS = OFFERING
    MAY_BE_EMPTY = True
    COUNTED = "open lead fits", "open leads fit"


def _field(name: str, meaning: str, cell: int) -> Content:
    """Return a field's name in the column of the names, and what it holds."""
    text = Content.assemble(pad(name, COLUMN + 2), (meaning, MUTED))
    return text.pad_right(max(0, cell - text.cell_length))


def _in_columns(cells: Sequence[Content], across: int) -> list[Content]:
    """Return the cells in rows, to be read downwards."""
    down = -(-len(cells) // across)
    return [Content.assemble("  ", *cells[row::down]) for row in range(down)]


def _head(text: str) -> Content:
    return Content.styled(text, f"bold {MUTED}")
