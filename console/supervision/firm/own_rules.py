"""The firm's own rules, put in the place of those before: in one transaction, audited, at once."""

from collections.abc import Sequence
from datetime import datetime

from console.firm.settings import (
    StoredRule,
    firm_from,
)
from console.judging.lead_marks import mark_lists
from console.rules.text import clean_line
from console.rules.values import Firm, FirmRule
from db.audit import log
from db.engine.database import Database
from db.firm.settings import bump_revision, put, read_firm


def firm_of(database: Database) -> Firm:
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
    """Puts these rules in place of the firm's own; returns how many there were before.

    The leads of lists that rules name are put into places of their own first, so that the rules
    reach all of them at once.
    """
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
    mark_lists(database, rules)
    return len(before)


def rule_document(rule: FirmRule) -> StoredRule:
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
