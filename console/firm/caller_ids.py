"""Set and remove the numbers that a firm shows when it calls; each change is audited."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import to_builtins
from msgspec.structs import asdict, replace

from console.rules.phone.numbers import PhoneError, read_phone
from console.rules.text import clean_line
from console.rules.verdict.shown_numbers import (
    SHOWN_NUMBERS,
    CallerId,
    ShownNumber,
    caller_ids_from,
    shown_numbers_from,
)
from console.trouble import BadInput
from db.audit import log
from db.audit.coverage import Changes
from db.engine.database import Connection, Database
from db.firm.settings import put, read_firm, revising
from db.lists.catalogue import is_list

WORDS = {"presence": ("yes", "no"), "attestation": ("A", "B", "C")}
"""The facts about a number that are one of a few words, or ""."""

TEXTS = ("holder", "name_shown", "answered")

MOST_PER_DAY = 100_000
"""The highest daily cap of a number."""


def all_caller_ids(database: Database) -> tuple[CallerId, ...]:
    with database.read() as connection:
        return caller_ids_from(read_firm(connection))


def put_caller_id(
    database: Database, number: str, list_name: str, to: str, agent: str, now: datetime
) -> CallerId:
    """Set the number for a list, for calls `to` an area code or country, or for all calls.

    It replaces an earlier caller ID of the same list and prefix. Raises BadInput.
    """
    new = CallerId(read_shown_number(number), list_name, read_prefix(to))
    with revising(database) as connection:
        if list_name and not is_list(connection, list_name):
            raise BadInput(f"There is no list “{list_name}”: smiledial lists shows them.")
        others = [
            caller_id
            for caller_id in caller_ids_from(read_firm(connection))
            if not _has_same_scope(caller_id, new)
        ]
        changes = _store(connection, [*others, new])
        log.append(connection, now, agent, "caller_id", asdict(new), changes)
    return new


def remove_caller_id(
    database: Database, list_name: str, to: str, agent: str, now: datetime
) -> CallerId | None:
    """Remove and return the caller ID of this list and prefix, None if there is none."""
    scope = CallerId("", list_name, read_prefix(to))
    with revising(database) as connection:
        ids = caller_ids_from(read_firm(connection))
        removed = next((caller_id for caller_id in ids if _has_same_scope(caller_id, scope)), None)
        if removed is not None:
            changes = _store(connection, [caller_id for caller_id in ids if caller_id != removed])
            log.append(connection, now, agent, "caller_id_remove", asdict(removed), changes)
    return removed


def state_number(
    database: Database, number: str, changes: Mapping[str, object], agent: str, now: datetime
) -> ShownNumber:
    """Store what the firm states about a number that it shows; what is not named stays."""
    with revising(database) as connection:
        known = dict(shown_numbers_from(read_firm(connection)))
        facts = replace(known.get(number) or ShownNumber(number), **changes)
        _store_facts(connection, {**known, number: facts}, "number_shown", facts, agent, now)
    return facts


def load_numbers(
    database: Database, numbers: Sequence[ShownNumber], agent: str, now: datetime
) -> None:
    """Replace what is stated about all numbers, with an entry for each change. Raises BadInput."""
    wanted: dict[str, ShownNumber] = {}
    for facts in map(_check_facts, numbers):
        if facts.number in wanted:
            raise BadInput(f"{facts.number} is stated twice.")
        wanted[facts.number] = facts
    with revising(database) as connection:
        known = dict(shown_numbers_from(read_firm(connection)))
        for number in [number for number in known if number not in wanted]:
            gone = known.pop(number)
            _store_facts(connection, known, "number_shown_remove", gone, agent, now)
        for number, facts in wanted.items():
            if known.get(number) != facts:
                known[number] = facts
                _store_facts(connection, known, "number_shown", facts, agent, now)


def _check_facts(facts: ShownNumber) -> ShownNumber:
    """Return the facts with clean texts. Raises BadInput that names the number."""
    number = read_shown_number(facts.number)
    for name, words in WORDS.items():
        if getattr(facts, name) not in {"", *words}:
            raise BadInput(f"{number}: “{name}” is {' or '.join(words)}.")
    if not 0 <= facts.per_day <= MOST_PER_DAY:
        raise BadInput(f"{number}: “per_day” is a number from 0 to {MOST_PER_DAY:,}.")
    texts = {name: clean_line(getattr(facts, name)) for name in TEXTS}
    return replace(facts, number=number, **texts)


def _store_facts(
    connection: Connection,
    known: Mapping[str, ShownNumber],
    action: str,
    facts: ShownNumber,
    agent: str,
    now: datetime,
) -> None:
    covered = put(connection, SHOWN_NUMBERS, to_builtins([*known.values()]))
    log.append(connection, now, agent, action, to_builtins(facts), covered)


def stated_numbers(database: Database) -> Mapping[str, ShownNumber]:
    with database.read() as connection:
        return shown_numbers_from(read_firm(connection))


def read_shown_number(number: str) -> str:
    """Return a number of the firm as E.164. Raises BadInput if nobody could ring it back."""
    try:
        phone = read_phone(number)
    except PhoneError as error:
        raise BadInput(f"The caller ID cannot be read: {error}") from None
    if not phone.is_valid or phone.extension:
        raise BadInput(f"{number} is not a number that can be rung back: give one that is yours.")
    return phone.e164


def read_prefix(to: str) -> str:
    """Return the prefix for `208` (+1208), `+44` (as it is) or "". Raises BadInput."""
    text = re.sub(r"[\s().-]", "", to)
    if re.fullmatch(r"[2-9]\d\d", text):
        return f"+1{text}"
    if not text or re.fullmatch(r"\+[1-9]\d{0,9}", text):
        return text
    raise BadInput(
        f"“{to}” is not an area code such as 208, nor the beginning of numbers such as +44."
    )


def _has_same_scope(caller_id: CallerId, other: CallerId) -> bool:
    return (caller_id.list_name, caller_id.prefix) == (other.list_name, other.prefix)


def _store(connection: Connection, ids: list[CallerId]) -> Changes:
    documents = [
        {"number": caller_id.number, "list": caller_id.list_name, "prefix": caller_id.prefix}
        for caller_id in ids
    ]
    return put(connection, "caller_ids", documents)
