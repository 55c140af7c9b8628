"""The columns of a wide terminal: what came before, the sessions, and what to say."""

from collections.abc import Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from console.cards.lead import Card
from console.cards.session import SessionCard
from console.preparing.speaking import SpokenSection
from console.tui.fitting import fit
from console.tui.widgets.brief import spoken
from console.tui.widgets.history import history_rows
from console.tui.widgets.script_box import ScriptWords
from console.tui.widgets.session_sign import session_sign
from console.tui.widgets.text_widget import Drawn, Words, stack
from console.tui.widgets.top_line import progress_bar
from console.view.cleaning import clean
from console.view.duty_words import duty_sentences
from console.view.keys.key import Key
from db.enums import SessionStatus


class Titled(Vertical):
    """A title and the text under it."""

    def __init__(self, title: str, id: str, text: Widget) -> None:  # noqa: A002
        super().__init__(id=id, classes="titled")
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        title = Words(classes="title")
        title.show(Content.styled(self._title, "bold $foreground-muted"))
        yield title
        yield self._text


class TitledWords(Titled):
    def __init__(self, title: str, id: str) -> None:  # noqa: A002
        self._words = Words(classes="text")
        super().__init__(title, id, self._words)

    def show(self, content: Content | str) -> None:
        self._words.show(content)


class PlanRows(Drawn[tuple[SessionCard, ...]]):
    """A row a session, the names as long as the column allows."""

    def draw(self, size: Size, value: tuple[SessionCard, ...]) -> Content:
        return stack([_session_row(session, size.width) for session in value[: size.height]])


class PastColumn(Vertical):
    """From 120 cells: earlier attempts above, the sessions below.

    Its parts are there with it, for the clock may paint it before they are mounted.
    """

    def __init__(self, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._before = TitledWords("Before", "before")
        self._plan = PlanRows(classes="text")

    def compose(self) -> ComposeResult:
        yield self._before
        yield Titled("Sessions", "plan", self._plan)

    def show_card(self, card: Card | None, now: datetime, here: str) -> None:
        if card is None:
            self._before.show("")
        elif card.history or card.introduced:
            self._before.show(history_rows(card.history, now, here, card.introduced))
        else:
            self._before.show(Content.styled("The first call to this person.", "$foreground-muted"))

    def show_sessions(self, sessions: Sequence[SessionCard]) -> None:
        self._plan.show(tuple(sessions))


class SayColumn(Vertical):
    """From 160 cells: the opening, what the law wants said, the script, and how a call can end.

    Its parts are there with it, as those of `PastColumn` are.
    """

    def __init__(self, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._opening = TitledWords("Say first", "opening")
        self._script = ScriptWords(classes="text")
        self._endings = TitledWords("How it can end", "endings")

    def compose(self) -> ComposeResult:
        yield self._opening
        yield Titled("Script", "script-column", self._script)
        yield self._endings

    def show_card(self, card: Card | None) -> None:
        if card is None:
            self._opening.show("")
            return
        wanted = "\n\n".join(duty_sentences(card.duties))
        self._opening.show(
            Content.assemble((spoken(card), "$text-accent"), "\n\n", (wanted, "$foreground-muted"))
        )

    def show_section(self, section: SpokenSection) -> None:
        self._script.show(section)

    def show_endings(self, outcomes: Sequence[Key], *, is_on: bool) -> None:
        rows = [
            Content.assemble(
                (key.shown, "bold $text-accent" if is_on else "$foreground-disabled"),
                "  ",
                (key.label, "" if is_on else "$foreground-muted"),
            )
            for key in outcomes
        ]
        self._endings.show(Content("\n").join(rows))


def _session_row(session: SessionCard, width: int) -> Content:
    is_under_way = session.status is SessionStatus.ACTIVE
    room = max(8, width - 20)
    name = Content(fit(clean(session.name), room))
    return Content.assemble(
        session_sign(session.status),
        " ",
        name.pad_right(room - name.cell_length).stylize("bold" if is_under_way else ""),
        "  ",
        progress_bar(session.done, session.size, 8),
        (f" {session.done}/{session.size}", "$foreground-muted"),
    )
