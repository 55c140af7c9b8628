"""Load the firm from a text that `firm_text` writes: all of it in one transaction, or nothing.

Each section goes through the function of the supervisor's command, with the same checks and audit
entries. A section that has not changed is left alone.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from difflib import unified_diff
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import cast

from msgspec import Struct

from console.firm import caller_ids, outcomes
from console.firm.firm_rules_file import Reader, read_toml
from console.firm.sequences import keep_sequence, remove_sequence
from console.lists.screening import remove_segment, save_segment
from console.outreach.scripts.active_texts import parse
from console.outreach.scripts.library import keep_text
from console.outreach.scripts.library import remove as remove_text
from console.outreach.scripts.script import TextFaults
from console.rules.text import clean_line, harmless
from console.supervision.firm.emergency_stops import firm_of, load_firm_rules
from console.supervision.firm.firm_text import (
    CALLER_IDS,
    EXEMPTION,
    EXEMPTION_KEYS,
    NUMBER_SHOWN,
    OUTCOMES,
    PERMIT,
    PERMIT_KEYS,
    RULE,
    SECTIONS,
    SEGMENTS,
    SEQUENCES,
    SETTINGS,
    SHOWN_KEYS,
    TERRITORIES,
    TEXTS,
    Kinds,
    Table,
    document_of,
    read_exemption,
    read_permit,
    read_shown,
    rule_table,
    write_firm,
)
from console.supervision.firm.permits import load_book
from console.supervision.firm.settings import known_settings, put_setting, settings_of
from console.supervision.firm.territories import put_territories
from console.trouble import BadInput
from db.engine.database import Database
from db.engine.short_transactions import OneTransaction
from db.enums import TextKind
from db.firm.outcomes import OutcomeRow
from db.lists.catalogue import list_names

KINDS = {
    "key": str,
    "label": str,
    "is_contact": bool,
    "is_no": bool,
    "is_yes": bool,
    "closes_lead": bool,
    "closes_number": str,
    "closes_after": int,
    "rest_minutes": int,
    "suppresses": bool,
    "suppresses_person": bool,
    "needs": str,
}
"""The type of each column of an outcome."""

TYPES = {
    str: "text in quotes",
    bool: "true or false",
    int: "a whole number from 1",
    date: "a day such as 2027-11-30, without quotes",
}

KEYS: Mapping[str, Kinds] = {
    CALLER_IDS: dict.fromkeys(("number", "list", "to"), str),
    NUMBER_SHOWN: SHOWN_KEYS,
    PERMIT: PERMIT_KEYS,
    EXEMPTION: EXEMPTION_KEYS,
    **{name: dict.fromkeys(("name", "list", "text"), str) for name in TEXTS},
}
"""The keys of each section that is a list of tables."""

WORDS = {
    "closes_number": ("", "wrong", "disconnected"),
    "needs": ("", "appointment", "callback", "words"),
}


class Loaded(Struct, frozen=True):
    """A loaded firm: `changes` are the lines of a unified diff of its text."""

    changes: tuple[str, ...]
    sections: tuple[str, ...]
    """The sections that changed."""


class _TryOver(Exception):
    """Rolls back the transaction of a trial."""


def load_firm(
    database: Database,
    path: Path,
    taken: Mapping[str, str],
    agent: str,
    now: datetime,
    *,
    is_trial: bool,
) -> Loaded:
    """Load a file. A trial only returns what would change.

    `taken` are the keys that the calling screen uses itself, with their meanings: no outcome may
    have one of them.
    Raises BadInput that names the fault in the file; then nothing was changed.
    """
    content, text, wanted = read_file(path)
    with suppress(_TryOver), database.write() as connection:
        # Acts on `same` join this transaction: they are stored together or not at all.
        same = OneTransaction(database, connection)
        before, document = write_firm(same), document_of(same)
        Loading(same, path, text, agent, now).all(wanted, taken, sha256(content).hexdigest())
        written, after = write_firm(same), document_of(same)
        changes = unified_diff(
            before.splitlines(), written.splitlines(), "before", path.name, lineterm=""
        )
        changed = tuple(name for name in SECTIONS if document[name] != after[name])
        loaded = Loaded(tuple(changes), changed)
        if is_trial or not changed:
            raise _TryOver
    return loaded


def read_file(path: Path) -> tuple[bytes, str, dict[str, object]]:
    """Return the bytes, the text and the tables of a file. Raises BadInput."""
    content, text, document = read_toml(path, "a firm")
    for name in document:
        if name not in SECTIONS:
            raise BadInput(
                f"{path}: there is no section “{clean_line(name)}”; known are "
                f"{', '.join(SECTIONS)}. smiledial settings export shows what a file looks like."
            )
    return content, text, document


class Loading:
    """One load of one file, section by section."""

    def __init__(
        self, database: Database, path: Path, text: str, agent: str, now: datetime
    ) -> None:
        self._database = database
        self._path = path
        self._text = text
        self._agent = agent
        self._now = now

    def all(self, document: Mapping[str, object], taken: Mapping[str, str], checksum: str) -> None:
        """Load all sections. Segments come first, since settings may name them.

        Sequences come last, since their steps name outcomes and e-mails.
        """
        loaders: dict[str, Callable[[object], None]] = {
            SEGMENTS: self._segments,
            SETTINGS: self._settings,
            TERRITORIES: self._territories,
            OUTCOMES: partial(self._outcomes, taken),
            CALLER_IDS: self._caller_ids,
            NUMBER_SHOWN: self._numbers_shown,
            PERMIT: self._permits,
            EXEMPTION: self._exemptions,
            RULE: partial(self._rules, checksum),
            **{name: partial(self._texts, name, kind) for name, kind in TEXTS.items()},
            SEQUENCES: self._sequences,
        }
        for name, load in loaders.items():
            if name in document:
                load(document[name])

    def _segments(self, value: object) -> None:
        wanted = self._words(SEGMENTS, value)
        there = cast("dict[str, str]", document_of(self._database)[SEGMENTS])
        with self._blaming(SEGMENTS):
            for name in there.keys() - wanted.keys():
                remove_segment(self._database, name, self._agent, self._now)
            for name, expression in wanted.items():
                if there.get(name) != expression:
                    save_segment(self._database, name, expression, self._agent, self._now)

    def _territories(self, value: object) -> None:
        are_lists = isinstance(value, dict) and all(
            isinstance(agents, list) and all(isinstance(agent, str) for agent in agents)
            for agents in value.values()
        )
        if not are_lists:
            raise self._fault(TERRITORIES, 'each line is a name and agents: WEST = ["ann"].')
        with self._blaming(TERRITORIES):
            wanted = cast("dict[str, list[str]]", value)
            put_territories(self._database, wanted, self._agent, self._now)

    def _settings(self, value: object) -> None:
        """Put the settings that differ; the others go back to their defaults."""
        wanted = self._words(SETTINGS, value)
        there = settings_of(self._database)
        defaults = {name: kind.default for name, kind in known_settings().items()}
        with self._blaming(SETTINGS):
            for name, value in {**defaults, **wanted}.items():
                if there.get(name) != value:
                    put_setting(self._database, name, value, self._agent, self._now)

    def _outcomes(self, taken: Mapping[str, str], value: object) -> None:
        rows = [self._outcome(*row) for row in self._table(OUTCOMES, value).items()]
        with self._blaming(OUTCOMES):
            outcomes.load(self._database, rows, taken, self._agent, self._now)

    def _outcome(self, code: str, table: Table) -> OutcomeRow:
        """Return the row of an outcome. Raises BadInput for a wrong name or type."""
        values: dict[str, object] = dict.fromkeys(OutcomeRow.__struct_fields__, False)
        values |= {name: "" for name, kind in KINDS.items() if kind is str}
        values |= {name: None for name, kind in KINDS.items() if kind is int}
        where = f"{OUTCOMES}.{clean_line(code)}"
        self._check_kinds(where, table, KINDS)
        for name, value in table.items():
            if value not in WORDS.get(name, (value,)):
                raise self._fault(where, f"“{name}” is {' or '.join(WORDS[name][1:])}.")
            values[name] = value
        made_of: Callable[..., OutcomeRow] = OutcomeRow  # the loop checked each value's type
        return made_of(**{**values, "code": code})

    def _check_kinds(self, where: str, table: Table, kinds: Kinds) -> None:
        """Raise BadInput for a key that the table may not have, or a value of another type."""
        for name, value in table.items():
            if name not in kinds:
                raise self._fault(where, f"“{clean_line(name)}” is not among {', '.join(kinds)}.")
            # Not `isinstance`, which takes True for a whole number and an instant for a day.
            if type(value) is not kinds[name] or (type(value) is int and value < 1):
                raise self._fault(where, f"“{name}” must be {TYPES[kinds[name]]}.")

    def _caller_ids(self, value: object) -> None:
        tables = self._texts_of(CALLER_IDS, value)
        with self._blaming(CALLER_IDS):
            wanted = {(table.get("list", ""), table.get("to", "")): table for table in tables}
            for shown in caller_ids.all_caller_ids(self._database):
                there = wanted.get((shown.list_name, shown.prefix))
                if there is None:
                    caller_ids.remove_caller_id(
                        self._database, shown.list_name, shown.prefix, self._agent, self._now
                    )
                elif there.get("number") == shown.number:
                    del wanted[shown.list_name, shown.prefix]
            for (list_name, to), row in wanted.items():
                if "number" not in row:
                    raise BadInput("each needs its “number”.")
                caller_ids.put_caller_id(
                    self._database, row["number"], list_name, to, self._agent, self._now
                )

    def _numbers_shown(self, value: object) -> None:
        tables = self._tables(NUMBER_SHOWN, value)
        with self._blaming(NUMBER_SHOWN):
            numbers = [read_shown(table) for table in tables]
            caller_ids.load_numbers(self._database, numbers, self._agent, self._now)

    def _permits(self, value: object) -> None:
        tables = self._tables(PERMIT, value)
        with self._blaming(PERMIT):
            permits = [read_permit(table) for table in tables]
            load_book(self._database, self._agent, self._now, permits=permits)

    def _exemptions(self, value: object) -> None:
        tables = self._tables(EXEMPTION, value)
        with self._blaming(EXEMPTION):
            claims = [read_exemption(table) for table in tables]
            load_book(self._database, self._agent, self._now, claims=claims)

    def _rules(self, checksum: str, value: object) -> None:
        firm = firm_of(self._database)
        with self._database.read() as connection:
            names = list_names(connection)
        reader = Reader(self._path, self._text.splitlines(), firm.trades, self._now.date(), names)
        rules = reader.read({RULE: value})
        if list(map(rule_table, rules)) != list(map(rule_table, firm.rules)):
            load_firm_rules(
                self._database,
                rules,
                self._agent,
                self._now,
                file=self._path.name,
                checksum=checksum,
            )

    def _texts(self, section: str, kind: TextKind, value: object) -> None:
        """Store the texts again from the first difference on, since the newest one is in use."""
        wanted = self._texts_of(section, value)
        there = cast("list[dict[str, str]]", document_of(self._database)[section])
        alike = next(
            (
                n
                for n, (pair, other) in enumerate(zip(there, wanted, strict=False))
                if pair != other
            ),
            min(len(there), len(wanted)),
        )
        with self._blaming(section):
            names = {row.get("name", "") for row in wanted}
            if "" in names or len(names) < len(wanted):
                raise BadInput("each needs a “name” of its own.")
            for gone in (row["name"] for row in there if row["name"] not in names):
                remove_text(self._database, kind, gone, self._agent, self._now)
            # Give each text a later instant, so that the last one in the file is in use.
            for n, row in enumerate(wanted[alike:]):
                self._text_of(kind, row, self._now + timedelta(microseconds=n))

    def _text_of(self, kind: TextKind, table: Mapping[str, str], at: datetime) -> None:
        text = harmless(table.get("text", ""))
        name = clean_line(table["name"])
        try:
            parse(kind, text)
        except TextFaults as faults:
            raise BadInput(
                "; ".join(
                    f"“{name}”, its line {fault.line}, character {fault.character}: {fault.message}"
                    for fault in faults.faults
                )
            ) from None
        keep_text(self._database, text, kind, name, table.get("list", ""), self._agent, at)

    def _sequences(self, value: object) -> None:
        if not isinstance(value, dict):
            raise self._fault(SEQUENCES, "each is a list of steps: [[sequences.Fair]].")
        there = cast("dict[str, object]", document_of(self._database)[SEQUENCES])
        with self._blaming(SEQUENCES):
            for name in there.keys() - value.keys():
                remove_sequence(self._database, name, self._agent, self._now)
            for name, steps in value.items():
                if there.get(name) != steps:
                    document, file = {"steps": steps}, f"“{clean_line(name)}”"
                    keep_sequence(self._database, name, document, file, self._agent, self._now)

    def _words(self, section: str, value: object) -> dict[str, str]:
        if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
            return value
        raise self._fault(section, 'each line is a name and text in quotes: lease = "20".')

    def _table(self, section: str, value: object) -> dict[str, Table]:
        if isinstance(value, dict) and all(isinstance(item, dict) for item in value.values()):
            return value
        raise self._fault(section, f"each is a table of its own: [{section}.not_now].")

    def _tables(self, section: str, value: object) -> list[Table]:
        kinds = KEYS[section]
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._fault(section, f"each is [[{section}]] with {', '.join(kinds)}.")
        for table in value:
            self._check_kinds(section, table, kinds)
        return value

    def _texts_of(self, section: str, value: object) -> list[dict[str, str]]:
        """Return tables whose keys are all texts."""
        return cast("list[dict[str, str]]", self._tables(section, value))

    @contextmanager
    def _blaming(self, section: str) -> Iterator[None]:
        """Add the file and the section to the message of a BadInput."""
        try:
            yield
        except BadInput as error:
            raise self._fault(section, str(error)) from None

    def _fault(self, section: str, sentence: str) -> BadInput:
        return BadInput(f"{self._path}, [{section}]: {sentence}")
