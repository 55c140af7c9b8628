"""Do-not-call entries that bar many numbers: an area code, a prefix, a company, a mail domain."""

import re
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from console.rules.text import clean_line
from db.enums import PatternKind

_DOMAINS = re.compile(r"""@([^@\s,;:|/<>()"]+)""")
LONGEST = 15
"""Digits of the longest phone number (ITU-T E.164)."""


class Pattern(Struct, frozen=True):
    """An entry; `value` is as `read_pattern` returns it, `since` when it came into force."""

    kind: PatternKind
    value: str
    reason: str
    since: datetime


def read_pattern(kind: PatternKind, text: str) -> str:
    """Return the stored form of a pattern. Raises ValueError with a sentence."""
    text = clean_line(text)
    if kind is PatternKind.COMPANY:
        return _require(fold_company(text), "A company needs its name.")
    if kind is PatternKind.DOMAIN:
        domain = text.rpartition("@")[2].casefold().strip(".")
        if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", domain):
            raise ValueError(f"{text!r} is no mail domain: write it like example.com.")
        return domain
    digits = re.sub(r"[\s().-]", "", text)
    if kind is PatternKind.AREA_CODE:
        if not re.fullmatch(r"[2-9][0-9]{2}", digits):
            raise ValueError(f"{text!r} is no North American area code: give three digits.")
        return digits
    if not re.fullmatch(rf"\+[1-9][0-9]{{1,{LONGEST - 1}}}", digits):
        raise ValueError(f"{text!r} is no beginning of a number: write it like +1208555.")
    return digits


def fold_company(name: str) -> str:
    """Return a company's name for comparison: "ACME, Inc." and "Acme Inc" are equal."""
    return " ".join(re.findall(r"\w+", name.casefold()))


def number_start(kind: PatternKind, value: str) -> str:
    """Return how the E.164 form of the barred numbers begins; "" for a company or a domain."""
    if kind is PatternKind.AREA_CODE:
        return f"+1{value}"
    return value if kind is PatternKind.PREFIX else ""


def find_fit(
    patterns: Iterable[Pattern], e164: str, company: str = "", email: str = ""
) -> Pattern | None:
    """Return the first pattern that bars this number, company or address, else None."""
    return next((pattern for pattern in patterns if fits(pattern, e164, company, email)), None)


def fits(pattern: Pattern, e164: str, company: str = "", email: str = "") -> bool:
    """Return whether the pattern bars this number, company or address.

    `email` is a cell as it is written: it may hold several addresses, or a name beside one.
    """
    start = number_start(pattern.kind, pattern.value)
    if start:
        return e164.startswith(start)
    if pattern.kind is PatternKind.COMPANY:
        return bool(company) and fold_company(company) == pattern.value
    cells = (email.rpartition("@")[2], *_DOMAINS.findall(email))
    domains = [domain.casefold().strip(" .>") for domain in cells]
    return any(
        domain == pattern.value or domain.endswith(f".{pattern.value}") for domain in domains
    )


def say_pattern(kind: PatternKind, value: str) -> str:
    """Return a pattern as part of a sentence: "every number of area code 900"."""
    return {
        PatternKind.AREA_CODE: f"every number of area code {value}",
        PatternKind.PREFIX: f"every number that begins with {value}",
        PatternKind.COMPANY: f"everyone at the company “{value}”",
        PatternKind.DOMAIN: f"everyone with mail at {value}",
    }[kind]


def _require(value: str, message: str) -> str:
    if not value:
        raise ValueError(message)
    return value
