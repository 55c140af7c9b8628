"""What is asked before the first call: guessed well, read, and kept with all that was said."""

import re

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from console.firm.personal_settings import Personal
from console.supervision.firm.first_questions import (
    UnreadAnswerError,
    country_of,
    keep,
    questions,
    read_all,
    unasked,
)
from console.trouble import BadInput
from db.engine.database import Database
from db.firm.settings import read_firm
from db.tables.audit import audit_entries
from tests.conftest import FrozenClock

HERE = Personal(zone="Europe/London")


class Own(dict[str, str]):
    """An agent's own settings as they are written."""

    def put(self, name: str, typed: str) -> None:
        self[name] = typed


def firm_of(database: Database) -> dict[str, object]:
    with database.read() as connection:
        return read_firm(connection)


def guesses(database: Database, personal: Personal = HERE) -> dict[str, str]:
    return {
        question.name: question.answer for question in questions(firm_of(database), personal, "ann")
    }


def test_the_guesses_are_the_login_name_the_zone_and_the_country_of_that(
    database: Database,
) -> None:
    assert guesses(database) == {
        "agent": "ann",
        "zone": "Europe/London",
        "home_country": "United Kingdom",
        "caller_ids": "",
        "firm_name": "",
        "offer": "",
        "trade": "general",
    }


def test_what_is_kept_is_audited_for_the_firm_and_in_a_file_for_oneself(
    database: Database, clock: FrozenClock
) -> None:
    own = Own()
    answers = guesses(database) | {
        "zone": "denver",
        "caller_ids": "020 7946 0018",
        "firm_name": "Quoin & Co",
        "offer": "heating care",
        "trade": "electricity_gas",
    }
    keep(database, own.put, answers, firm_of(database), HERE, clock())
    assert own == {"agent": "ann", "zone": "America/Denver"}
    firm = firm_of(database)
    assert firm["home_country"] == "GB"
    assert firm["caller_ids"] == [{"number": "+442079460018", "list": "", "prefix": ""}]
    assert (firm["firm_name"], firm["offer"]) == ("Quoin & Co", "heating care")
    assert (firm["trade"], firm["firm_phone"]) == ("electricity_gas", "+44 20 7946 0018")
    with database.read() as connection:
        entries = connection.execute(select(audit_entries)).all()
    assert {entry.agent for entry in entries} == {"ann"}
    assert sorted(entry.action for entry in entries) == ["caller_id", *["setting"] * 5]


def test_who_keeps_all_as_it_is_writes_nothing_the_second_time(
    database: Database, clock: FrozenClock
) -> None:
    keep(database, Own().put, guesses(database), firm_of(database), HERE, clock())
    before, own = firm_of(database), Own()
    again = replace(HERE, agent="ann")
    keep(database, own.put, guesses(database, again), before, again, clock())
    assert firm_of(database) == before
    assert own == {}


def test_a_number_that_is_emptied_is_shown_no_more(database: Database, clock: FrozenClock) -> None:
    with_number = guesses(database) | {"caller_ids": "020 7946 0018"}
    keep(database, Own().put, with_number, firm_of(database), HERE, clock())
    without = with_number | {"caller_ids": ""}
    keep(database, Own().put, without, firm_of(database), HERE, clock())
    assert firm_of(database)["caller_ids"] == []
    assert firm_of(database)["firm_phone"] == ""


def test_who_joins_a_team_that_has_its_settings_is_asked_only_their_own(
    database: Database, clock: FrozenClock
) -> None:
    firm = firm_of(database)
    assert len(unasked(questions(firm, HERE, "ann"), firm, HERE)) == 7
    keep(database, Own().put, guesses(database), firm, HERE, clock())
    firm = firm_of(database)
    joining = unasked(questions(firm, HERE, "bob"), firm, HERE)
    assert [row.name for row in joining] == ["agent", "zone"]
    known = replace(HERE, agent="bob")
    assert unasked(questions(firm, known, "bob"), firm, known) == ()


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("America/New_York", "US"),
        ("US/Eastern", "US"),
        ("America/Toronto", "CA"),
        ("Canada/Pacific", "CA"),
        ("Europe/Berlin", "DE"),
        ("Europe/Kiev", "UA"),
        ("Asia/Calcutta", "IN"),
        ("UTC", "US"),
    ],
)
def test_a_zone_tells_the_country(zone: str, country: str) -> None:
    assert country_of(zone) == country


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Mountain", "America/Denver"),
        ("eastern time", "America/New_York"),
        ("boise", "America/Boise"),
    ],
)
def test_a_zone_is_read_as_people_call_it(typed: str, zone: str) -> None:
    assert read_all({"zone": typed})["zone"] == zone


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("agent", " ", "Your name"),
        ("agent", "x" * 41, "40 letters"),
        ("zone", "Marsport", "“Marsport” is not a time zone"),
        ("home_country", "Germny", "did you mean Germany?"),
        ("caller_ids", "12", "cannot be read"),
        ("caller_ids", "020 7946 0018 ext. 3", "rung back"),
        ("firm_name", "x" * 61, "60 letters"),
    ],
)
def test_what_cannot_be_is_told_with_what_to_write(name: str, typed: str, says: str) -> None:
    with pytest.raises(UnreadAnswerError, match=re.escape(says)) as refused:
        read_all({"home_country": "GB", name: typed})
    assert refused.value.name == name


def test_one_answer_that_cannot_be_read_keeps_all_from_being_written(
    database: Database, clock: FrozenClock
) -> None:
    own = Own()
    answers = guesses(database) | {"firm_name": "Quoin", "zone": "nowhere"}
    with pytest.raises(BadInput):
        keep(database, own.put, answers, firm_of(database), HERE, clock())
    assert (own, firm_of(database).get("firm_name")) == ({}, None)


def test_no_escape_sequence_is_kept() -> None:
    assert read_all({"firm_name": "Quoin\x1b[2J & Co"})["firm_name"].isprintable()
