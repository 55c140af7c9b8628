"""Add, change and retire the firm's outcomes: each change is checked and audited."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypedDict

from msgspec.structs import asdict, replace

from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.engine.database import Connection, Database
from db.firm.outcomes import OutcomeRow, add_outcome, all_outcomes, change_outcome, lock_outcomes

LONGEST_LABEL = 24
"""The most characters of a label: the footer shows it beside a dozen others."""

BY_LAW = frozenset({"do_not_call", "do_not_call_person", "complaint"})
"""Outcomes that cannot be weakened: 16 CFR 310.4(b)(1)(iii)(A).

A request not to be called must always be one key away.
"""


class Changes(TypedDict, total=False):
    """The fields of an outcome that change."""

    label: str
    key: str
    is_contact: bool
    is_no: bool
    is_yes: bool
    closes_lead: bool
    closes_number: str
    closes_after: int | None
    rest_minutes: int | None
    suppresses: bool
    needs: str


def outcomes_of(database: Database) -> tuple[OutcomeRow, ...]:
    with database.read() as connection:
        return all_outcomes(connection)


def add(
    database: Database, row: OutcomeRow, taken_keys: Mapping[str, str], agent: str, now: datetime
) -> OutcomeRow:
    """Add an outcome. `taken_keys` are the keys of the calling screen and what they do.

    Raises BadInput, and changes nothing, if the row is not valid.
    """
    _check_code(row.code)
    row = replace(row, label=clean_line(row.label))
    with database.write() as connection:
        lock_outcomes(connection)
        others = all_outcomes(connection)
        if any(other.code == row.code for other in others):
            raise BadInput(f"There is an outcome “{row.code}” already: change it instead.")
        _check(row, others, taken_keys)
        add_outcome(connection, row)
        log.append(connection, now, agent, "outcome_add", asdict(row))
    return row


def change(
    database: Database,
    code: str,
    changes: Changes,
    taken_keys: Mapping[str, str],
    agent: str,
    now: datetime,
) -> OutcomeRow:
    """Change fields of an outcome from its next use on; a new key revives a retired one.

    Raises BadInput, and changes nothing, if the result is not valid.
    """
    with database.write() as connection:
        lock_outcomes(connection)
        before = _find_outcome(connection, code)
        row = replace(before, **changes)
        row = replace(row, label=clean_line(row.label))
        if code in BY_LAW and (row.suppresses, row.closes_lead) != (True, True):
            raise BadInput(f"“{before.label}” must end all calls: the law requires it.")
        others = [other for other in all_outcomes(connection) if other.code != code]
        # An outcome may keep its key even if a newer version of the screen uses that key too.
        _check(row, others, taken_keys if row.key != before.key else {})
        change_outcome(connection, row)
        detail = {"code": code, **_changed_columns(before, row)}
        log.append(connection, now, agent, "outcome_change", detail)
    return row


def retire(database: Database, code: str, agent: str, now: datetime) -> OutcomeRow:
    """Stop offering an outcome and free its key; the calls that ended with it keep it."""
    if code in BY_LAW:
        raise BadInput(
            f"“{code}” cannot be retired: agents must be able to record that somebody asks not to "
            "be called."
        )
    with database.write() as connection:
        lock_outcomes(connection)
        row = replace(_find_outcome(connection, code), key="")
        change_outcome(connection, row)
        log.append(connection, now, agent, "outcome_retire", {"code": code})
    return row


def load(
    database: Database,
    rows: Iterable[OutcomeRow],
    taken_keys: Mapping[str, str],
    agent: str,
    now: datetime,
) -> None:
    """Make these the firm's outcomes: add new ones, change others, and retire missing ones.

    Raises BadInput, and changes nothing, if a row is not valid or two of them conflict.
    """
    wanted = {row.code: replace(row, label=clean_line(row.label)) for row in rows}
    with database.write() as connection:
        lock_outcomes(connection)
        before = {row.code: row for row in all_outcomes(connection)}
        for code, row in before.items():
            if code not in wanted:
                wanted[code] = replace(row, key="")
        for code, row in wanted.items():
            _check_code(code)
            if code in BY_LAW and (row.suppresses, row.closes_lead, bool(row.key)) != (True,) * 3:
                raise BadInput(f"“{code}” must have a key and end all calls: the law requires it.")
            if row.key:
                # As in `change`, an outcome may keep its key.
                has_it = code in before and before[code].key == row.key
                others = [other for other in wanted.values() if other.code != code]
                _check(row, others, {} if has_it else taken_keys)
        _store_changes(connection, before, wanted, agent, now)


def _store_changes(
    connection: Connection,
    before: Mapping[str, OutcomeRow],
    wanted: Mapping[str, OutcomeRow],
    agent: str,
    now: datetime,
) -> None:
    # Free the changed keys first: a key may move from one outcome to another, and it is unique.
    for code, row in before.items():
        if row.key != wanted[code].key:
            change_outcome(connection, replace(row, key=""))
    for code, row in wanted.items():
        if code not in before:
            add_outcome(connection, row)
            log.append(connection, now, agent, "outcome_add", asdict(row))
        elif row != before[code]:
            change_outcome(connection, row)
            detail = {"code": code, **_changed_columns(before[code], row)}
            log.append(connection, now, agent, "outcome_change", detail)


def _find_outcome(connection: Connection, code: str) -> OutcomeRow:
    rows = all_outcomes(connection)
    match = next((row for row in rows if row.code == code), None)
    if match is None:
        known = ", ".join(row.code for row in rows)
        raise BadInput(f"There is no outcome “{code}”: there are {known}.")
    return match


def _changed_columns(before: OutcomeRow, after: OutcomeRow) -> dict[str, str | int | None]:
    """Return the changed columns and their new values."""
    return {name: value for name, value in asdict(after).items() if value != getattr(before, name)}


def _check_code(code: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", code):
        raise BadInput(
            f"“{clean_line(code)}” cannot be a code: use small letters, digits and _, as in "
            "not_now."
        )


def _check(row: OutcomeRow, others: Iterable[OutcomeRow], taken_keys: Mapping[str, str]) -> None:
    if not row.label or len(row.label) > LONGEST_LABEL:
        raise BadInput(f"The label must have 1 to {LONGEST_LABEL} letters to fit into the footer.")
    if len(row.key) != 1 or not row.key.isprintable() or row.key.isspace():
        raise BadInput(f"The key must be one letter or sign, not “{clean_line(row.key)}”.")
    if row.key in taken_keys:
        raise BadInput(f"The key {row.key} is taken: on the screen it is “{taken_keys[row.key]}”.")
    for other in others:
        if other.key == row.key:
            raise BadInput(f"The key {row.key} is taken: it is “{other.label}” ({other.code}).")
        if other.key and other.label.casefold() == row.label.casefold():
            raise BadInput(f"There is an outcome “{other.label}” already ({other.code}).")
    _check_effects(row)


def _check_effects(row: OutcomeRow) -> None:
    if row.is_no and row.is_yes:
        raise BadInput("An outcome can be a no or a yes, not both.")
    if row.closes_after is not None and row.closes_after < 1:
        raise BadInput("A lead closes after 1 or more of an outcome.")
    if row.needs == "callback" and (row.closes_lead or row.suppresses or row.closes_after):
        raise BadInput(
            "An outcome that ends the lead cannot promise a callback: nobody would be called back. "
            "Let it need none (--needs none), or keep the lead (--keeps-lead, --closes-after none)."
        )
    ends = (
        row.closes_lead
        or row.suppresses
        or row.closes_number
        or row.needs in {"appointment", "callback"}
    )
    if not ends and not row.rest_minutes:
        raise BadInput(
            "The lead would come back at once: let it rest (--rests 4h) or end (--closes-lead)."
        )
