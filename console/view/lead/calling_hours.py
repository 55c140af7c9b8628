"""When a person may be called: whose week it is, and every rule behind it with its source."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from console.firm.rules_in_force import InForce, in_force
from console.rules.law.statutes import Rule
from console.rules.times.calendar_words import say_day
from console.rules.times.windows import load_zone
from console.rules.values import Candidate, Firm, FirmRule, Place
from console.rules.verdict.sentences import say_firm_rule, say_rule
from console.view.lead.lead import SOURCES, evidence_lines
from console.view.text.cleaning import clean
from console.view.text.clocks import zone_time
from console.view.text.styled import Part, Role, Said, said, with_ground

MOST_CLOCKS = 3
"""Clocks that a sentence names."""


def week_title(zone: str, here: str, now: datetime) -> Said:
    whose = " (yours)" if zone == here else " (theirs)"
    return (Part(f"This week, {zone_time(zone, now)}", Role.HEADING), Part(whose, Role.MUTED))


def zones_line(zones: Iterable[Candidate], now: datetime) -> str:
    """Why hours may be shorter than every rule: they suit each clock that the person may be on."""
    clocks: dict[timedelta | None, str] = {}
    for zone in zones:
        offset = now.astimezone(load_zone(zone.value)).utcoffset()
        clocks.setdefault(offset, f"{zone_time(zone.value, now)} ({SOURCES[zone.source]})")
    if len(clocks) < 2:
        return ""
    told = [*clocks.values()]
    if len(told) > MOST_CLOCKS:
        told = [*told[: MOST_CLOCKS - 1], f"{len(told) - MOST_CLOCKS + 1} other clocks"]
    suit = "both" if len(told) == 2 else "all of them"
    return f"They may be on {', '.join(told[:-1])} or {told[-1]}: only hours that suit {suit}."


def rule_blocks(place: Place, firm: Firm, on: date) -> Iterator[list[Said]]:
    """What evidence lifts, then what holds in each jurisdiction the person may be in."""
    if evidence := evidence_lines(place, on):
        told = f"With {' and '.join(evidence)}, and whatever that lifts of the rules below."
        yield [said(told, Role.GOOD)]
    jurisdictions = dict.fromkeys(one.value for one in place.jurisdictions)
    for jurisdiction in jurisdictions:
        yield list(_rules_of(in_force(jurisdiction, on, firm, place.kind)))
    if not jurisdictions:
        yield [said("Nobody knows where this person is, so no rule can be named.")]


def _rules_of(found: InForce) -> Iterator[Said]:
    yield said(f"The rules of {found.jurisdiction}", Role.HEADING)
    for stop in found.stops:
        yield said(f"  Stopped until resumed: {clean(stop.reason)}", Role.STOPPED)
    for one in found.emergencies:
        until = f"until {say_day(one.until)}" if one.until else "until it is ended"
        when = f"from {say_day(one.since)} {until}"
        told = f"  Emergency in {clean(one.place)} {when}: {clean(one.source)}"
        yield said(told, Role.STOPPED)
    if not found.rules:
        yield said("  No calling rules are known here, so nobody is called.")
    for rule in found.rules:
        yield from with_ground(_told(rule), rule.citation, rule.source, rule.confidence)
    for own in found.firm_rules:
        yield said(_own(own))
    for need in found.registries:
        must = "must be" if need.is_required else "should be"
        told = f"{need.name}: a copy {must} no older than {need.good_for_days} days"
        yield from with_ground(told, need.citation, need.source, need.confidence)


def _told(rule: Rule) -> str:
    doubts = " ".join(text for text in (rule.doubt, rule.caution) if text)
    return f"{rule.name}: {say_rule(rule)}." + (f" {doubts}" if doubts else "")


def _own(rule: FirmRule) -> str:
    return f"  Your firm’s own: {clean(say_firm_rule(rule))}. {clean(rule.note)}".rstrip()
