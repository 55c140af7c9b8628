"""Compare every ZIP's zones with the ground: `PYTHONPATH=. python scripts/compare_zips.py`.

For whoever works on the tables of places; it needs the packages of `.[places]`. Each ZIP of
`zipcodes` has a point, which `timezonefinder` places in the polygons of the time zones, and a
county. Three things are printed, with what speaks for what, to be settled by the law of the line
(49 CFR 71) and, where the table is wrong, by a line in `scripts/places/zip_zones.csv`:

    zone     the point lies where another time is kept than the table says
    county   most ZIPs of its county keep a time that the table does not give it
    point    the point is at sea: nothing can be said by it

A disagreement that was looked at stands in `scripts/places/zip_zones_settled.csv` with its
resolution, and is printed as settled. The exit status is 1 while any is not.
"""

import csv
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import zipcodes
from timezonefinder import TimezoneFinder

from console.rules.places.postal_codes import find_ground
from scripts.build_places import NOW, find_offsets

SETTLED = Path(__file__).parent / "places" / "zip_zones_settled.csv"


@cache
def times_of(zone: str) -> tuple[object, ...]:
    return find_offsets(zone, NOW)


def most_kept(county: Counter[tuple[object, ...]]) -> set[tuple[object, ...]]:
    """The time of more than half of a county's ZIPs, if there is one."""
    return {one for one, count in county.items() if 2 * count > county.total()}


def read_settled() -> dict[str, str]:
    with SETTLED.open(newline="", encoding="utf-8") as lines:
        return {
            code: line["why"] for line in csv.DictReader(lines) for code in line["zips"].split()
        }


def find_disagreements() -> dict[str, tuple[str, str]]:
    """By ZIP what disagrees with its zones, and by what."""
    finder = TimezoneFinder()
    rows = [row for row in zipcodes.list_all() if row["state"] not in {"AA", "AE", "AP"}]  # type: ignore[no-untyped-call]
    zones = {row["zip_code"]: find_ground(row["zip_code"], "US") for row in rows}
    counties: dict[tuple[str, str], Counter[tuple[object, ...]]] = defaultdict(Counter)
    for row in rows:
        ground = zones[row["zip_code"]]
        assert ground is not None
        for zone in ground.zones:
            counties[row["state"], row["county"]][times_of(zone)] += 1
    found: dict[str, tuple[str, str]] = {}
    for row in rows:
        code, state, county = row["zip_code"], row["state"], row["county"]
        ground = zones[code]
        assert ground is not None
        kept = {times_of(zone) for zone in ground.zones}
        there = finder.timezone_at(lng=float(row["long"]), lat=float(row["lat"]))
        where = f"{row['city']}, {county}, {state}: {' '.join(ground.zones)}"
        near = counties[state, county]
        if there is None or there.startswith("Etc/"):
            if float(row["lat"]):
                found[code] = ("point", f"{where}; the point is at sea")
        elif times_of(there) not in kept:
            found[code] = ("zone", f"{where}; the point says {there}")
        elif most_kept(near) - kept:
            found[code] = ("county", f"{where}; most of its county keeps another time")
    return found


def main() -> None:
    settled = read_settled()
    found = find_disagreements()
    left = 0
    for code, (what, words) in sorted(found.items()):
        why = settled.get(code)
        left += why is None
        print(f"{code} {what}: {words}{f' [settled: {why}]' if why else ''}")
    for code in sorted(settled.keys() - found.keys()):
        print(f"{code} is settled and disagrees no more: take its line out")
    print(f"{len(found)} disagree, {left} not settled")
    raise SystemExit(bool(left))


if __name__ == "__main__":
    main()
