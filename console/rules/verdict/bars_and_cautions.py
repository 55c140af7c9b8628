"""Find what bars a place at any hour, which facts are missing, and cautions for the agent."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from msgspec.structs import replace

from console.rules.law.disclosures import say_trades
from console.rules.law.firm_rules import EMERGENCY
from console.rules.law.statutes import Rule, rules_of
from console.rules.places.regions import name_place
from console.rules.places.unread_addresses import (
    find_contradiction,
    find_unread,
    unread_request_reason,
)
from console.rules.times.calendar_words import say_day
from console.rules.values import Firm, Place, Reason
from console.rules.verdict.permits import permit_cautions, permit_reasons
from console.rules.verdict.reassigned import reassigned_reasons
from console.rules.verdict.registry_rules import Copies, list_cautions, registry_gaps
from console.rules.verdict.schedule import date_of, day_of
from console.rules.verdict.sentences import say_record, with_doubt
from console.rules.verdict.time_rules import Bound, binds_on
from db.enums import LineType, ReasonCode, VerdictKind

BARRED_LINES = frozenset({LineType.MOBILE, LineType.VOIP})
"""Line types that a bar on calls to mobiles covers; an internet line may ring on a mobile."""

LINE_GOOD_FOR_DAYS = 15
"""Days for which a lookup that found a landline gives no caution.

47 CFR 64.1200(a)(1)(iv) forgives a call to a number that was ported to a mobile for as long.
"""


def find_grounds(
    bound: Bound, place: Place, copies: Copies | None, firm: Firm, days: tuple[int, ...]
) -> list[Reason]:
    """Return the reasons of kind `never` or `unknown` that follow from the place alone.

    With `copies` None the registries and the reassigned numbers database are left out.
    """
    reasons = [*missing_facts(bound, place), *bars(bound, place, firm, days)]
    reasons += permit_reasons(place, firm, days)
    if copies is not None:
        reasons += registry_gaps(place, copies, firm, days)
        reasons += reassigned_reasons(bound, place, days)
    return reasons


def missing_facts(bound: Bound, place: Place) -> Iterator[Reason]:
    """Yield a reason for each fact without which nobody may be called there."""
    if place.request_unread:
        yield unread_request_reason(None)
    yield from find_unread(place, ())
    is_area = bool(place.gap) and place.gap_code is ReasonCode.AREA_CODE_UNKNOWN
    if place.gap or not place.zones:
        gap = place.gap or "No time zone can be found: give a postal code, a region or a zone."
        yield Reason(
            place.gap_code,
            VerdictKind.UNKNOWN,
            gap,
            "smiledial/area-code" if is_area else "smiledial/zone",
            "no list of area codes has it" if is_area else "local time is unknown",
        )
    if not bound.jurisdictions and not is_area:
        yield no_rule("The country is not known: give the lead a country or a full number.")
    for jurisdiction in bound.unruled:
        yield no_rule(
            f"No calling rules are known for {name_place(jurisdiction)}, so nobody there is "
            "called: its rules must be added to the law's data first."
        )


def no_rule(text: str) -> Reason:
    return Reason(
        ReasonCode.NO_RULE, VerdictKind.UNKNOWN, text, "smiledial/rules", "no rule in the data"
    )


def bars(bound: Bound, place: Place, firm: Firm, days: tuple[int, ...]) -> Iterator[Reason]:
    """Yield a reason for each rule that bars calls there outright: by trade, consent or line."""
    for rule in bound.rules:
        if rule.bars in ("", EMERGENCY) or not binds_on(rule, place, days):
            continue
        if rule.trades and rule.bars == "calls":
            yield bar(ReasonCode.TRADE_BARRED, rule, say_trade_bar(rule))
        elif rule.bars == "calls":
            text = (
                f"{rule.name} allows no call without the person's prior consent. {say_record(rule)}"
            )
            yield bar(ReasonCode.CONSENT_REQUIRED, rule, text)
        elif place.line_type in BARRED_LINES:
            text = (
                f"{rule.name} allows no unsolicited call to a mobile{say_voip(place)}. "
                f"{say_record(rule)}"
            )
            yield bar(ReasonCode.MOBILE_BARRED, rule, text)
        elif place.line_type is LineType.UNKNOWN and firm.unknown_line == "bar":
            text = (
                f"{rule.name} allows no unsolicited call to a mobile, and your firm bars lines "
                "of unknown type there. Give the line type if it is a landline."
            )
            yield bar(ReasonCode.MOBILE_BARRED, rule, text)
        elif place.line_type is LineType.UNKNOWN and place.line_unread:
            text = (
                f"{LINE_UNREAD} cannot be read, and {rule.name} allows no unsolicited call to a "
                "mobile. Say what it is (f, then s, or smiledial lead edit ID --line landline), or "
                "load a list of line types."
            )
            yield Reason(
                ReasonCode.LINE_TYPE_UNREAD, VerdictKind.UNKNOWN, text, rule.id, rule.citation
            )


LINE_UNREAD = "The line type that came with this number"
"""The subject of the reason as long as the lead's words are not known."""


def quote_line(reason: Reason, words: str) -> Reason:
    """Return the reason for an unread line type with the words that the file has."""
    if not words:
        return reason
    return replace(reason, text=reason.text.replace(LINE_UNREAD, f"The line type “{words}”"))


def say_voip(place: Place) -> str:
    is_voip = place.line_type is LineType.VOIP
    return ", and this line is over the internet (voip): nobody can say that it is none" * is_voip


def outdated_landline_date(place: Place, days: tuple[int, ...]) -> date | None:
    """Return the date of the list that alone calls the line a landline, if that date is too old."""
    listed = place.listed
    if listed is None:
        return None
    is_only_source = place.line is LineType.UNKNOWN and listed.line is LineType.LANDLINE
    is_old = max(days, default=0) - day_of(listed.as_of) > LINE_GOOD_FOR_DAYS
    return listed.as_of if is_only_source and is_old else None


def say_trade_bar(rule: Rule) -> str:
    way = say_record(rule) if rule.lifted_by else "Consent does not lift this bar."
    return f"{rule.name} allows no call that sells {say_trades(rule.trades)}. {way}"


def bar(code: ReasonCode, rule: Rule, text: str) -> Reason:
    return Reason(code, VerdictKind.NEVER, with_doubt(text, rule), rule.id, rule.citation)


def find_cautions(
    bound: Bound, place: Place, copies: Copies | None, firm: Firm, days: tuple[int, ...]
) -> tuple[str, ...]:
    """Return the warnings that an agent reads although the call is allowed, each once."""
    cautions = [
        *find_contradiction(place),
        *rule_cautions(bound, place, firm, days),
        *device_cautions(bound.jurisdictions),
        *(list_cautions(place, copies, days) if copies is not None else ()),
        *permit_cautions(place, firm, days),
        *assumptions(bound, days),
    ]
    return tuple(dict.fromkeys(cautions))


def rule_cautions(bound: Bound, place: Place, firm: Firm, days: tuple[int, ...]) -> Iterator[str]:
    """Yield the warnings of the rules in force: their cautions, and doubts about the line type."""
    for rule in bound.rules:
        if not binds_on(rule, place, days):
            continue
        if rule.caution:
            yield rule.caution
        if rule.bars == "mobiles":
            if place.line_type is LineType.UNKNOWN and firm.unknown_line != "bar":
                text = f"{rule.name} bars unsolicited calls to mobiles: be sure this is a landline."
                yield with_doubt(text, rule)
            elif listed_on := outdated_landline_date(place, days):
                yield (
                    f"{rule.name} bars unsolicited calls to mobiles. This number was a landline "
                    f"on {say_day(listed_on)} and may have been ported to a mobile since. "
                    "Look it up again."
                )
        elif rule.doubt and rule.bars != EMERGENCY:
            yield rule.doubt


@lru_cache(maxsize=4096)
def device_cautions(jurisdictions: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        rule.caution
        for jurisdiction in jurisdictions
        for rule in rules_of(jurisdiction)
        if rule.device and rule.caution
    )


def assumptions(bound: Bound, days: tuple[int, ...]) -> Iterator[str]:
    """Yield a warning if a rule is applied to a day before it is known to hold."""
    assumed = dict.fromkeys(
        rule.name
        for rule in bound.rules
        for day in days
        if (rule.hours or rule.cap or rule.bars) and rule.is_assumed_on(date_of(day))
    )
    if assumed:
        yield (
            f"It is not known since when the rules of {', '.join(assumed)} hold: "
            "a call on that day is judged by the earliest known ones."
        )
