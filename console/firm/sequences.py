"""The firm's sequences: stored with all their versions, so that a lead keeps the one it began."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import cast

from msgspec import convert, to_builtins

from console.firm.firm_rules_file import read_toml
from console.firm.settings import SEQUENCES
from console.outreach.scripts.active_texts import DEFAULT
from console.outreach.sequences import Steps, read_steps
from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.engine.database import Connection, Database
from db.enums import TextKind
from db.firm.outcomes import all_outcomes
from db.firm.prepared_texts import read_texts
from db.firm.settings import bump_revision, put, read_firm


def versions_of(values: Mapping[str, object]) -> Mapping[str, list[object]]:
    """Return the versions of each sequence in the firm's settings, as stored."""
    return cast("Mapping[str, list[object]]", values.get(SEQUENCES) or {})


def steps_of(values: Mapping[str, object], name: str, version: int) -> Steps:
    """Return the steps of a version of a sequence."""
    return convert(versions_of(values)[name][version - 1], Steps)


def latest_steps(values: Mapping[str, object], name: str) -> tuple[int, Steps]:
    """Return the newest version of a sequence, with its number. Raises BadInput."""
    stored = versions_of(values)
    if name not in stored:
        known = f"there are {', '.join(sorted(stored))}" if stored else "there is none"
        raise BadInput(
            f"There is no sequence “{clean_line(name)}”: {known}. "
            "smiledial sequences put NAME FILE adds one."
        )
    version = len(stored[name])
    return version, steps_of(values, name, version)


def put_sequence(
    database: Database, name: str, path: Path, agent: str, now: datetime
) -> tuple[int, Steps]:
    """Store a file's steps as the newest version of a sequence, and return them with its number.

    Steps that have not changed make no new version. Raises BadInput with each fault of the file.
    """
    if not name or name != clean_line(name):
        raise BadInput("The name of a sequence is one line of text: Fair follow-up.")
    _, _, document = read_toml(path, "a sequence")
    with database.write() as connection:
        bump_revision(connection)  # first: its row lock makes supervisors take turns
        steps = read_steps(document, str(path), *_names(connection))
        stored = dict(versions_of(read_firm(connection)))
        versions = [*stored.get(name, [])]
        document_of_steps = [to_builtins(step) for step in steps]
        if not versions or versions[-1] != document_of_steps:
            versions.append(document_of_steps)
            changes = put(connection, SEQUENCES, {**stored, name: versions})
            detail = {"sequence": name, "version": len(versions), "steps": document_of_steps}
            log.append(connection, now, agent, "sequence_put", detail, changes)
    return len(versions), steps


def _names(connection: Connection) -> tuple[list[str], list[str]]:
    """Return the names of the firm's e-mails and the codes of its outcomes."""
    texts = [row.name for row in read_texts(connection) if row.kind is TextKind.INTRODUCTION]
    return [*texts, DEFAULT], [row.code for row in all_outcomes(connection)]
