"""Compare the zones of each ZIP with a map: `PYTHONPATH=. python scripts/compare_zips.py`.

For maintainers of the tables of places; it needs the packages of `.[places]`. Each ZIP of
`zipcodes` has a county and a point; `timezonefinder` finds the time zone of the point. The script
prints three kinds of disagreement with the table. The law decides (49 CFR 71); if the table is
wrong, correct it by a line in `scripts/places/zip_zones.csv`:

    zone     at the point another time is kept than the table says
    county   most ZIPs of its county keep a time that the table does not give it
    point    the point is at sea and proves nothing

Disagreements that were decided stand in `scripts/places/zip_zones_settled.csv` with the reason, and
are printed as settled. The exit status is 1 while any is not settled.
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


def majority_of(county: Counter[tuple[object, ...]]) -> set[tuple[object, ...]]:
    """Return the time of more than half of a county's ZIPs, as a set of at most one."""
    return {times for times, count in county.items() if 2 * count > county.total()}


def read_settled() -> dict[str, str]:
    with SETTLED.open(newline="", encoding="utf-8") as lines:
        return {
            code: line["why"] for line in csv.DictReader(lines) for code in line["zips"].split()
        }


def find_disagreements() -> dict[str, tuple[str, str]]:
    """Return (kind, words) of each disagreement, by ZIP."""
    finder = TimezoneFinder()
    rows = [row for row in zipcodes.list_all() if row["state"] not in {"AA", "AE", "AP"}]  # type: ignore[no-untyped-call]
    zones = {row["zip_code"]: find_ground(row["zip_code"], "US") for row in rows}
    counties: dict[tuple[str, str], Counter[tuple[object, ...]]] = defaultdict(Counter)
    for row in rows:
        ground = zones[row["zip_code"]]
        assert ground is not None
        for zone in ground.zones:
            counties[row["state"], row["county"]][times_of(zone)] += 1
    disagreements: dict[str, tuple[str, str]] = {}
    for row in rows:
        code, state, county = row["zip_code"], row["state"], row["county"]
        ground = zones[code]
        assert ground is not None
        times = {times_of(zone) for zone in ground.zones}
        there = finder.timezone_at(lng=float(row["long"]), lat=float(row["lat"]))
        where = f"{row['city']}, {county}, {state}: {' '.join(ground.zones)}"
        near = counties[state, county]
        if there is None or there.startswith("Etc/"):
            if float(row["lat"]):
                disagreements[code] = ("point", f"{where}; the point is at sea")
        elif times_of(there) not in times:
            disagreements[code] = ("zone", f"{where}; the point says {there}")
        elif majority_of(near) - times:
            disagreements[code] = ("county", f"{where}; most of its county keeps another time")
    return disagreements


def main() -> None:
    settled = read_settled()
    disagreements = find_disagreements()
    open_count = 0
    for code, (kind, words) in sorted(disagreements.items()):
        reason = settled.get(code)
        open_count += reason is None
        print(f"{code} {kind}: {words}{f' [settled: {reason}]' if reason else ''}")
    for code in sorted(settled.keys() - disagreements.keys()):
        print(f"{code} is settled and disagrees no more: take its line out")
    print(f"{len(disagreements)} disagree, {open_count} not settled")
    raise SystemExit(bool(open_count))


if __name__ == "__main__":
    main()
