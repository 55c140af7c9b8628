"""The firm's settings: which values each one takes, how they are read, and how to change one."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from console.files.fields.lead_fields import ASKED
from console.firm.appointment_rings import CLOSERS, REMINDER, read_closers
from console.firm.personal_settings import personal_kinds
from console.firm.settings import (
    AREA_CODES,
    ASSISTANT,
    BEST_HOURS,
    CALLBACK_RELEASE,
    DEFAULT_LEASE,
    DEFAULT_RELEASE,
    DEFAULT_SKIP_REST,
    HOME_COUNTRY,
    LANDLINE_BY_ADDRESS,
    LEASE,
    LONGEST_REASON,
    MOST_A_DAY,
    MOST_AN_HOUR,
    MOST_REASONS,
    NO_OR_YES,
    PAUSE_REASONS,
    PERMIT_MODES,
    PERMITS,
    QUEUE_FIRST,
    QUEUE_WHERE,
    SKIP_CHOICES,
    SKIP_REASONS,
    SKIP_REST,
    SKIPS,
    TRADE,
    firm_from,
    read_reasons,
)
from console.judging.history.seal_copies import SEAL_DATABASE, SEAL_FILE
from console.lists.screening import read_where
from console.rules.law.disclosures import GENERAL, TRADES, read_trades, write_trades
from console.rules.places.number_ground import read_area_codes, write_area_codes
from console.rules.places.regions import read_country
from console.rules.screening.expressions import read_screening
from console.rules.screening.matching import ScreeningError
from console.rules.text import clean_line
from console.rules.values import Firm
from console.supervision.firm.emergency_checks import ASKED_AFTER, GOOD_FOR
from console.time_server import TIME_SERVER, read_time_server
from console.trouble import BadInput
from db.audit import log
from db.engine.database import Database
from db.firm.settings import put, read_firm, revising

LONGEST_ADDRESS = 200

WIDEST = Firm()
"""The widest courtesy hours, which hold where no law sets hours. A firm may narrow them."""

SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""What “now” means in an expression that is only checked and not used."""

LONGEST_LINE = 60
"""Letters of a setting in the opening sentence, which fits on two lines of a small screen."""


class Kind(Struct, frozen=True):
    """What a setting takes: `read` turns typed text into the stored one, or raises ValueError."""

    meaning: str
    read: Callable[[str], str]
    default: str = ""


def one_of(*words: str) -> Kind:
    """Return a setting of one of these words; the first is the default."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError
        return text

    return Kind(" or ".join(words), read, words[0])


def read_own_area_codes(text: str) -> str:
    """Read area codes. Raises BadInput that says which one is wrong."""
    try:
        return write_area_codes(read_area_codes(text))
    except ValueError as error:
        raise BadInput(f"The area codes cannot be read: {error}.") from None


def read_firm_phone(text: str) -> str:
    """Read a number that agents say. Raises ValueError if nobody could ring it."""
    line = read_line(text)
    marks = [mark for mark in line if mark.isalnum()]
    # 1-800-FLOWERS has four digits, and Australia's 13 22 66 six.
    if line and (len(marks) < 6 or sum(map(str.isdigit, marks)) < 3):
        raise ValueError
    return line


def read_seal_file(text: str) -> str:
    """Read the path of a file. Raises ValueError for a relative path."""
    path = clean_line(text)
    if path and not (path.startswith("~") or Path(path).is_absolute()):
        raise ValueError
    return path


def read_seal_database(text: str) -> str:
    """Read the address of a database. Raises ValueError for another address or a password in it."""
    address = clean_line(text)
    if address:
        parts = urlsplit(address)
        if parts.scheme not in {"postgresql", "postgres"} or parts.password:
            raise ValueError
    return address


def line_of(longest: int) -> Callable[[str], str]:
    """Return a reader of one line of up to `longest` letters, which raises ValueError."""

    def read(text: str) -> str:
        line = clean_line(text)
        if len(line) > longest:
            raise ValueError
        return line

    return read


read_line = line_of(LONGEST_LINE)
read_address = line_of(LONGEST_ADDRESS)


def read_screened(text: str) -> str:
    """Read a screening. Raises BadInput for a wrong expression, but takes any `@SEGMENT`."""
    if text and not text.startswith("@"):
        try:
            read_screening(text, ASKED, SOME_DAY)
        except ScreeningError as error:
            raise BadInput(f"The screening cannot be read. {error}") from None
    return text


def between(least: int, most: int) -> Callable[[str], str]:
    """Return a reader of a whole number in this range, which raises ValueError."""

    def read(text: str) -> str:
        if not least <= int(text) <= most:
            raise ValueError
        return str(int(text))

    return read


def read_home_country(text: str) -> str:
    """Return the ISO code of a country. Raises ValueError."""
    country = read_country(text)
    if country is None:
        raise ValueError
    return country


def read_courtesy(text: str) -> str:
    """Read a time of day within the widest courtesy hours. Raises ValueError."""
    at = time.fromisoformat(text)
    if at.tzinfo is not None or not WIDEST.courtesy_opens <= at <= WIDEST.courtesy_closes:
        raise ValueError
    return f"{at:%H:%M}" if not at.second else f"{at:%H:%M:%S}"


SHORTEST_LEASE = 5
"""In minutes. A screen extends the hold of its lead every four minutes."""

WEEK = timedelta(days=7)


def put_setting(database: Database, name: str, value: str, agent: str, now: datetime) -> str:
    """Change one of the firm's settings from typed text; return the stored text.

    Raises BadInput: it lists the known settings, or says which values this one takes.
    """
    kind = known_settings().get(name)
    if kind is None:
        known = (*known_settings(), *personal_kinds())
        near = get_close_matches(name, known, 1)
        meant = f" (did you mean {near[0]}?)" if near else ""
        raise BadInput(
            f"There is no setting “{name}”{meant}: known are {', '.join(known)}. "
            "Stops and the firm's own hours are put with smiledial rules."
        )
    try:
        stored = kind.read(value.strip())
    except ValueError:
        raise BadInput(f"“{name}” takes {kind.meaning}, not {value!r}.") from None
    with revising(database) as connection:
        values = read_firm(connection)
        if name == QUEUE_WHERE and stored.startswith("@"):
            read_where(connection, stored, now, "UTC")  # raises BadInput without such a segment
        check_together(firm_from({**values, name: stored}))
        changes = put(connection, name, stored)
        detail = {"name": name, "value": stored, "before": values.get(name)}
        log.append(connection, now, agent, "setting", detail, changes)
    return stored


def settings_of(database: Database) -> dict[str, str]:
    """Return the present value of every setting that a supervisor may change."""
    with database.read() as connection:
        values = read_firm(connection)
    return {name: str(values.get(name, kind.default)) for name, kind in known_settings().items()}


def known_settings() -> Mapping[str, Kind]:
    """Return what each setting takes, by name."""
    return {
        TRADE: Kind(
            f"what is sold: {GENERAL}, or one or several of {', '.join(TRADES)}, with commas",
            lambda text: write_trades(read_trades(text)),
            GENERAL,
        ),
        "unknown_line": one_of("caution", "bar"),
        "courtesy_opens": Kind(
            f"a time of day from {WIDEST.courtesy_opens:%H:%M}, such as 09:00",
            read_courtesy,
            f"{WIDEST.courtesy_opens:%H:%M}",
        ),
        "courtesy_closes": Kind(
            f"a time of day up to {WIDEST.courtesy_closes:%H:%M}, such as 20:00",
            read_courtesy,
            f"{WIDEST.courtesy_closes:%H:%M}",
        ),
        LANDLINE_BY_ADDRESS: one_of(*NO_OR_YES),
        PERMITS: one_of(*PERMIT_MODES),
        ASSISTANT: one_of("off", "counts", "people"),
        AREA_CODES: Kind(
            "area codes that nobody else knows yet, with their state and, where it has several, "
            "their zones, such as “565 US-GA; 729 US-TN America/New_York”",
            read_own_area_codes,
        ),
        HOME_COUNTRY: Kind(
            "the country, by its code or name, in which numbers belong that do not say theirs",
            read_home_country,
            "US",
        ),
        "firm_name": Kind(
            f"the name agents give on the phone, in {LONGEST_LINE} letters", read_line
        ),
        "firm_phone": Kind(
            f"the number the firm may be rung at, in {LONGEST_LINE} letters", read_firm_phone
        ),
        "firm_address": Kind(
            f"the postal address that e-mails end with, in {LONGEST_ADDRESS} letters", read_address
        ),
        "offer": Kind(
            f"what is sold, to end “a sales call about …”, in {LONGEST_LINE} letters", read_line
        ),
        CALLBACK_RELEASE: Kind(
            "the minutes, up to 10080, that a callback may be overdue before it is anyone’s",
            between(0, WEEK // timedelta(minutes=1)),
            f"{DEFAULT_RELEASE // timedelta(minutes=1)}",
        ),
        REMINDER: Kind(
            "yes: a reminder call comes due a working day before an appointment; no: none does",
            one_of(*NO_OR_YES).read,
            "yes",
        ),
        CLOSERS: Kind(
            "the agents who keep appointments that others set, with “;” between them, such as "
            "“ann; bob”; nothing for none",
            lambda text: "; ".join(read_closers(text)),
        ),
        LEASE: Kind(
            f"the minutes, {SHORTEST_LEASE} to 240, that a lead is held; a screen extends them",
            between(SHORTEST_LEASE, 240),
            f"{DEFAULT_LEASE // timedelta(minutes=1)}",
        ),
        SKIP_REST: Kind(
            "the minutes, 1 to 10080, that a lead rests when it was passed over",
            between(1, WEEK // timedelta(minutes=1)),
            f"{DEFAULT_SKIP_REST // timedelta(minutes=1)}",
        ),
        MOST_AN_HOUR: Kind(
            "the most dials of one agent in 60 minutes; 0 for no limit", between(0, 600), "0"
        ),
        MOST_A_DAY: Kind(
            "the most dials of one agent on a day of their clock; 0 for no limit",
            between(0, 5000),
            "0",
        ),
        SKIPS: Kind(
            "yes: a lead may be skipped for any reason; listed: for one of skip_reasons; no: not "
            "while it may be called",
            one_of(*SKIP_CHOICES).read,
            SKIP_CHOICES[0],
        ),
        SKIP_REASONS: Kind(
            f"the reasons a skip is offered, up to {MOST_REASONS} with “;” between them, each in "
            f"{LONGEST_REASON} letters; nothing for the usual ones",
            lambda text: "; ".join(read_reasons(text)),
        ),
        PAUSE_REASONS: Kind(
            f"the reasons of which a pause needs one, up to {MOST_REASONS} with “;” between them, "
            "such as “lunch; meeting”; nothing asks for none",
            lambda text: "; ".join(read_reasons(text)),
        ),
        ASKED_AFTER: Kind(
            "the days, 1 to 31, that a look for declared emergencies is good",
            between(1, 31),
            f"{GOOD_FOR.days}",
        ),
        BEST_HOURS: Kind(
            "yes: hours in which more people are reached come first in plan and claim, once there "
            "are dials enough to tell them (smiledial report when); no: they never do",
            one_of("yes", "no").read,
            "yes",
        ),
        QUEUE_WHERE: Kind(
            "whom agents without a session are offered, such as “income >= 100k” or @SEGMENT; "
            "nothing for everybody",
            read_screened,
        ),
        QUEUE_FIRST: Kind(
            "closing: places that close soonest come first, and then priority; priority: the other "
            "way round",
            one_of("closing", "priority").read,
            "closing",
        ),
        SEAL_FILE: Kind(
            "a file, by its whole path, that gets the seal of the audit log with each session, "
            "backup and audit head; nothing for none",
            read_seal_file,
        ),
        SEAL_DATABASE: Kind(
            "the postgresql:// address of another database for the same, without a password "
            "(PGPASSFILE has it); nothing for none",
            read_seal_database,
        ),
        TIME_SERVER: Kind(
            "HOST or HOST:PORT of a time server (NTP), with which a database in a file compares "
            "this machine's clock; nothing for none",
            read_time_server,
        ),
        "registry_change_layout": Kind(
            'what stands in a line of a change file, such as "area,number,change:A/D"', clean_line
        ),
    }


def check_together(firm: Firm) -> None:
    """Raise BadInput for settings that contradict each other."""
    if firm.courtesy_opens >= firm.courtesy_closes:
        raise BadInput(
            f"The courtesy hours would open at {firm.courtesy_opens:%H:%M} and close at "
            f"{firm.courtesy_closes:%H:%M}: the opening comes first."
        )
