"""Store, list and remove the firm's scripts, objection cards and e-mail templates."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from console.files.opening import refuse_special
from console.files.tables.encodings import guess_by_head, guess_by_letters
from console.outreach.scripts.active_texts import DEFAULT, StoredText, choose, default_text, parse
from console.outreach.scripts.merge_fields import OF_THE_FIRM, MergeField
from console.outreach.scripts.script import LONGEST, Line, Script, Section, Template, TextFaults
from console.rules.text import clean_line, harmless
from console.trouble import BadInput
from db.audit import log
from db.engine.database import Connection, Database
from db.enums import TextKind
from db.firm.prepared_texts import put_text, read_texts, remove_text
from db.firm.settings import revising
from db.lists.catalogue import find_list

MOST_BYTES = 4 * LONGEST  # UTF-8 takes at most four bytes a character

WIDTH, ROWS = 64, 7
"""The cells and rows for a section in a terminal of 80 × 24."""


class LibraryText(Struct, frozen=True):
    """A text in the library. `list_name` is "" for all lists; `agent` is "" for a default."""

    kind: TextKind
    name: str
    list_name: str
    agent: str
    changed_at: datetime | None
    is_in_use: bool
    text: str


def read_file(path: Path, kind: TextKind) -> tuple[str, tuple[str, ...]]:
    """Return a file's text, and warnings about it. Raises BadInput that lists each fault."""
    try:
        refuse_special(path)
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read ({error.strerror or error}): check its name and permissions."
        ) from None
    if len(content) > MOST_BYTES:
        raise BadInput(f"{path} is larger than {MOST_BYTES:,} bytes, too large for a script.")
    text = harmless(_decode(content))
    try:
        parsed = parse(kind, text)
    except TextFaults as faults:
        raise BadInput(
            "\n".join(
                f"{path}, line {fault.line}, character {fault.character}: {fault.message}"
                for fault in faults.faults
            )
        ) from None
    return text, tuple(find_doubts(parsed))


def add_text(
    database: Database,
    path: Path,
    kind: TextKind,
    name: str,
    list_name: str,
    agent: str,
    now: datetime,
) -> tuple[str, bool, tuple[str, ...]]:
    """Store a file's text, replacing one of the same name. Raises BadInput and changes nothing.

    Return its name, whether it is new, and warnings. Agents see it from their next lead on.
    """
    text, doubts = read_file(path, kind)
    name = clean_line(name) or clean_line(path.stem)
    is_new = keep_text(database, text, kind, name, list_name, agent, now)
    return name, is_new, doubts


def keep_text(
    database: Database,
    text: str,
    kind: TextKind,
    name: str,
    list_name: str,
    agent: str,
    now: datetime,
) -> bool:
    """Store a parsed text, replacing one of the same name; return whether it is new.

    Raises BadInput for the name of the default text or an unknown list.
    """
    if name.casefold() == DEFAULT:
        raise BadInput(
            f"“{DEFAULT}” is the name of the text that comes with the console: give yours another "
            "name with --name."
        )
    with revising(database) as connection:
        list_id = _list_id(connection, list_name)
        is_new = put_text(connection, kind, name, list_id, text, agent, now)
        detail = {
            "kind": kind.value,
            "name": name,
            "list": list_id,
            "checksum": hashlib.sha256(text.encode()).hexdigest(),
        }
        log.append(connection, now, agent, "text_put", detail)
    return is_new


def remove(database: Database, kind: TextKind, name: str, agent: str, now: datetime) -> None:
    """Remove a text. Raises BadInput if there is none of that name."""
    with revising(database) as connection:
        if not remove_text(connection, kind, name):
            known = [
                text.name for text in _list_texts(connection) if text.kind is kind and text.agent
            ]
            hint = f"there are {', '.join(known)}" if known else "there is none"
            raise BadInput(f"There is no {kind.value} “{clean_line(name)}”: {hint}.")
        log.append(connection, now, agent, "text_remove", {"kind": kind.value, "name": name})


def list_texts(database: Database) -> tuple[LibraryText, ...]:
    """Return every text by kind: the firm's own, newest first, then the default."""
    with database.read() as connection:
        return tuple(_list_texts(connection))


def find_text(database: Database, kind: TextKind, name: str, list_name: str = "") -> LibraryText:
    """Return the text of that name, or without a name the text in use for a list.

    `list_name` is "" for all lists. Raises BadInput if there is no such text.
    """
    texts = [text for text in list_texts(database) if text.kind is kind]
    if not name:
        in_use = {text.list_name: text for text in texts if text.is_in_use}
        return in_use.get(list_name) or in_use[""]
    match = next((text for text in texts if text.name == name), None)
    if match is None:
        known = ", ".join(text.name for text in texts)
        raise BadInput(f"There is no {kind.value} “{clean_line(name)}”: there are {known}.")
    return match


def find_doubts(parsed: Script | Template) -> Iterator[str]:
    """Yield warnings about things that are allowed but may be mistakes."""
    if isinstance(parsed, Script):
        reached = {answer.to.casefold() for item in parsed.sections for answer in item.answers}
        is_joined = bool(reached)
        openings = parsed.openings
        for section in parsed.sections[len(openings) :]:
            if is_joined and section.name.casefold() not in reached:
                yield f"No answer leads to “{section.name}” (line {section.at})."
        if len(openings) == 1 and openings[0].name.casefold().startswith("opening:"):
            yield f"“{openings[0].name}” is the only opening: nothing can be compared with it."
        for section in parsed.sections:
            if _rows(section) > ROWS:
                yield (
                    f"“{section.name}” (line {section.at}) does not fit a screen of 80 × 24: "
                    "its end is cut off there."
                )
        lines: list[Line] = [line for section in parsed.sections for line in section.lines]
        lines += [Line(item.asks) for section in parsed.sections for item in section.questions]
    else:
        lines = [Line(parsed.subject), *parsed.lines]
        if not any(_has(line, "firm_address") for line in lines):
            yield (
                "It does not name the firm's postal address, which the law of many places "
                "requires in such an e-mail: {firm_address}."
            )
    for key in sorted({key for line in lines for key in _unguarded(line)}):
        yield f"For leads without {{{key}}}, add a fallback: write {{{key}|…}}."


def _rows(section: Section) -> int:
    """Estimate how many rows the section takes on the smallest screen.

    A merge field counts as 12 characters.
    """
    texts = [
        "".join(piece if isinstance(piece, str) else "x" * 12 for piece in line.pieces)
        for line in section.lines
    ]
    answers = sum(
        len(piece) if isinstance(piece, str) else 12
        for answer in section.answers
        for piece in answer.says.pieces
    ) + 5 * len(section.answers)
    rows = sum(max(1, -(-len(text) // WIDTH)) for text in texts) + -(-answers // WIDTH)
    return rows + bool(section.questions)


def _unguarded(line: Line) -> Iterator[str]:
    """Yield a line's lead fields that have no fallback, unless its condition asks for them."""
    asked = getattr(line.condition, "key", "")
    for piece in line.pieces:
        if not isinstance(piece, MergeField) or piece.fallback is not None:
            continue
        if piece.key not in {asked, *OF_THE_FIRM}:
            yield piece.key


def _has(line: Line, key: str) -> bool:
    return any(isinstance(piece, MergeField) and piece.key == key for piece in line.pieces)


def _list_texts(connection: Connection) -> Iterator[LibraryText]:
    rows = read_texts(connection)
    stored = tuple(StoredText(row.kind, row.name, row.list_id, row.text) for row in rows)
    for kind in TextKind:
        for row in rows:
            if row.kind == kind:
                in_use = choose(stored, kind, row.list_id)
                yield LibraryText(
                    kind,
                    row.name,
                    row.list_name or "",
                    row.agent,
                    row.changed_at,
                    in_use.name == row.name,
                    row.text,
                )
        default = default_text(kind)
        in_use = choose(stored, kind, None)
        yield LibraryText(kind, DEFAULT, "", "", None, in_use.name == DEFAULT, default.text)


def _list_id(connection: Connection, list_name: str) -> int | None:
    if not list_name:
        return None
    match = find_list(connection, list_name)
    if match is None:
        raise BadInput(f"There is no list “{clean_line(list_name)}”: smiledial lists shows them.")
    return int(match.id)


def _decode(content: bytes) -> str:
    encoding = guess_by_head(content)
    if not encoding:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            encoding = guess_by_letters(content)
    return content.decode(encoding, "replace")
