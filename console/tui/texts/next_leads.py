"""Who comes next, to be prepared for: read up, written to, noted down and rehearsed."""

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from console.cards.lead_context import UpcomingLead
from console.desk import RefusedError
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import COLOURS, SIXTEEN
from console.tui.screens.dialog import Dialog, Line, key_words
from console.tui.screens.over import Over
from console.tui.texts.introduction import Introducing
from console.tui.texts.rehearsal import RehearsalScreen
from console.tui.widgets.brief_pane import BriefPane
from console.tui.widgets.next_rows import ahead_rows
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import Words, set_apart
from console.view.keys.other_screens import AHEAD, PREPARED_NOTE
from console.view.text.cleaning import clean
from console.view.text.counts import many
from db.engine.database import DatabaseTrouble

# What is known of those who come next and have no notes yet, asked for one by one.


class NotingScreen(Dialog[int]):
    """Answers how many notes were kept."""

    BINDINGS = bindings(PREPARED_NOTE)
    AUTO_FOCUS = "Line"

    def __init__(self, ahead: Sequence[UpcomingLead], work: Workplace) -> None:
        super().__init__()
        self._left = list(ahead)
        self._count = len(self._left)
        self._kept = 0
        self._is_writing = False
        self._work = work

    def compose(self) -> ComposeResult:
        title = "What do you know of them?"
        who, refused = Words(id="who"), Words(id="refused")
        line = Line(placeholder="in a sentence; it stands with the lead when you call")
        yield self.frame(title, [who, line, refused], PREPARED_NOTE)

    def on_mount(self) -> None:
        self._ask()

    def _ask(self) -> None:
        if not self._left:
            self.dismiss(self._kept)
            return
        one = self._left[0]
        place = f"{self._count - len(self._left) + 1} of {self._count}"
        told = " · ".join(filter(None, (clean(one.name), clean(one.headline))))
        self.query_one("#who", Words).show(f"{told}\n{place} without notes")
        self.query_one(Line).value = ""
        self._refuse("")

    @on(Input.Submitted)
    def _go_on(self, typed: Input.Submitted) -> None:
        if self._left and not self._is_writing:
            self._is_writing = True
            self.run_worker(self._keep(typed.value.strip()))

    async def _keep(self, text: str) -> None:
        keep = self._work.desk.preparing.keep_notes
        try:
            if text:
                await self._work.lane.run(keep, self._left[0].lead_id, text)
                self._kept += 1
        except (RefusedError, DatabaseTrouble) as refused:
            self._refuse(str(refused))
            return
        finally:
            self._is_writing = False
        del self._left[0]
        self._ask()

    def _refuse(self, told: str) -> None:
        self.query_one("#refused", Words).show(clean(told))

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(self._kept)


class AheadScreen(Over[None]):
    """Claims nobody: what is read here may still come to a colleague. `read` brings who comes."""

    BINDINGS = bindings(AHEAD)
    AUTO_FOCUS = "#ahead"

    def __init__(
        self, work: Workplace, whence: str, read: Callable[[], tuple[UpcomingLead, ...]]
    ) -> None:
        super().__init__()
        self._work = work
        self._whence = whence
        self._read_ahead = read
        self._ahead: tuple[UpcomingLead, ...] = ()
        self._introducing = Introducing(self, work, self._tell, self._written_to)

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows"):
            yield Static(id="ahead-title", classes="page-title")
            with Horizontal(classes="list-and-brief"):
                yield Rows(id="ahead")
                yield BriefPane(self._work)
            yield NoticeLine(id="told")
            yield Static(key_words(self._work.usable(AHEAD)), classes="page-keys")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_rows)

    async def _read(self) -> None:
        try:
            self._ahead = await self._work.reading.run(self._read_ahead)
        except DatabaseTrouble as trouble:
            self._tell(str(trouble), "error")
            return
        if self.is_mounted:
            self._show_rows()

    def _show_rows(self) -> None:
        rows = self.query_one(Rows)
        before = rows.highlighted or 0
        rows.clear_options()
        looks = COLOURS if not self.app.native_ansi_color else SIXTEEN
        shown = ahead_rows(self._ahead, rows.room - 1, looks)
        rows.add_options([Option(set_apart(row)) for row in shown])
        if self._ahead:
            rows.highlighted = min(before, len(self._ahead) - 1)
        told = Content.assemble(
            (f"{clean(self._whence)}: {many(len(self._ahead), 'lead')} ahead", "bold $text-accent"),
            (self._undone(), "$foreground-muted"),
        )
        self.query_one("#ahead-title", Static).update(told)

    def _undone(self) -> str:
        """What there is to prepare: `   4 to write to · 2 without notes`."""
        parts = [
            f"{count} {what}"
            for count, what in (
                (len(self._to_write_to()), "to write to"),
                (len(self._without_notes()), "without notes"),
            )
            if count
        ]
        return f"   {' · '.join(parts)}" if parts else ""

    def _to_write_to(self) -> list[int]:
        return [one.lead_id for one in self._ahead if one.has_email and not one.is_introduced]

    def _without_notes(self) -> list[UpcomingLead]:
        """From the one chosen on, then those before."""
        at = self.query_one(Rows).highlighted or 0
        return [one for one in (*self._ahead[at:], *self._ahead[:at]) if not one.notes]

    @property
    def _chosen(self) -> UpcomingLead | None:
        index = self.query_one(Rows).highlighted
        return self._ahead[index] if index is not None and index < len(self._ahead) else None

    @on(Rows.OptionHighlighted)
    def _look(self) -> None:
        self.query_one(BriefPane).look(self._chosen.lead_id if self._chosen else None)

    def action_press(self, action: str) -> None:
        chosen = self._chosen
        if action == "back":
            self.dismiss(None)
        elif action == "introduce_all":
            self._introduce_all()
        elif action == "notes":
            self._note()
        elif action == "introduce" and chosen is not None:
            self.run_worker(self._introducing.introduce(chosen.lead_id))
        elif action == "rehearse" and chosen is not None:
            self.app.push_screen(RehearsalScreen(self._work, chosen.lead_id))

    def _introduce_all(self) -> None:
        if wanted := self._to_write_to():
            self.run_worker(self._introducing.introduce_all(wanted), group="letters")
        else:
            self._tell("Nobody is left to write to: all have an introduction or no e-mail.")

    def _note(self) -> None:

        def noted(kept: int | None) -> None:
            if kept:
                self.run_worker(self._read())
                self._tell(f"{many(kept, 'note')} kept.")

        if wanted := self._without_notes():
            self.app.push_screen(NotingScreen(wanted, self._work), noted)
        else:
            self._tell("All of them have notes.")

    def _written_to(self, _lead_id: int) -> None:
        self.run_worker(self._read())

    def _tell(self, text: str, severity: str = "information") -> None:
        if self.is_mounted:
            self.query_one(NoticeLine).tell(clean(text), severity)
