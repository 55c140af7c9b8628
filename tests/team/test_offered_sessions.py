"""Agents with logins of their own press Enter on the same offered session at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import console.view.state.commands as commands
from console.cards.waiting import SessionCard
from console.desk import Desk
from console.view.state.commands import Scene
from db.engine.database import open_database
from db.team.grants import Role
from db.team.logins import add_login
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.team.conftest import Team
from tests.team.shift import fill
from tests.tui.driver import HERE

NAMES = ("cleo", "dora", "emma", "fay", "gwen", "hope")


def test_a_login_is_offered_the_session_in_which_somebody_can_be_called(
    team: Team, clock: FrozenClock
) -> None:
    owner = open_database(team.owner)
    add_lead(owner, "Kai", "(808) 555-0101", list_name="Hawaii")
    add_lead(owner, "Ada", "(208) 555-0101", list_name="Boise")
    planner = Desk(owner, clock, "olga", zone=HERE)
    (boise,) = planner.sessions.plan(list_name="Boise").sessions
    (hawaii,) = planner.sessions.plan(list_name="Hawaii").sessions
    with owner.write() as connection:
        add_login(connection, team.login(NAMES[0]), Role.AGENT)
    owner.close()
    database = team.open(NAMES[0])
    desk = Desk(database, clock, team.login(NAMES[0]), zone=HERE)
    scene = commands.start_session(desk, hawaii.session_id, None)
    assert scene.offer is not None
    assert scene.offer.session_id == boise.session_id
    desk.away.go(None)
    offer = commands.come_back(desk).offer
    assert offer is not None
    assert offer.session_id == boise.session_id
    database.close()


def test_a_login_counts_the_leads_that_fit_and_is_told_no_hidden_name(
    team: Team, clock: FrozenClock
) -> None:
    owner = open_database(team.owner)
    add_lead(owner, "Kai", "(808) 555-0101")
    add_lead(owner, "Ada", "(208) 555-0101")
    with owner.write() as connection:
        add_login(connection, team.login(NAMES[0]), Role.AGENT)
    planner = Desk(owner, clock, "olga", zone=HERE)
    assert {name for name, _ in planner.sessions.fitting("", outside_plan=True).first} == {
        "Ada",
        "Kai",
    }
    owner.close()
    database = team.open(NAMES[0])
    desk = Desk(database, clock, team.login(NAMES[0]), zone=HERE)
    fitting = desk.sessions.fitting("", outside_plan=False)
    assert (fitting.count, fitting.first) == (2, ())
    database.close()


def test_agents_with_logins_start_a_session_each(team: Team, clock: FrozenClock) -> None:
    owner = open_database(team.owner)
    fill(owner)
    assert len(Desk(owner, clock, "olga", zone=HERE).sessions.plan(size=2).sessions) == 7
    with owner.write() as connection:
        for name in NAMES:
            add_login(connection, team.login(name), Role.AGENT)
    owner.close()
    databases = {team.login(name): team.open(name) for name in NAMES}
    desks = [Desk(database, clock, agent, zone=HERE) for agent, database in databases.items()]
    offers = [commands.open_up(desk).scene.offer for desk in desks]
    together = Barrier(len(NAMES))

    def press_enter(desk: Desk, offer: SessionCard | None) -> Scene:
        assert offer is not None
        together.wait()
        return commands.start_offered(desk, offer, None)

    with ThreadPoolExecutor(len(NAMES)) as crew:
        scenes = list(crew.map(press_enter, desks, offers))
    sessions = {scene.progress.session.session_id for scene in scenes if scene.progress.session}
    assert len(sessions) == len(NAMES)
    for database in databases.values():
        database.close()
