"""Change leads that existed before an import: decide at publishing, and apply afterwards.

Changing so many leads in one transaction would make agents wait. So the import stores its changes
as rows of `pending_change`, which take effect once it is published. Then it applies them for a few
leads at a time, and each transaction deletes the entries that it applied. If the import dies, the
next one continues.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Exists, delete, exists, func, select, text

from db.enums import OnDuplicate
from db.imports.staged_rows import AMOUNTS, DEFAULTS, LEAD_COLUMNS, TEXTS, Rows
from db.leads.search_words import updating_search_words
from db.lists.owners import follow_owners
from db.places.dnc_marks import ASKED_NOT, settle_all
from db.places.stored import place_id_of, place_ids_of
from db.sql import add_many, fill
from db.tables.imports import import_batches, pending_changes
from db.tables.leads import numbers

Join = Callable[[str, str, bool], str]
"""Merges two places. Takes the facts of a number's place, the facts of the place from the row, and
whether the row says where the person is. Returns the facts of the merged place."""

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
"""Temporary tables for the rows that change leads; they hold a few hundred rows at a time."""

_SAYS_PLACE = {
    OnDuplicate.SKIP: "1 = 0",
    OnDuplicate.UPDATE: """l.postal_code <> '' OR l.zone <> ''
        OR (l.region <> '' AND lead.postal_code = '')""",
    OnDuplicate.MERGE: """lead.postal_code = '' AND lead.region = '' AND lead.zone = ''
        AND lead.city = '' AND lead.address = ''""",
}

_MAY_SAY_PLACE = {
    OnDuplicate.UPDATE: """l.postal_code = '' AND l.region = ''
        AND (l.address NOT IN ('', lead.address) OR l.city NOT IN ('', lead.city))""",
    OnDuplicate.MERGE: """lead.postal_code = '' AND lead.region = '' AND lead.zone = ''
        AND (lead.city <> '' OR lead.address <> '')
        AND (l.postal_code <> '' OR l.region <> '' OR l.zone <> '' OR l.country <> ''
            OR lead.city = '' AND l.city <> '' OR lead.address = '' AND l.address <> '')""",
}
"""SQL condition: a city or address cell of the lead or the row may name the place.

Only the merged cells show it, so the place is found again after the merge.
"""

_FIND_AGAIN = """
SELECT DISTINCT n.e164, n.lead_id
FROM staged_change c
$JOIN lead ON lead.id = c.lead_id
$JOIN staged_lead l ON l.line = c.line
$JOIN number n ON n.lead_id = c.lead_id
WHERE {may_say}
"""

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
"""The lead's other numbers, if the row says where the person is: their place may change too."""

_CONTRACTED = """
SELECT DISTINCT n.e164, n.lead_id
FROM staged_change c
$JOIN number n ON n.lead_id = c.lead_id
$JOIN consent k ON k.e164 = n.e164
WHERE k.kind = 'contract' AND k.withdrawn_at IS NULL
"""
"""Numbers of these leads that have a contract. It counts by the offer of the lead's own list, which
may not be the file's list, so find their places again."""

_SAYS_OWNER = "SELECT 1 FROM staged_lead WHERE owner <> '' LIMIT 1"

_NAMELESS = "{0}.name = '' OR {0}.name = {0}.company OR {0}.name LIKE '(%' OR {0}.name LIKE '+%'"
"""SQL condition: the row gave no name, so its name is really its company or its number."""
_NOTES = """notes = CASE WHEN l.notes = '' OR lead.notes = l.notes THEN lead.notes
    WHEN lead.notes = '' THEN l.notes
    WHEN replace(lead.notes, l.notes, '') <> lead.notes THEN lead.notes
    ELSE lead.notes || '\n' || l.notes END"""
"""Appends the row's notes, unless the lead's notes contain them already."""
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
# If both documents have a key, the value of the second one wins.
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
If a number came onto the internal list after the row was read, it is stored as suppressed.
"""


_SET_LINES = """
UPDATE number SET line = s.type
FROM staged_change c JOIN staged_number s ON s.line = c.line
WHERE number.lead_id = c.lead_id AND number.e164 = s.e164 AND number.extension = s.extension
    AND s.type NOT IN ('unknown', number.line) AND ({may_set})
RETURNING number.e164, number.lead_id
"""
"""Store the line types that the rows state of known numbers."""

_MAY_SET = {OnDuplicate.UPDATE: "1 = 1", OnDuplicate.MERGE: "number.line = 'unknown'"}

_MAY_REQUEST = """
SELECT DISTINCT number.e164, number.lead_id FROM number
JOIN staged_change c ON c.lead_id = number.lead_id
JOIN place ON place.id = number.place_id
WHERE place.facts LIKE '%"request_unread"%'
"""
"""Numbers whose lead or row may say not to call; the merged cells must be searched again."""


def change_known(connection: Connection, on: OnDuplicate, join: Join) -> list[tuple[str, int]]:
    """Merge the rows of `staged_change` into their leads. Call it inside a write block.

    Returns (number, lead) for each number whose place must be found again. Only rows with the same
    first number as the lead are merged: people who share another number, such as an office's, are
    two people.
    """
    dialect = connection.dialect.name
    left = connection.execute(text(fill(_LEFT, dialect).format(says=_SAYS_PLACE[on]))).all()
    _move(connection, on, join)
    changed = connection.execute(text("SELECT lead_id FROM staged_change")).scalars().all()
    if on is OnDuplicate.SKIP:
        settle_all(connection, changed)
        return []
    wanted = fill(_FIND_AGAIN, dialect).format(may_say=_MAY_SAY_PLACE[on])
    again = connection.execute(text(wanted)).all()
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
    lines = connection.execute(text(_SET_LINES.format(may_set=_MAY_SET[on]))).all()
    if connection.execute(text(_SAYS_OWNER)).first() is not None:
        follow_owners(connection, changed)
    settle_all(connection, changed)
    contracted = connection.execute(text(fill(_CONTRACTED, dialect))).all()
    requests = connection.execute(text(_MAY_REQUEST)).all()
    again = [*left, *again, *lines, *contracted, *requests]
    return [(e164, lead_id) for e164, lead_id in dict.fromkeys(map(tuple, again))]


def _move(connection: Connection, on: OnDuplicate, join: Join) -> None:
    """Move the numbers to the places that result from merging the lead's place with the row's."""
    says = f"CASE WHEN {_SAYS_PLACE[on]} THEN 1 ELSE 0 END"
    pairs = fill(_PAIRS, connection.dialect.name)
    rows = connection.execute(
        text(f"SELECT DISTINCT place.facts, p.facts AS row_facts, {says} AS says {pairs}")
    ).all()
    moves: list[dict[str, Any]] = [
        {"old": old, "row_facts": row_facts, "says": is_stated, "new": new}
        for old, row_facts, is_stated in rows
        if (new := join(old, row_facts, bool(is_stated))) != old
    ]
    if not moves:
        return
    for move in moves:
        move["place_id"] = place_id_of(connection, move["new"])
    connection.execute(
        text(
            "INSERT INTO staged_move SELECT n.id, CAST(:place_id AS BIGINT) "
            f"{pairs} WHERE place.facts = :old AND p.facts = :row_facts AND {says} = :says"
        ),
        moves,
    )
    connection.execute(text(_MOVE))


AT_ONCE = 500
"""Leads changed in one transaction."""

DROPPED_AT_ONCE = 2000

PLACE = "place"
"""The `does` of an entry that only asks to find a number's place again."""

_LINE, *_FIELDS = LEAD_COLUMNS

_HELD_ELSEWHERE = f"""
INSERT INTO pending_change (batch_id, does, e164, "row")
SELECT DISTINCT CAST(:batch_id AS BIGINT), '{PLACE}', s.e164, ''
FROM staged_consent s $JOIN number n ON n.e164 = s.e164 $JOIN lead ON lead.id = n.lead_id
WHERE lead.batch_id IS NULL OR lead.batch_id <> :batch_id
"""
"""Numbers with new evidence that also belong to leads of other imports."""


class Done(Struct, frozen=True):
    """How many entries were applied and deleted.

    `to_place` are (number, lead id) whose place must be found again; None means all leads with it.
    """

    count: int
    to_place: Sequence[tuple[str, int | None]] = ()


def write_change(rows: Rows, row: int, facts: Mapping[int, str]) -> str:
    """Return a row as JSON for its entry: its fields, and its numbers with their places' facts."""
    line, *values = rows.of_row(row)
    fields = zip(_FIELDS, values, strict=True)
    numbers = [(*parts, facts[place]) for *parts, place in rows.numbers_of(row)]
    return json.dumps(
        {
            _LINE: line,
            "lead": {name: value for name, value in fields if value != DEFAULTS.get(name)},
            "numbers": numbers,
        },
        ensure_ascii=False,
    )


def put_changes(
    connection: Connection, batch_id: int, on: OnDuplicate, changes: Sequence[tuple[int, str]]
) -> None:
    """Store entries from (lead id, JSON of `write_change`). Call it inside a write block."""
    same = {"batch_id": batch_id, "does": on.value, "e164": ""}
    add_many(connection, "pending_change", ("lead_id", '"row"'), changes, same)


def put_places(connection: Connection, batch_id: int) -> None:
    """Store entries for numbers with new evidence that also belong to leads of other imports."""
    statement = text(fill(_HELD_ELSEWHERE, connection.dialect.name))
    connection.execute(statement, {"batch_id": batch_id})


def drop_some(connection: Connection, batch_id: int) -> bool:
    """Delete some entries of a batch that is being removed; return whether more may be left."""
    mine = select(pending_changes.c.id).where(pending_changes.c.batch_id == batch_id)
    some = pending_changes.c.id.in_(mine.limit(DROPPED_AT_ONCE))
    return connection.execute(delete(pending_changes).where(some)).rowcount == DROPPED_AT_ONCE


def count_pending(connection: Connection, batch_id: int | None = None) -> int:
    """Count the pending entries of all published imports, or of one."""
    wanted = select(func.count()).select_from(pending_changes).where(_is_published())
    if batch_id is not None:
        wanted = wanted.where(pending_changes.c.batch_id == batch_id)
    return int(connection.execute(wanted).scalar_one())


def apply_some(connection: Connection, join: Join, batch_id: int | None = None) -> Done:
    """Apply the next few entries of published imports, or of one.

    Call it inside a write block on a connection of its own, because it creates temporary tables.
    """
    wanted = select(pending_changes).where(_is_published()).order_by(pending_changes.c.id)
    if batch_id is not None:
        wanted = wanted.where(pending_changes.c.batch_id == batch_id)
    entries = connection.execute(wanted.limit(AT_ONCE)).all()
    if not entries:
        return Done(0)
    first = entries[0]
    same = (first.does, first.batch_id)
    alike = [entry for entry in entries if (entry.does, entry.batch_id) == same]
    if first.does != PLACE:
        # Take only the first entry of each lead: several rows of one lead must be applied in order.
        # Going backwards, the dictionary keeps the first one.
        alike = list({entry.lead_id: entry for entry in reversed(alike)}.values())
    ids = [entry.id for entry in alike]
    connection.execute(delete(pending_changes).where(pending_changes.c.id.in_(ids)))
    if first.does == PLACE:
        return Done(len(alike), [(entry.e164, None) for entry in alike])
    changes = {entry.lead_id: json.loads(entry.row) for entry in alike}
    # If a lead has no number, the person was erased in the meantime: leave it as it is.
    there = select(numbers.c.lead_id).where(numbers.c.lead_id.in_(changes)).distinct()
    known = sorted(connection.execute(there).scalars())
    _stage(connection, {lead_id: changes[lead_id] for lead_id in known})
    return Done(len(alike), change_known(connection, OnDuplicate(first.does), join))


def _stage(connection: Connection, changes: Mapping[int, Mapping[str, Any]]) -> None:  # from JSON
    """Put the rows into the temporary tables that `change_known` reads."""
    for statement in TABLES.split(";"):
        connection.exec_driver_sql(statement)
    facts = {number[-1] for change in changes.values() for number in change["numbers"]}
    place_ids = place_ids_of(connection, facts, None)
    leads = [
        (change[_LINE], *({**DEFAULTS, **change["lead"]}[name] for name in _FIELDS))
        for change in changes.values()
    ]
    staged = [
        (change[_LINE], position, *parts, place_ids[stands])
        for change in changes.values()
        for position, (*parts, stands) in enumerate(change["numbers"])
    ]
    lines = [(lead_id, change[_LINE]) for lead_id, change in changes.items()]
    columns = ("line", "position", "e164", "extension", "label", "type", "status", "place_id")
    add_many(connection, "staged_lead", LEAD_COLUMNS, leads)
    add_many(connection, "staged_number", columns, staged)
    add_many(connection, "staged_change", ("lead_id", "line"), lines)


def _is_published() -> Exists:
    batch = import_batches.c.id == pending_changes.c.batch_id
    return exists().where(batch, import_batches.c.hidden_at.is_(None))
