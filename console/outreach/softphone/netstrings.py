"""Netstrings, the frames of baresip's control socket: `5:hello,` (cr.yp.to/proto/netstrings.txt).

The length counts bytes.
"""

LONGEST = 1_000_000
"""Bytes of one frame: the answer to `help`, the longest there is, takes a few thousand."""

_MOST_DIGITS = len(str(LONGEST))


class FrameError(ValueError):
    """What came is no netstring: another program listens there."""


def pack(text: str) -> bytes:
    body = text.encode()
    return b"%d:%s," % (len(body), body)


class Unpacker:
    """Puts frames together from pieces cut anywhere."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[str]:
        """The frames that are whole now. Raises FrameError."""
        self._rest += data
        found = []
        while (frame := self._take()) is not None:
            found.append(frame)
        return found

    def _take(self) -> str | None:
        head, colon, rest = self._rest.partition(b":")
        if len(head) > _MOST_DIGITS or (head and not head.isdigit()) or (colon and not head):
            raise FrameError("a length was expected")
        if not colon:
            return None
        size = int(head)
        if size > LONGEST:
            raise FrameError("a frame is too long")
        if len(rest) <= size:
            return None
        if rest[size : size + 1] != b",":
            raise FrameError("the end of a frame was expected")
        self._rest = rest[size + 1 :]
        return rest[:size].decode(errors="replace")
