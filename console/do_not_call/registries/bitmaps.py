"""Phone numbers as one bit each: 1,250 bytes for the 10,000 numbers of an exchange.

Memory is bounded whatever the size and the order of a file: exchanges beyond `AT_HAND` go to a
temporary file, and so do unsorted numbers. Setting the bit of each unsorted number at once would be
ten times slower: it would touch another bitmap each time.
"""

import tempfile
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from types import TracebackType
from typing import IO, Self

from db.dnc.registries import LINES, area_code_of, is_listed

SIZE = LINES // 8
EXCHANGES = 1000
"""Exchanges in an area code; its 10,000,000 numbers fit the four bytes of an entry."""

SPOOLED_AT_HAND = 8_000_000
"""Numbers in memory before they go to the file."""

MANY = 150_000
"""From this many numbers of an area code on, an array of ten million flags beats sorting."""

# Translates flags 0 and 1 into the digits of a binary numeral.
DIGIT = bytes([ord("0"), ord("1")]) + bytes(254)


class NumberSpool:
    """Collects unsorted numbers by area code, and returns them in order; four bytes for each."""

    def __init__(self, at_hand: int = SPOOLED_AT_HAND, many: int = MANY) -> None:
        self._at_hand = at_hand
        self._many = many
        self._areas: defaultdict[int, array[int]] = defaultdict(lambda: array("I"))
        self._count = 0
        self._file: IO[bytes] | None = None
        self._written: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)

    def close(self) -> None:
        """Delete the temporary file."""
        if self._file is not None:
            self._file.close()

    def add(self, exchange: int, lines: Iterable[int]) -> None:
        """Add numbers of one exchange."""
        area, local_exchange = divmod(exchange, EXCHANGES)
        numbers = self._areas[area]
        before = len(numbers)
        numbers.extend(local_exchange * LINES + line for line in lines)
        self._grow(len(numbers) - before)

    def add_all(self, areas: Iterable[int], numbers: "array[int]") -> None:
        """Add many numbers; `areas` are their exchanges without the last three digits."""
        by_area = self._areas
        for area, number in zip(areas, numbers, strict=True):
            by_area[area].append(number)
        self._grow(len(numbers))

    def take_all(self) -> Iterator[tuple[int, bytes]]:
        """Yield (exchange, bits) in order, and remove all numbers."""
        for area in sorted(self._areas.keys() | self._written.keys()):
            numbers = self._read(area)
            bits_of = _by_flags if len(numbers) >= self._many else _by_sorting
            for local_exchange, bits in bits_of(numbers):
                yield area * EXCHANGES + local_exchange, bits
        self._areas.clear()
        self._written.clear()
        self._count = 0

    def _grow(self, count: int) -> None:
        self._count += count
        if self._count >= self._at_hand:
            self._write()

    def _write(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="smiledial-")  # noqa: SIM115 - closed by close
        self._file.seek(0, 2)  # to the end: reading has moved the position
        for area, numbers in self._areas.items():
            self._written[area].append((self._file.tell(), len(numbers)))
            numbers.tofile(self._file)
        self._areas.clear()
        self._count = 0

    def _read(self, area: int) -> "array[int]":
        numbers = self._areas.pop(area, array("I"))
        for place, count in self._written[area]:
            assert self._file is not None
            self._file.seek(place)
            numbers.fromfile(self._file, count)
        return numbers


def bits_from(flags: bytes | bytearray) -> bytes:
    """Pack flags (bytes 0 or 1) into bits; the first flag is the lowest bit of its byte."""
    # int() with base 2 packs ten million flags in C. Line 0 must be the numeral's last digit.
    numeral = flags[::-1].translate(DIGIT)
    return int(numeral, 2).to_bytes(len(flags) // 8, "little")


def _by_flags(numbers: "array[int]") -> Iterator[tuple[int, bytes]]:
    flags = bytearray(EXCHANGES * LINES)
    for number in numbers:
        flags[number] = 1
    bits = bits_from(flags)
    for local_exchange in range(EXCHANGES):
        block = bits[local_exchange * SIZE : (local_exchange + 1) * SIZE]
        if block.strip(b"\0"):
            yield local_exchange, block


def _by_sorting(numbers: "array[int]") -> Iterator[tuple[int, bytes]]:
    for local_exchange, run in groupby(sorted(numbers), key=lambda number: number // LINES):
        bits = bytearray(SIZE)
        for number in run:
            line = number % LINES
            bits[line >> 3] |= 1 << (line & 7)
        yield local_exchange, bytes(bits)


AT_HAND = 40_000
"""Exchanges kept in memory, about 1.4 kB each."""

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
        """Add one number."""
        bitmap = self._bitmaps.get(exchange)
        if bitmap is None:
            # Don't make a bitmap for one number: a file in random order would make thousands.
            self._scattered.add(exchange, (line,))
        else:
            bitmap[line >> 3] |= 1 << (line & 7)

    def discard(self, exchange: int, line: int) -> None:
        """Remove one number."""
        self._settle()  # the number may still be among the unsorted ones
        self._bitmap(exchange)[line >> 3] &= ~(1 << (line & 7))

    def add_run(self, exchange: int, lines: Sequence[int]) -> None:
        """Add several numbers of one exchange, in any order."""
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
        """Add many unsorted numbers; `areas` are their exchanges without the last three digits."""
        self._scattered.add_all(areas, numbers)

    def put(self, exchange: int, bits: bytes) -> None:
        """Set all bits of an exchange; zero bytes at the end of `bits` may be missing."""
        self._settle()
        self._bitmap(exchange)[:] = bits.ljust(SIZE, b"\0")

    def sizes(self) -> dict[str, int]:
        """Count the numbers of each area code; "" is every other country."""
        sizes: dict[str, int] = {}
        for exchange, bits in self.blocks():
            area_code = area_code_of(exchange)
            sizes[area_code] = sizes.get(area_code, 0) + int.from_bytes(bits).bit_count()
        return sizes

    def blocks(self) -> Iterator[tuple[int, bytes]]:
        """Yield (exchange, bits) of all exchanges with a number, in order."""
        self._settle()
        for exchange in sorted(self._bitmaps.keys() | self._slots.keys()):
            bitmap = self._bitmaps.get(exchange)
            bits = self._fetch(exchange) if bitmap is None else bytes(bitmap)
            if bits.strip(b"\0"):
                yield exchange, bits

    def numbers(self) -> Iterator[str]:
        """Yield all numbers in E.164, in order."""
        for exchange, bits in self.blocks():
            for line in range(LINES):
                if is_listed(bits, line):
                    yield f"+{exchange}{line:04d}"

    def _bitmap(self, exchange: int) -> bytearray:
        """Return the bitmap of an exchange in memory, from the file or new."""
        bitmap = self._bitmaps.get(exchange)
        if bitmap is None:
            if len(self._bitmaps) >= self._at_hand:
                self._spill()
            is_known = exchange in self._slots
            bitmap = bytearray(self._fetch(exchange)) if is_known else bytearray(SIZE)
            self._bitmaps[exchange] = bitmap
        return bitmap

    def _settle(self) -> None:
        """Set the bits of the unsorted numbers."""
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
        # In order, so that reading them back in order reads the file from front to back.
        for exchange in sorted(self._bitmaps):
            self._slots.setdefault(exchange, len(self._slots))
            self._store(exchange, self._bitmaps[exchange])
        self._bitmaps.clear()


def _either(bits: bytes | bytearray, others: bytes) -> bytes:
    both = int.from_bytes(bits, "little") | int.from_bytes(others, "little")
    return both.to_bytes(SIZE, "little")
