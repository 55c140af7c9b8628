"""Rules as text, with the callable hours of the week as bars, and as JSON documents."""

import textwrap
from collections.abc import Iterator
from datetime import time

from msgspec import to_builtins

from console.cli.shell.output import day_text
from console.firm.rules_in_force import InForce, Week
from console.rules.law.statutes import Lift, RegistryNeed, Rule
from console.rules.text import clean_line
from console.rules.times.day_parts import bar_of, short
from console.rules.verdict.sentences import say_city, say_clock, say_firm_rule, say_rule
from console.supervision.firm.emergency_stops import rule_document
from console.view.text.clocks import in_style, time_words, weekday_day
from db.columns import Document

WIDTH = 80


def rules_lines(rules: InForce) -> Iterator[str]:
    """Yield the rules in force and the bars of the week, in 80 columns."""
    on = f"{rules.on:%A} {day_text(rules.on)}"
    yield f"{rules.jurisdiction} on {on}, calls to a {rules.kind.value}"
    for stop in rules.stops:
        since = f"{day_text(stop.since)} {time_words(stop.since)} UTC"
        yield from fold(f"STOPPED since {since} until resumed: {stop.reason}")
    for emergency in rules.emergencies:
        until = f"until {day_text(emergency.until)}" if emergency.until else "until it is ended"
        yield from fold(
            f"EMERGENCY in {emergency.place} from {day_text(emergency.since)} {until}: "
            f"{emergency.source}"
        )
    if not rules.rules:
        yield ""
        yield from fold("No calling rules are known here, so nobody is called.")
        return
    for rule in rules.rules:
        yield ""
        yield from rule_lines(rule)
    for own in rules.firm_rules:
        yield ""
        text = f"{say_firm_rule(own)}. {own.note}"
        yield from fold(f"Your firm's own rule for {own.jurisdiction}: {text}")
    for need in rules.registries:
        yield ""
        must = "must be" if need.is_required else "should be"
        yield from fold(
            f"Registry {need.id}: {need.name} {must} no older than {need.good_for_days} days."
        )
        yield from fold(f"{need.citation}. Source: {need.source}. Confidence: {need.confidence}.")
    for week in rules.weeks:
        yield ""
        yield from week_lines(week)


def rule_lines(rule: Rule) -> Iterator[str]:
    yield from fold(f"{rule.id} {rule.name}: {say_rule(rule)}", hanging=False)
    yield from fold(rule.citation)
    since = f"from {day_text(rule.starts_on)}" if rule.starts_on else "since when is not known"
    until = f" until {day_text(rule.ends_on)}" if rule.ends_on else ""
    yield from fold(f"Holds {since}{until}. Confidence: {rule.confidence}. Source: {rule.source}.")
    for text in (rule.note, rule.doubt, rule.caution):
        if text:
            yield from fold(text)


def week_lines(week: Week) -> Iterator[str]:
    """Yield a bar a day, with a character for each half hour: open, partly (▒) or closed (·)."""
    yield from fold(
        f"The week in the time of {', '.join(map(say_city, week.zones))}:", hanging=False
    )
    marks = "".join(f"{hour:<6}" for hour in range(0, 24, 3))
    yield f"{'':11}{marks}".rstrip()
    for day, windows in week.days:
        text = " ".join(f"{short(opens)}-{short(closes) or 24}" for opens, closes in windows)
        yield f"{weekday_day(day, width=2)} {bar_of(windows)} {text or 'closed'}"


def fold(text: str, *, hanging: bool = True) -> list[str]:
    """Return the text in lines of at most 80 columns, indented by two unless it is a heading."""
    return textwrap.wrap(
        in_style(clean_line(text)),
        WIDTH,
        initial_indent="  " if hanging else "",
        subsequent_indent="  ",
    )


def rules_document(rules: InForce) -> Document:
    return {
        "jurisdiction": rules.jurisdiction,
        "on": rules.on.isoformat(),
        "kind": rules.kind.value,
        "rules": [rule_in_document(rule) for rule in rules.rules],
        "firm_rules": [rule_document(rule) for rule in rules.firm_rules],
        "registries": [registry_document(need) for need in rules.registries],
        "stops": to_builtins(rules.stops),
        "emergencies": to_builtins(rules.emergencies),
        "weeks": [
            {
                "zones": list(week.zones),
                "days": [
                    {
                        "date": day.isoformat(),
                        "windows": [
                            [f"{opens:%H:%M}", f"{closes:%H:%M}" if closes != time() else "24:00"]
                            for opens, closes in windows
                        ],
                    }
                    for day, windows in week.days
                ],
            }
            for week in rules.weeks
        ],
    }


def rule_in_document(rule: Rule) -> Document:
    return {
        "rule": rule.id,
        "jurisdiction": rule.jurisdiction,
        "name": rule.name,
        "citation": rule.citation,
        "source": rule.source,
        "confidence": rule.confidence,
        "from": rule.starts_on.isoformat() if rule.starts_on else None,
        "until": rule.ends_on.isoformat() if rule.ends_on else None,
        "hours": {
            day_class: [[say_clock(opens), say_clock(closes)] for opens, closes in windows]
            for day_class, windows in rule.hours.items()
        },
        "holidays": rule.holidays.id if rule.holidays else None,
        "clocks": list(rule.clocks),
        "cap": rule.cap or None,
        "cap_hours": rule.cap_hours or None,
        "bars": rule.bars or None,
        "reassigned_days": rule.reassigned_days or None,
        "kinds": sorted(kind.value for kind in rule.kinds),
        "trades": list(rule.trades),
        "lifted_by": [lift_document(lift) for lift in rule.lifted_by],
        "device": rule.device or None,
        "refusal": rule.refusal or None,
        "request": rule.request or None,
        "note": rule.note,
        "doubt": rule.doubt,
        "caution": rule.caution,
    }


def registry_document(need: RegistryNeed) -> Document:
    return {
        "registry": need.id,
        "name": need.name,
        "is_required": need.is_required,
        "good_for_days": need.good_for_days,
        "lifted_by": [lift_document(lift) for lift in need.lifted_by],
        "citation": need.citation,
        "source": need.source,
        "confidence": need.confidence,
    }


def lift_document(lift: Lift) -> Document:
    return {"evidence": lift.kind.value, "months": lift.months}
