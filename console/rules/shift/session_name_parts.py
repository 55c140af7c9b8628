"""The parts of a session's name: `Clinics 4/32 · first call · DC & 4 more · Eastern`.

The first says which session it is, the last where it calls. Narrow columns drop those between.
"""

from collections.abc import Iterator

DOT = " · "


def numbered(name: str, position: int, of: int) -> str:
    """Return the name with the session's number in its plan after the list: `Clinics 4/32 · …`.

    Sessions that an older version planned have names without it.
    """
    first, dot, rest = name.partition(DOT)
    number = f" {position}/{of}"
    has_number = of < 2 or first.endswith(number)
    return name if has_number else f"{first}{number}{dot}{rest}"


def places_in(name: str) -> str:
    """Return the last part of a session's name: `Mountain & Pacific`."""
    return name.rpartition(DOT)[2]


def people_in(name: str) -> str:
    """Return all parts before the places: `Homeowners 1/2 · first call · Ohio`, or ""."""
    return name.rpartition(DOT)[0]


def shorter_names(name: str) -> Iterator[str]:
    """Yield the name, then with ever fewer of its middle parts, then its first part alone."""
    first, *others = name.split(DOT)
    for count in range(len(others), 0, -1):
        yield DOT.join([first, *others[: count - 1], others[-1]])
    yield first
