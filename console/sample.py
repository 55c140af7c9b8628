"""The sample: invented leads on numbers that ring nowhere, and a small registry that lists one."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import console
from console.desk import Desk
from console.importing.leads import Wish, import_leads
from console.importing.registries import load_numbers
from console.rules.phone import read_phone
from db.engine import Database
from db.enums import RegistryKind

LISTED = "+15035550133"
"""The sample lead who stands on the sample registry."""


def sample_file() -> Path:
    """`seed_leads.csv`: inside the installed package, or at the top of a checkout."""
    packaged = Path(console.__path__[0]) / "seed_leads.csv"
    return packaged if packaged.exists() else packaged.parents[1] / "seed_leads.csv"


def fill_sample(database: Database, desk: Desk, now: datetime) -> None:
    """Loads the registry as of today and the leads, plans them and starts the first session."""
    file = sample_file()
    load_numbers(
        database,
        source="us-national",
        name="",
        kind=RegistryKind.BARS,
        as_of=now.astimezone(UTC).date(),
        numbers=[LISTED],
        area_codes=_consumers_area_codes(file),
        file="sample registry",
        agent=desk.agent,
        now=now,
    )
    import_leads(database, file, Wish(list_name="sample"), agent=desk.agent, now=now)
    planned = desk.plan()
    if planned:
        desk.start_session(planned[0].session_id)


def _consumers_area_codes(file: Path) -> set[str]:
    with file.open(encoding="utf-8", newline="") as text:
        phones = [
            read_phone(row[column], row["country"])
            for row in csv.DictReader(text)
            for column in ("phone", "phone_2")
            if row["kind"] == "consumer" and row[column]
        ]
    return {phone.area_code for phone in phones if phone.area_code}
