"""The row under the band: what a key has just done, until the next dial, and messages."""

from datetime import datetime, timedelta
from enum import Enum, auto
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.lead import CallResult
from console.tui.drawing.looks import Looks, Part, fit, joined
from console.tui.widgets.notice_line import NoticeLine, strip
from console.tui.widgets.pressable import as_button
from console.tui.widgets.text_widget import cut, stack
from console.view.call.call import POINT_AT_IT
from console.view.call.receipt import DIALLED_KEY, RECORDED, UNDO_KEY, ReceiptWords
from console.view.keys.calling import key_of

LIGHT, BRIGHT = timedelta(seconds=1), timedelta(seconds=4)
"""How long a yes lights the row, and how long any receipt is bright."""

DIALLING = timedelta(seconds=30)
"""How long “dial it” is shown: after that the phone rings, or they talk."""

UNDO = "Undo"

GIVE_TIME = "Give it a time"

WRITE = "E-mail them"

DOT = " · "

SIGN = 6
"""Cells of a message's sign and margins."""

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


class ReceiptRow(NoticeLine):
    """The receipt; blank until there is one. It takes no focus and delays no key.

    A message takes the place of the receipt's words, but not that of its key and of Undo.
    A standing notice lets a new receipt be read first, unless it is urgent.
    """

    _receipt = Confirmation(None, Light.DIM)

    def show_receipt(self, words: ReceiptWords | None, now: datetime, time_key: str = "") -> None:
        if words is not None and words.key == DIALLED_KEY and words.title != POINT_AT_IT:
            words = words if now - words.at < DIALLING else None
        is_lit = words is not None and words.result is CallResult.YES and now - words.at < LIGHT
        if is_lit and self.app.animation_level != "none":
            # The screen paints once a second, but not in step with the light.
            self.set_timer(LIGHT.total_seconds(), lambda: self._put_out(words, time_key))
            self._confirm(Confirmation(words, Light.LIT, time_key))
        else:
            is_dim = words is not None and now - words.at >= BRIGHT
            self._confirm(Confirmation(words, Light.DIM if is_dim else Light.BRIGHT, time_key))

    def _put_out(self, words: ReceiptWords | None, time_key: str) -> None:
        if self._receipt == Confirmation(words, Light.LIT, time_key):
            self._confirm(Confirmation(words, Light.BRIGHT, time_key))

    def _confirm(self, receipt: Confirmation) -> None:
        if receipt != self._receipt:
            self._receipt = receipt
            message, self._value = self._value, None  # None: the same message is drawn again
            self.show(message or "")

    def show(self, value: Content | str) -> None:
        super().show(value)
        # The ground keeps it apart from the number, which follows in a low terminal.
        self.set_class(bool(self._receipt.words or self.message.plain), "filled")
        self.set_class(
            self.is_telling and self.message.cell_length > self.size.width - SIGN, "long"
        )

    @property
    def message(self) -> Content:
        """The message that is shown; empty if there is none."""
        words = self._receipt.words
        is_dialled = words is None or words.key == DIALLED_KEY
        is_new = not is_dialled and self._receipt.light is not Light.DIM
        if is_new and not (self.is_telling or self._is_urgent) and self.size.height == 1:
            return Content("")
        return super().message

    def draw(self, size: Size, value: Content | str) -> Content:  # noqa: ARG002
        receipt, message = self._receipt, self.message
        words, looks, height = receipt.words, self.looks, size.height
        if words is None:
            return self._message_rows(message, size.width, height)
        if not message.plain or height > 1:
            rows = [_row(words, receipt, size.width, looks)]
            rows += [self._message_rows(message, size.width, height - 1)] if message.plain else []
            return stack(rows)
        return _row(words, receipt, size.width, looks, message)

    def _message_rows(self, message: Content, width: int, rows: int) -> Content:
        if self.is_telling and message.plain:
            return strip(message, self._severity, width, rows, self.looks)
        return _message_rows(message, width, rows)


def _message_rows(message: Content, width: int, rows: int) -> Content:
    lines = cut(message, max(1, width - 2), rows).split("\n", allow_blank=True)
    return stack([line.pad_left(1) for line in lines])


def _row(
    words: ReceiptWords,
    receipt: Confirmation,
    width: int,
    looks: Looks,
    message: Content | None = None,
) -> Content:
    """Return the receipt. A message takes the place of its words, or the row if it is long."""
    is_dim, time_key = receipt.light is Light.DIM, receipt.time_key
    ground = looks.lit if receipt.light is Light.LIT else ""
    quiet = looks.muted if not ground else ""
    chip = f" {words.key} "
    undo = f"{UNDO_KEY} {UNDO}" if words.can_undo else ""
    act = (time_key, GIVE_TIME) if time_key and words.needs_time else ("", "")
    if words.mail_to is not None:
        act = (key_of("introduce"), WRITE)
    give = " ".join(act).strip()
    room = width - cell_len(chip) - 3 - sum(len(key) + 2 for key in (undo, give) if key)
    if message is None:
        for shorter in words.shortened():
            texts = [shorter.title, *shorter.parts]
            if cell_len(DOT.join(texts)) <= room:
                break
        title, *parts = _cut(texts, room)
        text = "".join(f"{DOT}{part}" for part in parts)
        pieces = [(title, looks.muted if is_dim else looks.strong), (text, quiet)]
        message = joined([(piece, _on(ground, style)) for piece, style in pieces])
    elif message.cell_length > room:
        return _message_rows(message, width, 1)
    else:
        # “Voicemail · No call is under way” would read as if it had not been recorded.
        for title in (words.title, words.title.removesuffix(RECORDED)):
            if cell_len(title + DOT) + message.cell_length <= room:
                message = Content.assemble((title + DOT, quiet), message)
                break
    button: list[Part] = [(UNDO_KEY, looks.key), (f" {UNDO}", quiet)] if undo else []
    giving: list[Part] = [(act[0], looks.key), (f" {act[1]}", quiet)] if give else []
    gap = " " * (room - message.cell_length + (2 if undo else 0))
    head: list[Part] = [
        (" ", ""),
        (chip, looks.muted if is_dim else looks.chip_of(words.result)),
        (" ", ""),
    ]
    first, blank, timing, between, undoing, end = (
        joined([(piece, _on(ground, style)) for piece, style in part])
        for part in (head, [(gap, "")], giving, [("  ", "")], button, [(" ", "")])
    )
    buttons = (as_button(timing, act[0]), between) if give else ()
    return Content.assemble(first, message, blank, *buttons, as_button(undoing, UNDO_KEY), end)


def _on(ground: str, style: str) -> str:
    """Add the ground of the light, except to the chip: its letter would be lost."""
    return style if " on $" in style else f"{ground} {style}".strip()


def _cut(texts: list[str], room: int) -> list[str]:
    """Cut the name until the texts fit with dots between them, then the last text."""
    if len(texts) > 1:
        over = cell_len(DOT.join(texts)) - room
        texts[1] = fit(texts[1], max(LEAST_NAME, cell_len(texts[1]) - max(0, over)))
    return fit(DOT.join(texts), room).split(DOT)
