"""Read and change an agent's own settings, a TOML file. No verdict depends on them.

A change leaves the other lines and the comments of the file as they are.
"""

import dataclasses
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from math import inf
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from msgspec import Struct, field
from msgspec.structs import replace

from console.files.opening import write_whole
from console.machine import clock_habits, local_zone
from console.outreach.calendar.job import CALENDAR_PASSWORD, CalendarSettings, read_calendar
from console.outreach.mail.settings import PASSWORD, MailSettings, read_mail
from console.rules.text import clean_line
from console.rules.times.working_hours import WorkingHours, read_hours
from console.trouble import BadInput

LONGEST_WRAP_UP = 600
LONGEST_NAME = 40
DATABASE = "database"
HAND_OFFS = ("copy", "open", "command", "softphone", "qr")

SCHEMES = ("tel:", "sip:", "sips:", "callto:")
"""The schemes of an address to open: they lead to a phone and nothing else."""

NO_GOAL = 20
SESSION_SIZE = 25

NO_LOCALE: Mapping[str, str] = {}
"""An environment that says nothing of how people there write times."""


class Wishes(Struct, frozen=True):
    """The personal settings that a desk needs.

    A goal of 0 is none. With `noes_table` the agent counts noes with others. With `mixes_lists` a
    session may have leads of several lists. `keys` are own keys by action or outcome.
    """

    dial_goal: int = 0
    yes_goal: int = 0
    noes_table: bool = False
    mixes_lists: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)


class Personal(Struct, frozen=True):
    """An agent's settings for this machine.

    - `agent`: the name for calls, "" for the login name.
    - `database`: a file or a server's address without a password, "" for the file in the data
      folder.
    - `hand_off`: how a number gets to the phone: "copy" to the clipboard, "open" an address, run a
      "command", drive the "softphone" on a port of this machine, or show it as a "qr" code.
    - `command`, `address`: an argument list and an address, in which {number} stands for the number
      (+12085550147) and {digits} for it without the plus.
    - `accounts`: the softphone's account for each caller ID of the firm.
    - `break_after`, `break_length`, `nudge_after`: minutes, 0 for never.
    - `wrap_up`, `fresh_pause`: seconds of rest after an outcome, which any key ends, and seconds
      before a new lead can be dialled.
    - `plain`: open the console as lines of words, for a screen reader.
    - `dial_goal`, `yes_goal`: goals of a day, 0 for none. With `noes_table` the agent joins the
      shared count of noes.
    - `keys`: the agent's own keys of the calling screen, by action or by the code of an outcome.
    - `mail`, `calendar`: the tables [mail] and [calendar].
    - `hours`: the agent's working hours on the clock of `zone`: "mon-fri 9-17"; "" means any.
    - `mixes_lists`: sessions may have leads of several lists.
    - `twelve_hours`, `month_first`: write `3:04pm` for `15:04`, and `Oct 14` for `14 Oct`.
    """

    agent: str = ""
    database: str = ""
    zone: str = "UTC"
    no_goal: int = NO_GOAL
    dial_goal: int = 0
    yes_goal: int = 0
    noes_table: bool = False
    theme: str = ""
    hand_off: str = "copy"
    command: tuple[str, ...] = ()
    address: str = ""
    softphone_port: int = 4444
    accounts: Mapping[str, str] = field(default_factory=dict)
    break_after: int = 50
    break_length: int = 10
    nudge_after: int = 4
    wrap_up: int = 0
    hours: str = ""
    session_size: int = SESSION_SIZE
    mixes_lists: bool = False
    twelve_hours: bool = False
    month_first: bool = False
    fresh_pause: float = 0.35
    plain: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)
    mail: MailSettings = field(default_factory=MailSettings)
    calendar: CalendarSettings = field(default_factory=CalendarSettings)

    @property
    def wishes(self) -> Wishes:
        return Wishes(self.dial_goal, self.yes_goal, self.noes_table, self.mixes_lists, self.keys)

    @property
    def working_hours(self) -> WorkingHours | None:
        return read_hours(self.hours, self.zone) if self.hours else None


def settings_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the path of the settings: SMILEDIAL_CONFIG, else in the platform's own folder."""
    if named := environ.get("SMILEDIAL_CONFIG"):
        return Path(named).expanduser()
    from platformdirs import user_config_path  # late: not needed with SMILEDIAL_CONFIG

    return user_config_path("smiledial", appauthor=False) / "smiledial.toml"


def read_settings(environ: Mapping[str, str] = os.environ) -> Personal:
    """Return the personal settings of the current user. Raises BadInput."""
    path = settings_file(environ)
    personal = read_personal(path, must_exist="SMILEDIAL_CONFIG" in environ, environ=environ)
    if password := environ.get(PASSWORD):
        personal = replace(personal, mail=dataclasses.replace(personal.mail, password=password))
    if password := environ.get(CALENDAR_PASSWORD):
        calendar = dataclasses.replace(personal.calendar, password=password)
        personal = replace(personal, calendar=calendar)
    return personal


def read_personal(
    path: Path, *, must_exist: bool = False, environ: Mapping[str, str] = NO_LOCALE
) -> Personal:
    """Return the personal settings in a file, with defaults for missing ones.

    How times and days are written is guessed from the locale in `environ`.
    Raises BadInput that names the file and the key.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if must_exist:
            raise BadInput(f"{path}: no such file. Create it, or unset SMILEDIAL_CONFIG.") from None
        text = ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read as settings ({error}): fix or remove it.") from None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path} is not valid TOML ({error}): fix that line.") from None
    return personal_from(document, path, environ)


def personal_from(
    document: Mapping[str, object], path: Path, environ: Mapping[str, str] = NO_LOCALE
) -> Personal:
    """Return the settings of a file's content. Raises BadInput that names file and key."""
    known = set(Personal.__struct_fields__)
    for key in document:
        if key not in known:
            raise BadInput(
                f"{path}: there is no setting “{key}”; there are {', '.join(sorted(known))}."
            )
    tables = {
        "mail": read_mail(path, document.get("mail", {})),
        "calendar": read_calendar(path, document.get("calendar", {})),
    }
    values: dict[str, object] = {"zone": local_zone(), **clock_habits(environ)}
    values |= {
        key: _checked(path, key, value) for key, value in document.items() if key not in tables
    }
    make: Callable[..., Personal] = Personal  # `_PERSONAL` has checked the types
    personal = make(**values, **tables)
    _check_dial(path, personal)
    return personal


def _check_dial(path: Path, personal: Personal) -> None:
    if personal.hand_off == "command" and not any(map(_has_number, personal.command)):
        raise BadInput(
            f'{path}: with hand_off = "command" the list “command” must say where the number goes: '
            'command = ["dial", "{number}"].'
        )
    address = personal.address
    if personal.hand_off == "open" and address and not address.startswith(SCHEMES):
        raise BadInput(
            f"{path}: to be opened, “address” must begin with one of {', '.join(SCHEMES)}, as in "
            'address = "tel:{number}".'
        )


def personal_kinds() -> dict[str, str]:
    """Return for each personal setting what its value must be, in words."""
    return {name: wanted for name, (_, wanted) in _PERSONAL.items()}


def _checked(path: Path, key: str, value: object) -> object:
    fits, wanted = _PERSONAL[key]
    if not fits(value):
        shown = "" if key == DATABASE else f", not {value!r}"  # there may be a password in it
        raise BadInput(f"{path}: “{key}” must be {wanted}{shown}.")
    if key == "command" and isinstance(value, list):
        return tuple(value)
    return value


def _is_whole(value: object, least: int, most: float = inf) -> bool:
    # In Python, True and False are integers too.
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_seconds(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 10


def _has_number(text: str) -> bool:
    return "{number}" in text or "{digits}" in text


def _is_address(value: object) -> bool:
    return (
        isinstance(value, str)
        and _has_number(value)
        and value.isascii()
        and not any(letter.isspace() or not letter.isprintable() for letter in value)
    )


def _is_accounts(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(account, str) and account and not any(map(str.isspace, account))
        for account in value.values()
    )


def _is_keys(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(key, str) for key in value.values())


def _is_hours(value: object) -> bool:
    try:
        return isinstance(value, str) and (value == "" or bool(read_hours(value, "UTC")))
    except ValueError:
        return False


def _is_arguments(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(part, str) for part in value)


def _is_database(value: object) -> bool:
    """Return whether it is a path, or the address of a server without a password."""
    if not isinstance(value, str) or not value.isprintable():
        return False
    if "://" not in value:
        return True
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.password is None and "password=" not in parts.query


# Each setting: its check, and what its value must be, as the error says it.
_PERSONAL: dict[str, tuple[Callable[[object], bool], str]] = {
    "agent": (
        lambda value: (
            isinstance(value, str) and clean_line(value) == value and len(value) <= LONGEST_NAME
        ),
        f"the name you call under, in {LONGEST_NAME} letters",
    ),
    DATABASE: (
        _is_database,
        "the path of a file, or a postgresql:// address without a password (PGPASSFILE has it)",
    ),
    "zone": (
        lambda value: value in available_timezones(),
        'an IANA zone such as "America/New_York"',
    ),
    "no_goal": (lambda value: _is_whole(value, 1), "a whole number from 1"),
    "dial_goal": (lambda value: _is_whole(value, 0), "a number of dials a day, 0 for none"),
    "yes_goal": (lambda value: _is_whole(value, 0), "a number of yeses a day, 0 for none"),
    "noes_table": (lambda value: isinstance(value, bool), "true or false"),
    "theme": (lambda value: isinstance(value, str), "the name of a theme in quotes"),
    "hand_off": (lambda value: value in HAND_OFFS, f"one of {', '.join(HAND_OFFS)}"),
    "command": (_is_arguments, 'a list of arguments such as ["dial", "{number}"]'),
    "address": (_is_address, 'an address without spaces such as "sip:{number}@pbx.example"'),
    "softphone_port": (
        lambda value: _is_whole(value, 1, 65535),
        "a port of this machine from 1 to 65535",
    ),
    "accounts": (
        _is_accounts,
        'a table of caller IDs and accounts such as {"+12085550100" = "sip:ann@pbx.example"}',
    ),
    "hours": (_is_hours, 'hours such as "9-17" or "mon-fri 9:30-18"'),
    "session_size": (lambda value: _is_whole(value, 1), "a whole number from 1"),
    "mixes_lists": (lambda value: isinstance(value, bool), "true or false"),
    "twelve_hours": (lambda value: isinstance(value, bool), "true or false"),
    "month_first": (lambda value: isinstance(value, bool), "true or false"),
    "break_after": (lambda value: _is_whole(value, 0), "a number of minutes, 0 for never"),
    "break_length": (lambda value: _is_whole(value, 0), "a number of minutes, 0 for no limit"),
    "nudge_after": (lambda value: _is_whole(value, 0), "a number of minutes, 0 for never"),
    "wrap_up": (
        lambda value: _is_whole(value, 0, LONGEST_WRAP_UP),
        f"a number of seconds up to {LONGEST_WRAP_UP}, 0 for none",
    ),
    "fresh_pause": (_is_seconds, "a number of seconds from 0 to 10"),
    "plain": (lambda value: isinstance(value, bool), "true or false"),
    "keys": (
        _is_keys,
        'a table of actions or outcomes and their keys such as {skip = "z", no = "N"}',
    ),
}


def put_own(path: Path, name: str, typed: str) -> object:
    """Set a personal setting from typed text, and return the value that was stored.

    Raises BadInput that says what the setting takes, or why the file cannot be changed.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        before = tomllib.loads(text)
    except FileNotFoundError:
        text, before = "", {}
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read as settings ({error}): fix or remove it.") from None
    value = _value(typed, name)
    personal = personal_from({**before, name: value}, path)
    written = _with_line(text, f"{name} = {_literal(value)}", name)
    # If the old value spans several lines, all but the first are still there.
    if not _says(written, {**before, name: value}):
        raise BadInput(f"“{name}” is written over several lines in {path}: change it there.")
    _replace(path, written)
    stored: object = getattr(personal, name)
    return stored


def _value(typed: str, name: str) -> object:
    """Return the typed text as a TOML value; text needs no quotes."""
    if isinstance(getattr(Personal(), name), str):
        return typed
    try:
        value: object = tomllib.loads(f"value = {typed}")["value"]
    except tomllib.TOMLDecodeError:
        return typed
    return value


def _says(text: str, wanted: dict[str, object]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        pairs = (f"{_literal(key)} = {_literal(item)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\u{ord(match[0]):04X}", escaped) + '"'


def _with_line(text: str, line: str, name: str) -> str:
    """Return the text with the setting's line replaced, or put before everything else."""
    # At the top, because further down it would belong to a table such as [mail].
    existing = re.compile(rf"^{name}[ \t]*=.*$", re.MULTILINE)
    if existing.search(text):
        # A function, because re.sub would read backslashes in a text as escapes.
        return existing.sub(lambda _: line, text, count=1)
    return f"{line}\n{text}"


def _replace(path: Path, text: str) -> None:
    """Replace the file atomically: after a crash, the old or the new one is whole."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{path} cannot be written ({error}).") from None
    write_whole(path, [text])
