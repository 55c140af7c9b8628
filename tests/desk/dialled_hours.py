"""Weeks of dials to a list nobody waits in, some hours of which reach more people."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from db.calls.tallies import tally_anew
from db.columns import EPOCH
from db.engine.database import Database
from db.enums import LeadKind
from db.tables.calls import attempts
from tests.leads import add_lead

EACH = 20
"""Dials in each hour of each day."""


def plant_hours(
    database: Database, before: datetime, good: range, weeks: int = 4, reached: int = 12
) -> None:
    """On working days from eight to six 4 of 20 dials reach a person, in `good` hours `reached`."""
    lead_id = add_lead(
        database, "Old Hand", "(303) 555-0100", list_name="Old", kind=LeadKind.BUSINESS, dials=9
    )
    monday = (before - timedelta(days=before.weekday() + 7 * weeks)).replace(tzinfo=UTC)
    rows = []
    for day in (day for day in range(7 * weeks) if day % 7 < 5):
        for hour in range(8, 18):
            at = monday.replace(hour=0, minute=0) + timedelta(days=day, hours=hour + 7)
            for number in range(EACH):
                is_talk = number < (reached if hour in good else 4)
                rows.append(
                    {
                        "claim": f"old{day}-{hour}-{number}",
                        "lead_id": lead_id,
                        "e164": "",
                        "agent": "old",
                        "direction": "outbound",
                        "dialled_at": at,
                        "ended_at": at,
                        "outcome": "no" if is_talk else "no_answer",
                        "note": "",
                        "verdict": {"verdict": "call"},
                        "tzdata": "2026.6",
                        "salt": "",
                        "hour_there": (at - timedelta(hours=7) - EPOCH) // timedelta(hours=1),
                    }
                )
    with database.write() as connection:
        connection.execute(insert(attempts), rows)
        tally_anew(connection)
