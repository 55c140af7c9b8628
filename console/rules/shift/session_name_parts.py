"""The two parts of a session's name: `PEOPLE · PLACES`."""

DOT = " · "


def places_in(name: str) -> str:
    """Return the second part of a session's name: `Mountain & Pacific`."""
    return name.rpartition(DOT)[2]


def people_in(name: str) -> str:
    """Return the first part of a session's name: `Homeowners, Ohio, first call`, or ""."""
    return name.rpartition(DOT)[0]
