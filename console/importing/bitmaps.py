"""Phone numbers as one bit each: 1,250 bytes for the 10,000 numbers of an exchange.

Memory stays flat whatever the size and the order of a file: exchanges beyond `AT_HAND` wait in a
temporary file. A later number of one of those waits too, until there are `TOGETHER` of them: to
fetch an exchange for each would be twenty times slower in a file of random order.
"""

import sys
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from itertools import groupby
from types import TracebackType
from typing import IO, Self

from db.registries import LINES, area_code_of, is_listed

SIZE = LINES // 8
AT_HAND = 40_000
"""Exchanges in memory, about 1.4 kB each."""

TOGETHER = 1_500_000
"""Numbers that wait for exchanges in the file, about 40 bytes each."""

SHORT_RUN = 150
"""Below this many numbers of one exchange, setting bit by bit is quicker."""

# The flag of a line, 0 or 1, as the digit of a binary numeral.
_DIGIT = bytes([ord("0"), ord("1")]) + bytes(254)


class Bitmaps:
    """A set of numbers, each as its exchange and its last four digits."""

    def __init__(self, at_hand: int = AT_HAND, together: int = TOGETHER) -> None:
        self._at_hand = at_hand
        self._together = together
        self._waiting: list[int] = []
        self._bitmaps: dict[int, bytearray] = {}
        self._slots: dict[int, int] = {}
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, exchange: int, line: int) -> None:
        if self._is_away(exchange):
            self._wait(exchange, (line,))
        else:
            self._bitmap(exchange)[line >> 3] |= 1 << (line & 7)

    def discard(self, exchange: int, line: int) -> None:
        self._settle()
        self._bitmap(exchange)[line >> 3] &= ~(1 << (line & 7))

    def add_run(self, exchange: int, lines: Sequence[int]) -> None:
        """Adds several numbers of one exchange, in any order."""
        if len(lines) < SHORT_RUN and self._is_away(exchange):
            self._wait(exchange, lines)
            return
        bitmap = self._bitmap(exchange)
        if len(lines) < SHORT_RUN:
            for line in lines:
                bitmap[line >> 3] |= 1 << (line & 7)
            return
        flags = bytearray(LINES)
        for line in lines:
            flags[line] = 1
        added = int(flags[::-1].translate(_DIGIT), 2)  # line 0 is the numeral's last digit
        bitmap[:] = (int.from_bytes(bitmap, "little") | added).to_bytes(SIZE, "little")

    def put(self, exchange: int, bits: bytes) -> None:
        """Sets the whole exchange; zero bytes at the end of `bits` may be missing."""
        self._settle()
        self._bitmap(exchange)[:] = bits.ljust(SIZE, b"\0")

    def sizes(self) -> dict[str, int]:
        """How many numbers each area code holds; "" stands for every other country."""
        found: dict[str, int] = {}
        for exchange, bits in self.blocks():
            area_code = area_code_of(exchange)
            found[area_code] = found.get(area_code, 0) + int.from_bytes(bits).bit_count()
        return found

    def blocks(self) -> Iterator[tuple[int, bytes]]:
        """Every exchange that holds a number with its bits, in order."""
        self._settle()
        for exchange in sorted(self._bitmaps.keys() | self._slots.keys()):
            bitmap = self._bitmaps.get(exchange)
            bits = self._fetch(exchange) if bitmap is None else bytes(bitmap)
            if bits.strip(b"\0"):
                yield exchange, bits

    def numbers(self) -> Iterator[str]:
        """Every number in E.164, in order."""
        for exchange, bits in self.blocks():
            for line in range(LINES):
                if is_listed(bits, line):
                    yield f"+{exchange}{line:04d}"

    def _bitmap(self, exchange: int) -> bytearray:
        bitmap = self._bitmaps.get(exchange)
        if bitmap is None:
            if len(self._bitmaps) >= self._at_hand:
                self._spill()
            is_known = exchange in self._slots
            bitmap = bytearray(self._fetch(exchange)) if is_known else bytearray(SIZE)
            self._bitmaps[exchange] = bitmap
        return bitmap

    def _is_away(self, exchange: int) -> bool:
        return exchange in self._slots and exchange not in self._bitmaps

    def _wait(self, exchange: int, lines: Sequence[int]) -> None:
        self._waiting += [exchange * LINES + line for line in lines]
        if len(self._waiting) >= self._together:
            self._settle()

    def _settle(self) -> None:
        """Adds the numbers that waited, exchange by exchange."""
        self._waiting.sort()
        for exchange, numbers in groupby(self._waiting, key=lambda number: number // LINES):
            at_hand = self._bitmaps.get(exchange)
            bitmap = bytearray(self._fetch(exchange)) if at_hand is None else at_hand
            for number in numbers:
                line = number % LINES
                bitmap[line >> 3] |= 1 << (line & 7)
            if at_hand is None:
                self._store(exchange, bitmap)
        self._waiting.clear()

    def _store(self, exchange: int, bitmap: bytearray) -> None:
        assert self._file is not None
        self._file.seek(self._slots[exchange] * SIZE)
        self._file.write(bitmap)

    def _fetch(self, exchange: int) -> bytes:
        assert self._file is not None
        self._file.seek(self._slots[exchange] * SIZE)
        return self._file.read(SIZE)

    def _spill(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="smiledial-")  # noqa: SIM115 - closed on exit
        for exchange in sorted(self._bitmaps):
            self._slots.setdefault(exchange, len(self._slots))
            self._store(exchange, self._bitmaps[exchange])
        self._bitmaps.clear()


_VALUE = bytes.maketrans(b"0123456789", bytes(range(10)))


def read_decimals(columns: Sequence[bytes], typecode: str) -> "array[int]":
    """Many numerals at once: `columns` holds their first digits, their second digits and so on.

    Each digit has a lane of its own in one large integer, so that a whole column is multiplied and
    added in one step. The largest numeral must fit the lane ("H": 4 digits, "I": 9).
    """
    numerals = array(typecode)
    width, count = numerals.itemsize, len(columns[0])
    total = 0
    for column in columns:
        lanes = bytearray(width * count)
        lanes[::width] = column.translate(_VALUE)
        total = total * 10 + int.from_bytes(lanes, "little")
    numerals.frombytes(total.to_bytes(width * count, "little"))
    if sys.byteorder == "big":
        numerals.byteswap()
    return numerals
