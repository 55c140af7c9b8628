"""Bring in a list: name the file, see what would become of it, then decide."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from time import monotonic

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Static

from console.cards import SessionCard
from console.desk import RefusedError
from console.importing.leads import Imported
from console.importing.preview import count_rows, mapping_of
from console.trouble import BadInput
from console.tui.keys import BRINGING, bindings
from console.tui.present import both_clocks, clean, fit, many
from console.tui.screens.dialog import Line, key_words
from console.tui.screens.reading import heading
from console.tui.widgets.notice_line import NoticeLine
from console.tui.workplace import Workplace
from db.engine import DatabaseTrouble

TITLE = "Bring in a list"
HINT = "the path of a file of leads; → completes it"
EVERY = 0.2
"""Seconds between two looks at how far the file is read."""


class StoppedError(Exception):
    """The agent does not want to wait for the end of the file."""


class BringingScreen(ModalScreen[str | None]):
    """Answers with the list that leads came into. Nothing is written before the second Enter."""

    BINDINGS = bindings(BRINGING)
    AUTO_FOCUS = "Line"

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._seen: Imported | None = None
        self._done: Imported | None = None
        self._stop: Event | None = None
        self._rows = (0, 0)
        self._began = 0.0

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame"):
            yield Static(Content.styled(TITLE, "bold $text-accent"), classes="page-title")
            line = Line(placeholder=HINT)
            line.suggester = Paths(use_cache=False, case_sensitive=True)
            yield line
            with VerticalScroll(id="page", can_focus=False):
                yield Static(_welcome(), id="page-text")
            yield NoticeLine(id="told")
            yield Static(key_words(BRINGING), classes="page-keys")

    def on_mount(self) -> None:
        self.set_interval(EVERY, self._show_progress)

    @on(Input.Changed)
    def _another(self) -> None:
        """What was looked at is no longer what is named."""
        if self._seen is not None and self._done is None:
            self._seen = None
            self._show(_welcome())

    @on(Input.Submitted)
    def _go_on(self, typed: Input.Submitted) -> None:
        path = typed.value.strip()
        if self._stop is not None or not path:
            return
        if self._done is not None:
            self.dismiss(self._done.list_name)
        else:
            self._stop = Event()
            self._began = monotonic()
            is_dry_run = self._seen is None
            self.run_worker(self._read(Path(path).expanduser(), is_dry_run=is_dry_run))

    async def _read(self, path: Path, *, is_dry_run: bool) -> None:
        """On the lane of the reports: agents' keys never wait for a file."""
        assert self._stop is not None
        try:
            brought = await self._work.reading.run(
                self._work.reports.bring_in,
                path,
                is_dry_run=is_dry_run,
                progress=self._counting(self._stop),
            )
            if is_dry_run:
                self._seen = brought
                page = await self._work.reading.run(self._preview, brought)
            else:
                self._done = brought
                page = done_page(brought)
        except StoppedError:
            self._tell("Stopped: nothing was written.", "warning")
            return
        except (BadInput, DatabaseTrouble) as refused:
            self._show(Content.styled(clean(str(refused)), "$text-error"))
            return
        finally:
            self._stop = None
        self._tell("")
        self._show(page)

    def _preview(self, brought: Imported) -> Content:
        return preview_page(brought, self._work, max(40, self.size.width - 8))

    def _counting(self, stop: Event) -> Callable[[int, int], None]:
        def count(rows: int, about: int) -> None:
            if stop.is_set():
                raise StoppedError
            self._rows = (rows, about)

        return count

    def _show_progress(self) -> None:
        if self._stop is None or self._stop.is_set():
            return
        rows, about = self._rows
        took = monotonic() - self._began
        if not rows or took < EVERY:
            return
        rate = rows / took
        left = max(0, about - rows) / rate
        told = f"{rows:,} of about {about:,} rows, {rate:,.0f} a second, {left:.0f} s left"
        self._tell(f"{told}. Esc stops.")

    def action_press(self, pressed: str) -> None:
        if pressed == "ctrl+n":
            if self._done is None:
                self._tell("Bring the list in first; then it can be planned.", "warning")
            else:
                self.run_worker(self._plan(self._done.list_name))
        elif pressed in {"pageup", "pagedown"}:
            page = self.query_one("#page", VerticalScroll)
            page.scroll_page_up() if pressed == "pageup" else page.scroll_page_down()
        elif self._stop is not None:
            self._stop.set()
        else:
            self.dismiss(self._done.list_name if self._done else None)

    async def _plan(self, list_name: str) -> None:
        """On the lane of the calls, for it changes what they take from."""
        try:
            new: tuple[SessionCard, ...] = await self._work.lane.run(
                self._work.desk.sessions.plan, list_name=list_name
            )
        except (DatabaseTrouble, RefusedError) as trouble:
            self._tell(str(trouble), "error")
            return
        self._tell(f"{many(len(new), 'new session')} planned. Enter goes to the calls.")

    def _show(self, page: Content) -> None:
        self.query_one("#page-text", Static).update(page)
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)

    def _tell(self, text: str, severity: str = "information") -> None:
        self.query_one(NoticeLine).tell(clean(text), severity)


class Paths(Suggester):
    """Completes the path that is typed with the first file or folder that begins so."""

    async def get_suggestion(self, value: str) -> str | None:
        typed = Path(value).expanduser()
        folder, start = (typed, "") if value.endswith(("/", "\\")) else (typed.parent, typed.name)
        try:
            fitting = sorted(
                entry
                for entry in folder.iterdir()
                if entry.name.startswith(start) and (start or not entry.name.startswith("."))
            )
        except OSError:
            return None
        if not fitting or fitting[0].name != clean(fitting[0].name):
            return None
        rest = fitting[0].name.removeprefix(start) + ("/" if fitting[0].is_dir() else "")
        return value + rest


def preview_page(brought: Imported, work: Workplace, width: int) -> Content:
    """What the file was taken for, what goes where, and what would become of its rows."""
    now, here = work.clock(), work.here
    file = brought.file
    taken = f"{clean(file.path.name)}: {many(brought.rows, 'row')}, {clean(file.encoding)}"
    rows = [
        Content.styled(f"{taken}, into the list “{clean(brought.list_name)}”", "bold"),
        Content.styled("Nothing is written yet: Enter brings it in.", "$text-accent"),
        Content(""),
        *_counts(brought, is_done=False),
    ]
    outlook = brought.outlook
    if outlook is not None and outlook.blocked:
        rows += [Content(""), heading("Not callable now")]
        for one in outlook.blocked:
            when = both_clocks(one.opens_at, now, one.zone or here, here) if one.opens_at else ""
            text = fit(clean(one.text), max(20, width - 10 - len(when)))
            rows.append(
                Content.assemble((f"{one.count:>8,}  ", "bold"), text, " ", (when, "$text-accent"))
            )
    if brought.rejected:
        rows += [Content(""), heading("Rejected, and why")]
        for reason, count in brought.reject_reasons[:5]:
            rows.append(Content.assemble((f"{count:>8,}  ", "bold"), clean(reason)))
        for reject in brought.first_rejects:
            cell = (
                f"{clean(reject.column)}: “{fit(clean(reject.value), 24)}”" if reject.column else ""
            )
            said = f"  line {reject.row.line}  {cell}  {clean(reject.reason)}"
            rows.append(Content.styled(fit(said, width), "$foreground-muted"))
    rows += [Content(""), heading("What goes where")]
    for mapped in mapping_of(brought):
        field = Content(fit(clean(mapped.field) or "kept", 14))
        column = Content(fit(clean(mapped.column), 22))
        samples = fit(" · ".join(map(clean, mapped.samples)), max(10, width - 42))
        rows.append(
            Content.assemble(
                field.pad_right(14 - field.cell_length).stylize("bold" if mapped.field else "dim"),
                "  ",
                column.pad_right(22 - column.cell_length),
                "  ",
                (samples, "$foreground-muted"),
            )
        )
    return Content("\n").join(rows)


def done_page(brought: Imported) -> Content:
    rows = [
        Content.styled(f"“{clean(brought.list_name)}” is in.", "bold $text-success"),
        Content(""),
        *_counts(brought, is_done=True),
    ]
    if brought.rejects_file is not None:
        told = f"Mend the rejected rows in {clean(str(brought.rejects_file))} and bring that in."
        rows += [Content(""), Content(told)]
    rows += [
        Content(""),
        Content.assemble(
            ("Ctrl+N", "bold $text-accent"),
            " plans the list into sessions.   ",
            ("Enter", "bold $text-accent"),
            " goes to the calls.",
        ),
    ]
    return Content("\n").join(rows)


def _counts(brought: Imported, *, is_done: bool) -> list[Content]:
    return [
        Content.assemble((f"{count:>8,}  ", "bold"), text)
        for count, text in count_rows(brought, is_done=is_done)
    ]


def _welcome() -> Content:
    return Content.styled(
        "Enter looks at the file and changes nothing: what is in it, what goes where, who could "
        "be called now. Enter again brings it in.",
        "$foreground-muted",
    )
