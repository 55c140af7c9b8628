"""The sentences of a verdict, for an agent who has never read the law."""

from collections.abc import Sequence
from datetime import datetime, time

from console.rules.law.statutes import RegistryNeed, Rule
from console.rules.phone.number_plan import AT_HOME
from console.rules.times.calendar_words import say_day
from console.rules.times.windows import Spans, instant_of, load_zone
from console.rules.values import Place
from db.enums import EvidenceKind, ReasonCode

SEVERAL = {
    "registry_missing": "No copy of the registry covers their area codes",
    "registry_stale": "The copy of the registry for their area codes is too old",
    "area_code_unknown": "Nobody says where their area codes are",
    "request_unread": "Their notes or columns may say not to call them",
    "address_unread": "Their addresses cannot be read",
    "no_zone": "Nobody knows where they are: add a state, a postal code or a country",
    "no_rule": "No calling rules are known for their countries",
    "hours": "It is outside their calling hours",
    "closed_day": "Their law allows no calls today",
    "holiday": "It is a holiday there",
    "mobile_barred": "Their states allow no unsolicited call to a mobile",
    "consent_required": "Their law asks for consent first",
    "trade_barred": "What your firm sells may not be sold there by phone",
    "emergency_stop": "Calls there are stopped",
    "emergency_area": "A state of emergency is declared where they are",
}
"""What to say of leads that wait for one reason in several places, without the full stop."""


LOAD_REGISTRY = "smiledial why --by place says which, with the command"
"""What to do where copies of one or several registries are missing."""


def say_load(need: RegistryNeed) -> str:
    """The command that loads a copy of it."""
    quoted = f'"{need.source_name}"' if " " in need.source_name else need.source_name
    country = need.jurisdiction[:2]
    abroad = "" if country in AT_HOME else f" --country {country}"
    return f"smiledial dnc import FILE --source {quoted} --as-of DATE{abroad}"


EVIDENCE = {
    EvidenceKind.WRITTEN: "written consent",
    EvidenceKind.INQUIRY: "an inquiry",
    EvidenceKind.CONTRACT: "a running contract that the list is about",
}


def with_doubt(text: str, rule: Rule) -> str:
    return f"{text} {rule.doubt}" if rule.doubt else text


def say_lifts(rule: Rule) -> str:
    return " or ".join(
        (EVIDENCE.get(lift.kind) or f"a {lift.kind}")
        + ("" if lift.months is None else f" of the last {lift.months} months")
        for lift in rule.lifted_by
    )


def say_record(rule: Rule) -> str:
    """What to do where evidence lifts a bar."""
    return f"Record {say_lifts(rule)} if you hold it: smiledial consent add."


def say_bar(
    rule: Rule, code: ReasonCode, holiday: str, windows: Spans, zone: str, second: int
) -> str:
    if code is ReasonCode.EMERGENCY_AREA:
        return (
            f"{rule.name} allows no unsolicited call where a state of emergency is declared: "
            f"{rule.note}."
        )
    city = say_city(zone)
    if code is ReasonCode.HOLIDAY:
        if windows:
            return f"{rule.name} allows calls {say_windows(windows)} on {holiday} (in {city})."
        return f"{rule.name} allows no calls on {holiday}, a holiday there today."
    weekday = instant_of(second).astimezone(load_zone(zone)).strftime("%A")
    if code is ReasonCode.CLOSED_DAY:
        return f"{rule.name} allows no calls on a {weekday}."
    return (
        f"{rule.name} allows calls {say_windows(windows)} on a {weekday}, by the clock of {city}."
    )


def say_windows(windows: Spans) -> str:
    return " and ".join(f"{say_clock(opens)} to {say_clock(closes)}" for opens, closes in windows)


def say_clock(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}" if seconds else f"{hours:02}:{minutes:02}"


def say_city(zone: str) -> str:
    if zone == "Etc/GMT+6":
        return "Central Standard Time"
    return zone.rpartition("/")[2].replace("_", " ")


OPENS = "It opens on"
"""Begins what an opening adds to a reason."""


def say_opening(
    opening: int | None, zone: str, code: ReasonCode, deciding: Sequence[str] = ()
) -> str:
    """When it opens in the zone, and where its clock does not settle that, by whose it does."""
    if opening is None and code is ReasonCode.EMERGENCY_AREA:
        return "It waits until a supervisor ends it with “rules emergency”."
    if opening is None:
        return "It does not open within a year."
    at = instant_of(opening)
    local = at.astimezone(load_zone(zone))
    told = f"{OPENS} {local:%A} {local.day} {local:%B} at {local:%H:%M} there"
    if not deciding or zone in deciding:
        return f"{told}."
    other = deciding[0]
    theirs = at.astimezone(load_zone(other))
    return f"{told}, when it is {theirs:%H:%M} in {say_city(other)}, where they may be too."


def is_midnight(second: int, zone: str) -> bool:
    return instant_of(second).astimezone(load_zone(zone)).time() == time()


def say_cap(rule: Rule) -> str:
    calls = "one call" if rule.cap == 1 else f"{rule.cap} calls"
    return f"{calls} in {say_period(rule.cap_hours)}"


def say_period(hours: int) -> str:
    return f"{hours // 24} days" if hours > 48 else f"{hours} hours"


def say_instant(instant: datetime, place: Place) -> str:
    """In the time of the first candidate zone, else in UTC."""
    if not place.zones:
        return f"{say_day(instant)} {instant:%H:%M} UTC"
    zone = place.zones[0].value
    local = instant.astimezone(load_zone(zone))
    return f"{say_day(local)} {local:%H:%M} in {say_city(zone)}"
