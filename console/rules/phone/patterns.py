"""Entries of the internal list that name many numbers: an area code, a company, a mail domain."""

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
    """`value` is as `read_pattern` gives it, `since` the instant it came into force."""

    kind: PatternKind
    value: str
    reason: str
    since: datetime


def read_pattern(kind: PatternKind, text: str) -> str:
    """The form in which a pattern is kept and compared. Raises ValueError with a sentence."""
    text = clean_line(text)
    if kind is PatternKind.COMPANY:
        return _needed(fold_company(text), "A company needs its name.")
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
    """ "ACME, Inc." and "Acme Inc" are one."""
    return " ".join(re.findall(r"\w+", name.casefold()))


def number_start(kind: PatternKind, value: str) -> str:
    """What the E.164 form of every number begins with that the pattern names; "" where none is."""
    if kind is PatternKind.AREA_CODE:
        return f"+1{value}"
    return value if kind is PatternKind.PREFIX else ""


def find_fit(
    patterns: Iterable[Pattern], e164: str, company: str = "", email: str = ""
) -> Pattern | None:
    """The first of the patterns that names this number, company or address."""
    return next((one for one in patterns if fits(one, e164, company, email)), None)


def fits(pattern: Pattern, e164: str, company: str = "", email: str = "") -> bool:
    """`email` is a cell as it is written, with several addresses or a name beside them."""
    start = number_start(pattern.kind, pattern.value)
    if start:
        return e164.startswith(start)
    if pattern.kind is PatternKind.COMPANY:
        return bool(company) and fold_company(company) == pattern.value
    written = (email.rpartition("@")[2], *_DOMAINS.findall(email))
    domains = [domain.casefold().strip(" .>") for domain in written]
    return any(one == pattern.value or one.endswith(f".{pattern.value}") for one in domains)


def say_pattern(kind: PatternKind, value: str) -> str:
    """ "every number of area code 900", as part of a sentence."""
    return {
        PatternKind.AREA_CODE: f"every number of area code {value}",
        PatternKind.PREFIX: f"every number that begins with {value}",
        PatternKind.COMPANY: f"everyone at the company “{value}”",
        PatternKind.DOMAIN: f"everyone with mail at {value}",
    }[kind]


def _needed(value: str, otherwise: str) -> str:
    if not value:
        raise ValueError(otherwise)
    return value
