"""The band above the lead: whether to call, as a word, a shape and a color, and the name."""

from datetime import datetime, timedelta
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.lead import Card
from console.outreach.softphone.line import Line
from console.tui.drawing.letters import letters
from console.tui.drawing.looks import Part, fit, joined
from console.tui.widgets.panels import pad
from console.tui.widgets.text_widget import Drawn, stack
from console.view.call.line import line_time, line_word
from console.view.keys.key import Key
from console.view.lead.lead import other_zone_words
from console.view.lead.verdict import verdict_word
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, span, stopwatch, zone_time

CHIP, NARROW_CHIP, LARGE_CHIP = 20, 15, 22
"""Cells of the chip with the word: in general, below `NARROW`, and with a word in large letters."""

NARROW = 60

KEY_ROW = 5
"""The row of the key below a word in large letters."""

TALL = 4
"""Rows from which the band has an empty row above and one below its two rows."""

HUGE = 7
"""Rows from which the word, the time of a call and the name of a person are in large letters."""


class Tone(NamedTuple):
    """How a word looks: its shape, its color in the theme, and the texture behind the name."""

    shape: str
    colour: str
    texture: str


TONES = {
    "CALL": Tone("●", "success", " "),
    "WAIT": Tone("○", "secondary", " "),
    "NEVER": Tone("■", "error", "/"),
    "CAN’T TELL": Tone("?", "secondary", "-"),
    "ON CALL": Tone("►", "accent", " "),
    "CALLING": Tone("►", "accent", " "),
    "RINGING": Tone("►", "accent", " "),
    "TALKING": Tone("►", "success", " "),
    "MUTED": Tone("►", "warning", " "),
    "ON HOLD": Tone("‖", "secondary", " "),
    "ENDED": Tone("■", "warning", " "),
    "CALL OVER": Tone("■", "warning", " "),
    "NOBODY": Tone("○", "secondary", " "),
    "READY": Tone("●", "success", " "),
    "LATER": Tone("○", "secondary", " "),
    "PAUSED": Tone("‖", "secondary", " "),
    "AWAY": Tone("‖", "secondary", " "),
    "EMPTY": Tone("○", "secondary", " "),
    "OPENING": Tone("○", "secondary", " "),
    "DONE": Tone("●", "success", " "),
    "BLOCKED": Tone("■", "error", "/"),
    "READ ONLY": Tone("○", "secondary", " "),
}
"""The look of each word that the band may show.

Green means may ring, amber the agent's own action, blue a wait or a doubt, red a bar.
"""


TO_DIAL = timedelta(seconds=30)
"""How long an agent without a softphone needs the number: after that the phone rings."""


class Banner(NamedTuple):
    """What the band shows: `duration` under the word, the clocks at the right end of the rows."""

    word: str
    duration: str
    name: str
    headline: str
    clock: str
    other_clock: str = ""
    """The clock of another zone in which the person may be."""
    key: str = ""
    """The key to press next, at the right end of the chip: `Enter`."""
    action: str = ""
    """What that key does, beside it below a word in large letters: `Dial`."""
    is_person: bool = False
    """Whether the name is that of a person."""
    is_timed: bool = False
    """Whether the number panel of a tall terminal shows the time of the call."""

    def with_key(self, key: Key | None) -> "Banner":
        """Return the band with the key to press next, None for none."""
        return self._replace(key=key.shown, action=key.label) if key else self


class Band(Drawn[Banner]):
    """The band: two rows, in a tall terminal with an empty one above and below.

    In a huge terminal, the word, the time of a call and a person's name are in large letters.
    """

    def show_card(
        self, card: Card, line: Line | None, now: datetime, here: str, next_key: Key | None = None
    ) -> None:
        zone = card.zone or here
        name = clean(card.name) or "(no name)"
        word, duration = banner_words(card, line, now)
        their_clock = f"{clock(now, zone)} {zone_time(zone, now)}"
        if not card.zone:
            their_clock = "no zone is known"
        other_clock = other_zone_words(card.verdict.zones, now)
        headline = clean(card.headline)
        is_timed = bool(call_timer(card, line, now))
        banner = Banner(
            word,
            duration,
            name,
            headline,
            their_clock,
            other_clock,
            is_person=True,
            is_timed=is_timed,
        )
        self.show(banner.with_key(next_key))

    @property
    def banner(self) -> Banner:
        """What the band shows."""
        assert self._value is not None
        return self._value

    @property
    def has_large_word(self) -> bool:
        """Whether the word, and the time of a call with it, is in large letters."""
        return self.size.height >= HUGE and bool(large_signs(self.banner, self.size.width))

    def draw(self, size: Size, value: Banner) -> Content:
        width, looks = size.width, self.looks
        tone = TONES[value.word]
        signs = large_signs(value, width) if size.height >= HUGE else []
        chip = NARROW_CHIP if width < NARROW else CHIP
        chip = max(LARGE_CHIP, cell_len(signs[1]) + 1) if signs else chip
        room = max(0, width - chip - 3)
        # A narrow band has the hour without the zone, and a very narrow one only the name.
        end = value.clock if cell_len(value.clock) + 12 <= room else value.clock.split(" ")[0]
        end = end if cell_len(end) + 8 <= room else ""
        name = fit(value.name, room - (cell_len(end) + 2 if end else 0))
        # The other clock gives way before the headline is cut: the evidence below has it too.
        spare = room - cell_len(value.headline) - 2
        other = value.other_clock if cell_len(value.other_clock) <= spare else ""
        words = [
            (_with_texture(name, room, end, tone), "bold"),
            (_with_texture(fit(value.headline, room), room, other, tone), ""),
        ]
        large = large_name(value.name, room) if size.height >= HUGE and value.is_person else []
        # The large letters are capitals: a name such as McCall or van Dyk is written out below too.
        if large and large == letters(value.name) and value.name == value.name.title():
            words = [
                (_with_texture(fit(value.headline, room - cell_len(end) - 2), room, end, tone), ""),
                (_with_texture("", room, value.other_clock, tone), ""),
            ]
        above = max(0, size.height - 1 - len(large)) // 2
        blank = ("", " " * room, "")
        words = [
            *[(blank, "")] * above,
            *[((row, " " * (room - cell_len(row)), ""), "bold") for row in large],
            *words,
        ]
        words += [(blank, "")] * (size.height - len(words))
        if not signs:
            signs = [*[""] * above, *_signs(value, tone, chip, size.height)]
        signs += [""] * (len(words) - len(signs))
        ink = f"$text-{tone.colour}"
        ground = f" on ${tone.colour}-muted" if looks.grounds else ""
        chip_style = looks.chip(tone.colour)
        rows = [
            _row(sign, chip, parts, ink, ground, chip_style, weight)
            for sign, (parts, weight) in zip(signs, words, strict=True)
        ]
        head = f" {value.key} "
        if value.key and looks.grounds and size.height >= HUGE and signs[KEY_ROW].startswith(head):
            rows[KEY_ROW] = rows[KEY_ROW].stylize(f"{ink} on $background", 0, cell_len(head))
        return stack(rows[: size.height])


def _signs(value: Banner, tone: Tone, chip: int, height: int) -> list[str]:
    """Return the word with its shape and key, and the duration below it."""
    # In a tall terminal the number panel shows the time of a call in large figures.
    duration = "" if TALL <= height < HUGE and value.is_timed else value.duration
    if cell_len(duration) > chip - 4:
        duration = duration.removeprefix("for ").removesuffix(" left")
    sign = f" {tone.shape} {value.word}"
    if value.key and cell_len(sign) + cell_len(value.key) + 2 <= chip:
        sign = f"{pad(sign, chip - cell_len(value.key) - 1)}{value.key}"
    return [sign, f"   {duration}"]


def large_signs(value: Banner, width: int) -> list[str]:
    """Return the word in large letters, below it the time of the call, or a duration and the key.

    Empty if the band is too narrow for the word.
    """
    word = [f" {row}" for row in letters(value.word)]
    if cell_len(word[0]) + 1 > width // 2:
        return []
    if value.is_person and ":" in value.duration:
        return ["", *word, *(f" {row}" for row in letters(value.duration))]
    return ["", *word, f" {value.duration}", f" {value.key} {value.action}"]


def large_name(name: str, room: int) -> list[str]:
    """Return as many of the name's words as fit in large letters; none if a letter has no drawing.

    The whole name stands below in letters of the usual size.
    """
    words = name.split()
    for count in range(len(words), 0, -1):
        text = " ".join(words[:count])
        rows = letters(text)
        if rows[1] != text and cell_len(rows[0]) <= room:
            return rows
    return []


def banner_words(card: Card, line: Line | None, now: datetime) -> tuple[str, str]:
    """Return the word for the lead, and a duration: time left, time to wait or time on the call."""
    if card.attempt is not None:
        if line is not None:
            return line_word(line), line_time(line, now)
        word = "ON CALL" if card.attempt.ended_at is None else "CALL OVER"
        return word, stopwatch((card.attempt.ended_at or now) - card.attempt.dialled_at)
    verdict = card.verdict
    word = verdict_word(verdict, now)
    if word == "CALL":
        closes_at = verdict.closes_at
        return word, "at any hour" if closes_at is None else f"{span(closes_at - now)} left"
    if word == "WAIT" and verdict.opens_at is not None and verdict.opens_at > now:
        return word, f"for {span(verdict.opens_at - now)}"
    return word, ""


def call_timer(card: Card, line: Line | None, now: datetime) -> str:
    """Return the time on the call for large figures, or "" before it and while it is dialled."""
    if card.attempt is None:
        return ""
    is_dialled = line is not None or now - card.attempt.dialled_at >= TO_DIAL
    duration = banner_words(card, line, now)[1]
    return duration if is_dialled and duration[:1].isdigit() else ""


def _with_texture(text: str, room: int, end: str, tone: Tone) -> tuple[str, str, str]:
    """Return the text, the texture that fills the row, and the end of the row."""
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
    row: list[Part] = [
        (pad(sign, chip), chip_style),
        ("  ", ground.strip()),
        (text, f"{weight}{ground}".strip()),
        (f"{texture}{end} ", f"{ink}{ground}"),
    ]
    return joined(row)
