"""Numbers in no order: gathered by area code, in a file beyond a bound, and given back in order.

Until then a number costs four bytes. To set the bit of each at once would be ten times slower.
"""

import tempfile
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO

from db.dnc.registries import LINES

SIZE = LINES // 8
EXCHANGES = 1000
"""Exchanges in an area code: its numbers fit the four bytes of one entry."""

AT_HAND = 8_000_000
"""Numbers in memory before they go to the file."""

MANY = 150_000
"""From so many numbers of one area code on, its ten million flags at once are quicker."""

# The flag of a line, 0 or 1, as the digit of a binary numeral.
DIGIT = bytes([ord("0"), ord("1")]) + bytes(254)


class NumberSpool:
    """A bag of numbers, each as its exchange and its last four digits."""

    def __init__(self, at_hand: int = AT_HAND, many: int = MANY) -> None:
        self._at_hand = at_hand
        self._many = many
        self._areas: defaultdict[int, array[int]] = defaultdict(lambda: array("I"))
        self._count = 0
        self._file: IO[bytes] | None = None
        self._written: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, exchange: int, lines: Iterable[int]) -> None:
        """Adds some numbers of one exchange."""
        area, rest = divmod(exchange, EXCHANGES)
        numbers = self._areas[area]
        before = len(numbers)
        numbers.extend(rest * LINES + line for line in lines)
        self._grow(len(numbers) - before)

    def add_all(self, areas: Iterable[int], numbers: "array[int]") -> None:
        """Adds many: `areas` are their exchanges without the last three digits."""
        gathered = self._areas
        for area, number in zip(areas, numbers, strict=True):
            gathered[area].append(number)
        self._grow(len(numbers))

    def take_all(self) -> Iterator[tuple[int, bytes]]:
        """Every exchange that holds a number with its bits, in order; the bag is empty then."""
        for area in sorted(self._areas.keys() | self._written.keys()):
            numbers = self._read(area)
            bits_of = _by_flags if len(numbers) >= self._many else _by_sorting
            for rest, bits in bits_of(numbers):
                yield area * EXCHANGES + rest, bits
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
        self._file.seek(0, 2)
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
    """One bit for each flag, 0 or 1, the first the lowest of its byte."""
    numeral = flags[::-1].translate(DIGIT)  # line 0 is the numeral's last digit
    return int(numeral, 2).to_bytes(len(flags) // 8, "little")


def _by_flags(numbers: "array[int]") -> Iterator[tuple[int, bytes]]:
    flags = bytearray(EXCHANGES * LINES)
    for number in numbers:
        flags[number] = 1
    bits = bits_from(flags)
    for rest in range(EXCHANGES):
        block = bits[rest * SIZE : (rest + 1) * SIZE]
        if block.strip(b"\0"):
            yield rest, block


def _by_sorting(numbers: "array[int]") -> Iterator[tuple[int, bytes]]:
    for rest, run in groupby(sorted(numbers), key=lambda number: number // LINES):
        bits = bytearray(SIZE)
        for number in run:
            line = number % LINES
            bits[line >> 3] |= 1 << (line & 7)
        yield rest, bytes(bits)
