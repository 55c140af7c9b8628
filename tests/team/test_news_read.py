"""Who has read the news of the law: each supervisor by their own login."""

from console.supervision.firm.settings import put_setting
from db.engine.database import open_database
from db.team.grants import Role
from db.team.logins import add_login
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.team.conftest import Team

MENTION = "News of the law"


def test_the_news_are_read_by_each_supervisor_and_once(
    team: Team, lines: dict[str, CommandLine], clock: FrozenClock
) -> None:
    owner = open_database(team.owner)
    add_lead(owner, "Val", "(802) 555-0147", region="VT")
    put_setting(owner, "firm_name", "Acme", "olga", clock())  # before the news
    with owner.write() as connection:
        add_login(connection, team.login("sid"), Role.SUPERVISOR)
    owner.close()
    clock.advance(days=14)
    sue = lines["sue"]
    sid = CommandLine(team.address("sid"), clock, sue.capture, sue.config)
    assert MENTION in sue.bare("--db", sue.db, "report", "today").out
    news = sue.bare("--db", sue.db, "rules", "news")
    assert news.status == 0
    assert "Vermont" in news.out
    clock.advance(minutes=1)
    assert MENTION not in sue.bare("--db", sue.db, "report", "today").out
    assert MENTION in sid.bare("--db", sid.db, "report", "today").out
    assert sid.bare("--db", sid.db, "rules", "news").out == news.out
    assert MENTION not in sid.bare("--db", sid.db, "report", "today").out
    assert "Vermont" not in sue.bare("--db", sue.db, "rules", "news").out


def test_an_agents_and_an_auditors_login_read_the_news_without_a_mark(
    team: Team, lines: dict[str, CommandLine], clock: FrozenClock
) -> None:
    owner = open_database(team.owner)
    put_setting(owner, "firm_name", "Acme", "olga", clock())
    owner.close()
    clock.advance(days=14)
    auditor, agent = lines["adi"], lines["ann"]
    for _ in range(2):
        news = auditor.bare("--db", auditor.db, "rules", "news")
        assert (news.status, news.err) == (0, "")
        assert "Vermont" in news.out
    assert agent.bare("--db", agent.db, "rules", "news").status == 0
    since = agent.bare("--db", agent.db, "rules", "news", "--since", "2026-11-01")
    assert "Vermont" in since.out
