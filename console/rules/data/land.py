"""A country whose clocks differ by place: how its regions, codes and area codes say which."""

from collections.abc import Mapping

from msgspec import Struct

Zones = tuple[str, ...]


class Land(Struct, frozen=True, eq=False):
    """Where nothing is said of a region or a code, `zones` hold; a code in no range is none.

    `names` has a region a line: its code (ISO 3166-2 without the country), then its names between
    ` / `. `postal_code` is a pattern whose groups together are the digits, padded on the left to
    `postal_digits`. `postal_ranges` are first and last code with their zones: the narrowest holds.
    `area_zones` go by the first digits of the national number, the most digits first; a fixed
    number with none of them may be anywhere in the country. `other_law` names the regions, and the
    ranges by their first code, that are under a law of their own too: that of a country (ISO 3166).
    """

    code: str
    calling_code: str
    zones: Zones
    names: str
    region_zones: Mapping[str, Zones]
    postal_code: str
    postal_digits: int
    postal_ranges: tuple[tuple[str, str, Zones], ...]
    area_zones: Mapping[str, Zones]
    other_law: Mapping[str, str]


def each(zones: Zones, words: str) -> dict[str, Zones]:
    """The same zones for each of several codes."""
    return dict.fromkeys(words.split(), zones)
