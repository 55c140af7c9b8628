"""Up to which lead the texts of an older database were read for requests not to be called.

The recognizer of such texts has a version. What a new version finds in leads that an older one has
read, or none, is found by reading those leads once more; all others were read when they came in.
"""

from collections.abc import Mapping

from msgspec import Struct, convert, to_builtins
from sqlalchemy import Connection, func, insert, select, update

from db.rows import read_rows
from db.tables.firm import settings
from db.tables.imports import import_batches
from db.tables.leads import in_sight, leads

REQUESTS_READ = "requests_read"
"""The setting with a `Reading`."""


class Reading(Struct, frozen=True):
    """The recognizer's `version` has read the leads up to `last`, and must read those to `end`."""

    version: int = 0
    last: int = 0
    end: int = 0


class LeadTexts(Struct, frozen=True):
    """The texts of a lead that may hold a request."""

    id: int
    notes: str
    extras: Mapping[str, str]
    draft: str


def reading_of(connection: Connection, version: int) -> Reading:
    """Return how far this version has read; a new version begins with the first lead."""
    stored = connection.execute(select(settings.c.value).where(settings.c.name == REQUESTS_READ))
    reading = convert(stored.scalar() or {}, Reading)
    if reading.version == version:
        return reading
    return Reading(version, 0, connection.execute(select(func.max(leads.c.id))).scalar() or 0)


def store_reading(connection: Connection, reading: Reading) -> None:
    """Store how far the leads have been read, in the transaction that marks them."""
    value = to_builtins(reading)
    known = update(settings).where(settings.c.name == REQUESTS_READ).values(value=value)
    if not connection.execute(known).rowcount:
        connection.execute(insert(settings).values(name=REQUESTS_READ, value=value))


def count_unread(connection: Connection, reading: Reading) -> int:
    """Count the leads that are still to be read."""
    unread = leads.c.id > reading.last, leads.c.id <= reading.end, in_sight()
    return int(connection.execute(select(func.count()).where(*unread)).scalar_one())


def next_texts(connection: Connection, reading: Reading, limit: int) -> list[LeadTexts]:
    """Return the texts of the next leads to be read, by id."""
    columns = (leads.c.id, leads.c.notes, leads.c.extras, leads.c.draft)
    wanted = select(*columns).where(leads.c.id > reading.last, leads.c.id <= reading.end)
    return [*read_rows(connection, LeadTexts, wanted.order_by(leads.c.id).limit(limit))]


def file_of(connection: Connection, lead_id: int) -> str:
    """Return the file that brought a lead, "" if none did."""
    named = select(import_batches.c.file).join(leads, leads.c.batch_id == import_batches.c.id)
    return connection.execute(named.where(leads.c.id == lead_id)).scalar() or ""
