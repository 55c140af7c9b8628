"""The band above the lead: whether to call, as a word, a shape and a color, and the name."""

from datetime import datetime, timedelta
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.lead import Card
from console.cards.waiting import Nobody, SessionCard
from console.outreach.softphone.line import Line
from console.tui.drawing.letters import letters
from console.tui.drawing.looks import Part, fit, fit_session, joined
from console.tui.widgets.panels import pad
from console.tui.widgets.text_widget import Drawn, stack
from console.view.call.line import line_time, line_word
from console.view.keys.key import Key
from console.view.lead.lead import other_zone_words
from console.view.lead.verdict import is_open, verdict_detail, verdict_sentence, verdict_word
from console.view.sessions.waiting import RESERVE, coming_words, nobody_advice, sessions_words
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, moment, span, stopwatch, zone_time
from console.view.text.counts import many
from console.view.text.styled import capitalized

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
    large: str = ""
    """What stands above the name in large letters beside a large word: `20 leads`."""

    def with_key(self, key: Key | None) -> "Banner":
        """Return the band with the key to press next, None for none."""
        return self._replace(key=key.shown, action=self.action or key.label) if key else self


EMPTY = Banner("EMPTY", "", "There are no leads yet.", "Bring a list in, or look around first.", "")
OPENING = Banner("OPENING", "", "Opening the list …", "", "")
DONE = Banner("DONE", "", "The session is done.", "Space brings the next lead, l the plan.", "")

BANNER_NAME = 57
"""Cells for a session's name and the words after it, on a terminal of 80 columns."""


def verdict_line(card: Card, now: datetime, here: str) -> Content:
    """Return whether a lead may be called, with the sign and the color of the verdict."""
    zone, verdict = card.zone or here, card.verdict
    tone = TONES[verdict_word(verdict, now)]
    sentence = f"{tone.shape} {verdict_sentence(verdict, now, zone, here)}"
    closes = verdict_detail(verdict, now, zone, here) if is_open(verdict, now) else ""
    end = (f"  {closes}", "$foreground-muted") if closes else ("", "")
    return Content.assemble((sentence, f"bold $text-{tone.colour}"), end)


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
        text = value.name if value.is_person else value.large
        large = large_name(text, room) if size.height >= HUGE else []
        words = _words(value, room, tone, large, has_spare_row=size.height >= HUGE)
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
        head = f"  {value.key}  "
        if value.key and looks.grounds and size.height >= HUGE and signs[KEY_ROW].startswith(head):
            rows[KEY_ROW] = rows[KEY_ROW].stylize(f"{ink} on $background", 1, cell_len(head) - 1)
        return stack(rows[: size.height])


def _words(
    value: Banner, room: int, tone: Tone, large: list[str], *, has_spare_row: bool
) -> list[tuple[tuple[str, str, str], str]]:
    """Return the name and the headline with the clocks at their right, each row with its weight."""
    # A narrow band has the hour without the zone, and a very narrow one only the name.
    end = value.clock if cell_len(value.clock) + 12 <= room else value.clock.split(" ")[0]
    end = end if cell_len(end) + 8 <= room else ""
    name = fit(value.name, room - (cell_len(end) + 2 if end else 0))
    is_cut = name != value.name and has_spare_row
    # The large letters are capitals: a name such as McCall or van Dyk is written out below too.
    is_whole = bool(large) and large == letters(value.name) and value.name == value.name.title()
    if is_whole or is_cut:  # the clocks go a row down, beside the headline
        headline = fit(value.headline, room - cell_len(end) - 2)
        rows = [
            (_with_texture(headline, room, end, tone), ""),
            (_with_texture("", room, value.other_clock, tone), ""),
        ]
        named = (_with_texture(fit(value.name, room), room, "", tone), "bold")
        return rows if is_whole else [named, *rows]
    # The other clock gives way before the headline is cut: the evidence below has it too.
    spare = room - cell_len(value.headline) - 2
    other = value.other_clock if cell_len(value.other_clock) <= spare else ""
    return [
        (_with_texture(name, room, end, tone), "bold"),
        (_with_texture(fit(value.headline, room), room, other, tone), ""),
    ]


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
    return ["", *word, f" {value.duration}", f"  {value.key}  {value.action}"]


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


def nobody_banner(nobody: Nobody, now: datetime, here: str) -> Banner:
    """Return the band while nobody can be called, with the reason or the time it ends.

    For example `12 leads open at 09:00 Mountain time (11:00 here)`.
    """
    if nobody.is_reading:
        name, _, advice = clean(nobody.barred).partition(": ")
        return Banner("READ ONLY", "", f"{name}.", capitalized(advice), "")
    if nobody.barred:
        return Banner("BLOCKED", "", clean(nobody.barred), "", "")
    advice = nobody_advice(nobody, now, here).removesuffix(" Until then:")
    if nobody.opens_at is None and nobody.in_sessions:
        text = sessions_words(nobody).partition(":")[0]
        return Banner("NOBODY", "", f"{text}.", advice, "")
    other = nobody.elsewhere
    if other is not None and other.session is not None:
        return _other_banner(other.session, other.in_session, nobody.opens_at, now, here)
    if nobody.opens_at is None:
        subject = "In this session nobody" if other else "Nobody"
        return Banner("NOBODY", "", f"{subject} may be called.", advice, "")
    if nobody.opens_at <= now:
        return Banner("NOBODY", "", "Somebody may be called again: looking.", "", "")
    coming, waits = coming_words(nobody, now, here), span(nobody.opens_at - now)
    if other is not None and other.free:
        return Banner("LATER", f"in {waits}", coming, advice, "")
    return Banner("NOBODY", f"for {waits}", coming, advice, "")


def _other_banner(
    other: SessionCard, count: int, opens_at: datetime | None, now: datetime, here: str
) -> Banner:
    """Return the band while only another session than the one under way has leads to call."""
    may = f"has {many(count, 'lead')} to call now."
    name = clean(other.name)
    if cell_len(name) + 1 + cell_len(may) > BANNER_NAME:
        name = fit_session(name, BANNER_NAME - 1 - cell_len(may))
    waits = f"This session waits until {moment(opens_at, now, here)}." if opens_at else ""
    waits = waits or "In this session nobody may be called."
    return Banner("READY", "", f"{name} {may}", f"Enter starts it. {waits}", "")


def offer_banner(
    offer: SessionCard,
    nobody_until: datetime | None,
    now: datetime,
    here: str,
    *,
    is_paused: bool,
    early: int,
) -> Banner:
    """Return the band while a session is offered.

    `early` of its leads can be called before it opens for all of them.
    """
    opens, closes = offer.span_opens_at, offer.span_closes_at
    is_ahead = opens is not None and opens > now and not early
    is_over = closes is not None and closes <= now
    state = "is the next session." if is_ahead or is_over else "is ready for you."
    state = "waits where you left it." if is_paused else state
    text = f"{many(offer.left, 'lead')} to call"
    if opens is not None and early:
        text = f"{early} of {many(offer.left, 'lead')} may be called now"
        text += f", all of them from {moment(opens, now, here)}" if early < offer.left else ""
    elif is_over:
        text = f"{many(offer.left, 'lead')} left, whose time is over"
    elif opens is not None and closes is not None:
        until = moment(closes, now, here)
        if is_ahead:
            text = f"Enter reserves {many(offer.left, 'lead')}"
            text += f", open {moment(opens, now, here)} to {until}"
        else:
            text += f", all of them open until {until}"
    name = clean(offer.name)
    if cell_len(name) + 1 + cell_len(state) > BANNER_NAME:
        state = state.replace(" for you", "")
        name = fit_session(name, BANNER_NAME - 1 - cell_len(state))
    if opens is None or not is_ahead:
        word, duration = "PAUSED" if is_paused else "LATER" if is_over else "READY", ""
    elif nobody_until is None:
        word, duration = "LATER", f"in {span(opens - now)}"
    else:
        word, duration = "NOBODY", f"for {span(nobody_until - now)}"
    large = many(early or offer.left, "lead")
    if opens and is_ahead:  # the large words are read after the word: "NOBODY UNTIL 13:00"
        large = f"{'until' if word == 'NOBODY' else 'from'} {clock(opens, here)}"
    action = RESERVE if nobody_until is not None else "Start" if is_ahead else ""
    return Banner(word, duration, f"{name} {state}", f"{text}.", "", action=action, large=large)
