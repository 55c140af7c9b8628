"""The firm's own outcomes on the calling screen."""

from msgspec.structs import replace

from console.firm.outcomes import add, outcomes_of, retire
from db.engine.database import Database
from db.firm.outcomes import OutcomeRow
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


def not_now(database: Database) -> OutcomeRow:
    busy = next(row for row in outcomes_of(database) if row.code == "busy")
    return replace(busy, code="not_now", label="Not now", key="z")


async def test_a_change_of_the_outcomes_reaches_an_open_console(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with at_the_desk(database, clock, size=(200, 50)) as agent:
        await agent.press("enter")
        add(database, not_now(database), {}, "boss", clock())
        retire(database, "gatekeeper", "boss", clock())
        await agent.press("z")
        assert agent.verdict.startswith("ON CALL")
        await agent.time_passes(minutes=1)
        await agent.time_passes(seconds=1)
        assert "z Not now" in " ".join(agent.screen_text.split())
        assert "Gatekeeper" not in agent.footer
        await agent.press("z")
        assert not agent.verdict.startswith("ON CALL")


async def test_the_firms_own_outcomes_show_their_keys_on_a_small_screen(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    for key, label in (("z", "Not now"), ("Z", "Bad line"), ("B", "Moved away")):
        row = replace(not_now(database), code=label.lower().replace(" ", "_"), label=label, key=key)
        add(database, row, {}, "boss", clock())
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        rows = agent.screen_text.split("\n")
        assert rows[-3].startswith(" n No  y Yes  Y Appointment  c")
        assert rows[-1].endswith("X …person  k Complaint  z Not now  Z Bad line  B Moved away   ?")
