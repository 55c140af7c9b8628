"""Read a do-not-call list that people keep as a text: a number in each line, with words beside it.

`614-555-0137  Marcus Bell - told Dan at church, no more calls`
"""

import io
import re
from datetime import datetime
from functools import partial
from pathlib import Path

from msgspec import Struct

from console.do_not_call.internal_list import OldRequest
from console.do_not_call.registries.number_files import Reading, open_parts, read_number
from console.do_not_call.registries.number_rows import is_table
from console.files.fields.cells.phone_words import read_words
from console.files.tables.text.encodings import UTF_8, guess_by_head, guess_by_letters
from console.rules.text import clean_line
from console.trouble import BadInput

_SAMPLE = 1 << 16
_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]")
_LONGEST_QUOTE = 60


class UnreadLine(Struct, frozen=True):
    """A line that gave no number: a title, or a number that cannot be read."""

    number: int
    text: str


class RequestLines(Struct, frozen=True):
    """The requests of a text, and its lines without a number, in their order.

    `bare` is the first line with a number and no words, if no reason was given; 0 if there is none.
    `has_reasons`: each request has a reason of its own.
    """

    requests: tuple[OldRequest, ...] = ()
    unread: tuple[UnreadLine, ...] = ()
    bare: int = 0
    has_reasons: bool = True


def is_text_of_lines(path: Path, sheet: str = "") -> bool:
    """Return whether the file has words beside numbers, and no header with a column of numbers.

    Raises BadInput.
    """
    with open_parts(path, sheet) as parts:
        for part in parts:
            head = part.stream.peek(_SAMPLE)[:_SAMPLE]
            encoding = _encoding_of(head)
            if not encoding or is_table(head.decode(encoding, "replace")):
                return False
            # A registry's own file has millions of lines without a letter: scan it by pieces.
            return any(map(_LETTERS.search, iter(partial(part.stream.read, _SAMPLE), b"")))
    return False


def read_request_lines(
    path: Path, reading: Reading, reason: str, agent: str, now: datetime
) -> RequestLines:
    """Read a text of numbers and words. Raises BadInput.

    The words of a line are the reason of its requests, after the `reason` that holds for all.
    """
    requests: list[OldRequest] = []
    unread: list[UnreadLine] = []
    bare = 0
    with open_parts(path, reading.sheet) as parts:
        for part in parts:
            encoding = _encoding_of(part.stream.peek(_SAMPLE)[:_SAMPLE]) or UTF_8
            with io.TextIOWrapper(part.stream, encoding, errors="replace") as lines:
                for number, line in enumerate(lines, 1):
                    if not (text := clean_line(line)):
                        continue
                    numbers = _numbers_in(text, reading.country)
                    if not numbers:
                        unread.append(UnreadLine(number, text[:_LONGEST_QUOTE]))
                    for e164, words in numbers:
                        why = ": ".join(filter(None, (reason, words)))
                        bare = bare or (0 if why else number)
                        requests.append(OldRequest(None, e164, why, agent, now))
    return RequestLines(tuple(requests), tuple(unread), bare)


def _numbers_in(text: str, country: str) -> list[tuple[str, str]]:
    """Return the numbers of a line with the words beside each."""
    try:
        exchange, line = read_number(text, "", country)
    except BadInput:
        return [(part.phone.e164, part.words) for part in read_words(text, country)]
    return [(f"+{exchange}{line:04d}", "")]


def _encoding_of(head: bytes) -> str:
    """Return the encoding of a text, "" for what is no text, or is XML."""
    encoding = guess_by_head(head)
    if encoding:
        return encoding
    if b"\0" in head or head.lstrip().startswith(b"<"):
        return ""
    try:
        # The last character of the sample may be cut off.
        head[: head.rfind(b"\n") + 1 or len(head)].decode(UTF_8)
    except UnicodeDecodeError:
        return guess_by_letters(head)
    return UTF_8
