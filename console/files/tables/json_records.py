"""Read JSON as rows: an object is a row, and its keys are the columns.

JSON lines have one object on each line. APIs and exports write an array: `[{…}, {…}]`, either bare
or inside an object with a count. Only one object of an array is in memory at a time. Our own export
can be imported again; its columns about the progress of calls are then ignored.
"""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from console.files.fields.columns.layout import PREFIX
from console.files.fields.lead_fields import EVIDENCE, STATED_ZONE, WORK
from console.rules.text import clean_line, unguard
from console.trouble import BadInput

Record = dict[str, str]
Object = dict[str, object]

LONG = 16_384
"""A sample that is longer than this and has no line end is assumed to be cut off."""

NO_OBJECT = "it is not a JSON object on one line, such as {“name”: “Ada”, “phone”: “2085550147”}"

_FIELD_OF = {"zone": STATED_ZONE}
"""Keys of our export that an import knows by another name."""
_NESTED = frozenset(("phones", "extras"))
_AROUND = frozenset(("properties", "attributes", "fields", "person", "contact", "lead"))
"""Keys whose value is an object with the person's fields, so that its keys are the columns."""


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
"""Keys next to the array that hold information about pages, not people."""
_GAP = re.compile(r"[\s,]*")
LONGEST_OBJECT = 1 << 22
"""Most characters of one object; a longer one is refused as damaged."""
AGAIN = 1.3
"""Factor by which an incomplete object must grow before it is parsed again."""

NO_OBJECT_IN_ARRAY = "it is not a JSON object, such as {“name”: “Ada”, “phone”: “2085550147”}"


def is_objects(start: str) -> bool:
    """Return whether a text begins with an object on one line, even if the sample cuts it off."""
    first, end, _ = start.lstrip().partition("\n")
    is_cut = not end and len(start) > LONG and first.startswith('{"')
    return is_cut or _read(first) is not None


def read_objects(lines: Iterable[str]) -> Iterator[tuple[int, Record, str]]:
    """Yield (line of an object, its values by column, why it cannot be used)."""
    for number, text in enumerate(lines, start=1):
        line = text.strip("\ufeff \t\r\n")
        if not line:
            continue
        item = _read(line)
        if item is None:
            yield number, {}, NO_OBJECT
        else:
            yield number, row_of(item), ""


def row_of(item: Object) -> Record:
    """Return an object as a row: its values by column."""
    flat = _own_row(item) or _row(item)
    return {clean_line(name): _raw(cell) for name, cell in flat.items()}


def _read(line: str) -> Object | None:
    """Return the object on a line, or None. Numbers stay text, so that phones lose no digit."""
    try:
        item = json.loads(line, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    return item if isinstance(item, dict) else None


def _own_row(item: Object) -> Record | None:
    """Return a lead of our own export as a row; None for any other object."""
    phones, extras = item.get("phones"), item.get("extras")
    if not isinstance(extras, dict) or not isinstance(phones, list):
        return None
    if not all(isinstance(phone, dict) for phone in phones):
        return None
    row = {f"{PREFIX}id": _text(item.get("id"))}
    for name, value in item.items():
        if name not in _NESTED:
            row[f"{PREFIX}{name}" if name in WORK else _FIELD_OF.get(name, name)] = _text(value)
    for count, phone in enumerate(phones, start=1):
        texts = {name: _text(value) for name, value in phone.items()}
        extension = f" x{texts['extension']}" if texts.get("extension") else ""
        row[f"Phone {count} - Value"] = texts.get("number", "") + extension
        row[f"Phone {count} - Label"] = texts.get("label", "")
        row[f"Phone {count} - Line type"] = texts.get("line", "")
        row[f"Phone {count} - Status"] = texts.get("status", "")
        row[f"Phone {count} - Do not call"] = texts.get("do_not_call", "")
    for name, value in extras.items():
        _put_extra(row, name, _text(value))
    return row


def _put_extra(row: Record, name: str, text: str) -> None:
    """Put an extra of our export into a row.

    A cell that could not be read as its field was exported as an extra: put it back under the
    field, so that it is read again. Do not do so for evidence: it was ignored then, and would count
    now.
    """
    is_free = (not row.get(name) and name not in EVIDENCE) or (
        name == "priority" and row[name] == "0"
    )
    row[name if is_free else f"{name} (2)"] = text


def _row(item: Object) -> Record:
    """Return an object as a row; inner objects become columns such as “address.city”."""
    row: Record = {}
    for name, value in item.items():
        if isinstance(value, dict):
            for inner, inner_value in value.items():
                is_bare = name in _AROUND and inner not in item and inner not in row
                row[inner if is_bare else f"{name}.{inner}"] = _text(inner_value)
        else:
            row[name] = _text(value)
    return row


def _text(value: object) -> str:
    """Return a JSON value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, list) and not any(isinstance(part, list | dict) for part in value):
        return "; ".join(map(_text, value))
    return json.dumps(value, ensure_ascii=False)


def _raw(cell: str) -> str:
    """Add the apostrophe that an import removes from guarded cells, because JSON has no guard."""
    return f"'{cell}" if cell.startswith("'") and unguard(cell) != cell else cell


def is_array(start: str) -> bool:
    """Return whether a text begins with an array of objects, or an object around one."""
    return _BEGIN.match(start.lstrip("\ufeff")) is not None


def read_array(lines: Iterable[str]) -> Iterator[tuple[int, Record, str]]:
    """Yield (line of an object, its values by column, why it cannot be used). Raises BadInput."""
    decode = json.JSONDecoder(parse_float=str, parse_int=str).raw_decode
    buffer, line, enough, has_begun = "", 1, 0.0, False
    texts = chain(lines, [""])  # the empty one is the end
    for text in texts:
        buffer += text.lstrip("\ufeff") if line == 1 else text
        if not has_begun and (begin := _BEGIN.match(buffer)):
            line += buffer.count("\n", 0, begin.end())
            buffer, has_begun = buffer[begin.end() :], True
        # An object that is not complete is parsed again only when much of it has been added;
        # parsing it after each line would take quadratic time.
        if not has_begun or (text and len(buffer) < enough):
            continue
        at, enough = 0, 0.0
        while True:
            gap = _GAP.match(buffer, at)
            assert gap is not None
            line += buffer.count("\n", at, gap.end())
            at = gap.end()
            if at >= len(buffer):
                break
            if buffer[at] == "]":
                _refuse_more(buffer[at + 1 :], texts, line)
                return
            try:
                item, end = decode(buffer, at)
            except (ValueError, RecursionError):
                enough = (len(buffer) - at) * AGAIN
                break
            is_object = isinstance(item, dict)
            yield line, row_of(item) if is_object else {}, "" if is_object else NO_OBJECT_IN_ARRAY
            line += buffer.count("\n", at, end)
            at = end
        buffer = buffer[at:]
        if buffer and (not text or len(buffer) > LONGEST_OBJECT):
            raise BadInput(
                f"The JSON cannot be read from line {line:,} on: export it again from where it "
                "was made."
            )


def _refuse_more(after: str, texts: Iterator[str], line: int) -> None:
    """Raise BadInput if a second list follows, or anything else that may hold people."""
    for text in texts:
        after += text
        if len(after) > LONGEST_OBJECT:
            break
    try:
        beside = json.loads(f'{{"":""{after}')
    except (ValueError, RecursionError):
        holds_more = "[" in after or "{" in after
    else:
        holds_more = any(
            value and isinstance(value, list | dict) and name not in _OF_PAGES
            for name, value in beside.items()
        )
    if holds_more:
        raise BadInput(
            f"The JSON goes on after its list ends on line {line:,}: make a file of each list."
        )
