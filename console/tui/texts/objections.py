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
from console.tui.call_view.known import answer_rows
from console.tui.call_view.say_box import spoken_text
from console.tui.drawing.looks import STYLES, fit
from console.tui.screens.dialog import Line
from console.tui.screens.over import Over
from console.tui.screens.sheet import Hairline
from console.tui.widgets.key_words import key_words
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import stack
from console.view.keys.other_screens import OBJECTING, OBJECTIONS
from console.view.state.script_questions import matches_objection
from console.view.text.cleaning import clean
from console.view.text.counts import many
from console.view.text.styled import Role, spoken_lines

PANEL = "#known"
"""The widget of the calling screen that lists the answers on a very wide terminal."""

LEAST_PANEL = 10
"""The fewest rows of that panel in which the cards have room."""

NO_MATCH = "No card has that word: fewer letters find more."

MAX_DIGITS = 9
"""Cards that have a digit key."""

ASKED, MARGIN = "’s no: what did they say?", 6
"""What is asked about a call that is over, and the cells of the title around it."""

DIGIT, SCROLL_BAR = 2, 1
"""Cells of the digit before a card, and those kept at the right."""


class ObjectionsScreen(Over[str | None]):
    """Search the cards below the call's timer and verdict, which stay visible.

    `at` is the index of the card highlighted first.
    """

    KEYS = OBJECTIONS
    BINDINGS = bindings(OBJECTIONS)
    AUTO_FOCUS = "Line"
    FOR_WHAT = ""
    """What the answers are for, in the title of the panel."""

    def __init__(self, cards: tuple[SpokenSection, ...], at: int = 0) -> None:
        super().__init__()
        self._cards = cards
        self._matches = cards
        self._at = at
        self._whose = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="objections"):
            yield Hairline()
            yield Line(placeholder="a word of what they say, or a digit")
            with Horizontal():
                yield Rows(id="cards")
                with VerticalScroll(id="reply"):
                    yield Static(id="reply-text")
            yield Static(key_words(self.KEYS), classes="objections-keys")
        yield Static(id="keys-below")  # covers the keys of the calling screen, which are off

    def _title(self) -> str:
        if not self._whose:
            return "If they say"
        room = self.app.size.width - len(ASKED) - MARGIN
        return f"{fit(clean(self._whose), room)}{ASKED}"

    def on_mount(self) -> None:
        # The line keeps the focus: letters search, and ↓ and ↑ move the list's cursor.
        self.query_one(Rows).can_focus = False
        self.query_one("#reply").can_focus = False
        self.set_interval(1, self.refresh)  # redraws the call's timer, which this screen covers
        self._stand()
        self._show()

    def on_resize(self, _: Resize) -> None:
        # The screen below gets its new size after this one.
        self.call_after_refresh(self.call_after_refresh, self._stand_again)

    def _stand_again(self) -> None:
        if self.is_current:
            self._at = self.query_one(Rows).highlighted or 0
            self._stand()
            self._show()

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
        # The outcomes above the panel are off, and so is the note below it.
        around = self.app.screen_stack[0].query("#endings, #note")
        regions = [widget.region for widget in around if widget.display]
        top = min([region.y, *(other.y + 1 for other in regions)])
        bottom = max([region.bottom, *(other.bottom for other in regions)])
        styles.margin = (top, 0, 0, region.x)
        styles.width, styles.height = region.width, bottom - top

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
        self.point(row.option_index)

    def point(self, at: int) -> None:
        """Show the answer of a card."""
        if self.has_class("in-panel"):
            rows = self.query_one(Rows)
            for index, prompt in enumerate(self._prompts(at)):
                rows.replace_option_prompt_at_index(index, prompt)
            return
        self.query_one("#reply-text", Static).update(spoken_text(self._matches[at], "bold"))
        self.query_one("#reply").scroll_home(animate=False)

    def action_press(self, action: str) -> None:
        rows = self.query_one(Rows)
        if action == "down":
            rows.action_cursor_down()
        elif action == "up":
            rows.action_cursor_up()
        elif action == "back":
            self.dismiss(None)

    @on(Rows.OptionSelected)
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
        count = many(len(self._matches), "card")
        beside = (self.FOR_WHAT if self.has_class("in-panel") else "") or count
        self.query_one(Hairline).show((self._title(), "", beside, False))
        rows = self.query_one(Rows)
        rows.clear_options()
        rows.add_options(map(Option, self._prompts(self._at)))
        if self._matches:
            rows.highlighted, self._at = self._at, 0
            self.point(rows.highlighted)
        elif self.has_class("in-panel"):
            rows.add_option(Option(NO_MATCH, disabled=True))
        else:
            self.query_one("#reply-text", Static).update(NO_MATCH)

    def _whole(self, at: int) -> int:
        """Return the index of the card whose answer is shown whole, -1 for none."""
        return at if self._matches else -1

    def _prompts(self, at: int) -> list[Content]:
        """Return the cards with their digits: as the panel lists them if it is in its place.

        `at` is the index of the highlighted card, which has its whole answer there.
        """
        rows = self.query_one(Rows)
        width, looks = rows.room - DIGIT - SCROLL_BAR, rows.looks
        names = [[Content(clean(card.name))] for card in self._matches]
        if self.has_class("in-panel"):
            names = answer_rows(self._matches, width, rows.size.height, looks, self._whole(at))
        prompts = []
        for number, (first, *others) in enumerate(names, 1):
            digit = f"{number} " if number <= MAX_DIGITS else "  "
            below = [row.pad_left(DIGIT) for row in others]
            prompts.append(stack([Content.assemble((digit, looks.key), first), *below]))
        return prompts


FOR_NEXT_CALL = "An answer for the next call"


class ObjectingScreen(ObjectionsScreen):
    """Ask which objection ended the call; answer with the card's name, or None."""

    KEYS = OBJECTING
    BINDINGS = bindings(OBJECTING)
    FOR_WHAT = "answers for the next call"

    def __init__(self, cards: tuple[SpokenSection, ...], whose: str = "") -> None:
        """Name the lead in the title (`whose`) if the call is over.

        The call screen may show another lead by then.
        """
        super().__init__(cards)
        self._whose = whose

    def on_mount(self) -> None:
        self._dim_next_lead(is_dim=bool(self._whose))

    def on_unmount(self) -> None:
        self._dim_next_lead(is_dim=False)

    def _dim_next_lead(self, *, is_dim: bool) -> None:
        """Dim the next lead while the question is about the last one, but not the receipt."""
        self.set_class(is_dim, "about-last")
        for view in self.app.screen_stack[0].query("CallView"):
            view.set_class(is_dim, "behind")

    @property
    def answer(self) -> str | None:
        return self.chosen

    def _whole(self, at: int) -> int:  # noqa: ARG002
        return -1  # what the agent does on a call, such as a key, is over

    def choose(self) -> None:
        self.dismiss(self.chosen)

    def point(self, at: int) -> None:
        """Show the words of an answer, for the next call: this one may be over."""
        super().point(at)
        if not self.has_class("in-panel"):
            lines = spoken_lines(self._matches[at].text)
            words = Content("\n").join(Content(line) for line, is_spoken in lines if is_spoken)
            head = Content.styled(FOR_NEXT_CALL, STYLES[Role.HEADING])
            self.query_one("#reply-text", Static).update(stack([head, words]))
