"""Replace the firm's own rules, in one transaction with an entry in the audit log."""

from collections.abc import Sequence
from datetime import datetime

from console.firm.settings import StoredRule, firm_from
from console.judging.lead_marks import mark_lists
from console.rules.text import clean_line
from console.rules.values import Firm, FirmRule
from db.audit import log
from db.engine.database import Database
from db.firm.settings import bump_revision, put, read_firm


def firm_of(database: Database) -> Firm:
    """Read the firm's settings as a verdict needs them."""
    with database.read() as connection:
        return firm_from(read_firm(connection))


def load_firm_rules(
    database: Database,
    rules: Sequence[FirmRule],
    agent: str,
    now: datetime,
    *,
    file: str,
    checksum: str,
) -> int:
    """Replace the firm's own rules; return how many there were before."""
    # Leads of a list that a rule names need places of their own before the rule is stored: then it
    # applies to all of them at the same instant.
    mark_lists(database, (*firm_of(database).rules, *rules))
    with database.write() as connection:
        bump_revision(connection)
        before = firm_from(read_firm(connection)).rules
        changes = put(connection, "rules", [rule_document(rule) for rule in rules])
        detail = {
            "file": clean_line(file),
            "checksum": checksum,
            "rules": len(rules),
            "replaced": len(before),
        }
        log.append(connection, now, agent, "rules_load", detail, changes)
    mark_lists(database, rules)  # leads of lists that no rule names any more go back
    return len(before)


def rule_document(rule: FirmRule) -> StoredRule:
    """Return a rule as it is stored."""
    return {
        "jurisdiction": rule.jurisdiction,
        "day_class": rule.day_class,
        "opens": None if rule.opens is None else f"{rule.opens:%H:%M}",
        "closes": None if rule.closes is None else f"{rule.closes:%H:%M}",
        "note": rule.note,
        "list": rule.list_name,
        "kind": rule.kind and rule.kind.value,
        "cap": rule.cap,
        "cap_hours": rule.cap_hours,
        "consent": list(rule.consent),
        "registry": rule.registry,
        "good_for": rule.good_for,
    }
