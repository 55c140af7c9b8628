"""Screenings in use: a plan of some leads, and screenings saved under a name."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from console.lists.screening import save_segment, segments_of
from console.supervision.firm.territories import add_agents, read_territories
from console.trouble import BadInput
from db.engine.database import Database
from db.firm.settings import bump_revision
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import desk_for
from tests.waiting import wait_until_so_many_wait


def test_a_plan_takes_only_the_leads_that_fit(database: Database, clock: FrozenClock) -> None:
    for line, occupation in enumerate(["Dentist", "Baker", "dentist", ""]):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}", occupation=occupation)
    desk = desk_for(database, clock)
    (session,) = desk.sessions.plan(where="occupation = dentist").sessions
    assert session.size == 2
    (rest,) = desk.sessions.plan(where="not (occupation = dentist)").sessions
    assert rest.size == 2
    with pytest.raises(BadInput, match="There is no field “occupaton”"):
        desk.sessions.plan(where="occupaton = dentist")


def test_a_segment_is_saved_used_and_forgotten(database: Database, smiledial: CommandLine) -> None:
    add_lead(database, "Ada", income=150_000)
    add_lead(database, "Bo", "(208) 555-0199", income=50_000)
    assert smiledial("segments", "save", "rich", "income >= 100k").status == 0
    assert smiledial("segments", "list", "--json").document == [
        {"name": "rich", "where": "income >= 100k"}
    ]
    planned = smiledial("sessions", "plan", "--where", "@rich", "--json").document
    assert [session["size"] for session in planned["sessions"]] == [1]
    assert smiledial("segments", "remove", "rich").status == 0
    gone = smiledial("sessions", "plan", "--where", "@rich")
    assert gone.status == 3
    assert "There is no segment “rich”: none is saved." in gone.err
    assert smiledial("audit", "verify").status == 0


def test_a_fault_is_shown_in_the_shell_with_a_caret(smiledial: CommandLine) -> None:
    answer = smiledial("segments", "save", "rich", "incom >= 100k")
    assert answer.status == 3
    assert "incom >= 100k\n  ^" in answer.err


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_segments_and_territories_of_two_who_save_at_once_are_all_kept(
    database: Database, clock: FrozenClock
) -> None:
    save_segment(database, "rich", "income > 5", "sue", clock())
    add_agents(database, "WEST", ["ann"], "sue", clock())
    with ThreadPoolExecutor() as pool:
        with database.write() as connection:
            bump_revision(connection)  # so that all of them meet here
            saves: list[Future[Any]] = [
                *(
                    pool.submit(save_segment, database, name, "income > 6", "sue", clock())
                    for name in ("old", "new")
                ),
                *(
                    pool.submit(add_agents, database, name, ["bob"], "sue", clock())
                    for name in ("WEST", "EAST")
                ),
            ]
            wait_until_so_many_wait(database, len(saves))
        for save in saves:
            save.result()
    with database.read() as connection:
        assert list(segments_of(connection)) == ["new", "old", "rich"]
    assert read_territories(database) == {"EAST": ["bob"], "WEST": ["ann", "bob"]}
