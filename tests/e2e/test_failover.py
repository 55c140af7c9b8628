"""A team on a cluster of three: the leader lost in the middle of a call, a replica lost."""

import json
import os
import re
import signal
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from psycopg import Connection

from console.__main__ import run
from scripts.cluster import Cluster, Member, cluster, wait_until
from tests.conftest import FrozenClock
from tests.e2e.calling import NOTHING_LOST, calling, dial, end, fill, is_another, outcomes
from tests.e2e.terminal import Terminal

pytestmark = pytest.mark.failover

_serial = count(1)


@pytest.fixture(scope="module")
def servers() -> Iterator[Cluster]:
    with cluster(3, seconds=300) as result:
        yield result


@pytest.fixture
def whole(servers: Cluster) -> Cluster:
    """A leader and two replicas, one of which a commit waits for, whatever was done before."""
    for member in servers.members:
        if member.keeper is None:
            servers.start(member)
    wait_until(lambda: servers.leader() and len(servers.replicas()) == 2, servers)
    wait_until(servers.synchronous, servers)
    return servers


@pytest.fixture
def address(whole: Cluster) -> str:
    name = f"shift_{next(_serial)}"
    with Connection.connect(whole.address(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    fill(whole.address(name))
    return whole.address(name)


@pytest.fixture
def console(address: str, clock: FrozenClock, tmp_path: Path) -> Iterator[Terminal]:
    with calling(address, clock, tmp_path) as (terminal, _):
        yield terminal


def test_a_lost_replica_delays_a_commit_and_reports_are_read_from_whichever_answers(
    whole: Cluster, console: Terminal, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    end(console, dial(console))
    lead = dial(console)
    first, second = whole.replicas()
    if first not in whole.synchronous():
        first, second = second, first
    first.crash()
    end(console, lead)
    assert outcomes(address) == ["no"] * 2

    asked = f"{address}&replica={','.join(member.address for member in whole.members)}"
    assert run(["--db", asked, "report", "agents"]) == 0
    text = capsys.readouterr().err
    assert re.search(r"Read from a replica: as of \d\d:\d\d:\d\d, (in step|\d+ s behind)", text)
    _stop_replaying(second)
    end(console, dial(console))

    def is_behind(report: str) -> bool:
        assert run(["--db", asked, "report", report]) == 0
        return (
            re.search(r"from a replica: .*, [1-9]\d* s behind", capsys.readouterr().err) is not None
        )

    for report in ("agents", "when", "openings", "answers"):
        _fall_behind_anew(whole, second, address)
        wait_until(partial(is_behind, report), whole)
    second.crash()
    assert run(["--db", asked, "report", "today", "--format", "json"]) == 0
    source = json.loads(capsys.readouterr().out)["source"]
    assert not source["is_replica"]
    assert source["passed_over"]


def _stop_replaying(member: Member) -> None:
    """Patroni would resume a replay that was paused by SQL within two seconds."""
    assert member.replayer, "0 would be ourselves"
    os.kill(member.replayer, signal.SIGSTOP)


def _fall_behind_anew(whole: Cluster, member: Member, address: str) -> None:
    """Let the replica replay all, and then no more: a minute later it would be passed over."""
    replica = f"postgresql://postgres@{member.address}/postgres"
    write = "SELECT pg_logical_emit_message(true, 'test', '')"
    with Connection.connect(address, autocommit=True) as leader:
        os.kill(member.replayer, signal.SIGCONT)
        leader.execute(write)
        row = leader.execute("SELECT pg_current_wal_flush_lsn()::text").fetchone()
        assert row is not None

        def has_replayed() -> bool:
            with Connection.connect(replica) as reader:
                reply = reader.execute(f"SELECT pg_last_wal_replay_lsn() >= '{row[0]}'").fetchone()
            return reply == (True,)

        wait_until(has_replayed, whole)
        _stop_replaying(member)
        leader.execute(write)


def test_the_leader_is_lost_in_the_middle_of_a_call_and_nothing_acknowledged_is(
    whole: Cluster, console: Terminal, address: str
) -> None:
    for _ in range(3):
        end(console, dial(console))
    lead = dial(console)
    lost = whole.leader()
    assert lost
    lost.crash()
    console.press("n")
    assert lead in console.wait_for(NOTHING_LOST), "the card stays"
    wait_until(whole.leader, whole)
    console.press("\r")
    console.wait_for(partial(is_another, lead))
    end(console, dial(console))
    assert outcomes(address) == ["no"] * 5


def test_where_commits_wait_for_no_replica_the_last_outcomes_may_be_lost(
    whole: Cluster, console: Terminal, address: str
) -> None:
    """What asynchronous replication risks, as docs/how-to/cluster.md says."""
    whole.configure(synchronous_mode=False)
    wait_until(lambda: not whole.synchronous(), whole)
    end(console, dial(console))
    lead = dial(console)
    replicas = whole.replicas()
    wait_until(lambda: all(replica.receiver for replica in replicas), whole)
    stopped = [replica.receiver for replica in replicas]
    assert all(stopped), "0 would be ourselves"
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    end(console, lead)  # acknowledged, and on one machine only
    lost = whole.leader()
    assert lost
    lost.crash()
    for pid in stopped:  # what was on its way to them is gone with the line
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGCONT)
    wait_until(whole.leader, whole)
    assert outcomes(address).count("no") == 1
    whole.configure(synchronous_mode=True)
