"""Choose which of the firm's own numbers a call shows.

A caller ID must be true: 47 CFR 64.1601(e) and 16 CFR 310.4(a)(8) require a number at which the
caller or the seller answers. So it is always a number that the firm has set.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct


class CallerId(Struct, frozen=True):
    """A number (E.164) to show to one list, to numbers that begin with `prefix`, or to all.

    `prefix` is E.164 too: "+1208", "+44".
    """

    number: str
    list_name: str = ""
    prefix: str = ""


def fitting_ids(ids: Iterable[CallerId], e164: str, list_name: str) -> list[CallerId]:
    """Return the caller IDs that fit: the list's first, then the longest prefix, then the firm's.

    `console.rules.verdict.shown_numbers` chooses one of them.
    """
    fitting = [
        caller_id
        for caller_id in ids
        if caller_id.list_name in {"", list_name} and e164.startswith(caller_id.prefix)
    ]
    return sorted(
        fitting,
        key=lambda caller_id: (bool(caller_id.list_name), len(caller_id.prefix)),
        reverse=True,
    )


def caller_ids_from(settings: Mapping[str, object]) -> tuple[CallerId, ...]:
    """Return the firm's caller IDs from its settings as the database stores them."""
    stored = settings.get("caller_ids", [])
    assert isinstance(stored, list)
    return tuple(CallerId(row["number"], row["list"], row["prefix"]) for row in stored)
