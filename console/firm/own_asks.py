"""What a firm's own rule asks beside hours: a cap, a gap, evidence, a fresh copy of a list."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from console.firm.law_limits import looser_cap, looser_consent, looser_copy
from console.rules.law.statutes import read_lifts
from console.rules.text import clean_line
from console.rules.values import FirmRule
from console.rules.verdict.sentences import say_cap, say_lifts
from db.enums import EvidenceKind

ASKS = ("cap", "gap", "consent", "registry")
HOURS_IN = {"hour": 1, "day": 24, "week": 168}
LONGEST = 720
"""Hours of a cap: dials are counted over 30 days at the most."""
GOOD_FOR = 31
"""Days that a copy of a list is good where a rule does not say."""

CONSENTS = (EvidenceKind.WRITTEN, EvidenceKind.TRANSACTION, EvidenceKind.INQUIRY)
_CAP = re.compile(r"([1-9]\d{0,2})(?: calls?)? in ([1-9]\d{0,2}) (hour|day|week)s?", re.ASCII)
_SPELL = re.compile(r"([1-9]\d{0,2}) (hour|day|week)s?", re.ASCII)
_DAYS = re.compile(r"([1-9]\d{0,2}) days?", re.ASCII)
_CONSENT = re.compile(rf"({'|'.join(CONSENTS)})(?: [1-9]\d{{0,2}} months?)?", re.ASCII)


class AskError(Exception):
    """A key cannot be read or would loosen the law; the text says which and what to write."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def read_asks(scope: FirmRule, table: Mapping[str, str], today: date) -> Iterator[FirmRule]:
    """Each as a rule of its own, of the calls that `scope` is about. Raises AskError."""
    if "cap" in table:
        yield read_cap(scope, table["cap"].strip(), today)
    if "gap" in table:
        yield read_gap(scope, table["gap"].strip(), today)
    if "consent" in table:
        yield read_consent(scope, table["consent"].strip(), today)
    if "registry" in table:
        yield read_registry(scope, table["registry"], table.get("good_for"))
    elif "good_for" in table:
        raise AskError("good_for", "“good_for” is of a copy: name its registry too.")


def read_cap(scope: FirmRule, text: str, today: date) -> FirmRule:
    """`2 in 7 days`."""
    match = _CAP.fullmatch(text)
    if match is None:
        raise AskError("cap", f'{text!r} is no cap such as "2 in 7 days".')
    return capped("cap", scope, int(match[1]), int(match[2]) * HOURS_IN[match[3]], today)


def read_gap(scope: FirmRule, text: str, today: date) -> FirmRule:
    """`24 hours`: a cap of one."""
    match = _SPELL.fullmatch(text)
    if match is None:
        raise AskError("gap", f'{text!r} is no gap such as "24 hours" or "3 days".')
    return capped("gap", scope, 1, int(match[1]) * HOURS_IN[match[2]], today)


def capped(key: str, scope: FirmRule, cap: int, hours: int, today: date) -> FirmRule:
    if hours > LONGEST:
        raise AskError(key, "dials are counted over 30 days: name no longer time.")
    law = looser_cap(scope.jurisdiction, scope.kind, cap, hours, today)
    if law is not None:
        raise looser(key, f"{law.name} allows {say_cap(law)} ({law.citation})")
    return replace(scope, cap=cap, cap_hours=hours)


def read_consent(scope: FirmRule, text: str, today: date) -> FirmRule:
    """`written or inquiry 3 months`."""
    words = tuple(part.strip() for part in re.split(r",| or ", text))
    if not all(map(_CONSENT.fullmatch, words)):
        such = '"written" or "written or inquiry 3 months"'
        raise AskError("consent", f"{text!r} is no evidence such as {such}.")
    law = looser_consent(scope.jurisdiction, scope.kind, read_lifts(words), today)
    if law is not None:
        asks = f"asks for {say_lifts(law)}" if law.lifted_by else "lets nothing lift it"
        raise looser("consent", f"{law.name} {asks} ({law.citation})")
    return replace(scope, consent=words)


def read_registry(scope: FirmRule, text: str, good_for: str | None) -> FirmRule:
    source = clean_line(text)
    if not re.search(r"\w", source):
        raise AskError("registry", "name the list as dnc import --source does.")
    days = GOOD_FOR
    if good_for is not None:
        match = _DAYS.fullmatch(good_for.strip())
        if match is None:
            raise AskError("good_for", '“good_for” is a time such as "14 days".')
        days = int(match[1])
    law = looser_copy(scope.jurisdiction, source, days)
    if law is not None:
        said = f"A copy of {law.name} is good for {law.good_for_days} days ({law.citation})"
        raise looser("registry" if good_for is None else "good_for", said)
    return replace(scope, registry=source, good_for=days)


def looser(key: str, law: str) -> AskError:
    return AskError(
        key,
        f"this would loosen the law. {law}. A firm may tighten that and never loosen it: nothing "
        "of the file was taken.",
    )
