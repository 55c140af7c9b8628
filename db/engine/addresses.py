"""Read and show the address of a database: a path, a server, a pooler or a cluster."""

import contextlib
import ipaddress
import re
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from db.engine.errors import DatabaseTrouble

SECRETS = {"password", "sslpassword"}
"""Parameters of an address whose values are not shown."""

PERSONAL = (*sorted(SECRETS), "passfile", "sslcert", "sslkey", "user")
"""Parameters of an address that belong to one login."""

DIRECT = "direct"
"""The parameter that names the server behind a pooler: HOST:PORT."""

REPLICA = "replica"
"""The parameter that names the replicas for reports: HOST:PORT, separated by commas."""

PORT = "5432"

LIKE_AN_ADDRESS = re.compile(r"postgres\w*:?/[^/]*@")
"""Matches a mistyped server address, such as `postgresql:/USER:PASSWORD@HOST`, in a path."""

_HERE = "servers.invalid"
"""A placeholder host, which is replaced by a list of hosts."""

_SERVERS = re.compile(
    r"(?P<scheme>postgres[^:/]*://(?:[^/?]*@)?)(?P<hosts>[^/?@]*,[^/?@]*)(?P<rest>.*)"
)


def read_address(path_or_url: str) -> URL:
    """Return the URL of a path or an address. Raises DatabaseTrouble."""
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
    """Return the URL of an address with several hosts, or None for one host.

    Like PostgreSQL's own programs, the driver looks for the server that takes writes, unless the
    address says otherwise.
    """
    match = _SERVERS.fullmatch(address)
    if match is None:
        return None
    # SQLAlchemy parses a single host only: the hosts go into the query, where libpq reads them.
    url = make_url(match["scheme"] + match["rest"])
    query = {"target_session_attrs": "read-write", **url.query}
    return url.set(query={**query, **_hosts(match["hosts"])})


def _hosts(text: str) -> dict[str, str]:
    """Split `h1:5433,h2` into the driver's `host` and `port`. Raises ValueError."""
    hosts, ports = zip(*map(_host_and_port, text.split(",")), strict=True)
    return {"host": ",".join(hosts), "port": ",".join(ports)}


def _host_and_port(text: str) -> tuple[str, str]:
    host, colon, port = text.rpartition(":")
    if not colon or "]" in port:  # no port; the last colon may be within [an IPv6 address]
        host, port = text, PORT
    if not host or not port.isdecimal():
        raise ValueError(text)
    return host.strip("[]"), port


def is_on_this_machine(host: str) -> bool:
    """Return whether a host is this machine: a Unix socket or a loopback address."""
    if host in {"", "localhost"} or host[0] in "/@":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def direct_to(url: URL) -> URL | None:
    """Return the URL of the server behind a pooler, or None if the address names none."""
    return _instead(url, DIRECT, "read-write")


def replica_of(url: URL) -> URL | None:
    """Return the URL of the replicas that the address names, or None."""
    return _instead(url, REPLICA, "standby")


def _instead(url: URL, name: str, wanted: str) -> URL | None:
    """Return the URL of the same database on the servers that the parameter `name` lists, or None.

    `wanted` is libpq's `target_session_attrs`, by which it chooses among them.
    """
    text = url.query.get(name)
    if text is None:
        return None
    try:
        hosts = _hosts(str(text))
    except ValueError:
        raise DatabaseTrouble(
            f"{name}={text} cannot be read: write the server's HOST:PORT, such as "
            f"{name}=db.example.com:5432."
        ) from None
    if "," in hosts["host"] or wanted == "standby":
        hosts["target_session_attrs"] = wanted
    query = url.difference_update_query([DIRECT, REPLICA, "target_session_attrs"]).query
    return URL.create(
        url.drivername, url.username, url.password, None, None, url.database, {**query, **hosts}
    )


def bare(url: URL) -> URL:
    """Return the URL without our own parameters, which the driver would refuse."""
    return url.difference_update_query([DIRECT, REPLICA])


def shown(url: URL) -> str:
    """Return an address as a person wrote it, without its password."""
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
    # Insert the hosts afterwards: SQLAlchemy takes a host with a colon for IPv6 and adds brackets.
    return _readable(alone.set(host=_HERE)).replace(_HERE, servers, 1)


def _readable(url: URL) -> str:
    """Return a URL as text, with / : , and * left unescaped in its query."""
    before, mark, query = url.render_as_string(hide_password=True).partition("?")
    for sign, letter in (("%2F", "/"), ("%3A", ":"), ("%2C", ","), ("%2A", "*")):
        query = query.replace(sign, letter)
    return before + mark + query


def address_for(path_or_url: str, login: str) -> str:
    """Return the address of the same server under another login, without anybody's secrets."""
    url = read_address(path_or_url).difference_update_query(PERSONAL)
    bare = URL.create(
        url.drivername, login, None, url.host, url.port, url.database, dict(url.query)
    )
    return bare.render_as_string(hide_password=False)


def with_password(address: str, password: str) -> str:
    """Return the address with a password. Show it to nobody, and keep it out of argv and logs."""
    return read_address(address).set(password=password).render_as_string(hide_password=False)


def has_password(path_or_url: str) -> bool:
    """Return whether an address of a server contains a password."""
    if "://" not in path_or_url:
        return False
    url = read_address(path_or_url)
    return bool(url.password or SECRETS & url.query.keys())
