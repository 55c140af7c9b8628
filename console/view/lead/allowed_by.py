"""The rules that allow a call, in words: a stored verdict names them by their ids."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from console.rules.law.permits import find_permit
from console.rules.law.statutes import all_registries, all_rules
from console.rules.verdict.firm_places import BY_ADDRESS
from console.rules.verdict.permits import PREFIX
from console.rules.verdict.sentences import say_rule
from console.view.lead.lead import EVIDENCE
from console.view.lead.verdict import law_name
from console.view.text.cleaning import clean
from console.view.text.clocks import day_in, in_style
from console.view.text.styled import Part, Role, StyledLine

_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def allowed_lines(
    allowed_by: Iterable[str], on: date, ends: Mapping[str, str] = {}
) -> Iterator[StyledLine]:
    """Yield a line for each rule in force on a day, and what lifts it or clears the number.

    `ends` says until when a rule allows the call, by the rule's id, the first to end first.
    """
    order = list(ends)
    texts = sorted(
        allowed_by,
        key=lambda text: order.index(name) if (name := text.split(" ")[0]) in ends else len(order),
    )
    for text in texts:
        name, _, effect = text.partition(" ")
        words = _DATE.sub(lambda match: day_in(match[0], on), _evidence_named(effect))
        rule = in_style(_describe(name, on, is_short=bool(effect)))
        until = Part(f" · until {ends[name]}", Role.MUTED) if name in ends else Part("")
        yield (Part("● ", Role.GOOD), Part(clean(rule)), Part(f" {clean(words)}".rstrip()), until)


def _describe(name: str, on: date, *, is_short: bool) -> str:
    """Return `Idaho: weekdays 08:00 to 20:00`, the name of a registry or permit, else the id.

    If `is_short`, a rule is only named, since words about it follow.
    """
    if name == BY_ADDRESS:
        return "your firm: a landline is where its address is"
    rule = next((rule for rule in all_rules() if rule.id == name and rule.holds_on(on)), None)
    if rule is not None:
        law = law_name(rule.jurisdiction)
        return f"{law}: {rule.name}" if is_short else f"{law}: {say_rule(rule)}"
    need = next((need for need in all_registries() if need.id == name), None)
    if need is not None:
        return need.name
    permit = find_permit(name.removeprefix(PREFIX))
    return name if permit is None else permit.name


def _evidence_named(effect: str) -> str:
    """Return `lifted by written consent of …` for `lifted by written of …`."""
    for kind, words in EVIDENCE.items():
        effect = effect.replace(f"lifted by {kind.value} of", f"lifted by {words} of")
    return effect
