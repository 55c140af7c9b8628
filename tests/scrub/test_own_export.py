"""Our own export of calls is judged again: by what each call rested on, and only calls made."""

import csv
import io
from datetime import date
from pathlib import Path

from console.cards.lead import Card
from console.desk import Desk
from db.engine.database import Database
from db.enums import LeadKind
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.leads import add_lead


def test_a_call_that_was_cleared_elsewhere_is_cleared_and_one_that_came_in_is_left_out(
    smiledial: CommandLine, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    cleared = date(2026, 11, 10)
    kind = LeadKind.CONSUMER
    ada = add_lead(database, "Ada", "(208) 555-0147", kind=kind, cleared_on=cleared)
    desk = Desk(database, clock, "ann", zone="America/New_York")
    card = desk.open()
    assert isinstance(card, Card)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "no")
    rang = desk.inbound.ring(ada)
    desk.record(rang.claim, "no")
    file = tmp_path / "calls.csv"
    assert smiledial("export", "attempts", "--output", str(file)).status == 0
    clock.advance(days=60)
    answer = smiledial("scrub", str(file), "--at-column", "dialled_at")
    assert answer.status == 0, answer.err
    [row] = csv.DictReader(io.StringIO(answer.out))
    verdict = row.get("smiledial_verdict") or row["verdict"]
    assert (row["direction"], verdict) == ("outbound", "call")
