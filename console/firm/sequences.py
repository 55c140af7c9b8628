"""The firm's sequences: stored with all their versions, so that a lead keeps the one it began."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import cast

from msgspec import convert, to_builtins

from console.firm.firm_rules_file import read_toml
from console.firm.settings import SEQUENCES
from console.outreach.scripts.active_texts import DEFAULT
from console.outreach.sequences import Do, Steps, read_steps
from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.engine.database import Connection, Database
from db.enums import TextKind
from db.firm.outcomes import all_outcomes
from db.firm.prepared_texts import read_texts
from db.firm.settings import put, read_firm, revising


def versions_of(values: Mapping[str, object]) -> Mapping[str, list[object]]:
    """Return the versions of each sequence in the firm's settings, as stored."""
    return cast("Mapping[str, list[object]]", values.get(SEQUENCES) or {})


def in_use(values: Mapping[str, object]) -> dict[str, object]:
    """Return the newest steps of each sequence by its name, as stored, without removed ones."""
    newest = {name: versions[-1] for name, versions in sorted(versions_of(values).items())}
    return {name: steps for name, steps in newest.items() if steps}


def steps_of(values: Mapping[str, object], name: str, version: int) -> Steps:
    """Return the steps of a version of a sequence."""
    return convert(versions_of(values)[name][version - 1], Steps)


def mail_steps(values: Mapping[str, object]) -> list[tuple[str, int, int]]:
    """Return the e-mails of all versions: name, version and the index of the step."""
    return [
        (name, number, index)
        for name, versions in versions_of(values).items()
        for number, steps in enumerate(versions, 1)
        for index, step in enumerate(convert(steps, Steps))
        if step.do is Do.MAIL
    ]


def latest_steps(values: Mapping[str, object], name: str) -> tuple[int, Steps]:
    """Return the newest version of a sequence, with its number. Raises BadInput."""
    stored = in_use(values)
    if name not in stored:
        known = f"there are {', '.join(stored)}" if stored else "there is none"
        raise BadInput(
            f"There is no sequence “{clean_line(name)}”: {known}. "
            "smiledial sequences put NAME FILE adds one."
        )
    version = len(versions_of(values)[name])
    return version, steps_of(values, name, version)


def put_sequence(
    database: Database, name: str, path: Path, agent: str, now: datetime
) -> tuple[int, Steps]:
    """Store a file's steps as `keep_sequence` does. Raises BadInput with each fault of the file."""
    _, _, document = read_toml(path, "a sequence")
    return keep_sequence(database, name, document, str(path), agent, now)


def keep_sequence(
    database: Database,
    name: str,
    document: Mapping[str, object],
    file: str,
    agent: str,
    now: datetime,
) -> tuple[int, Steps]:
    """Store steps as the newest version of a sequence, and return them with its number.

    Steps that have not changed make no new version. Raises BadInput with each fault of the steps.
    """
    if not name or name != clean_line(name):
        raise BadInput("The name of a sequence is one line of text: Fair follow-up.")
    with revising(database) as connection:
        steps = read_steps(document, file, *_names(connection))
        rows: list[object] = [to_builtins(step) for step in steps]
        return _add_version(connection, name, rows, agent, now), steps


def remove_sequence(database: Database, name: str, agent: str, now: datetime) -> None:
    """Offer a sequence no more, by a version without steps.

    Leads under way keep the version that they began.
    """
    with revising(database) as connection:
        _add_version(connection, name, [], agent, now)


def _add_version(
    connection: Connection, name: str, steps: list[object], agent: str, now: datetime
) -> int:
    """Store a version of a sequence unless it is the newest one; return its number."""
    stored = versions_of(read_firm(connection))
    versions = [*stored.get(name, [])]
    if not versions or versions[-1] != steps:
        versions.append(steps)
        changes = put(connection, SEQUENCES, {**stored, name: versions})
        detail = {"sequence": name, "version": len(versions), "steps": steps}
        log.append(connection, now, agent, "sequence_put", detail, changes)
    return len(versions)


def _names(connection: Connection) -> tuple[list[str], list[str]]:
    """Return the names of the firm's e-mails and the codes of its outcomes."""
    texts = [row.name for row in read_texts(connection) if row.kind is TextKind.INTRODUCTION]
    return [*texts, DEFAULT], [row.code for row in all_outcomes(connection)]
