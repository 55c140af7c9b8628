"""The columns of a wide terminal: what came before, the sessions, and what to say."""

from collections.abc import Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from console.cards import Card, SessionCard
from console.tui.keys import Key
from console.tui.present import clean, fit, say_first
from console.tui.widgets.history import history_rows
from console.tui.widgets.session_sign import session_sign
from console.tui.widgets.top_line import progress_bar
from console.tui.widgets.words import Words
from db.enums import SessionStatus


class Titled(Vertical):
    """A title and the text under it."""

    def __init__(self, title: str, id: str) -> None:  # noqa: A002
        super().__init__(id=id, classes="titled")
        self._title = title

    def compose(self) -> ComposeResult:
        title = Words(classes="title")
        title.show(Content.styled(self._title, "bold $foreground-muted"))
        yield title
        yield Words(classes="text")

    def show(self, content: Content | str) -> None:
        self.query_one(".text", Words).show(content)


class PastColumn(Vertical):
    """From 120 cells: earlier attempts above, the sessions below."""

    def compose(self) -> ComposeResult:
        yield Titled("Before", "before")
        yield Titled("Sessions", "plan")

    def show_card(self, card: Card | None, now: datetime, here: str) -> None:
        before = self.query_one("#before", Titled)
        if card is None:
            before.show("")
        elif card.history:
            before.show(history_rows(card.history, now, here))
        else:
            before.show(Content.styled("The first call to this person.", "$foreground-muted"))

    def show_sessions(self, sessions: Sequence[SessionCard]) -> None:
        self.query_one("#plan", Titled).show(
            Content("\n").join([_session_row(session) for session in sessions])
        )


class SayColumn(Vertical):
    """From 160 cells: the opening sentence, and how a call can end."""

    def compose(self) -> ComposeResult:
        yield Titled("Say first", "opening")
        yield Titled("How it can end", "endings")

    def show_card(self, card: Card | None, agent: str, now: datetime, here: str) -> None:
        opening = say_first(agent, now, card.zone or here) if card else ""
        self.query_one("#opening", Titled).show(Content.styled(opening, "$text-accent"))

    def show_endings(self, outcomes: Sequence[Key], *, is_on: bool) -> None:
        rows = [
            Content.assemble(
                (key.shown, "bold $text-accent" if is_on else "$foreground-disabled"),
                "  ",
                (key.label, "" if is_on else "$foreground-muted"),
            )
            for key in outcomes
        ]
        self.query_one("#endings", Titled).show(Content("\n").join(rows))


def _session_row(session: SessionCard) -> Content:
    is_under_way = session.status is SessionStatus.ACTIVE
    name = fit(clean(session.name), 18)
    return Content.assemble(
        session_sign(session.status),
        " ",
        (name + " " * max(1, 19 - Content(name).cell_length), "bold" if is_under_way else ""),
        progress_bar(session.done, session.size, 8),
        (f" {session.done}/{session.size}", "$foreground-muted"),
    )
