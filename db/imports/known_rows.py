"""Rows whose number is known already: found, and brought together with the lead that has it.

Nothing that was recorded of a lead is touched: attempts, noes, holds, callbacks, drafts, evidence
and the marks of the lists stay with it. Notes are added to, never replaced.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, select, text

from db.enums import LeadStatus, OnDuplicate
from db.imports.staged_rows import AMOUNTS, DEFAULTS, TEXTS
from db.leads.published import in_sight
from db.leads.search_words import updating_search_words
from db.lists.owners import follow_owners
from db.places.dnc_marks import settle_all
from db.places.number_bars import ASKED_NOT
from db.places.stored import place_id_of
from db.sql.dialects import fill
from db.tables.leads import leads, numbers

Join = Callable[[str, str, bool], str]
"""(facts of the place a number stands in, of the one its row gives, whether the row says where it
is) -> facts of the new place."""

TABLES = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS staged_lead (line BIGINT PRIMARY KEY,
    {", ".join(f"{name} TEXT NOT NULL" for name in TEXTS)},
    {", ".join(f"{name} BIGINT" for name in AMOUNTS)}, extras TEXT NOT NULL);
CREATE TEMPORARY TABLE IF NOT EXISTS staged_number (line BIGINT, position BIGINT, e164 TEXT,
    extension TEXT, label TEXT, type TEXT, status TEXT, place_id BIGINT,
    PRIMARY KEY (line, position));
CREATE TEMPORARY TABLE IF NOT EXISTS staged_change (lead_id BIGINT PRIMARY KEY, line BIGINT);
CREATE TEMPORARY TABLE IF NOT EXISTS staged_move (number_id BIGINT, new_id BIGINT);
DELETE FROM staged_lead; DELETE FROM staged_number; DELETE FROM staged_change;
DELETE FROM staged_move
"""
"""Where rows wait that change a lead, a few at a time."""

_SAYS_PLACE = {
    OnDuplicate.SKIP: "1 = 0",
    OnDuplicate.UPDATE: """l.postal_code <> '' OR l.zone <> ''
        OR (l.region <> '' AND lead.postal_code = '')""",
    OnDuplicate.MERGE: "lead.postal_code = '' AND lead.region = '' AND lead.zone = ''",
}

_PAIRS = """
FROM staged_change c
$JOIN lead ON lead.id = c.lead_id
$JOIN staged_lead l ON l.line = c.line
$JOIN staged_number s ON s.line = c.line
$JOIN place p ON p.id = s.place_id
$JOIN number n ON n.lead_id = c.lead_id AND n.e164 = s.e164 AND n.extension = s.extension
$JOIN place ON place.id = n.place_id
"""

_MOVE = """
UPDATE number SET place_id = m.new_id FROM staged_move m WHERE number.id = m.number_id
"""

_LEFT = """
SELECT DISTINCT n.e164, n.lead_id
FROM staged_change c
$JOIN lead ON lead.id = c.lead_id
$JOIN staged_lead l ON l.line = c.line
$JOIN number n ON n.lead_id = c.lead_id
WHERE ({says}) AND NOT EXISTS (SELECT 1 FROM staged_number s
    WHERE s.line = c.line AND s.e164 = n.e164 AND s.extension = n.extension)
"""
"""The numbers of leads whose row says where they are, but those that the row names."""

_CONTRACTED = """
SELECT DISTINCT n.e164, n.lead_id
FROM staged_change c
$JOIN number n ON n.lead_id = c.lead_id
$JOIN consent k ON k.e164 = n.e164
WHERE k.kind = 'contract' AND k.withdrawn_at IS NULL
"""
"""The numbers with a contract of the same leads: it is about the list they stand in, not the
file's."""

_SAYS_OWNER = "SELECT 1 FROM staged_lead WHERE owner <> '' LIMIT 1"

_NAMELESS = "{0}.name = '' OR {0}.name = {0}.company OR {0}.name LIKE '(%' OR {0}.name LIKE '+%'"
"""Whether a row gave no name, so that its company or its number stands there."""
_NOTES = """notes = CASE WHEN l.notes = '' OR lead.notes = l.notes THEN lead.notes
    WHEN lead.notes = '' THEN l.notes
    WHEN replace(lead.notes, l.notes, '') <> lead.notes THEN lead.notes
    ELSE lead.notes || '\n' || l.notes END"""
_PLAIN = [word for word in TEXTS if word not in ("name", "notes", "kind")]
_SUMS = [name for name in AMOUNTS if DEFAULTS[name] is None]

_SETS = {
    OnDuplicate.UPDATE: [
        f"name = CASE WHEN {_NAMELESS.format('l')} THEN lead.name ELSE l.name END",
        *(
            f"{word} = CASE WHEN l.{word} = '' THEN lead.{word} ELSE l.{word} END"
            for word in _PLAIN
        ),
        *(f"{name} = coalesce(l.{name}, lead.{name})" for name in _SUMS),
        "priority = CASE WHEN l.priority = 0 THEN lead.priority ELSE l.priority END",
    ],
    OnDuplicate.MERGE: [
        (
            f"name = CASE WHEN ({_NAMELESS.format('lead')}) AND NOT ({_NAMELESS.format('l')}) "
            "THEN l.name ELSE lead.name END"
        ),
        *(
            f"{word} = CASE WHEN lead.{word} = '' THEN l.{word} ELSE lead.{word} END"
            for word in _PLAIN
        ),
        *(f"{name} = coalesce(lead.{name}, l.{name})" for name in _SUMS),
    ],
}
EXTRAS = {
    "sqlite": "json_patch({0}.extras, {1}.extras)",
    "postgresql": "CAST(CAST({0}.extras AS jsonb) || CAST({1}.extras AS jsonb) AS json)",
}

NEW_NUMBERS = f"""
INSERT INTO number (lead_id, position, e164, extension, label, line, status, place_id)
SELECT c.lead_id,
    (SELECT max(own.position) FROM number own WHERE own.lead_id = c.lead_id) + 1 + n.position,
    n.e164, n.extension, n.label, n.type,
    CASE WHEN EXISTS (SELECT 1 FROM suppression WHERE suppression.e164 = n.e164)
        THEN 'suppressed' ELSE n.status END,
    n.place_id
FROM staged_change c
$JOIN lead ON lead.id = c.lead_id
$JOIN staged_number n ON n.line = c.line
WHERE NOT {ASKED_NOT} AND NOT EXISTS (SELECT 1 FROM number own
    WHERE own.lead_id = c.lead_id AND own.e164 = n.e164 AND own.extension = n.extension)
"""
"""A person who asked not to be called gets no new number: it would put the lead back in the queue.
One that was asked for after the row was read is barred all the same.
"""


_MAY_REQUEST = """
SELECT DISTINCT number.e164, number.lead_id FROM number
JOIN staged_change c ON c.lead_id = number.lead_id
JOIN place ON place.id = number.place_id
WHERE place.facts LIKE '%"request_unread"%'
"""
"""Numbers whose lead or row may say not to call: what is left of the cells of both decides."""


def change_known(connection: Connection, on: OnDuplicate, join: Join) -> list[tuple[str, int]]:
    """Brings the rows of `staged_change` together with their leads, inside a write block.

    Returns (number, lead) of those that have moved with their lead and are to be placed anew.
    Each row is the first with a number by which the lead came. People who share a second number, an
    office's, are two and are never brought together.
    """
    dialect = connection.dialect.name
    left = connection.execute(text(fill(_LEFT, dialect).format(says=_SAYS_PLACE[on]))).all()
    _move(connection, on, join)
    changed = connection.execute(text("SELECT lead_id FROM staged_change")).scalars().all()
    if on is OnDuplicate.SKIP:
        settle_all(connection, changed)
        return []
    extras = EXTRAS[dialect]
    first, second = ("lead", "l") if on is OnDuplicate.UPDATE else ("l", "lead")
    sets = [*_SETS[on], _NOTES, f"extras = {extras.format(first, second)}"]
    with updating_search_words(connection, changed):
        connection.execute(
            text(
                f"UPDATE lead SET {', '.join(sets)} FROM staged_change c "
                "JOIN staged_lead l ON l.line = c.line WHERE lead.id = c.lead_id"
            )
        )
        connection.execute(text(fill(NEW_NUMBERS, dialect)))
    if connection.execute(text(_SAYS_OWNER)).first() is not None:
        follow_owners(connection, changed)
    settle_all(connection, changed)
    contracted = connection.execute(text(fill(_CONTRACTED, dialect))).all()
    requests = connection.execute(text(_MAY_REQUEST)).all()
    return [(e164, lead_id) for e164, lead_id in dict.fromkeys((*left, *contracted, *requests))]


def _move(connection: Connection, on: OnDuplicate, join: Join) -> None:
    """Puts the numbers into the places that the leads and their rows together say."""
    says = f"CASE WHEN {_SAYS_PLACE[on]} THEN 1 ELSE 0 END"
    pairs = fill(_PAIRS, connection.dialect.name)
    rows = connection.execute(
        text(f"SELECT DISTINCT place.facts, p.facts AS said, {says} AS says {pairs}")
    ).all()
    moves: list[dict[str, Any]] = [
        {"old": old, "said": said, "says": is_said, "new": new}
        for old, said, is_said in rows
        if (new := join(old, said, bool(is_said))) != old
    ]
    if not moves:
        return
    for move in moves:
        move["place_id"] = place_id_of(connection, move["new"])
    connection.execute(
        text(
            "INSERT INTO staged_move SELECT n.id, CAST(:place_id AS BIGINT) "
            f"{pairs} WHERE place.facts = :old AND p.facts = :said AND {says} = :says"
        ),
        moves,
    )
    connection.execute(text(_MOVE))


# Leads that are there, asked for by what a row says that does not come in itself.


AT_ONCE = 500
"""Numbers asked for in one statement."""


class Work(Struct, frozen=True):
    """How the work stands with a lead that has a number."""

    e164: str
    lead_id: int
    status: LeadStatus
    dials: int
    noes: int
    last_dialled_at: datetime | None
    introduced_at: datetime | None


def count_with(connection: Connection, e164s: Sequence[str]) -> int:
    """How many leads that all can see have any of the numbers."""
    found: set[int] = set()
    for start in range(0, len(e164s), AT_ONCE):
        wanted = select(numbers.c.lead_id).where(numbers.c.e164.in_(e164s[start : start + AT_ONCE]))
        found.update(connection.execute(wanted.where(in_sight(numbers.c.place_id))).scalars())
    return len(found)


def held_of(connection: Connection, e164s: Sequence[str]) -> set[str]:
    """Those of the numbers that any lead has."""
    found: set[str] = set()
    for start in range(0, len(e164s), AT_ONCE):
        wanted = select(numbers.c.e164).where(numbers.c.e164.in_(e164s[start : start + AT_ONCE]))
        found.update(connection.execute(wanted.where(in_sight(numbers.c.place_id))).scalars())
    return found


def numbers_of_ids(connection: Connection, ids: Collection[str]) -> list[tuple[str, str]]:
    """(vendor's id, number) of the leads that all can see."""
    wanted = select(leads.c.vendor_id, numbers.c.e164).join(leads, leads.c.id == numbers.c.lead_id)
    wanted = wanted.where(leads.c.vendor_id.in_(sorted(ids)), in_sight(numbers.c.place_id))
    return [(row.vendor_id, row.e164) for row in connection.execute(wanted)]


def work_with(connection: Connection, e164s: Sequence[str]) -> Iterator[Work]:
    """How the work stands with the leads that all can see and that have any of the numbers."""
    said = ("id", "status", "dials", "noes", "last_dialled_at", "introduced_at")
    wanted = select(numbers.c.e164, *(leads.c[name] for name in said))
    wanted = wanted.join(leads, leads.c.id == numbers.c.lead_id).where(in_sight(numbers.c.place_id))
    for start in range(0, len(e164s), AT_ONCE):
        among = numbers.c.e164.in_(e164s[start : start + AT_ONCE])
        for row in connection.execute(wanted.where(among)):
            yield Work(*row)
