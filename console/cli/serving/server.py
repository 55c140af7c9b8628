"""The web server of `serve`: a login, a page, its static files, and a socket to a console.

There is one console for each name, and no more than a limit.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

from console.cli.serving.child import COMMAND, ServedConsole
from console.cli.serving.door import Attempts, Door, Place, RefusedError, TooManyError, Visitor
from db.engine.database import DatabaseTrouble

COOKIE = "smiledial"

MOST = 20
"""The default limit of browsers at the same time; each one has a console process."""

LARGEST_MESSAGE = 256 * 1024
"""Most bytes of one message from a browser; a note is far shorter."""

MOST_FIELDS = 9

FIRST_REQUEST = 10.0
"""Seconds in which a new connection has to send a whole request."""

HEARTBEAT = 6.0
"""Seconds between two pings of a browser; one that is gone is noticed after half as long again."""

LARGEST, DIGITS = 1000, 6
"""The most columns or rows of a browser; their number must have fewer than DIGITS digits."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self';"
        " img-src 'self' data:; connect-src 'self' $socket; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "Server": "smiledial",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""xterm.js writes its own styles, so inline styles are allowed; inline scripts are not."""

OWN, TEXTUAL, FONTS = "console.cli.serving", "textual_serve", "static/fonts/RobotoMono"

STATIC = {
    "console.css": (OWN, "pages/console.css", "text/css"),
    "console.js": (OWN, "pages/console.js", "text/javascript"),
    "xterm.css": (TEXTUAL, "static/css/xterm.css", "text/css"),
    "textual.js": (TEXTUAL, "static/js/textual.js", "text/javascript"),
    "mono.ttf": (TEXTUAL, f"{FONTS}-VariableFont_wght.ttf", "font/ttf"),
    "mono-italic.ttf": (TEXTUAL, f"{FONTS}-Italic-VariableFont_wght.ttf", "font/ttf"),
}
"""All static files by name: no path in a request is ever looked up on the disk."""


class Serving:
    """Serves consoles to browsers.

    `environ` is the environment of each console, and `command` starts one. `heartbeat` is the time
    between two pings of a browser, in seconds.
    """

    def __init__(
        self,
        door: Door,
        place: Place,
        environ: Mapping[str, str],
        most: int = MOST,
        command: Sequence[str] = COMMAND,
        first_request: float = FIRST_REQUEST,
        heartbeat: float = HEARTBEAT,
    ) -> None:
        self._door = door
        self._place = place
        self._environ = environ
        self._command = command
        self._attempts = Attempts()
        self.first_request = first_request
        self._heartbeat = heartbeat
        self._seats = Seats(most)
        self._sockets: set[web.WebSocketResponse] = set()
        self._silent: dict[asyncio.BaseTransport, asyncio.TimerHandle] = {}
        """The connections that have sent no whole request yet, and what cuts them."""

    def expect_request(self, transport: asyncio.Transport) -> None:
        """Cut the connection unless a whole request comes in time.

        aiohttp would wait for ever, and so many connections would use up the machine.
        """

        def cut() -> None:
            self._silent.pop(transport, None)
            transport.abort()

        self._silent[transport] = asyncio.get_running_loop().call_later(self.first_request, cut)

    def application(self) -> web.Application:
        application = web.Application(middlewares=[self._guard], client_max_size=16 * 1024)
        application.add_routes(
            [
                web.get("/", self._page),
                web.post("/login", self._login),
                web.post("/leave", self._leave),
                web.get("/ws", self._socket),
                web.get("/static/{name}", self._static),
            ]
        )
        application.on_shutdown.append(self._end_all)
        return application

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse requests with a foreign Host or Origin header, and set our headers.

        The owner of another site can make its name resolve to this server (DNS rebinding). Browsers
        would then treat that site's pages as the same origin.
        """
        if request.transport is not None and (cut := self._silent.pop(request.transport, None)):
            cut.cancel()
        origin = self._place.origin_of(request.host)
        if origin is None:
            return web.Response(status=421, text="Nothing is served under this address.\n")
        # Links may lead to our pages, but only our own pages may post or open the socket: browsers
        # do not apply the same-origin policy to web sockets.
        is_asking_for_page = request.method == "GET" and request.path != "/ws"
        if not is_asking_for_page and request.headers.get("Origin") != origin:
            response: web.StreamResponse = web.Response(status=403, text="Not from there.\n")
        else:
            try:
                response = await handler(request)
            except web.HTTPException as ended:
                response = web.Response(status=ended.status, text=f"{ended.reason}\n")
        if not response.prepared:
            socket = _socket_address(origin)
            for name, value in HEADERS.items():
                response.headers[name] = value.replace("$socket", socket)
        return response

    async def _page(self, request: web.Request) -> web.Response:
        visitor = self._visitor(request)
        if visitor is None:
            return self._login_page()
        origin = self._place.origin_of(request.host) or ""
        return _page_of("console", name=visitor.name, socket=_socket_address(origin) + "/ws")

    def _login_page(self, message: str = "", status: int = 200, name: str = "") -> web.Response:
        """Return the page; after a refusal it keeps the name, and waits for the password."""
        words = self._door.words
        response = _page_of(
            "login",
            message=message,
            name=name,
            name_focus="" if name else "autofocus",
            secret_focus="autofocus" if name else "",
            name_label=words.name,
            secret_label=words.secret,
            longest=str(words.longest),
        )
        response.set_status(status)
        return response

    async def _login(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(self.first_request):
                form = await _read_form(request)
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        name, now = form.get("name", "").strip(), asyncio.get_running_loop().time()
        keys = self._door.keys(name, self._place.address_of(request.remote, request.headers))
        try:
            self._attempts.begin(keys, now)
            cookie = await self._door.let_in(name, form.get("secret", ""))
        except TooManyError as refused:
            return self._login_page(str(refused), 429, name)
        except RefusedError as refused:
            return self._login_page(str(refused), 403, name)
        except DatabaseTrouble as trouble:
            self._attempts.take_back(keys)
            return self._login_page(str(trouble), 503, name)
        self._attempts.succeed(keys)
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(
            COOKIE, cookie, httponly=True, samesite="Strict", secure=self._place.is_secure, path="/"
        )
        return response

    async def _leave(self, request: web.Request) -> web.Response:
        visitor = self._visitor(request)
        self._door.forget(request.cookies.get(COOKIE))
        if visitor is not None:
            await self._seats.end(visitor.name)
        response = web.Response(status=303, headers={"Location": "/"})
        response.del_cookie(COOKIE, path="/")
        return response

    async def _static(self, request: web.Request) -> web.Response:
        file = STATIC.get(request.match_info["name"])
        if file is None:
            raise web.HTTPNotFound
        package, path, kind = file
        return web.Response(body=files(package).joinpath(path).read_bytes(), content_type=kind)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        visitor = self._visitor(request)
        if visitor is None:
            raise web.HTTPForbidden
        socket = web.WebSocketResponse(heartbeat=self._heartbeat, max_msg_size=LARGEST_MESSAGE)
        console = ServedConsole(
            self._command,
            visitor.name,
            {**self._environ, **visitor.environ},
            socket.send_bytes,
            socket.send_str,
        )
        try:
            async with self._seats.take(visitor.name, console):
                await socket.prepare(request)
                self._sockets.add(socket)
                await console.start(_size(request, "width", 80), _size(request, "height", 24))
                await _first(_hear(socket, console), console.wait())
        except FullError:
            raise web.HTTPServiceUnavailable from None
        except OvertakenError:
            raise web.HTTPConflict from None
        finally:
            self._sockets.discard(socket)
            if socket.prepared:
                await socket.close()
        return socket

    def _visitor(self, request: web.Request) -> Visitor | None:
        return self._door.visitor(request.cookies.get(COOKIE))

    async def _end_all(self, _application: web.Application) -> None:
        await self._seats.end_all()
        await asyncio.gather(*(item.close() for item in tuple(self._sockets)))


async def _read_form(request: web.Request) -> Mapping[str, str]:
    """Return the fields of our form; {} if the body is anything else."""
    if request.content_type != "application/x-www-form-urlencoded":
        return {}
    typed = (await request.read()).decode(errors="replace")
    try:
        return dict(parse_qsl(typed, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


async def _hear(socket: web.WebSocketResponse, console: ServedConsole) -> None:
    """Pass the browser's messages to the console.

    Ends when the browser disconnects, or sends a message that our page never sends.
    """
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            return
        match _read(message.data):
            case ["stdin", str(typed)]:
                await console.send_bytes(typed.encode(errors="ignore"))
            case ["resize", {"width": int(width), "height": int(height)}]:
                await console.set_terminal_size(_bounded(width), _bounded(height))
            case ["ping", payload]:
                await socket.send_json(["pong", payload])
            case ["blur", *_]:
                await console.blur()
            case ["focus", *_]:
                await console.focus()
            case _:
                return


def _read(data: str) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


async def _first(*awaitables: Awaitable[None]) -> None:
    """Wait until the first of them is done, and cancel the others."""
    tasks = [asyncio.ensure_future(awaitable) for awaitable in awaitables]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        # Wait for the cancelled tasks: they still use the socket that the caller closes next.
        await asyncio.gather(*tasks, return_exceptions=True)


def _page_of(page: str, /, **values: str) -> web.Response:
    text = files(OWN).joinpath(f"pages/{page}.html").read_text(encoding="utf-8")
    safe = {key: escape(value) for key, value in values.items()}
    return web.Response(text=Template(text).substitute(safe), content_type="text/html")


def _socket_address(origin: str) -> str:
    return "ws" + origin.removeprefix("http")


def _size(request: web.Request, name: str, unset: int) -> int:
    text = request.query.get(name, "")
    is_number = text.isascii() and text.isdecimal() and len(text) < DIGITS
    return _bounded(int(text)) if is_number else unset


def _bounded(cells: int) -> int:
    return max(1, min(cells, LARGEST))


class FullError(Exception):
    """Raised when every seat is taken by other names."""


class OvertakenError(Exception):
    """Raised when the same name has opened a newer console while this one waited."""


@dataclass
class _Seat:
    """`lock` is held as long as a process of this name may be alive."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    console: ServedConsole | None = None
    newest: ServedConsole | None = None
    users: int = 0


class Seats:
    """One seat for each name. A name that comes again gets its own seat, once that is empty."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._is_closed = False
        self._seats: dict[str, _Seat] = {}

    @asynccontextmanager
    async def take(self, name: str, console: ServedConsole) -> AsyncIterator[None]:
        """Hold the name's seat for a console, and end the console when the block ends.

        An earlier console of the name ends first: two would work on the same lead. Raises FullError
        and OvertakenError.
        """
        # No await from the look at the limit to the entry: of many who come at once, each must see
        # those before. A console that still ends keeps its seat, since its process is alive.
        if name not in self._seats and len(self._seats) >= self._most:
            raise FullError
        seat = self._seats.setdefault(name, _Seat())
        seat.users += 1
        seat.newest = console
        try:
            if seat.console is not None:
                await seat.console.stop()
            async with seat.lock:
                if self._is_closed or seat.newest is not console:
                    raise OvertakenError
                seat.console = console
                try:
                    yield
                finally:
                    await console.stop()
        finally:
            seat.users -= 1
            if not seat.users:
                del self._seats[name]

    async def end(self, name: str) -> None:
        """End the console of a name, if there is one."""
        seat = self._seats.get(name)
        if seat is not None and seat.console is not None:
            await seat.console.stop()

    async def end_all(self) -> None:
        """End all consoles, and let nobody begin another."""
        self._is_closed = True
        await asyncio.gather(*(self.end(name) for name in tuple(self._seats)))
