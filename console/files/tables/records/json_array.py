"""A JSON array of objects as rows, as APIs and exports write it: `[{…}, {…}]`, or within an object
that says how many there are. One object at a time is held in memory."""

import json
import re
from collections.abc import Iterable, Iterator

from console.files.tables.records.json_lines import Record, row_of
from console.trouble import BadInput

_KEYS = (
    "results|data|contacts|leads|items|records|people|persons|customers|companies|rows|value|list"
)
_ABOUT = r"count|total[a-z_]*|size|done|ok|success|(?:next|prev|has)[a-z_]*|(?:per_?)?page[a-z_]*|"
_ABOUT += r"limit|offset|@odata\.[a-z]+"
_SCALAR = r'"(?:[^"\\]|\\.)*+"|[\w.+-]++'
_BEGIN = re.compile(
    rf'\s*(?:\{{\s*(?:"(?:{_ABOUT})"\s*:\s*(?:{_SCALAR})\s*,\s*)*+"(?:{_KEYS})"\s*:\s*)?'
    r"\[(?=\s*\{)",
    re.IGNORECASE,
)
_OF_PAGES = frozenset(("paging", "pagination", "page", "meta", "metadata", "links", "_links"))
"""Keys after the array that hold no people."""
_GAP = re.compile(r"[\s,]*")
LONGEST_OBJECT = 1 << 22
"""Characters of one object, or of what is none and never ends."""
AGAIN = 1.3
"""How many times longer a text that was no whole object must be to be looked at again."""

NO_OBJECT = "it is no JSON object, such as {“name”: “Ada”, “phone”: “2085550147”}"


def is_array(start: str) -> bool:
    return _BEGIN.match(start.lstrip("\ufeff")) is not None


def read_array(lines: Iterable[str]) -> Iterator[tuple[int, Record, str]]:
    """(the line of an object, its values by column, why it cannot be used). Raises BadInput."""
    decode = json.JSONDecoder(parse_float=str, parse_int=str).raw_decode
    rest, line, enough, has_begun = "", 1, 0.0, False
    texts = _and_end(lines)
    for text in texts:
        rest += text.lstrip("\ufeff") if line == 1 else text
        if not has_begun and (begin := _BEGIN.match(rest)):
            line += rest.count("\n", 0, begin.end())
            rest, has_begun = rest[begin.end() :], True
        if not has_begun or (text and len(rest) < enough):
            continue
        at, enough = 0, 0.0
        while True:
            gap = _GAP.match(rest, at)
            assert gap is not None
            line += rest.count("\n", at, gap.end())
            at = gap.end()
            if at >= len(rest):
                break
            if rest[at] == "]":
                _refuse_more(rest[at + 1 :], texts, line)
                return
            try:
                found, end = decode(rest, at)
            except (ValueError, RecursionError):
                enough = (len(rest) - at) * AGAIN
                break
            is_object = isinstance(found, dict)
            yield line, row_of(found) if is_object else {}, "" if is_object else NO_OBJECT
            line += rest.count("\n", at, end)
            at = end
        rest = rest[at:]
        if rest and (not text or len(rest) > LONGEST_OBJECT):
            raise BadInput(
                f"The JSON cannot be read from line {line:,} on: save it anew where it was made."
            )


def _refuse_more(rest: str, texts: Iterator[str], line: int) -> None:
    """Raises BadInput where a second list follows, or anything that may hold people."""
    for text in texts:
        rest += text
        if len(rest) > LONGEST_OBJECT:
            break
    try:
        beside = json.loads(f'{{"":""{rest}')
    except (ValueError, RecursionError):
        holds_more = "[" in rest or "{" in rest
    else:
        holds_more = any(
            value and isinstance(value, list | dict) and name not in _OF_PAGES
            for name, value in beside.items()
        )
    if holds_more:
        raise BadInput(
            f"The JSON goes on after its list ends on line {line:,}: make a file of each list."
        )


def _and_end(lines: Iterable[str]) -> Iterator[str]:
    yield from lines
    yield ""
