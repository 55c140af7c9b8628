"""The page on which each column of a file is assigned to a field."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from types import MappingProxyType

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.files.fields.columns.layout import KEPT, MAPPED, OF_MANY
from console.files.fields.columns.phone_columns import PHONE
from console.importing.mapping import Pairs
from console.importing.result import Mapped
from console.tui.base.bindings import bindings
from console.tui.drawing.looks import fit
from console.tui.screens.dialog import Dialog
from console.tui.screens.over import Over
from console.tui.screens.page import heading
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.panels import pad
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import in_rows, one_row, set_apart
from console.view.keys.other_screens import IMPORT_COLUMNS, IMPORT_FIELD
from console.view.text.cleaning import clean
from console.view.text.counts import many

FIELD_WIDTH = 14
MIN_COLUMN, MAX_COLUMN = 6, 40
"""Cells of a column's name."""
GAP = "  "

FAULT = "! "
"""Before a value that cannot be used."""

KEPT_WORDS = "kept under its own name"

TABLE_FROM = 72
"""Cells of a row from which the first rows of the file stand in columns."""

MAX_CELL = 24
"""The most cells of a value there."""

TALL = 35
"""Rows of a terminal from which the empty fields are all named."""

MARGIN = 24
"""Cells beside the box in a huge terminal."""

HINT = " · Enter says what a column holds"

Faults = Mapping[tuple[str, str], str]
"""Why a value cannot be used, by its column and the value."""

NO_FAULTS: Faults = MappingProxyType({})


class ImportColumnsScreen(Over[Pairs | None]):
    """Show each column with its field and values; answer with the chosen pairs.

    `chosen` holds the earlier choices. Answer None if nothing was changed.
    """

    BINDINGS = bindings(IMPORT_COLUMNS)
    AUTO_FOCUS = "#columns"

    def __init__(self, mapped: Sequence[Mapped], chosen: Pairs, faults: Faults = NO_FAULTS) -> None:
        super().__init__()
        self._faults = faults
        self._rows = list(mapped)
        self._before = tuple(chosen)
        self._fields = {column.column: column.field for column in mapped}
        self._chosen = {column: field for field, column in chosen}
        self._cells: Sequence[int] = ()
        """Cells of the columns that hold the values of the file's first rows."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows"):
            yield Static(
                Content.assemble(
                    ("Columns and fields", "bold $text-accent"), (HINT, "$foreground-muted")
                ),
                classes="page-title",
            )
            yield Static(id="header")
            with Vertical(classes="list-and-brief"):
                yield Rows(id="columns")
                with VerticalScroll(classes="brief", can_focus=False):
                    yield Static(classes="brief-text")
            yield NoticeLine(id="told")
            yield KeyWords(key_words(IMPORT_COLUMNS), classes="page-keys")

    def on_resize(self) -> None:
        # The box takes the place of the preview's; it is wider, for more rows of the file.
        stack = self.app.screen_stack
        is_boxed = self.box(0)
        stack[stack.index(self) - 1].set_class(is_boxed, "covered")
        frame = self.query_one(".page-frame").styles
        frame.max_width = self.size.width - MARGIN if is_boxed else None
        self.call_after_refresh(self._show, self.query_one(Rows).highlighted or 0)

    @property
    def _empty_fields(self) -> list[str]:
        """The fields that no column fills."""
        return [name for name in MAPPED if name not in {KEPT, *self._fields.values()}]

    @on(Rows.OptionHighlighted)
    def _show_values(self, row: Rows.OptionHighlighted) -> None:
        pane = self.query_one(".brief", VerticalScroll)
        if row.option_index < len(self._rows):
            column = self._rows[row.option_index]
            width = max(1, pane.query_one(Static).content_size.width)
            text = column_words(column, self._fields[column.column], width, self._faults)
        else:
            names = " · ".join(map(field_words, self._empty_fields))
            text = Content("No column fills these fields. Enter chooses one, then its column.\n\n")
            text += Content.styled(names, "$foreground-muted")
        pane.query_one(Static).update(text)
        pane.scroll_home(animate=False)

    @on(Rows.OptionSelected)
    def _choose(self, selected: Rows.OptionSelected) -> None:
        index = selected.option_index
        if index >= len(self._rows):
            self._choose_field(index)
            return
        column = self._rows[index]

        def assign(field: str | None) -> None:
            if field is not None:
                self._assign(column.column, field)
                self._show(index)

        names = [KEPT, *(name for name in MAPPED if name != KEPT)]
        options = [(name, KEPT_WORDS if name == KEPT else field_words(name)) for name in names]
        title = f"“{fit(clean(column.column), 40)}” is"
        samples = " · ".join(map(clean, column.samples))
        chosen = self._fields[column.column] or KEPT
        self.app.push_screen(OneOfScreen(title, samples, options, chosen), assign)

    def _choose_field(self, index: int) -> None:
        """Ask which of the empty fields a column fills, then which column."""

        def chosen(field: str | None) -> None:
            if field is not None:
                self._choose_column(field, index)

        options = [(name, field_words(name)) for name in self._empty_fields]
        self.app.push_screen(OneOfScreen("Which field?", "", options, options[0][0]), chosen)

    def _choose_column(self, field: str, index: int) -> None:
        """Ask which column fills the field."""

        def assign(column: str | None) -> None:
            if column is not None:
                self._assign(column, field)
                self._show(index)

        options = [(column.column, clean(column.column)) for column in self._rows]
        title = f"Which column is the {field_words(field)}?"
        self.app.push_screen(OneOfScreen(title, "", options, options[0][0]), assign)

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
        self._cells = cells = cell_widths(self._rows, width - FIELD_WIDTH - names - len(GAP))
        head = f"{'field':<{FIELD_WIDTH}}{GAP}{'column':<{names}}{GAP}"
        head += "".join(f"{f'row {at}':<{cell}}{GAP}" for at, cell in enumerate(cells, 1))
        left = max((len(column.cells) for column in self._rows), default=0) - len(cells)
        if cells and left:
            head = f"{head.rstrip()}{GAP}… {left} more"
        head += "" if cells else "first values"
        self.query_one("#header", Static).update(Content.styled(head, "$foreground-muted"))
        for column in self._rows:
            field = self._fields[column.column]
            rows.add_option(Option(mapped_row(column, field, names, width, self._faults, cells)))
        if self._empty_fields:
            count = many(len(self._empty_fields), "field stays", "fields stay")
            empty = ", ".join(map(field_words, self._empty_fields))
            line = f"{count} empty: {empty}"
            line = line if self.size.height >= TALL else fit(line, width)
            rows.add_option(Option("", disabled=True))
            rows.add_option(Option(Content.styled(line, "$foreground-muted")))
        rows.highlighted = min(highlighted, rows.option_count - 1)


class OneOfScreen(Dialog[str | None]):
    """Ask for one of many; letters jump to an option."""

    BINDINGS = bindings(IMPORT_FIELD)

    def __init__(
        self, title: str, about: str, options: Sequence[tuple[str, str]], chosen: str
    ) -> None:
        """`options` are (value, what is shown)."""
        super().__init__()
        self._title = title
        self._about = about
        self._values = [value for value, _ in options]
        self._words = [words for _, words in options]
        self._at = self._values.index(chosen)
        self._typed = ""

    def compose(self) -> ComposeResult:
        about = Content.styled(fit(self._about, 58), "$foreground-muted")
        options = Rows(*map(Option, self._words), id="fields")
        body = [Static(about, classes="dialog-body")] if self._about else []
        yield from self.frame(self._title, [*body, options], IMPORT_FIELD)

    def on_mount(self) -> None:
        options = self.query_one(Rows)
        options.highlighted = self._at
        options.focus()

    def on_key(self, event: Key) -> None:
        """Jump to the first option that begins with the letters typed in a row."""
        if not event.is_printable or event.character is None:
            self._typed = ""
            return
        letter = event.character.casefold()
        # If no option goes on with the letter, it starts a new word.
        for prefix in (self._typed + letter, letter):
            matches = [
                index
                for index, words in enumerate(self._words)
                if words.casefold().startswith(prefix)
            ]
            if matches:
                self._typed = prefix
                self.query_one(Rows).highlighted = matches[0]
                return

    @on(Rows.OptionSelected)
    def _choose(self, selected: Rows.OptionSelected) -> None:
        self.dismiss(self._values[selected.option_index])


def field_words(field: str) -> str:
    """Return the name of a field in words: `given name`."""
    return field.replace("_", " ")


def name_width(columns: Sequence[Mapped], width: int) -> int:
    """Return how many cells the columns' names get in a row of `width` cells."""
    longest = max((cell_len(clean(column.column)) for column in columns), default=0)
    return max(MIN_COLUMN, min(MAX_COLUMN, width // 3, longest))


def cell_widths(columns: Sequence[Mapped], room: int) -> list[int]:
    """Return the cells of each of the file's first rows that fit side by side; [] if narrow."""
    widths: list[int] = []
    if room + FIELD_WIDTH < TABLE_FROM:
        return widths
    rows = [*zip_longest(*(column.cells for column in columns), fillvalue="")]
    whole = [max(5, *(cell_len(clean(value)) + len(FAULT) for value in row)) for row in rows]
    is_cut = sum(whole) + len(GAP) * (len(whole) + 1) > room
    for width in (min(MAX_CELL, width) for width in whole) if is_cut else whole:
        if sum(widths) + len(GAP) * (len(widths) + 1) + width > room:
            break
        widths.append(width)
    return widths


def mapped_row(
    mapped: Mapped,
    field: str,
    names: int,
    width: int,
    faults: Faults = NO_FAULTS,
    cells: Sequence[int] = (),
) -> Content:
    """Return a column's row: its field, its name in `names` cells, its first values.

    With `cells`, the values of the file's first rows stand in columns of that many cells. A value
    in `faults` is marked.
    """
    shown = pad(KEPT if not field else field_words(clean(field)), FIELD_WIDTH)
    room = max(0, width - FIELD_WIDTH - names - 2 * len(GAP))
    style = "$foreground-muted" if field in ("", KEPT) else "bold"
    values = _whole(_values(mapped, mapped.values, faults), room)
    if cells:
        shown_cells = (
            one_row(value, cell).pad_right(max(0, cell - value.cell_length))
            for value, cell in zip(_values(mapped, mapped.cells, faults), cells, strict=False)
        )
        values = Content(GAP).join(shown_cells)
    row = Content.assemble(
        (shown, style),
        f"{GAP}{pad(clean(mapped.column), names)}{GAP}",
        one_row(values, room),
    )
    return set_apart(row)


def _whole(values: Sequence[Content], room: int) -> Content:
    """Return the values that have room whole, and at least one."""
    line, *others = values or [Content("")]
    for value in others:
        longer = Content.assemble(line, " · ", value)
        if longer.cell_length > room:
            break
        line = longer
    return line


def _values(mapped: Mapped, values: Sequence[str], faults: Faults) -> list[Content]:
    return [
        Content.styled(f"{FAULT}{clean(value)}", "$text-warning")
        if (mapped.column, value) in faults
        else Content.styled(clean(value), "$foreground-muted")
        for value in values
    ]


def column_words(mapped: Mapped, field: str, width: int, faults: Faults = NO_FAULTS) -> Content:
    """Return where the column goes, why values cannot be used, and each row's other value."""
    use = f" fills the field {field_words(clean(field))}"
    if field in ("", KEPT):
        use = " is kept with the lead under its own name"
    elif clean(mapped.column).casefold() == field_words(field):
        use = ""
    if not mapped.values:
        use = " holds nothing in the first rows"
    count = many(len(mapped.values), "different value")
    more = f"{',' if use else ':'} {count} in the first rows" if mapped.values else ""
    faulty = [value for value in mapped.values if (mapped.column, value) in faults]
    if faulty:
        more += f", {len(faulty)} can’t be used"
    end = ":" if faulty else "."
    words = [Content.assemble((clean(mapped.column), "bold"), f"{use}{more}{end}")]
    room = min(MAX_CELL, max((cell_len(FAULT + clean(value)) for value in faulty), default=0))
    for value, shown in zip(faulty, _values(mapped, faulty, faults), strict=True):
        row = f"row {mapped.cells.index(value) + 1}" if value in mapped.cells else "later"
        words.append(
            Content.assemble(
                (f"  {row:<7}", "$foreground-muted"),
                one_row(shown, room).pad_right(max(0, room - shown.cell_length)),
                f"  {reason_of(mapped.column, value, faults)}",
            )
        )
    cells = [(f"row {at} ", cell) for at, cell in enumerate(mapped.cells, 1) if cell]
    cells += [("", value) for value in mapped.values if value not in mapped.cells]
    others = [
        Content.assemble((where, "$foreground-muted"), clean(value))
        for where, value in cells
        if value not in faulty
    ]
    if others:
        words += [Content(""), heading("Read well")] if faulty else [Content("")]
        words += in_rows(others, " · ", width)
    return set_apart(Content("\n").join(words))


def reason_of(column: str, value: str, faults: Faults) -> str:
    """Return why the value cannot be used, without the value and what to do; "" if it can."""
    reason = clean(faults.get((column, value), "")).removeprefix(f"“{clean(value)}” ")
    return reason.partition(": ")[0]
