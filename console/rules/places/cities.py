"""Which cities a state of the US has, and the zones that they keep."""

from collections.abc import Iterator
from functools import cache, lru_cache

from console.rules.data.us_cities import CITIES
from console.rules.places.regions import plain_city

Zones = tuple[str, ...]


@cache
def list_groups() -> dict[str, list[tuple[Zones, list[str]]]]:
    """By state its groups of cities: their zones, none for all of the state, and the names."""

    found: dict[str, list[tuple[Zones, list[str]]]] = {}
    lines: list[str] = []
    for line in CITIES.splitlines():
        if line.startswith("|"):
            lines.append(line)
        else:
            state, *zones = line.split()
            lines = []
            found.setdefault(state, []).append((tuple(zones), lines))
    return found


def read_names(lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield from line[1:].split("|")


@cache
def cities_of(state: str) -> dict[str, Zones]:
    groups = list_groups().get(state, ())
    return {city: zones for zones, lines in groups for city in read_names(lines)}


@lru_cache(16384)
def is_city(name: str, state: str) -> bool:
    """Whether the post knows a city of that name in a state; False outside the US."""
    return plain_city(name) in cities_of(state)


@lru_cache(16384)
def find_city_zones(name: str, state: str) -> Zones:
    """The zones of all ZIPs of that name in a state; empty where they are all that it has."""
    return cities_of(state).get(plain_city(name), ())


def find_peer(name: str, state: str) -> str:
    """The first city of a state with the zones of this one; "" where they are all that it has."""
    zones = find_city_zones(name, state)
    return list_peers(state)[zones] if zones else ""


@cache
def list_peers(state: str) -> dict[Zones, str]:
    return {zones: next(read_names(lines)) for zones, lines in list_groups().get(state, ())}
