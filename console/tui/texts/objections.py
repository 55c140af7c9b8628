"""Objection cards: type a word of what they say, and read the answer."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from console.outreach.scripts.speaking import SpokenSection
from console.tui.base.bindings import bindings
from console.tui.call_view.say_box import spoken_text
from console.tui.drawing.looks import fit
from console.tui.screens.dialog import Line, key_words
from console.tui.screens.over import Over
from console.tui.widgets.rows import Rows
from console.view.keys.other_screens import OBJECTING, OBJECTIONS
from console.view.state.script_questions import matches_objection
from console.view.text.cleaning import clean

MOST = 9
"""Cards with a digit."""

SHORTEST_NAME, LEAST_LINE = 24, 34
"""Cells that a long name keeps, and those beside it for what is typed."""


class ObjectionsScreen(Over[str | None]):
    """Below the head of the card, so that the timer and the verdict stay in sight.

    `at` is the card that is shown first.
    """

    KEYS = OBJECTIONS
    BINDINGS = bindings(OBJECTIONS)
    AUTO_FOCUS = "Line"

    def __init__(self, cards: tuple[SpokenSection, ...], at: int = 0) -> None:
        super().__init__()
        self._cards = cards
        self._found = cards
        self._at = at
        self._whose = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="objections"):
            with Horizontal(classes="objections-top"):
                yield Static(Content.styled(self._head(), "bold $text-accent"), id="they-say")
                yield Line(placeholder="a word of it, or a digit")
            with Horizontal():
                yield Rows(id="cards")
                with VerticalScroll(id="reply"):
                    yield Static(id="reply-text")
            yield Static(key_words(self.KEYS), classes="objections-keys")

    def _head(self) -> str:
        if not self._whose:
            return "They say "
        room = self.app.size.width - LEAST_LINE
        return f"{fit(clean(self._whose), max(SHORTEST_NAME, room))}’s no: "

    def on_mount(self) -> None:
        self.query_one(Rows).can_focus = False
        self.query_one("#reply").can_focus = False
        self.set_interval(1, self.refresh)  # the call's timer is behind
        self._show()

    @on(Input.Changed)
    def _search(self, typed: Input.Changed) -> None:
        text = typed.value.strip()
        if text.isdecimal() and 1 <= int(text) <= min(MOST, len(self._found)):
            self.query_one(Rows).highlighted = int(text) - 1
            with typed.input.prevent(Input.Changed):
                typed.input.value = ""
            self.choose()
            return
        self._found = tuple(card for card in self._cards if matches_objection(card, text))
        self._show()

    @on(Rows.OptionHighlighted)
    def _read_out(self, row: Rows.OptionHighlighted) -> None:
        self.query_one("#reply-text", Static).update(spoken_text(self._found[row.option_index]))
        self.query_one("#reply").scroll_home(animate=False)

    def action_press(self, action: str) -> None:
        rows = self.query_one(Rows)
        if action == "down":
            rows.action_cursor_down()
        elif action == "up":
            rows.action_cursor_up()
        elif action == "back":
            self.dismiss(None)

    @on(Input.Submitted)
    def _close(self) -> None:
        self.dismiss(self.answer)

    @property
    def answer(self) -> str | None:
        """What Enter answers."""
        return None

    def choose(self) -> None:
        """A digit was typed, its card is highlighted."""

    @property
    def chosen(self) -> str | None:
        at = self.query_one(Rows).highlighted
        return None if at is None or not self._found else self._found[at].name

    def _show(self) -> None:
        rows = self.query_one(Rows)
        rows.clear_options()
        rows.add_options(
            [
                Option(
                    Content.assemble(
                        (f"{number} " if number <= MOST else "  ", "bold $text-accent"),
                        clean(card.name),
                    )
                )
                for number, card in enumerate(self._found, 1)
            ]
        )
        if self._found:
            rows.highlighted, self._at = self._at, 0
        else:
            told = "No card has that word: fewer letters find more."
            self.query_one("#reply-text", Static).update(told)


class ObjectingScreen(ObjectionsScreen):
    """Which card it was with which they ended the call: its digit keeps it."""

    KEYS = OBJECTING
    BINDINGS = bindings(OBJECTING)

    def __init__(self, cards: tuple[SpokenSection, ...], whose: str = "") -> None:
        """`whose` no is meant, where that call is over: another lead may be on the screen."""
        super().__init__(cards)
        self._whose = whose

    @property
    def answer(self) -> str | None:
        return self.chosen

    def choose(self) -> None:
        self.dismiss(self.chosen)
