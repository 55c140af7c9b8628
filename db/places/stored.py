"""Read, store and merge places: the facts on which the time rules depend, as canonical text.

A hidden place contains the leads of an import that is not published yet; readers ignore it. After
an import, places with the same facts are merged. For every place each agent's console computes a
verdict, and the claim makes a lookup.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, insert, select, text, update

from db.engine.database import Database
from db.engine.short_transactions import one_of_many
from db.enums import LeadStatus
from db.firm.settings import REVISION, bump_revision
from db.sql import add_many, parts_of
from db.tables.firm import settings
from db.tables.leads import leads, places

_NEWER = (
    select(places.c.id, places.c.facts)
    .where(places.c.id > bindparam("than"), places.c.hidden_at.is_(None))
    .order_by(places.c.id)
)


_NEWEST = (
    select(places.c.id).where(places.c.hidden_at.is_(None)).order_by(places.c.id.desc()).limit(1)
)
_REVISION = select(settings.c.value).where(settings.c.name == REVISION)
_REVISION_AND_NEWEST = select(_REVISION.scalar_subquery(), _NEWEST.scalar_subquery())


def revision_and_newest(connection: Connection) -> tuple[int, int]:
    """Return the firm's revision and the id of the newest place, in one statement.

    If neither has changed, a desk knows all facts that verdicts depend on. Every key reads them.
    """
    revision, newest = connection.execute(_REVISION_AND_NEWEST).one()
    return int(revision or 0), newest or 0


def places_after(connection: Connection, place_id: int) -> Iterator[tuple[int, str]]:
    """Yield (id, facts) of the places newer than an id."""
    for row in connection.execute(_NEWER, {"than": place_id}):
        yield row.id, row.facts


def places_named(connection: Connection, ids: Collection[int]) -> Iterator[tuple[int, str]]:
    """Yield (id, facts) of the places with these ids."""
    wanted = select(places.c.id, places.c.facts).where(places.c.id.in_(ids))
    for row in connection.execute(wanted.where(places.c.hidden_at.is_(None))):
        yield row.id, row.facts


def facts_of(connection: Connection, ids: Collection[int]) -> Iterator[tuple[int, str]]:
    """Yield (id, facts) of places, of hidden ones too."""
    in_order = sorted(ids)
    for chunk in parts_of(in_order):
        part = places.c.id.in_(chunk)
        for row in connection.execute(select(places.c.id, places.c.facts).where(part)):
            yield row.id, row.facts


def is_open_work_in(connection: Connection, jurisdiction: str) -> bool:
    """Return whether an open consumer lead is in a place that may be in this jurisdiction."""
    stands = exists().where(leads.c.place_id == places.c.id, leads.c.status == LeadStatus.OPEN)
    wanted = select(places.c.id).where(
        places.c.hidden_at.is_(None),
        places.c.facts.contains(f'["{jurisdiction}",', autoescape=True),
        places.c.facts.contains('"kind":"consumer"'),
        stands,
    )
    return connection.execute(wanted.limit(1)).first() is not None


def place_id_of(connection: Connection, facts: str) -> int:
    """Return the id of a place, storing it if it is new. Call it inside a write block."""
    wanted = select(places.c.id).where(places.c.facts == facts, places.c.hidden_at.is_(None))
    place_id = connection.execute(wanted.order_by(places.c.id).limit(1)).scalar()
    return int(place_id) if place_id is not None else _add(connection, facts, None)


def place_ids_of(
    connection: Connection, facts: Collection[str], hidden_at: datetime | None
) -> dict[str, int]:
    """Return the ids of places by their facts, storing new ones. Call it in a write block.

    With `hidden_at`, only hidden places are used or stored. Pass it only in the import that is
    under way, of which there is at most one.
    """
    state = places.c.hidden_at.is_(None) if hidden_at is None else places.c.hidden_at.is_not(None)
    ids: dict[str, int] = {}
    in_order = list(facts)
    for part in parts_of(in_order):
        wanted = select(places.c.facts, places.c.id).where(places.c.facts.in_(part), state)
        # Newest first, so that the oldest of several places with the same facts overwrites others.
        for row in connection.execute(wanted.order_by(places.c.id.desc())):
            ids[row.facts] = row.id
    missing = [{"facts": text_, "hidden_at": hidden_at} for text_ in in_order if text_ not in ids]
    if missing:
        added = insert(places).returning(places.c.facts, places.c.id)
        ids.update((row.facts, row.id) for row in connection.execute(added, missing))
    return ids


def set_hidden(connection: Connection, ids: Sequence[int], hidden_at: datetime | None) -> None:
    """Hide places and so all leads in them, or show them if `hidden_at` is None."""
    change = update(places).where(places.c.id == bindparam("place")).values(hidden_at=hidden_at)
    if ids:
        connection.execute(change, [{"place": place_id} for place_id in ids])


def _add(connection: Connection, facts: str, hidden_at: datetime | None) -> int:
    added = insert(places).values(facts=facts, hidden_at=hidden_at).returning(places.c.id)
    return int(connection.execute(added).scalar_one())


IDS_AT_ONCE = 5000
"""Ids in one transaction: fewer would write the same pages of the claim's index more often."""

_DOUBLES = """
SELECT place.id, first.id FROM place
JOIN (SELECT facts, min(id) AS id FROM place WHERE hidden_at IS NULL
    GROUP BY facts HAVING count(*) > 1) first
    ON first.facts = place.facts AND place.id > first.id
WHERE place.hidden_at IS NULL
"""

_TABLE = "CREATE TEMPORARY TABLE gathered (place_id BIGINT PRIMARY KEY, into_id BIGINT)"

_MOVE = """
UPDATE {table} SET place_id = (SELECT into_id FROM gathered g WHERE g.place_id = {table}.place_id)
WHERE id BETWEEN :first AND :last AND place_id IN (SELECT place_id FROM gathered)
"""

# `id + 0`: with plain `id` both databases would read all older numbers in the order of their ids.
_FIRST_NUMBER = "SELECT min(id + 0) FROM number WHERE lead_id >= :first_id"


def gather(database: Database, connection: Connection, now: datetime, first_id: int = 0) -> bool:
    """Move leads from newer places with the same facts to the oldest, and hide the emptied places.

    Return whether there were any; if so, the firm's revision has changed. No lead with an id below
    `first_id` may be in a newer place. The connection must be in no transaction, and no other
    import under way. It works in short transactions; the next import finishes a killed run.
    """
    doubles = [(int(row[0]), int(row[1])) for row in connection.execute(text(_DOUBLES))]
    if doubles:
        connection.execute(text(_TABLE))
        add_many(connection, "gathered", ("place_id", "into_id"), doubles)
        first = connection.execute(text(_FIRST_NUMBER), {"first_id": first_id}).scalar()
        firsts = {"number": int(first or 0), "lead": first_id}
    connection.commit()
    if not doubles:
        return False
    # An import writes numbers in another order than leads. So move each table in its own order,
    # and each of its pages is written once.
    for table, first in firsts.items():
        _move_all(database, connection, table, first)
    # Hide the places only after all moves: hiding a place hides every lead that is still in it.
    with database.transaction(connection):
        set_hidden(connection, [place_id for place_id, _ in doubles], now)
        bump_revision(connection)
    connection.execute(text("DROP TABLE gathered"))
    connection.commit()
    return True


def _move_all(database: Database, connection: Connection, table: str, first_id: int) -> None:
    """Move the rows of a table from the gathered places, in short transactions."""
    move = text(_MOVE.format(table=table))
    last_id = int(connection.execute(text(f"SELECT max(id) FROM {table}")).scalar() or 0)
    connection.commit()
    for first in range(first_id, last_id + 1, IDS_AT_ONCE):
        with one_of_many(database, connection):
            connection.execute(move, {"first": first, "last": first + IDS_AT_ONCE - 1})
