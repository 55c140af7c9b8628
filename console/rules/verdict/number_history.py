"""Reasons against a call that come from one number and lead: lists, history, callbacks, caps."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from console.rules.law.statutes import Rule
from console.rules.places.unread_addresses import unread_request_reason
from console.rules.times.calendar_words import say_day
from console.rules.values import Firm, Place, Reason, Standing
from console.rules.verdict.registry_rules import registry_bars
from console.rules.verdict.schedule import date_of, is_within
from console.rules.verdict.sentences import say_cap, say_instant, with_doubt
from console.rules.verdict.shown_numbers import no_number_reason
from console.rules.verdict.time_rules import Bound, bind
from db.enums import ReasonCode, RegistryKind, VerdictKind

NUMBER_RESTS = "smiledial/number-rest"


def standing_reasons(
    place: Place, standing: Standing, firm: Firm, days: tuple[int, ...], now: datetime
) -> Iterator[Reason]:
    """Yield every reason that the lists and the history of this number and lead give."""
    never, wait = VerdictKind.NEVER, VerdictKind.WAIT
    if not standing.is_valid:
        yield Reason(
            ReasonCode.INVALID_NUMBER,
            never,
            "This number cannot be called: correct it.",
            "smiledial/number",
            "the country's numbering plan",
        )
    if standing.lists_checked:
        yield from list_reasons(place, standing, days)
    if standing.request is not None:
        yield unread_request_reason(standing.request)
    if standing.number_closed:
        text = f"This number is closed: {standing.number_closed}."
        yield Reason(
            ReasonCode.NUMBER_CLOSED, never, text, "smiledial/number", "an earlier outcome"
        )
    if standing.lead_closed:
        text = f"This lead is closed: {standing.lead_closed}."
        yield Reason(ReasonCode.LEAD_CLOSED, never, text, "smiledial/lead", "an earlier outcome")
    if standing.shown_gap:
        yield no_number_reason(standing.shown_gap)
    if standing.held_by:
        text = f"{standing.held_by} holds this lead."
        yield Reason(ReasonCode.HELD, wait, text, "smiledial/claim", "one agent at a time")
    yield from waiting_reasons(place, standing, now)
    if standing.dials:
        for rule, release in caps_reached(bind(place, firm), standing, days, now):
            yield Reason(
                ReasonCode.CAP,
                wait,
                with_doubt(
                    f"{rule.name} allows {say_cap(rule)}; the "
                    f"next is allowed from {say_instant(release, place)}.",
                    rule,
                ),
                rule.id,
                rule.citation,
                release,
            )


def waiting_reasons(place: Place, standing: Standing, now: datetime) -> Iterator[Reason]:
    """Yield the callback, appointment and rests of the lead, and of a lead with the same number."""
    wait = VerdictKind.WAIT
    if standing.callback_at is not None and now < standing.callback_at:
        yield Reason(
            ReasonCode.CALLBACK,
            wait,
            f"The promised call back waits until {say_instant(standing.callback_at, place)}.",
            "smiledial/callback",
            "a promise to the person",
            standing.callback_at,
        )
    if standing.unmarked_until is not None and now < standing.unmarked_until:
        yield Reason(
            ReasonCode.APPOINTMENT,
            wait,
            "They have an appointment: the lead waits until somebody marks it, or until "
            f"{say_instant(standing.unmarked_until, place)}.",
            "smiledial/appointment",
            "a promise to the person",
            standing.unmarked_until,
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
    if standing.number_rests_until is not None and now < standing.number_rests_until:
        yield Reason(
            ReasonCode.COOL_DOWN,
            wait,
            f"This number rests until {say_instant(standing.number_rests_until, place)}: somebody "
            "else who has it was called.",
            NUMBER_RESTS,
            "the firm's outcomes",
            standing.number_rests_until,
        )


def list_reasons(place: Place, standing: Standing, days: tuple[int, ...]) -> Iterator[Reason]:
    """Yield the internal list's reason and one for each registry that bars the number."""
    if standing.listing is not None:
        yield Reason(
            ReasonCode.INTERNAL_LIST,
            VerdictKind.NEVER,
            f"On your firm's do-not-call list since {say_day(standing.listing.on)} "
            f"({standing.listing.reason.removesuffix('.')}). Nothing overrides that list.",
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
                f"The number is on {hit.name} (copy of {say_day(hit.as_of)}).{way}",
                need.id if need else f"registry/{hit.registry}",
                need.citation if need else f"{hit.name}, as of {hit.as_of:%Y-%m-%d}",
            )


def caps_reached(
    bound: Bound, standing: Standing, days: tuple[int, ...], now: datetime
) -> Iterator[tuple[Rule, datetime]]:
    """Yield each rolling cap that the dials up to `now` fill, and when it allows the next dial."""
    for rule, lifted in bound.caps:
        if rule.callback_lifts and standing.is_callback:
            continue
        if not any(rule.holds_on(date_of(day)) and not is_within(lifted, day) for day in days):
            continue
        period = timedelta(hours=rule.cap_hours)
        # In UTC: Python subtracts two times of one local zone by the wall clock, which is an hour
        # off across a clock change.
        dials = (dial.astimezone(UTC) for dial in standing.dials)
        recent = sorted(dial for dial in dials if now - period < dial <= now)
        if len(recent) >= rule.cap:
            # The next dial is allowed once the oldest of the last `cap` dials leaves the period.
            yield rule, recent[-rule.cap] + period
