"""Dialogs that ask which leads to plan or to offer: a condition, or a saved segment."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
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
from console.tui.widgets.panels import pad
from console.tui.widgets.rows import MARK, chosen_row
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
    "menu": "phone menu keys",
    "address": "street and number",
    "city": "town",
    "postal_code": "ZIP or postcode",
    "country": "such as US or GB",
    "kind": "business, consumer",
    "vendor_id": "id at its source",
    "owner": "agent who has it",
    "notes": "what is noted",
    "status": "such as barred",
    "net_worth": "what they own",
    "priority": "higher comes first",
    "noes": "noes so far",
    "introduced_at": "when e-mailed",
    "zone": "time zone",
    "jurisdiction": "whose law holds",
    "line": "mobile, landline",
    "number": "digits of the phone",
}
"""The other fields, which a low dialog leaves out."""

TALL = 30
"""Rows of a terminal from which all have room, with what they hold."""

SIGNS = {
    "= < >=": "compare",
    "~": "contains, as in company ~ dental",
    "and or not": "join conditions",
    "@NAME": "a saved segment",
}
MAX_SEGMENTS = 4
COLUMN, GAP = 17, 43
"""Cells of a field's name and those of an example, with the gap behind it."""

FIELD_BEGUN = re.compile(r"(?:^|\(|\b(?:and|or|not)\s+)\s*(?P<name>[a-z_]+)$")
"""Where a condition ends in the beginning of a field's name."""

WIDE, LEFT, MEANT = 130, 82, 36
"""The fewest cells of a dialog that names the leads beside the condition, the cells before them,
and those of a field with what it holds."""

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
    FILLS = True
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
        asked = Vertical(
            Line(
                placeholder="a condition, such as region = TX",
                value=self._before,
                suggester=Fields(use_cache=False),
            ),
            Static(id="fitting", markup=False),
            Static(id="examples"),
            Static(id="field-names"),
        )
        body = [Horizontal(asked, Static(id="first-fitting", markup=False), id="screening")]
        yield from self.frame(self.TITLE, body, self.KEYS)

    def on_mount(self) -> None:
        self._count_soon(self._before)

    def on_resize(self, _: Resize) -> None:
        self.call_after_refresh(self._list_fields)

    @property
    def _examples(self) -> list[tuple[str, str]]:
        """The saved segments and the examples, each with its meaning, as many as have room."""
        saved = [(f"@{name}", text) for name, text in list(self._segments.items())[:MAX_SEGMENTS]]
        return [*saved, *EXAMPLES][: None if self.size.height >= TALL else len(EXAMPLES)]

    def _list_fields(self) -> None:
        """Show examples, signs and fields, and beside them in a wide dialog who fits."""
        width = self.query_one("#screening").size.width
        self.set_class(width >= WIDE, "names-beside")
        room = LEFT if width >= WIDE else width
        typed = self.query_one(Line).value
        rows = [_head("Examples")]
        for text, meaning in self._examples:
            row = Content.assemble(pad(clean(text), GAP), (clean(meaning), MUTED))
            row = one_row(row, room - len(MARK))
            is_chosen = text == typed
            rows.append(chosen_row(row, room, self.looks) if is_chosen else row.pad_left(len(MARK)))
        rows += [Content(""), _head("Signs")]
        rows += [
            Content.assemble("  ", pad(sign, COLUMN), (meaning, MUTED))
            for sign, meaning in SIGNS.items()
        ]
        self.query_one("#examples", Static).update(stack(rows))
        is_tall = self.size.height >= TALL
        fields = {**OFTEN, **(OTHERS if is_tall else {})}
        across = max(1, (room - 2) // MEANT)
        cells = [_field(*field, (room - 2) // across) for field in fields.items()]
        head = "Fields · Tab completes" + ("" if is_tall else f" these and {len(OTHERS)} others")
        self.query_one("#field-names", Static).update(
            stack([Content(""), _head(head), *_in_columns(cells, across)])
        )
        first = self.query_one("#first-fitting", Static)
        first.update(stack(self._first_leads(first.size.width)))

    def refuse(self, sentence: str) -> None:
        """Say under the line what is wrong with it, in place of the fields."""
        refusal = Content.styled(clean_indented(sentence), "$text-warning")
        self.query_one("#fitting", Static).update(refusal)
        self.query_one("#field-names").display = False

    def _count_soon(self, where: str) -> None:
        """Say how many leads fit, as soon as nothing more is typed."""
        self._fitting = None
        self._list_fields()
        self.query_one("#fitting", Static).update("")
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
            has_room = not self.has_class("names-beside") and names
            count_and_names = Content.assemble(
                (text, "bold"), (f": {names}" if has_room else "", MUTED)
            )
            line = self.query_one("#fitting", Static)
            line.update(one_row(count_and_names, self.query_one("#examples").size.width))
            self._fitting = fitting
            self._list_fields()

    def _first_leads(self, width: int) -> list[Content]:
        """Return a title and the first leads that fit, if any were found."""
        fitting = self._fitting
        if fitting is None or not fitting.first:
            return []
        names = max(cell_len(clean(name)) for name, _ in fitting.first)
        leads = [
            one_row(Content.assemble((pad(clean(name), names), "bold"), f"  {clean(firm)}"), width)
            for name, firm in fitting.first
        ]
        more = fitting.count - len(leads)
        rest = [Content.styled(f"… {more:,} more", MUTED)] if more > 0 else []
        return [_head("First of them"), *leads, *rest]

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
            return
        # Another example than the one in the line: the next one, or the one before.
        texts = ["", *(text for text, _ in self._examples)]
        line = self.query_one(Line)
        at = texts.index(line.value) if line.value in texts else 0
        line.suggest(texts[(at + (1 if action == "down" else -1)) % len(texts)])

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
    text = Content.assemble(pad(name, COLUMN), (meaning, MUTED))
    return text.pad_right(max(0, cell - text.cell_length))


def _in_columns(cells: Sequence[Content], across: int) -> list[Content]:
    """Return the cells in rows, to be read downwards."""
    down = -(-len(cells) // across)
    return [Content.assemble("  ", *cells[row::down]) for row in range(down)]


def _head(text: str) -> Content:
    return Content.styled(text, f"bold {MUTED}")
