"""The receiver for trials says what came, in a line for each request."""

import socket
import struct
from contextlib import closing
from http.client import HTTPConnection
from queue import Queue
from threading import Thread

import pytest
from standardwebhooks import Webhook

from console.clock import system_clock
from console.hooks.receivers import Received, listen

KEY = "whsec_" + "QUJD" * 8
BODY = '{"type":"call.ended"}'
HANG_UP = struct.pack("ii", 1, 0)
"""A linger of no time: closing the socket resets the connection."""


@pytest.fixture
def lines() -> Queue[Received]:
    return Queue()


def send(port: int, key: str, body: str = BODY) -> int:
    at = system_clock()  # the signature is checked against it
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(key).sign("evt_1", at, BODY),
    }
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("POST", "/", body, headers)
        return connection.getresponse().status


def test_a_signed_event_a_forged_one_and_a_sender_that_hangs_up(
    lines: Queue[Received], capsys: pytest.CaptureFixture[str]
) -> None:
    with listen(0, KEY, lines.put, slow=0.2) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            port = server.server_port
            assert send(port, KEY) == 204
            assert lines.get(timeout=10) == Received("evt_1", BODY, "")
            assert send(port, KEY, BODY.replace("ended", "undone")) == 400
            assert lines.get(timeout=10).fault.startswith("NOT OURS (")
            for length in ("2", "much"):
                client = socket.create_connection(("127.0.0.1", port))
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, HANG_UP)
                client.sendall(f"POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{{}}".encode())
                assert lines.get(timeout=10).fault.startswith("NOT OURS (")
                client.close()
                assert lines.get(timeout=10).fault.startswith("BROKE OFF (")
            assert send(port, KEY) == 204
        finally:
            server.shutdown()
            thread.join()
    assert capsys.readouterr() == ("", "")
