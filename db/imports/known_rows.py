"""Merge rows of a file into the leads that already have their numbers.

A merge keeps everything that was recorded about a lead: attempts, noes, holds, callbacks, drafts,
evidence and list marks. It appends to notes and never replaces them.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, text

from db.enums import OnDuplicate
from db.imports.staged_rows import AMOUNTS, DEFAULTS, TEXTS
from db.leads.search_words import updating_search_words
from db.lists.owners import follow_owners
from db.places.dnc_marks import ASKED_NOT, settle_all
from db.places.stored import place_id_of
from db.sql import fill

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
