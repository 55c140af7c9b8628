"""JSON lines as rows: an object on each line, its keys the columns.

Our own export comes in again as it went out; what says how its work stands is left out.
"""

import json
from collections.abc import Iterable, Iterator

from console.files.fields.cells.formula_guard import unguard
from console.files.fields.columns.layout import PREFIX
from console.files.fields.lead_fields import EVIDENCE, STATED_ZONE, WORK
from console.rules.text import clean_line

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
