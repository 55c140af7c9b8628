"""Bring in a list: name the file, see what would become of it, then decide."""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from console.desk import RefusedError
from console.importing.import_run import Imported
from console.importing.plan.first_look import FirstLook
from console.importing.plan.mapping import Pairs
from console.importing.plan.options import ImportOptions
from console.importing.plan.question_words import with_answer
from console.importing.plan.questions import Question, first_open
from console.importing.preview import mapping_of, needs_answer
from console.trouble import BadInput
from console.tui.base.bindings import (
    STEPS,
    bindings,
    is_scrolling,
    scroll,
    scrolls_on,
    watch_scrolling,
)
from console.tui.base.path_completion import Paths
from console.tui.base.workplace import Planned, Workplace
from console.tui.drawing.looks import COLOURS, SIXTEEN
from console.tui.imports.columns import ImportColumnsScreen
from console.tui.imports.options import ImportOptionsScreen
from console.tui.imports.pages import (
    done_page,
    first_page,
    preview_pages,
    ways_on,
    welcome_page,
)
from console.tui.imports.questions import EVERY, ImportProgress, ImportQuestionScreen, StoppedError
from console.tui.screens.dialog import Line, key_words, rows_of_keys
from console.tui.screens.over import Over
from console.tui.widgets.notice_line import NoticeLine
from console.view.keys.other_screens import BRINGING
from console.view.start.imports import STOPPED, chosen_words, planned_words
from console.view.text.cleaning import clean, clean_told
from db.engine.database import DatabaseTrouble

TITLE = "Bring in a list"
HINT = "the path of a file of leads"
COMING_IN = "It is coming in; Esc stops it."
WIDEST = 160
"""Cells of the page on a wider terminal."""


class BringingScreen(Over[str | None]):
    """Answers with the list that leads came into. Nothing is written before the second Enter.

    A `path` is looked at at once. Of a large file the first page stands while its rows are counted,
    and whoever sees there that it is to be read otherwise does not wait for the counts.
    """

    BINDINGS = bindings(BRINGING)
    AUTO_FOCUS = "Line"

    def __init__(self, work: Workplace, path: str = "") -> None:
        super().__init__()
        self._path = path
        self._work = work
        self._wish = ImportOptions()
        self._reading: ImportProgress | None = None
        self._is_to_look_again = False
        self._first: FirstLook | None = None
        self._seen: Imported | None = None
        self._coming = Content()
        self._done: Imported | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame"):
            yield Static(Content.styled(TITLE, "bold $text-accent"), classes="page-title")
            line = Line(placeholder=HINT, value=self._path)
            line.suggester = Paths(use_cache=False, case_sensitive=True)
            yield line
            with VerticalScroll(id="page", can_focus=False):
                yield Static(welcome_page(), id="page-text")
            yield NoticeLine(id="told")
            yield Static(id="bringing-keys", classes="page-keys")

    def on_mount(self) -> None:
        watch_scrolling(self, self.query_one("#page"), self._show_keys)
        self.set_interval(EVERY, self._show_progress)
        if self._path:
            self.call_after_refresh(self._begin, is_dry_run=True)

    def on_resize(self) -> None:
        self._show_keys()

    @property
    def _is_coming_in(self) -> bool:
        return self._reading is not None and not self._reading.is_dry_run

    @property
    def _looked(self) -> Imported | FirstLook | None:
        """What is known of the file by now."""
        return self._seen or self._first

    @on(Input.Changed)
    def _another(self) -> None:
        """What was looked at is no longer what is named; its columns are not those of another."""
        if self._is_coming_in:
            return
        if self._reading is not None:
            self._reading.stop()
        if self._looked is not None and self._done is None:
            self._seen = self._first = None
            self._wish = ImportOptions()  # a clearing of one list must not clear the next
            self._show_keys()
            self._show(welcome_page())

    @on(Input.Submitted)
    def _go_on(self) -> None:
        if self._done is not None:
            self.dismiss(self._done.list_name)
        elif self._is_coming_in:
            self._tell(COMING_IN, "warning")
        elif self._looked is not None and (question := first_open(self._looked.questions)):
            self._ask(question)
        elif self._seen is not None and needs_answer(self._seen):
            self._tell("".join(part for part, _ in ways_on(self._seen)), "warning")
        else:
            self._begin(is_dry_run=self._seen is None)

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
        self.run_worker(self._read(Path(path).expanduser(), wish, self._reading))

    async def _read(self, path: Path, wish: ImportOptions, reading: ImportProgress) -> None:
        """On the lane of the reports: agents' keys never wait for a file."""
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
                page = done_page(brought, self._seen)
            elif not reading.is_stopped:
                self._seen = brought
                page, self._coming = await self._work.reading.run(self._preview, brought)
        except StoppedError:
            self._tell("" if self._is_to_look_again else STOPPED, "warning")
        except (BadInput, DatabaseTrouble) as refused:
            self._seen = None
            told = str(refused).replace("--sheet", "Ctrl+O (Sheet)")
            page = Content.styled(clean_told(told), "$text-error")
            self.query_one(Line).select_all()  # another path stands in place of this one
            self._tell("")
        else:
            self._tell("")
        finally:
            self._reading = self._first = None
        if self._is_to_look_again:
            self._is_to_look_again, page = False, None
            self._begin(is_dry_run=True)
        self._show_keys()
        if page is not None:
            self._show(page)

    @property
    def _width(self) -> int:
        """Cells of a row of the page."""
        return max(40, min(self.size.width, WIDEST) - 8)

    def _first_page(self, look: FirstLook) -> Content:
        return first_page(look, self._width, chosen_words(self._wish))

    def _preview(self, brought: Imported) -> tuple[Content, Content]:
        looks = COLOURS if not self.app.native_ansi_color else SIXTEEN
        chosen = chosen_words(self._wish)
        return preview_pages(brought, self._work, self._width, looks, chosen)

    def _show_progress(self) -> None:
        if self._reading is None:
            return
        if told := self._reading.words():
            self._tell(told)
        first = self._reading.first
        if first is not None and self._first is None and not self._reading.is_stopped:
            self._first, page = first
            self._show_keys()
            self._show(page)

    def action_press(self, action: str) -> None:
        if action in STEPS:
            scroll(self.query_one("#page"), action)
        elif action == "back":
            self._back()
        elif self._is_coming_in:
            self._tell(COMING_IN, "warning")
        elif action == "plan":
            self._begin_plan()
        elif self._done is not None:
            self._tell("That is done: Enter goes to the calls.", "warning")
        elif action == "options":
            self._ask_options()
        elif self._looked is None:
            self._tell("Enter looks at the file first.", "warning")
        elif action == "answer":
            self._answer(self._looked.questions)
        elif action == "insist":
            self._begin(is_dry_run=False, is_sure=True)
        else:
            self._ask_columns(self._looked)

    def _begin_plan(self) -> None:
        if self._done is None:
            self._tell("Bring the list in first; then it can be planned.", "warning")
        elif not self._done.imported:
            self._tell("Nobody new came in: there is nothing to plan.", "warning")
        else:
            self.run_worker(self._plan(self._done.list_name))

    def _back(self) -> None:
        if self._reading is not None:
            self._reading.stop()
        else:
            self.dismiss(self._done.list_name if self._done else None)

    def _ask_options(self) -> None:

        self.app.push_screen(
            ImportOptionsScreen(self._wish, self._looked, self._work), self._look_again
        )

    def _answer(self, questions: Sequence[Question]) -> None:
        """What is in doubt first; else whom it holds, which may be changed."""
        if questions:
            self._ask(first_open(questions) or questions[-1])
        else:
            self._tell("Each row says it itself: there is nothing to answer.", "warning")

    def _ask(self, question: Question) -> None:

        def answered(value: str | None) -> None:
            if value is not None:
                self._look_again(with_answer(self._wish, question.about, value))

        self.app.push_screen(ImportQuestionScreen(question), answered)

    def _ask_columns(self, looked: Imported | FirstLook) -> None:

        def answered(pairs: Pairs | None) -> None:
            if pairs is not None:
                self._look_again(replace(self._wish, mapping=pairs))

        columns = ImportColumnsScreen(mapping_of(looked, is_told=True), self._wish.mapping)
        self.app.push_screen(columns, answered)

    def _look_again(self, wish: ImportOptions | None) -> None:
        if wish is None:
            return
        self._wish = wish
        self._seen = None
        if self._reading is None:
            self._begin(is_dry_run=True)
        else:
            self._is_to_look_again = True
            self._reading.stop()

    async def _plan(self, list_name: str) -> None:
        """On the lane of the calls, for it changes what they take from."""
        try:
            new = await self._work.lane.run(self._work.desk.sessions.plan, list_name=list_name)
        except (DatabaseTrouble, RefusedError) as trouble:
            self._tell(str(trouble), "error")
            return
        self.post_message(Planned())
        self._tell(f"{planned_words(new).rstrip('.')}. Enter goes to the calls.")

    def _show_keys(self) -> None:
        """Only those that do something now."""
        enter = "Look"
        if self._done is not None:
            plan = ["plan"] if self._done.imported else []
            enter, actions = "To the calls", ["go_on", *plan, *STEPS, "back"]
        elif self._is_coming_in or (self._reading is not None and self._first is None):
            actions = ["back"]
        elif self._looked is None:
            actions = ["go_on", "complete", "options", "back"]
        elif first_open(self._looked.questions) is not None:
            enter, actions = "Answer", ["go_on", "columns", "options", *STEPS, "back"]
        else:
            enter = "Bring in"
            first = ["insist" if needs_answer(self._seen) else "go_on"] if self._seen else []
            actions = [*first, "columns", "options", *STEPS, "back"]
        page = self.query_one("#page")
        keys = {
            key.action: key for key in BRINGING if not is_scrolling(key) or scrolls_on(key, page)
        }
        keys["go_on"] = replace(keys["go_on"], label=enter)
        if self._reading is not None:
            keys["back"] = replace(keys["back"], label="Stop")
        offered = [keys[action] for action in actions if action in keys]
        room = min(self.app.size.width, WIDEST) - 4  # at its sides two are left free
        shown = key_words(offered)
        if shown.cell_length > room:
            shown = rows_of_keys(offered, room)
        self.query_one("#bringing-keys", Static).update(shown)

    def _show(self, page: Content) -> None:
        self.query_one("#page-text", Static).update(page)
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)

    def _tell(self, text: str, severity: str = "information") -> None:
        self.query_one(NoticeLine).tell(clean(text), severity)
