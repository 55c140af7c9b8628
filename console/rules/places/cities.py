"""The cities of each US state, and their time zones."""

from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache

from console.rules.data.us_cities import CITIES
from console.rules.places.regions import find_region_zones, plain_city, read_region

Zones = tuple[str, ...]


@cache
def list_groups() -> dict[str, list[tuple[Zones, list[str]]]]:
    """Return by state the groups of its cities: (zones, lines of names).

    A group without zones has all zones of the state.
    """
    groups: dict[str, list[tuple[Zones, list[str]]]] = {}
    lines: list[str] = []
    # A line with the state and zones begins a group; the lines after it, with |, hold its names.
    for line in CITIES.splitlines():
        if line.startswith("|"):
            lines.append(line)
        else:
            state, *zones = line.split()
            lines = []
            groups.setdefault(state, []).append((tuple(zones), lines))
    return groups


def read_names(lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield from line[1:].split("|")


@cache
def cities_of(state: str) -> dict[str, Zones]:
    groups = list_groups().get(state, ())
    return {city: zones for zones, lines in groups for city in read_names(lines)}


@lru_cache(16384)
def is_city(name: str, state: str) -> bool:
    """Return whether a state has a city of that name by its ZIP codes; False outside the US."""
    return plain_city(name) in cities_of(state)


@lru_cache(16384)
def find_city_zones(name: str, state: str) -> Zones:
    """Return the zones of all ZIP codes of a city; empty if they are all zones of the state."""
    return cities_of(state).get(plain_city(name), ())


def find_zones(text: str) -> list[str]:
    """Return the zones of a state, or of a US city with or without its state: `Columbus, OH`.

    Several for a city of which there are several, the most frequent first; none if it is unknown.
    """
    if region := read_region(text):
        return [*find_region_zones(region)]
    words = text.replace(",", " ").split()
    for at in range(1, len(words)):
        city, state = " ".join(words[:at]), read_region(" ".join(words[at:]), "US")
        if state and is_city(city, state):
            return [*(find_city_zones(city, state) or find_region_zones(state))]
    zones = Counter(
        zone
        for state in list_groups()
        if is_city(text, state)
        for zone in find_city_zones(text, state) or find_region_zones(state)
    )
    return [zone for zone, _ in zones.most_common()]


def find_peer(name: str, state: str) -> str:
    """Return the state's first city with the same zones; "" if the city has all of its zones."""
    zones = find_city_zones(name, state)
    return list_peers(state)[zones] if zones else ""


@cache
def list_peers(state: str) -> dict[Zones, str]:
    return {zones: next(read_names(lines)) for zones, lines in list_groups().get(state, ())}
