"""Permits, exemptions and facts about shown numbers as tables of the firm's text, and back."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from console.rules.values import Exemption, Permit
from console.rules.verdict.shown_numbers import ShownNumber
from console.supervision.firm.permits import make_claim, make_permit, read_permit_id
from console.trouble import BadInput

Kinds = Mapping[str, type]
"""The keys of a table, each with the type of its value."""

PERMIT_KEYS: Kinds = {
    "place": str,
    "number": str,
    "from": date,
    "until": date,
    "salesperson": str,
    "document": str,
    "checksum": str,
}
EXEMPTION_KEYS: Kinds = {"place": str, "as": str, "reason": str, "by": str, "on": date}
SHOWN_KEYS: Kinds = {
    "number": str,
    "presence": str,
    "per_day": int,
    "holder": str,
    "name_shown": str,
    "answered": str,
    "attestation": str,
    "first_used": date,
}


def permit_table(permit: Permit) -> dict[str, object]:
    return {
        "place": permit.id,
        "number": permit.number,
        "from": permit.since,
        "until": permit.until,
        "salesperson": permit.agent,
        "document": permit.document,
        "checksum": permit.checksum,
    }


def exemption_table(claim: Exemption) -> dict[str, object]:
    return {
        "place": claim.id,
        "as": claim.word,
        "reason": claim.reason,
        "by": claim.by,
        "on": claim.on,
    }


def shown_table(facts: ShownNumber) -> dict[str, object]:
    return {name: getattr(facts, name) or None for name in SHOWN_KEYS}


def read_permit(table: Mapping[str, object]) -> Permit:
    """Return the permit of a table whose types were checked. Raises BadInput."""
    need = read_permit_id(_text(table, "place"))
    since = _day(table, "from")
    if since is None:
        raise BadInput(f"the permit of {need.id} needs its first day, “from”.")
    return make_permit(
        need,
        _text(table, "number"),
        since,
        _day(table, "until"),
        _text(table, "salesperson"),
        _text(table, "document"),
        _text(table, "checksum"),
    )


def read_exemption(table: Mapping[str, object]) -> Exemption:
    """Return the exemption of a table whose types were checked. Raises BadInput."""
    need = read_permit_id(_text(table, "place"))
    on = _day(table, "on")
    if on is None:
        raise BadInput(f"the exemption from {need.id} needs the day when it was said, “on”.")
    return make_claim(need, _text(table, "as"), _text(table, "reason"), _text(table, "by"), on)


def read_shown(table: Mapping[str, object]) -> ShownNumber:
    """Return the facts of a table whose types were checked; `console.firm` checks their words."""
    return ShownNumber(
        _text(table, "number"),
        _text(table, "presence"),
        cast("int", table.get("per_day", 0)),
        _text(table, "holder"),
        _text(table, "name_shown"),
        _text(table, "answered"),
        _text(table, "attestation"),
        _day(table, "first_used"),
    )


def _text(table: Mapping[str, object], key: str) -> str:
    return cast("str", table.get(key, ""))


def _day(table: Mapping[str, object], key: str) -> date | None:
    return cast("date | None", table.get(key))
