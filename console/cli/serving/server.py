"""The web server of `serve`: a login, a page, its static files, and a socket to a console."""

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

from console.cli.serving.child import COMMAND, PATIENCE, ServedConsole
from console.cli.serving.door import Door, Place, RefusedError
from console.trouble import BadInput

COOKIE = "smiledial"

MOST = 20
"""The default limit of browsers at the same time; each one has a console process."""

LARGEST_MESSAGE = 256 * 1024
"""Most bytes of one message from a browser; a note is far shorter."""

MOST_FIELDS = 9

PAUSE_AFTER_WRONG = 1.0

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

    `environ` is the environment of each console, and `command` starts one. `pause` is the delay
    before the answer to a wrong token, in seconds.
    """

    def __init__(
        self,
        door: Door,
        place: Place,
        environ: Mapping[str, str],
        most: int = MOST,
        command: Sequence[str] = COMMAND,
        pause: float = PAUSE_AFTER_WRONG,
    ) -> None:
        self._door = door
        self._place = place
        self._environ = environ
        self._most = most
        self._command = command
        self._pause = pause
        self._consoles: dict[str, ServedConsole] = {}
        self._sockets: set[web.WebSocketResponse] = set()

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
        name = self._visitor(request)
        if name is None:
            return _page_of("login", message="")
        origin = self._place.origin_of(request.host) or ""
        return _page_of("console", name=name, socket=_socket_address(origin) + "/ws")

    async def _login(self, request: web.Request) -> web.Response:
        form = await _read_form(request)
        try:
            secret = self._door.let_in(form.get("token", ""), form.get("name", ""))
        except RefusedError as refused:
            # Slow down guessing. Only this request waits, so nobody else is held up.
            await asyncio.sleep(self._pause)
            response = _page_of("login", message=str(refused))
            response.set_status(403)
            return response
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(
            COOKIE,
            secret,
            httponly=True,
            samesite="Strict",
            secure=self._place.is_secure,
            path="/",
        )
        return response

    async def _leave(self, request: web.Request) -> web.Response:
        name = self._visitor(request)
        self._door.forget(request.cookies.get(COOKIE))
        if name is not None and (console := self._consoles.get(name)):
            await console.stop()
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
        name = self._visitor(request)
        if name is None:
            raise web.HTTPForbidden
        # If the agent came back or reloaded the page, end the earlier console first: otherwise two
        # consoles would work on the same lead.
        if (before := self._consoles.pop(name, None)) is not None:
            await before.stop()
        if len(self._consoles) >= self._most:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(heartbeat=15, max_msg_size=LARGEST_MESSAGE)
        console = ServedConsole(
            self._command, name, self._environ, socket.send_bytes, socket.send_str
        )
        self._consoles[name] = console
        self._sockets.add(socket)
        try:
            await socket.prepare(request)
            await console.start(_size(request, "width", 80), _size(request, "height", 24))
            await _first(_hear(socket, console), console.wait())
        finally:
            await console.stop()
            # The same agent may have opened another console while this one ended: leave that one.
            if self._consoles.get(name) is console:
                del self._consoles[name]
            self._sockets.discard(socket)
            await socket.close()
        return socket

    def _visitor(self, request: web.Request) -> str | None:
        return self._door.name_of(request.cookies.get(COOKIE))

    async def _end_all(self, _application: web.Application) -> None:
        await asyncio.gather(*(item.stop() for item in tuple(self._consoles.values())))
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


def run(
    serving: Serving,
    place: Place,
    listens: Callable[[], None],
    complain: Callable[[str], None],
) -> None:
    """Serve until the process is told to end.

    Calls `listens` once browsers can connect, and `complain` with a line for each failure. Raises
    BadInput if the address or port cannot be used.
    """
    for library in ("aiohttp", "textual-serve"):
        logger = logging.getLogger(library)
        logger.propagate = False
        logger.addHandler(_OneLineHandler(complain))
    try:
        web.run_app(
            serving.application(),
            host=place.host,
            port=place.port,
            print=lambda *_: listens(),
            access_log=None,
            shutdown_timeout=PATIENCE,
        )
    except OSError as error:
        raise BadInput(
            f"Nothing can listen on {place.host}, port {place.port} "
            f"({os.strerror(error.errno or 0)}): end what does, or give another --port."
        ) from None


class _OneLineHandler(logging.Handler):
    """Passes on a library's warnings in one line, without tracebacks: they may quote user input."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._complain = complain

    def emit(self, record: logging.LogRecord) -> None:
        failed = record.exc_info[0] if record.exc_info else None
        name = f" ({failed.__name__})" if failed else ""
        self._complain(f"{record.name}: a request or a console failed{name}.")
