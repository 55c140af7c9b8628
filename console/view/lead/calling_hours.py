"""When a person may be called, and every rule behind it with its source."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from console.firm.rules_in_force import InForce, in_force
from console.rules.law.statutes import Rule
from console.rules.places.regions import name_jurisdiction
from console.rules.times.calendar_words import say_day
from console.rules.times.windows import load_zone
from console.rules.values import Candidate, Firm, FirmRule, Place
from console.rules.verdict.sentences import say_firm_rule, say_rule
from console.view.lead.lead import SOURCES, evidence_lines
from console.view.text.cleaning import clean
from console.view.text.clocks import in_style, zone_time
from console.view.text.styled import Part, Role, StyledLine, styled_line, with_ground

MOST_CLOCKS = 3
"""The most clocks that a sentence names."""


def week_title(zone: str, here: str, now: datetime) -> StyledLine:
    """Return the title of the week, with the clock it is shown on."""
    whose = " (yours)" if zone == here else " (theirs)"
    return (Part(f"This week, {zone_time(zone, now)}", Role.HEADING), Part(whose, Role.MUTED))


def zones_line(zones: Iterable[Candidate], now: datetime) -> str:
    """Explain why the hours are shorter than any rule says, or return "".

    If the person may be on several clocks, a call must be allowed on each of them.
    """
    # By offset, because zones with the same offset show the same clock now.
    clocks: dict[timedelta | None, str] = {}
    for zone in zones:
        offset = now.astimezone(load_zone(zone.value)).utcoffset()
        clocks.setdefault(offset, f"{zone_time(zone.value, now)} ({SOURCES[zone.source]})")
    if len(clocks) < 2:
        return ""
    names = [*clocks.values()]
    if len(names) > MOST_CLOCKS:
        names = [*names[: MOST_CLOCKS - 1], f"{len(names) - MOST_CLOCKS + 1} other clocks"]
    suit = "both" if len(names) == 2 else "all of them"
    clocks_text = f"{', '.join(names[:-1])} or {names[-1]}"
    return f"They may be on {clocks_text}, so only hours that suit {suit} count."


def rule_blocks(place: Place, firm: Firm, on: date) -> Iterator[list[StyledLine]]:
    """Yield the evidence, then the rules of each jurisdiction the person may be in."""
    if evidence := evidence_lines(place, on):
        text = f"With {' and '.join(evidence)}, and whatever that lifts of the rules below."
        yield [styled_line(text, Role.GOOD)]
    jurisdictions = dict.fromkeys(candidate.value for candidate in place.jurisdictions)
    for jurisdiction in jurisdictions:
        yield list(_rules_of(in_force(jurisdiction, on, firm, place.kind)))
    if not jurisdictions:
        yield [styled_line("It is not known where this person is, so there are no rules to show.")]


def _rules_of(law: InForce) -> Iterator[StyledLine]:
    yield styled_line(f"The rules · {name_jurisdiction(law.jurisdiction)}", Role.HEADING)
    for stop in law.stops:
        yield styled_line(f"  Stopped until resumed: {clean(stop.reason)}", Role.STOPPED)
    for emergency in law.emergencies:
        until = f"until {say_day(emergency.until)}" if emergency.until else "until it is ended"
        when = in_style(f"from {say_day(emergency.since)} {until}")
        text = f"  Emergency in {clean(emergency.place)} {when}: {clean(emergency.source)}"
        yield styled_line(text, Role.STOPPED)
    if not law.rules:
        yield styled_line("  No calling rules are known here, so nobody is called.")
    for rule in law.rules:
        sentence = in_style(_rule_sentence(rule))
        yield from with_ground(sentence, rule.citation, rule.confidence)
    for own in law.firm_rules:
        yield styled_line(in_style(_firm_rule_sentence(own)))
    for need in law.registries:
        must = "must be" if need.is_required else "should be"
        text = f"{need.name}: a copy {must} no older than {need.good_for_days} days"
        yield from with_ground(text, need.citation, need.confidence)


def _rule_sentence(rule: Rule) -> str:
    doubts = " ".join(text for text in (rule.doubt, rule.caution) if text)
    return f"{rule.name}: {say_rule(rule)}." + (f" {doubts}" if doubts else "")


def _firm_rule_sentence(rule: FirmRule) -> str:
    return f"  Your firm’s own rule: {clean(say_firm_rule(rule))}. {clean(rule.note)}".rstrip()
