"""Prepare for the leads that come next: read them, add notes, e-mail them, rehearse."""

from collections.abc import Callable, Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from console.cards.lead_context import Ahead, UpcomingLead
from console.desk import RefusedError
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.call_view.call_view import WIDE
from console.tui.lead.brief_pane import BriefPane
from console.tui.screens.beside import Beside
from console.tui.screens.dialog import Dialog, Line
from console.tui.texts.introduction import Introducing
from console.tui.texts.rehearsal import RehearsalScreen
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.next_rows import PREPARED_HEADS, briefs, prepared_rows
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import Words, set_apart, stack
from console.view.keys.other_screens import AHEAD, PREPARED_NOTE
from console.view.sessions.waiting import hidden_words
from console.view.text.cleaning import clean
from console.view.text.counts import many
from db.engine.database import DatabaseTrouble

AROUND = 8
"""Rows above and below the list."""

ROWS_WITH_AIR = 4
"""Rows of a lead with two lines of notes and an empty one."""


class NotesScreen(Dialog[int]):
    """Ask for a note on each lead in turn; answer with the number of notes saved."""

    BINDINGS = bindings(PREPARED_NOTE)
    AUTO_FOCUS = "Line"

    def __init__(self, ahead: Sequence[UpcomingLead], work: Workplace) -> None:
        super().__init__()
        self._left = list(ahead)
        self._count = len(self._left)
        self._saved = 0
        self._is_writing = False
        self._work = work

    def compose(self) -> ComposeResult:
        title = "What do you know of them?"
        line = Line(placeholder="in a sentence; it stands with the lead when you call")
        yield from self.frame(title, [Words(id="who"), line], PREPARED_NOTE)

    def on_mount(self) -> None:
        self._ask()

    def _ask(self) -> None:
        if not self._left:
            self.dismiss(self._saved)
            return
        lead = self._left[0]
        place = f"{self._count - len(self._left) + 1} of {self._count}"
        head = " · ".join(filter(None, (clean(lead.name), clean(lead.headline))))
        self.query_one("#who", Words).show(f"{head}\n{place} without notes")
        self.query_one(Line).value = ""
        self.tell("")

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if self._left and not self._is_writing:
            self._is_writing = True
            self.run_worker(self._save(typed.value.strip()))

    async def _save(self, text: str) -> None:
        """Save the note, or skip the lead if nothing was typed; then ask about the next."""
        save = self._work.desk.preparing.keep_notes
        try:
            if text:
                await self._work.lane.run(save, self._left[0].lead_id, text)
                self._saved += 1
        except (RefusedError, DatabaseTrouble) as refused:
            self.refuse(str(refused))
            return
        finally:
            self._is_writing = False
        del self._left[0]
        self._ask()

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(self._saved)


class AheadScreen(Beside[None]):
    """List the next leads, as `read` returns them; `source` names where they come from.

    It claims none of them: a colleague may still get one.
    """

    BINDINGS = bindings(AHEAD)
    AUTO_FOCUS = "#ahead"

    def __init__(self, work: Workplace, source: str, read: Callable[[], Ahead]) -> None:
        super().__init__()
        self._work = work
        self._source = source
        self._read_ahead = read
        self._ahead: tuple[UpcomingLead, ...] = ()
        self._hidden = 0
        self._introducing = Introducing(self, work, self._tell, self._written_to)

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows"):
            yield Static(id="ahead-title", classes="page-title")
            with Horizontal(classes="list-and-brief side"):
                with Vertical(id="ahead-list"):
                    yield Static(PREPARED_HEADS, id="ahead-heads", markup=False)
                    yield Rows(id="ahead")
                yield BriefPane(self._work)
            yield NoticeLine(id="told")
            yield KeyWords(key_words(self._work.usable(AHEAD)), classes="page-keys")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    def on_resize(self, _: Resize) -> None:
        self.call_after_refresh(self._show_rows)

    async def _read(self) -> None:
        try:
            ahead = await self._work.reading.run(self._read_ahead)
        except DatabaseTrouble as trouble:
            self._tell(str(trouble), "error")
            return
        self._ahead, self._hidden = ahead.leads, ahead.hidden
        if self.is_attached:
            self._show_rows()
            self.query_one(NoticeLine).stand(hidden_words(ahead))

    def _show_rows(self) -> None:
        rows = self.query_one(Rows)
        before = rows.highlighted or 0
        rows.clear_options()
        width, room = rows.room - 1, self.app.size.height - AROUND
        # The pane has the notes at the right, or below a list that would not fit with them.
        is_table = self.app.size.width >= WIDE or room < len(self._ahead) * ROWS_WITH_AIR
        if is_table:
            contents = prepared_rows(self._ahead, width, self.looks)
        else:
            briefed = briefs(self._ahead, width, 2, self.looks)
            contents = [stack([*brief, Content("")]) for brief in briefed]
        self.query_one("#ahead-heads").display = is_table and bool(self._ahead)
        rows.add_options([Option(set_apart(content)) for content in contents])
        if self._ahead:
            rows.highlighted = min(before, len(self._ahead) - 1)
        count = len(self._ahead) + self._hidden
        to_do = self._to_do_words()
        is_ready = self._ahead and not to_do
        title = Content.assemble(
            (f"{clean(self._source)}: {many(count, 'lead')} ahead", "bold $text-accent"),
            ("   ✓ all ready", "$text-success") if is_ready else (to_do, "$foreground-muted"),
        )
        self.query_one("#ahead-title", Static).update(title)

    def _to_do_words(self) -> str:
        """Return `   4 to write to · 2 without notes`, or "" if all is prepared."""
        parts = [
            f"{count} {task}"
            for count, task in (
                (len(self._to_write_to()), "to write to"),
                (len(self._without_notes()), "without notes"),
            )
            if count
        ]
        return f"   {' · '.join(parts)}" if parts else ""

    def _to_write_to(self) -> dict[int, str]:
        """Return the names of the leads with an address and no introduction yet, by id."""
        return {
            lead.lead_id: lead.name
            for lead in self._ahead
            if lead.has_email and not lead.is_introduced
        }

    def _without_notes(self) -> list[UpcomingLead]:
        """Return the leads without notes, from the highlighted one on, then those before it."""
        index = self.query_one(Rows).highlighted or 0
        leads = (*self._ahead[index:], *self._ahead[:index])
        return [lead for lead in leads if not lead.notes]

    @property
    def _highlighted(self) -> UpcomingLead | None:
        index = self.query_one(Rows).highlighted
        return self._ahead[index] if index is not None and index < len(self._ahead) else None

    @on(Rows.OptionHighlighted)
    def _show_brief(self) -> None:
        lead = self._highlighted
        head = " · ".join(filter(None, (clean(lead.name), clean(lead.headline)))) if lead else ""
        self.query_one(BriefPane).look(lead.lead_id if lead else None, head)

    def action_press(self, action: str) -> None:
        lead = self._highlighted
        if action == "back":
            self.dismiss(None)
        elif action == "introduce_all":
            self._introduce_all()
        elif action == "notes":
            self._note()
        elif action == "introduce" and lead is not None:
            self._write_to(self._ahead.index(lead))
        elif action == "rehearse" and lead is not None:
            self.app.push_screen(RehearsalScreen(self._work, lead.lead_id))

    def _write_to(self, at: int) -> None:
        """Show the letter to a lead; it may go on to the next one with an address."""
        self.query_one(Rows).highlighted = at
        place = f"{at + 1} of {len(self._ahead)}"
        following = [
            later for later in range(at + 1, len(self._ahead)) if self._ahead[later].has_email
        ]
        go_on = partial(self._write_to, following[0]) if following else None
        after = following_words([self._ahead[later] for later in following])
        self.run_worker(self._introducing.introduce(self._ahead[at].lead_id, place, after, go_on))

    def _introduce_all(self) -> None:
        if names := self._to_write_to():
            self.run_worker(self._introducing.introduce_all(names), group="letters")
        else:
            text = "There is nobody left to write to: all have an introduction or no e-mail."
            self._tell(text, "off")

    def _note(self) -> None:
        def report(count: int | None) -> None:
            if count:
                self.run_worker(self._read())
                self._tell(f"{many(count, 'note')} kept.")

        if leads := self._without_notes():
            self.app.push_screen(NotesScreen(leads, self._work), report)
        else:
            self._tell("All of them have notes: m writes e-mails, r rehearses.", "off")

    def _written_to(self, _lead_id: int) -> None:
        self.run_worker(self._read())


def following_words(leads: Sequence[UpcomingLead]) -> str:
    """Return who is written to after this one; ✓ was written to before."""
    names = [f"{'✓ ' if lead.is_introduced else ''}{clean(lead.name)}" for lead in leads]
    return f"Then, with n (✓ was written to): {', '.join(names)}" if names else ""
