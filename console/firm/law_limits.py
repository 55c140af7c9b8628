"""Compare a firm's own rules with the law, and refuse a rule that would loosen it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from msgspec.structs import replace

from console.rules.law.disclosures import is_of_trade
from console.rules.law.firm_rules import courtesy_rule
from console.rules.law.statutes import (
    Hours,
    Lift,
    RegistryNeed,
    Rule,
    all_registries,
    country_of,
    known_jurisdictions,
    read_lifts,
    rules_of,
)
from console.rules.text import clean_line
from console.rules.values import Firm, FirmRule
from console.rules.verdict.sentences import say_cap, say_lifts
from db.enums import EvidenceKind, LeadKind

EVERYWHERE = "*"

Limit = tuple[str, str, Hours]
"""(name of the rule, citation, hours)."""


def limits_of(where: str, day_class: str, trades: tuple[str, ...], today: date) -> list[Limit]:
    """Return the limits of the law on a class of day, in force today or later.

    For "*" (everywhere) they are the hours of the most generous country: outside them, no call is
    legal.
    """
    if where == EVERYWHERE:
        return [most_generous(day_class, trades, today)]
    limits = []
    is_limited = False
    for rule in rules_of(where):
        if not rule.hours or rule.device or not is_of_trade(rule.trades, trades):
            continue
        if not rule.holds_on(today) and (rule.starts_on is None or rule.starts_on <= today):
            continue  # it has ended
        is_limited = is_limited or "weekday" in rule.hours
        hours = rule.hours.get(day_class)
        if hours is None and day_class == "holiday":
            hours = rule.hours.get("weekday")
        if hours is not None:
            limits.append((rule.name, rule.citation, hours))
    if not is_limited:
        firm = Firm()
        courtesy = courtesy_rule(firm.courtesy_opens, firm.courtesy_closes)
        limits.append((courtesy.name, courtesy.citation, courtesy.hours["weekday"]))
    return limits


def most_generous(day_class: str, trades: tuple[str, ...], today: date) -> Limit:
    """Return the hours from the earliest opening to the latest closing of all countries."""
    spans = []
    for country in known_jurisdictions():
        limits = [] if "-" in country else limits_of(country, day_class, trades, today)
        if limits and all(hours for _, _, hours in limits):
            # All laws of a country must allow a call: the latest opening, the earliest closing.
            opens = max(hours[0][0] for _, _, hours in limits)
            closes = min(hours[-1][1] for _, _, hours in limits)
            spans.append((opens, closes))
    widest = (min(opens for opens, _ in spans), max(closes for _, closes in spans))
    return "The most generous country", "every law in the data", (widest,)


def looser_cap(where: str, kind: LeadKind | None, cap: int, hours: int, today: date) -> Rule | None:
    """Return a cap of the law that is stricter than this one in dials and period, else None."""
    for rule in laws_of(where, kind, today):
        is_looser = cap >= rule.cap and hours <= rule.cap_hours
        is_same = (cap, hours) == (rule.cap, rule.cap_hours)
        if rule.cap and not rule.device and is_looser and not is_same:
            return rule
    return None


def looser_consent(
    where: str, kind: LeadKind | None, lifts: tuple[Lift, ...], today: date
) -> Rule | None:
    """Return a bar that some of this evidence does not lift by law, or not for as long, or None."""
    for rule in laws_of(where, kind, today):
        is_bar = rule.bars == "calls" and not rule.device and not rule.trades
        if is_bar and not all(is_as_strict(lift, rule.lifted_by) for lift in lifts):
            return rule
    return None


def is_as_strict(lift: Lift, law: tuple[Lift, ...]) -> bool:
    """Return whether the law has a lift by the same evidence for at least as long."""
    return any(
        lawful.kind is lift.kind
        and (lawful.months is None or (lift.months is not None and lift.months <= lawful.months))
        for lawful in law
    )


def looser_copy(where: str, source: str, days: int) -> RegistryNeed | None:
    """Return a registry of the law whose copies are good for fewer days than this, else None."""
    if where == EVERYWHERE:
        return None
    for need in all_registries():
        is_there = need.jurisdiction in {where, country_of(where)}
        if is_there and need.is_meant_by(source) and days > need.good_for_days:
            return need
    return None


def laws_of(where: str, kind: LeadKind | None, today: date) -> list[Rule]:
    """Return the rules of a jurisdiction, in force today or later; none for "*"."""
    if where == EVERYWHERE:
        return []
    return [
        rule
        for rule in rules_of(where)
        if (kind is None or kind in rule.kinds)
        and (rule.holds_on(today) or (rule.starts_on is not None and rule.starts_on > today))
    ]


ASKS = ("cap", "gap", "consent", "registry")
"""Requirements of a firm's own rule besides hours."""

HOURS_IN = {"hour": 1, "day": 24, "week": 168}
LONGEST = 720
"""The longest period of a cap in hours: dials are counted over at most 30 days."""
GOOD_FOR = 31
"""How many days a copy of a list is good if the rule does not say."""

CONSENTS = (EvidenceKind.WRITTEN, EvidenceKind.TRANSACTION, EvidenceKind.INQUIRY)
_CAP = re.compile(r"([1-9]\d{0,2})(?: calls?)? in ([1-9]\d{0,2}) (hour|day|week)s?", re.ASCII)
_PERIOD = re.compile(r"([1-9]\d{0,2}) (hour|day|week)s?", re.ASCII)
_DAYS = re.compile(r"([1-9]\d{0,2}) days?", re.ASCII)
_CONSENT = re.compile(rf"({'|'.join(CONSENTS)})(?: [1-9]\d{{0,2}} months?)?", re.ASCII)


class AskError(Exception):
    """A key cannot be read or would loosen the law. The text says which, and what to write."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def read_asks(scope: FirmRule, table: Mapping[str, str], today: date) -> Iterator[FirmRule]:
    """Yield a rule for each requirement in a table, for the calls of `scope`. Raises AskError."""
    if "cap" in table:
        yield read_cap(scope, table["cap"].strip(), today)
    if "gap" in table:
        yield read_gap(scope, table["gap"].strip(), today)
    if "consent" in table:
        yield read_consent(scope, table["consent"].strip(), today)
    if "registry" in table:
        yield read_registry(scope, table["registry"], table.get("good_for"))
    elif "good_for" in table:
        raise AskError("good_for", "“good_for” needs the “registry” of the copy too.")


def read_cap(scope: FirmRule, text: str, today: date) -> FirmRule:
    """Return the cap in `2 in 7 days`."""
    match = _CAP.fullmatch(text)
    if match is None:
        raise AskError("cap", f'{text!r} is not a cap such as "2 in 7 days".')
    return limit_dials("cap", scope, int(match[1]), int(match[2]) * HOURS_IN[match[3]], today)


def read_gap(scope: FirmRule, text: str, today: date) -> FirmRule:
    """Return the gap in `24 hours` as a cap of one dial."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise AskError("gap", f'{text!r} is not a gap such as "24 hours" or "3 days".')
    return limit_dials("gap", scope, 1, int(match[1]) * HOURS_IN[match[2]], today)


def limit_dials(key: str, scope: FirmRule, cap: int, hours: int, today: date) -> FirmRule:
    if hours > LONGEST:
        raise AskError(key, "dials are counted over at most 30 days: write a shorter time.")
    law = looser_cap(scope.jurisdiction, scope.kind, cap, hours, today)
    if law is not None:
        raise loosening_error(key, f"{law.name} allows {say_cap(law)} ({law.citation})")
    return replace(scope, cap=cap, cap_hours=hours)


def read_consent(scope: FirmRule, text: str, today: date) -> FirmRule:
    """Return the evidence in `written or inquiry 3 months`."""
    words = tuple(part.strip() for part in re.split(r",| or ", text))
    if not all(map(_CONSENT.fullmatch, words)):
        example = '"written" or "written or inquiry 3 months"'
        raise AskError("consent", f"{text!r} is not evidence such as {example}.")
    law = looser_consent(scope.jurisdiction, scope.kind, read_lifts(words), today)
    if law is not None:
        requirement = f"asks for {say_lifts(law)}" if law.lifted_by else "lets nothing lift it"
        raise loosening_error("consent", f"{law.name} {requirement} ({law.citation})")
    return replace(scope, consent=words)


def read_registry(scope: FirmRule, text: str, good_for: str | None) -> FirmRule:
    """Return the requirement of a registry's copy; `good_for` is a text such as `14 days`."""
    source = clean_line(text)
    if not re.search(r"\w", source):
        raise AskError("registry", "name the list as dnc import --source does.")
    days = GOOD_FOR
    if good_for is not None:
        match = _DAYS.fullmatch(good_for.strip())
        if match is None:
            raise AskError("good_for", '“good_for” must be a time such as "14 days".')
        days = int(match[1])
    law = looser_copy(scope.jurisdiction, source, days)
    if law is not None:
        text_of_law = f"A copy of {law.name} is good for {law.good_for_days} days ({law.citation})"
        raise loosening_error("registry" if good_for is None else "good_for", text_of_law)
    return replace(scope, registry=source, good_for=days)


def loosening_error(key: str, law: str) -> AskError:
    return AskError(
        key,
        f"this would loosen the law. {law}. A firm may tighten the law and never loosen it: no "
        "rule of the file was stored.",
    )
