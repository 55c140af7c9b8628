"""The scripts, objection cards and templates in use: the firm's own, else the defaults."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from console.outreach.scripts.script import Script, Template, TextFaults, read_script, read_template
from db.engine.database import Connection
from db.enums import TextKind
from db.firm.prepared_texts import add_version, checksum_of, read_texts, version_id

DEFAULT = "default"
"""The name of each kind's text that comes with the console."""

T = TypeVar("T", Script, Template)


class StoredText(Struct, frozen=True):
    """A text of the firm; `list_id` is None for a text for all lists."""

    kind: TextKind
    name: str
    list_id: int | None
    text: str


class ScriptVersion(Struct, frozen=True):
    """The script of a call: the id of its stored version, its checksum, and the opening used."""

    script_id: int
    checksum: str
    opening: str


@dataclass(slots=True)
class ActiveTexts:
    """The texts of the firm, read again after a change, and parsed when first needed.

    Not safe to share between threads; every desk has its own.
    """

    _revision: int = -1
    _texts: tuple[StoredText, ...] = ()
    _versions: dict[str, int] = field(default_factory=dict)
    """The id of a script's stored version, by its name."""
    _parsed: dict[tuple[TextKind, str], Script | Template] = field(default_factory=dict)

    def update(self, connection: Connection, revision: int) -> None:
        """Read the texts again if the firm's revision is a new one."""
        if revision != self._revision:
            self._texts = tuple(
                StoredText(row.kind, row.name, row.list_id, row.text)
                for row in read_texts(connection)
            )
            self._parsed.clear()
            self._versions.clear()
            self._revision = revision

    def script(self, list_id: int | None = None, lead_id: int | None = None) -> Script:
        """Return the script for a lead with its opening; without a lead, with all openings."""
        text = self._in_use(TextKind.SCRIPT, list_id)
        script = self._read(text, Script)
        return script if lead_id is None else script.for_lead(lead_id, text.name)

    def record_script(
        self, connection: Connection, list_id: int, lead_id: int, now: datetime
    ) -> ScriptVersion:
        """Store the script's version if it is new, and return it. Call it in a write block."""
        text = self._in_use(TextKind.SCRIPT, list_id)
        opening = self.script(list_id, lead_id).openings[0].name
        script_id = self._versions.get(text.name)
        if script_id is None:
            script_id = version_id(connection, text.name, text.text)
            if script_id is not None:
                self._versions[text.name] = script_id
            else:  # don't cache the new id: this write block may still be rolled back
                script_id = add_version(connection, text.name, text.text, now)
        return ScriptVersion(script_id, checksum_of(text.text), opening)

    def objections(self, list_id: int | None = None) -> Script:
        return self._read(self._in_use(TextKind.OBJECTIONS, list_id), Script)

    def introduction(self, list_id: int | None = None, name: str = "") -> tuple[str, Template]:
        """Return the name of the template and the template: the one in use for the list.

        With a `name` it is the e-mail of that name, if there still is one.
        """
        named = (
            text
            for text in self._texts
            if text.kind is TextKind.INTRODUCTION and name and text.name == name
        )
        text = next(named, None) or self._in_use(TextKind.INTRODUCTION, list_id)
        return text.name, self._read(text, Template)

    def _in_use(self, kind: TextKind, list_id: int | None) -> StoredText:
        return choose(self._texts, kind, list_id)

    def _read(self, text: StoredText, wanted: type[T]) -> T:
        key = (text.kind, text.name)
        if key not in self._parsed:
            self._parsed[key] = _parse_or_default(text)
        parsed = self._parsed[key]
        assert isinstance(parsed, wanted)
        return parsed


def parse(kind: TextKind, text: str) -> Script | Template:
    """Parse a text of a kind. Raises TextFaults."""
    return read_template(text) if kind is TextKind.INTRODUCTION else read_script(text)


def _parse_or_default(stored: StoredText) -> Script | Template:
    """Parse a stored text, else the default text of its kind."""
    # Texts are checked before they are stored. A faulty one, stored by other means, must not stop
    # the calls of a day.
    try:
        return parse(stored.kind, stored.text)
    except TextFaults:
        return parse(stored.kind, default_text(stored.kind).text)


def choose(texts: tuple[StoredText, ...], kind: TextKind, list_id: int | None) -> StoredText:
    """Return the newest text for the list, else the newest for all lists, else the default."""
    of_kind = [text for text in texts if text.kind is kind]
    for_list = [text for text in of_kind if list_id is not None and text.list_id == list_id]
    for_all = [text for text in of_kind if text.list_id is None]
    return next(iter(for_list or for_all), None) or default_text(kind)


def default_text(kind: TextKind) -> StoredText:
    path = Path(__file__).with_name("defaults") / f"{kind.value}.txt"
    return StoredText(kind, DEFAULT, None, path.read_text(encoding="utf-8"))
