"""Find what bars a place at any hour, which facts are missing, and cautions for the agent."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from msgspec.structs import replace

from console.rules.law.disclosures import say_trades
from console.rules.law.firm_rules import EMERGENCY, firm_needs
from console.rules.law.statutes import RegistryNeed, Rule, country_of, registries_needed, rules_of
from console.rules.phone.number_plan import GROUNDLESS
from console.rules.places.number_ground import list_area_codes
from console.rules.places.regions import name_country, name_place
from console.rules.places.unread_addresses import (
    find_contradiction,
    find_unread,
    unread_request_reason,
)
from console.rules.times.calendar_words import say_day
from console.rules.values import Firm, Place, Reason, RegistryCopy, RegistryHit
from console.rules.verdict.permits import permit_cautions, permit_reasons
from console.rules.verdict.reassigned import reassigned_reasons
from console.rules.verdict.sentences import say_load, say_provider, say_record, with_doubt
from console.rules.verdict.time_rules import (
    Bound,
    binds_on,
    date_of,
    day_of,
    days_lifted,
    is_within,
    jurisdictions_of,
)
from db.enums import LeadKind, LineType, ReasonCode, VerdictKind

Copies = tuple[RegistryCopy, ...]

BARRED_LINES = frozenset({LineType.MOBILE, LineType.VOIP})
"""Line types that a bar on calls to mobiles covers; an internet line may ring on a mobile."""

LINE_GOOD_FOR_DAYS = 15
"""Days for which a lookup that found a landline gives no caution.

47 CFR 64.1200(a)(1)(iv) forgives a call to a number that was ported to a mobile for as long.
"""


def is_lifted(need: RegistryNeed, place: Place, days: tuple[int, ...]) -> bool:
    """Return whether the place's evidence lifts the registry on all of the days."""
    lifted = days_lifted(need.lifted_by, place.evidence)
    return all(is_within(lifted, day) for day in days)


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
            "called: ask for its rules to be added to the law's data."
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


def needs_of(place: Place, kind: LeadKind | None = None) -> tuple[RegistryNeed, ...]:
    """Return the registries that may list a number of the place, by the number's country.

    `kind`, if given, replaces the place's own kind of call.
    """
    return _needs_among(jurisdictions_of(place), place.area_code, kind or place.kind)


@lru_cache(maxsize=16_384)
def _needs_among(
    jurisdictions: tuple[str, ...], area_code: str | None, kind: LeadKind
) -> tuple[RegistryNeed, ...]:
    homes = countries_of_number(jurisdictions, area_code)
    places = [
        *homes,
        *(jurisdiction for jurisdiction in jurisdictions if country_of(jurisdiction) in homes),
    ]
    needs = (need for jurisdiction in places for need in registries_needed(jurisdiction, kind))
    return tuple(dict.fromkeys(needs))


def countries_of_number(jurisdictions: tuple[str, ...], area_code: str | None) -> set[str]:
    """Return the area code's country if it has one, else each country the person may be in.

    A registry lists the numbers of its own country, so a Toronto phone whose owner lives in
    Florida is looked up in Canada's. The registry of the USA lists toll-free numbers. A number
    with an unknown area code may be in the registry of the USA or of any candidate country.
    """
    countries = {country_of(jurisdiction) for jurisdiction in jurisdictions}
    if area_code is None:
        return countries
    ground = list_area_codes().get(area_code)
    if ground and ground.country:
        return {ground.country}
    return {"US"} if area_code in GROUNDLESS else {"US", *countries}


def registry_gaps(
    place: Place, copies: Copies, firm: Firm, days: tuple[int, ...]
) -> Iterator[Reason]:
    """Yield a reason for each required registry without a copy that is recent enough."""
    firm_own = firm_needs(firm, place, jurisdictions_of(place)) if firm.rules else ()
    for need in (*needs_of(place), *firm_own):
        if not need.is_required or is_lifted(need, place, days):
            continue
        dates = [copy.as_of for copy in copies if need.is_meant_by(copy.registry)]
        if need in firm_own and not dates:
            yield gap(
                ReasonCode.REGISTRY_MISSING,
                need,
                f"Your firm asks for {need.name}, and no copy of it covers {say_coverage(place)}. "
                f"Load one with “{say_load(need)}”.",
            )
            continue
        cleared = [place.cleared_on] if place.cleared_on and need not in firm_own else []
        if not dates and not cleared:
            yield gap(
                ReasonCode.REGISTRY_MISSING,
                need,
                f"No copy of {need.name} covers {say_coverage(place)}. {say_provider(need)} Load "
                f"it with “{say_load(need)}”, or import the list with “--scrubbed-on DATE” if it "
                "was cleared elsewhere.",
            )
        elif not any(is_fresh(day_of(as_of), need, days) for as_of in (*dates, *cleared)):
            newest = max((*dates, *cleared))
            source = f"The copy of {need.name}" if newest in dates else "The list's clearing"
            yield gap(
                ReasonCode.REGISTRY_STALE,
                need,
                f"{source} for {say_coverage(place)} is of {say_day(newest)} and older than "
                f"{need.good_for_days} days. Load a newer copy: “{say_load(need)}”.",
            )


def gap(code: ReasonCode, need: RegistryNeed, text: str) -> Reason:
    return Reason(code, VerdictKind.UNKNOWN, text, need.id, need.citation)


def is_fresh(as_of: int, need: RegistryNeed, days: tuple[int, ...]) -> bool:
    """Return whether a copy of a day is good on all of these days, the last day included."""
    return all(day - as_of <= need.good_for_days for day in days)


def say_coverage(place: Place) -> str:
    if place.area_code:
        return f"area code {place.area_code}"
    return name_country(place.country) if place.country else "this number"


def registry_bars(
    place: Place, hits: tuple[RegistryHit, ...], days: tuple[int, ...]
) -> Iterator[tuple[RegistryHit, RegistryNeed | None]]:
    """Yield each hit that bars, with the national registry it belongs to, else with None.

    Evidence lifts only hits of a national registry. Several countries call theirs "national". So
    if the number may belong to several countries, each of them must have a registry of that name,
    and evidence must lift it in each.
    """
    national = [need for need in needs_of(place) if need.is_national]
    homes = countries_of_number(jurisdictions_of(place), place.area_code)
    for hit in hits:
        if is_exempt(place, hit):
            continue
        matching = [need for need in national if need.is_meant_by(hit.registry)]
        countries = {country_of(need.jurisdiction) for need in matching} | _exempting(place, hit)
        unlifted = [need for need in matching if not is_lifted(need, place, days)]
        if not (matching and homes <= countries):
            yield hit, None
        elif unlifted:
            yield hit, unlifted[0]


def is_exempt(place: Place, hit: RegistryHit) -> bool:
    """Return whether the registry concerns only other kinds of call, in each possible country."""
    if any(need.is_meant_by(hit.registry) for need in needs_of(place)):
        return False
    homes = countries_of_number(jurisdictions_of(place), place.area_code)
    return bool(homes) and homes <= _exempting(place, hit)


def _exempting(place: Place, hit: RegistryHit) -> set[str]:
    """Return the countries that have this registry for another kind of call."""
    others = (needs_of(place, kind) for kind in LeadKind if kind is not place.kind)
    return {
        country_of(need.jurisdiction)
        for needs in others
        for need in needs
        if need.is_meant_by(hit.registry)
    }


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


def list_cautions(place: Place, copies: Copies, days: tuple[int, ...]) -> Iterator[str]:
    """Yield a warning for each optional registry without a copy that is recent enough."""
    for need in needs_of(place):
        is_loaded = any(
            need.is_meant_by(copy.registry) and is_fresh(day_of(copy.as_of), need, days)
            for copy in copies
        )
        if not need.is_required and not is_loaded:
            yield f"{need.name} is separate from the national registry and no fresh copy is loaded."


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
