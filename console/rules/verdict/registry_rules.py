"""Which registries a number needs, whether their copies are fresh, and whom they bar."""

from collections.abc import Iterator
from functools import lru_cache

from console.rules.law.firm_rules import firm_needs
from console.rules.law.statutes import RegistryNeed, country_of, registries_needed
from console.rules.phone.number_plan import GROUNDLESS
from console.rules.places.number_ground import list_area_codes
from console.rules.places.regions import name_country
from console.rules.times.calendar_words import say_day
from console.rules.values import Firm, Place, Reason, RegistryCopy, RegistryHit
from console.rules.verdict.schedule import day_of, is_within
from console.rules.verdict.sentences import say_load, say_provider
from console.rules.verdict.time_rules import days_lifted, jurisdictions_of
from db.enums import LeadKind, ReasonCode, VerdictKind

Copies = tuple[RegistryCopy, ...]


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


def is_lifted(need: RegistryNeed, place: Place, days: tuple[int, ...]) -> bool:
    """Return whether the place's evidence lifts the registry on all of the days."""
    lifted = days_lifted(need.lifted_by, place.evidence)
    return all(is_within(lifted, day) for day in days)


def list_cautions(place: Place, copies: Copies, days: tuple[int, ...]) -> Iterator[str]:
    """Yield a warning for each optional registry without a copy that is recent enough."""
    for need in needs_of(place):
        is_loaded = any(
            need.is_meant_by(copy.registry) and is_fresh(day_of(copy.as_of), need, days)
            for copy in copies
        )
        if not need.is_required and not is_loaded:
            yield f"{need.name} is separate from the national registry and no fresh copy is loaded."
