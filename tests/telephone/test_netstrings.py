"""The frames of the control socket, whole or in pieces."""

import pytest

from console.outreach.softphone.baresip import LONGEST, FrameError, Unpacker, pack


def test_the_length_counts_bytes() -> None:
    assert pack("Zoë") == b"4:Zo\xc3\xab,"


def test_frames_come_whole_whatever_the_pieces_they_arrive_in() -> None:
    texts = ["first", "", "Zoë 3:abc,"]
    sent = b"".join(map(pack, texts))
    for size in range(1, len(sent) + 1):
        frames = Unpacker()
        pieces = [sent[at : at + size] for at in range(0, len(sent), size)]
        assert [row for piece in pieces for row in frames.feed(piece)] == [
            "first",
            "",
            "Zoë 3:abc,",
        ]


@pytest.mark.parametrize(
    "noise",
    [b"HTTP/1.1 400 Bad Request", b":abc,", b"3:abcd", b"-1:,", b"%d:" % (LONGEST + 1), b"1" * 8],
)
def test_what_is_no_frame_is_refused(noise: bytes) -> None:
    with pytest.raises(FrameError):
        Unpacker().feed(noise)
