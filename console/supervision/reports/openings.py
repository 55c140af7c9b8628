"""Openings compared by what came of them, and no more said than the calls bear out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from console.outreach.scripts.script import Section, TextFaults, read_script
from console.rules.shift.confidence import wilson
from console.supervision.reports.calls import Asked, calls_of, refuse_unknown
from db.engine.database import Connection, Database
from db.firm.prepared_texts import VersionOfScript, read_versions
from db.reports.opening_counts import OpeningTally, tally_openings

ENOUGH = 100
"""Conversations with each opening before they are compared: then an interval of 95 % is some ten
points to either side at the most (1.96 × √(0.25 ÷ 100))."""

MEASURES = {"talks": "talks of a minute", "yeses": "yeses"}
"""What openings are compared by, and how it is called."""


class Opening(Struct, frozen=True):
    """One opening of a script in those `versions` of it whose openings are the same.

    `talks` are conversations of a minute or more. The shares are of conversations: who picks up has
    not heard the opening yet.
    """

    script: str
    versions: tuple[int, ...]
    name: str
    dials: int = 0
    conversations: int = 0
    talks: int = 0
    noes: int = 0
    yeses: int = 0

    def interval(self, measure: str) -> tuple[float, float]:
        return wilson(getattr(self, measure), self.conversations)

    @property
    def title(self) -> str:
        """Without the word before the colon, where there is one."""
        return self.name.partition(":")[2].strip() or self.name


class Compared(Struct, frozen=True):
    """`said` is what may be said of the openings that were there side by side."""

    rows: tuple[Opening, ...]
    said: tuple[str, ...]


def compare_openings(database: Database, asked: Asked, now: datetime) -> Compared:
    """Of the calls that were made in the days. Raises BadInput as `report` does."""
    with database.read() as connection:
        refuse_unknown(connection, asked.agent, asked.list_name)
        found = tally_openings(connection, calls_of(connection, asked, now))
        sets = _sets(connection, {one.script_id for one in found})
    rows = {
        (script, versions, name): Opening(script, versions, name)
        for script, versions, names in sets.values()
        for name in names
    }
    for one in found:
        script, versions, _ = sets[one.script_id]
        key = (script, versions, one.opening)
        rows[key] = _added(rows.get(key, Opening(script, versions, one.opening)), one)
    in_order = tuple(rows[key] for key in sorted(rows))
    said: list[str] = []
    for script, versions in dict.fromkeys((one.script, one.versions) for one in in_order):
        beside = [one for one in in_order if (one.script, one.versions) == (script, versions)]
        said += say(script, beside)
    if _has_versions_apart(in_order):
        said.append(
            "Versions with other openings were used at other times, for other leads: rows of "
            "different versions do not stand beside each other."
        )
    return Compared(in_order, tuple(said))


def _added(known: Opening, one: OpeningTally) -> Opening:
    names = ("dials", "conversations", "talks", "noes", "yeses")
    return replace(known, **{name: getattr(known, name) + getattr(one, name) for name in names})


def _sets(
    connection: Connection, wanted: Iterable[int]
) -> Mapping[int, tuple[str, tuple[int, ...], tuple[str, ...]]]:
    """By version: the name of its script, the numbers of the versions that begin alike, and the
    openings they have, of which some may have been heard by nobody."""
    versions = read_versions(connection)
    wanted = set(wanted)
    alike: dict[tuple[str, object], list[int]] = {}
    openings = {one.id: _openings(one) for one in versions if one.id in wanted}
    begins = {
        one.id: (
            one.name,
            tuple((part.name, part.lines, part.answers) for part in openings[one.id])
            or one.checksum,
        )
        for one in versions
        if one.id in openings
    }
    for one in versions:
        if one.id in begins:
            alike.setdefault(begins[one.id], []).append(one.number)
    return {
        key: (begin[0], tuple(alike[begin]), tuple(part.name for part in openings[key]))
        for key, begin in begins.items()
    }


def _openings(version: VersionOfScript) -> tuple[Section, ...]:
    try:
        return read_script(version.text).openings
    except TextFaults:  # it was one, by the rules of its day
        return ()


def say(script: str, beside: Sequence[Opening]) -> Iterable[str]:
    """Of openings that chance dealt out to leads side by side."""
    if len(beside) < 2:
        return
    short = [one for one in beside if one.conversations < ENOUGH]
    if short:
        more = " and ".join(
            f"{ENOUGH - one.conversations} more with “{one.title}”" for one in short
        )
        yield f"{script}: too little to tell. It takes {ENOUGH} conversations each: {more}."
        return
    for measure, called in MEASURES.items():
        best = max(beside, key=lambda one: getattr(one, measure) / one.conversations)
        low = best.interval(measure)[0]
        below = [one for one in beside if one.interval(measure)[1] < low]
        if below:
            names = " and ".join(f"“{one.title}”" for one in below)
            yield (
                f"{script}: “{best.title}” brought more {called} than {names}; "
                "the intervals lie apart."
            )
        else:
            yield f"{script}: no difference in {called} is seen; the intervals overlap."


def _has_versions_apart(rows: Sequence[Opening]) -> bool:
    return len({(one.script, one.versions) for one in rows}) > len({one.script for one in rows})
