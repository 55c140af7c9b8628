"""Who comes next, to be prepared for: read up, written to, noted down and rehearsed."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.cards.next_leads import Ahead
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import COLOURS, SIXTEEN
from console.tui.screens.dialog import key_words
from console.tui.screens.over import Over
from console.tui.texts.introduction import Introducing
from console.tui.widgets.brief_pane import BriefPane
from console.tui.widgets.next_rows import ahead_rows
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import set_apart
from console.view.keys.other_screens import AHEAD
from console.view.text.cleaning import clean
from console.view.text.counts import many
from db.engine.database import DatabaseTrouble


class AheadScreen(Over[None]):
    """Claims nobody: what is read here may still come to a colleague. `read` brings who comes."""

    BINDINGS = bindings(AHEAD)
    AUTO_FOCUS = "#ahead"

    def __init__(self, work: Workplace, whence: str, read: Callable[[], tuple[Ahead, ...]]) -> None:
        super().__init__()
        self._work = work
        self._whence = whence
        self._read_ahead = read
        self._ahead: tuple[Ahead, ...] = ()
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

    def _without_notes(self) -> list[Ahead]:
        """From the one chosen on, then those before."""
        at = self.query_one(Rows).highlighted or 0
        return [one for one in (*self._ahead[at:], *self._ahead[:at]) if not one.notes]

    @property
    def _chosen(self) -> Ahead | None:
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
            from console.tui.texts.rehearsal import RehearsalScreen

            self.app.push_screen(RehearsalScreen(self._work, chosen.lead_id))

    def _introduce_all(self) -> None:
        if wanted := self._to_write_to():
            self.run_worker(self._introducing.introduce_all(wanted), group="letters")
        else:
            self._tell("Nobody is left to write to: all have an introduction or no e-mail.")

    def _note(self) -> None:
        from console.tui.texts.notes import NotingScreen

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
