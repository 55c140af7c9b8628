"""Merge two leads that may be one person: compare them, choose values, confirm."""

from collections.abc import Sequence
from itertools import accumulate

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key as KeyEvent
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.cards.lead_context import Brief, Double, FieldPair, Pair
from console.desk import RefusedError
from console.tui.base.bindings import bindings, watch_scrolling
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import STYLES, fit
from console.tui.screens.beside import Beside
from console.tui.screens.dialog import Dialog
from console.tui.screens.over import HUGE
from console.tui.widgets.history import history_rows, hung_rows
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.panels import hairline, pad, side_by_side
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import cut, set_apart, stack
from console.view.keys.other_screens import DOUBLES, MERGING
from console.view.lead.pair import MergeDone, merge_question, outcome_lines, side_words
from console.view.text.cleaning import clean
from console.view.text.styled import Role
from db.engine.database import DatabaseTrouble

LABEL, GAP = 12, 2
"""Cells of a field's label, and of the mark before each value."""

WITH_RESULT = 90
"""Cells of a row from which a third column says what the merged lead will have."""

KEPT = "✓ "

NUMBERS = "numbers"

MAX_LINES, MAX_WIDE_LINES = {"notes": 6, NUMBERS: 3}, {"notes": 18, NUMBERS: 6}
"""Rows of a field that has more than one, in two columns and in three."""

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
        self._at: int | None = None
        """The field under the cursor, which the question hides."""
        self._briefs: Sequence[Brief] = ()
        """What is known of both, for a tall page."""
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
            yield Static(id="pair-before", markup=False)
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
            if self.size.height >= HUGE[1]:
                self._briefs = await self._work.reading.run(self._read_briefs)
        except (RefusedError, DatabaseTrouble) as trouble:
            if self.is_attached:
                self._tell(str(trouble), "error")
            return
        if self.is_attached:
            self._show(pair)

    def _read_briefs(self) -> tuple[Brief, ...]:
        return tuple(map(self._work.reports.preparing.brief, self._ids))

    @property
    def _row_width(self) -> int:
        return min(self.width, MAX_WIDTH) - 8

    def _show(self, pair: Pair) -> None:
        # Who it is comes first, then what comes from the right without being asked for.
        first, *others = (*pair.fields, _numbers(pair))
        others.sort(key=lambda field: (field.name != NUMBERS, _is_usual(field)))
        self._pair = pair = replace(pair, fields=(first, *others))
        rows, at = self.query_one(Rows), self.query_one(Rows).highlighted
        width = self._row_width
        title = f"Merge {clean(pair.duplicate.name)} into {clean(pair.survivor.name)}?"
        self.query_one("#pair-title", Static).update(Content.styled(title, "bold $text-accent"))
        self.query_one("#pair-head", Static).update(_heads(pair, width))
        rows.clear_options()
        contents = [set_apart(_row(field, width)) for field in pair.fields]
        rows.add_options(map(Option, contents))
        self._ends = [*accumulate(content.plain.count("\n") + 1 for content in contents)]
        rows.highlighted = min(at or 0, len(pair.fields) - 1)
        self._show_more()
        lines = [Content(line) for line in outcome_lines(pair)[1:]]  # the numbers have a row
        if any(field.may_choose for field in pair.fields):
            lines.insert(0, Content.styled(_legend(pair), "$foreground-muted"))
        self.query_one("#pair-out", Static).update(stack(lines))
        before = self.query_one("#pair-before", Static)
        before.display = bool(self._briefs)
        before.update(self._before(width))
        self._ask(is_asked=False)

    def _before(self, width: int) -> Content:
        """Return the earlier calls of both, in the columns of their values."""
        now, here = self._work.clock(), self._work.here
        room = _room(width)
        calls = []
        for brief in self._briefs:
            lines = hung_rows(history_rows(brief.history, now, here, brief.introduced), room)
            calls.append(stack(lines) if lines and lines[0].plain else Content("never called"))
        if not calls:
            return Content()
        both = side_by_side(calls[0].pad_left(LABEL + GAP), calls[1], LABEL + 2 * GAP + GAP + room)
        return stack(
            [hairline("Their calls, which the merged lead keeps", width, self.looks), both]
        )

    def _tell(self, text: str, severity: str = "information") -> None:
        self.remove_class("asks")  # the line of messages is hidden under the question
        super()._tell(text, severity)

    def _show_more(self) -> None:
        """Say how many fields are below the last one in sight."""
        rows = self.query_one(Rows)
        bottom = round(rows.scroll_y) + rows.size.height
        fields = self._pair.fields if self._pair else ()
        below = [field.label for field, end in zip(fields, self._ends, strict=True) if end > bottom]
        more = f"{len(below)} more below: {', '.join(below)}" if below else ""
        self.query_one("#pair-more", Static).update(fit(more, self._row_width))
        self._show_keys()

    def _show_keys(self) -> None:
        """Show the keys that work now: the arrows while they have rows to go to."""
        off = {"ask", "choose", "swap"} if self._was_asked else {"merge"}
        if self._was_asked and self.query_one(Rows).max_scroll_y == 0:
            off.add("down")
        keys = [key for key in self._work.usable(MERGING) if key.action not in {*off, "up"}]
        if self._was_asked:
            keys = [replace(key, label="Scroll") if key.action == "down" else key for key in keys]
        self.query_one("#pair-keys", Static).update(key_words(keys))

    def _ask(self, *, is_asked: bool) -> None:
        """Show the confirmation, or the doubt. Moving the cursor or another value clears it.

        While it asks, what is lost is red and no row is selected: the arrows scroll.
        """
        is_new, self._was_asked = is_asked != self._was_asked, is_asked
        pair, asked, rows = self._pair, self.query_one("#pair-asked", Static), self.query_one(Rows)
        text, style = (_differ_words(pair), "$text-warning") if pair else ("", "")
        if pair and is_asked:
            lost = sum(map(_is_lost, pair.fields))
            text, style = merge_question(pair, lost), "bold $text-error"
        asked.update(Content.styled(text, style).highlight_regex(r"^m\b", style=STYLES[Role.KEY]))
        asked.display = bool(text)
        self.set_class(is_asked, "asks")
        if pair and is_new:
            for index, field in enumerate(pair.fields):
                row = set_apart(_row(field, self._row_width, is_asked=is_asked))
                rows.replace_option_prompt_at_index(index, row)
            if is_asked:
                self._at, rows.highlighted = rows.highlighted, None
                self.set_focus(None)
            else:
                rows.focus()
                if self._at is not None:
                    self._at, rows.highlighted = None, self._at
            # The question takes rows and frees others: the list has its height a refresh later.
            self.call_after_refresh(self.call_after_refresh, self._show_more)
        self._show_keys()

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
        elif action in {"down", "up"}:
            self.query_one(Rows).scroll_relative(y=1 if action == "down" else -1, animate=False)
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


def _numbers(pair: Pair) -> FieldPair:
    """Return the numbers of both as a field: all of them stay."""
    own, other = ("\n".join(map(clean, side.numbers)) for side in (pair.survivor, pair.duplicate))
    return FieldPair(NUMBERS, "Numbers", own, other, ", ".join(map(clean, pair.numbers)), False)


def _legend(pair: Pair) -> str:
    taken = sum(field.result == field.duplicate != field.survivor for field in pair.fields)
    comes = "values come" if taken > 1 else "value comes"
    from_right = f" {taken} {comes} from {clean(pair.duplicate.name)}." if taken else ""
    return f"✓ is kept.{from_right}"


def _is_lost(field: FieldPair) -> bool:
    """Return whether one of the values is in neither lead after the merge."""
    sides = {text for text in (field.survivor, field.duplicate) if text}
    return len(sides) > 1 and field.result in sides


def _room(width: int) -> int:
    """Return the cells of a value."""
    columns = 3 if width >= WITH_RESULT else 2
    return max(8, (width - LABEL - columns * 2 * GAP) // columns)


def _heads(pair: Pair, width: int) -> Content:
    """Return the heads of the columns: what happens to each lead, and which lead it is."""
    room, style = _room(width), "$foreground-muted"
    fates = ("stays", "disappears", "will be")
    leads = (side_words(pair.survivor), side_words(pair.duplicate), "")
    count = 3 if width >= WITH_RESULT else 2
    rows = [
        [("  ", Content.styled(fit(text, room), ink)) for text in texts[:count]]
        for texts, ink in ((fates, f"bold {style}"), (leads, style))
    ]
    return stack([_cells("", row, room) for row in rows])


def _row(field: FieldPair, width: int, *, is_asked: bool = False) -> Content:
    """Return a field's row: a mark before each value that is kept, the others dim or red."""
    room = _room(width)
    is_wide = width >= WITH_RESULT
    max_lines = (MAX_WIDE_LINES if is_wide else MAX_LINES).get(field.name, 1 + is_wide)
    is_same, is_lost = field.survivor == field.duplicate, _is_lost(field)
    cells = []
    for text in (field.survivor, field.duplicate):
        is_kept = bool(text) and not is_same and (not is_lost or text == field.result)
        lost = "$text-error" if is_asked and text else "$foreground-muted"
        kept = "$foreground-muted" if is_asked else "bold"
        style = kept if is_kept else "$foreground-muted" if is_same else lost
        cells.append(
            (
                KEPT if is_kept else "  ",
                cut(Content.styled(_shown(field, text), style), room, max_lines),
            )
        )
    if is_wide:
        is_numbers = field.name == NUMBERS
        result = field.result.replace(", ", "\n") if is_numbers else clean(field.result)
        style = "$foreground-muted" if is_asked else ""
        cells.append(("  ", cut(Content.styled(result, style), room, max_lines)))
    return _cells(field.label, cells, room)


def _shown(field: FieldPair, text: str) -> str:
    return text if field.name == NUMBERS else clean(text)  # each number has a line


def _cells(label: str, cells: Sequence[tuple[str, Content]], room: int) -> Content:
    """Return a label and the values in their columns, each below its mark."""
    row = Content.styled(pad(label, LABEL), "$foreground-muted")
    for place, (mark, value) in enumerate(cells):
        at = LABEL + place * (room + 2 * GAP)
        row = side_by_side(row, Content.styled(mark, "$text-success"), at)
        row = side_by_side(row, value, at + GAP)
    return row


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
