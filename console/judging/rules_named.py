"""List the rules that stored verdicts name, with their citations."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date

from console.judging.documents import verdict_from
from console.rules.law.permits import DUTIES, find_permit
from console.rules.law.statutes import all_registries, all_rules
from console.rules.verdict.permits import PREFIX
from console.rules.verdict.sentences import say_rule
from db.tables.calls import AttemptRow


def rules_named(attempts: Sequence[AttemptRow]) -> list[dict[str, str]]:
    """Return a document for each rule, registry and permit that the attempts' verdicts name."""
    days: dict[str, date] = {}
    for attempt in attempts:
        for name in _names(attempt):
            days[name] = attempt.dialled_at.astimezone(UTC).date()
    documents = []
    for name, on in sorted(days.items()):
        rule = next((rule for rule in all_rules() if rule.id == name and rule.holds_on(on)), None)
        need = next((need for need in all_registries() if need.id == name), None)
        if rule is not None:
            documents.append(
                _rule(name, f"{rule.name}: {say_rule(rule)}", rule.citation, rule.source)
            )
        elif need is not None:
            text = f"{need.name}: a copy is good for {need.good_for_days} days"
            documents.append(_rule(name, text, need.citation, need.source))
        elif permit := find_permit(name.removeprefix(PREFIX)):
            text = f"{permit.name}: {DUTIES[permit.duty]}"
            documents.append(_rule(name, text, permit.citation, permit.source))
    return documents


def _names(attempt: AttemptRow) -> Iterator[str]:
    """Yield the ids in an attempt's verdict: `us-national lifted by …` names us-national."""
    if attempt.verdict is None:
        return
    verdict = verdict_from(attempt.verdict)
    yield from (text.partition(" ")[0] for text in verdict["allowed_by"])
    yield from (reason["rule"] for reason in verdict["reasons"])


def _rule(name: str, says: str, citation: str, source: str) -> dict[str, str]:
    return {"rule": name, "says": says, "citation": citation, "source": source}
