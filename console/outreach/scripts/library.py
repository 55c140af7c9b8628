"""The firm's scripts, objection cards and e-mail templates: kept, looked at, taken out."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from console.files.opening import refuse_special
from console.files.tables.text.encodings import guess_by_head, guess_by_letters
from console.outreach.scripts.active_texts import DEFAULT, Kept, choose, default_text, parse
from console.outreach.scripts.merge_fields import OF_THE_FIRM, MergeField
from console.outreach.scripts.script import LONGEST, Line, Script, Section, Template, TextFaults
from console.rules.text import clean_line, harmless
from console.trouble import BadInput
from db.audit import log
from db.engine.database import Connection, Database
from db.enums import TextKind
from db.firm.prepared_texts import put_text, read_texts, remove_text
from db.firm.settings import bump_revision
from db.lists.catalogue import find_list

MOST_BYTES = 4 * LONGEST

WIDTH, ROWS = 64, 7
"""Cells and rows that a section has in a terminal of 80 × 24."""


class OnShelf(Struct, frozen=True):
    """A text as a person picks it. `list_name` is "" for all lists; `agent` "" for a default."""

    kind: TextKind
    name: str
    list_name: str
    agent: str
    changed_at: datetime | None
    is_in_use: bool
    text: str


def read_file(path: Path, kind: TextKind) -> tuple[str, tuple[str, ...]]:
    """A file's text, and what its author might not have meant. Raises BadInput with each fault."""
    try:
        refuse_special(path)
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read ({error.strerror or error}): check the name and the rights."
        ) from None
    if len(content) > MOST_BYTES:
        raise BadInput(f"{path} is larger than {MOST_BYTES:,} bytes: a script is shorter.")
    text = harmless(_decode(content))
    try:
        parsed = parse(kind, text)
    except TextFaults as faults:
        raise BadInput(
            "\n".join(
                f"{path}, line {fault.line}, character {fault.character}: {fault.said}"
                for fault in faults.faults
            )
        ) from None
    return text, tuple(doubts(parsed))


def add_text(
    database: Database,
    path: Path,
    kind: TextKind,
    name: str,
    list_name: str,
    agent: str,
    now: datetime,
) -> tuple[str, bool, tuple[str, ...]]:
    """Keeps a file's text, in place of one with its name. Raises BadInput, and nothing changed.

    Returns its name, whether it is new, and what its author might not have meant. Agents have it
    from their next lead on.
    """
    text, doubted = read_file(path, kind)
    name = clean_line(name) or clean_line(path.stem)
    is_new = keep_text(database, text, kind, name, list_name, agent, now)
    return name, is_new, doubted


def keep_text(
    database: Database,
    text: str,
    kind: TextKind,
    name: str,
    list_name: str,
    agent: str,
    now: datetime,
) -> bool:
    """Keeps a text that was parsed, in place of one with its name; whether it is new.

    Raises BadInput for a name or a list that cannot be.
    """
    if name.casefold() == DEFAULT:
        raise BadInput(
            f"“{DEFAULT}” is the text that comes with the console: give yours another "
            "name with --name."
        )
    with database.write() as connection:
        bump_revision(connection)
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
    """Raises BadInput where there is none of that name."""
    with database.write() as connection:
        bump_revision(connection)
        if not remove_text(connection, kind, name):
            known = [one.name for one in _on_shelf(connection) if one.kind is kind and one.agent]
            told = f"there are {', '.join(known)}" if known else "there is none"
            raise BadInput(f"There is no {kind.value} “{clean_line(name)}”: {told}.")
        log.append(connection, now, agent, "text_remove", {"kind": kind.value, "name": name})


def on_shelf(database: Database) -> tuple[OnShelf, ...]:
    """Every text by kind, the firm's own first and newest first, then the default."""
    with database.read() as connection:
        return tuple(_on_shelf(connection))


def text_named(database: Database, kind: TextKind, name: str, list_name: str = "") -> OnShelf:
    """The text of that name; without one that is in use for the list, or "" for all lists.

    Raises BadInput.
    """
    shelf = [one for one in on_shelf(database) if one.kind is kind]
    if not name:
        in_use = {one.list_name: one for one in shelf if one.is_in_use}
        return in_use.get(list_name) or in_use[""]
    found = next((one for one in shelf if one.name == name), None)
    if found is None:
        known = ", ".join(one.name for one in shelf)
        raise BadInput(f"There is no {kind.value} “{clean_line(name)}”: there are {known}.")
    return found


def doubts(parsed: Script | Template) -> Iterator[str]:
    """What is allowed and yet might not be meant."""
    if isinstance(parsed, Script):
        reached = {answer.to.casefold() for one in parsed.sections for answer in one.answers}
        is_joined = bool(reached)
        openings = parsed.openings
        for section in parsed.sections[len(openings) :]:
            if is_joined and section.name.casefold() not in reached:
                yield f"No answer leads to “{section.name}” (line {section.at})."
        if len(openings) == 1 and openings[0].name.casefold().startswith("opening:"):
            yield f"“{openings[0].name}” is the only opening: there is none to compare it with."
        for section in parsed.sections:
            if _rows(section) > ROWS:
                yield (
                    f"“{section.name}” (line {section.at}) does not fit a screen of 80 × 24: "
                    "its end is cut off there."
                )
        lines: list[Line] = [line for section in parsed.sections for line in section.lines]
        lines += [Line(one.asks) for section in parsed.sections for one in section.questions]
    else:
        lines = [Line(parsed.subject), *parsed.lines]
        if not any(_has(line, "firm_address") for line in lines):
            yield (
                "It does not name the firm's postal address, which the law of many places wants "
                "in such an e-mail: {firm_address}."
            )
    for key in sorted({key for line in lines for key in _unguarded(line)}):
        yield f"Where {{{key}}} is unknown, nothing stands for it: write {{{key}|…}}."


def _rows(section: Section) -> int:
    """About as many rows as the section takes on the smallest screen."""
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
    """Fields of a lead that stand without a fallback, in a line that does not ask for them."""
    asked = getattr(line.condition, "key", "")
    for piece in line.pieces:
        if not isinstance(piece, MergeField) or piece.fallback is not None:
            continue
        if piece.key not in {asked, *OF_THE_FIRM}:
            yield piece.key


def _has(line: Line, key: str) -> bool:
    return any(isinstance(piece, MergeField) and piece.key == key for piece in line.pieces)


def _on_shelf(connection: Connection) -> Iterator[OnShelf]:
    rows = read_texts(connection)
    kept = tuple(Kept(row.kind, row.name, row.list_id, row.text) for row in rows)
    for kind in TextKind:
        for row in rows:
            if row.kind == kind:
                in_use = choose(kept, kind, row.list_id)
                yield OnShelf(
                    kind,
                    row.name,
                    row.list_name or "",
                    row.agent,
                    row.changed_at,
                    in_use.name == row.name,
                    row.text,
                )
        default = default_text(kind)
        in_use = choose(kept, kind, None)
        yield OnShelf(kind, DEFAULT, "", "", None, in_use.name == DEFAULT, default.text)


def _list_id(connection: Connection, list_name: str) -> int | None:
    if not list_name:
        return None
    found = find_list(connection, list_name)
    if found is None:
        raise BadInput(
            f"There is no list “{clean_line(list_name)}”: smiledial lists shows which there are."
        )
    return int(found.id)


def _decode(content: bytes) -> str:
    encoding = guess_by_head(content)
    if not encoding:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            encoding = guess_by_letters(content)
    return content.decode(encoding, "replace")
