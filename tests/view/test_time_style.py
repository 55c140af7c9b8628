"""Times and days as the user writes them; programs keep ISO 8601."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from console.cards.lead import Card
from console.machine import clock_habits
from console.view.text.clocks import (
    Style,
    both_clocks,
    clock,
    day,
    hour_head,
    in_style,
    length_words,
    moment,
    overdue,
    second_clock,
    short_span,
    show_times_as,
    span,
    stopwatch,
    weekday_day,
    window_words,
)
from db.engine.database import Database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for

NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
HERE, THERE = "America/New_York", "America/Denver"


@pytest.fixture
def american() -> Iterator[None]:
    show_times_as(Style(twelve_hours=True, month_first=True))
    yield
    show_times_as(Style())


@pytest.mark.usefixtures("american")
def test_times_and_days_follow_the_style() -> None:
    at = NOON.replace(hour=20, minute=4)
    assert clock(at, HERE) == "3:04pm"
    assert second_clock(at, HERE) == "3:04:00pm"
    assert clock(NOON.replace(hour=5), HERE) == "12:00am"
    assert [hour_head(hour) for hour in (0, 9, 12, 15)] == ["12", " 9", "12", " 3"]
    assert weekday_day(date(2026, 11, 4)) == "Wed Nov 4"
    assert day(date(2026, 11, 4), date(2026, 1, 1)) == "Nov 4"
    assert day(date(2025, 11, 4), date(2026, 1, 1)) == "Nov 4, 2025"
    assert moment(at, NOON, HERE) == "3:04pm"
    assert both_clocks(at, NOON, THERE, HERE) == "1:04pm Mountain time (3:04pm here)"
    assert window_words([(time(8), time(21)), (time(21, 30), time(0))]) == "8am–9pm 9:30pm–12am"


@pytest.mark.usefixtures("american")
def test_a_sentence_of_a_rule_is_rewritten_except_for_what_it_quotes() -> None:
    sentence = "Opens Monday 23 November at 08:00 there. “call 3 May at 15:00” may be a request."
    assert in_style(sentence) == (
        "Opens Monday November 23 at 8:00am there. “call 3 May at 15:00” may be a request."
    )
    assert in_style("One call in 24 hours; closes 21:00.") == "One call in 24 hours; closes 9:00pm."


def test_without_settings_nothing_changes() -> None:
    assert clock(NOON, HERE) == "12:00"
    assert weekday_day(date(2026, 11, 4)) == "Wed 4 Nov"
    assert in_style("It opens at 08:00.") == "It opens at 08:00."


@pytest.mark.parametrize(
    ("environ", "habits"),
    [
        ({"LANG": "en_US.UTF-8"}, (True, True)),
        ({"LANG": "en_US.UTF-8", "LC_TIME": "de_DE.UTF-8"}, (False, False)),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "en_AU.UTF-8"}, (True, False)),
        ({"LANG": "en_GB.UTF-8"}, (False, False)),
        ({"LANG": "fr_CA.UTF-8"}, (False, False)),
        ({"LANG": "C.UTF-8"}, (False, False)),
        ({}, (False, False)),
    ],
)
def test_the_locale_says_how_people_write(
    environ: dict[str, str], habits: tuple[bool, bool]
) -> None:
    assert tuple(clock_habits(environ).values()) == habits


@pytest.mark.parametrize("is_american", [True, False])
async def test_the_screen_follows_the_settings_and_3pm_can_be_typed_in_both(
    database: Database, clock: FrozenClock, *, is_american: bool
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0101")
    async with at_the_desk(
        database, clock, twelve_hours=is_american, month_first=is_american
    ) as agent:
        assert f"closes {'9:00pm' if is_american else '21:00'} Mountain" in agent.screen_text
        await agent.press("enter", "c")
        await agent.type("tue 3pm")
        assert ("3:00pm" if is_american else "15:00") in agent.screen_text
    show_times_as(Style())


def test_a_table_follows_the_settings_and_json_and_csv_do_not(
    smiledial: CommandLine, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0101")
    desk = desk_for(database, clock)
    desk.sessions.plan()
    desk.sessions.start(desk.sessions.all()[0].session_id)
    smiledial.config.write_text(
        'zone = "America/New_York"\ntwelve_hours = true\nmonth_first = true\n', encoding="utf-8"
    )
    assert "Wed Nov 18 12:00pm" in smiledial("report", "sessions").out
    as_csv = smiledial("report", "sessions", "--format", "csv").out
    assert "2026-11-18T17:00:00Z" in as_csv
    assert "pm" not in as_csv
    assert "2026-11-18T17:00:00Z" in json.dumps(smiledial("report", "sessions", "--json").document)
    show_times_as(Style())


NOTE = "ring on 3 May at 15:00"
AMERICAN = 'zone = "America/New_York"\ntwelve_hours = true\nmonth_first = true\n'


@pytest.fixture
def called(smiledial: CommandLine, database: Database, clock: FrozenClock) -> Iterator[CommandLine]:
    """A firm that made one call, at 12:00 in New York."""
    add_lead(database, "Ada Byron", "(208) 555-0101")
    desk = desk_for(database, clock)
    card = desk.next()
    assert isinstance(card, Card)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "no", NOTE)
    smiledial.config.write_text(AMERICAN, encoding="utf-8")
    yield smiledial
    show_times_as(Style())


COMMON_TIME = re.compile(r"\d{4}-\d\d-\d\d|\b(0\d|1[3-9]|2\d):\d\d\b")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("report call 1", "dialled: Wed Nov 18, 2026 5:00:00pm UTC"),
        ("report compliance", "As of Nov 18, 2026 5:00pm UTC."),
        ("report compliance --number +12085550101", "at Wed Nov 18, 2026 12:00pm; there 10:00am"),
        (
            "report number +12085550101 --at 2026-11-18T17:00:00Z",
            "+12085550101 at Nov 18, 2026 12:00pm",
        ),
    ],
)
def test_a_proof_follows_the_settings_and_json_and_csv_do_not(
    called: CommandLine, command: str, words: str
) -> None:
    shown = called(*command.split()).out
    assert words in shown
    times = [line for line in shown.split("\n") if COMMON_TIME.search(_own_words(line))]
    assert times == []
    assert not re.search(r"\dpm\b", called(*command.split(), "--format", "csv").out)
    assert not re.search(r"\dpm\b", json.dumps(called(*command.split(), "--json").document))


def _own_words(line: str) -> str:
    """Return a line without the note and without what is shown as it was logged."""
    return line.partition("; detail ")[0].replace(NOTE, "")


def test_the_rows_of_a_report_by_day_or_hour_follow_the_settings(called: CommandLine) -> None:
    assert "Wed Nov 18" in called("report", "calls", "--by", "day").out
    assert "12:00pm" in called("report", "hours").out


def test_the_commands_of_lists_and_rules_follow_the_settings(called: CommandLine) -> None:
    called("dnc", "add", "+12085550199", "--reason", "asked by mail")
    listed = called("dnc", "check", "+12085550199").out
    assert "on the firm's own list since Nov 18, 2026" in " ".join(listed.split())
    rules = called("rules", "show", "US-ID").out
    assert "Wednesday Nov 18, 2026" in rules
    assert "every day 8:00am to 9:00pm" in rules
    assert "Wed Nov 18 ····" in rules


async def test_the_page_of_a_call_follows_the_settings(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0101")
    async with at_the_desk(database, clock, twelve_hours=True, month_first=True) as agent:
        await agent.press("enter", "v", "slash", *"Ada", "f7")
        assert " 12:00pm" in agent.screen_text.split("\n")[1]
        pages = agent.question
        await agent.press("pagedown")
        pages += agent.question
        assert "Wed Nov 18, 2026, 10:00am" in pages
        assert "2026-11-18" not in pages
    show_times_as(Style())


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (221, "3 minutes 41 seconds"),
        (3600, "1 hour"),
        (11_059, "3 hours 4 minutes"),
    ],
)
def test_lengths_are_words_where_a_voice_reads_them(seconds: int, words: str) -> None:
    show_times_as(Style(is_spoken=True))
    assert stopwatch(timedelta(seconds=seconds)) == words
    assert span(timedelta(seconds=11_059)) == "3 hours 4 minutes"
    assert short_span(184) == "3 hours 4 minutes"
    assert length_words(timedelta(seconds=13)) == "13 seconds"
    assert overdue(timedelta(hours=9)) == "overdue 9 hours"
