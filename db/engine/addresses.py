"""The address of a database as a person writes it: a path, a server, a pooler or a cluster."""

import contextlib
import ipaddress
import re
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from db.engine.errors import DatabaseTrouble

SECRETS = {"password", "sslpassword"}
"""Parts of an address after the question mark that are not shown."""

DIRECT = "direct"
"""What an address through a pooler has after its question mark: HOST:PORT of the server itself."""

REPLICA = "replica"
"""Where reports are read: HOST:PORT of a replica, or of several with commas."""

PORT = "5432"

LIKE_AN_ADDRESS = re.compile(r"postgres\w*:?/[^/]*@")

_HERE = "servers.invalid"
_SERVERS = re.compile(
    r"(?P<scheme>postgres[^:/]*://(?:[^/?]*@)?)(?P<hosts>[^/?@]*,[^/?@]*)(?P<rest>.*)"
)


def read_address(path_or_url: str) -> URL:
    """Raises DatabaseTrouble."""
    if "://" not in path_or_url:
        return URL.create("sqlite", database=str(Path(path_or_url).expanduser().absolute()))
    try:
        url = _of_servers(path_or_url) or make_url(path_or_url)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise DatabaseTrouble(
            "The address of the database cannot be read: write a path, sqlite:///PATH or "
            "postgresql://USER@HOST/NAME."
        ) from error
    if backend == "sqlite" and url.database:
        return URL.create("sqlite", database=str(Path(url.database).expanduser().absolute()))
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise DatabaseTrouble(
        f"{backend or 'That'} is not a database Smile & Dial can use: "
        "give a file for SQLite, or a postgresql:// address."
    )


def _of_servers(address: str) -> URL | None:
    """The servers of a cluster, as PostgreSQL's own programs take them: the one that takes writes
    is looked for, unless the address says another."""
    found = _SERVERS.fullmatch(address)
    if found is None:
        return None
    url = make_url(found["scheme"] + found["rest"])
    asked = {"target_session_attrs": "read-write", **url.query}
    return url.set(query={**asked, **_hosts(found["hosts"])})


def _hosts(said: str) -> dict[str, str]:
    """`h1:5433,h2` as the driver wants it. Raises ValueError."""
    hosts, ports = zip(*map(_host_and_port, said.split(",")), strict=True)
    return {"host": ",".join(hosts), "port": ",".join(ports)}


def _host_and_port(said: str) -> tuple[str, str]:
    host, colon, port = said.rpartition(":")
    if not colon or "]" in port:  # no port, be it that of an IPv6 address
        host, port = said, PORT
    if not host or not port.isdecimal():
        raise ValueError(said)
    return host.strip("[]"), port


def is_on_this_machine(host: str) -> bool:
    """Whether what is sent there never leaves it: a socket in a folder, or a loopback address."""
    if host in {"", "localhost"} or host[0] in "/@":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def direct_to(url: URL) -> URL | None:
    """The server itself, where the address leads to a pooler and says so."""
    return _instead(url, DIRECT, "read-write")


def replica_of(url: URL) -> URL | None:
    """Where reports are read, if the address names a replica."""
    return _instead(url, REPLICA, "standby")


def _instead(url: URL, name: str, wanted: str) -> URL | None:
    """The same database at the servers after `name`; which of several, by what is `wanted`."""
    said = url.query.get(name)
    if said is None:
        return None
    try:
        hosts = _hosts(str(said))
    except ValueError:
        raise DatabaseTrouble(
            f"{name}={said} cannot be read: write the server's HOST:PORT, such as "
            f"{name}=db.example.com:5432."
        ) from None
    if "," in hosts["host"] or wanted == "standby":
        hosts["target_session_attrs"] = wanted
    query = url.difference_update_query([DIRECT, REPLICA, "target_session_attrs"]).query
    return URL.create(
        url.drivername, url.username, url.password, None, None, url.database, {**query, **hosts}
    )


def bare(url: URL) -> URL:
    """Without what is ours alone: the driver would not know it."""
    return url.difference_update_query([DIRECT, REPLICA])


def shown(url: URL) -> str:
    """An address as a person wrote it, without a password."""
    secret = dict.fromkeys(SECRETS & url.query.keys(), "***")
    url = url.set(drivername=url.get_backend_name()).update_query_dict(secret)
    hosts, ports = str(url.query.get("host", "")), str(url.query.get("port", ""))
    if "," not in hosts or hosts.count(",") != ports.count(","):
        return _readable(url)
    pairs = zip(hosts.split(","), ports.split(","), strict=True)
    servers = ",".join(
        f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in pairs
    )
    alone = url.difference_update_query(["host", "port"])
    # Put in afterwards, for SQLAlchemy would read a colon as the mark of an IPv6 address.
    return _readable(alone.set(host=_HERE)).replace(_HERE, servers, 1)


def _readable(url: URL) -> str:
    """Without the signs for letters that need none after the `?`."""
    before, mark, query = url.render_as_string(hide_password=True).partition("?")
    for sign, letter in (("%2F", "/"), ("%3A", ":"), ("%2C", ","), ("%2A", "*")):
        query = query.replace(sign, letter)
    return before + mark + query


def has_password(path_or_url: str) -> bool:
    """Whether an address of a server says its password."""
    if "://" not in path_or_url:
        return False
    url = read_address(path_or_url)
    return bool(url.password or SECRETS & url.query.keys())
