"""The dialog that loads a copy of an outside do-not-call list from a file."""

from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from console.desk import RefusedError
from console.files.opening import read_path
from console.rules.times.typed_times import DayError, read_past_day
from console.trouble import BadInput
from console.tui.base.bindings import bindings
from console.tui.base.path_completion import Paths
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Dialog, Line, form_row
from console.view.keys.other_screens import LOADING
from console.view.lead.lists_held import loaded_words
from db.engine.database import DatabaseTrouble

WHERE = (
    "The national list comes from telemarketing.donotcall.gov: make an account, choose area codes "
    "(the first five are free), download the flat file, and name it here as it is."
)

FIELDS = ("file", "source", "as-of")


class LoadListScreen(Dialog[str | None]):
    """Ask for the file, the list and the day of the copy. Answer with the notice, or None."""

    BINDINGS = bindings(LOADING)

    def __init__(self, work: Workplace, source: str) -> None:
        super().__init__()
        self._work = work
        self._source = source
        self._is_loading = False

    def compose(self) -> ComposeResult:
        hint = "a path; Tab completes it"
        file = Line(placeholder=hint, id="file")
        file.suggester = Paths(use_cache=False, case_sensitive=True)
        yield from self.frame(
            "Load a do-not-call list",
            [
                Static(WHERE, classes="dialog-body", markup=False),
                Vertical(
                    form_row("File", file),
                    form_row("List", Line(value=self._source, id="source", is_guess=True)),
                    form_row("Copy of", Line(placeholder="its day: today, 16 Nov", id="as-of")),
                    classes="form",
                ),
            ],
            LOADING,
        )

    def lacking(self) -> Input | None:
        return next((line for line in self.query(Line) if not line.value.strip()), None)

    @on(Input.Submitted)
    def _submit(self) -> None:
        if not self.go_on() and not self._is_loading:
            self.run_worker(self._load(), exclusive=True)

    def action_press(self, action: str) -> None:
        # Its thread would go on after Esc, and what it loaded would be news to nobody.
        if self._is_loading:
            self.tell("Loading … This closes by itself.")
        else:
            super().action_press(action)

    async def _load(self) -> None:
        """Load on the lane of the reports, so that no key of the call screen waits for a file."""
        self._is_loading = True
        self.tell("Loading …")
        imports = self._work.reports.imports
        try:
            load = partial(
                imports.load_list, read_path(self._text("file")), self._text("source"), self._day()
            )
            loaded = await self._work.reading.run(load)
        except OSError as error:
            self.refuse(f"{error.filename} cannot be read: {error.strerror}.")
        except (BadInput, DayError, RefusedError, DatabaseTrouble) as refused:
            self.refuse(str(refused))
        else:
            self.dismiss(loaded_words(loaded))

    def refuse(self, sentence: str) -> None:
        self._is_loading = False
        super().refuse(sentence)

    def _day(self) -> date:
        today = self._work.clock().astimezone(ZoneInfo(self._work.here)).date()
        return read_past_day(self._text("as-of"), today)

    def _text(self, name: str) -> str:
        return self.query_one(f"#{name}", Line).value.strip()
