"""The leads of a simulated day, and a supervisor's work during it."""

import re
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from benchmarks.day_proof import HOURS
from console.desk import Desk
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.maintenance.backup.backups import write_backup
from console.supervision.firm.settings import put_setting
from db.engine.database import open_database
from db.enums import LeadKind
from db.schema import prepare
from db.team.grants import Role
from db.team.logins import add_login
from db.team.roles import init_team

OTHERS = "Others"
"""The list that is imported or planned besides the day's own."""

FAR = 10_000_000
"""The number of its first lead: far enough that no phone number is on both lists."""


def fill(
    address: str, folder: Path, leads: int, others: int, now: datetime, lease: timedelta
) -> None:
    with closing(open_database(address)) as database:
        prepare(database)
        put_setting(database, "lease", f"{lease.total_seconds() / 60:.0f}", "sue", now)
    _bring(address, _write(folder / "day.csv", leads), "Day", now)
    if others:
        bring_others(address, folder, others, now)
    with closing(open_database(address)) as database, database.write() as connection:
        connection.exec_driver_sql("ANALYZE")


def bring_others(address: str, folder: Path, others: int, now: datetime) -> None:
    _bring(address, _write(folder / "others.csv", others, FAR), OTHERS, now)


def admit(address: str, agents: Sequence[str]) -> None:
    """Create the roles, and a login with an agent's rights for each agent."""
    with closing(open_database(address)) as database:
        with database.write() as connection:
            init_team(connection)
        for name in agents:
            with database.write() as connection:
                add_login(connection, name, Role.AGENT)


def as_login(address: str, name: str) -> str:
    return re.sub("//[^@/]*@", f"//{name}@", address, count=1)


def plan_others(address: str, _folder: Path, _others: int, now: datetime) -> None:
    with closing(open_database(address)) as database:
        Desk(database, lambda: now, "sue").sessions.plan(list_name=OTHERS)


def back_up(address: str, folder: Path, _others: int, now: datetime) -> None:
    with closing(open_database(address)) as database:
        write_backup(database, folder / "backup.db", "sue", now, lambda *_: None)


BESIDE = {"import": bring_others, "plan": plan_others, "backup": back_up}


def _write(path: Path, rows: int, start: int = 0) -> Path:
    """Write consumers with landlines; every twentieth also has the number of another one."""
    areas = [*HOURS]

    def number(n: int) -> str:
        line, area = divmod(n, len(areas))
        return f"{areas[area]}{230 + line // 10_000}{line % 10_000:04}"

    with path.open("w", encoding="utf-8") as out:
        out.write("name,phone,phone 2,line_type\n")
        for n in range(start, start + rows):
            has_second = n % 20 == 0 and n >= start + len(areas)
            out.write(
                f"Person {n},{number(n)},{number(n - len(areas)) if has_second else ''},landline\n"
            )
    return path


def _bring(address: str, path: Path, name: str, now: datetime) -> None:
    wish = ImportOptions(
        name, country="US", kind=LeadKind.CONSUMER, scrubbed_on=date(now.year, now.month, now.day),
        is_sure=True,
    )  # fmt: skip
    with closing(open_database(address)) as database:
        result = import_leads(database, path, wish, agent="sue", now=now)
    print(f"  {result.imported:,} leads of {result.rows:,} brought in", file=sys.stderr)
