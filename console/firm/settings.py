"""The firm's settings, from the raw values in its database."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NotRequired, TypedDict

from console.rules.law.trades import read_trades
from console.rules.places.own_area_codes import read_area_codes
from console.rules.values import Emergency, Firm, FirmRule, Stop
from console.trouble import BadInput
from db.enums import LeadKind

HOME_COUNTRY = "home_country"


CALLBACK_RELEASE = "callback_release"
"""The firm's setting for how many minutes a callback may be overdue before it is anyone's."""


RELEASE = timedelta(minutes=30)


LEASE = "lease"
"""The firm's setting for how many minutes a lead is held; a screen that shows it extends that."""


HELD_FOR = timedelta(minutes=15)


SKIP_REST = "skip_rest"
"""The firm's setting for how many minutes a lead rests that was passed over."""


RESTS_FOR = timedelta(hours=4)


TRADE = "trade"
"""The firm's setting for what it sells that some places have rules for: one word, or several."""


EMERGENCIES = "emergencies"
"""The firm's setting that holds the declared emergencies, those that are over too."""


AREA_CODES = "area_codes"
"""The firm's setting for area codes of which it alone knows where they are."""


LANDLINE_BY_ADDRESS = "landline_by_address"
"""The firm's setting by which a known landline is where its address says: "no" or "yes"."""


NO_OR_YES = ("no", "yes")


QUEUE_WHERE = "queue_where"
"""The firm's setting that screens the free queue: an expression, @SEGMENT, or "" for everybody."""


BEST_HOURS = "best_hours"
"""The firm's setting by which hours that reach more people come first: "yes" or "no"."""


def firm_from(values: Mapping[str, object]) -> Firm:
    """The firm's settings as a verdict takes them, from the raw values in the database.

    Raises BadInput that names the setting.
    """
    name = ""
    try:
        firm: dict[str, object] = {}
        for name, read in _FIRM.items():
            if name in values:
                firm["trades" if name == TRADE else name] = read(values[name])
        made_of: Callable[..., Firm] = Firm  # `_FIRM` reads each value as what it must be
        return made_of(**firm)
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(
            f"The firm's setting “{name}” cannot be read ({error}): a supervisor must set it anew."
        ) from None


def goes_by_hours(values: Mapping[str, object]) -> bool:
    """Whether plan and claim go by the hours that reach more people."""
    return values.get(BEST_HOURS, "yes") == "yes"


def home_country_of(values: Mapping[str, object]) -> str:
    """The ISO code of where numbers belong that are written without their country."""
    return str(values.get(HOME_COUNTRY) or "US")


def release_after(values: Mapping[str, object]) -> timedelta:
    """How long a callback may be overdue before anyone may keep it. Raises BadInput."""
    return _minutes(values, CALLBACK_RELEASE, RELEASE)


def lease_of(values: Mapping[str, object]) -> timedelta:
    """How long a lead is held. Raises BadInput."""
    return _minutes(values, LEASE, HELD_FOR)


def skip_rest_of(values: Mapping[str, object]) -> timedelta:
    """How long a lead rests that was passed over. Raises BadInput."""
    return _minutes(values, SKIP_REST, RESTS_FOR)


def _minutes(values: Mapping[str, object], name: str, unset: timedelta) -> timedelta:
    minutes = values.get(name)
    try:
        return unset if minutes is None else timedelta(minutes=int(str(minutes)))
    except (TypeError, ValueError, OverflowError):
        raise BadInput(
            f"The firm's setting “{name}” cannot be read: a supervisor must set it."
        ) from None


class StoredRule(TypedDict):
    """A firm's own rule as JSON; the hours are None where it closes the day or says none."""

    jurisdiction: str
    day_class: str
    opens: str | None
    closes: str | None
    note: NotRequired[str]
    list: NotRequired[str]
    kind: NotRequired[str | None]
    cap: NotRequired[int]
    cap_hours: NotRequired[int]
    consent: NotRequired[Sequence[str]]
    registry: NotRequired[str]
    good_for: NotRequired[int]


def _stops(values: list[dict[str, str]]) -> tuple[Stop, ...]:
    return tuple(
        Stop(stop["jurisdiction"], stop["reason"], datetime.fromisoformat(stop["since"]))
        for stop in values
    )


class StoredEmergency(TypedDict):
    """A declared emergency as JSON, its days as dates."""

    id: int
    jurisdiction: str
    place: str
    counties: list[str]
    since: str
    until: str | None
    source: str


def _emergencies(values: list[StoredEmergency]) -> tuple[Emergency, ...]:
    return tuple(
        Emergency(
            one["id"],
            one["jurisdiction"],
            one["place"],
            tuple(one["counties"]),
            date.fromisoformat(one["since"]),
            date.fromisoformat(one["until"]) if one["until"] else None,
            one["source"],
        )
        for one in values
    )


def _rules(values: list[StoredRule]) -> tuple[FirmRule, ...]:
    return tuple(
        FirmRule(
            rule["jurisdiction"],
            rule["day_class"],
            time.fromisoformat(rule["opens"]) if rule["opens"] else None,
            time.fromisoformat(rule["closes"]) if rule["closes"] else None,
            rule.get("note", ""),
            rule.get("list", ""),
            LeadKind(kind) if (kind := rule.get("kind")) else None,
            rule.get("cap", 0),
            rule.get("cap_hours", 0),
            tuple(rule.get("consent", ())),
            rule.get("registry", ""),
            rule.get("good_for", 0),
        )
        for rule in values
    )


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"{value!r} is none of {', '.join(allowed)}")
        return value

    return read


def _is_yes(value: str) -> bool:
    return _one_of(*NO_OR_YES)(value) == "yes"


_FIRM: dict[str, Callable[..., object]] = {
    TRADE: read_trades,
    "unknown_line": _one_of("caution", "bar"),
    "courtesy_opens": time.fromisoformat,
    "courtesy_closes": time.fromisoformat,
    "stops": _stops,
    EMERGENCIES: _emergencies,
    "rules": _rules,
    AREA_CODES: read_area_codes,
    LANDLINE_BY_ADDRESS: _is_yes,
}
