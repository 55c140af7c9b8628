"""Screenings: expressions, and saved ones by name (segments)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from console.files.fields.lead_fields import ASKED
from console.firm.settings import home_country_of
from console.rules.places.facts import place_from_facts
from console.rules.screening.expressions import read_screening
from console.rules.screening.matching import ScreeningError, value_fits
from console.rules.text import clean_line
from console.rules.values import Place
from console.trouble import BadInput
from db.audit import log
from db.conditions import Condition, Empty, Leaf
from db.engine.database import Connection, Database, is_agent
from db.firm.settings import put, read_firm, revising
from db.leads.screening import Where, where
from db.places.stored import places_after

SEGMENTS = "segments"
"""The firm's setting that holds the saved screenings: name -> expression."""


def read_where(connection: Connection, text: str, now: datetime, zone: str) -> Condition:
    """Parse an expression, or the segment of `@NAME`. Raises BadInput."""
    if is_agent(connection):
        raise BadInput(
            "A screening looks at everybody, and your login sees the leads you call: a supervisor "
            "plans sessions by it."
        )
    if text.lstrip().startswith("@"):
        name = text.strip()[1:]
        saved = segments_of(connection)
        if name not in saved:
            known = f"saved are {', '.join(saved)}" if saved else "none is saved"
            raise BadInput(f"There is no segment “{clean_line(name)}”: {known}.")
        text = saved[name]
    return _read(text, now, zone, home_country_of(read_firm(connection)))


def sql_where(connection: Connection, condition: Condition) -> Where:
    """Return the condition as SQL on the table of leads."""
    places: dict[int, Place] = {}

    # The database stores a place as text, so Python decides which places match, and the statement
    # gets their ids. Read the places only if the condition asks for one.
    def places_for(leaf: Leaf) -> Collection[int]:
        if not places:
            places.update(
                (id_, place_from_facts(text)) for id_, text in places_after(connection, 0)
            )
        return [id_ for id_, place in places.items() if place_fits(leaf, place)]

    return where(condition, connection.dialect.name, places_for)


def place_fits(leaf: Leaf, place: Place) -> bool:
    """Return whether a place meets a condition on places."""
    values = values_of_place(place)[leaf.field]
    if isinstance(leaf, Empty):
        return not values
    return any(value_fits(leaf, value) for value in values)


def values_of_place(place: Place) -> dict[str, tuple[str, ...]]:
    """Return the values of a place that a condition may ask for: see `db.conditions.OF_PLACES`."""
    return {
        "zone": tuple(zone.value for zone in place.zones),
        "jurisdiction": tuple(jurisdiction.value for jurisdiction in place.jurisdictions),
        "line": (place.line.value,),
    }


def segments_of(connection: Connection) -> Mapping[str, str]:
    """Return the saved screenings, by name."""
    saved = read_firm(connection).get(SEGMENTS, {})
    assert isinstance(saved, dict)
    return dict(sorted(saved.items()))


def save_segment(database: Database, name: str, expression: str, agent: str, now: datetime) -> None:
    """Save an expression under a name; replace an earlier one. Raises BadInput."""
    if not name or name != clean_line(name) or " " in name or name.startswith("@"):
        raise BadInput("The name of a segment is one word: rich-dentists.")
    with database.read() as connection:
        _read(expression, now, "UTC", home_country_of(read_firm(connection)))
    with revising(database) as connection:
        saved = {**segments_of(connection), name: expression}
        changes = put(connection, SEGMENTS, saved)
        # An expression may name a person: the log holds only the name of the segment.
        log.append(connection, now, agent, "segment_save", {"segment": name}, changes)


def remove_segment(database: Database, name: str, agent: str, now: datetime) -> None:
    """Remove a saved screening. Raises BadInput where there is none of that name."""
    with revising(database) as connection:
        saved = dict(segments_of(connection))
        if saved.pop(name, None) is None:
            raise BadInput(f"There is no segment “{clean_line(name)}”.")
        changes = put(connection, SEGMENTS, saved)
        log.append(connection, now, agent, "segment_remove", {"segment": name}, changes)


def _read(text: str, now: datetime, zone: str, home: str) -> Condition:
    try:
        return read_screening(text, ASKED, now, zone, home)
    except ScreeningError as error:
        raise BadInput(f"The screening cannot be read. {error}") from None
