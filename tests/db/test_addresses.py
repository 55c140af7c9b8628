"""The address of a database, as a person writes it."""

import pytest
from sqlalchemy import literal, select

from db.engine.addresses import direct_to, read_address, replica_of, shown
from db.engine.database import Database, DatabaseTrouble, open_database
from db.engine.replica import reports_of

CLUSTER = {"host": "h1,h2", "port": "5432,5433", "target_session_attrs": "read-write"}


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("postgresql://h1,h2:5433/calls", CLUSTER),
        ("postgresql://ann@h1:5432,h2:5433/calls?target_session_attrs=read-write", CLUSTER),
        ("postgres://ann:p,w@h1,h2:5433/calls?sslmode=require", {**CLUSTER, "sslmode": "require"}),
        (
            "postgresql://[::1]:5433,[fe80::2]/calls?target_session_attrs=any",
            {"host": "::1,fe80::2", "port": "5433,5432", "target_session_attrs": "any"},
        ),
        ("postgresql://h1/calls?application_name=a,b", {"application_name": "a,b"}),
    ],
)
def test_of_the_servers_of_a_cluster_the_one_that_takes_writes_is_asked_for(
    address: str, query: dict[str, str]
) -> None:
    url = read_address(address)
    assert (url.drivername, url.database, dict(url.query)) == ("postgresql+psycopg", "calls", query)
    assert "p,w" not in shown(url)
    again = read_address(shown(url))
    assert again.query == url.query


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "postgresql://ann@h1,[::1]:5433/calls?target_session_attrs=any",
            "postgresql://ann@h1:5432,[::1]:5433/calls?target_session_attrs=any",
        ),
        (
            "postgresql://bi@/calls?host=/tmp/pg&replica=h2:5432,h3:5432",
            "postgresql://bi@/calls?host=/tmp/pg&replica=h2:5432,h3:5432",
        ),
        (
            "postgres://bi:secret@h1/calls?sslpassword=x",
            "postgresql://bi:***@h1/calls?sslpassword=***",
        ),
    ],
)
def test_an_address_is_shown_as_it_is_written_without_its_password(written: str, told: str) -> None:
    assert shown(read_address(written)) == told


def test_a_replica_and_a_server_behind_a_pooler_are_other_servers_of_the_same_database() -> None:
    url = read_address(
        "postgresql://ann@pool:6432/calls?direct=h1:5432&replica=h2:5432,h3&sslmode=require"
    )
    direct, replica = direct_to(url), replica_of(url)
    assert direct
    assert replica
    assert dict(direct.query) == {"host": "h1", "port": "5432", "sslmode": "require"}
    several = {"host": "h2,h3", "port": "5432,5432", "target_session_attrs": "standby"}
    assert dict(replica.query) == {**several, "sslmode": "require"}
    assert {direct.host, replica.host} == {None}
    assert {direct.username, replica.username} == {"ann"}


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://h1:x,h2/calls",
        "postgresql://h1,/calls",
        "postgresql://h1/calls?replica=h2:http",
        "postgresql://h1/calls?direct=:5432",
    ],
)
def test_servers_that_cannot_be_read_are_told_in_a_sentence(address: str) -> None:
    with pytest.raises(DatabaseTrouble, match="cannot be read: write"):
        open_database(address)


def test_a_report_for_which_no_replica_answers_is_of_the_server_itself_and_says_so(
    database: Database,
) -> None:
    if database.is_sqlite:
        assert reports_of(database) is database
        return
    server = database.url.query["host"]  # which repeats nobody
    both = open_database(f"{database.where}&replica={server}:5432")
    for _ in range(2):
        with reports_of(both).read() as connection:
            assert connection.execute(select(literal(1))).scalar_one() == 1
        source = reports_of(both).source
        assert source
        assert "not in hot standby mode" in source.passed_over
    both.close()
