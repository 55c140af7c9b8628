"""Events of a hook, checked by another implementation of Standard Webhooks: the one for Node."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.hooks.keys import Keys, fingerprint
from console.hooks.overview import read_hooks
from tests.desk.driver import call
from tests.hooks.conftest import KEY, Hooked, hooked, receiver  # noqa: F401 - fixtures
from tests.leads import add_lead

pytestmark = [
    pytest.mark.others,
    pytest.mark.parametrize("address", ["sqlite"], indirect=True),
]

RECEIVER = Path(__file__).with_name("receiver.mjs")
OTHER = "whsec_" + "b3RoZXJrZXk="


@contextmanager
def node(key: str, to: Hooked) -> Iterator["subprocess.Popen[str]"]:
    """Run the receiver, at the test's time, and add it as a hook."""
    now = f"{to.clock().timestamp() * 1000:.0f}"
    command = ["node", str(RECEIVER), os.environ["SMILEDIAL_TEST_NODE"], key, now]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        to.add(url=f"http://127.0.0.1:{process.stdout.readline().strip()}/")
        yield process
    finally:
        process.terminate()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_nodes_library_accepts_our_signature(hooked: Hooked) -> None:  # noqa: F811
    with node(KEY, hooked) as process:
        add_lead(hooked.database, "Åda “Countess” Lovelace", "(208) 555-0101")
        call(hooked.desk, "no", "said «non», 3 €")
        assert hooked.send() == 1
        assert process.stdout is not None
        assert process.stdout.readline() == "call.ended\n"
    (line,) = read_hooks(hooked.database, hooked.clock())
    assert (line.sent, line.waiting, line.dead) == (1, 0, 0)


@pytest.mark.parametrize("key", [KEY, OTHER])
def test_while_a_key_is_rotated_either_is_accepted(hooked: Hooked, key: str) -> None:  # noqa: F811
    both = Keys(OTHER, KEY, hooked.clock() + timedelta(days=7))
    hooked.relay = replace(hooked.relay, keys_of=lambda _: both)
    with node(key, hooked) as process:
        with hooked.database.write() as connection:
            mark = fingerprint(OTHER)
            connection.exec_driver_sql(f"UPDATE hook SET fingerprint = '{mark}'")
        add_lead(hooked.database, "Ada", "(208) 555-0101")
        call(hooked.desk, "no")
        hooked.send()
        assert process.stdout is not None
        assert process.stdout.readline() == "call.ended\n"


def test_a_receiver_with_another_key_refuses_the_event(hooked: Hooked) -> None:  # noqa: F811
    with node(OTHER, hooked):
        add_lead(hooked.database, "Ada", "(208) 555-0101")
        call(hooked.desk, "no")
        hooked.send()
    (line,) = read_hooks(hooked.database, hooked.clock())
    assert (line.sent, line.waiting) == (0, 1)
    assert "400" in line.error
