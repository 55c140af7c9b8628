"""Rows whose number is known already: found, and brought together with the lead that has it.

Nothing that was recorded of a lead is touched: attempts, noes, holds, callbacks, drafts, evidence
and the marks of the lists stay with it. Notes are added to, never replaced.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, text

from db.columns import Instant
from db.enums import OnDuplicate
from db.marks import settle_all
from db.staging_sql import WORDS

Join = Callable[[str, str, bool], str]
"""(facts of the place a number stands in, of the one its row gives, whether the row says where it
is) -> facts of the new place."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What becomes of a row whose number a lead has already.

    `in_list` looks for it in the list the file goes into only. Rows with a number that was dialled
    since `worked_since` are left out. `renews` puts a newer clearance on the numbers there.
    """

    on: OnDuplicate = OnDuplicate.SKIP
    in_list: bool = False
    worked_since: datetime | None = None
    renews: bool = False


KNOWN = """
INSERT INTO staged_known
SELECT line, lead_id FROM (
    SELECT f.line, (SELECT known.lead_id FROM number known
        WHERE known.e164 = f.e164 AND known.extension = f.extension $IN_LIST
        ORDER BY known.position, known.lead_id LIMIT 1) AS lead_id
    FROM staged_first f) found
WHERE lead_id IS NOT NULL
"""
IN_LIST = """AND EXISTS (
    SELECT 1 FROM lead JOIN lead_list ON lead_list.id = lead.list_id
    WHERE lead.id = known.lead_id AND lead_list.name = :list_name)"""

WORKED = """
INSERT INTO staged_worked
SELECT f.line FROM staged_first f WHERE EXISTS (
    SELECT 1 FROM attempt WHERE attempt.e164 = f.e164 AND attempt.dialled_at >= :since)
"""

CHANGES = """
INSERT INTO staged_change
SELECT k.lead_id, min(k.line) FROM staged_known k
JOIN staged_first f ON f.line = k.line
JOIN number n ON n.lead_id = k.lead_id AND n.e164 = f.e164 AND n.extension = f.extension
WHERE n.position = 0
    AND NOT EXISTS (SELECT 1 FROM staged_worked w WHERE w.line = k.line) GROUP BY k.lead_id
"""
"""The row each lead is brought together with: the first of those whose first number is its own.

People who share a second number, an office's, are two and are never brought together.
"""

_SAYS_PLACE = {
    OnDuplicate.SKIP: "1 = 0",
    OnDuplicate.UPDATE: """l.postal_code <> '' OR l.zone <> ''
        OR (l.region <> '' AND lead.postal_code = '')""",
    OnDuplicate.MERGE: "lead.postal_code = '' AND lead.region = '' AND lead.zone = ''",
}

_PAIRS = """
FROM staged_change c
JOIN lead ON lead.id = c.lead_id
JOIN staged_lead l ON l.line = c.line
JOIN staged_number s ON s.line = c.line
JOIN staged_place p ON p.id = s.place
JOIN number n ON n.lead_id = c.lead_id AND n.e164 = s.e164 AND n.extension = s.extension
JOIN place ON place.id = n.place_id
"""

_MOVE = """
UPDATE number SET place_id = m.new_id FROM staged_move m WHERE number.id = m.number_id
"""

_NAMELESS = "{0}.name = '' OR {0}.name = {0}.company OR {0}.name LIKE '(%' OR {0}.name LIKE '+%'"
"""Whether a row gave no name, so that its company or its number stands there."""
_NOTES = """notes = CASE WHEN l.notes = '' OR lead.notes = l.notes THEN lead.notes
    WHEN lead.notes = '' THEN l.notes
    WHEN replace(lead.notes, l.notes, '') <> lead.notes THEN lead.notes
    ELSE lead.notes || '\n' || l.notes END"""
_PLAIN = [word for word in (*WORDS, "country", "zone") if word not in ("name", "notes")]

_SETS = {
    OnDuplicate.UPDATE: [
        f"name = CASE WHEN {_NAMELESS.format('l')} THEN lead.name ELSE l.name END",
        *(
            f"{word} = CASE WHEN l.{word} = '' THEN lead.{word} ELSE l.{word} END"
            for word in _PLAIN
        ),
        "income = coalesce(l.income, lead.income)",
        "net_worth = coalesce(l.net_worth, lead.net_worth)",
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
        "income = coalesce(lead.income, l.income)",
        "net_worth = coalesce(lead.net_worth, l.net_worth)",
    ],
}
EXTRAS = {
    "sqlite": "json_patch({0}.extras, {1}.extras)",
    "postgresql": "CAST(CAST({0}.extras AS jsonb) || CAST({1}.extras AS jsonb) AS json)",
}

NEW_NUMBERS = """
INSERT INTO number (lead_id, position, e164, extension, label, line, status, place_id)
SELECT c.lead_id,
    (SELECT max(own.position) FROM number own WHERE own.lead_id = c.lead_id) + 1 + n.position,
    n.e164, n.extension, n.label, n.type, n.status, p.place_id
FROM staged_change c
JOIN lead ON lead.id = c.lead_id
JOIN staged_number n ON n.line = c.line
JOIN staged_place p ON p.id = n.place
WHERE lead.bar <> 'internal_list' AND NOT EXISTS (SELECT 1 FROM number own
    WHERE own.lead_id = c.lead_id AND own.e164 = n.e164 AND own.extension = n.extension)
"""
"""A person who asked not to be called gets no new number: it would put the lead back in the queue.
"""


def find_known(connection: Connection, duplicates: Duplicates, list_name: str) -> None:
    """Fills `staged_known`, `staged_worked` and `staged_change`."""
    in_list = duplicates.in_list
    connection.execute(
        text(KNOWN.replace("$IN_LIST", IN_LIST if in_list else "")),
        {"list_name": list_name} if in_list else {},
    )
    if duplicates.worked_since is not None:
        worked = text(WORKED).bindparams(bindparam("since", type_=Instant))
        connection.execute(worked, {"since": duplicates.worked_since})
    if duplicates.on is not OnDuplicate.SKIP or duplicates.renews:
        connection.execute(text(CHANGES))


def change_known(connection: Connection, on: OnDuplicate, join: Join, extras: str) -> None:
    """Brings the rows of `staged_change` together with their leads; call it while publishing.

    `extras` is one of EXTRAS.
    """
    _move(connection, on, join)
    changed = connection.execute(text("SELECT lead_id FROM staged_change")).scalars().all()
    if on is OnDuplicate.SKIP:
        settle_all(connection, changed)
        return
    first, second = ("lead", "l") if on is OnDuplicate.UPDATE else ("l", "lead")
    sets = [*_SETS[on], _NOTES, f"extras = {extras.format(first, second)}"]
    connection.execute(
        text(
            f"UPDATE lead SET {', '.join(sets)} FROM staged_change c "
            "JOIN staged_lead l ON l.line = c.line WHERE lead.id = c.lead_id"
        )
    )
    connection.execute(text(NEW_NUMBERS))
    settle_all(connection, changed)


def _move(connection: Connection, on: OnDuplicate, join: Join) -> None:
    """Puts the numbers into the places that the leads and their rows together say."""
    says = f"CASE WHEN {_SAYS_PLACE[on]} THEN 1 ELSE 0 END"
    rows = connection.execute(
        text(f"SELECT DISTINCT place.facts, p.facts AS said, {says} AS says {_PAIRS}")
    ).all()
    moves: list[dict[str, Any]] = [
        {"old": old, "said": said, "says": is_said, "new": new}
        for old, said, is_said in rows
        if (new := join(old, said, bool(is_said))) != old
    ]
    if not moves:
        return
    connection.execute(
        text("INSERT INTO place (facts) VALUES (:new) ON CONFLICT (facts) DO NOTHING"), moves
    )
    connection.execute(
        text(
            "INSERT INTO staged_move SELECT n.id, (SELECT id FROM place WHERE facts = :new) "
            f"{_PAIRS} WHERE place.facts = :old AND p.facts = :said AND {says} = :says"
        ),
        moves,
    )
    connection.execute(text(_MOVE))
