"""One stream out of the compound files in which office programs kept their documents until 2003.

Each step is bounded by the size of the file, also where its tables lead in a circle. xlrd walks
their directory as a tree, and a hostile one of a few kilobytes doubles with each of its branches.
The layout is [MS-CFB]'s.
"""

import struct
from collections.abc import Sequence

from console.trouble import BadInput

_ENTRY = 128
_STREAM, _ROOT = 2, 5
_END = 0xFFFFFFFA
"""From here up a number of a sector is a sign: of the end, of free room."""
_IN_HEADER = 109
"""So many sectors of the table stand in the header."""


class Compound:
    """Raises BadInput for a file whose tables lead nowhere."""

    def __init__(self, whole: bytes) -> None:
        self._whole = whole
        if len(whole) < 512:
            raise BadInput("The file is damaged: it ends before its tables.")
        self._size = 1 << min(struct.unpack_from("<H", whole, 30)[0], 12)
        if self._size < 512:
            raise BadInput("The file is damaged: its sectors are too small.")
        self._most = len(whole) // self._size + 1
        header = struct.unpack_from("<12I", whole, 44)
        directory, self._cutoff, mini, more = header[1], header[3], header[4], header[6]
        self._table = self._read_table(more)
        self._entries = self._read_entries(directory)
        self._mini: Sequence[int] = _numbers(self._chain(mini))
        root = next((one for one in self._entries.values() if one[0] == _ROOT), None)
        self._small = self._chain(root[1]) if root else b""

    @property
    def names(self) -> set[str]:
        return set(self._entries)

    def read(self, name: str) -> bytes | None:
        """A stream by its name; None where there is none."""
        kind, first, length = self._entries.get(name, (0, 0, 0))
        if kind != _STREAM:
            return None
        if length >= self._cutoff:
            return self._chain(first)[:length]
        places = _follow(first, self._mini, len(self._mini))
        return b"".join(self._small[at * 64 : at * 64 + 64] for at in places)[:length]

    def _read_table(self, more: int) -> Sequence[int]:
        """Which sector follows each."""
        listed = list(struct.unpack_from(f"<{_IN_HEADER}I", self._whole, 76))
        for _ in range(self._most):
            if more >= _END:
                break
            *found, more = _numbers(self._sector(more)) or (_END,)
            listed += found
        parts = [self._sector(at) for at in listed[: self._most] if at < _END]
        return _numbers(b"".join(parts))

    def _read_entries(self, first: int) -> dict[str, tuple[int, int, int]]:
        """What each entry is, where it begins and how long it is; of two of a name the first."""
        held = self._chain(first)
        entries: dict[str, tuple[int, int, int]] = {}
        for at in range(0, len(held) - _ENTRY + 1, _ENTRY):
            width = min(struct.unpack_from("<H", held, at + 64)[0], 64)
            name = held[at : at + max(width - 2, 0)].decode("utf-16-le", "replace")
            start, length = struct.unpack_from("<II", held, at + 116)
            entries.setdefault(name, (held[at + 66], start, length))
        return entries

    def _sector(self, at: int) -> bytes:
        begin = 512 if self._size == 512 else self._size
        begin += at * self._size
        return self._whole[begin : begin + self._size]

    def _chain(self, first: int) -> bytes:
        return b"".join(map(self._sector, _follow(first, self._table, self._most)))


def _numbers(held: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(held) // 4}I", held[: len(held) // 4 * 4])


def _follow(first: int, table: Sequence[int], most: int) -> list[int]:
    found: list[int] = []
    while first < _END:
        if first >= len(table) or len(found) >= most:
            raise BadInput("The file is damaged: a part of it is not where it should be.")
        found.append(first)
        first = table[first]
    return found
