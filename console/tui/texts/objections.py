"""Objection cards: type a word of what they say, and read the answer."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.geometry import Region
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from console.outreach.scripts.speaking import SpokenSection
from console.tui.base.bindings import bindings
from console.tui.call_view.say_box import spoken_text
from console.tui.drawing.looks import fit
from console.tui.screens.dialog import Line
from console.tui.screens.over import Over
from console.tui.widgets.key_words import key_words
from console.tui.widgets.rows import Rows
from console.view.keys.other_screens import OBJECTING, OBJECTIONS
from console.view.state.script_questions import matches_objection
from console.view.text.cleaning import clean

PANEL = "#known"
"""The widget of the calling screen that lists the answers on a very wide terminal."""

LEAST_PANEL = 10
"""The fewest rows of that panel in which the cards have room."""

MAX_DIGITS = 9
"""Cards that have a digit key."""

MIN_NAME, MIN_LINE = 24, 34
"""The fewest cells of a long name, and the cells kept for the input line beside it."""


class ObjectionsScreen(Over[str | None]):
    """Search the cards below the call's timer and verdict, which stay visible.

    `at` is the index of the card highlighted first.
    """

    KEYS = OBJECTIONS
    BINDINGS = bindings(OBJECTIONS)
    AUTO_FOCUS = "Line"

    def __init__(self, cards: tuple[SpokenSection, ...], at: int = 0) -> None:
        super().__init__()
        self._cards = cards
        self._matches = cards
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
        yield Static(id="keys-below")  # covers the keys of the calling screen, which are off

    def _head(self) -> str:
        if not self._whose:
            return "They say "
        room = self.app.size.width - MIN_LINE
        return f"{fit(clean(self._whose), max(MIN_NAME, room))}’s no: "

    def on_mount(self) -> None:
        # The line keeps the focus: letters search, and ↓ and ↑ move the list's cursor.
        self.query_one(Rows).can_focus = False
        self.query_one("#reply").can_focus = False
        self.set_interval(1, self.refresh)  # redraws the call's timer, which this screen covers
        self._stand()
        self._show()

    def on_resize(self, _: Resize) -> None:
        self.call_after_refresh(self._stand)  # the screen below gets its new size after this one

    def _stand(self) -> None:
        """Take the place of the panel that lists the same answers, where the lead has one."""
        panels = self.app.screen_stack[0].query(f"{PANEL}.beside-known")
        region = panels.first().region if panels else Region()
        is_in_panel = region.height >= LEAST_PANEL
        self.set_class(is_in_panel, "in-panel")
        styles = self.query_one(".objections").styles
        if not is_in_panel:
            for rule in ("margin", "width", "height"):
                styles.inline.clear_rule(rule)
            return
        styles.margin = (region.y, 0, 0, region.x)
        styles.width, styles.height = region.size

    @on(Input.Changed)
    def _search(self, typed: Input.Changed) -> None:
        text = typed.value.strip()
        if text.isdecimal() and 1 <= int(text) <= min(MAX_DIGITS, len(self._matches)):
            self.query_one(Rows).highlighted = int(text) - 1
            with typed.input.prevent(Input.Changed):  # "" would list all cards again
                typed.input.value = ""
            self.choose()
            return
        self._matches = tuple(card for card in self._cards if matches_objection(card, text))
        self._show()

    @on(Rows.OptionHighlighted)
    def _show_reply(self, row: Rows.OptionHighlighted) -> None:
        self.query_one("#reply-text", Static).update(spoken_text(self._matches[row.option_index]))
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
        """The result when Enter closes the screen."""
        return None

    def choose(self) -> None:
        """React to a digit; its card is highlighted already."""

    @property
    def chosen(self) -> str | None:
        """The name of the highlighted card."""
        index = self.query_one(Rows).highlighted
        return None if index is None or not self._matches else self._matches[index].name

    def _show(self) -> None:
        rows = self.query_one(Rows)
        rows.clear_options()
        rows.add_options(
            [
                Option(
                    Content.assemble(
                        (f"{number} " if number <= MAX_DIGITS else "  ", "bold $text-accent"),
                        clean(card.name),
                    )
                )
                for number, card in enumerate(self._matches, 1)
            ]
        )
        if self._matches:
            rows.highlighted, self._at = self._at, 0
        else:
            self.query_one("#reply-text", Static).update(
                "No card has that word: fewer letters find more."
            )


class ObjectingScreen(ObjectionsScreen):
    """Ask which objection ended the call; answer with the card's name, or None."""

    KEYS = OBJECTING
    BINDINGS = bindings(OBJECTING)

    def __init__(self, cards: tuple[SpokenSection, ...], whose: str = "") -> None:
        """Name the lead in the title (`whose`) if the call is over.

        The call screen may show another lead by then.
        """
        super().__init__(cards)
        self._whose = whose

    def on_mount(self) -> None:
        self._mute_next_lead(is_muted=bool(self._whose))

    def on_unmount(self) -> None:
        self._mute_next_lead(is_muted=False)

    def _mute_next_lead(self, *, is_muted: bool) -> None:
        """Dim the band of the next lead while the question is about the last one."""
        for band in self.app.screen_stack[0].query("#band"):
            band.set_class(is_muted, "muted")

    @property
    def answer(self) -> str | None:
        return self.chosen

    def choose(self) -> None:
        self.dismiss(self.chosen)
