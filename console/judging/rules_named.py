"""The rules that stored verdicts name, with where they are written."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date

from console.judging.documents import verdict_from
from console.rules.law.statutes import all_registries, all_rules
from console.rules.verdict.sentences import say_rule
from db.tables.calls import AttemptRow


def rules_named(attempts: Sequence[AttemptRow]) -> list[dict[str, str]]:
    """Every rule and registry that the verdicts of the attempts name, with where it is written."""
    days: dict[str, date] = {}
    for one in attempts:
        for name in _names(one):
            days[name] = one.dialled_at.astimezone(UTC).date()
    found = []
    for name, on in sorted(days.items()):
        rule = next((one for one in all_rules() if one.id == name and one.holds_on(on)), None)
        need = next((one for one in all_registries() if one.id == name), None)
        if rule is not None:
            found.append(_rule(name, f"{rule.name}: {say_rule(rule)}", rule.citation, rule.source))
        elif need is not None:
            said = f"{need.name}: a copy is good for {need.good_for_days} days"
            found.append(_rule(name, said, need.citation, need.source))
    return found


def _names(made: AttemptRow) -> Iterator[str]:
    """`us-national lifted by …` names us-national."""
    if made.verdict is None:
        return
    verdict = verdict_from(made.verdict)
    yield from (text.partition(" ")[0] for text in verdict["allowed_by"])
    yield from (reason["rule"] for reason in verdict["reasons"])


def _rule(name: str, says: str, citation: str, source: str) -> dict[str, str]:
    return {"rule": name, "says": says, "citation": citation, "source": source}
