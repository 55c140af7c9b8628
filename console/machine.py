"""Ask the machine about its user: time zone, login name, terminal, remote or local, data folder.

Time zones are read from the packaged time data, not from the system's.
"""

import getpass
import locale
import os
import platform
import secrets
import sys
import zoneinfo
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from zoneinfo import available_timezones

from console.trouble import BadInput

WEB_DRIVER = "textual.drivers.web_driver:WebDriver"
"""The Textual driver for a console in a browser."""

WINDOWS_ZONES = {
    "AUS Eastern Standard Time": "Australia/Sydney",
    "Alaskan Standard Time": "America/Anchorage",
    "Atlantic Standard Time": "America/Halifax",
    "Cen. Australia Standard Time": "Australia/Adelaide",
    "Canada Central Standard Time": "America/Regina",
    "Central Europe Standard Time": "Europe/Budapest",
    "Central European Standard Time": "Europe/Warsaw",
    "Central Standard Time": "America/Chicago",
    "E. Australia Standard Time": "Australia/Brisbane",
    "E. Europe Standard Time": "Europe/Chisinau",
    "Eastern Standard Time": "America/New_York",
    "FLE Standard Time": "Europe/Kiev",
    "GMT Standard Time": "Europe/London",
    "GTB Standard Time": "Europe/Bucharest",
    "Hawaiian Standard Time": "Pacific/Honolulu",
    "India Standard Time": "Asia/Calcutta",
    "Mountain Standard Time": "America/Denver",
    "New Zealand Standard Time": "Pacific/Auckland",
    "Newfoundland Standard Time": "America/St_Johns",
    "Pacific Standard Time": "America/Los_Angeles",
    "Romance Standard Time": "Europe/Paris",
    "Singapore Standard Time": "Asia/Singapore",
    "South Africa Standard Time": "Africa/Johannesburg",
    "Tasmania Standard Time": "Australia/Hobart",
    "US Eastern Standard Time": "America/Indiana/Indianapolis",
    "US Mountain Standard Time": "America/Phoenix",
    "UTC": "UTC",
    "W. Australia Standard Time": "Australia/Perth",
    "W. Europe Standard Time": "Europe/Berlin",
}
"""Windows names of the time zones where most agents work. Source: CLDR, windowsZones.xml."""


def local_zone(
    environ: Mapping[str, str] = os.environ, localtime: Path = Path("/etc/localtime")
) -> str:
    """Return the IANA time zone of this machine; "UTC" if it is unknown."""
    for name in (
        environ.get("TZ", "").removeprefix(":"),  # POSIX allows TZ=:Europe/Berlin
        _linked_zone(localtime),
        WINDOWS_ZONES.get(_windows_zone(), ""),
    ):
        if name and name in available_timezones():
            return name
    return "UTC"


TWELVE_HOURS = frozenset(
    {"US", "CA", "AU", "NZ", "IN", "PH", "PK", "BD", "EG", "SA", "MY", "SG", "HK"}
)
MONTH_FIRST = frozenset({"US", "CA", "PH"})
"""Countries whose English speakers write `3pm`, and `Oct 14`."""

_WINDOWS_LOCALES = {
    "English_United States": "en_US",
    "English_Canada": "en_CA",
    "English_Australia": "en_AU",
    "English_New Zealand": "en_NZ",
    "English_India": "en_IN",
}


def clock_habits(environ: Mapping[str, str]) -> dict[str, bool]:
    """Guess from the locale how the user writes times and days."""
    names = (environ.get(name, "") for name in ("LC_ALL", "LC_TIME", "LANG"))
    name = next(filter(None, names), "")
    if not name and sys.platform == "win32" and environ:
        name = _WINDOWS_LOCALES.get(locale.getlocale()[0] or "", "")
    language, _, country = name.partition(".")[0].partition("_")
    is_english = language == "en"
    return {
        "twelve_hours": is_english and country in TWELVE_HOURS,
        "month_first": is_english and country in MONTH_FIRST,
    }


def login_name() -> str:
    """Return the user's login name; "agent" if there is none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "agent"


def is_served(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the console is drawn in a browser, by `smiledial serve`."""
    return environ.get("TEXTUAL_DRIVER") == WEB_DRIVER


def terminal_id() -> str:
    """Return a name for this console: its machine, its process and a random part."""
    return f"{_host()}-{os.getpid()}-{secrets.token_hex(8)}"


def has_ended(terminal: str) -> bool:
    """Return whether a console of this machine is known to have ended, by its `terminal_id`.

    False if that is unknown: another machine, another container, or Windows, where a signal 0
    would end the process.
    """
    host, _, rest = terminal.partition("-")
    process = rest.partition("-")[0]
    if sys.platform == "win32" or host != _host() or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False  # it runs as another user
    return False


@cache
def _host() -> str:
    """Return a short hash of this machine, of its boot and of its space of process numbers."""
    parts = [platform.node()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii"))
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


def has_terminal() -> bool:
    """Whether a person sees the output and types: in a terminal, or in a browser with `serve`."""
    return is_served() or (sys.stdin.isatty() and sys.stdout.isatty())


def is_remote() -> bool:
    """Whether the agent is connected over SSH, and would not see a window that opens here."""
    return bool(os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"))


def _linked_zone(localtime: Path) -> str:
    """Return the zone that /etc/localtime links to: …/zoneinfo/Europe/Berlin."""
    try:
        target = localtime.resolve().as_posix()
    except OSError:
        return ""
    # Some systems link to zoneinfo/posix/…, a copy of the zones without leap seconds.
    return target.partition("zoneinfo/")[2].removeprefix("posix/")


def _windows_zone() -> str:
    """Return the zone in the registry of Windows; "" on other systems."""
    if sys.platform == "win32":
        import winreg  # late: only on Windows

        key = r"SYSTEM\CurrentControlSet\Control\TimeZoneInformation"
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
                # The value may be padded with zero bytes.
                return str(winreg.QueryValueEx(opened, "TimeZoneKeyName")[0]).rstrip("\0")
        except OSError:
            return ""
    return ""


def use_packaged_time_data() -> None:
    """Read time zones from the `tzdata` package only.

    The operating system's copy may be years old, and then clocks of whole provinces are an hour
    wrong. `zoneinfo` prefers that copy unless its search path is empty. Raises BadInput if the
    package is missing.
    """
    if zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=())
    try:
        zoneinfo.ZoneInfo("UTC")
    except zoneinfo.ZoneInfoNotFoundError:
        raise BadInput(
            "The time data is missing, and without it nobody knows what time it is where a phone "
            "rings: run pip install tzdata."
        ) from None


def data_folder() -> Path:
    """Return the platform's folder for this user's data, readable by its owner only.

    Creates the folder if it is missing. Raises OSError if that fails.
    """
    from platformdirs import user_data_path  # late: --help and a database named by --db need none

    folder = user_data_path("smiledial", appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
