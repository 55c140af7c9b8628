"""Phone numbers as one bit each: 1,250 bytes for the 10,000 numbers of an exchange.

Memory stays flat whatever the size and the order of a file: exchanges beyond `AT_HAND` wait in a
temporary file, and so do numbers that come in no order.
"""

import sys
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import IO, Self

from console.do_not_call.registries.number_spool import SIZE, NumberSpool, bits_from
from db.dnc.registries import LINES, area_code_of, is_listed

AT_HAND = 40_000
"""Exchanges in memory, about 1.4 kB each."""

SHORT_RUN = 150
"""Below this many numbers of one exchange, setting bit by bit is quicker."""


class Bitmaps:
    """A set of numbers, each as its exchange and its last four digits."""

    def __init__(self, at_hand: int = AT_HAND, scattered: NumberSpool | None = None) -> None:
        self._at_hand = at_hand
        self._scattered = scattered or NumberSpool()
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
        self._scattered.close()
        if self._file is not None:
            self._file.close()

    def add(self, exchange: int, line: int) -> None:
        bitmap = self._bitmaps.get(exchange)
        if bitmap is None:
            self._scattered.add(exchange, (line,))
        else:
            bitmap[line >> 3] |= 1 << (line & 7)

    def discard(self, exchange: int, line: int) -> None:
        self._settle()
        self._bitmap(exchange)[line >> 3] &= ~(1 << (line & 7))

    def add_run(self, exchange: int, lines: Sequence[int]) -> None:
        """Adds several numbers of one exchange, in any order."""
        if len(lines) < SHORT_RUN and exchange not in self._bitmaps:
            self._scattered.add(exchange, lines)
            return
        bitmap = self._bitmap(exchange)
        if len(lines) < SHORT_RUN:
            for line in lines:
                bitmap[line >> 3] |= 1 << (line & 7)
            return
        flags = bytearray(LINES)
        for line in lines:
            flags[line] = 1
        bitmap[:] = _either(bitmap, bits_from(flags))

    def add_scattered(self, areas: Sequence[int], numbers: "array[int]") -> None:
        """Adds many: `areas` are their exchanges without the last three digits."""
        self._scattered.add_all(areas, numbers)

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

    def _settle(self) -> None:
        """Sets the bits of the numbers that came in no order."""
        for exchange, bits in self._scattered.take_all():
            bitmap = self._bitmap(exchange)
            bitmap[:] = _either(bitmap, bits)

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


def _either(bits: bytes | bytearray, others: bytes) -> bytes:
    both = int.from_bytes(bits, "little") | int.from_bytes(others, "little")
    return both.to_bytes(SIZE, "little")


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
