"""The page on which each column of a file is assigned to a field."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.files.fields.columns.layout import KEPT, MAPPED, OF_MANY, PHONE
from console.importing.plan.mapping import Pairs
from console.importing.preview import Mapped
from console.tui.base.bindings import bindings
from console.tui.drawing.looks import fit
from console.tui.screens.dialog import Dialog, KeyWords, key_words
from console.tui.screens.over import Over
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import set_apart
from console.view.keys.other_screens import IMPORT_COLUMNS, IMPORT_FIELD
from console.view.text.cleaning import clean

FIELD_WIDTH = 14
MIN_COLUMN, MAX_COLUMN = 6, 40
"""Cells of a column's name."""
GAP = "  "

TALL = 12
"""Height of the side pane from which each value has a row of its own."""


class ImportColumnsScreen(Over[Pairs | None]):
    """Show each column with its field and values; answer with the chosen pairs.

    `chosen` holds the earlier choices. Answer None if nothing was changed.
    """

    BINDINGS = bindings(IMPORT_COLUMNS)
    AUTO_FOCUS = "#columns"

    def __init__(self, mapped: Sequence[Mapped], chosen: Pairs) -> None:
        super().__init__()
        self._rows = list(mapped)
        self._before = tuple(chosen)
        self._fields = {column.column: column.field for column in mapped}
        self._chosen = {column: field for field, column in chosen}

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows"):
            yield Static(
                Content.styled("Columns and fields", "bold $text-accent"), classes="page-title"
            )
            yield Static(id="header")
            with Horizontal(classes="list-and-brief"):
                yield Rows(id="columns")
                with VerticalScroll(classes="brief", can_focus=False):
                    yield Static(classes="brief-text")
            yield NoticeLine(id="told")
            yield KeyWords(key_words(IMPORT_COLUMNS), classes="page-keys")

    def on_resize(self) -> None:
        highlighted = self.query_one(Rows).highlighted or 0
        self.call_after_refresh(self._show, highlighted)

    @on(Rows.OptionHighlighted)
    def _show_values(self, row: Rows.OptionHighlighted) -> None:
        column, pane = self._rows[row.option_index], self.query_one(".brief", VerticalScroll)
        is_tall = pane.size.height >= TALL
        text = column_words(column, self._fields[column.column], is_tall=is_tall)
        if is_tall:
            text = Content.assemble(text, "\n\n", empty_fields(self._fields.values()))
        pane.query_one(Static).update(text)
        pane.scroll_home(animate=False)

    @on(Rows.OptionSelected)
    def _choose(self, selected: Rows.OptionSelected) -> None:
        column = self._rows[selected.option_index]

        def assign(field: str | None) -> None:
            if field is not None:
                self._assign(column.column, field)
                self._show(selected.option_index)

        self.app.push_screen(FieldScreen(column, self._fields[column.column]), assign)

    def _assign(self, column: str, field: str) -> None:
        """Assign the column. A field that takes only one column loses its earlier one."""
        if field not in OF_MANY:
            for other, other_field in list(self._fields.items()):
                if other_field == field and other != column:
                    self._fields[other] = self._chosen[other] = KEPT
        if field == PHONE:
            # An explicit phone column replaces all guessed ones: make those explicit too.
            for other, other_field in self._fields.items():
                if other_field == PHONE:
                    self._chosen.setdefault(other, PHONE)
        self._fields[column] = self._chosen[column] = field

    def action_press(self, _action: str) -> None:
        chosen = tuple((field, column) for column, field in self._chosen.items())
        self.dismiss(None if chosen == self._before else chosen)

    def _show(self, highlighted: int) -> None:
        rows = self.query_one(Rows)
        rows.clear_options()
        width = rows.room - 1
        names = name_width(self._rows, width)
        head = f"{'field':<{FIELD_WIDTH}}{GAP}{'column':<{names}}{GAP}first values"
        self.query_one("#header", Static).update(Content.styled(head, "$foreground-muted"))
        for column in self._rows:
            row = mapped_row(column, self._fields[column.column], names, width)
            rows.add_option(Option(row))
        rows.highlighted = highlighted


class FieldScreen(Dialog[str | None]):
    """Ask which field a column goes to; letters jump to a field."""

    BINDINGS = bindings(IMPORT_FIELD)

    def __init__(self, column: Mapped, field: str) -> None:
        super().__init__()
        self._column = column
        self._names = [KEPT, *(name for name in MAPPED if name != KEPT)]
        self._at = self._names.index(field or KEPT)
        self._typed = ""

    def compose(self) -> ComposeResult:
        samples = " · ".join(map(clean, self._column.samples))
        options = Rows(
            *(Option("kept under its own name" if name == KEPT else name) for name in self._names),
            id="fields",
        )
        title = f"“{fit(clean(self._column.column), 40)}” is"
        values = Content.styled(fit(samples, 58), "$foreground-muted")
        yield self.frame(title, [Static(values, classes="dialog-body"), options], IMPORT_FIELD)

    def on_mount(self) -> None:
        options = self.query_one(Rows)
        options.highlighted = self._at
        options.focus()

    def on_key(self, event: Key) -> None:
        """Jump to the first field that begins with the letters typed in a row."""
        if not event.is_printable or event.character is None:
            self._typed = ""
            return
        letter = event.character.casefold()
        # If no field goes on with the letter, it starts a new word.
        for prefix in (self._typed + letter, letter):
            matches = [index for index, name in enumerate(self._names) if name.startswith(prefix)]
            if matches:
                self._typed = prefix
                self.query_one(Rows).highlighted = matches[0]
                return

    @on(Rows.OptionSelected)
    def _choose(self, selected: Rows.OptionSelected) -> None:
        self.dismiss(self._names[selected.option_index])


def name_width(columns: Sequence[Mapped], width: int) -> int:
    """Return how many cells the columns' names get in a row of `width` cells."""
    longest = max((cell_len(clean(column.column)) for column in columns), default=0)
    return max(MIN_COLUMN, min(MAX_COLUMN, width // 3, longest))


def mapped_row(mapped: Mapped, field: str, names: int, width: int) -> Content:
    """Return a column's row: its field, its name in `names` cells, its first values."""
    shown = Content(fit(KEPT if not field else clean(field), FIELD_WIDTH))
    name = Content(fit(clean(mapped.column), names))
    room = max(0, width - FIELD_WIDTH - names - 2 * len(GAP))
    samples = fit(" · ".join(map(clean, mapped.samples)), room)
    style = "$foreground-muted" if field in ("", KEPT) else "bold"
    row = Content.assemble(
        shown.pad_right(FIELD_WIDTH - shown.cell_length).stylize(style),
        GAP,
        name.pad_right(names - name.cell_length),
        GAP,
        (samples, "$foreground-muted"),
    )
    return set_apart(row)


def empty_fields(filled: Iterable[str]) -> Content:
    """Return the fields that no column fills, which Enter could choose."""
    rest = [name for name in MAPPED if name not in {KEPT, *filled}]
    return Content.styled(f"No column fills: {', '.join(rest)}.", "$foreground-muted")


def column_words(mapped: Mapped, field: str, *, is_tall: bool) -> Content:
    """Return a sentence on where the column goes, and all values that were read of it."""
    use = f"fills the field {clean(field)}"
    if field in ("", KEPT):
        use = "is kept with the lead under its own name"
    values = ("\n" if is_tall else " · ").join(map(clean, mapped.values))
    return set_apart(
        Content.assemble(
            "“",
            (clean(mapped.column), "bold"),
            f"” {use}.\n\n",
            values or "It holds nothing in the first rows.",
        )
    )
