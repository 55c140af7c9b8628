"""The texts that are in use: the firm's own, or those that come with the console."""

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
"""The name of the text that comes with the console, for each kind."""

T = TypeVar("T", Script, Template)


class Kept(Struct, frozen=True):
    """`list_id` is None for a text for all lists."""

    kind: TextKind
    name: str
    list_id: int | None
    text: str


class Spoken(Struct, frozen=True):
    """By which version of a script a call is made, its checksum, and its opening."""

    script_id: int
    checksum: str
    opening: str


@dataclass(slots=True)
class ActiveTexts:
    """Read anew when the firm's revision moves; each text is parsed when it is first needed.

    Not safe to share between threads; every desk has its own.
    """

    _revision: int = -1
    _texts: tuple[Kept, ...] = ()
    _versions: dict[str, int] = field(default_factory=dict)
    """By the name of a script its version."""
    _parsed: dict[tuple[TextKind, str], Script | Template] = field(default_factory=dict)

    def update(self, connection: Connection, revision: int) -> None:
        if revision != self._revision:
            self._texts = tuple(
                Kept(row.kind, row.name, row.list_id, row.text) for row in read_texts(connection)
            )
            self._parsed.clear()
            self._versions.clear()
            self._revision = revision

    def script(self, list_id: int | None = None, lead_id: int | None = None) -> Script:
        """As a lead hears it; for nobody in particular with all openings."""
        kept = self._in_use(TextKind.SCRIPT, list_id)
        script = self._read(kept, Script)
        return script if lead_id is None else script.for_lead(lead_id, kept.name)

    def said_to(self, connection: Connection, list_id: int, lead_id: int, now: datetime) -> Spoken:
        """What a call to the lead begins with; its version is kept. In a write block."""
        kept = self._in_use(TextKind.SCRIPT, list_id)
        opening = self.script(list_id, lead_id).openings[0].name
        known = self._versions.get(kept.name)
        if known is None:
            known = version_id(connection, kept.name, kept.text)
            if known is not None:
                self._versions[kept.name] = known
            else:  # not remembered: this write block may yet come to nothing
                known = add_version(connection, kept.name, kept.text, now)
        return Spoken(known, checksum_of(kept.text), opening)

    def objections(self, list_id: int | None = None) -> Script:
        return self._read(self._in_use(TextKind.OBJECTIONS, list_id), Script)

    def introduction(self, list_id: int | None = None) -> tuple[str, Template]:
        """The template and its name."""
        kept = self._in_use(TextKind.INTRODUCTION, list_id)
        return kept.name, self._read(kept, Template)

    def _in_use(self, kind: TextKind, list_id: int | None) -> Kept:
        return choose(self._texts, kind, list_id)

    def _read(self, kept: Kept, wanted: type[T]) -> T:
        key = (kept.kind, kept.name)
        if key not in self._parsed:
            self._parsed[key] = _parse_or_default(kept)
        found = self._parsed[key]
        assert isinstance(found, wanted)
        return found


def parse(kind: TextKind, text: str) -> Script | Template:
    """Raises TextFaults."""
    return read_template(text) if kind is TextKind.INTRODUCTION else read_script(text)


def _parse_or_default(kept: Kept) -> Script | Template:
    """A text is checked before it is kept; one that was kept otherwise must not stop a shift."""
    try:
        return parse(kept.kind, kept.text)
    except TextFaults:
        return parse(kept.kind, default_text(kept.kind).text)


def choose(texts: tuple[Kept, ...], kind: TextKind, list_id: int | None) -> Kept:
    """The newest for the list, else the newest for all lists, else the one that comes along."""
    of_kind = [one for one in texts if one.kind is kind]
    mine = [one for one in of_kind if list_id is not None and one.list_id == list_id]
    for_all = [one for one in of_kind if one.list_id is None]
    return next(iter(mine or for_all), None) or default_text(kind)


def default_text(kind: TextKind) -> Kept:
    path = Path(__file__).with_name("defaults") / f"{kind.value}.txt"
    return Kept(kind, DEFAULT, None, path.read_text(encoding="utf-8"))
