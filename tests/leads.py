"""Putting leads into a test's database the way an import leaves them."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import String, Text, func, insert, select, text

from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place, place_to_facts
from db.engine.database import Connection, Database
from db.enums import LeadKind, LineType
from db.leads.search_words import add_words, fill_words
from db.places.stored import place_id_of
from db.tables.leads import lead_lists, leads, numbers, places

PLANTED_AT = datetime.fromisoformat("2026-11-01T12:00:00Z")

BLANK: dict[str, Any] = {
    column.name: ""
    for column in leads.columns
    if isinstance(column.type, String | Text) and not column.nullable
}
"""Every text column of a lead, empty."""


def add_lead(
    database: Database,
    name: str = "Ada Byron",
    phone: str = "(208) 555-0147",
    *more_phones: str,
    kind: LeadKind = LeadKind.BUSINESS,
    line: LineType = LineType.UNKNOWN,
    region: str = "",
    postal_code: str = "",
    country: str = "US",
    list_name: str = "Fair",
    cleared_on: date | None = None,
    **values: Any,
) -> int:
    """Stores one lead with its numbers and returns its id; `values` are columns of `lead`."""
    with database.write() as connection:
        list_id = _list_id(connection, list_name, kind)
        placed = []
        for text in (phone, *more_phones):
            read = read_phone(text, country)
            place = find_place(
                read,
                country=country,
                region=region,
                postal_code=postal_code,
                city=str(values.get("city", "")),
                address=str(values.get("address", "")),
                kind=kind,
                line=line,
                cleared_on=cleared_on,
            )
            placed.append((read, place_id_of(connection, place_to_facts(place))))
        stored = {
            **BLANK,
            "list_id": list_id,
            "name": name,
            "region": region,
            "postal_code": postal_code,
            "country": country,
            "kind": kind,
            "priority": 0,
            "place_id": placed[0][1],
            "status": "open",
            "extras": {},
            "dials": 0,
            "noes": 0,
            **values,
        }
        lead_id = connection.execute(insert(leads).values(**stored).returning(leads.c.id))
        count = int(lead_id.scalar_one())
        for position, (read, place_id) in enumerate(placed):
            connection.execute(
                insert(numbers).values(
                    lead_id=count,
                    position=position,
                    e164=read.e164,
                    extension=read.extension,
                    label="",
                    line=line,
                    status="open",
                    place_id=place_id,
                )
            )
        add_words(connection, [count])
        return count


def _list_id(connection: Connection, name: str, kind: LeadKind) -> int:
    value = connection.execute(select(lead_lists.c.id).where(lead_lists.c.name == name)).scalar()
    if value is None:
        value = connection.execute(
            insert(lead_lists)
            .values(name=name, kind=kind, country="US", created_at=PLANTED_AT)
            .returning(lead_lists.c.id)
        ).scalar_one()
    return int(value)


def count_leads(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(leads)).scalar_one())


def add_many(database: Database, count: int, spread: int) -> None:
    """`count` leads over `spread` places; each second pair of leads shares a phone."""
    with database.write() as connection:
        place_ids = [
            connection.execute(
                insert(places).values(facts=_place(n)).returning(places.c.id)
            ).scalar_one()
            for n in range(spread)
        ]
        list_id = connection.execute(
            insert(lead_lists)
            .values(name="Bulk", kind="business", country="US", created_at=PLANTED_AT)
            .returning(lead_lists.c.id)
        ).scalar_one()
        connection.execute(
            insert(leads),
            [
                {
                    **BLANK,
                    "id": n,
                    "list_id": list_id,
                    "name": f"Lead {n}",
                    "kind": "business",
                    "priority": n % 7,
                    "place_id": place_ids[n % spread],
                    "status": "open",
                    "extras": {},
                    "dials": 0,
                    "noes": 0,
                }
                for n in range(1, count + 1)
            ],
        )
        connection.execute(
            insert(numbers),
            [
                {
                    "lead_id": n,
                    "position": 0,
                    "e164": f"+1208{5550000 + (n - n % 2 if n % 4 < 2 else n):07}",
                    "extension": "",
                    "label": "",
                    "line": "unknown",
                    "status": "open",
                    "place_id": place_ids[n % spread],
                }
                for n in range(1, count + 1)
            ],
        )
        fill_words(connection)
        connection.execute(text("ANALYZE"))


def _place(number: int) -> str:
    """One of many places that differ only in the day their list was cleared on."""
    phone = read_phone("(208) 555-0100")
    cleared_on = date(2026, 11, 1) + timedelta(days=number)
    place = find_place(phone, kind=LeadKind.BUSINESS, cleared_on=cleared_on)
    return place_to_facts(place)
