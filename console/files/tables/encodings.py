"""Guess the encoding of a text file by its byte order mark, valid UTF-8, or letter frequencies.

The guess is shown to the person, who can overrule it with --encoding.
"""

import codecs
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice, pairwise
from pathlib import Path
from typing import BinaryIO

from console.files.tables.csv_rows import LONGEST_LINE
from console.trouble import BadInput

UTF_8 = "utf-8-sig"
MIXED = "utf-8 and cp1252"
"""Two lists in one file: what is not valid UTF-8 is read as cp1252."""
_LENIENT = {"cp1252": ("cp1252", "smiledial-undefined"), MIXED: ("utf-8", "smiledial-western")}
"""Encodings that read any byte: Python's name, and the error handler for its invalid bytes."""
CHUNK = 1 << 20
SAMPLE = 1 << 15
"""Bytes of non-ASCII lines that are read to guess an encoding."""

_WESTERN = "éèüöäåøæáóíñçßêàãôõîúâëïœûòìùÉÖÜÄÁÅØÑÇÓÍÀÈÊÆÂÎÔÚ"
_CYRILLIC = "оаеинтрвслкмдпуяйгбзычьхжшюэщцфіїєёАМСКВПДНИЕОБТГРЛАШЯЮФХЗЖЭЦЧУ"

# The non-ASCII letters of the languages of each code page, the most frequent first.
_LETTERS = {
    "cp1252": _WESTERN,
    "cp850": _WESTERN,
    "mac-roman": _WESTERN,
    "cp1250": "áéíýčřžšěůúłóąęśżćńźőűäöüßťďňşţăâîÁÉŠČŽŘŁŚŻÓĆÖÜÄŐÚĽľÍ",
    "cp1254": "ıüğşöçİÖÜŞÇĞâîû",
    "cp1257": "šėžųūčąįęāīēķļņģŠŽČĀĖŪĒĶĢĻŅĪäöüõÄÖÜÕ",
    "cp1251": _CYRILLIC,
    "koi8-r": _CYRILLIC,
    "cp866": _CYRILLIC,
    "cp1253": "αοιςσνρτεκηυπλμίόάγδωχθέφώήύβξζψΑΜΠΚΓΔΣΝΤΕΙΛΒΧΘΡΦΖΟΗ",
    "cp1255": "יוהרלאתבמשנדחקעפסגטכזצםןךףץ",
    "cp1256": "اليمنرتبعدوسةهحفقكجشصخطأضغثزءىئإظذآؤ",
    "cp874": "านรอกเงมยลวดทสตะปบคหแจพชขใไโผถณศซธฟภญุัี่้ิ์ูำึื",
}
_LATIN = frozenset({"cp1252", "cp850", "mac-roman", "cp1250", "cp1254", "cp1257"})
_CASED = frozenset({"cp1251", "koi8-r", "cp866", "cp1253"})
"""Code pages of other alphabets with capital letters. Names begin with a capital, so a text without
any was probably decoded wrongly."""
_CASED_BY_BYTE = frozenset({"cp1251", "cp1253"})
"""Code pages for which an all-capitals list is scored in lower case."""
_RUNS = re.compile(r"[^\W\d_a-zA-Z]{3,}")
# Anchor each run at its start; otherwise matching a run of 32,000 letters is quadratic.
_MIXED = re.compile(r"(?<=[a-zA-Z])[^\W\d_a-zA-Z]+|(?<![^\W\d_a-zA-Z])[^\W\d_a-zA-Z]++(?=[a-zA-Z])")
_MARKS = frozenset("–—‘’“”„…•€£©®°«»¿¡ºª\xa0")
_INNER = re.compile(r"(?<=[^\W\d_])[–—‘“”„…•€£©®°«»¿¡\xa0](?=[^\W\d_])")
_BETTER = {"cp1257": 0.3, "cp866": 0.3, "cp850": 0.25, "mac-roman": 0.1}
"""By how much a rare encoding must beat the score of cp1252; for all others it is 0.05."""
_NOT_LATIN_9 = re.compile(rb"[\x80-\x9f]")
_EURO_OF_LATIN_9 = b"\xa4"
"""The euro sign of ISO 8859-15, which differs from cp1252 in little else."""

_Judge = Callable[[int], bool]
# The lead bytes of the characters in common use.
_TWO_BYTES: dict[str, _Judge] = {
    "cp949": lambda lead: 0xB0 <= lead <= 0xC8,
    "gb18030": lambda lead: 0xB0 <= lead <= 0xD7,
    "cp932": lambda lead: 0x82 <= lead <= 0x97,
    "big5": lambda lead: 0xA4 <= lead <= 0xC6,
}


def _read_as(codec: Sequence[str], error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode(*codec), error.end


codecs.register_error(_LENIENT["cp1252"][1], partial(_read_as, ["latin-1"]))
codecs.register_error(_LENIENT[MIXED][1], partial(_read_as, _LENIENT["cp1252"]))


def codec_of(encoding: str, errors: str = "strict") -> tuple[str, str]:
    """Return Python's name of an encoding, and `errors` or the error handler that it needs."""
    return _LENIENT.get(encoding, (encoding, errors))


def find_codec(name: str) -> str:
    """Return Python's name of an encoding. Raises BadInput for one that it does not have."""
    if name.strip().casefold() == MIXED:
        return MIXED
    try:
        codec = codecs.lookup(name.strip())
        "".encode(codec.name)  # fails for codecs that are no text encodings, such as base64
    except (LookupError, TypeError, ValueError):
        raise BadInput(
            f"--encoding {name}: there is no such encoding; try utf-8, utf-16, cp1252 or cp1256."
        ) from None
    return UTF_8 if codec.name == "utf-8" else codec.name


def find_encoding(path: Path, stream: BinaryIO, head: bytes, wanted: str) -> tuple[str, int]:
    """Return the encoding of a file, `wanted` or guessed, and the number of its lines.

    `head` is how it begins. Raises BadInput for a binary file.
    """
    stated = find_codec(wanted) if wanted else guess_by_head(head)
    if not stated and b"\0" in head:
        raise BadInput(
            f"{path} is not a text file: open it where it was made and save it as CSV (UTF-8)."
        )
    stream.seek(0)
    guesses, lines = _read_through(stream)
    if stated or len(guesses) == 1:
        return stated or guesses[0], lines
    for guess in guesses:
        stream.seek(0)
        if _is_all_in(stream, guess):
            return guess, lines
    return guesses[-1], lines


def guess_by_head(head: bytes) -> str:
    """Return the encoding by its byte order mark or NUL bytes, "" if neither tells it."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) and len(head) % 2 == 0:
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8) and b"\0" not in head:
        return UTF_8
    if b"\x1b$B" in head or b"\x1b$@" in head:
        return "iso2022_jp"
    zeros_even, zeros_odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half and zeros_odd > half * 0.6 and not zeros_even:
        return "utf-16-le"
    if half and zeros_even > half * 0.6 and not zeros_odd:
        return "utf-16-be"
    return ""


def _read_through(stream: BinaryIO) -> tuple[list[str], int]:
    """Return the likely encodings, the likeliest first, and the number of lines."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    odd = bytearray()
    lines = 0
    is_utf_8 = True
    rest = end_of_file = b""
    while chunk := stream.read(CHUNK):
        end_of_file = (end_of_file + chunk)[-SAMPLE:]
        lines += chunk.count(b"\n")
        is_utf_8 = is_utf_8 and _decodes(decoder, chunk)
        if len(odd) < SAMPLE:
            whole, end, rest = (rest + chunk).rpartition(b"\n")
            odd += _odd_lines(whole + end)
            rest = rest[:CHUNK]
    if is_utf_8 and _decodes(decoder, b"", is_end=True):
        return [UTF_8], lines
    sample = bytes(odd + _odd_lines(rest))[:SAMPLE]
    # A second list may begin after the sample. The first line of the end may be cut off.
    is_mixed = _is_mixed(sample + b"\n" + _odd_lines(end_of_file.partition(b"\n")[2]))
    return ([MIXED] if is_mixed else rank_by_letters(sample)), lines


def _is_mixed(sample: bytes) -> bool:
    """Return whether some lines are UTF-8 and the others cp1252, as in two lists put together."""
    whole = b"\n".join(line for line in sample.splitlines() if _is_western_utf_8(line))
    if not whole:
        return False
    rest = b"\n".join(line for line in sample.splitlines() if not _is_western_utf_8(line))
    return rank_by_letters(rest)[0] == "cp1252"


def _is_western_utf_8(line: bytes) -> bool:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    # Two Chinese letters of gb18030 may be one of UTF-8, but seldom one of a European language.
    return all(mark <= "\u017f" or mark in _MARKS for mark in text)


def _odd_lines(text: bytes) -> bytes:
    """Return the lines that are not ASCII, up to the size of the sample."""
    if text.isascii():
        return b""
    lines = (line for line in text.splitlines() if not line.isascii())
    return b"".join(line + b"\n" for line in islice(lines, 2000))[:SAMPLE]


def _is_all_in(stream: BinaryIO, encoding: str) -> bool:
    """Return whether the whole stream is valid in the encoding; a lenient one always is."""
    if encoding in _LENIENT:
        return True
    decoder = codecs.getincrementaldecoder(encoding)()
    while chunk := stream.read(CHUNK):
        if not _decodes(decoder, chunk):
            return False
    return _decodes(decoder, b"", is_end=True)


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, *, is_end: bool = False) -> bool:
    """Return whether the next piece of a text is valid; unless `is_end`, it may be cut off."""
    try:
        decoder.decode(piece, is_end)
    except UnicodeError:
        return False
    return True


@contextmanager
def decoded(stream: BinaryIO, path: Path, encoding: str) -> Iterator[io.TextIOWrapper]:
    """Yield the stream as text. Raises BadInput with the line of a byte that is not valid."""
    text = io.TextIOWrapper(stream, *codec_of(encoding), newline="")
    try:
        yield text
    except UnicodeError:
        stream.seek(0)
        raise BadInput(_not_in_encoding(stream, path, encoding)) from None
    finally:
        text.detach()  # otherwise closing the text would close the stream


def _not_in_encoding(stream: BinaryIO, path: Path, encoding: str) -> str:
    """Return where a file is not in its encoding, and what to do."""
    if encoding.startswith("utf-16"):
        return f"{path} is not whole UTF-16 text: save it again as CSV (UTF-8)."
    shown = encoding.removesuffix("-sig").upper()
    for line, text in enumerate(iter(lambda: stream.readline(LONGEST_LINE), b""), start=1):
        try:
            text.decode(encoding)
        except UnicodeDecodeError as error:
            return (
                f"{path}, line {line}: byte {error.start + 1} is not {shown} text: "
                "choose another with --encoding, or save the file as CSV (UTF-8)."
            )
    return f"{path} is not {shown} text: save it as CSV (UTF-8)."


def guess_by_letters(sample: bytes) -> str:
    """Return the code page in which the sample looks most like a language; by default cp1252."""
    return rank_by_letters(sample)[0]


def rank_by_letters(sample: bytes) -> list[str]:
    """Return the code pages that score better than cp1252, the best first, then cp1252."""
    scores = {name: _score_letters(sample, name) for name in _LETTERS}
    scores |= {name: _score_pairs(sample, name) for name in _TWO_BYTES}
    usual = max(scores.pop("cp1252"), 0)
    ahead = {name: score - usual - _BETTER.get(name, 0.05) for name, score in scores.items()}
    better = [
        name
        for name in ahead
        if ahead[name] > 0 and _decodes(codecs.getincrementaldecoder(name)(), sample)
    ]
    is_latin_9 = _EURO_OF_LATIN_9 in sample and not _NOT_LATIN_9.search(sample)
    last = ["iso8859-15"] if is_latin_9 else []
    return [*sorted(better, key=lambda name: -ahead[name]), *last, "cp1252"]


def _score_letters(sample: bytes, encoding: str) -> float:
    """Return from -1 to 1 how frequent the letters are in the languages of the code page."""
    text = sample.decode(encoding, "replace")
    letters = _LETTERS[encoding]
    strange = [mark for mark in text if mark > "\x7f" and mark not in _MARKS]
    if not strange:
        return 0.5 - len(_INNER.findall(text))
    is_small = encoding in _CASED and not any(mark.isupper() for mark in strange)
    if encoding in _CASED_BY_BYTE and not any(mark.islower() for mark in strange):
        strange = [mark.lower() for mark in strange]
    size = len(letters)
    known = {letter: 1 - 0.6 * place / size for place, letter in enumerate(letters)}
    score = sum(known.get(mark, -1.0) for mark in strange)
    # Signs of a wrong encoding: long runs of non-ASCII letters in a Latin text, words of another
    # alphabet mixed with ASCII letters, and a small letter before a capital one.
    odd = _RUNS if encoding in _LATIN else _MIXED
    score -= sum(len(run) for run in odd.findall(text))
    score -= sum(a.islower() and b.isupper() for a, b in pairwise(text))
    score -= len(_INNER.findall(text))
    if is_small:
        score -= 0.3 * len(strange)
    return score / len(strange)


def _score_pairs(sample: bytes, encoding: str) -> float:
    """Return up to 0.9 how common the two-byte characters are in the encoding."""
    is_common = _TWO_BYTES[encoding]
    text = sample.decode(encoding, "replace")
    strange = [mark for mark in text if mark > "\x7f"]
    score = 0.0
    for mark in strange:
        written = mark.encode(encoding, "replace")
        if mark == "\ufffd" or len(written) != 2:
            score -= 1
        else:
            score += 0.9 if is_common(written[0]) else -1
    score -= 1.5 * len(_MIXED.findall(text))
    return score / len(strange) if strange else -1.0
