"""The firm as one text: its settings, segments, outcomes, rules, caller IDs, and what agents say.

TOML, in an order that stays, so that two of them can be compared and one be kept under version
control. `loading_firm.py` reads it. What is done for a day is not in it: emergency stops and
declared emergencies.
"""

from collections.abc import Iterator, Mapping
from datetime import time

from msgspec.structs import asdict

from console.firm.caller_ids import all_caller_ids
from console.firm.outcomes import outcomes_of
from console.lists.screening import segments_of
from console.outreach.scripts.library import list_texts
from console.rules.values import FirmRule
from console.supervision.firm.own_rules import firm_of
from console.supervision.firm.settings import known_settings, settings_of
from console.supervision.firm.territories import read_territories
from db.engine.database import Database
from db.enums import TextKind
from db.firm.outcomes import OutcomeRow

SETTINGS, SEGMENTS, OUTCOMES = "settings", "segments", "outcomes"
CALLER_IDS, RULE, TERRITORIES = "caller_ids", "rule", "territories"
TEXTS = {kind.value: kind for kind in TextKind}
SECTIONS = (SETTINGS, SEGMENTS, TERRITORIES, OUTCOMES, CALLER_IDS, RULE, *TEXTS)

HEAD = """\
# The firm of Smile & Dial as one text. “smiledial settings load FILE” makes the firm so again, and
# with --dry-run says what that would change. A section that is left out stays as it is; what a
# section that is there leaves out is taken away, or goes back to its default.
# Of several texts of one kind for the same list, the last is in use.

"""

Table = dict[str, object]


def write_firm(database: Database) -> str:
    """The same for the same firm, to the letter."""
    import tomli_w

    document = document_of(database)
    empty = {name: part for name, part in document.items() if part == []}
    tables = {name: part for name, part in document.items() if isinstance(part, dict)}
    written = [tomli_w.dumps(empty), tomli_w.dumps(tables)]
    written += [
        f"[[{name}]]\n{tomli_w.dumps(one, multiline_strings=True)}"
        for name, part in document.items()
        if isinstance(part, list)
        for one in part
    ]
    return HEAD + "\n".join(filter(None, written))


def document_of(database: Database) -> dict[str, object]:
    """The sections by name; an empty one is there too, so that a load takes away what is new."""
    with database.read() as connection:
        segments = dict(segments_of(connection))
    shelf = [one for one in list_texts(database) if one.agent]
    shelf.reverse()  # the oldest first
    return {
        SETTINGS: set_ones(settings_of(database)),
        SEGMENTS: segments,
        TERRITORIES: {name: list(agents) for name, agents in read_territories(database).items()},
        OUTCOMES: {row.code: outcome_table(row) for row in outcomes_of(database)},
        CALLER_IDS: [
            without_blanks({"number": one.number, "list": one.list_name, "to": one.prefix})
            for one in all_caller_ids(database)
        ],
        RULE: [rule_table(rule) for rule in firm_of(database).rules],
        **{
            name: [
                without_blanks({"name": one.name, "list": one.list_name, "text": one.text})
                for one in shelf
                if one.kind is kind
            ]
            for name, kind in TEXTS.items()
        },
    }


def set_ones(values: Mapping[str, str]) -> dict[str, str]:
    """The settings that are not at their default."""
    known = known_settings()
    return {name: value for name, value in values.items() if value != known[name].default}


def outcome_table(row: OutcomeRow) -> Table:
    """What it does; what it does not is left out."""
    columns = asdict(row)
    del columns["code"]
    return without_blanks(columns)


def rule_table(rule: FirmRule) -> dict[str, str]:
    """The rule as `rules load` reads it."""
    table = {"jurisdiction": rule.jurisdiction, "list": rule.list_name, "kind": rule.kind or ""}
    table |= dict(_asked(rule))
    table["note"] = rule.note
    return {key: str(value) for key, value in table.items() if value}


def _asked(rule: FirmRule) -> Iterator[tuple[str, str]]:
    if rule.cap:
        yield "cap", f"{rule.cap} in {rule.cap_hours} hour{'s' * (rule.cap_hours > 1)}"
    elif rule.consent:
        yield "consent", " or ".join(rule.consent)
    elif rule.registry:
        yield "registry", rule.registry
        yield "good_for", f"{rule.good_for} day{'s' * (rule.good_for > 1)}"
    else:
        day = "every_day" if rule.day_class == "*" else rule.day_class
        yield day, _span(rule.opens, rule.closes)


def _span(opens: time | None, closes: time | None) -> str:
    if opens is None or closes is None:
        return "closed"
    return f"{opens:%H:%M}-{closes:%H:%M}" if closes > time(0) else f"{opens:%H:%M}-24:00"


def without_blanks(table: Mapping[str, object]) -> Table:
    return {key: value for key, value in table.items() if value not in (None, "", False)}
