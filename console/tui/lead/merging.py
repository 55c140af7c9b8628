"""Two leads that may be one person side by side: which value is kept, and they are made one."""

from collections.abc import Sequence
from itertools import zip_longest

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key as KeyEvent
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.cards.pair import Double, FieldPair, Pair
from console.desk import RefusedError
from console.tui.base.bindings import AGAIN, Asked, bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Dialog, key_words
from console.tui.screens.over import Over
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.panels import pad
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import cut, set_apart, stack
from console.view.keys.other_screens import DOUBLES, MERGING
from console.view.lead.pair import MergeDone, merge_question, outcome_lines, side_words
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble

LABEL = 14

LINES = 6
"""Rows that the notes of two may take."""

FOR_GOOD = "Make one for good"

WIDEST = 160
"""Cells of a page on a wider terminal."""


class MergeScreen(Over[str | None]):
    """Answers what the screen is to say once they are one, or None."""

    BINDINGS = bindings(MERGING)
    AUTO_FOCUS = "Rows"

    def __init__(self, work: Workplace, kept_id: int, gone_id: int, done: MergeDone) -> None:
        super().__init__()
        self._work = work
        self._ids = (kept_id, gone_id)
        self._done = done
        self._pair: Pair | None = None
        self._take: set[str] = set()
        self._was_asked = False
        self._is_writing = False
        self._asked = Asked(work)

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows"):
            title = Content.styled("One person?", "bold $text-accent")
            yield Static(title, classes="page-title")
            yield Static(id="pair-head", markup=False)
            yield Rows(id="found")
            yield Static(id="pair-out", markup=False)
            yield Static(id="pair-asked", markup=False)
            yield NoticeLine(id="told")
            yield Static(id="pair-keys", classes="page-keys")

    def on_mount(self) -> None:
        self._look()

    def _look(self) -> None:
        self.run_worker(self._read(), exclusive=True)

    async def _read(self) -> None:
        compare = self._work.reports.merging.compare
        try:
            pair = await self._work.reading.run(compare, *self._ids, frozenset(self._take))
        except (RefusedError, DatabaseTrouble) as trouble:
            if self.is_mounted:
                self._tell(str(trouble), "error")
            return
        if self.is_mounted:
            self._show(pair)

    def _show(self, pair: Pair) -> None:
        self._pair = pair
        rows, at = self.query_one(Rows), self.query_one(Rows).highlighted
        width = min(self.size.width, WIDEST) - 8
        self.query_one("#pair-head", Static).update(_heads(pair, width))
        rows.clear_options()
        rows.add_options([Option(set_apart(_row(one, width))) for one in pair.fields])
        rows.highlighted = min(at or 0, len(pair.fields) - 1) if pair.fields else None
        self.query_one("#pair-out", Static).update("\n".join(outcome_lines(pair)))
        self._ask(is_asked=False)

    def _ask(self, *, is_asked: bool) -> None:
        """The one question, which any other key takes back."""
        self._was_asked = is_asked
        words = merge_question(self._pair) if is_asked and self._pair else ""
        asked = Content.styled(words, "$text-warning")
        self.query_one("#pair-asked", Static).update(asked)
        keys = self._work.usable(MERGING)
        if is_asked:
            keys = [replace(key, label=FOR_GOOD) if key.action == "merge" else key for key in keys]
        self.query_one("#pair-keys", Static).update(key_words(keys))

    @on(Rows.OptionSelected)
    def _entered(self) -> None:
        self._merge()

    @on(Rows.OptionHighlighted)
    def _moved(self) -> None:
        self._ask(is_asked=False)

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
        elif action == "choose":
            self._choose()
        elif action == "swap":
            self._ids = (self._ids[1], self._ids[0])
            self._take = set()
            self._look()
        else:
            self._merge()

    def _choose(self) -> None:
        """The other value of the field under the cursor."""
        at = self.query_one(Rows).highlighted
        if self._pair is None or at is None:
            return
        field = self._pair.fields[at]
        if not field.may_choose:
            self._tell("Here is nothing to choose: both are kept, or only one says something.")
            return
        self._take ^= {field.name}
        self._look()

    def _merge(self) -> None:
        if self._pair is None or self._is_writing:
            return
        if not self._was_asked:
            self._ask(is_asked=True)
            self._asked.anew()
            return
        if self._asked.is_unread:
            self._tell(AGAIN, "warning")
            return
        self._is_writing = True
        self.run_worker(self._write(self._pair))

    async def _write(self, pair: Pair) -> None:
        refused, told = await self._done(pair.survivor.lead_id, pair.duplicate.lead_id, self._take)
        self._is_writing = False
        if refused:
            self._ask(is_asked=False)
            self._tell(refused, "warning")
        else:
            self.dismiss(told)

    def _tell(self, text: str, severity: str = "information") -> None:
        self.query_one(NoticeLine).tell(clean(text), severity)


def _heads(pair: Pair, width: int) -> Content:
    """Above each column what becomes of that one, and which it is."""
    sides = (("stays", pair.survivor), ("goes into it", pair.duplicate))
    return stack(
        [
            _columns("", [(what, "bold $foreground-muted") for what, _ in sides], " ", width),
            _columns("", [(side_words(one), "$foreground-muted") for _, one in sides], " ", width),
        ]
    )


def _row(one: FieldPair, width: int) -> Content:
    """What is kept is bold; of two that differ the mark points at it."""
    mark = ("◂" if one.result == one.survivor else "▸") if one.may_choose else " "
    is_both = one.result not in {one.survivor, one.duplicate}
    sides = [
        (clean(text), "bold" if is_both or text == one.result else "strike $foreground-muted")
        for text in (one.survivor, one.duplicate)
    ]
    return _columns(one.label, sides, mark, width, LINES if one.name == "notes" else 1)


def _columns(
    label: str, sides: Sequence[tuple[str, str]], mark: str, width: int, lines: int = 1
) -> Content:
    """Two texts beside each other, in so many rows at the most."""
    room = max(8, (width - LABEL - 4) // 2)
    own, other = (
        cut(Content.styled(text, style), room, lines).split("\n", allow_blank=True)
        for text, style in sides
    )
    rows = []
    for place, (left, right) in enumerate(zip_longest(own, other, fillvalue=Content(""))):
        head, point = (label, mark) if not place else ("", " ")
        rows.append(
            Content.assemble(
                (pad(head, LABEL), "$foreground-muted"),
                left.pad_right(room - left.cell_length),
                (f" {point} ", "$text-accent"),
                right,
            )
        )
    return stack(rows)


# Which of several leads is the same person: a digit compares them.


MOST = 9


class DoublesScreen(Dialog[int | None]):
    """Answers the lead to compare with."""

    BINDINGS = bindings(DOUBLES)

    def __init__(self, name: str, doubles: tuple[Double, ...]) -> None:
        super().__init__()
        self._who = name
        self._doubles = doubles[:MOST]

    def compose(self) -> ComposeResult:
        rows = [
            Content.assemble((f"{at}  ", "bold $text-accent"), f"{clean(one.name)}, by {one.why}")
            for at, one in enumerate(self._doubles, 1)
        ]
        title = f"Who may be {clean(self._who)} too?"
        yield self.frame(title, [Static(stack(rows), classes="dialog-body")], DOUBLES)

    def on_key(self, event: KeyEvent) -> None:
        chosen = event.character or ""
        if chosen.isascii() and chosen.isdigit() and 0 < int(chosen) <= len(self._doubles):
            event.stop()
            self.dismiss(self._doubles[int(chosen) - 1].lead_id)
