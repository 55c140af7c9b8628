"""Which cities a state of the US has, and the zones that they keep."""

from functools import cache, lru_cache

from console.rules.regions import plain_city


@cache
def list_cities() -> dict[str, dict[str, tuple[str, ...]]]:
    """By state, the zones of each city; none where they are all that the state has."""
    # here, because most lists have a ZIP in every row
    from console.rules.data.us_cities import CITIES

    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in CITIES.splitlines():
        if line.startswith("US-"):
            state, *zones = line.split()
            here = found.setdefault(state, {})
        else:
            here |= dict.fromkeys(line[1:].split("|"), tuple(zones))
    return found


@lru_cache(16384)
def is_city(name: str, state: str) -> bool:
    """Whether the post knows a city of that name in a state; False outside the US."""
    return plain_city(name) in list_cities().get(state, ())


@lru_cache(16384)
def find_city_zones(name: str, state: str) -> tuple[str, ...]:
    """The zones of all ZIPs of that name in a state; empty where they are all that it has."""
    return list_cities().get(state, {}).get(plain_city(name), ())
