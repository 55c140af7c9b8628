"""The rules that bind a place, its clocks, and the days on which evidence lifts a rule."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import MAXYEAR, date, time
from functools import lru_cache

from msgspec import Struct

from console.rules.law.disclosures import is_of_trade
from console.rules.law.firm_rules import (
    EMERGENCY,
    courtesy_rule,
    emergencies_at,
    firm_rule,
    firm_rules_at,
)
from console.rules.law.statutes import Lift, Rule, canonical, country_of, rules_of
from console.rules.times.windows import (
    merge,
)
from console.rules.values import Candidate, Evidence, Firm, Place
from console.rules.verdict.firm_places import settle
from console.rules.verdict.schedule import (
    Binding,
    Days,
    Schedule,
    date_of,
    day_of,
    is_within,
    schedule_of,
)
from db.enums import LeadKind, PlaceSource

EVER = 1 << 40
"""A day number after all others, for evidence without a last day."""


@lru_cache(maxsize=65_536)
def is_in_force(rule: Rule, lifted: Days, days: tuple[int, ...]) -> bool:
    """Return whether the rule holds, and no evidence lifts it, on any of the days."""
    return any(rule.holds_on(date_of(day)) and not is_within(lifted, day) for day in days)


def binds_on(rule: Rule, place: Place, days: tuple[int, ...]) -> bool:
    """Return whether the rule is in force, and not lifted, on any of the person's dates `days`."""
    return is_in_force(rule, days_lifted(rule.lifted_by, place.evidence), days)


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day if it is shorter.

    Beyond the year 9999 it is the last day that a date can name.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day_of(lift: Lift, evidence: Evidence) -> date | None:
    """Return the last day on which the evidence lifts a rule, None until it is withdrawn."""
    if lift.months is None:
        return evidence.until
    last = months_after(evidence.on, lift.months)
    return last if evidence.until is None else min(last, evidence.until)


def days_lifted(lifted_by: tuple[Lift, ...], evidence: tuple[Evidence, ...]) -> Days:
    """Return the days on which evidence lifts a rule, from its own day through the last."""
    return _days_lifted(lifted_by, evidence) if lifted_by and evidence else ()


@lru_cache(maxsize=65_536)
def _days_lifted(lifted_by: tuple[Lift, ...], evidence: tuple[Evidence, ...]) -> Days:
    spans = []
    for lift in lifted_by:
        for item in evidence:
            if item.kind is lift.kind:
                last = last_day_of(lift, item)
                # The end of a span is exclusive, so it is the day after the last one.
                spans.append((day_of(item.on), (EVER if last is None else day_of(last)) + 1))
    return merge(spans)


class Bound(Struct, frozen=True, eq=False):
    """The rules of the law and the firm that bind a place, whatever the hour.

    `clocks` are the zones that count. `rules` holds no firm hours; those are in `schedule`.
    `caps` are rolling limits on dials, each with the days on which evidence lifts it. `unruled`
    are jurisdictions without any rule in the data.
    """

    clocks: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    rules: tuple[Rule, ...]
    schedule: Schedule
    caps: tuple[tuple[Rule, Days], ...]
    unruled: tuple[str, ...]


@lru_cache(maxsize=1024)
def rules_for(jurisdiction: str, kind: LeadKind, trades: tuple[str, ...]) -> tuple[Rule, ...]:
    """Return the rules of a jurisdiction and its country that concern such a call."""
    return tuple(
        rule
        for rule in rules_of(jurisdiction)
        if not rule.device and kind in rule.kinds and is_of_trade(rule.trades, trades)
    )


def clocks_of(place: Place) -> tuple[str, ...]:
    """Return the zones whose clocks count: only the stated zone if the person stated one."""
    stated = [zone.value for zone in place.zones if zone.source is PlaceSource.STATED]
    return tuple(dict.fromkeys(stated or [zone.value for zone in place.zones]))


def jurisdictions_of(place: Place) -> tuple[str, ...]:
    """Return every candidate, and the place's country if no candidate lies in it."""
    return jurisdictions_among(place.jurisdictions, place.country)


@lru_cache(maxsize=4096)
def jurisdictions_among(candidates: tuple[Candidate, ...], country: str | None) -> tuple[str, ...]:
    jurisdictions = dict.fromkeys(canonical(candidate.value) for candidate in candidates)
    if country and country not in {country_of(candidate) for candidate in jurisdictions}:
        jurisdictions[canonical(country)] = None
    return tuple(jurisdictions)


@lru_cache(maxsize=8192)
def bind(place: Place, firm: Firm) -> Bound:
    """Collect the rules that bind a place, under the firm's settings."""
    place = settle(place, firm)
    clocks = clocks_of(place)
    jurisdictions = jurisdictions_of(place)
    rules: dict[Rule, None] = {}
    unruled: list[str] = []
    bindings: dict[Binding, None] = {}
    for jurisdiction in jurisdictions:
        if not rules_of(jurisdiction):
            unruled.append(jurisdiction)
            continue
        binding_rules = rules_for(jurisdiction, place.kind, firm.trades)
        rules |= dict.fromkeys(binding_rules)
        bindings |= bindings_of(binding_rules, clocks, place.evidence)
        bindings |= courtesy_of(
            binding_rules, clocks, place.evidence, firm.courtesy_opens, firm.courtesy_closes
        )
        for rule in binding_rules:
            if rule.bars == EMERGENCY:
                lifted = days_lifted(rule.lifted_by, place.evidence)
                bindings |= dict.fromkeys(
                    Binding(declared, zone, lifted)
                    for declared in emergencies_at(rule, place, firm)
                    for zone in clocks
                )
        for firm_own in firm_rules_at(firm, place, jurisdiction):
            if firm_own.day_class:
                hours = firm_rule(firm_own, jurisdiction)
                bindings |= dict.fromkeys(Binding(hours, zone) for zone in clocks)
            elif not firm_own.registry:  # `registry_gaps` checks registries, by `firm_needs`
                rules[firm_rule(firm_own, firm_own.jurisdiction)] = None
    caps = tuple((rule, days_lifted(rule.lifted_by, place.evidence)) for rule in rules if rule.cap)
    return Bound(
        clocks, jurisdictions, tuple(rules), schedule_of(tuple(bindings)), caps, tuple(unruled)
    )


@lru_cache(maxsize=8192)
def bindings_of(
    rules: tuple[Rule, ...], clocks: tuple[str, ...], evidence: tuple[Evidence, ...]
) -> Mapping[Binding, None]:
    """Return the bindings of rules with hours, in order and each once.

    The cache is shared: places of one jurisdiction on the same clocks have the same bindings.
    """
    return dict.fromkeys(
        Binding(rule, zone, days_lifted(rule.lifted_by, evidence))
        for rule in rules
        if rule.hours
        for zone in (rule.clocks or clocks)
    )


@lru_cache(maxsize=8192)
def courtesy_of(
    rules: tuple[Rule, ...],
    clocks: tuple[str, ...],
    evidence: tuple[Evidence, ...],
    opens: time,
    closes: time,
) -> Mapping[Binding, None]:
    """Return the bindings of the courtesy window, for days on which no rule sets hours.

    That is, no rule has hours, or evidence lifts all that have. On days on which a rule with hours
    still holds, the window counts as `lifted`.
    """
    with_hours = [rule for rule in rules if "weekday" in rule.hours]
    lifted_days = [days_lifted(rule.lifted_by, evidence) for rule in with_hours]
    if any(not days for days in lifted_days):
        return {}
    rule = courtesy_rule(opens, closes)
    closed: Days = ()
    for days in lifted_days:
        closed = merge((*closed, *outside(days)))
    return dict.fromkeys(Binding(rule, zone, closed) for zone in clocks)


def outside(days: Days) -> Days:
    """Return all days that are not in these."""
    # EVER * 2 lies after EVER + 1, where evidence without a last day ends.
    edges = [-EVER, *(edge for span in days for edge in span), EVER * 2]
    return tuple(zip(edges[::2], edges[1::2], strict=True))
