"""A supervisor's acts: in force at once, recorded, on both databases."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import time

import pytest
from sqlalchemy import select

from console.judging.place_openings import Openings
from console.rules.values import FirmRule
from console.supervision.firm import emergency_stops, settings
from console.supervision.firm.emergency_stops import Reach
from console.trouble import BadInput
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import LeadKind, ReasonCode, VerdictKind
from db.firm.settings import read_revision
from db.tables.audit import audit_entries
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead
from tests.tui.driver import desk_for


def recorded(database: Database) -> list[tuple[str, dict[str, object]]]:
    with database.read() as connection:
        assert verify(connection) is None
        rows = connection.execute(select(audit_entries).order_by(audit_entries.c.seq))
        return [(row.action, json.loads(row.detail)) for row in rows]


def test_a_stop_reaches_a_desk_that_is_open_and_a_resume_too(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, phone="(504) 555-0147", region="LA", kind=LeadKind.BUSINESS)
    openings = Openings()

    def asked() -> VerdictKind:
        with database.read() as connection:
            openings.update(connection, clock())
        [answer] = [openings.answer(place_id) for place_id in openings.places]
        if answer.kind is VerdictKind.WAIT:
            assert answer.reasons[0].code is ReasonCode.EMERGENCY_STOP
            assert "hurricane" in answer.reasons[0].text
            assert answer.opens_at is None
        return answer.kind

    assert asked() is VerdictKind.CALL
    emergency_stops.stop(database, "US-LA", "hurricane", "sue", clock())
    assert asked() is VerdictKind.WAIT
    clock.advance(hours=1)
    emergency_stops.resume(database, "US-LA", "it passed", "sue", clock())
    assert asked() is VerdictKind.CALL
    assert recorded(database) == [
        (
            "rule_stop",
            {
                "jurisdiction": "US-LA",
                "reason": "hurricane",
                "since": "2026-11-18T17:00:00Z",
                "agent": "sue",
            },
        ),
        ("rule_resume", {"jurisdiction": "US-LA", "reason": "it passed"}),
    ]


def test_whom_a_stop_would_reach_is_known_before(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Bo", "(504) 555-0147", region="LA", kind=LeadKind.BUSINESS)
    for line in range(3):
        add_lead(database, f"Ada {line}", f"(208) 555-010{line}", priority=9 - line)
    desk = desk_for(database, clock, "ann")
    call(desk, "no_answer")
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    reach = desk.board.stop_reach()
    assert reach.of("US-ID") == Reach(3, ("ann",))
    assert reach.of("US") == Reach(4, ("ann",))
    assert reach.of("US-TX") == Reach(0, ())


def test_the_first_stop_stands_and_is_not_recorded_again(
    database: Database, clock: FrozenClock
) -> None:
    first = emergency_stops.stop(database, "US-FL", "storm", "sue", clock())
    clock.advance(minutes=5)
    second = emergency_stops.stop(database, "US-FL", "flood", "bob", clock())
    assert (first[1], second[1]) == (True, False)
    assert second[0] == first[0]
    assert len(recorded(database)) == 1


def test_a_stop_of_the_country_is_not_lifted_by_a_state(
    database: Database, clock: FrozenClock
) -> None:
    emergency_stops.stop(database, "US", "all of it", "sue", clock())
    with pytest.raises(BadInput, match="resume US"):
        emergency_stops.resume(database, "US-FL", "", "sue", clock())
    assert [stop.jurisdiction for stop in emergency_stops.stops(database)] == ["US"]
    assert emergency_stops.resume(database, "CA-BC", "", "sue", clock()) == ()


def test_a_stop_without_a_reason_is_refused(database: Database, clock: FrozenClock) -> None:
    with pytest.raises(BadInput, match="--reason"):
        emergency_stops.stop(database, "US-FL", " \t", "sue", clock())
    assert emergency_stops.stops(database) == ()


def test_stops_ordered_at_once_are_all_in_force(database: Database, clock: FrozenClock) -> None:
    wanted = ["US-FL", "US-GA", "US-AL", "US-MS", "US-LA", "US-TX", "US-SC", "US-NC"]
    with ThreadPoolExecutor(4) as crew:
        list(
            crew.map(
                lambda one: emergency_stops.stop(database, one, "hurricane", "sue", clock()), wanted
            )
        )
    assert sorted(stop.jurisdiction for stop in emergency_stops.stops(database)) == sorted(wanted)
    assert len(recorded(database)) == len(wanted)


def test_a_firms_rules_take_the_place_of_those_before(
    database: Database, clock: FrozenClock
) -> None:
    noon = FirmRule("US-FL", "weekday", time(9), time(0), "late")
    closed = FirmRule("*", "sun", None, None)

    def load(*rules: FirmRule) -> int:
        return emergency_stops.load_firm_rules(
            database, rules, "sue", clock(), file="firm.toml", checksum="c0ffee"
        )

    with database.read() as connection:
        before = read_revision(connection)
    assert load(noon, closed) == 0
    assert emergency_stops.firm_of(database).rules == (noon, closed)
    with database.read() as connection:
        assert read_revision(connection) > before
    assert load() == 2
    assert emergency_stops.firm_of(database).rules == ()
    assert recorded(database)[1] == (
        "rules_load",
        {"file": "firm.toml", "checksum": "c0ffee", "rules": 0, "replaced": 2},
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("colour", "red", "known are trade, unknown_line"),
        ("trade", "boiler room", "general, or one or several of securities, claims_management"),
        ("trade", "general, pensions", "general, or one or several"),
        ("unknown_line", "", "caution or bar"),
        ("courtesy_opens", "07:59", "from 08:00"),
        ("courtesy_closes", "21:01", "up to 21:00"),
        ("courtesy_closes", "late", "up to 21:00"),
        ("audit_salt", "x", "There is no setting"),
        ("revision", "0", "There is no setting"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_changes_nothing(
    name: str, value: str, said: str, database: Database, clock: FrozenClock
) -> None:
    before = settings.settings_of(database)
    with pytest.raises(BadInput, match=said):
        settings.put_setting(database, name, value, "sue", clock())
    assert settings.settings_of(database) == before
    assert recorded(database) == []


def test_a_setting_is_in_force_and_recorded_with_what_it_was(
    database: Database, clock: FrozenClock
) -> None:
    assert settings.put_setting(database, "courtesy_opens", " 09:30 ", "sue", clock()) == "09:30"
    settings.put_setting(database, "courtesy_opens", "10:00", "sue", clock())
    stored = settings.put_setting(database, "trade", "Pensions,securities", "sue", clock())
    assert stored == "securities, pensions"
    firm = emergency_stops.firm_of(database)
    assert (firm.courtesy_opens, firm.trades) == (time(10), ("securities", "pensions"))
    assert recorded(database)[1] == (
        "setting",
        {"name": "courtesy_opens", "value": "10:00", "before": "09:30"},
    )


def test_courtesy_hours_that_would_close_before_they_open_are_refused(
    database: Database, clock: FrozenClock
) -> None:
    settings.put_setting(database, "courtesy_closes", "12:00", "sue", clock())
    with pytest.raises(BadInput, match="the opening comes first"):
        settings.put_setting(database, "courtesy_opens", "12:00", "sue", clock())
    assert settings.settings_of(database)["courtesy_opens"] == "08:00"
