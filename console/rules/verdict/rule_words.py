"""What a rule does, in a few words."""

from collections.abc import Mapping

from console.rules.law.firm_rules import firm_rule
from console.rules.law.statutes import Hours, Rule
from console.rules.law.trades import say_trades
from console.rules.values import FirmRule
from console.rules.verdict.sentences import say_cap, say_city, say_lifts, say_windows

DAY_CLASSES = {
    "weekday": "weekdays",
    "sat": "Saturdays",
    "sun": "Sundays",
    "holiday": "holidays",
    "eve": "days before a holiday",
}


def say_rule(rule: Rule) -> str:
    """What the rule does, in a few words, whom it is about and what lifts it."""
    said = [*_limits(rule), *say_scope(rule)]
    return "; ".join(said) or "no hours of its own"


def say_limits(rule: Rule) -> str:
    """What the rule does, in a few words; empty for one that only warns."""
    return "; ".join(_limits(rule))


def _limits(rule: Rule) -> list[str]:
    said = []
    if rule.hours:
        said.append(say_hours(rule.hours))
    if rule.clocks:
        said.append(f"on the clock of {' and '.join(map(say_city, rule.clocks))}")
    if rule.holidays is not None:
        said.append(f"holidays are {rule.holidays.name}")
    if rule.cap:
        said.append(f"at most {say_cap(rule)}")
    if rule.refusal:
        said.append(say_refusal(rule.refusal))
    if rule.bars == "calls":
        said.append("no call" if rule.trades else "no call without consent")
    elif rule.bars == "emergency":
        said.append("no call where a state of emergency is declared")
    elif rule.bars:
        said.append(f"no calls to {rule.bars}")
    return said


def say_firm_rule(rule: FirmRule) -> str:
    """What a rule of the firm's own asks, in a few words, and of which calls."""
    said = []
    if rule.day_class:
        day = "every day" if rule.day_class == "*" else DAY_CLASSES[rule.day_class]
        is_closed = rule.opens is None or rule.closes is None
        hours = "closed" if is_closed else f"{rule.opens:%H:%M} to {rule.closes:%H:%M}"
        said.append(f"{day} {hours}")
    if rule.cap:
        said.append(f"at most {say_cap(firm_rule(rule, rule.jurisdiction))}")
    if rule.consent:
        said.append(f"no call without {say_lifts(firm_rule(rule, rule.jurisdiction))}")
    if rule.registry:
        said.append(f"a copy of {rule.registry} no older than {rule.good_for} days")
    if rule.kind is not None:
        said.append(f"only for calls to a {rule.kind.value}")
    if rule.list_name:
        said.append(f"only for leads of “{rule.list_name}”")
    return "; ".join(said)


def say_refusal(refusal: str) -> str:
    return (
        f"a refusal ends calls {refusal}" if refusal == "for good" else f"a refusal rests {refusal}"
    )


def say_scope(rule: Rule) -> list[str]:
    """Which calls the rule is about, and what lifts it."""
    said = []
    if rule.lifted_by:
        said.append(f"lifted by {say_lifts(rule)}")
    if rule.trades:
        said.append(f"only for a firm that sells {say_trades(rule.trades)}")
    if len(rule.kinds) == 1:
        said.append(f"only for calls to a {next(iter(rule.kinds)).value}")
    if rule.device:
        said.append(f"only for {rule.device}: it never binds a call dialled by hand")
    return said


def say_hours(hours: Mapping[str, Hours]) -> str:
    """ "weekdays and Saturdays 08:00 to 20:00, Sundays closed"."""
    groups: dict[Hours, list[str]] = {}
    for day_class, windows in hours.items():
        groups.setdefault(windows, []).append(DAY_CLASSES[day_class])
    if list(groups.values()) == [["weekdays", "Saturdays", "Sundays"]]:
        return f"every day {say_windows(next(iter(groups)))}"
    return ", ".join(
        f"{' and '.join(days)} {say_windows(windows) if windows else 'closed'}"
        for windows, days in groups.items()
    )
