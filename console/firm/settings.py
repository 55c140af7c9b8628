"""Read the firm's settings from the raw values in its database."""

from collections.abc import Callable, Mapping
from datetime import time, timedelta
from functools import partial

from msgspec import convert
from msgspec.structs import replace

from console.rules.law.disclosures import read_trades
from console.rules.places.number_ground import read_area_codes
from console.rules.values import Emergency, Firm, FirmRule, PermitBook, Stop
from console.trouble import BadInput

HOME_COUNTRY = "home_country"

CALLBACK_RELEASE = "callback_release"
"""The minutes after which anyone may take an overdue callback."""

DEFAULT_RELEASE = timedelta(minutes=30)

LEASE = "lease"
"""The minutes for which an agent's claim holds a lead; a screen that shows the lead renews it."""

DEFAULT_LEASE = timedelta(minutes=15)

SKIP_REST = "skip_rest"
"""The minutes for which a skipped lead rests."""

DEFAULT_SKIP_REST = timedelta(hours=4)

TRADE = "trade"
"""The firm's products for which some places have rules: words of `rules.law.disclosures`."""

PERMITS = "permits"
"""What a missing permit means: "caution", "bar" or "off"."""

PERMIT_MODES = ("caution", "bar", "off")

PERMIT_BOOK = "permit_book"
"""The setting that holds what is stated."""

PERMITS_LOADED = "permits_load"
"""The entry of the audit log for permits that came with a firm's text."""

EMERGENCIES = "emergencies"
"""The declared emergencies, past ones included."""

AREA_CODES = "area_codes"
"""Area codes whose place only the firm knows."""

LANDLINE_BY_ADDRESS = "landline_by_address"
"""Whether the address alone locates a known landline: "no" or "yes"."""

NO_OR_YES = ("no", "yes")

ASSISTANT = "assistant"
"""What `smiledial assistant` may answer: "off", "counts", or "people" too."""

SEQUENCES = "sequences"
"""The firm's sequences: name -> the steps of each version, oldest first.

While the firm has none, nobody asks where a lead is on a sequence.
"""

QUEUE_WHERE = "queue_where"
"""The screening of the free queue: an expression, @SEGMENT, or "" for all leads."""

QUEUE_FIRST = "queue_first"
"""What precedes in the claim: "closing" hours or "priority". PostgreSQL's claim_next() reads it."""

BEST_HOURS = "best_hours"
"""Whether hours that reach more people come first: "yes" or "no"."""


def firm_from(values: Mapping[str, object], agent: str | None = None) -> Firm:
    """Return the settings on which verdicts depend. Raises BadInput that names the setting.

    With an agent the salesperson's permits are only that agent's own; without one, everybody's.
    """
    name = ""
    try:
        fields: dict[str, object] = {}
        for name, read in _FIRM.items():
            if name in values:
                fields["trades" if name == TRADE else name] = read(values[name])
        make: Callable[..., Firm] = Firm  # `_FIRM` has checked the types
        firm = make(**fields)
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(
            f"The firm's setting “{name}” cannot be read ({error}): a supervisor must set it again."
        ) from None
    if agent is None:
        return firm
    return replace(firm, permit_book=permits_for(firm.permit_book, agent))


def goes_by_hours(values: Mapping[str, object]) -> bool:
    """Return whether plans and claims prefer the hours that reach more people."""
    return values.get(BEST_HOURS, "yes") == "yes"


def goes_by_priority(values: Mapping[str, object]) -> bool:
    """Return whether a lead of higher priority precedes one whose place closes sooner."""
    return values.get(QUEUE_FIRST) == "priority"


def home_country_of(values: Mapping[str, object]) -> str:
    """Return the country (ISO) of numbers that are written without one."""
    return str(values.get(HOME_COUNTRY) or "US")


def release_after(values: Mapping[str, object]) -> timedelta:
    """Return how long a callback may be overdue before anyone may take it. Raises BadInput."""
    return _minutes(values, CALLBACK_RELEASE, DEFAULT_RELEASE)


def lease_of(values: Mapping[str, object]) -> timedelta:
    """Return how long a claim holds a lead. Raises BadInput."""
    return _minutes(values, LEASE, DEFAULT_LEASE)


def skip_rest_of(values: Mapping[str, object]) -> timedelta:
    """Return how long a skipped lead rests. Raises BadInput."""
    return _minutes(values, SKIP_REST, DEFAULT_SKIP_REST)


def _minutes(values: Mapping[str, object], name: str, unset: timedelta) -> timedelta:
    minutes = values.get(name)
    try:
        return unset if minutes is None else timedelta(minutes=int(str(minutes)))
    except (TypeError, ValueError, OverflowError):
        raise BadInput(
            f"The firm's setting “{name}” cannot be read: a supervisor must set it."
        ) from None


def _rules(values: list[dict[str, object]]) -> tuple[FirmRule, ...]:
    """Read the firm's own rules. Their hours are None if a rule closes the day or sets none."""
    return tuple(
        convert(
            {**rule, "opens": _clock(rule["opens"]), "closes": _clock(rule["closes"])}, FirmRule
        )
        for rule in values
    )


def _clock(value: object) -> time | None:
    return time.fromisoformat(str(value)) if value else None


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"{value!r} is not one of {', '.join(allowed)}")
        return value

    return read


def _is_yes(value: str) -> bool:
    return _one_of(*NO_OR_YES)(value) == "yes"


_FIRM: dict[str, Callable[..., object]] = {
    TRADE: read_trades,
    "unknown_line": _one_of("caution", "bar"),
    "courtesy_opens": time.fromisoformat,
    "courtesy_closes": time.fromisoformat,
    "stops": partial(convert, type=tuple[Stop, ...]),
    EMERGENCIES: partial(convert, type=tuple[Emergency, ...]),
    "rules": _rules,
    AREA_CODES: read_area_codes,
    LANDLINE_BY_ADDRESS: _is_yes,
    PERMITS: _one_of(*PERMIT_MODES),
    PERMIT_BOOK: partial(convert, type=PermitBook),
}


def permits_for(book: PermitBook, agent: str) -> PermitBook:
    """Return the permits under which one agent calls: the firm's, and the agent's own."""
    own = tuple(permit for permit in book.permits if permit.agent in {"", agent})
    return book if len(own) == len(book.permits) else replace(book, permits=own)
