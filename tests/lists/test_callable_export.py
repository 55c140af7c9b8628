"""Export only the leads that may be called now, judged whole as before a dial."""

import csv
import json
from datetime import timedelta

import pytest

from console.do_not_call import internal_list
from db.engine.database import Database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import desk_for

BOISE = "(208) 555-01{:02}"


@pytest.fixture
def leads(database: Database, clock: FrozenClock) -> Database:
    """Ada rests after a no, Cy is on the list, Di is on a screen, Kai's Hawaii is asleep."""
    add_lead(database, "Ada", BOISE.format(1), priority=9)
    add_lead(database, "Bo", "(808) 555-0102", BOISE.format(2))
    add_lead(database, "Cy", BOISE.format(3))
    add_lead(database, "Di", BOISE.format(4), priority=5)
    add_lead(database, "Eve", BOISE.format(5), city="Boise")
    add_lead(database, "Kai", "(808) 555-0106")
    internal_list.add(database, "+12085550103", "by letter", "sue", clock())
    desk = desk_for(database, clock)
    assert call(desk, "no").name == "Ada"
    desk.open()
    return database


@pytest.mark.usefixtures("leads")
def test_only_who_may_be_called_now_is_in_it_with_the_number_and_the_hour(
    smiledial: CommandLine,
) -> None:
    done = smiledial("export", "leads", "--callable")
    rows = list(csv.DictReader(done.out.splitlines()))
    wanted = ("name", "smiledial_call", "smiledial_judged_at")
    at = "2026-11-18T12:00-05:00"
    assert [tuple(row[name] for name in wanted) for row in rows] == [
        ("Bo", "+12085550102", at),
        ("Eve", "+12085550105", at),
    ]
    assert {row["smiledial_callable_until"] for row in rows} == {"2026-11-18T23:00-05:00"}
    assert "2 leads may be called, as judged at Wed 18 Nov 12:00." in done.err
    assert "A list on paper ages" in done.err


@pytest.mark.usefixtures("leads")
def test_a_screening_narrows_it_and_json_has_the_same_columns(
    smiledial: CommandLine, clock: FrozenClock
) -> None:
    done = smiledial(
        *("export", "leads", "--callable", "--where", "city is not empty", "--format", "jsonl")
    )
    [row] = map(json.loads, done.out.splitlines())
    assert (row["name"], row["smiledial_call"]) == ("Eve", "+12085550105")
    clock.advance(seconds=timedelta(hours=14).total_seconds())
    late = smiledial("export", "leads", "--callable", "--format", "jsonl")
    assert (late.status, late.out) == (0, "")
    assert "0 leads may be called" in late.err


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize("words", [("attempts",), ("dnc",), ("leads", "--format", "vcf")])
def test_it_is_for_leads_and_not_for_contacts_that_stay_on_a_phone(
    smiledial: CommandLine, words: tuple[str, ...]
) -> None:
    refused = smiledial("export", *words, "--callable")
    assert (refused.status, refused.out) == (2, "")
    assert "--callable is only for leads" in refused.err
