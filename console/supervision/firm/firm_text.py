"""Write the firm as one text: settings, outcomes, rules, caller IDs, permits, scripts and more.

It is TOML in a fixed order, for comparisons and version control. `firm_loading` reads it. Emergency
stops and declared emergencies are not part of it, since they last only for days. A row of permits,
exemptions or shown numbers is a table of it.
"""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import cast

from msgspec.structs import asdict

from console.firm.caller_ids import all_caller_ids, stated_numbers
from console.firm.outcomes import outcomes_of
from console.firm.sequences import in_use
from console.lists.screening import segments_of
from console.outreach.scripts.library import list_texts
from console.rules.values import Exemption, FirmRule, Permit
from console.rules.verdict.shown_numbers import ShownNumber
from console.supervision.firm.emergency_stops import firm_of
from console.supervision.firm.permits import book_of, make_claim, make_permit, read_permit_id
from console.supervision.firm.settings import known_settings, settings_of
from console.supervision.firm.territories import read_territories
from console.trouble import BadInput
from db.engine.database import Database
from db.enums import TextKind
from db.firm.outcomes import OutcomeRow
from db.firm.settings import read_firm

Kinds = Mapping[str, type]
"""The keys of a table, each with the type of its value."""

PERMIT_KEYS: Kinds = {
    "place": str,
    "number": str,
    "from": date,
    "until": date,
    "salesperson": str,
    "document": str,
    "checksum": str,
}
EXEMPTION_KEYS: Kinds = {"place": str, "as": str, "reason": str, "by": str, "on": date}
SHOWN_KEYS: Kinds = {
    "number": str,
    "presence": str,
    "per_day": int,
    "holder": str,
    "name_shown": str,
    "answered": str,
    "attestation": str,
    "first_used": date,
}


def permit_table(permit: Permit) -> dict[str, object]:
    return {
        "place": permit.id,
        "number": permit.number,
        "from": permit.since,
        "until": permit.until,
        "salesperson": permit.agent,
        "document": permit.document,
        "checksum": permit.checksum,
    }


def exemption_table(claim: Exemption) -> dict[str, object]:
    return {
        "place": claim.id,
        "as": claim.word,
        "reason": claim.reason,
        "by": claim.by,
        "on": claim.on,
    }


def shown_table(facts: ShownNumber) -> dict[str, object]:
    return {name: getattr(facts, name) or None for name in SHOWN_KEYS}


def read_permit(table: Mapping[str, object]) -> Permit:
    """Return the permit of a table whose types were checked. Raises BadInput."""
    need = read_permit_id(_text(table, "place"))
    since = _day(table, "from")
    if since is None:
        raise BadInput(f"the permit of {need.id} needs its first day, “from”.")
    return make_permit(
        need,
        _text(table, "number"),
        since,
        _day(table, "until"),
        _text(table, "salesperson"),
        _text(table, "document"),
        _text(table, "checksum"),
    )


def read_exemption(table: Mapping[str, object]) -> Exemption:
    """Return the exemption of a table whose types were checked. Raises BadInput."""
    need = read_permit_id(_text(table, "place"))
    on = _day(table, "on")
    if on is None:
        raise BadInput(f"the exemption from {need.id} needs the day when it was said, “on”.")
    return make_claim(need, _text(table, "as"), _text(table, "reason"), _text(table, "by"), on)


def read_shown(table: Mapping[str, object]) -> ShownNumber:
    """Return the facts of a table whose types were checked; `console.firm` checks their words."""
    return ShownNumber(
        _text(table, "number"),
        _text(table, "presence"),
        cast("int", table.get("per_day", 0)),
        _text(table, "holder"),
        _text(table, "name_shown"),
        _text(table, "answered"),
        _text(table, "attestation"),
        _day(table, "first_used"),
    )


def _text(table: Mapping[str, object], key: str) -> str:
    return cast("str", table.get(key, ""))


def _day(table: Mapping[str, object], key: str) -> date | None:
    return cast("date | None", table.get(key))


SETTINGS, SEGMENTS, OUTCOMES = "settings", "segments", "outcomes"
CALLER_IDS, RULE, TERRITORIES = "caller_ids", "rule", "territories"
NUMBER_SHOWN, PERMIT, EXEMPTION = "number_shown", "permit", "exemption"
SEQUENCES = "sequences"
TEXTS = {kind.value: kind for kind in TextKind}
SECTIONS = (
    *(SETTINGS, SEGMENTS, TERRITORIES, OUTCOMES, CALLER_IDS, NUMBER_SHOWN, PERMIT, EXEMPTION),
    *(RULE, *TEXTS, SEQUENCES),
)

HEAD = """\
# The firm of Smile & Dial as one text. “smiledial settings load FILE” makes the firm so again, and
# with --dry-run says what that would change. A section that is left out stays as it is; what a
# section that is there leaves out is taken away, or goes back to its default.
# Of several texts of one kind for the same list, the last is in use.

"""

Table = dict[str, object]


def write_firm(database: Database) -> str:
    """Return the firm as a text. Two firms that are the same give the same text."""
    import tomli_w  # late: only export and load write TOML

    document = document_of(database)
    empty = {name: part for name, part in document.items() if part == []}
    tables = {name: part for name, part in document.items() if isinstance(part, dict)}
    # Empty lists are plain keys: in TOML they must come before the first table.
    written = [tomli_w.dumps(empty), tomli_w.dumps(tables)]
    written += [
        f"[[{name}]]\n{tomli_w.dumps(line, multiline_strings=True)}"
        for name, part in document.items()
        if isinstance(part, list)
        for line in part
    ]
    return HEAD + "\n".join(filter(None, written))


def document_of(database: Database) -> dict[str, object]:
    """Return the sections by name, empty ones too: loading an empty section removes its entries."""
    with database.read() as connection:
        segments = dict(segments_of(connection))
        sequences = in_use(read_firm(connection))
    # Without the default texts, which no agent stored.
    shelf = [text for text in list_texts(database) if text.agent]
    shelf.reverse()  # the oldest first
    book = book_of(database)
    return {
        SETTINGS: changed_settings(settings_of(database)),
        SEGMENTS: segments,
        TERRITORIES: {name: list(agents) for name, agents in read_territories(database).items()},
        OUTCOMES: {row.code: outcome_table(row) for row in outcomes_of(database)},
        CALLER_IDS: [
            without_blanks(
                {"number": caller_id.number, "list": caller_id.list_name, "to": caller_id.prefix}
            )
            for caller_id in all_caller_ids(database)
        ],
        NUMBER_SHOWN: [
            without_blanks(shown_table(facts))
            for _, facts in sorted(stated_numbers(database).items())
        ],
        PERMIT: [
            without_blanks(permit_table(permit))
            for permit in sorted(
                book.permits, key=lambda permit: (permit.id, permit.agent, permit.since)
            )
        ],
        EXEMPTION: [
            without_blanks(exemption_table(claim))
            for claim in sorted(book.exemptions, key=lambda claim: (claim.id, claim.word))
        ],
        RULE: [rule_table(rule) for rule in firm_of(database).rules],
        **{
            name: [
                without_blanks({"name": text.name, "list": text.list_name, "text": text.text})
                for text in shelf
                if text.kind is kind
            ]
            for name, kind in TEXTS.items()
        },
        SEQUENCES: sequences,
    }


def changed_settings(values: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that differ from their defaults."""
    known = known_settings()
    return {name: value for name, value in values.items() if value != known[name].default}


def outcome_table(row: OutcomeRow) -> Table:
    """Return an outcome as a table, without its code and without empty values."""
    columns = asdict(row)
    del columns["code"]
    return without_blanks(columns)


def rule_table(rule: FirmRule) -> dict[str, str]:
    """Return the rule as `rules load` reads it."""
    table = {"jurisdiction": rule.jurisdiction, "list": rule.list_name, "kind": rule.kind or ""}
    table |= dict(_requirement(rule))
    table["note"] = rule.note
    return {key: str(value) for key, value in table.items() if value}


def _requirement(rule: FirmRule) -> Iterator[tuple[str, str]]:
    """Yield the keys of what a rule requires: a cap, consent, a registry or calling hours."""
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
    """Return calling hours as `09:00-17:00`; an end at midnight is 24:00."""
    if opens is None or closes is None:
        return "closed"
    return f"{opens:%H:%M}-{closes:%H:%M}" if closes > time(0) else f"{opens:%H:%M}-24:00"


def without_blanks(table: Mapping[str, object]) -> Table:
    """Return the table without empty values."""
    return {key: value for key, value in table.items() if value not in (None, "", False)}
