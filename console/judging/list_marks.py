"""The places of leads whose list the firm has rules for say so; those of all others do not."""

from collections.abc import Iterable

from console.rules.law.firm_rules import named_lists
from console.rules.places.facts import on_list, place_from_facts, place_to_facts
from console.rules.values import FirmRule
from db.engine.database import Database
from db.places.list_marks import is_any_marked, remark


def mark_lists(database: Database, rules: Iterable[FirmRule]) -> int:
    """Brings the places in line with the rules; returns how many were moved out of."""
    named = named_lists(rules)
    with database.read() as connection:
        if not named and not is_any_marked(connection, '"list":"'):
            return 0

    def marked(facts: str, list_name: str) -> str:
        place = place_from_facts(facts)
        return place_to_facts(on_list(place, list_name if list_name in named else ""))

    return remark(database, marked)
