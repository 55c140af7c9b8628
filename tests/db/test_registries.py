"""The stored copies of outside lists: exchanges, bits, staging and publishing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from db.dnc.registries import (
    _HITS_OF_ONE,
    Copy,
    area_code_of,
    blocks_of,
    copies,
    exchange_of,
    hits_for,
    is_listed,
    registry_rows,
)
from db.dnc.registry_publishing import (
    ABANDONED_AFTER,
    add_blocks,
    dead_copies,
    publish,
    remove_blocks,
    stage,
)
from db.engine.database import Database
from db.enums import RegistryKind

NOW = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
TODAY = NOW.date()


def copy_of(source: str = "national", *, loaded_at: datetime = NOW, **values: object) -> Copy:
    rows: dict[str, object] = {
        "source": source,
        "name": "the national list",
        "kind": RegistryKind.BARS,
        "as_of": TODAY,
        "loaded_at": loaded_at,
        "agent": "ann",
        "file": "list.txt",
        "checksum": "abc",
    }
    return Copy(**{**rows, **values})  # type: ignore[arg-type]


def bits_with(*lines: int) -> bytes:
    bits = bytearray(1250)
    for line in lines:
        bits[line >> 3] |= 1 << (line & 7)
    return bytes(bits)


def put(database: Database, token: str, copy: Copy, *e164s: str) -> None:
    """Stages a copy for the one area code of the numbers."""
    by_exchange: dict[int, list[int]] = {}
    for e164 in e164s:
        exchange, line = exchange_of(e164)
        by_exchange.setdefault(exchange, []).append(line)
    with database.write() as connection:
        code = area_code_of(next(iter(by_exchange)))
        id_ = stage(connection, token, copy, code, len(e164s))
        add_blocks(connection, ((id_, e, bits_with(*lines)) for e, lines in by_exchange.items()))


@pytest.mark.parametrize(
    ("e164", "exchange", "line", "area_code"),
    [
        ("+12025550123", 1202555, 123, "202"),
        ("+12025550000", 1202555, 0, "202"),
        ("+18005559999", 1800555, 9999, "800"),
        ("+442079460958", 44207946, 958, ""),
        ("+3612345678", 361234, 5678, ""),
        ("+290123456", 29012, 3456, ""),
    ],
)
def test_a_number_lies_in_one_exchange(e164: str, exchange: int, line: int, area_code: str) -> None:
    assert exchange_of(e164) == (exchange, line)
    assert area_code_of(exchange) == area_code


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_exchange_and_line_give_the_number_back(e164: str) -> None:
    exchange, line = exchange_of(e164)
    assert f"+{exchange}{line:04d}" == e164


def test_missing_bytes_at_the_end_of_the_bits_list_nothing() -> None:
    assert is_listed(b"\x01", 0)
    assert not is_listed(b"\x01", 1)
    assert not is_listed(b"\x01", 9999)


def test_a_staged_copy_is_seen_by_no_reader_until_it_is_published(database: Database) -> None:
    put(database, "t1", copy_of(), "+12025550123", "+12025559999")
    with database.read() as connection:
        assert hits_for(connection, ["+12025550123"]) == {}
        assert copies(connection) == {}
        assert registry_rows(connection) == ()
    with database.write() as connection:
        assert publish(connection, "t1", "national", ["202"])
    with database.read() as connection:
        hits = hits_for(connection, ["+12025550123", "+12025559999", "+12025550124"])
        assert hits.keys() == {"+12025550123", "+12025559999"}
        assert hits["+12025550123"][0].source == "national"
        assert hits["+12025550123"][0].kind is RegistryKind.BARS
        assert hits["+12025550123"][0].area_code == "202"
        assert hits["+12025550123"][0].as_of == TODAY
        assert copies(connection) == {"202": (("national", TODAY),)}
        assert registry_rows(connection)[0].size == 2


def test_a_number_gets_the_same_answer_alone_and_in_company(database: Database) -> None:
    listed, unlisted = "+12025550123", "+12025550124"
    for token, source in (("t1", "national"), ("t2", "litigators")):
        put(database, token, copy_of(source), listed)
        with database.write() as connection:
            assert publish(connection, token, source, ["202"])
    with database.read() as connection:
        alone = {**hits_for(connection, [listed]), **hits_for(connection, [unlisted])}
        assert hits_for(connection, [listed, unlisted, listed]) == alone
        assert hits_for(connection, []) == {}
    assert [hit.source for hit in alone[listed]] == ["litigators", "national"]
    assert unlisted not in alone


def test_a_new_copy_takes_the_place_of_the_old_one_in_its_area_codes_only(
    database: Database,
) -> None:
    for token, number in (("a", "+12025550123"), ("b", "+15035550133")):
        put(database, token, copy_of(), number)
        with database.write() as connection:
            assert publish(connection, token, "national", [number[2:5]])
    newer = copy_of(as_of=TODAY + timedelta(days=1))
    put(database, "c", newer, "+12025550124")
    with database.write() as connection:
        assert publish(connection, "c", "national", ["202"])
    with database.read() as connection:
        asked = ["+12025550123", "+12025550124", "+15035550133"]
        assert hits_for(connection, asked).keys() == {"+12025550124", "+15035550133"}
        assert copies(connection)["202"] == (("national", TODAY + timedelta(days=1)),)
        dead = dead_copies(connection, NOW)
    assert len(dead) == 1
    with database.write() as connection:
        assert remove_blocks(connection, dead[0], NOW)
    with database.read() as connection:
        assert dead_copies(connection, NOW) == ()
        assert hits_for(connection, asked).keys() == {"+12025550124", "+15035550133"}


def test_nothing_is_published_when_a_staged_copy_is_gone(database: Database) -> None:
    put(database, "t1", copy_of(), "+12025550123")
    with database.write() as connection:
        assert not publish(connection, "t1", "national", ["202", "503"])
        assert not publish(connection, "another", "national", ["202"])
    with database.read() as connection:
        assert copies(connection) == {}


def test_a_staged_copy_is_dead_only_when_its_load_must_have_been_killed(
    database: Database,
) -> None:
    long_ago = NOW - ABANDONED_AFTER - timedelta(seconds=1)
    put(database, "old", copy_of(loaded_at=long_ago), "+12025550123")
    put(database, "new", copy_of(), "+12025550123")
    with database.read() as connection:
        assert len(dead_copies(connection, NOW)) == 1
        assert len(dead_copies(connection, NOW, token="new")) == 2


def test_a_dead_copy_is_removed_in_parts(database: Database) -> None:
    put(database, "t", copy_of(), *(f"+1202{exchange}0001" for exchange in range(200, 225)))
    with database.read() as connection:
        (id_,) = dead_copies(connection, NOW, token="t")
        assert len(blocks_of(connection, id_)) == 25
    parts = 0
    gone = False
    while not gone:
        with database.write() as connection:
            gone = remove_blocks(connection, id_, NOW, token="t", at_most=10)
        parts += 1
    assert parts == 3


def test_a_sweep_leaves_the_copy_that_was_given_the_id_of_a_dead_one(database: Database) -> None:
    """SQLite gives an id anew, once another sweep has removed what had it."""
    put(database, "new", copy_of(), "+12025550123")
    with database.read() as connection:
        (id_,) = dead_copies(connection, NOW, token="new")
    with database.write() as connection:
        assert remove_blocks(connection, id_, NOW, token="dead"), "there is nothing left to do"
        assert publish(connection, "new", "national", ["202"])
    with database.read() as connection:
        assert hits_for(connection, ["+12025550123"])


def test_several_lists_may_hold_a_number_and_each_is_named(database: Database) -> None:
    for token, copy in (
        ("a", copy_of()),
        ("b", copy_of("wireless", kind=RegistryKind.MOBILE)),
        ("c", copy_of("litigators", kind=RegistryKind.WARNS)),
    ):
        put(database, token, copy, "+12025550123")
        with database.write() as connection:
            publish(connection, token, copy.source, ["202"])
    with database.read() as connection:
        rows = hits_for(connection, ["+12025550123", "+12025550123"])["+12025550123"]
    assert [row.source for row in rows] == ["litigators", "national", "wireless"]


def test_more_numbers_than_one_statement_takes_are_all_looked_up(database: Database) -> None:
    listed = [f"+1202{exchange}0007" for exchange in range(200, 999)]
    put(database, "t", copy_of(), *listed)
    with database.write() as connection:
        publish(connection, "t", "national", ["202"])
    with database.read() as connection:
        others = [number[:-1] + "8" for number in listed]
        assert hits_for(connection, listed + others).keys() == set(listed)
        assert hits_for(connection, []) == {}


def test_a_lookup_reads_one_index_entry(database: Database) -> None:
    put(database, "t", copy_of(), *(f"+1202{exchange}0007" for exchange in range(200, 999)))
    with database.write() as connection:
        publish(connection, "t", "national", ["202"])
        asked = _HITS_OF_ONE.params(exchange=1202555).compile(
            connection.engine, compile_kwargs={"literal_binds": True}
        )
        if database.is_sqlite:
            plan = str(connection.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all())
            assert "SEARCH registry_block USING INDEX" in plan
        else:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            plan = str(connection.execute(text(f"EXPLAIN {asked}")).all())
            assert "uq_registry_block" in plan
