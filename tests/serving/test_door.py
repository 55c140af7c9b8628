"""Who gets to a console in a browser, and who does not."""

import re
import sys
from collections.abc import Mapping
from importlib.resources import files

import pytest
from aiohttp import ClientSession, WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import unused_port
from yarl import URL

from console.cli.serving.door import (
    MOST_VISITORS,
    RefusedError,
    TokenDoor,
    Visitor,
    new_token,
    read_place,
    read_token,
)
from console.cli.serving.server import STATIC
from console.trouble import BadInput
from tests.cli.shell import CommandLine
from tests.serving.served import TOKEN, Served, serving

EVERYWHERE = "0.0.0.0"  # noqa: S104 - which is refused
OUTSIDE = re.compile(r"""(?:https?:)?//[\w.-]+\.\w+""")


async def _status_of_socket(
    served: Served, visitor: ClientSession, headers: Mapping[str, str]
) -> int:
    try:
        async with visitor.ws_connect(f"{served.url}/ws", headers=headers):
            return 101
    except WSServerHandshakeError as refused:
        return refused.status


async def test_nobody_comes_in_without_the_token(served: Served, visitor: ClientSession) -> None:
    async with visitor.get(served.url) as page:
        text = await page.text()
        assert "The token" in text
        assert "textual.js" not in text
    assert await _status_of_socket(served, visitor, served.here) == 403
    for wrong in ("", TOKEN[:-1], f"{TOKEN}x", "ключ"):
        answer = await served.log_in(visitor, token=wrong)
        assert (answer.status, "Set-Cookie" in answer.headers) == (403, False)
        assert "That is not the token" in await answer.text()
    assert await _status_of_socket(served, visitor, served.here) == 403


async def test_a_made_up_cookie_opens_nothing(served: Served, visitor: ClientSession) -> None:
    visitor.cookie_jar.update_cookies({"smiledial": "x" * 43}, URL(served.url))
    assert await _status_of_socket(served, visitor, served.here) == 403


async def test_the_token_gives_a_cookie_that_no_script_reads_and_no_other_site_sends(
    served: Served, visitor: ClientSession
) -> None:
    answer = await served.log_in(visitor)
    assert answer.status == 303
    (cookie,) = answer.headers.getall("Set-Cookie")
    assert TOKEN not in cookie
    assert {"HttpOnly", "Path=/", "SameSite=Strict"} <= {word.strip() for word in cookie.split(";")}
    async with visitor.get(served.url) as page:
        assert "textual.js" in await page.text()
    async with visitor.post(f"{served.url}/leave", headers=served.here) as left:
        assert "The token" in await left.text()


async def test_behind_tls_the_cookie_is_sent_over_tls_alone(visitor: ClientSession) -> None:
    async with serving(unused_port(), ("false",), url="https://calls.example.com") as served:
        there = {"Host": "calls.example.com", "Origin": "https://calls.example.com"}
        answer = await served.log_in(visitor, headers=there)
        assert "Secure" in answer.headers["Set-Cookie"]
        socket = answer.headers["Content-Security-Policy"]
        assert "wss://calls.example.com" in socket
        assert (await served.log_in(visitor)).status == 421


@pytest.mark.parametrize("name", ["", "   ", "a\x1b[2Jb", "x" * 41, "ann\nbob", "a\x00b", " ann"])
async def test_a_name_that_is_none_is_refused(
    served: Served, visitor: ClientSession, name: str
) -> None:
    assert (await served.log_in(visitor, name)).status == (303 if name == " ann" else 403)


@pytest.mark.parametrize("name", ["; rm -rf ~", "$(id)", "--db", "<script>alert(1)</script>"])
async def test_a_name_is_text_on_the_page(
    served: Served, visitor: ClientSession, name: str
) -> None:
    assert (await served.log_in(visitor, name)).status == 303
    async with visitor.get(served.url) as page:
        text = await page.text()
    assert "<script>alert" not in text
    assert text.count("<script") == 2


@pytest.mark.parametrize("origin", [None, "null", "https://example.org", "http://127.0.0.1"])
async def test_no_other_page_logs_in_or_opens_a_socket(
    served: Served, visitor: ClientSession, origin: str | None
) -> None:
    await served.log_in(visitor)
    headers = {} if origin is None else {"Origin": origin}
    assert await _status_of_socket(served, visitor, headers) == 403
    assert (await served.log_in(visitor, headers=headers)).status == 403
    async with visitor.post(f"{served.url}/leave", headers=headers) as left:
        assert left.status == 403


async def test_a_name_of_somebody_elses_that_leads_here_leads_nowhere(
    served: Served, visitor: ClientSession
) -> None:
    for host in ("evil.example", "127.0.0.1", "127.0.0.1:1"):
        async with visitor.get(served.url, headers={"Host": host}) as answer:
            assert answer.status == 421


@pytest.mark.parametrize(
    "path",
    [
        "/static/../door.py",
        "/static/..%2fdoor.py",
        "/static/%2e%2e/server.py",
        "/static/....//server.py",
        "/static//etc/passwd",
        "/static/pages/login.html",
        "/static/console.css%00.html",
        "/static/",
        "/etc/passwd",
        "/download/x",
    ],
)
async def test_no_path_leads_to_another_file(
    served: Served, visitor: ClientSession, path: str
) -> None:
    async with visitor.get(URL(served.url + path, encoded=True)) as answer:
        assert answer.status == 404
        assert "Content-Security-Policy" in answer.headers


async def test_nothing_is_asked_of_another_server(served: Served, visitor: ClientSession) -> None:
    await served.log_in(visitor)
    async with visitor.get(served.url) as page:
        policy = page.headers["Content-Security-Policy"]
        assert not OUTSIDE.search((await page.text()).replace(served.url[5:], ""))
    for part in policy.split(";"):
        name, *allowed = part.split()
        assert name != "script-src" or allowed == ["'self'"]
        assert set(allowed) <= {
            *("'self'", "'none'", "'unsafe-inline'", "data:"),
            served.url.replace("http", "ws"),
        }
    for name, (package, path, kind) in STATIC.items():
        async with visitor.get(f"{served.url}/static/{name}") as file:
            assert file.status == 200
            assert file.content_type == kind
        if not name.endswith(".ttf"):
            text = files(package).joinpath(path).read_text(encoding="utf-8")
            code = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
            assert not re.search(r"""["'(]https?://""", code), name


async def test_there_is_an_end_to_how_many_may_call(visitor: ClientSession) -> None:
    async with serving(unused_port(), ("false",), most=0) as served:
        await served.log_in(visitor)
        assert await _status_of_socket(served, visitor, served.here) == 503


async def test_a_console_that_does_not_start_leaves_the_server_well(
    served: Served, visitor: ClientSession
) -> None:
    await served.log_in(visitor)
    for _ in range(2):
        async with visitor.ws_connect(f"{served.url}/ws", headers=served.here) as socket:
            assert (await socket.receive()).data in {1000, None}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nabcd"),
        ("application/x-www-form-urlencoded; charset=nope", b"name=%ff%fe&token=%x"),
        ("application/x-www-form-urlencoded", b"&a=b" * 50),
        ("application/json", b"{}"),
    ],
)
async def test_what_is_no_log_in_is_refused_like_one_that_is_wrong(
    served: Served, visitor: ClientSession, kind: str, body: bytes
) -> None:
    headers = {**served.here, "Content-Type": kind}
    async with visitor.post(f"{served.url}/login", data=body, headers=headers) as answer:
        assert answer.status == 403
    async with visitor.post(f"{served.url}/login", data=b"a" * 20_000, headers=headers) as answer:
        assert answer.status in {403, 413}


@pytest.mark.parametrize(
    "said", ["[]", "[1", '["stdin", 5]', '["resize", {"width": "x"}]', "[" * 9999]
)
async def test_what_no_page_of_ours_says_ends_the_socket(visitor: ClientSession, said: str) -> None:
    command = (
        sys.executable,
        "-c",
        "import time; print('__GANGLION__', flush=True); time.sleep(9)",
    )
    async with serving(unused_port(), command) as served:
        await served.log_in(visitor)
        async with visitor.ws_connect(f"{served.url}/ws", headers=served.here) as socket:
            await socket.send_str(said)
            assert (await socket.receive(10)).type in {WSMsgType.CLOSE, WSMsgType.CLOSED}


async def test_what_a_console_says_at_its_end_is_read_in_the_browser(
    visitor: ClientSession,
) -> None:
    says = "import sys; sys.exit('The database is gone \\x1b[2J: name another.')"
    async with serving(unused_port(), (sys.executable, "-c", says)) as served:
        await served.log_in(visitor)
        async with visitor.ws_connect(f"{served.url}/ws", headers=served.here) as socket:
            result = await socket.receive(10)
            assert result.data.endswith(b"The database is gone [2J: name another.")
            assert (await socket.receive(10)).type is WSMsgType.CLOSE


async def test_a_door_forgets_the_oldest_of_too_many() -> None:
    door = TokenDoor(TOKEN)
    first, *others = [await door.let_in("ann", TOKEN) for _ in range(MOST_VISITORS + 1)]
    assert door.visitor(first) is None
    assert door.visitor(others[-1]) == Visitor("ann")
    assert len({first, *others}) == MOST_VISITORS + 1
    with pytest.raises(RefusedError):
        await door.let_in("ann", "")


def test_a_token_that_could_be_guessed_is_none() -> None:
    assert len(new_token()) > 30
    assert read_token(" sixteen letters! ") == "sixteen letters!"
    with pytest.raises(BadInput, match="could be guessed"):
        read_token("letmein")


@pytest.mark.parametrize(
    "url",
    [
        "http://calls.example.com",
        "https://u:p@example.com",
        "https://x.example/path",
        "javascript:1",
    ],
)
def test_an_address_without_tls_is_for_this_machine_alone(url: str) -> None:
    with pytest.raises(BadInput, match="not an address to serve under"):
        read_place(EVERYWHERE, 8417, url)
    with pytest.raises(BadInput, match="TLS"):
        read_place(EVERYWHERE, 8417, None)
    assert read_place("::1", 80, None).shown == "http://[::1]:80"


def test_serving_says_what_it_needs(smiledial: CommandLine) -> None:
    answer = smiledial("serve")
    assert answer.status == 3
    assert "There are no leads yet" in answer.err
    answer = smiledial("serve", "--host", EVERYWHERE)
    assert (answer.status, "TLS" in answer.err) == (3, True)
