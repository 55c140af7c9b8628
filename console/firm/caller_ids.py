"""The numbers a firm shows when it calls: set and taken away by a supervisor, and audited."""

import re
from datetime import datetime

from msgspec.structs import asdict

from console.rules.phone.caller_ids import CallerId, caller_ids_from
from console.rules.phone.numbers import PhoneError, read_phone
from console.trouble import BadInput
from db.audit import log
from db.audit.coverage import Changes
from db.engine.database import Connection, Database
from db.firm.settings import put, read_firm
from db.lists.catalogue import is_list


def all_caller_ids(database: Database) -> tuple[CallerId, ...]:
    with database.read() as connection:
        return caller_ids_from(read_firm(connection))


def put_caller_id(
    database: Database, number: str, list_name: str, to: str, agent: str, now: datetime
) -> CallerId:
    """Sets the number for a list, for calls `to` an area code or country, or for all.

    It takes the place of the one set for the same before. Raises BadInput.
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
        kept = [one for one in caller_ids_from(read_firm(connection)) if not _is_for(one, new)]
        changes = _store(connection, [*kept, new])
        log.append(connection, now, agent, "caller_id", asdict(new), changes)
    return new


def remove_caller_id(
    database: Database, list_name: str, to: str, agent: str, now: datetime
) -> CallerId | None:
    """Takes the caller ID away that was set for just this; None where there was none."""
    wanted = CallerId("", list_name, read_prefix(to))
    with database.write() as connection:
        ids = caller_ids_from(read_firm(connection))
        gone = next((one for one in ids if _is_for(one, wanted)), None)
        if gone is not None:
            changes = _store(connection, [one for one in ids if one != gone])
            log.append(connection, now, agent, "caller_id_remove", asdict(gone), changes)
    return gone


def read_prefix(to: str) -> str:
    """`208` as +1208, `+44` as it is, nothing as nothing. Raises BadInput."""
    text = re.sub(r"[\s().-]", "", to)
    if re.fullmatch(r"[2-9]\d\d", text):
        return f"+1{text}"
    if not text or re.fullmatch(r"\+[1-9]\d{0,9}", text):
        return text
    raise BadInput(f"“{to}” is no area code such as 208 and no beginning of numbers such as +44.")


def _is_for(one: CallerId, other: CallerId) -> bool:
    return (one.list_name, one.prefix) == (other.list_name, other.prefix)


def _store(connection: Connection, ids: list[CallerId]) -> Changes:
    documents = [{"number": one.number, "list": one.list_name, "prefix": one.prefix} for one in ids]
    return put(connection, "caller_ids", documents)
