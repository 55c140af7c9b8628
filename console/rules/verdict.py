"""May this phone ring now? The one function that answers, for every screen, command and gate.

Pure: the same values and instant give the same verdict. What is kept between calls is only what
was worked out before, each piece with the values and the stretch of time it holds for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import metadata

from console.rules.grounds import Copies, find_cautions, find_grounds, registry_bars, with_doubt
from console.rules.law import Rule
from console.rules.schedule import (
    YEAR_OF_DAYS,
    Bound,
    bind,
    date_of,
    is_part_of,
    is_within,
    jurisdictions_of,
    say_day,
    schedule_of,
    spans_on,
)
from console.rules.values import Firm, Place, Reason, Standing, Stop, Verdict
from console.rules.windows import (
    DAY,
    Spans,
    instant_of,
    load_zone,
    local_day,
    offsets_on,
    second_of,
    span_at,
)
from db.enums import LineType, ReasonCode, RegistryKind, VerdictKind

KINDS = tuple(VerdictKind)
CODES = (
    ReasonCode.INVALID_NUMBER,
    ReasonCode.INTERNAL_LIST,
    ReasonCode.NUMBER_CLOSED,
    ReasonCode.LEAD_CLOSED,
    ReasonCode.REGISTRY,
    ReasonCode.CONSENT_REQUIRED,
    ReasonCode.MOBILE_BARRED,
    ReasonCode.NO_ZONE,
    ReasonCode.NO_RULE,
    ReasonCode.REGISTRY_MISSING,
    ReasonCode.REGISTRY_STALE,
    ReasonCode.HOLIDAYS_UNKNOWN,
    ReasonCode.EMERGENCY_STOP,
    ReasonCode.HOLIDAY,
    ReasonCode.CLOSED_DAY,
    ReasonCode.HOURS,
    ReasonCode.HELD,
    ReasonCode.CALLBACK,
    ReasonCode.COOL_DOWN,
    ReasonCode.CAP,
)
"""Reasons are listed in this order within a kind."""

WEIGHT = {code: position for position, code in enumerate(CODES)}
ANSWERS_KEPT = 16


@lru_cache(maxsize=1)
def tzdata_version() -> str:
    """The version of the `tzdata` package, whose zones are the only ones used."""
    return metadata.version("tzdata")


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the place alone says, the same for every second in [since, until)."""

    since: int
    until: int
    days: tuple[int, ...]
    reasons: tuple[Reason, ...]
    opens_at: datetime | None
    closes_at: datetime | None
    cautions: tuple[str, ...]
    allowed_by: tuple[str, ...]


def judge(place: Place, standing: Standing, firm: Firm, now: datetime) -> Verdict:
    """The verdict at `now` (aware). With a bare `Standing` it is the place's alone."""
    if place.line is not LineType.MOBILE and standing.lists_checked and any(
        hit.kind is RegistryKind.MOBILE for hit in standing.hits
    ):
        place = replace(place, line=LineType.MOBILE)
    copies = standing.copies if standing.lists_checked else None
    second = second_of(now)
    answer = answer_at(place, copies, firm, second)
    own = tuple(standing_reasons(place, standing, firm, answer.days, now))
    reasons = answer.reasons
    if own:
        reasons = tuple(sorted((*reasons, *own), key=weight_of))
    kind = reasons[0].kind if reasons else VerdictKind.CALL
    opens_at, closes_at, cautions = None, None, answer.cautions
    if kind is VerdictKind.CALL:
        closes_at = answer.closes_at
        if standing.hits or standing.dials:
            closes_at = own_close(place, standing, firm, now, closes_at)
    elif kind is VerdictKind.WAIT:
        opens_at = combined_opening(place, standing, firm, now, reasons) if own else answer.opens_at
    if standing.hits and standing.lists_checked:
        warned = (hit for hit in standing.hits if hit.kind is RegistryKind.WARNS)
        cautions += tuple(f"The number is on {hit.name} ({hit.as_of:%Y-%m-%d})." for hit in warned)
    return Verdict(
        kind,
        now,
        reasons,
        place.zones,
        place.jurisdictions,
        tzdata_version(),
        opens_at,
        closes_at,
        cautions,
        answer.allowed_by if kind is VerdictKind.CALL else (),
    )


def open_spans(
    place: Place, firm: Firm, start: datetime, end: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """When every time rule of the place allows calls in [start, end), whatever the lead's history.

    Empty where no zone or no rule is known, and while the place is stopped.
    """
    bound = bind(place, firm)
    if not bound.clocks or bound.unruled or not bound.rules or start >= end:
        return ()
    stops = [second_of(stop.since) for stop in stops_of(place, firm)]
    last = min([second_of(end), *stops])
    first = second_of(start)
    return tuple(
        (max(instant_of(opens), start), min(instant_of(closes), end))
        for opens, closes in bound.schedule.spans_between(first, last)
    )


def weight_of(reason: Reason) -> tuple[int, int]:
    return KINDS.index(reason.kind), WEIGHT[reason.code]


@lru_cache(maxsize=16_384)
def answers_of(place: Place, copies: Copies | None, firm: Firm) -> list[Answer]:  # noqa: ARG001
    """The answers worked out so far for these values, newest first."""
    return []


def answer_at(place: Place, copies: Copies | None, firm: Firm, second: int) -> Answer:
    known = answers_of(place, copies, firm)
    for answer in known:
        if answer.since <= second < answer.until:
            return answer
    answer = work_out(place, copies, firm, second)
    known.insert(0, answer)
    del known[ANSWERS_KEPT:]
    return answer


def days_at(clocks: tuple[str, ...], second: int) -> tuple[int, ...]:
    """The dates it now is at the candidates, or by UTC where no zone is known."""
    return tuple({local_day(zone, second): None for zone in clocks}) or (second // DAY,)


def work_out(place: Place, copies: Copies | None, firm: Firm, second: int) -> Answer:
    bound = bind(place, firm)
    since, until = steady_stretch(bound, place, firm, second)
    days = days_at(bound.clocks, second)
    reasons = [
        *find_grounds(bound, place, copies, firm, days),
        *stop_reasons(place, firm, second),
        *time_reasons(bound, second),
    ]
    reasons.sort(key=weight_of)
    opens_at = closes_at = None
    cautions = find_cautions(bound, place, copies, firm, days)
    if not reasons:
        closes_at = place_close(bound, place, copies, firm, second)
    elif reasons[0].kind is VerdictKind.WAIT and not any(is_stop(one) for one in reasons):
        opening = bound.schedule.next_open(second)
        if opening is not None:
            opens_at = instant_of(opening)
            later = find_grounds(bound, place, copies, firm, days_at(bound.clocks, opening))
            cautions += tuple(f"When it opens: {reason.text}" for reason in later)
    return Answer(
        since,
        until,
        days,
        tuple(reasons),
        opens_at,
        closes_at,
        cautions,
        tuple(
            dict.fromkeys(
                binding.rule.id
                for binding in bound.schedule.bindings
                if any(binding.rule.holds_on(date_of(day)) for day in days)
                and not all(is_within(binding.lifted, day) for day in days)
            )
        ),
    )


def steady_stretch(bound: Bound, place: Place, firm: Firm, second: int) -> tuple[int, int]:
    """The seconds around this one between two boundaries of any rule, date or stop."""
    day = second // DAY
    since, until = day * DAY, (day + 1) * DAY
    edges = [second_of(stop.since) for stop in stops_of(place, firm)]
    for binding in bound.schedule.bindings:
        for span in spans_on(binding, day):
            edges += span
    zones = {*bound.clocks, *(binding.zone for binding in bound.schedule.bindings)}
    for zone in zones:
        edges += midnights(zone, since, until)
    for edge in edges:
        if since < edge <= second:
            since = edge
        elif second < edge < until:
            until = edge
    return since, until


def midnights(zone: str, start: int, end: int) -> Iterator[int]:
    """Every instant in [start, end) at which the zone's date or offset changes."""
    for day in range(start // DAY, (end - 1) // DAY + 1):
        stretches = offsets_on(zone, day)
        for position, (since, until, offset) in enumerate(stretches):
            if position and start <= since < end:
                yield since
            midnight = -(-(since + offset) // DAY) * DAY - offset
            if since <= midnight < until and start <= midnight < end:
                yield midnight


def place_close(
    bound: Bound, place: Place, copies: Copies | None, firm: Firm, second: int
) -> datetime | None:
    """The first instant at which the hours end, or a date makes the place never or unknown."""
    close = bound.schedule.next_close(second)
    horizon = close if close is not None else second + YEAR_OF_DAYS * DAY
    for stop in stops_of(place, firm):
        if second < second_of(stop.since) < horizon:
            close = horizon = second_of(stop.since)
    turns = sorted({at for zone in bound.clocks for at in midnights(zone, second + 1, horizon)})
    for turn in turns:
        if find_grounds(bound, place, copies, firm, days_at(bound.clocks, turn)):
            return instant_of(turn)
    return None if close is None else instant_of(close)


def stops_of(place: Place, firm: Firm) -> Iterator[Stop]:
    for stop in firm.stops:
        if any(is_part_of(one, stop.jurisdiction) for one in jurisdictions_of(place)):
            yield stop


def stop_reasons(place: Place, firm: Firm, second: int) -> Iterator[Reason]:
    for stop in stops_of(place, firm):
        if second_of(stop.since) <= second:
            yield Reason(
                ReasonCode.EMERGENCY_STOP,
                VerdictKind.WAIT,
                f"A supervisor stopped all calls to {stop.jurisdiction} until resumed: "
                f"{stop.reason}",
                f"firm/stop/{stop.jurisdiction}",
                "the firm's emergency stop",
            )


def is_stop(reason: Reason) -> bool:
    return reason.code is ReasonCode.EMERGENCY_STOP


def time_reasons(bound: Bound, second: int) -> Iterator[Reason]:
    """One reason for each rule and cause that bars this second on one of its clocks."""
    barred: dict[Rule, str] = {}
    for binding in bound.schedule.bindings:
        if span_at(spans_on(binding, second // DAY), second) is None:
            barred.setdefault(binding.rule, binding.zone)
    seen: set[tuple[ReasonCode, str]] = set()
    for rule, zone in barred.items():
        alone = schedule_of(tuple(one for one in bound.schedule.bindings if one.rule is rule))
        opening = alone.next_open(second)
        day = say_day(rule, local_day(zone, second))
        for code in day.codes:
            if (code, rule.id) in seen:
                continue
            seen.add((code, rule.id))
            if code is ReasonCode.HOLIDAYS_UNKNOWN:
                text = (
                    f"{rule.name} bars calls on holidays and no list of them covers {day.name}: "
                    "update the program or add the year's list."
                )
                yield Reason(code, VerdictKind.UNKNOWN, text, rule.id, rule.citation)
                continue
            text = f"{say_bar(rule, code, day.name, day.windows, zone, second)} {say_opening(opening, zone)}"
            yield Reason(
                code,
                VerdictKind.WAIT,
                with_doubt(text, rule),
                rule.id,
                rule.citation,
                None if opening is None else instant_of(opening),
            )


def say_bar(
    rule: Rule, code: ReasonCode, holiday: str, windows: Spans, zone: str, second: int
) -> str:
    city = say_city(zone)
    if code is ReasonCode.HOLIDAY:
        if windows:
            return f"{rule.name} allows calls {say_windows(windows)} on {holiday} (in {city})."
        return f"{rule.name} allows no calls on {holiday}, a holiday there today."
    weekday = instant_of(second).astimezone(load_zone(zone)).strftime("%A")
    if code is ReasonCode.CLOSED_DAY:
        return f"{rule.name} allows no calls on a {weekday}."
    return f"{rule.name} allows calls {say_windows(windows)} on a {weekday}, by the clock of {city}."


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


def say_opening(opening: int | None, zone: str) -> str:
    if opening is None:
        return "It does not open within a year."
    local = instant_of(opening).astimezone(load_zone(zone))
    return f"It opens on {local:%A %Y-%m-%d at %H:%M} there."


def standing_reasons(
    place: Place, standing: Standing, firm: Firm, days: tuple[int, ...], now: datetime
) -> Iterator[Reason]:
    """What the lists and the history of the one number and lead say."""
    never, wait = VerdictKind.NEVER, VerdictKind.WAIT
    if not standing.is_valid:
        yield Reason(
            ReasonCode.INVALID_NUMBER,
            never,
            "This is not a number that can be called: correct it.",
            "smiledial/number",
            "the country's numbering plan",
        )
    if standing.lists_checked:
        yield from list_reasons(place, standing, days)
    if standing.number_closed:
        text = f"This number is closed: {standing.number_closed}."
        yield Reason(ReasonCode.NUMBER_CLOSED, never, text, "smiledial/number", "an earlier outcome")
    if standing.lead_closed:
        text = f"This lead is closed: {standing.lead_closed}."
        yield Reason(ReasonCode.LEAD_CLOSED, never, text, "smiledial/lead", "an earlier outcome")
    if standing.held_by:
        text = f"{standing.held_by} holds this lead."
        yield Reason(ReasonCode.HELD, wait, text, "smiledial/claim", "one agent at a time")
    if standing.callback_at is not None and now < standing.callback_at:
        yield Reason(
            ReasonCode.CALLBACK,
            wait,
            f"A call back was promised for {say_instant(standing.callback_at, place)}.",
            "smiledial/callback",
            "a promise to the person",
            standing.callback_at,
        )
    if standing.rests_until is not None and now < standing.rests_until:
        yield Reason(
            ReasonCode.COOL_DOWN,
            wait,
            f"The lead rests until {say_instant(standing.rests_until, place)} "
            "after the last outcome.",
            "smiledial/rest",
            "the firm's outcomes",
            standing.rests_until,
        )
    if standing.dials:
        for rule, release in caps_reached(bind(place, firm), standing, days, now):
            yield Reason(
                ReasonCode.CAP,
                wait,
                with_doubt(
                    f"{rule.name} allows {rule.cap} calls in {say_period(rule.cap_hours)}; the "
                    f"next is allowed from {say_instant(release, place)}.",
                    rule,
                ),
                rule.id,
                rule.citation,
                release,
            )


def list_reasons(place: Place, standing: Standing, days: tuple[int, ...]) -> Iterator[Reason]:
    if standing.listing is not None:
        yield Reason(
            ReasonCode.INTERNAL_LIST,
            VerdictKind.NEVER,
            f"On your firm's do-not-call list since {standing.listing.on:%Y-%m-%d} "
            f"({standing.listing.reason}). Nothing overrides that list.",
            "firm/do-not-call",
            "47 CFR 64.1200(d); 16 CFR 310.4(b)(1)(iii)(A)",
        )
    hits = tuple(hit for hit in standing.hits if hit.kind is RegistryKind.BARS)
    if hits:
        for hit, need in registry_bars(place, hits, days):
            way = (
                " Written consent or a business relationship, recorded with its proof, lifts it."
                if need is not None
                else " Evidence does not lift this list."
            )
            yield Reason(
                ReasonCode.REGISTRY,
                VerdictKind.NEVER,
                f"The number is on {hit.name} (copy of {hit.as_of:%Y-%m-%d}).{way}",
                need.id if need else f"registry/{hit.registry}",
                need.citation if need else f"{hit.name}, as of {hit.as_of:%Y-%m-%d}",
            )


def say_period(hours: int) -> str:
    return f"{hours // 24} days" if hours > 48 else f"{hours} hours"


def say_instant(instant: datetime, place: Place) -> str:
    """In the time of the first candidate zone, else in UTC."""
    if not place.zones:
        return f"{instant:%Y-%m-%d %H:%M} UTC"
    zone = place.zones[0].value
    return f"{instant.astimezone(load_zone(zone)):%Y-%m-%d %H:%M} in {say_city(zone)}"


def caps_reached(
    bound: Bound, standing: Standing, days: tuple[int, ...], now: datetime
) -> Iterator[tuple[Rule, datetime]]:
    """The rolling caps that the dials up to `now` fill, each with the instant of its release."""
    for rule, lifted in bound.caps:
        if not any(rule.holds_on(date_of(day)) and not is_within(lifted, day) for day in days):
            continue
        period = timedelta(hours=rule.cap_hours)
        recent = sorted(dial for dial in standing.dials if now - period < dial <= now)
        if len(recent) >= rule.cap:
            yield rule, recent[-rule.cap] + period


def combined_opening(
    place: Place, standing: Standing, firm: Firm, now: datetime, reasons: tuple[Reason, ...]
) -> datetime | None:
    """The first instant at which hours, rest, callback and caps all allow the call."""
    if any(is_stop(reason) for reason in reasons):
        return None
    if all(reason.code is ReasonCode.HELD for reason in reasons):
        return None
    bound = bind(place, firm)
    at = max([now, *(one for one in (standing.rests_until, standing.callback_at) if one)])
    horizon = at + timedelta(days=YEAR_OF_DAYS)
    while at < horizon:
        second = second_of(at)
        opening = bound.schedule.next_open(second)
        if opening is None:
            return None
        if opening > second:
            at = instant_of(opening)
        days = days_at(bound.clocks, second_of(at))
        releases = [release for _, release in caps_reached(bound, standing, days, at)]
        if not releases:
            return at
        at = max(releases)
    return None


def own_close(
    place: Place, standing: Standing, firm: Firm, now: datetime, close: datetime | None
) -> datetime | None:
    """The place's close, or an earlier instant at which lists or caps start to bar the number.

    That happens when evidence runs out, at a midnight, or when a later dial is already known.
    """
    bound = bind(place, firm)
    start = second_of(now)
    end = second_of(close) if close is not None else start + YEAR_OF_DAYS * DAY
    turns = {
        instant_of(at) for zone in bound.clocks for at in midnights(zone, start + 1, end)
    } | {dial for dial in standing.dials if now < dial and (close is None or dial < close)}
    for turn in sorted(turns):
        days = days_at(bound.clocks, second_of(turn))
        if any(True for _ in standing_reasons(place, standing, firm, days, turn)):
            return turn
    return close
