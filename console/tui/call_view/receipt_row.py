"""The row under the band that confirms what a key has just done, until the next dial."""

from datetime import datetime, timedelta
from enum import Enum, auto
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.lead import CallResult
from console.tui.drawing.looks import Looks, Part, fit, joined
from console.tui.widgets.pressable import as_button
from console.tui.widgets.text_widget import Drawn
from console.view.call.call import DIALLED_KEY, POINT_AT_IT, UNDO_KEY, ReceiptWords

LIGHT, BRIGHT = timedelta(seconds=1), timedelta(seconds=4)
"""How long a yes lights the row, and how long any receipt is bright."""

DIALLING = timedelta(seconds=30)
"""How long “dial it” is shown: after that the phone rings, or they talk."""

UNDO = "Undo"

GIVE_TIME = "Give it a time"

DOT = " · "

LEAST_NAME = 8
"""Cells that the name keeps in a narrow terminal."""


class Light(Enum):
    """How bright the row is."""

    LIT = auto()
    BRIGHT = auto()
    DIM = auto()


class Confirmation(NamedTuple):
    """What the row shows."""

    words: ReceiptWords | None
    light: Light
    time_key: str = ""
    """The key that gives a yes its time, or ""."""


class ReceiptRow(Drawn[Confirmation]):
    """The receipt; blank until there is one. It takes no focus and delays no key."""

    def show_receipt(self, words: ReceiptWords | None, now: datetime, time_key: str = "") -> None:
        if words is not None and words.key == DIALLED_KEY and words.title != POINT_AT_IT:
            words = words if now - words.at < DIALLING else None
        is_lit = words is not None and words.result is CallResult.YES and now - words.at < LIGHT
        if is_lit and self.app.animation_level != "none":
            # The screen paints once a second, but not in step with the light.
            self.set_timer(LIGHT.total_seconds(), lambda: self._put_out(words, time_key))
            self.show(Confirmation(words, Light.LIT, time_key))
        else:
            is_dim = words is not None and now - words.at >= BRIGHT
            self.show(Confirmation(words, Light.DIM if is_dim else Light.BRIGHT, time_key))

    def _put_out(self, words: ReceiptWords | None, time_key: str) -> None:
        if self._value == Confirmation(words, Light.LIT, time_key):
            self.show(Confirmation(words, Light.BRIGHT, time_key))

    def draw(self, size: Size, value: Confirmation) -> Content:
        if value.words is None:
            return Content("")
        return _receipt(value.words, value.light, size.width, self.looks, value.time_key)


def _receipt(
    words: ReceiptWords, light: Light, width: int, looks: Looks, time_key: str = ""
) -> Content:
    is_dim = light is Light.DIM
    ground = looks.lit if light is Light.LIT else ""
    chip = f" {words.key} "
    undo = f"{UNDO_KEY} {UNDO}" if words.can_undo else ""
    give = f"{time_key} {GIVE_TIME}" if time_key and words.needs_time else ""
    room = width - cell_len(chip) - 3 - sum(len(key) + 2 for key in (undo, give) if key)
    for shorter in words.shortened():
        texts = [shorter.title, *shorter.parts]
        if cell_len(DOT.join(texts)) <= room:
            break
    title, *parts = _cut(texts, room)
    text = "".join(f"{DOT}{part}" for part in parts)
    quiet = looks.muted if not ground else ""
    pieces: list[Part] = [
        (" ", ""),
        (chip, looks.muted if is_dim else looks.chip_of(words.result)),
        (" ", ""),
        (title, looks.muted if is_dim else looks.strong),
        (text, quiet),
        (" " * (room - cell_len(title + text) + (2 if undo else 0)), ""),
    ]
    button: list[Part] = [(UNDO_KEY, looks.key), (f" {UNDO}", quiet)] if undo else []
    giving: list[Part] = [(time_key, looks.key), (f" {GIVE_TIME}", quiet)] if give else []
    gap: list[Part] = [("  ", "")] if give else []
    text_before, timing, between, undoing, end = (
        joined([(piece, _on(ground, style)) for piece, style in part])
        for part in (pieces, giving, gap, button, [(" ", "")])
    )
    buttons = (as_button(timing, time_key), between) if give else ()
    return Content.assemble(text_before, *buttons, as_button(undoing, UNDO_KEY), end)


def _on(ground: str, style: str) -> str:
    """Add the ground of the light, except to the chip: its letter would be lost."""
    return style if " on $" in style else f"{style} {ground}".strip()


def _cut(texts: list[str], room: int) -> list[str]:
    """Cut the name until the texts fit with dots between them, then the last text."""
    if len(texts) > 1:
        over = cell_len(DOT.join(texts)) - room
        texts[1] = fit(texts[1], max(LEAST_NAME, cell_len(texts[1]) - max(0, over)))
    return fit(DOT.join(texts), room).split(DOT)
