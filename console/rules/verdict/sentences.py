"""The sentences and the order of a verdict's reasons, for an agent who has never read the law."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from math import inf

from console.rules.law.disclosures import say_trades
from console.rules.law.firm_rules import firm_rule
from console.rules.law.statutes import Hours, RegistryNeed, Rule
from console.rules.law.tables import say_source
from console.rules.phone.number_plan import AT_HOME
from console.rules.times.calendar_words import say_day
from console.rules.times.windows import Spans, instant_of, load_zone
from console.rules.values import FirmRule, Place, Reason
from db.enums import EvidenceKind, ReasonCode, VerdictKind

SEVERAL = {
    "registry_missing": "No copy of the registry covers their area codes",
    "registry_stale": "The copy of the registry for their area codes is too old",
    "area_code_unknown": "It is not known where their area codes are",
    "request_unread": "Their notes or columns may say not to call them",
    "address_unread": "Their addresses cannot be read",
    "line_type_unread": "Their line types cannot be read, and their law bars calls to mobiles",
    "no_zone": "It is not known where they are: add a state, a postal code or a country",
    "no_rule": "No calling rules are known for their countries",
    "hours": "It is outside their calling hours",
    "closed_day": "Their law allows no calls today",
    "holiday": "It is a holiday there",
    "mobile_barred": "Their states allow no unsolicited call to a mobile",
    "reassigned": "The reassigned numbers database says that somebody else may have their numbers",
    "reassigned_unknown": "Their law asks the reassigned numbers database first",
    "caller_id_missing": "No number is left that calls to them may show",
    "permit_missing": "Their states ask for a registration that your firm has not stated",
    "consent_required": "Their law asks for consent first",
    "trade_barred": "What your firm sells may not be sold there by phone",
    "emergency_stop": "Calls there are stopped",
    "emergency_area": "A state of emergency is declared where they are",
}
"""By reason code, a sentence about leads in several places, without its full stop."""


LOAD_REGISTRY = "smiledial why --by place says which, with the command"
"""The advice where registry copies are missing."""

COPY_PAGE = "docs/how-to/registry-copy.md"
GET_COPY = f"{COPY_PAGE} says where to get it and what it costs"
"""The end of each sentence about several registries of which the firm holds no copy."""


def say_provider(need: RegistryNeed) -> str:
    """Return who provides a registry's copies, at what price and in which format."""
    source = say_source(need.id)
    return f"{source} ({COPY_PAGE})." if source else f"The page {GET_COPY}."


def say_load(need: RegistryNeed) -> str:
    """Return the command that loads a copy of a registry."""
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
    """Return the evidence that lifts a rule: "an inquiry of the last 3 months"."""
    return " or ".join(
        (EVIDENCE.get(lift.kind) or f"a {lift.kind}")
        + ("" if lift.months is None else f" of the last {lift.months} months")
        for lift in rule.lifted_by
    )


def say_record(rule: Rule) -> str:
    """Return the advice to record the evidence that lifts a bar."""
    return f"Record {say_lifts(rule)} if you hold it: smiledial consent add."


def say_bar(
    rule: Rule, code: ReasonCode, holiday: str, windows: Spans, zone: str, second: int
) -> str:
    """Return the sentence that says what a rule allows on a day, or that it allows nothing.

    `windows` are those of the day, `second` is the instant judged.
    """
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
    hours, remainder = divmod(seconds, 3600)
    minutes, seconds = divmod(remainder, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}" if seconds else f"{hours:02}:{minutes:02}"


def say_city(zone: str) -> str:
    if zone == "Etc/GMT+6":  # UTC−6 all year (POSIX turns the sign): Mississippi's second clock
        return "Central Standard Time"
    return zone.rpartition("/")[2].replace("_", " ")


OPENS = "It opens on"
"""The first words of the sentence about the next opening; screens find it by them to cut it off."""


def say_opening(
    opening: int | None, zone: str, code: ReasonCode, deciding: Sequence[str] = ()
) -> str:
    """Return when the place opens, by the clock of `zone`.

    `deciding` are the zones whose clocks allow no earlier opening; if `zone` is none of them, the
    sentence names the first.
    """
    if opening is None and code is ReasonCode.EMERGENCY_AREA:
        return "It waits until a supervisor ends it with “rules emergency”."
    if opening is None:
        return "It does not open within a year."
    at = instant_of(opening)
    local = at.astimezone(load_zone(zone))
    text = f"{OPENS} {local:%A} {local.day} {local:%B} at {local:%H:%M} there"
    if not deciding or zone in deciding:
        return f"{text}."
    other = deciding[0]
    theirs = at.astimezone(load_zone(other))
    return f"{text}, when it is {theirs:%H:%M} in {say_city(other)}, where they may be too."


def is_midnight(second: int, zone: str) -> bool:
    return instant_of(second).astimezone(load_zone(zone)).time() == time()


def say_cap(rule: Rule) -> str:
    calls = "one call" if rule.cap == 1 else f"{rule.cap} calls"
    return f"{calls} in {say_period(rule.cap_hours)}"


def say_period(hours: int) -> str:
    return f"{hours // 24} days" if hours > 48 else f"{hours} hours"


def say_instant(instant: datetime, place: Place) -> str:
    """Return the time in the first candidate zone, else in UTC."""
    if not place.zones:
        return f"{say_day(instant)} {instant:%H:%M} UTC"
    zone = place.zones[0].value
    local = instant.astimezone(load_zone(zone))
    return f"{say_day(local)} {local:%H:%M} in {say_city(zone)}"


KINDS = tuple(VerdictKind)
CODES = (
    ReasonCode.INVALID_NUMBER,
    ReasonCode.INTERNAL_LIST,
    ReasonCode.NUMBER_CLOSED,
    ReasonCode.LEAD_CLOSED,
    ReasonCode.REGISTRY,
    ReasonCode.REASSIGNED,
    ReasonCode.TRADE_BARRED,
    ReasonCode.CONSENT_REQUIRED,
    ReasonCode.MOBILE_BARRED,
    ReasonCode.REQUEST_UNREAD,
    ReasonCode.ADDRESS_UNREAD,
    ReasonCode.LINE_TYPE_UNREAD,
    ReasonCode.AREA_CODE_UNKNOWN,
    ReasonCode.NO_ZONE,
    ReasonCode.NO_RULE,
    ReasonCode.REGISTRY_MISSING,
    ReasonCode.REGISTRY_STALE,
    ReasonCode.REASSIGNED_UNKNOWN,
    ReasonCode.PERMIT_MISSING,
    ReasonCode.CALLER_ID_MISSING,
    ReasonCode.HOLIDAYS_UNKNOWN,
    ReasonCode.EMERGENCY_STOP,
    ReasonCode.EMERGENCY_AREA,
    ReasonCode.HOLIDAY,
    ReasonCode.CLOSED_DAY,
    ReasonCode.HOURS,
    ReasonCode.HELD,
    ReasonCode.CALLBACK,
    ReasonCode.APPOINTMENT,
    ReasonCode.COOL_DOWN,
    ReasonCode.CAP,
)
"""The order of the reasons within a kind, weightiest first."""

WEIGHT = {code: position for position, code in enumerate(CODES)}


def weight_of(reason: Reason) -> tuple[int, float, int]:
    """Return the sort key of a reason; the first of a verdict decides when it opens.

    So of reasons that wait, the one that opens last comes first, before it one that waits for a
    person. Another agent's hold decides only if nothing else waits.
    """
    opens = 0.0
    if reason.kind is VerdictKind.WAIT and reason.code is not ReasonCode.HELD:
        opens = -inf if reason.opens_at is None else -reason.opens_at.timestamp()
    return KINDS.index(reason.kind), opens, WEIGHT[reason.code]


DAY_CLASSES = {
    "weekday": "weekdays",
    "sat": "Saturdays",
    "sun": "Sundays",
    "holiday": "holidays",
    "eve": "days before a holiday",
}


def say_rule(rule: Rule) -> str:
    """Return in a few words what the rule does, which calls it concerns and what lifts it."""
    parts = [*_limits(rule), *say_scope(rule)]
    return "; ".join(parts) or "no hours of its own"


def say_limits(rule: Rule) -> str:
    """Return in a few words what the rule does; empty for a rule that only warns."""
    return "; ".join(_limits(rule))


def _limits(rule: Rule) -> list[str]:
    parts = []
    if rule.hours:
        parts.append(say_hours(rule.hours))
    if rule.clocks:
        parts.append(f"on the clock of {' and '.join(map(say_city, rule.clocks))}")
    if rule.holidays is not None:
        parts.append(f"holidays are {rule.holidays.name}")
    if rule.cap:
        parts.append(f"at most {say_cap(rule)}")
    if rule.reassigned_days:
        parts.append(
            "no call without a “no” of the reassigned numbers database, at most "
            f"{rule.reassigned_days} days old"
        )
    if rule.refusal or rule.request:
        parts.append(say_refusal(rule.refusal) if rule.refusal else REQUEST)
    if rule.bars == "calls":
        parts.append("no call" if rule.trades else "no call without consent")
    elif rule.bars == "emergency":
        parts.append("no call where a state of emergency is declared")
    elif rule.bars:
        parts.append(f"no calls to {rule.bars}")
    return parts


def say_firm_rule(rule: FirmRule) -> str:
    """Return in a few words what a firm's own rule asks, and of which calls."""
    parts = []
    if rule.day_class:
        day = "every day" if rule.day_class == "*" else DAY_CLASSES[rule.day_class]
        is_closed = rule.opens is None or rule.closes is None
        hours = "closed" if is_closed else f"{rule.opens:%H:%M} to {rule.closes:%H:%M}"
        parts.append(f"{day} {hours}")
    if rule.cap:
        parts.append(f"at most {say_cap(firm_rule(rule, rule.jurisdiction))}")
    if rule.consent:
        parts.append(f"no call without {say_lifts(firm_rule(rule, rule.jurisdiction))}")
    if rule.registry:
        parts.append(f"a copy of {rule.registry} no older than {rule.good_for} days")
    if rule.kind is not None:
        parts.append(f"only for calls to a {rule.kind.value}")
    if rule.list_name:
        parts.append(f"only for leads of “{rule.list_name}”")
    return "; ".join(parts)


REQUEST = "a do-not-call request in a call bars every number of the person"


def say_refusal(refusal: str) -> str:
    return (
        f"a refusal ends calls {refusal}" if refusal == "for good" else f"a refusal rests {refusal}"
    )


def say_scope(rule: Rule) -> list[str]:
    """Return what lifts the rule, and which calls it is limited to."""
    parts = []
    if rule.lifted_by:
        parts.append(f"lifted by {say_lifts(rule)}")
    if rule.trades:
        parts.append(f"only for a firm that sells {say_trades(rule.trades)}")
    if len(rule.kinds) == 1:
        parts.append(f"only for calls to a {next(iter(rule.kinds)).value}")
    if rule.device:
        parts.append(f"only for {rule.device}: it never binds a call dialled by hand")
    return parts


def say_hours(hours: Mapping[str, Hours]) -> str:
    """Return hours in words: "weekdays and Saturdays 08:00 to 20:00, Sundays closed"."""
    groups: dict[Hours, list[str]] = {}
    for day_class, windows in hours.items():
        groups.setdefault(windows, []).append(DAY_CLASSES[day_class])
    if list(groups.values()) == [["weekdays", "Saturdays", "Sundays"]]:
        return f"every day {say_windows(next(iter(groups)))}"
    return ", ".join(
        f"{' and '.join(days)} {say_windows(windows) if windows else 'closed'}"
        for windows, days in groups.items()
    )


LONGEST_WORD = 40
_STATUS = re.compile(r".* says (?P<word>.+) in “(?P<column>.+)”\.", re.DOTALL)
_ASKED = "so"
"""The word in an entry for a person who asked not to be called."""


def say_request(name: str) -> str:
    """Return the reason for a person who asked not to be called, by the column that says so."""
    return f"{_ASKED} in “{name}”"


def say_status(word: str, name: str) -> str:
    """Return the reason for a person whom another program closed, without any request of theirs."""
    return f"{word.strip()[:LONGEST_WORD]} in “{name}”"


def why_listed(reason: str) -> str:
    """Return what the card says about a listed number, by the reason of its entry."""
    match = _STATUS.fullmatch(reason)
    if match is None or match["word"] == _ASKED:
        return "asked not to be called"
    return f"your list says {match['word']} (column {match['column']})"
