"""The assistant's tools: each is a command of the shell that prints JSON.

The first line of a docstring tells the assistant what the tool answers.
"""

from collections.abc import Callable
from typing import Literal

Report = Literal[
    "agents",
    "caller-ids",
    "days",
    "hours",
    "lists",
    "openings",
    "outcomes",
    "segments",
    "skips",
    "weeks",
    "when",
]
"""The reports without anybody's name, number or words, besides the agents'."""

Words = list[str]


def check(
    number: str, region: str = "", postal_code: str = "", country: str = "", kind: str = ""
) -> Words:
    """Say whether a phone number may be called now, and why. Nothing is dialled."""
    values = {"--region": region, "--postal": postal_code, "--country": country, "--kind": kind}
    options = [word for name, value in values.items() if value for word in (name, value)]
    return ["check", *options, "--json", "--", number]


def why() -> Words:
    """Count the leads that may be called now, and say why others may not."""
    return ["why", "--json"]


def forecast() -> Words:
    """Count the leads that can be called in each coming hour."""
    return ["forecast", "--json"]


def rules(jurisdiction: str) -> Words:
    """Return the calling rules of a place, such as US-FL, with their sources."""
    return ["rules", "show", "--json", "--", jurisdiction]


def report(name: Report) -> Words:
    """Return what calling brought, counted in one of several ways."""
    return ["report", name, "--json"]


def dnc_status() -> Words:
    """Say which do-not-call lists the firm holds, their age and size."""
    return ["dnc", "status", "--json"]


def lead(lead_id: int) -> Words:
    """Return all that is known of one person, by the lead's id."""
    return ["lead", "show", "--json", "--", str(lead_id)]


def call_page(call_id: int) -> Words:
    """Return everything about one call: who, when, why it was allowed, and the proof."""
    return ["report", "call", "--json", "--", str(call_id)]


COUNTS: tuple[Callable[..., Words], ...] = (check, why, forecast, rules, report, dnc_status)
"""Tools that show nobody."""

PEOPLE: tuple[Callable[..., Words], ...] = (lead, call_page)
"""Tools that show a person; each answer is an entry of the audit log."""
