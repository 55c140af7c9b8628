"""What cleared a dial of the registries: a copy, a clearing elsewhere, evidence, or its kind."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from console.registries.freshness import need_of
from console.rules.law import registries_needed
from db.audit_reader import entries_between
from db.calls_on_record import ClearedDial
from db.engine import Connection
from db.enums import LeadKind
from db.registries import area_code_of, exchange_of

AGES = ((7, "copy up to 7 days old"), (31, "copy 8 to 31 days old"))
OLD = "copy over 31 days old"
NOT_RECORDED = "not recorded"

UNCLEARED = {
    OLD: "The newest copy of the registry for its area code was more than 31 days old.",
    NOT_RECORDED: "The law asks for a registry there; no copy, clearing or evidence is on record.",
}
"""What is to be explained, by the ground."""

CLEARED = re.compile(r"\S+ cleared elsewhere on (\d{4}-\d\d-\d\d)")
EXEMPT = re.compile(r"\S+ does not apply to a business")
LIFTED = re.compile(r"\S+ lifted by ")

Copies = Mapping[str, Sequence[tuple[datetime, date]]]


def copies_in_time(connection: Connection) -> Copies:
    """(loaded, as of) of every copy of a registry that the law asks for, by area code, in order.

    Read from the audit log, for the copies themselves are replaced.
    """
    found: dict[str, list[tuple[datetime, date]]] = {}
    for entry in entries_between(connection, action="registry"):
        detail = json.loads(entry.detail)
        for code in detail["area_codes"]:
            if detail["kind"] == "bars" and need_of(detail["source"], [code]) is not None:
                as_of = date.fromisoformat(detail["as_of"])
                found.setdefault(code, []).append((entry.at, as_of))
    return found


def ground_of(copies: Copies, dial: ClearedDial) -> str:
    """What cleared a dial, by the verdict stored with it and the copies there were by then."""
    if not dial.e164:
        return "number erased"
    grounds = dial.allowed_by or []
    if any(map(EXEMPT.fullmatch, grounds)):
        return "exempt: business"
    day = dial.dialled_at.astimezone(UTC).date()
    copy = _age(copies, dial.e164, dial.dialled_at)
    if copy and copy != OLD:
        return copy
    for one in filter(None, map(CLEARED.fullmatch, grounds)):
        days = (day - date.fromisoformat(one[1])).days
        return f"cleared elsewhere, {days} {'day' if days == 1 else 'days'}"
    if any(map(LIFTED.match, grounds)):
        return "lifted by evidence"
    return copy or (NOT_RECORDED if _is_asked(dial.jurisdictions or []) else "none required")


def _age(copies: Copies, e164: str, at: datetime) -> str:
    """How old the newest copy for a number's area code was when it was dialled; "" without one."""
    loaded = copies.get(area_code_of(exchange_of(e164)[0]), ())
    dates = [as_of for since, as_of in loaded if since <= at]
    if not dates:
        return ""
    days = (at.astimezone(UTC).date() - max(dates)).days
    return next((said for most, said in AGES if days <= most), OLD)


def _is_asked(jurisdictions: Sequence[Mapping[str, str]]) -> bool:
    """Whether a registry must be asked before a consumer is called there."""
    return any(
        need.is_required
        for one in jurisdictions
        for need in registries_needed(one["jurisdiction"], LeadKind.CONSUMER)
    )
