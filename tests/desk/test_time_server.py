"""A machine whose clock was wrong from the start is found by the firm's time server."""

import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest

from console.clock import ClockWatch
from console.desk import Desk, RefusedError
from console.do_not_call.dial_report import calls_made
from console.supervision.firm.settings import put_setting
from console.time_server import (
    Answer,
    TimeServerError,
    TimeServerWatch,
    ask,
    read_time_server,
    split_address,
)
from console.trouble import BadInput
from db.audit.reader import Wanted, latest_entries
from db.engine.database import Database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead

ON_SQLITE = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
SINCE_1900 = datetime(1900, 1, 1, tzinfo=UTC)
ERA = 1 << 32


class TimeServer:
    """An SNTP server on the loopback address, by a clock of its own."""

    def __init__(self, clock: FrozenClock) -> None:
        self.clock = clock
        self.asked = 0
        self.stratum, self.first, self.is_echoing, self.is_silent = 2, 0x24, True, False
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"

    def serve(self) -> None:
        while True:
            request, sender = self.socket.recvfrom(512)
            if request == b"stop":
                return
            self.asked += 1
            if not self.is_silent:
                self.socket.sendto(self.answer(request), sender)

    def answer(self, request: bytes) -> bytes:
        seconds, part = divmod((self.clock.at - SINCE_1900) / timedelta(seconds=1), 1)
        now = struct.pack(">II", int(seconds) % ERA, int(part * ERA))
        echo = request[40:48] if self.is_echoing else bytes(8)
        return bytes([self.first, self.stratum]) + bytes(22) + echo + now + now

    def stop(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
            own.sendto(b"stop", self.socket.getsockname())


@contextmanager
def serving(clock: FrozenClock) -> Iterator[TimeServer]:
    server = TimeServer(clock)
    thread = Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()
        server.socket.close()


@pytest.fixture
def server(clock: FrozenClock) -> Iterator[TimeServer]:
    """In step with the test's clock as it stood at the start."""
    with serving(FrozenClock(clock.at)) as server:
        yield server


class Steady:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def wait_for_answer(
    watch: TimeServerWatch, server: TimeServer, is_wanted: Callable[[Answer], bool]
) -> None:
    """Waits for the thread that asks."""
    until, pause = time.monotonic() + 30, Event()
    while time.monotonic() < until:
        answer = watch.answer(server.address)
        if answer is not None and is_wanted(answer):
            return
        pause.wait(0.01)
    pytest.fail("the server's answer did not come")


def desk_with(
    database: Database, clock: FrozenClock, server: TimeServer, steady: Steady | None = None
) -> tuple[Desk, TimeServerWatch]:
    """A desk that has its first answer of the server."""
    put_setting(database, "time_server", server.address, "sue", clock())
    steady = steady or Steady()
    watch = TimeServerWatch(clock, steady=steady)
    desk = Desk(database, clock, "ann", watch=ClockWatch(clock.at, steady), time_watch=watch)
    next_card(desk)
    wait_for_answer(watch, server, lambda _: True)
    return desk, watch


def dial(desk: Desk) -> object:
    card = next_card(desk)
    return desk.dial(card.claim, card.phone.number_id)


@pytest.mark.parametrize("hours", [-9, 0, 9])
def test_the_server_is_asked_how_far_it_is_ahead(
    server: TimeServer, clock: FrozenClock, hours: int
) -> None:
    server.clock.advance(hours=hours, milliseconds=500)
    assert ask(server.address, clock(), steady=Steady()) == pytest.approx(
        timedelta(hours=hours, milliseconds=500), abs=timedelta(milliseconds=1)
    )


def test_a_time_after_2036_is_read(server: TimeServer) -> None:
    server.clock.at = datetime(2037, 5, 1, 12, tzinfo=UTC)
    assert ask(server.address, server.clock(), steady=Steady()) == timedelta()


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"is_echoing": False}, "none of a time server"),
        ({"first": 0x23}, "none of a time server"),
        ({"first": 0xE4}, "not in step itself"),
        ({"stratum": 0}, "not in step itself"),
        ({"stratum": 16}, "not in step itself"),
        ({"is_silent": True}, "did not answer in time"),
    ],
)
def test_an_answer_that_proves_nothing_is_refused(
    server: TimeServer, clock: FrozenClock, fault: dict[str, int], says: str
) -> None:
    for name, value in fault.items():
        setattr(server, name, value)
    with pytest.raises(TimeServerError, match=says):
        ask(server.address, clock(), timeout=0.2)


def test_a_host_may_have_a_port_and_a_wrong_address_is_refused(
    database: Database, clock: FrozenClock
) -> None:
    assert split_address("ntp.firm.example") == ("ntp.firm.example", 123)
    assert split_address("10.0.0.1:1123") == ("10.0.0.1", 1123)
    assert split_address("[::1]:1123") == ("::1", 1123)
    assert split_address("::1") == ("::1", 123)
    assert read_time_server(" ") == ""
    for wrong in ("ntp://host", "host:0", "host:70000", "host:x", ":123", "two words"):
        with pytest.raises(BadInput, match="HOST or HOST:PORT"):
            put_setting(database, "time_server", wrong, "sue", clock())


@ON_SQLITE
@pytest.mark.parametrize(("hours", "says"), [(-9, "9 h ahead of"), (9, "9 h behind")])
def test_a_clock_that_was_wrong_from_the_start_dials_nobody(
    database: Database, clock: FrozenClock, server: TimeServer, hours: int, says: str
) -> None:
    add_lead(database)
    server.clock.advance(hours=hours, seconds=hours)
    desk, _ = desk_with(database, clock, server)
    says = f"this machine's clock is {says} the time server {server.address}. .* by the network"
    with pytest.raises(RefusedError, match=says):
        dial(desk)


@ON_SQLITE
def test_a_clock_in_step_is_recorded_once_for_each_answer_and_asked_again_in_an_hour(
    database: Database, clock: FrozenClock, server: TimeServer
) -> None:
    for number in range(3):
        add_lead(database, f"Ann {number}", f"208555010{number}")
    steady = Steady()
    desk, watch = desk_with(database, clock, server, steady)
    call(desk, "no")
    call(desk, "no")
    with database.read() as connection:
        (entry,) = latest_entries(connection, 9, Wanted(action="clock_check"))
    assert server.address in entry.detail
    assert server.asked == 1
    steady.seconds += 3600
    clock.advance(seconds=3600)
    server.clock.advance(hours=10, seconds=5)  # this machine fell behind
    next_card(desk)
    wait_for_answer(watch, server, lambda answer: answer.ahead > timedelta(hours=1))
    assert server.asked == 2
    with pytest.raises(RefusedError, match="9 h behind the time server"):
        dial(desk)


@ON_SQLITE
def test_a_server_that_is_silent_stops_nobody_and_the_clock_counts_as_unchecked(
    database: Database, clock: FrozenClock, server: TimeServer, smiledial: CommandLine
) -> None:
    add_lead(database)
    server.is_silent = True
    put_setting(database, "time_server", server.address, "sue", clock())
    watch = TimeServerWatch(clock, steady=Steady())
    desk = Desk(database, clock, "ann", watch=ClockWatch(clock.at, Steady()), time_watch=watch)
    call(desk, "no")
    assert calls_made(database, None, None, "")["clock"]["unchecked"] == 1
    doctor = smiledial("doctor").out
    assert f"clock unchecked: the time server {server.address} was no help" in doctor
    assert "clock unchecked for these dials" in smiledial("report", "compliance").out


@ON_SQLITE
def test_the_doctor_and_the_report_say_how_the_clock_was_checked(
    database: Database, clock: FrozenClock, server: TimeServer, smiledial: CommandLine
) -> None:
    assert "clock unchecked: the firm has no time server" in smiledial("doctor").out
    add_lead(database)
    call(desk_with(database, clock, server)[0], "no")
    agreed = "a time server agreed with it in the 12 hours before each dial"
    assert agreed in smiledial("report", "compliance").out
    assert f"in step with the time server {server.address}" in smiledial("doctor").out
    server.clock.advance(hours=9)
    assert f"it is +32400 seconds off the time server {server.address}" in smiledial("doctor").out


def test_calls_at_a_time_that_later_entries_contradict_are_to_be_explained(
    database: Database, clock: FrozenClock
) -> None:
    for number in range(4):
        add_lead(database, f"Ann {number}", f"208555010{number}")
    desk = Desk(database, clock, "ann", zone="America/New_York")
    call(desk, "no")  # at the right time
    clock.advance(hours=2)
    call(desk, "no")  # two hours ahead
    clock.advance(hours=-2, minutes=5)
    put_setting(database, "firm_name", "Northwind", "sue", clock())
    clock.advance(hours=3)
    call(desk, "no")
    document = calls_made(database, None, None, "")
    (doubtful,) = document["uncleared"]
    assert doubtful["call"] == 2
    assert "Its time is in doubt: a later entry has an earlier time." in doubtful["why"]


def test_calls_after_a_gap_that_no_holiday_explains_are_to_be_explained(
    database: Database, clock: FrozenClock
) -> None:
    for number in range(3):
        add_lead(database, f"Ann {number}", f"208555010{number}")
    desk = Desk(database, clock, "ann", zone="America/New_York")
    call(desk, "no")
    clock.advance(days=21)
    call(desk, "no")
    clock.advance(days=35)
    call(desk, "no")
    (doubtful,) = calls_made(database, None, None, "")["uncleared"]
    assert doubtful["call"] == 3
    assert any("no entry for more than 31 days" in why for why in doubtful["why"])
