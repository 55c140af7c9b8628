"""Set and remove the numbers that a firm shows when it calls; each change is audited."""

import re
from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import asdict, replace

from console.rules.phone.caller_ids import CallerId, caller_ids_from
from console.rules.phone.numbers import PhoneError, read_phone
from console.rules.verdict.shown_numbers import SHOWN_NUMBERS, ShownNumber, shown_numbers_from
from console.trouble import BadInput
from db.audit import log
from db.audit.coverage import Changes
from db.columns import Document
from db.engine.database import Connection, Database
from db.firm.settings import put, read_firm
from db.lists.catalogue import is_list


def all_caller_ids(database: Database) -> tuple[CallerId, ...]:
    with database.read() as connection:
        return caller_ids_from(read_firm(connection))


def put_caller_id(
    database: Database, number: str, list_name: str, to: str, agent: str, now: datetime
) -> CallerId:
    """Set the number for a list, for calls `to` an area code or country, or for all calls.

    It replaces an earlier caller ID of the same list and prefix. Raises BadInput.
    """
    try:
        phone = read_phone(number)
    except PhoneError as error:
        raise BadInput(f"The caller ID cannot be read: {error}") from None
    if not phone.is_valid or phone.extension:
        raise BadInput(f"{number} is not a number that can be rung back: give one that is yours.")
    new = CallerId(phone.e164, list_name, read_prefix(to))
    with database.write() as connection:
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
    with database.write() as connection:
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
    with database.write() as connection:
        known = dict(shown_numbers_from(read_firm(connection)))
        facts = replace(known.get(number) or ShownNumber(number), **changes)
        known[number] = facts
        stored = [shown_document(row) for row in known.values()]
        covered = put(connection, SHOWN_NUMBERS, stored)
        log.append(connection, now, agent, "number_shown", shown_document(facts), covered)
    return facts


def stated_numbers(database: Database) -> Mapping[str, ShownNumber]:
    with database.read() as connection:
        return shown_numbers_from(read_firm(connection))


def shown_document(facts: ShownNumber) -> Document:
    first = facts.first_used.isoformat() if facts.first_used else None
    return {**asdict(facts), "first_used": first}


def read_prefix(to: str) -> str:
    """Return the prefix for `208` (+1208), `+44` (as it is) or "". Raises BadInput."""
    text = re.sub(r"[\s().-]", "", to)
    if re.fullmatch(r"[2-9]\d\d", text):
        return f"+1{text}"
    if not text or re.fullmatch(r"\+[1-9]\d{0,9}", text):
        return text
    raise BadInput(f"“{to}” is no area code such as 208 and no beginning of numbers such as +44.")


def _has_same_scope(caller_id: CallerId, other: CallerId) -> bool:
    return (caller_id.list_name, caller_id.prefix) == (other.list_name, other.prefix)


def _store(connection: Connection, ids: list[CallerId]) -> Changes:
    documents = [
        {"number": caller_id.number, "list": caller_id.list_name, "prefix": caller_id.prefix}
        for caller_id in ids
    ]
    return put(connection, "caller_ids", documents)
