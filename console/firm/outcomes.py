"""The firm's outcomes: what a supervisor adds, changes or retires, checked and audited."""

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
"""Letters: it stands in the footer beside a dozen others."""

BY_LAW = frozenset({"do_not_call", "do_not_call_person", "complaint"})
"""A request not to be called must always be one key away: 16 CFR 310.4(b)(1)(iii)(A)."""


class Changes(TypedDict, total=False):
    """Those fields of an outcome that become something else."""

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
    database: Database, row: OutcomeRow, taken: Mapping[str, str], agent: str, now: datetime
) -> OutcomeRow:
    """Adds an outcome. `taken` are the keys of the calling screen and what they do.

    Raises BadInput, and changes nothing, where the row cannot be.
    """
    _check_code(row.code)
    row = replace(row, label=clean_line(row.label))
    with database.write() as connection:
        lock_outcomes(connection)
        others = all_outcomes(connection)
        if any(one.code == row.code for one in others):
            raise BadInput(f"There is an outcome “{row.code}” already: change it instead.")
        _check(row, others, taken)
        add_outcome(connection, row)
        log.append(connection, now, agent, "outcome_add", asdict(row))
    return row


def change(
    database: Database,
    code: str,
    changes: Changes,
    taken: Mapping[str, str],
    agent: str,
    now: datetime,
) -> OutcomeRow:
    """Changes fields of an outcome, from its next use on; a key offers a retired one again.

    A key that it has already may stay, whatever else that has come to mean.
    """
    with database.write() as connection:
        lock_outcomes(connection)
        before = _named(connection, code)
        row = replace(before, **changes)
        row = replace(row, label=clean_line(row.label))
        if code in BY_LAW and (row.suppresses, row.closes_lead) != (True, True):
            raise BadInput(f"“{before.label}” must go on ending all calls: the law asks for it.")
        others = [one for one in all_outcomes(connection) if one.code != code]
        _check(row, others, taken if row.key != before.key else {})
        change_outcome(connection, row)
        detail = {"code": code, **_changed(before, row)}
        log.append(connection, now, agent, "outcome_change", detail)
    return row


def retire(database: Database, code: str, agent: str, now: datetime) -> OutcomeRow:
    """It is no longer offered, and its key is free; the calls that ended with it keep it."""
    if code in BY_LAW:
        raise BadInput(f"“{code}” cannot be retired: whoever asks not to be called must be heard.")
    with database.write() as connection:
        lock_outcomes(connection)
        row = replace(_named(connection, code), key="")
        change_outcome(connection, row)
        log.append(connection, now, agent, "outcome_retire", {"code": code})
    return row


def load(
    database: Database,
    rows: Iterable[OutcomeRow],
    taken: Mapping[str, str],
    agent: str,
    now: datetime,
) -> None:
    """Makes these the firm's outcomes: new ones are added, those that are missing retired.

    Raises BadInput, and changes nothing, where they cannot stand beside each other.
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
                raise BadInput(f"“{code}” must have a key and end all calls: the law asks for it.")
            if row.key:
                has_it = code in before and before[code].key == row.key
                others = [one for one in wanted.values() if one.code != code]
                _check(row, others, {} if has_it else taken)
        _put_all(connection, before, wanted, agent, now)


def _put_all(
    connection: Connection,
    before: Mapping[str, OutcomeRow],
    wanted: Mapping[str, OutcomeRow],
    agent: str,
    now: datetime,
) -> None:
    for code, row in before.items():  # a key may go from one to another
        if row.key != wanted[code].key:
            change_outcome(connection, replace(row, key=""))
    for code, row in wanted.items():
        if code not in before:
            add_outcome(connection, row)
            log.append(connection, now, agent, "outcome_add", asdict(row))
        elif row != before[code]:
            change_outcome(connection, row)
            detail = {"code": code, **_changed(before[code], row)}
            log.append(connection, now, agent, "outcome_change", detail)


def _named(connection: Connection, code: str) -> OutcomeRow:
    rows = all_outcomes(connection)
    found = next((one for one in rows if one.code == code), None)
    if found is None:
        known = ", ".join(one.code for one in rows)
        raise BadInput(f"There is no outcome “{code}”: known are {known}.")
    return found


def _changed(before: OutcomeRow, after: OutcomeRow) -> dict[str, str | int | None]:
    """The columns that became something else."""
    return {name: value for name, value in asdict(after).items() if value != getattr(before, name)}


def _check_code(code: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", code):
        raise BadInput(
            f"“{clean_line(code)}” cannot be a code: small letters, digits and _, as in not_now."
        )


def _check(row: OutcomeRow, others: Iterable[OutcomeRow], taken: Mapping[str, str]) -> None:
    if not row.label or len(row.label) > LONGEST_LABEL:
        raise BadInput(
            f"The label must have 1 to {LONGEST_LABEL} letters: it stands in the footer."
        )
    if len(row.key) != 1 or not row.key.isprintable() or row.key.isspace():
        raise BadInput(f"The key must be one letter or sign, not “{clean_line(row.key)}”.")
    if row.key in taken:
        raise BadInput(f"The key {row.key} is taken: on the screen it is “{taken[row.key]}”.")
    for one in others:
        if one.key == row.key:
            raise BadInput(f"The key {row.key} is taken: it is “{one.label}” ({one.code}).")
        if one.key and one.label.casefold() == row.label.casefold():
            raise BadInput(f"There is an outcome “{one.label}” already ({one.code}).")
    if row.is_no and row.is_yes:
        raise BadInput("An outcome is a no or a yes, not both.")
    if row.closes_after is not None and row.closes_after < 1:
        raise BadInput("A lead closes after 1 or more of an outcome.")
    ends = row.closes_lead or row.suppresses or row.closes_number or row.needs == "callback"
    if not ends and not row.rest_minutes:
        raise BadInput(
            "The lead would come straight back: let it rest (--rests 4h) or end (--closes-lead)."
        )
