"""Guessing a password is slow, whoever guesses and however many at once."""

import pytest
from aiohttp import ClientSession

from console.cli.serving.door import MOST, Attempts, TooManyError, read_place
from tests.serving.served import Served

ANN = ("address 10.0.0.7", "name ann")


def test_after_five_wrong_passwords_the_next_try_waits_a_minute() -> None:
    attempts = Attempts()
    for second in range(5):
        attempts.begin(ANN, second)
    with pytest.raises(TooManyError, match=r"Try again in 60 seconds\."):
        attempts.begin(ANN, 4.5)
    with pytest.raises(TooManyError, match=r"Try again in 1 seconds\."):
        attempts.begin(ANN, 63.9)
    attempts.begin(ANN, 64)
    with pytest.raises(TooManyError):
        attempts.begin(ANN, 65)


def test_a_name_waits_from_every_address_and_an_address_with_every_name() -> None:
    attempts = Attempts()
    for second in range(5):
        attempts.begin(ANN, second)
    for keys in ((ANN[0], "name bob"), ("address 10.0.0.8", ANN[1])):
        with pytest.raises(TooManyError):
            attempts.begin(keys, 5)
    attempts.begin(("address 10.0.0.8", "name bob"), 5)


def test_the_right_password_and_a_server_that_is_down_count_as_no_wrong_one() -> None:
    attempts = Attempts()
    for second in range(20):
        attempts.begin(ANN, second)
        attempts.take_back(ANN)
    for second in range(4):
        attempts.begin(ANN, second)
    attempts.succeed(ANN)
    for second in range(5):
        attempts.begin(ANN, second)


def test_no_more_is_remembered_than_there_is_room_for() -> None:
    attempts = Attempts()
    for _ in range(5):
        attempts.begin(ANN, 0)
    for number in range(MOST):
        attempts.begin((f"name {number}",), 0)
    attempts.begin(ANN, 0)


async def test_the_sixth_wrong_token_waits_a_minute_and_so_does_the_right_one(
    served: Served, visitor: ClientSession
) -> None:
    for _ in range(5):
        assert (await served.log_in(visitor, token="wrong")).status == 403
    answer = await served.log_in(visitor)
    assert answer.status == 429
    assert "Too many wrong passwords. Try again in " in await answer.text()


def test_behind_a_proxy_an_address_is_the_one_that_the_proxy_saw() -> None:
    headers = {"X-Forwarded-For": "1.2.3.4, 10.0.0.7"}
    behind = read_place("127.0.0.1", 8417, "https://calls.example.com")
    assert behind.address_of("127.0.0.1", headers) == "10.0.0.7"
    alone = read_place("127.0.0.1", 8417, None)
    assert alone.address_of("127.0.0.1", headers) == "127.0.0.1"
