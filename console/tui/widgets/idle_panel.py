"""What stands in place of a lead: why there is none, and what to do next."""

from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.session import SessionCard
from console.cards.waiting import Nobody
from console.tui.fitting import fit
from console.tui.widgets.text_widget import Drawn, cut, stack
from console.view.cleaning import clean
from console.view.clocks import moment, span
from console.view.counts import many
from console.view.pace import away_words
from console.view.waiting import (
    Row,
    elsewhere_lines,
    free_words,
    meanwhile,
    nobody_advice,
    nobody_headline,
    nobody_rows,
)


class Idle(NamedTuple):
    headline: str
    reasons: tuple[Row, ...]
    advice: Content


class IdlePanel(Drawn[Idle]):
    """Shows a headline, rows of reasons with counts, and what to do."""

    def show_nobody(self, nobody: Nobody, now: datetime, here: str) -> None:
        keys = [
            Content.assemble((key.shown, "bold $text-accent"), f" {good_for}")
            for key, good_for in meanwhile(nobody)
        ]
        advice = Content.styled(nobody_advice(nobody, now, here), "$foreground-muted")
        self._show(
            "\n".join([nobody_headline(nobody, now, here), *elsewhere_lines(nobody)]),
            nobody_rows(nobody, now, here),
            Content("\n").join([advice, Content("   ").join(keys)]),
        )

    def show_empty(self) -> None:
        self._show(
            "There are no leads yet.",
            (),
            Content.assemble(
                ("i", "bold $text-accent"),
                " brings a list in: you see what is in it before anything is written.\n"
                "From the shell it is:\n\n",
                ("    smiledial import FILE.csv", "bold"),
                "\n\nor look around first on invented people:\n\n",
                ("    smiledial demo", "bold"),
            ),
        )

    def show_offer(
        self, offer: SessionCard, now: datetime, here: str, *, is_paused: bool, free: int = 0
    ) -> None:
        is_ahead = offer.span_opens_at is not None and offer.span_opens_at > now
        word = "is the next session." if is_ahead else "is ready for you."
        word = "waits where you left it." if is_paused else word
        told = f"{many(offer.left, 'lead')} to call"
        if offer.span_opens_at and offer.span_closes_at:
            opens = moment(offer.span_opens_at, now, here)
            closes = moment(offer.span_closes_at, now, here)
            if offer.span_opens_at > now:
                told += f", open {opens} to {closes}, in {span(offer.span_opens_at - now)}"
            else:
                told += f", all of them open until {closes}"
        before = f"{free_words(free)} Space brings the first.\n\n" if free else ""
        self._show(
            f"{before}{clean(offer.name)} {word}",
            (),
            Content.assemble(
                told + ".\n\n",
                ("Enter", "bold $text-accent"),
                " goes on with it.   " if is_paused else " starts it.   ",
                ("l", "bold $text-accent"),
                " shows all sessions.",
            ),
        )

    def show_away(self, since: datetime, now: datetime, session: str, break_length: int) -> None:
        kept = f"{clean(session)} waits for you; the" if session else "The"
        self._show(
            f"{away_words(since, now, break_length)}.",
            (),
            Content.assemble(
                f"{kept} lead was let go.\n\n", ("Any key brings you back.", "$foreground-muted")
            ),
        )

    def show_text(self, text: str) -> None:
        self._show("", (), Content.styled(text, "$foreground-muted"))

    def _show(self, headline: str, reasons: tuple[Row, ...], advice: Content) -> None:
        self.show(Idle(headline, reasons, advice))

    def draw(self, size: Size, value: Idle) -> Content:
        headline, reasons, advice = value
        parts: list[Content | str] = []
        if headline:
            parts += [Content.styled(headline, "bold $text-accent"), "\n\n"]
        if reasons:
            parts += [_reason_rows(reasons, size.width), "\n\n"]
        return cut(Content.assemble(*parts, advice), size.width, size.height)


def _reason_rows(reasons: tuple[Row, ...], width: int) -> Content:
    """Counts to the right, the times at one edge."""
    counts = max(len(count) for count, _, _ in reasons)
    times = max(cell_len(when) for _, _, when in reasons)
    room = min(width - counts - times - 4, max(cell_len(text) for _, text, _ in reasons))
    rows = []
    for count, text, when in reasons:
        told = Content(fit(text, room if when else width - counts - 2))
        gap = " " * (max(0, room - told.cell_length) + 2)
        rows.append(
            Content.assemble((f"{count:>{counts}}  ", "bold"), told, gap, (when, "$text-accent"))
        )
    return stack(rows)
