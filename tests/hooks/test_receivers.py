"""Where an event may go, and what becomes of answers that are slow, long or no answers."""

import socket
import ssl
from contextlib import closing
from threading import Thread

import pytest
import trustme

from console.hooks.receivers import Reach, check_target, post, resolve
from console.trouble import BadInput
from tests.hooks.receiver import receiving

PUBLIC = Reach(is_private=False, is_loopback=False)
PRIVATE = Reach(is_private=True, is_loopback=False)
LOOPBACK = Reach(is_private=False, is_loopback=True)


@pytest.mark.parametrize(
    ("address", "reach"),
    [
        ("https://crm.example/hook?x=1", PUBLIC),
        ("https://crm.example:8443", PUBLIC),
        ("http://127.0.0.1:8900/", LOOPBACK),
        ("http://[::1]:8900/", LOOPBACK),
        ("http://localhost:8900/", LOOPBACK),
        ("https://localhost:8900/", LOOPBACK),
        ("https://10.0.0.7/", PRIVATE),
    ],
)
def test_an_address_over_https_or_of_this_machine_for_a_trial_is_taken(
    address: str, reach: Reach
) -> None:
    assert check_target(address, reach) == address


@pytest.mark.parametrize(
    ("address", "reach", "sentence"),
    [
        ("http://crm.example/", PUBLIC, "https only"),
        ("http://crm.example/", LOOPBACK, "https only"),
        ("http://127.0.0.1/", PUBLIC, "https only"),
        ("http://127.0.0.1.crm.example/", LOOPBACK, "https only"),
        ("https://ann:secret@crm.example/", PUBLIC, "name and password"),
        ("https://crm.example/#top", PUBLIC, "nothing after #"),
        ("https:///hook", PUBLIC, "no address"),
        ("ftp://crm.example/", PUBLIC, "no address"),
        ("crm.example", PUBLIC, "no address"),
        ("https://crm.example:99999/", PUBLIC, "no address"),
        ("https://[::1/", PUBLIC, "no address"),
        ("https://127.0.0.1/", PUBLIC, "this machine itself .--loopback"),
        ("https://localhost/", PUBLIC, "this machine itself"),
        ("https://127.1/", PUBLIC, "this machine itself"),
        ("https://2130706433/", PUBLIC, "this machine itself"),
        ("https://[::ffff:127.0.0.1]/", PUBLIC, "this machine itself"),
        ("https://10.0.0.7/", PUBLIC, "private network .--private"),
        ("https://169.254.169.254/", PRIVATE, "no event goes"),
    ],
)
def test_another_address_is_refused_with_a_reason(
    address: str, reach: Reach, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        check_target(address, reach)


@pytest.mark.parametrize(
    ("host", "reach", "sentence"),
    [
        ("127.0.0.1", PUBLIC, "this machine"),
        ("127.0.0.1", PRIVATE, "this machine"),
        ("localhost", PUBLIC, "this machine"),
        ("::1", PUBLIC, "this machine"),
        ("::ffff:127.0.0.1", PUBLIC, "this machine"),
        ("0x7f000001", PUBLIC, "this machine"),
        ("10.0.0.1", PUBLIC, "private network"),
        ("192.168.1.9", LOOPBACK, "private network"),
        ("::ffff:10.0.0.1", PUBLIC, "private network"),
        ("fd00::1", PUBLIC, "private network"),
        ("100.64.0.1", PUBLIC, "private network"),
        ("169.254.169.254", PRIVATE, "no event goes"),
        ("fe80::1", PRIVATE, "no event goes"),
        ("0.0.0.0", PRIVATE, "no event goes"),  # noqa: S104
        ("224.0.0.1", PRIVATE, "no event goes"),
    ],
)
def test_no_connection_is_made_into_a_network_that_was_not_allowed(
    host: str, reach: Reach, sentence: str
) -> None:
    with pytest.raises(OSError, match=sentence):
        resolve(host, 443, reach)


@pytest.mark.parametrize(
    ("host", "reach"),
    [("93.184.216.34", PUBLIC), ("10.0.0.1", PRIVATE), ("127.0.0.1", LOOPBACK)],
)
def test_an_allowed_number_is_connected_to(host: str, reach: Reach) -> None:
    assert resolve(host, 443, reach) == host


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def _server(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def test_over_tls_the_certificate_must_be_trusted_and_of_that_name(authority: trustme.CA) -> None:
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with receiving(_server(authority, "localhost")) as receiver:
        headers = {"webhook-id": "evt_1"}
        answer = post(receiver.url, b"{}", headers, LOOPBACK, trusting)
        assert (answer.is_delivered, receiver.ids) == (True, ["evt_1"])
        assert "CERTIFICATE" in post(receiver.url, b"{}", headers, LOOPBACK).text.upper()
    with receiving(_server(authority, "other.example")) as receiver:
        answer = post(receiver.url, b"{}", {"webhook-id": "evt_2"}, LOOPBACK, trusting)
        assert not answer.is_delivered
        assert receiver.tries == []


def test_a_redirect_is_not_followed() -> None:
    with receiving() as receiver, receiving() as other:
        receiver.answer = lambda _: 302
        receiver.headers = {"Location": other.url}
        answer = post(receiver.url, b"{}", {"webhook-id": "evt_1"}, LOOPBACK)
        assert not answer.is_delivered
        assert other.tries == []


def _dripping(server: socket.socket, head: bytes) -> None:
    connection, _ = server.accept()
    with closing(connection):
        try:
            connection.sendall(head)
            while connection.recv(1) or True:
                connection.sendall(b"x")
        except OSError:
            return


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX: "])
def test_a_receiver_that_never_ends_is_cut_off(head: bytes) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        thread = Thread(target=_dripping, args=(server, head))
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        answer = post(address, b"{}" * 400_000, {}, LOOPBACK, within=0.3)
        thread.join()
    assert not answer.is_delivered
    assert answer.text


def test_a_receiver_that_is_silent_is_said_to_give_no_answer_in_time() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:  # takes it, says nothing
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        answer = post(address, b"{}", {}, LOOPBACK, within=0.3)
    assert answer.text == "no answer within 0.3 s"


def test_nobody_at_the_address_is_an_answer_too() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    assert "refused" in post(f"http://127.0.0.1:{port}/", b"{}", {}, LOOPBACK).text
