"""The calls an hour of one shift read the same wherever they are told."""

import csv
import io
import json
import re
from functools import partial

from console.tui.call_view.number_panel import big
from db.engine.database import Database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for


async def test_a_shift_has_one_pace_on_the_screen_in_the_summary_for_supervisors_and_in_reports(
    database: Database, clock: FrozenClock, smiledial: CommandLine
) -> None:
    """Six minutes of calls, four between two of them, and 21 of lunch: three dials in ten."""
    for line in range(4):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}")
    ann = desk_for(database, clock)
    ann.sessions.plan()
    ann.sessions.start(ann.sessions.all()[0].session_id)
    for minutes, after in ((3, 4), (2, 21), (1, 1)):
        call(ann, "no", talk=partial(clock.advance, minutes=minutes))
        clock.advance(minutes=after)
    async with at_the_desk(database, clock, size=(160, 50)) as agent:
        assert "18 calls an hour" in agent.pace
        await agent.press("f2")
        assert all(row in agent.screen_text for row in big("18"))
        assert re.search(r"ann .* 18 +2:00", agent.screen_text)
        await agent.press("escape", "q", "e")
        assert "an hour" in agent.question
        assert all(row in agent.screen_text for row in big("18"))
    (session,) = json.loads(smiledial("report", "sessions", "--format", "json").out)
    assert session["per_hour"] == 18
    rows = csv.DictReader(io.StringIO(smiledial("report", "agents", "--format", "csv").out))
    assert {row["an hour"] for row in rows} == {"18.0"}
    assert "18 an hour each" in smiledial("report", "line").out
