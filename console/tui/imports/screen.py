"""The import screen: name a file, read its preview, then import it."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from console.desk import RefusedError
from console.files.opening import read_path
from console.importing.mapping import Pairs
from console.importing.options import ImportOptions
from console.importing.planning import FirstLook
from console.importing.questions import Question, first_open, with_answer
from console.importing.result import Imported, mapping_of, needs_answer
from console.trouble import BadInput
from console.tui.base.bindings import STEPS, bindings, scroll, watch_scrolling
from console.tui.base.path_completion import FoundFile, Paths, files_to_import
from console.tui.base.workplace import Planned, Workplace
from console.tui.imports.columns import ImportColumnsScreen
from console.tui.imports.keys import keys_of_import
from console.tui.imports.options import ImportOptionsScreen
from console.tui.imports.pages import (
    done_page,
    doubt_keys,
    faults_of,
    first_page,
    preview_pages,
    result_words,
    without_question,
)
from console.tui.imports.paper import Paper
from console.tui.imports.progress import EVERY, ImportProgress, StoppedError
from console.tui.imports.questions import (
    DoubtfulRowsScreen,
    ImportQuestionScreen,
    LineWordsScreen,
    Meanings,
    Settled,
)
from console.tui.imports.verdict import LARGE, Verdict
from console.tui.imports.welcome import FirstRow, read_first_row, welcome_page
from console.tui.screens.dialog import Line
from console.tui.screens.over import HUGE, Over
from console.tui.screens.page import GAP, WIDE, height_of, place
from console.tui.widgets.key_words import KeyWords, key_words, rows_of_keys
from console.tui.widgets.notice_line import NoticeLine
from console.view.keys.other_screens import BRINGING
from console.view.start.imports import LEFT, STOPPED, chosen_words, planned_words
from console.view.text.cleaning import clean_indented
from db.engine.database import DatabaseTrouble

TITLE = "Import a list"
HINT = "the path of a file of leads"
COMING_IN = "Importing … Esc stops it."
AROUND_BOX = 18
"""Rows of a terminal that a page in a box leaves free."""

BOX, BESIDE_BOX, IN_BOX = 160, 10, 12
"""The most cells of a preview in a box, those that it leaves free, and those around its rows."""

PAGE = 112
"""The most cells of a row of the page before a file is read."""

MAX_WIDTH = 190
"""The most cells of the page, even in a wider terminal."""


class BringingScreen(Over[tuple[str, str] | None]):
    """Preview a file and import it at the second Enter; nothing is written before.

    A `path` is previewed at once. For a large file the first page shows while its rows are
    counted, and a new choice of columns or options starts over without waiting for the counts.
    Answer with what came in, as a result or a warning (see `result_words`), or None.
    """

    BINDINGS = bindings(BRINGING)
    AUTO_FOCUS = "Line"

    def __init__(self, work: Workplace, path: str = "") -> None:
        super().__init__()
        self._path = path
        self._work = work
        self._wish = ImportOptions()
        self._reading: ImportProgress | None = None
        """The read under way, of a preview or an import."""
        self._must_restart = False
        """The options changed during the read: when it has stopped, start again."""
        self._first: FirstLook | None = None
        """The first look at a file whose rows are being counted."""
        self._preview: Imported | None = None
        self._coming = Content()
        """The page to show during the import."""
        self._done: Imported | None = None
        self._is_planned = False
        self._page = Content()
        self._found: Sequence[FoundFile] = ()
        """The files of this folder, until a file is read."""
        self._first_row: FirstRow = ()
        """That of the marked file."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame"):
            yield Static(classes="page-title")
            line = Line(placeholder=HINT, value=self._path)
            line.suggester = Paths(use_cache=False, case_sensitive=True)
            if not self._path and not self._work.is_kept:
                line.suggest(self._work.desk.imports.example())
            yield line
            yield Verdict(id="verdict")
            yield Paper(id="page", classes="shown-whole", can_focus=False)
            yield NoticeLine(id="told")
            yield KeyWords(id="bringing-keys", classes="page-keys")

    def on_mount(self) -> None:
        watch_scrolling(self, self.query_one(Paper), self._show_keys)
        self._welcome()
        if self._found and not self.query_one(Line).value:
            self._take_file()
        self.set_interval(EVERY, self._show_progress)
        if self._path:
            self.call_after_refresh(self._begin, is_dry_run=True)

    def on_screen_suspend(self) -> None:
        self.add_class("below")  # a question has the only cursor

    def on_screen_resume(self) -> None:
        self.remove_class("below", "covered")

    def on_resize(self) -> None:
        self._show_keys()
        self._lay_out()

    @property
    def _is_coming_in(self) -> bool:
        return self._reading is not None and not self._reading.is_dry_run

    @property
    def _look(self) -> Imported | FirstLook | None:
        """The preview, or the first look until there is one."""
        return self._preview or self._first

    @on(Input.Changed)
    def _drop_preview(self) -> None:
        """Forget the preview and the options: they belong to the file named before."""
        if self._is_coming_in:
            return
        if self._reading is not None:
            self._reading.stop()
        if self._look is not None and self._done is None:
            self._preview = self._first = None
            # A list checked against the registries must not vouch for the next one.
            self._wish = ImportOptions()
            self._welcome()
            self._show_keys()

    @on(Input.Submitted)
    def _go_on(self) -> None:
        if self._done is not None:
            self._close()
        elif self._is_coming_in:
            self._tell(COMING_IN, "warning")
        elif self._look is not None and (question := first_open(self._look.questions)):
            self._ask(question)
        elif self._preview is not None and needs_answer(self._preview):
            self._tell("".join(part for part, _ in doubt_keys(self._preview)), "warning")
        elif self._preview is not None:
            self._import(is_sure=False)
        else:
            self._begin(is_dry_run=True)

    def _import(self, *, is_sure: bool) -> None:
        """Import the file; first ask what its unread words for the line type mean."""
        words = self._preview.noticed.lines.most_common() if self._preview is not None else ()

        def answered(meanings: Meanings | None) -> None:
            if meanings is not None:
                self._wish = replace(self._wish, line_types=meanings)
                self._import_settled(is_sure=is_sure)

        if words:
            self.app.push_screen(LineWordsScreen(words), answered)
        else:
            self._import_settled(is_sure=is_sure)

    def _import_settled(self, *, is_sure: bool) -> None:
        """Import the file; first ask about the rows that may say not to call."""
        rows = self._preview.noticed.doubtful if self._preview is not None else ()

        def answered(answer: Settled | None) -> None:
            if answer is not None:
                doubtful, left = answer
                self._wish = replace(self._wish, doubtful=doubtful, left_callable=left)
                self._begin(is_dry_run=False, is_sure=is_sure)

        if rows:
            self.app.push_screen(DoubtfulRowsScreen(rows), answered)
        else:
            self._begin(is_dry_run=False, is_sure=is_sure)

    def _begin(self, *, is_dry_run: bool, is_sure: bool = False) -> None:
        path = self.query_one(Line).value.strip()
        if self._reading is not None or self._done is not None or not path:
            return
        self._reading = ImportProgress(self._first_page, is_dry_run=is_dry_run)
        self._first = None
        wish = replace(self._wish, is_dry_run=is_dry_run, is_sure=is_sure)
        self._show_keys()
        if not is_dry_run:
            self._show(self._coming)
        self.run_worker(self._read(read_path(path), wish, self._reading))

    async def _read(self, path: Path, wish: ImportOptions, reading: ImportProgress) -> None:
        """Preview or import the file, then show the page that follows.

        It runs on the lane of the reports, so that no key of the call screen waits for a file.
        """
        page: Content | None = None
        try:
            brought = await self._work.reading.run(
                self._work.reports.imports.bring_in,
                path,
                wish,
                reading.count,
                reading.finish,
                reading.look_at,
            )
            if not wish.is_dry_run:
                self._done = brought
                page = done_page(brought, self._preview)
            elif not reading.is_stopped:
                self._preview = brought
                page, self._coming = await self._work.reading.run(self._preview_pages, brought)
        except StoppedError:
            stopped = STOPPED if wish.is_dry_run else LEFT
            self._tell("" if self._must_restart else stopped, "warning")
        except (BadInput, DatabaseTrouble) as refused:
            self._preview = None
            sentence = str(refused).replace("--sheet", "Ctrl+O (Sheet)")
            page = Content.styled(clean_indented(sentence), "$text-error")
            self.query_one(Line).keep_refused()
            self._tell("")
        else:
            self._tell("")
        finally:
            self._reading = self._first = None
        if self._must_restart:
            self._must_restart, page = False, None
            self._begin(is_dry_run=True)
        self._show_keys()
        if page is not None:
            self._show(page)

    @property
    def _width(self) -> int:
        """The cells of a row of the page, which has two columns in a wide terminal."""
        width = min(self.size.width, MAX_WIDTH) - 8
        return max(40, (width - GAP) // 2 if self.size.width >= WIDE else width)

    @property
    def _box(self) -> int:
        return min(BOX, self.size.width - BESIDE_BOX)

    def _first_page(self, look: FirstLook) -> Content:
        return first_page(look, self._width, chosen_words(self._wish))

    def _preview_pages(self, brought: Imported) -> tuple[Content, Content]:
        """Return the preview for the width of a box, or of a column if it is too long for one."""
        chosen, room = chosen_words(self._wish), self.size.height - AROUND_BOX - LARGE
        may_be_boxed = self.size.width >= HUGE[0] and self.size.height >= HUGE[1]
        width = self._box - IN_BOX if may_be_boxed else self._width
        draw = partial(preview_pages, brought, self._work, looks=self.looks, chosen=chosen)
        pages = draw(width=width, is_boxed=may_be_boxed)
        if may_be_boxed and height_of(pages[0], width) >= room:
            pages = draw(width=self._width, is_boxed=False)
        return pages

    def _show_progress(self) -> None:
        if self._reading is None:
            return
        if text := self._reading.words():
            self._tell(text)
        # The reading thread has set it; only the event loop may draw.
        first = self._reading.first
        if first is not None and self._first is None and not self._reading.is_stopped:
            self._first, page = first
            self._show_keys()
            self._show(page)

    def action_press(self, action: str) -> None:
        acts = {"plan": self._begin_plan, "file": self._take_file}
        if action in STEPS:
            scroll(self.query_one(Paper), action)
        elif action == "back":
            self._back()
        elif self._is_coming_in:
            self._tell(COMING_IN, "warning")
        elif action in acts:
            acts[action]()
        elif self._done is not None:
            self._tell("The import is done: Enter goes to the calls.", "warning")
        elif action == "options":
            self._ask_options()
        elif self._look is None:
            self._tell("Enter looks at the file first.", "warning")
        elif action == "answer":
            self._answer(self._look.questions)
        elif action == "insist":
            self._import(is_sure=True)
        else:
            self._ask_columns(self._look)

    def _welcome(self) -> None:
        self._found, self._first_row = files_to_import(Path.cwd(), self._work.here), ()
        self._show_found()
        typed = self.query_one(Line).value
        if typed in {file.name for file in self._found}:
            self.run_worker(self._read_first_row(Path(typed)), exclusive=True, group="first row")

    def _show_found(self) -> None:
        typed, size = self.query_one(Line).value, self.size
        width = min(size.width - 8, PAGE)
        self._show(welcome_page(self._found, typed, self._first_row, width, size.height))

    async def _read_first_row(self, path: Path) -> None:
        with suppress(BadInput, OSError):  # Enter says why it can't be read
            self._first_row = await self._work.reading.run(read_first_row, path)
            if self._look is None and self._reading is None and self._done is None:
                self._show_found()

    def _take_file(self) -> None:
        """Put the next file of this folder into the line."""
        line, names = self.query_one(Line), [file.name for file in self._found]
        if names and self._look is None and self._reading is None:
            at = names.index(line.value) + 1 if line.value in names else 0
            line.suggest(names[at % len(names)])
            self._welcome()

    def _begin_plan(self) -> None:
        if self._done is None:
            self._tell("Import the list first; then you can plan it.", "warning")
        elif not self._done.imported:
            self._tell("No new leads: there is nothing to plan.", "warning")
        else:
            self.run_worker(self._plan(self._done.list_name))

    def _back(self) -> None:
        if self._reading is not None:
            self._reading.stop()
        else:
            self._close()

    def _close(self) -> None:
        room, done = self.app.size.width - 8, self._done  # a message has a sign and margins
        planned, preview = self._is_planned, self._preview
        words = result_words(done, preview, room, is_planned=planned) if done else None
        self.dismiss(words)

    def _ask_options(self) -> None:
        self.app.push_screen(ImportOptionsScreen(self._wish, self._look, self._work), self._restart)

    def _answer(self, questions: Sequence[Question]) -> None:
        """Ask the first open question, else the last one, whose answer can still be changed."""
        if questions:
            self._ask(first_open(questions) or questions[-1])
        else:
            self._tell("The rows answer it themselves: there is nothing to ask.", "warning")

    def _ask(self, question: Question) -> None:
        def answered(value: str | None) -> None:
            self._show(page)
            if value is not None:
                self._restart(with_answer(self._wish, question.about, value))

        page = self._page
        self._show(without_question(page, question))
        self.app.push_screen(ImportQuestionScreen(question), answered)

    def _ask_columns(self, look: Imported | FirstLook) -> None:
        def answered(pairs: Pairs | None) -> None:
            if pairs is not None:
                self._restart(replace(self._wish, mapping=pairs))

        columns = ImportColumnsScreen(
            mapping_of(look, as_shown=True), self._wish.mapping, faults_of(look)
        )
        self.app.push_screen(columns, answered)

    def _restart(self, wish: ImportOptions | None) -> None:
        """Preview the file again with the new options, after the read under way has stopped."""
        if wish is None:
            return
        self._wish = wish
        self._preview = None
        if self._reading is None:
            self._begin(is_dry_run=True)
        else:
            self._must_restart = True
            self._reading.stop()

    async def _plan(self, list_name: str) -> None:
        try:
            # On the lane of the calls, not of the reports: it writes.
            plan = await self._work.lane.run(self._work.desk.sessions.plan, list_name=list_name)
        except (DatabaseTrouble, RefusedError) as trouble:
            self._tell(str(trouble), "error")
            return
        self._is_planned = True
        self.post_message(Planned())
        self._tell(f"{planned_words(plan).rstrip('.')}. Enter goes to the calls.")

    def _show_keys(self) -> None:
        """Show the keys that work now."""
        page = self.query_one(Paper)
        offered = list(
            keys_of_import(page, self._look, self._done, self._reading, has_files=bool(self._found))
        )
        room = min(self.app.size.width, MAX_WIDTH) - 4  # two cells of margin on each side
        shown = key_words(offered)
        if shown.cell_length > room:
            shown = rows_of_keys(offered, room)
        self.query_one("#bringing-keys", Static).update(shown)
        at = place(page)
        place_words = f" · {at}" if at else ""
        title = Content.assemble((TITLE, "bold $text-accent"), (place_words, "$foreground-muted"))
        self.query_one(".page-title", Static).update(title)

    def _show(self, page: Content) -> None:
        self._page = page
        self._lay_out()
        self.query_one(Paper).scroll_home(animate=False)

    def _lay_out(self) -> None:
        """Set the page in two columns in a wide terminal, and a short one in a box."""
        preview = self._preview if self._done is None else None
        verdict = self.query_one(Verdict).tell(preview)
        rows = verdict + len(self._page.split("\n", allow_blank=True))
        is_boxed = self.box(rows, most=self.size.height - AROUND_BOX)
        has_wide_box = is_boxed and preview is not None
        self.query_one(".page-frame").styles.max_width = self._box if has_wide_box else None
        is_wide = self.size.width >= WIDE and not is_boxed
        self.query_one(Paper).set_text(self._page, self._width if is_wide else None)
