"""May I, and who: one band, the verb first, in a word, a shape and a colour, then the person."""

from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.lead import Card
from console.outreach.softphone.line import Line
from console.tui.drawing.looks import Part, fit, joined
from console.tui.widgets.text_widget import Drawn, stack
from console.view.call.line import line_time, line_word
from console.view.lead.verdict import verdict_word
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, span, stopwatch, zone_time

CHIP, NARROW_CHIP = 20, 15
"""Cells of the chip, and in a terminal under `NARROW` cells."""

NARROW = 60

TALL = 4
"""Rows from which the band has one above and one below its two."""


class Tone(NamedTuple):
    """How a word is shown: its shape, the theme's colour, and what fills the rest of the band."""

    shape: str
    colour: str
    texture: str


TONES = {
    "CALL": Tone("●", "success", " "),
    "WAIT": Tone("○", "warning", "·"),
    "NEVER": Tone("■", "error", "/"),
    "CAN’T TELL": Tone("?", "secondary", "?"),
    "ON CALL": Tone("►", "accent", " "),
    "CALLING": Tone("►", "accent", " "),
    "RINGING": Tone("►", "accent", " "),
    "TALKING": Tone("►", "success", " "),
    "MUTED": Tone("►", "warning", " "),
    "ON HOLD": Tone("‖", "warning", " "),
    "ENDED": Tone("■", "warning", " "),
    "NOBODY": Tone("○", "warning", "·"),
    "READY": Tone("●", "success", " "),
    "LATER": Tone("○", "warning", "·"),
    "PAUSED": Tone("‖", "warning", " "),
    "AWAY": Tone("‖", "warning", " "),
    "EMPTY": Tone("○", "secondary", " "),
    "OPENING": Tone("○", "secondary", "·"),
    "DONE": Tone("●", "success", " "),
    "BLOCKED": Tone("■", "error", "/"),
    "READ ONLY": Tone("○", "secondary", " "),
}
"""Each word the band may begin with."""


ON_CALL = frozenset({"ON CALL", "CALLING", "RINGING", "TALKING", "MUTED", "ON HOLD", "ENDED"})


class Banner(NamedTuple):
    """`rest` stands under the word, `clock` at the right of the name."""

    word: str
    rest: str
    name: str
    headline: str
    clock: str


class Band(Drawn[Banner]):
    """Two rows, or four with air around them."""

    def show_card(self, card: Card, line: Line | None, now: datetime, here: str) -> None:
        zone = card.zone or here
        name = clean(card.name) or "(no name)"
        word, rest = banner_words(card, line, now)
        there = f"{clock(now, zone)} {zone_time(zone, now)}" if card.zone else "no zone is known"
        self.show(Banner(word, rest, name, clean(card.headline), there))

    def draw(self, size: Size, value: Banner) -> Content:
        width, looks = size.width, self.looks
        tone = TONES[value.word]
        chip = NARROW_CHIP if width < NARROW else CHIP
        room = max(0, width - chip - 3)
        there = value.clock if cell_len(value.clock) + 12 <= room else value.clock.split(" ")[0]
        there = there if cell_len(there) + 8 <= room else ""
        names = _with_texture(
            fit(value.name, room - (cell_len(there) + 2 if there else 0)), room, there, tone
        )
        under = _with_texture(fit(value.headline, room), room, "", tone)
        ink = f"$text-{tone.colour}"
        ground = f" on ${tone.colour}-muted" if looks.grounds else ""
        chip_style = looks.chip(tone.colour)
        # Where there is room for large figures they are the timer.
        is_timed = size.height >= TALL and value.word in ON_CALL and value.rest[:1].isdigit()
        rest = "" if is_timed else value.rest
        if cell_len(rest) > chip - 4:
            rest = rest.removeprefix("for ").removesuffix(" left")
        rows = [
            _row(f" {tone.shape} {value.word}", chip, names, ink, ground, chip_style, "bold"),
            _row(f"   {rest}", chip, under, ink, ground, chip_style, ""),
        ]
        if size.height >= TALL:
            air = joined([(" " * chip, chip_style), (" " * (width - chip), ground.strip())])
            rows = [air, *rows, air]
        return stack(rows[: size.height])


def banner_words(card: Card, line: Line | None, now: datetime) -> tuple[str, str]:
    """The word, and for how long or since when."""
    if card.attempt is not None:
        if line is not None:
            return line_word(line), line_time(line, now)
        return "ON CALL", stopwatch(now - card.attempt.dialled_at)
    verdict = card.verdict
    word = verdict_word(verdict, now)
    if word == "CALL":
        closes_at = verdict.closes_at
        return word, "at any hour" if closes_at is None else f"{span(closes_at - now)} left"
    if word == "WAIT" and verdict.opens_at is not None and verdict.opens_at > now:
        return word, f"for {span(verdict.opens_at - now)}"
    return word, ""


def _with_texture(text: str, room: int, end: str, tone: Tone) -> tuple[str, str, str]:
    """Text, the texture that fills the row, and what ends it."""
    left = max(0, room - cell_len(text) - cell_len(end))
    if tone.texture == " " or left < 3:
        return text, " " * left, end
    return text, f" {tone.texture * (left - 2)} ", end


def _row(
    sign: str,
    chip: int,
    parts: tuple[str, str, str],
    ink: str,
    ground: str,
    chip_style: str,
    weight: str,
) -> Content:
    text, texture, end = parts
    shown = fit(sign, chip)
    padded = shown + " " * (chip - cell_len(shown))
    told: list[Part] = [
        (padded, chip_style),
        ("  ", ground.strip()),
        (text, f"{weight}{ground}".strip()),
        (f"{texture}{end} ", f"{ink}{ground}"),
    ]
    return joined(told)
