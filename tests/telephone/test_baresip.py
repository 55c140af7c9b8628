"""The connection to the softphone when what answers there is not one, or goes away."""

import asyncio

import pytest

from console.outreach.softphone.baresip import Baresip, SoftphoneError
from tests.telephone.control_socket import control_socket


async def test_another_program_on_the_port_is_no_softphone() -> None:
    async def talk_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk_http, "127.0.0.1", 0)
    lost = asyncio.Event()
    phone = Baresip(server.sockets[0].getsockname()[1], lambda _: None, lost.set)
    await phone.connect()
    with pytest.raises(SoftphoneError, match="does not answer: check"):
        await phone.ask("dial", "+12085550147")
    await lost.wait()
    assert not phone.is_connected
    await phone.close()
    server.close()


async def test_an_answer_goes_to_its_question_and_an_event_to_the_listener() -> None:
    heard: list[str] = []
    async with control_socket() as softphone:
        phone = Baresip(
            softphone.port, lambda event: heard.append(str(event["type"])), lambda: None
        )
        await phone.connect()
        dialled, listed = await asyncio.gather(
            phone.ask("dial", "+12085550147"), phone.ask("reginfo")
        )
        assert (dialled.is_ok, dialled.text) == (True, "call id: ab12")
        assert "sip:ann@pbx.example" in listed.text
        softphone.send("CALL_RINGING")
        await phone.ask("listcalls")
        assert heard == ["CALL_RINGING"]
        await phone.close()


async def test_two_who_connect_at_once_share_one_connection() -> None:
    async with control_socket() as softphone:
        phone = Baresip(softphone.port, lambda _: None, lambda: None)
        await asyncio.gather(phone.connect(), phone.connect(), phone.connect())
        assert (await phone.ask("listcalls")).is_ok
        assert softphone.visits == 1
        await phone.close()


async def test_nothing_is_asked_of_a_softphone_that_is_not_connected() -> None:
    phone = Baresip(1, lambda _: None, lambda: None)
    with pytest.raises(SoftphoneError, match="is not connected"):
        await phone.ask("dial", "+12085550147")
    await phone.close()
