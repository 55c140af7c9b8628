"""JSON lines as rows: an object on each line, its keys the columns.

Our own export comes in again as it went out; what says how its work stands is left out.
"""

import json
import re
from collections.abc import Iterable, Iterator

from console.files.fields.cells.formula_guard import unguard
from console.files.fields.columns.layout import PREFIX
from console.files.fields.lead_fields import EVIDENCE, STATED_ZONE, WORK
from console.rules.text import clean_line
from console.trouble import BadInput

Record = dict[str, str]
Object = dict[str, object]

LONG = 16_384
"""Characters that a sample has at least where the file goes on after it."""

NO_OBJECT = "it is no JSON object on one line, such as {“name”: “Ada”, “phone”: “2085550147”}"

_FIELD_OF = {"zone": STATED_ZONE}
"""Keys of our export that an import knows by another name."""
_NESTED = frozenset(("phones", "extras"))
_AROUND = frozenset(("properties", "attributes", "fields", "person", "contact", "lead"))
"""Keys of an object that is the person itself: its keys are the columns."""


def is_objects(start: str) -> bool:
    """Whether a text begins with an object on one line, or with one that is cut by the sample."""
    first, end, _ = start.lstrip().partition("\n")
    is_cut = not end and len(start) > LONG and first.startswith('{"')
    return is_cut or _read(first) is not None


def read_objects(lines: Iterable[str]) -> Iterator[tuple[int, Record, str]]:
    """(the line of an object, its values by column, why it cannot be used)."""
    for number, text in enumerate(lines, start=1):
        line = text.strip("\ufeff \t\r\n")
        if not line:
            continue
        found = _read(line)
        if found is None:
            yield number, {}, NO_OBJECT
        else:
            yield number, row_of(found), ""


def row_of(found: Object) -> Record:
    """An object as a row: its values by column."""
    flat = _own_row(found) or _row(found)
    return {clean_line(name): _raw(cell) for name, cell in flat.items()}


def _read(line: str) -> Object | None:
    """Numbers stay as they are written, so that no digit of a phone is lost."""
    try:
        found = json.loads(line, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _own_row(found: Object) -> Record | None:
    """A line of our own export; None for any other object."""
    phones, extras = found.get("phones"), found.get("extras")
    if not isinstance(extras, dict) or not isinstance(phones, list):
        return None
    if not all(isinstance(phone, dict) for phone in phones):
        return None
    row = {f"{PREFIX}id": _text(found.get("id"))}
    for name, value in found.items():
        if name not in _NESTED:
            row[f"{PREFIX}{name}" if name in WORK else _FIELD_OF.get(name, name)] = _text(value)
    for count, phone in enumerate(phones, start=1):
        said = {name: _text(value) for name, value in phone.items()}
        extension = f" x{said['extension']}" if said.get("extension") else ""
        row[f"Phone {count} - Value"] = said.get("number", "") + extension
        row[f"Phone {count} - Label"] = said.get("label", "")
        row[f"Phone {count} - Line type"] = said.get("line", "")
        row[f"Phone {count} - Status"] = said.get("status", "")
        row[f"Phone {count} - Do not call"] = said.get("do_not_call", "")
    for name, value in extras.items():
        _keep(row, name, _text(value))
    return row


def _keep(row: Record, name: str, text: str) -> None:
    """What could not be read as a field goes back to where it was; evidence that did not count
    stays with the lead and proves nothing."""
    is_free = (not row.get(name) and name not in EVIDENCE) or (
        name == "priority" and row[name] == "0"
    )
    row[name if is_free else f"{name} (2)"] = text


def _row(found: Object) -> Record:
    """Objects within become columns such as “address.city”; no key takes the place of another."""
    row: Record = {}
    for name, value in found.items():
        if isinstance(value, dict):
            for inner, one in value.items():
                is_bare = name in _AROUND and inner not in found and inner not in row
                row[inner if is_bare else f"{name}.{inner}"] = _text(one)
        else:
            row[name] = _text(value)
    return row


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
        return "; ".join(map(_text, value))
    return json.dumps(value, ensure_ascii=False)


def _raw(cell: str) -> str:
    """What stands here raw gets the mark that is taken off every cell that comes in."""
    return f"'{cell}" if cell.startswith("'") and unguard(cell) != cell else cell


# A JSON array of objects as rows, as APIs and exports write it: `[{…}, {…}]`, or within an object
# that says how many there are. One object at a time is held in memory.


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

NO_OBJECT_IN_ARRAY = "it is no JSON object, such as {“name”: “Ada”, “phone”: “2085550147”}"


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
            yield line, row_of(found) if is_object else {}, "" if is_object else NO_OBJECT_IN_ARRAY
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
