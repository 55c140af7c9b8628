"""Find columns of time zones that contradict the places of their rows."""

import contextlib
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from console.files.fields.cells.phones import phones_in
from console.files.fields.cells.readers import read_stated_zone
from console.files.fields.columns.country_guess import Home
from console.files.fields.columns.headings import ColumnName
from console.files.fields.columns.layout import KEPT, Columns
from console.files.fields.warnings import Doubt
from console.rules.phone.numbers import PhoneError
from console.rules.places.finding import find_place, is_zone
from console.rules.text import as_typed, clean_line

SHOWN = 3
_DAYS = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))
"""Days in winter and summer, by which zones with the same clock are known."""


def doubt_zones(
    columns: Columns,
    rows: Sequence[Sequence[str]],
    homes: Sequence[Home],
    decided: Collection[str],
) -> Iterator[Doubt]:
    """Yield a doubt about each kept column that names other zones than its rows are in.

    A vendor often takes the zone from the number, so it never decides the hours by itself.
    """
    if columns.are_ours or "zone" in columns.fields:
        return
    for position, name in columns.kept:
        if name in decided or not _names_zone(columns.names[position]):
            continue
        others = dict.fromkeys(
            cell
            for row, home in zip(rows, homes, strict=True)
            if (cell := row[position].strip()) and _contradicts(cell, columns, row, home)
        )
        if others:
            shown = ", ".join(f"“{clean_line(cell)[:24]}”" for cell in [*others][:SHOWN])
            yield Doubt(
                f"“{clean_line(name)}” names other clocks ({shown}) than the places and numbers of "
                "its rows, and decides no hours.",
                f"--map zone={as_typed(name)} if the people said so themselves; "
                f"--map {KEPT}={as_typed(name)} keeps it as text.",
                needs_answer=True,
            )


def _names_zone(name: ColumnName) -> bool:
    words = set(name.words)
    return "timezone" in words or "tz" in words or {"time", "zone"} <= words


def _contradicts(cell: str, columns: Columns, row: Sequence[str], home: Home) -> bool:
    """Return whether a cell names a zone whose clock none of the row's places has."""
    zone = read_stated_zone(cell)
    if not is_zone(zone):
        return False
    country, region, postal_code = (
        row[columns.fields[name]].strip() if name in columns.fields else ""
        for name in ("country", "region", "postal_code")
    )
    for column in columns.phones:
        if not row[column.position].strip():
            continue
        with contextlib.suppress(PhoneError):
            for phone in phones_in(column, row, home):
                place = find_place(phone, country=country, region=region, postal_code=postal_code)
                known = place.zones
                return bool(known) and all(_clock(zone) != _clock(each.value) for each in known)
    return False


@lru_cache(1024)
def _clock(zone: str) -> tuple[timedelta | None, ...]:
    return tuple(day.astimezone(ZoneInfo(zone)).utcoffset() for day in _DAYS)
