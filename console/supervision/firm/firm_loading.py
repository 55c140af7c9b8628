"""Makes the firm what a text says: all of it in one transaction, or nothing.

Each part is done by what a supervisor's own command does, with its checks and its entry in the
audit log; what stands already is left alone. `firm_text.py` writes the text.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from difflib import unified_diff
from hashlib import sha256
from pathlib import Path
from typing import cast

from msgspec import Struct

from console.firm import caller_ids, outcomes
from console.firm.own_rules import Reader
from console.firm.toml_files import read_toml
from console.lists.screening import remove_segment, save_segment
from console.outreach.scripts.active_texts import parse
from console.outreach.scripts.library import keep_text
from console.outreach.scripts.library import remove as remove_text
from console.outreach.scripts.script import TextFaults
from console.rules.text import clean_line, harmless
from console.supervision.firm.firm_text import (
    CALLER_IDS,
    OUTCOMES,
    RULE,
    SECTIONS,
    SEGMENTS,
    SETTINGS,
    TERRITORIES,
    TEXTS,
    Table,
    document_of,
    rule_table,
    write_firm,
)
from console.supervision.firm.own_rules import firm_of, load_firm_rules
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
"""What each column of an outcome must be."""

WORDS = {"closes_number": ("", "wrong", "disconnected"), "needs": ("", "callback", "words")}


class Loaded(Struct, frozen=True):
    """`changes` are the lines of a unified diff of the firm's text; none where nothing changed."""

    changes: tuple[str, ...]
    sections: tuple[str, ...]
    """Those that changed."""


class _TryOver(Exception):
    """Ends the transaction of a trial."""


def load_firm(
    database: Database,
    path: Path,
    taken: Mapping[str, str],
    agent: str,
    now: datetime,
    *,
    is_trial: bool,
) -> Loaded:
    """`taken` are the keys of the calling screen and what they do. A trial keeps nothing.

    Raises BadInput that names what of the file cannot be; then nothing changed.
    """
    content, text, given = read_file(path)
    with suppress(_TryOver), database.write() as connection:
        same = OneTransaction(database, connection)
        before, document = write_firm(same), document_of(same)
        Loading(same, path, text, agent, now).all(given, taken, sha256(content).hexdigest())
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
    """Its bytes, letters and tables. Raises BadInput."""
    content, text, given = read_toml(path, "a firm")
    for name in given:
        if name not in SECTIONS:
            raise BadInput(
                f"{path}: there is no section “{clean_line(name)}”; known are "
                f"{', '.join(SECTIONS)}. smiledial settings export shows what a file looks like."
            )
    return content, text, given


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

    def all(self, given: Mapping[str, object], taken: Mapping[str, str], checksum: str) -> None:
        if SEGMENTS in given:
            self._segments(self._words(SEGMENTS, given[SEGMENTS]))
        if SETTINGS in given:
            self._settings(self._words(SETTINGS, given[SETTINGS]))
        if TERRITORIES in given:
            self._territories(given[TERRITORIES])
        if OUTCOMES in given:
            rows = [self._outcome(*one) for one in self._table(OUTCOMES, given[OUTCOMES]).items()]
            with self._said(OUTCOMES):
                outcomes.load(self._database, rows, taken, self._agent, self._now)
        if CALLER_IDS in given:
            self._caller_ids(self._tables(CALLER_IDS, given[CALLER_IDS]))
        if RULE in given:
            self._rules(given[RULE], checksum)
        for name, kind in TEXTS.items():
            if name in given:
                self._texts(name, kind, self._tables(name, given[name]))

    def _segments(self, wanted: Mapping[str, str]) -> None:
        there = cast("dict[str, str]", document_of(self._database)[SEGMENTS])
        with self._said(SEGMENTS):
            for name in there.keys() - wanted.keys():
                remove_segment(self._database, name, self._agent, self._now)
            for name, expression in wanted.items():
                if there.get(name) != expression:
                    save_segment(self._database, name, expression, self._agent, self._now)

    def _territories(self, given: object) -> None:
        are_lists = isinstance(given, dict) and all(
            isinstance(agents, list) and all(isinstance(one, str) for one in agents)
            for agents in given.values()
        )
        if not are_lists:
            raise self._fault(TERRITORIES, 'each line is a name and agents: WEST = ["ann"].')
        with self._said(TERRITORIES):
            wanted = cast("dict[str, list[str]]", given)
            put_territories(self._database, wanted, self._agent, self._now)

    def _settings(self, wanted: Mapping[str, str]) -> None:
        """All at once, as to their being right together: the last of them is checked with all."""
        there = settings_of(self._database)
        defaults = {name: kind.default for name, kind in known_settings().items()}
        with self._said(SETTINGS):
            for name, value in {**defaults, **wanted}.items():
                if there.get(name) != value:
                    put_setting(self._database, name, value, self._agent, self._now)

    def _outcome(self, code: str, table: Table) -> OutcomeRow:
        values: dict[str, object] = dict.fromkeys(OutcomeRow.__struct_fields__, False)
        values |= {name: "" for name, kind in KINDS.items() if kind is str}
        values |= {name: None for name, kind in KINDS.items() if kind is int}
        where = f"{OUTCOMES}.{clean_line(code)}"
        for name, value in table.items():
            if name not in KINDS:
                raise self._fault(where, f"“{clean_line(name)}” is not among {', '.join(KINDS)}.")
            kind = KINDS[name]
            if type(value) is not kind or (kind is int and cast("int", value) < 1):
                kinds = {str: "text in quotes", bool: "true or false", int: "a whole number from 1"}
                raise self._fault(where, f"“{name}” must be {kinds[kind]}.")
            if value not in WORDS.get(name, (value,)):
                raise self._fault(where, f"“{name}” is {' or '.join(WORDS[name][1:])}.")
            values[name] = value
        made_of: Callable[..., OutcomeRow] = OutcomeRow  # `KINDS` says what each value must be
        return made_of(**{**values, "code": code})

    def _caller_ids(self, tables: Sequence[Mapping[str, str]]) -> None:
        with self._said(CALLER_IDS):
            wanted = {(one.get("list", ""), one.get("to", "")): one for one in tables}
            for shown in caller_ids.all_caller_ids(self._database):
                there = wanted.get((shown.list_name, shown.prefix))
                if there is None:
                    self._drop_caller_id(shown.list_name, shown.prefix)
                elif there.get("number") == shown.number:
                    del wanted[shown.list_name, shown.prefix]
            for (list_name, to), one in wanted.items():
                if "number" not in one:
                    raise BadInput("each needs its “number”.")
                caller_ids.put_caller_id(
                    self._database, one["number"], list_name, to, self._agent, self._now
                )

    def _drop_caller_id(self, list_name: str, to: str) -> None:
        caller_ids.remove_caller_id(self._database, list_name, to, self._agent, self._now)

    def _rules(self, given: object, checksum: str) -> None:
        firm = firm_of(self._database)
        with self._database.read() as connection:
            names = list_names(connection)
        reader = Reader(self._path, self._text.splitlines(), firm.trades, self._now.date(), names)
        rules = reader.read({RULE: given})
        if list(map(rule_table, rules)) != list(map(rule_table, firm.rules)):
            load_firm_rules(
                self._database,
                rules,
                self._agent,
                self._now,
                file=self._path.name,
                checksum=checksum,
            )

    def _texts(self, section: str, kind: TextKind, wanted: Sequence[Mapping[str, str]]) -> None:
        """From the first that differs on they are put anew: the newest is in use."""
        there = cast("list[dict[str, str]]", document_of(self._database)[section])
        alike = next(
            (n for n, (one, other) in enumerate(zip(there, wanted, strict=False)) if one != other),
            min(len(there), len(wanted)),
        )
        with self._said(section):
            names = {one.get("name", "") for one in wanted}
            if "" in names or len(names) < len(wanted):
                raise BadInput("each needs a “name” of its own.")
            for gone in (one["name"] for one in there if one["name"] not in names):
                remove_text(self._database, kind, gone, self._agent, self._now)
            for n, one in enumerate(wanted[alike:]):
                self._text_of(kind, one, self._now + timedelta(microseconds=n))

    def _text_of(self, kind: TextKind, one: Mapping[str, str], at: datetime) -> None:
        text = harmless(one.get("text", ""))
        name = clean_line(one["name"])
        try:
            parse(kind, text)
        except TextFaults as faults:
            raise BadInput(
                "; ".join(
                    f"“{name}”, its line {fault.line}, character {fault.character}: {fault.message}"
                    for fault in faults.faults
                )
            ) from None
        keep_text(self._database, text, kind, name, one.get("list", ""), self._agent, at)

    def _words(self, section: str, given: object) -> dict[str, str]:
        if isinstance(given, dict) and all(isinstance(one, str) for one in given.values()):
            return given
        raise self._fault(section, 'each line is a name and text in quotes: lease = "20".')

    def _table(self, section: str, given: object) -> dict[str, Table]:
        if isinstance(given, dict) and all(isinstance(one, dict) for one in given.values()):
            return given
        raise self._fault(section, f"each is a table of its own: [{section}.not_now].")

    def _tables(self, section: str, given: object) -> list[dict[str, str]]:
        keys = ("number", "list", "to") if section == CALLER_IDS else ("name", "list", "text")
        if isinstance(given, list) and all(
            isinstance(one, dict) and all(isinstance(value, str) for value in one.values())
            for one in given
        ):
            for one in given:
                for key in one.keys() - set(keys):
                    raise self._fault(
                        section, f"“{clean_line(key)}” is not among {', '.join(keys)}."
                    )
            return given
        raise self._fault(section, f"each is [[{section}]] with {', '.join(keys)} as text.")

    @contextmanager
    def _said(self, section: str) -> Iterator[None]:
        """What is wrong is told with the file and the section it is in."""
        try:
            yield
        except BadInput as error:
            raise self._fault(section, str(error)) from None

    def _fault(self, section: str, sentence: str) -> BadInput:
        return BadInput(f"{self._path}, [{section}]: {sentence}")
