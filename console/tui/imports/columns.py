"""What goes where: each column with values from the file, and the field it goes to."""

from collections.abc import Sequence

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
from console.tui.screens.dialog import Dialog, key_words
from console.tui.screens.over import Over
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import set_apart
from console.view.keys.other_screens import IMPORT_COLUMNS, IMPORT_FIELD
from console.view.text.cleaning import clean

FIELD_WIDTH = 14
COLUMN_LEAST, COLUMN_MOST = 6, 40
GAP = "  "

TALL = 12
"""Rows from which each value of a column has one of its own."""


class ImportColumnsScreen(Over[Pairs | None]):
    """Answers with what was chosen otherwise than before, None for nothing."""

    BINDINGS = bindings(IMPORT_COLUMNS)
    AUTO_FOCUS = "#columns"

    def __init__(self, mapped: Sequence[Mapped], chosen: Pairs) -> None:
        super().__init__()
        self._rows = list(mapped)
        self._before = tuple(chosen)
        self._fields = {one.column: one.field for one in mapped}
        self._chosen = {column: field for field, column in chosen}

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows"):
            yield Static(
                Content.styled("What goes where", "bold $text-accent"), classes="page-title"
            )
            yield Static(id="header")
            with Horizontal(classes="list-and-brief"):
                yield Rows(id="columns")
                with VerticalScroll(classes="brief", can_focus=False):
                    yield Static(classes="brief-text")
            yield NoticeLine(id="told")
            yield Static(key_words(IMPORT_COLUMNS), classes="page-keys")

    def on_resize(self) -> None:
        at = self.query_one(Rows).highlighted or 0
        self.call_after_refresh(self._show, at)

    @on(Rows.OptionHighlighted)
    def _look(self, row: Rows.OptionHighlighted) -> None:
        chosen, pane = self._rows[row.option_index], self.query_one(".brief", VerticalScroll)
        told = column_words(chosen, self._fields[chosen.column], is_tall=pane.size.height >= TALL)
        pane.query_one(Static).update(told)
        pane.scroll_home(animate=False)

    @on(Rows.OptionSelected)
    def _choose(self, chosen: Rows.OptionSelected) -> None:
        column = self._rows[chosen.option_index]

        def put(field: str | None) -> None:
            if field is not None:
                self._put(column.column, field)
                self._show(chosen.option_index)

        self.app.push_screen(FieldScreen(column, self._fields[column.column]), put)

    def _put(self, column: str, field: str) -> None:
        """A field that holds one value leaves the column that had it."""
        if field not in OF_MANY:
            for other, had in list(self._fields.items()):
                if had == field and other != column:
                    self._fields[other] = self._chosen[other] = KEPT
        if field == PHONE:  # a phone that is named stands for all: name those that were found too
            for other, had in self._fields.items():
                if had == PHONE:
                    self._chosen.setdefault(other, PHONE)
        self._fields[column] = self._chosen[column] = field

    def action_press(self, _action: str) -> None:
        chosen = tuple((field, column) for column, field in self._chosen.items())
        self.dismiss(None if chosen == self._before else chosen)

    def _show(self, at: int) -> None:
        rows = self.query_one(Rows)
        rows.clear_options()
        wide = rows.room - 1
        column = name_width(self._rows, wide)
        head = f"{'field':<{FIELD_WIDTH}}{GAP}{'column':<{column}}{GAP}first values"
        self.query_one("#header", Static).update(Content.styled(head, "$foreground-muted"))
        for one in self._rows:
            rows.add_option(Option(mapped_row(one, self._fields[one.column], column, wide)))
        rows.highlighted = at


class FieldScreen(Dialog[str | None]):
    """Which field a column goes to."""

    BINDINGS = bindings(IMPORT_FIELD)

    def __init__(self, column: Mapped, field: str) -> None:
        super().__init__()
        self._column = column
        self._names = [KEPT, *(name for name in MAPPED if name != KEPT)]
        self._at = self._names.index(field or KEPT)
        self._typed = ""

    def compose(self) -> ComposeResult:
        told = " · ".join(map(clean, self._column.samples))
        options = Rows(
            *(Option("kept under its own name" if name == KEPT else name) for name in self._names),
            id="fields",
        )
        title = f"“{fit(clean(self._column.column), 40)}” is"
        body = [Static(Content.styled(fit(told, 58), "$foreground-muted"), classes="dialog-body")]
        yield self.frame(title, [*body, options], IMPORT_FIELD)

    def on_mount(self) -> None:
        options = self.query_one(Rows)
        options.highlighted = self._at
        options.focus()

    def on_key(self, event: Key) -> None:
        """On to the first field that begins with what is typed."""
        if not event.is_printable or event.character is None:
            self._typed = ""
            return
        letter = event.character.casefold()
        for typed in (self._typed + letter, letter):
            found = [place for place, name in enumerate(self._names) if name.startswith(typed)]
            if found:
                self._typed = typed
                self.query_one(Rows).highlighted = found[0]
                return

    @on(Rows.OptionSelected)
    def _choose(self, chosen: Rows.OptionSelected) -> None:
        self.dismiss(self._names[chosen.option_index])


def name_width(mapped: Sequence[Mapped], width: int) -> int:
    """Cells for the names of columns in a row."""
    longest = max((cell_len(clean(one.column)) for one in mapped), default=0)
    return max(COLUMN_LEAST, min(COLUMN_MOST, width // 3, longest))


def mapped_row(mapped: Mapped, field: str, column: int, width: int) -> Content:
    """A column: its field, its name in so many cells, a few values."""
    shown = Content(fit(KEPT if not field else clean(field), FIELD_WIDTH))
    name = Content(fit(clean(mapped.column), column))
    room = max(0, width - FIELD_WIDTH - column - 2 * len(GAP))
    samples = fit(" · ".join(map(clean, mapped.samples)), room)
    style = "$foreground-muted" if field in ("", KEPT) else "bold"
    row = Content.assemble(
        shown.pad_right(FIELD_WIDTH - shown.cell_length).stylize(style),
        GAP,
        name.pad_right(column - name.cell_length),
        GAP,
        (samples, "$foreground-muted"),
    )
    return set_apart(row)


def column_words(mapped: Mapped, field: str, *, is_tall: bool) -> Content:
    """What becomes of a column, and all that was read of it."""
    goes = f"fills the field {clean(field)}"
    if field in ("", KEPT):
        goes = "is kept with the lead under its own name"
    values = ("\n" if is_tall else " · ").join(map(clean, mapped.values))
    return set_apart(
        Content.assemble(
            "“",
            (clean(mapped.column), "bold"),
            f"” {goes}.\n\n",
            values or "It holds nothing in the first rows.",
        )
    )
