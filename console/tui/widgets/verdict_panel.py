"""May I? The verdict in a word, a colour and a countdown, and what it rests on."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from textual.content import Content
from textual.geometry import Size

from console.cards.lead import Card
from console.telephone.line import Line
from console.tui.widgets.text_widget import Drawn, cut, one_row, stack
from console.view.clocks import clock, stopwatch
from console.view.counts import many
from console.view.lead_words import list_line, past_line, zone_lines
from console.view.line_words import line_detail, line_rest, line_word
from console.view.verdict_words import verdict_detail, verdict_rest, verdict_word

_COLOURS = {
    "CALL": "bold reverse $text-success",
    "WAIT": "bold reverse $text-warning",
    "NEVER": "bold reverse $text-error",
    "CAN’T TELL": "bold reverse $text-secondary",
    "ON CALL": "bold reverse $text-accent",
    "CALLING": "bold reverse $text-accent",
    "RINGING": "bold reverse $text-accent",
    "TALKING": "bold reverse $text-success",
    "MUTED": "bold reverse $text-warning",
    "ON HOLD": "bold reverse $text-warning",
    "ENDED": "bold reverse $text-warning",
}

ZONES = 3
"""Rows for the candidate zones; a caution takes the last of them."""


class Shown(NamedTuple):
    word: str
    rest: str
    detail: str
    zones: tuple[str, ...]
    caution: str
    lists: str
    is_clear: bool
    """Whether none of the lists has the number."""
    past: str


class VerdictPanel(Drawn[Shown]):
    """Seven rows: two for the verdict, three for the zones, one for the lists, one for the past."""

    def show_card(self, card: Card, line: Line | None, now: datetime, here: str) -> None:
        today = now.astimezone(ZoneInfo(here)).date()
        zone = card.zone or here
        if card.attempt is not None:
            # The question is settled: the same two rows hold the timer.
            word, rest = "ON CALL", stopwatch(now - card.attempt.dialled_at)
            began = "they rang" if card.attempt.is_inbound else "dialled"
            detail = f"{began} {clock(card.attempt.dialled_at, here)}"
            if line is not None:
                word, rest = line_word(line), line_rest(line, now)
                detail = line_detail(line, card.phone.extension) or detail
        else:
            word = verdict_word(card.verdict, now)
            rest = verdict_rest(card.verdict, now, zone, here)
            detail = verdict_detail(card.verdict, now, zone, here)
        cautions = len(card.verdict.cautions)
        caution = f"{many(cautions, 'caution')}: r shows" if cautions else ""
        self.show(
            Shown(
                word,
                rest,
                detail,
                tuple(zone_lines(card.verdict.zones, now, ZONES - 1 if caution else ZONES)),
                caution,
                list_line(card, today),
                all(status.is_clear for status in card.lists),
                past_line(card, today, here),
            )
        )

    def draw(self, size: Size, value: Shown) -> Content:
        word, rest, detail, zones, caution, lists, is_clear, past = value
        width = size.width
        head = cut(Content.assemble(verdict_chip(word), " ", (rest, "bold")), width, 2)
        lines = head.split("\n")
        if len(lines) == 1:
            lines.append(Content.styled(detail, "$foreground-muted"))
        lines += [Content(zone) for zone in zones]
        lines += [Content("")] * (2 + ZONES - len(lines))
        if caution:
            lines[1 + ZONES] = Content.styled(caution, "$text-warning")
        style = "$foreground-muted" if is_clear else "$text-warning"
        lines.append(Content.styled(lists, style))
        lines.append(Content.styled(past, "$foreground-muted"))
        return stack([one_row(line, width) for line in lines])


def verdict_chip(word: str) -> Content:
    return Content.styled(f" {word} ", _COLOURS[word])
