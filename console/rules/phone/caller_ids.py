"""Which of the firm's own numbers a call shows.

A caller ID has to be true: 47 CFR 64.1601(e) and 16 CFR 310.4(a)(8) want a number at which the
caller or the seller answers. So one is chosen among those that the firm set, and none is made up.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct


class CallerId(Struct, frozen=True):
    """A number (E.164) for the leads of one list, for numbers that begin with `prefix`, or for all.

    `prefix` is E.164 too: "+1208", "+44".
    """

    number: str
    list_name: str = ""
    prefix: str = ""


def choose_caller_id(ids: Iterable[CallerId], e164: str, list_name: str) -> str:
    """The list's own before one for the place called, that before the firm's; "" for none."""
    fitting = [
        one for one in ids if one.list_name in {"", list_name} and e164.startswith(one.prefix)
    ]
    best = max(fitting, key=lambda one: (bool(one.list_name), len(one.prefix)), default=None)
    return best.number if best else ""


def caller_ids_from(settings: Mapping[str, object]) -> tuple[CallerId, ...]:
    """The firm's, from its settings as the database holds them."""
    stored = settings.get("caller_ids", [])
    assert isinstance(stored, list)
    return tuple(CallerId(one["number"], one["list"], one["prefix"]) for one in stored)
