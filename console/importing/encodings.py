"""Which encoding a text file is in: by its mark, by being UTF-8 throughout, else by its letters.

A guess is shown to the person, who can overrule it with --encoding.
"""

import codecs
import re
from collections.abc import Callable
from itertools import pairwise
from typing import BinaryIO

from console.trouble import BadInput

UTF_8 = "utf-8-sig"
CHUNK = 1 << 20
SAMPLE = 1 << 15
"""Bytes of the lines that are not ASCII by which an encoding is judged."""

# The letters of a language that are not ASCII, the frequent first; what else may stand beside them.
_LETTERS = {
    "cp1252": "éèüöäáóíñçßêàøåæãôõîúâëïœûòìùÉÖÜÄÁÅØÑÇÓÍÀÈÊÆÂÎÔÚ",
    "cp1250": "áéíýčřžšěůúłóąęśżćńźőűäöüßťďňşţăâîÁÉŠČŽŘŁŚŻÓĆÖÜÄŐÚĽľÍ",
    "cp1254": "ıüğşöçİÖÜŞÇĞâîû",
    "cp1251": "оаеинтрвслкмдпуяйгбзычьхжшюэщцфіїєёАМСКВПДНИЕОБТГРЛАШЯЮФХЗЖЭЦЧУ",
    "cp1253": "αοιςσνρτεκηυπλμίόάγδωχθέφώήύβξζψΑΜΠΚΓΔΣΝΤΕΙΛΒΧΘΡΦΖΟΗ",
    "cp1255": "יוהרלאתבמשנדחקעפסגטכזצםןךףץ",
    "cp1256": "اليمنرتبعدوسةهحفقكجشصخطأضغثزءىئإظذآؤ",
}
_LATIN = frozenset({"cp1252", "cp1250", "cp1254"})
_RUNS = re.compile(r"[^\W\d_a-zA-Z]{3,}")
_MIXED = re.compile(r"(?<=[a-zA-Z])[^\W\d_a-zA-Z]+|[^\W\d_a-zA-Z]+(?=[a-zA-Z])")
_MARKS = frozenset("–—‘’“”„…•€£©®°«»¿¡ºª\xa0")

_Judge = Callable[[int], bool]
# The lead bytes of the characters in common use.
_TWO_BYTES: dict[str, _Judge] = {
    "cp949": lambda lead: 0xB0 <= lead <= 0xC8,
    "gb18030": lambda lead: 0xB0 <= lead <= 0xD7,
    "cp932": lambda lead: 0x82 <= lead <= 0x97,
    "big5": lambda lead: 0xA4 <= lead <= 0xC6,
}


def find_codec(name: str) -> str:
    """The name Python knows an encoding by. Raises BadInput for one it does not know."""
    try:
        found = codecs.lookup(name.strip())
        "".encode(found.name)
    except (LookupError, TypeError, ValueError):
        raise BadInput(
            f"--encoding {name}: there is no such encoding; try utf-8, utf-16, cp1252 or cp1256."
        ) from None
    return UTF_8 if found.name == "utf-8" else found.name


def guess_by_head(head: bytes) -> str:
    """The encoding by the mark in front or by where the NULs stand; "" where it must be read."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) and len(head) % 2 == 0:
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8) and b"\0" not in head:
        return UTF_8
    zeros_even, zeros_odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half and zeros_odd > half * 0.6 and not zeros_even:
        return "utf-16-le"
    if half and zeros_even > half * 0.6 and not zeros_odd:
        return "utf-16-be"
    return ""


def read_through(stream: BinaryIO) -> tuple[str, int]:
    """The encoding of the whole stream, and how many lines it has."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    odd = bytearray()
    lines = 0
    is_utf_8 = True
    while chunk := stream.read(CHUNK):
        lines += chunk.count(b"\n")
        if is_utf_8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf_8 = False
        if not chunk.isascii() and len(odd) < SAMPLE:
            odd += b"\n".join(re.findall(rb"[^\r\n]*[\x80-\xff][^\r\n]*", chunk)[:2000])[:SAMPLE]
    if is_utf_8:
        try:
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            is_utf_8 = False
    return (UTF_8 if is_utf_8 else guess_by_letters(bytes(odd[:SAMPLE]))), lines


def guess_by_letters(sample: bytes) -> str:
    """The code page under which the sample reads most like a language; cp1252 when in doubt."""
    scores = {name: _score_letters(sample, name) for name in _LETTERS}
    scores |= {name: _score_pairs(sample, name) for name in _TWO_BYTES}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > max(scores["cp1252"], 0) + 0.05 else "cp1252"


def _score_letters(sample: bytes, encoding: str) -> float:
    """From -1 to 1: how frequent the letters are in the language that the code page is for."""
    text = sample.decode(encoding, "replace")
    letters = _LETTERS[encoding]
    strange = [mark for mark in text if mark > "\x7f" and mark not in _MARKS]
    if not strange:
        return 0.5
    size = len(letters)
    known = {letter: 1 - 0.6 * place / size for place, letter in enumerate(letters)}
    score = sum(known.get(mark, -1.0) for mark in strange)
    # A word of Latin letters has few that are not ASCII, one of another alphabet has no ASCII ones;
    # and a small letter before a capital one stands in no word.
    odd = _RUNS if encoding in _LATIN else _MIXED
    score -= sum(len(run) for run in odd.findall(text))
    score -= sum(a.islower() and b.isupper() for a, b in pairwise(text))
    return score / len(strange)


def _score_pairs(sample: bytes, encoding: str) -> float:
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
    return score / len(strange) if strange else -1.0
