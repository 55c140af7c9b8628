"""The hour of a call on the clock of the person called, as the verdict it was made under has it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text

from db.columns import EPOCH

HOUR = timedelta(hours=1)

_LOCAL = {
    "sqlite": "json_extract(verdict, '$.zones[0].local')",
    "postgresql": "verdict #>> '{zones,0,local}'",
}
"""`2026-11-26T10:00-05:00`, in the zone that is trusted most, which stands first."""

_HOURS = {
    "sqlite": "CAST(strftime('%s', substr({local}, 1, 16)) AS integer) / 3600",
    "postgresql": (
        "CASE WHEN {local} ~ '^\\d{{4}}-\\d\\d-\\d\\dT\\d\\d:\\d\\d' THEN CAST(floor(extract("
        "epoch FROM CAST(substr({local}, 1, 16) AS timestamp)) / 3600) AS integer) END"
    ),
}


def hour_there(verdict: Mapping[str, object]) -> int | None:
    """Hours since 1970 as clocks there showed them; None where the verdict names no zone."""
    zones = verdict.get("zones")
    first = zones[0] if isinstance(zones, list) and zones else {}
    local = first.get("local") if isinstance(first, dict) else None
    if not isinstance(local, str):
        return None
    return (datetime.fromisoformat(local).replace(tzinfo=UTC) - EPOCH) // HOUR


def fill_hours_there(connection: Connection) -> None:
    """Of calls stored without it. Reads every verdict."""
    dialect = connection.dialect.name
    hours = _HOURS[dialect].format(local=_LOCAL[dialect])
    connection.execute(text(f"UPDATE attempt SET hour_there = {hours} WHERE verdict IS NOT NULL"))
