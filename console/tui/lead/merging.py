"""Merge two leads that may be one person: compare them, choose values, confirm."""

from collections.abc import Sequence
from itertools import accumulate, zip_longest

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key as KeyEvent
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.cards.lead_context import Double, FieldPair, Pair
from console.desk import RefusedError
from console.tui.base.bindings import bindings, watch_scrolling
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import STYLES
from console.tui.screens.beside import Beside
from console.tui.screens.dialog import Dialog
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.panels import pad
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import cut, set_apart, stack
from console.view.keys.other_screens import DOUBLES, MERGING
from console.view.lead.pair import MergeDone, merge_question, outcome_lines, side_words
from console.view.text.cleaning import clean
from console.view.text.counts import many
from console.view.text.styled import Role
from db.engine.database import DatabaseTrouble

LABEL = 14
"""Cells of a field's label."""

MAX_NOTE_LINES = 6

MAX_WIDTH = 112
"""The most cells of the page, even in a wider terminal."""

DIFFER = {"name", "country"}

MAX_DOUBLES = 9
"""Leads that have a digit key."""


class MergeScreen(Beside[str | None]):
    """Show two leads side by side and merge them after a confirmation.

    `merge` does it. Answer with the notice to show after a merge, or None.
    """

    BINDINGS = bindings(MERGING)
    AUTO_FOCUS = "Rows"

    def __init__(self, work: Workplace, kept_id: int, gone_id: int, merge: MergeDone) -> None:
        super().__init__()
        self._work = work
        self._ids = (kept_id, gone_id)
        self._merge_leads = merge
        self._pair: Pair | None = None
        self._take: set[str] = set()
        self._was_asked = False
        self._is_writing = False
        self._ends: Sequence[int] = ()
        """The row below each field."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows"):
            yield Static(classes="page-title", id="pair-title")
            yield Static(id="pair-asked", markup=False)
            yield Static(id="pair-head", markup=False)
            yield Rows(id="found", by_key_only=True)
            yield Static(id="pair-more", markup=False)
            yield Static(id="pair-out", markup=False)
            yield NoticeLine(id="told")
            yield KeyWords(id="pair-keys", classes="page-keys")

    def on_mount(self) -> None:
        watch_scrolling(self, self.query_one(Rows), self._show_more)
        self._look()

    def _look(self) -> None:
        self.run_worker(self._read(), exclusive=True)

    async def _read(self) -> None:
        compare = self._work.reports.merging.compare
        try:
            pair = await self._work.reading.run(compare, *self._ids, frozenset(self._take))
        except (RefusedError, DatabaseTrouble) as trouble:
            if self.is_attached:
                self._tell(str(trouble), "error")
            return
        if self.is_attached:
            self._show(pair)

    def _show(self, pair: Pair) -> None:
        # What comes from the right without being asked for stands first.
        self._pair = pair = replace(pair, fields=tuple(sorted(pair.fields, key=_is_usual)))
        rows, at = self.query_one(Rows), self.query_one(Rows).highlighted
        width = min(self.width, MAX_WIDTH) - 8
        title = f"Merge {clean(pair.duplicate.name)} into {clean(pair.survivor.name)}?"
        self.query_one("#pair-title", Static).update(Content.styled(title, "bold $text-accent"))
        self.query_one("#pair-head", Static).update(_heads(pair, width))
        rows.clear_options()
        contents = [set_apart(_row(field, width)) for field in pair.fields]
        rows.add_options(map(Option, contents))
        self._ends = [*accumulate(content.plain.count("\n") + 1 for content in contents)]
        rows.highlighted = min(at or 0, len(pair.fields) - 1) if pair.fields else None
        self._show_more()
        lines = [Content(line) for line in outcome_lines(pair)]
        if any(field.may_choose for field in pair.fields):
            taken = sum(field.result == field.duplicate != field.survivor for field in pair.fields)
            legend = (
                f"{taken} of {many(len(pair.fields), 'value')} from the right, where ▸ points; "
                "Space takes the other."
            )
            lines.insert(0, Content.styled(legend, "$foreground-muted"))
        self.query_one("#pair-out", Static).update(stack(lines))
        self._ask(is_asked=False)

    def _tell(self, text: str, severity: str = "information") -> None:
        self.remove_class("asks")  # the line of messages is hidden under the question
        super()._tell(text, severity)

    def _show_more(self) -> None:
        """Say how many fields are below the last one in sight."""
        rows = self.query_one(Rows)
        below = sum(end > round(rows.scroll_y) + rows.size.height for end in self._ends)
        more = f"{many(below, 'more field')} ↓" if below else ""
        self.query_one("#pair-more", Static).update(more)

    def _ask(self, *, is_asked: bool) -> None:
        """Show the confirmation, or the doubt. Moving the cursor or another value clears it."""
        self._was_asked = is_asked
        pair, asked = self._pair, self.query_one("#pair-asked", Static)
        text, style = (_differ_words(pair), "$text-warning") if pair else ("", "")
        if pair and is_asked:
            text, style = merge_question(pair), "bold $text-error"
        asked.update(Content.styled(text, style).highlight_regex(r"^m\b", style=STYLES[Role.KEY]))
        asked.display = bool(text)
        self.set_class(is_asked, "asks")
        off = {"ask", "choose", "swap"} if is_asked else {"merge"}
        keys = [key for key in self._work.usable(MERGING) if key.action not in off]
        self.query_one("#pair-keys", Static).update(key_words(keys))

    @on(Rows.OptionSelected)
    def _ask_on_enter(self) -> None:
        self._ask(is_asked=True)

    @on(Rows.OptionHighlighted)
    def _clear_question(self) -> None:
        self._ask(is_asked=False)

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
        elif action == "choose":
            self._choose()
        elif action == "swap":
            self._ids = (self._ids[1], self._ids[0])
            self._take = set()
            self._look()
        elif action == "ask":
            self._ask(is_asked=True)
        elif self._was_asked:
            self._merge()
        else:
            self._tell("Enter asks first, then m merges the two.")

    def _choose(self) -> None:
        """Take the other lead's value of the field under the cursor, or take that back."""
        at = self.query_one(Rows).highlighted
        if self._pair is None or at is None:
            return
        field = self._pair.fields[at]
        if not field.may_choose:
            self._tell("Nothing to choose here: both stay, or only one lead has a value.")
            return
        self._take ^= {field.name}
        self._look()

    def _merge(self) -> None:
        if self._pair is not None and not self._is_writing:
            self._is_writing = True
            self.run_worker(self._write(self._pair))

    async def _write(self, pair: Pair) -> None:
        refused, notice = await self._merge_leads(
            pair.survivor.lead_id, pair.duplicate.lead_id, self._take
        )
        self._is_writing = False
        if refused:
            self._ask(is_asked=False)
            self._tell(refused, "warning")
        else:
            self.dismiss(notice)


def _is_usual(field: FieldPair) -> bool:
    """Return whether the result takes its value from the left, or the agent chooses it."""
    return field.may_choose or field.result != field.duplicate or field.result == field.survivor


def _differ_words(pair: Pair) -> str:
    """Warn if names and countries both differ: those are rarely one person."""
    differing = {
        field.name
        for field in pair.fields
        if field.survivor and field.duplicate and field.survivor != field.duplicate
    }
    return "Name and country differ: is this one person?" if differing >= DIFFER else ""


def _heads(pair: Pair, width: int) -> Content:
    """Return the heads of both columns: what happens to each lead, and which lead it is."""
    fates = [(fate, "bold $foreground-muted") for fate in ("stays", "disappears")]
    leads = [(side_words(side), "$foreground-muted") for side in (pair.survivor, pair.duplicate)]
    return stack([_columns("", fates, " ", width), _columns("", leads, " ", width)])


def _row(field: FieldPair, width: int) -> Content:
    """Return a field's row: the resulting value is bold, and the mark points at it."""
    is_same, is_both = (
        field.survivor == field.duplicate,
        field.result not in {field.survivor, field.duplicate},
    )
    mark = "◂" if field.result == field.survivor else "▸"
    sides = [
        (clean(text), "bold" if is_both or text == field.result else "$foreground-muted")
        for text in (field.survivor, field.duplicate)
    ]
    if is_same or is_both:  # nothing is lost
        mark = " "
    if is_same:
        sides = [(text, "$foreground-muted") for text, _ in sides]
    max_lines = MAX_NOTE_LINES if field.name == "notes" else 1
    return _columns(field.label, sides, mark, width, max_lines)


def _columns(
    label: str, sides: Sequence[tuple[str, str]], mark: str, width: int, max_lines: int = 1
) -> Content:
    """Return two (text, style) pairs side by side, each cut to `max_lines` rows."""
    room = max(8, (width - LABEL - 4) // 2)
    kept_lines, gone_lines = (
        cut(Content.styled(text, style), room, max_lines).split("\n", allow_blank=True)
        for text, style in sides
    )
    rows = []
    pairs = zip_longest(kept_lines, gone_lines, fillvalue=Content(""))
    for index, (left, right) in enumerate(pairs):
        head, point = (label, mark) if not index else ("", " ")
        rows.append(
            Content.assemble(
                (pad(head, LABEL), "$foreground-muted"),
                left.pad_right(room - left.cell_length),
                (f" {point} ", "$text-accent"),
                right,
            )
        )
    return stack(rows)


class DoublesScreen(Dialog[int | None]):
    """List possible duplicates of a lead; a digit answers with the one to compare."""

    BINDINGS = bindings(DOUBLES)

    def __init__(self, name: str, doubles: tuple[Double, ...]) -> None:
        super().__init__()
        self._lead_name = name
        self._doubles = doubles[:MAX_DOUBLES]

    def compose(self) -> ComposeResult:
        rows = [
            Content.assemble(
                (f"{digit}  ", "bold $text-accent"), f"{clean(double.name)}, by {double.why}"
            )
            for digit, double in enumerate(self._doubles, 1)
        ]
        title = f"Which lead may also be {clean(self._lead_name)}?"
        yield from self.frame(title, [Static(stack(rows), classes="dialog-body")], DOUBLES)

    def on_key(self, event: KeyEvent) -> None:
        digit = event.character or ""
        # isdigit() alone accepts "²", which int() refuses.
        if digit.isascii() and digit.isdigit() and 0 < int(digit) <= len(self._doubles):
            event.stop()
            self.dismiss(self._doubles[int(digit) - 1].lead_id)
