"""Write the generated tables of `console/rules/data`: `python scripts/build_places.py`.

Sources: the prefix data of `phonenumbers` (assignments, validity, zones by exchange), the ZIP list
of `zipcodes`, and the country table of `tzdata`. `scripts/places/*.csv` corrects and completes them
and names the source of each line; `new_area_codes.csv` has the codes in service that `phonenumbers`
does not accept yet.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import zipcodes
from phonenumbers import PhoneMetadata
from phonenumbers.geodata import GEOCODE_DATA
from phonenumbers.phonenumberutil import COUNTRY_CODE_TO_REGION_CODE
from phonenumbers.tzdata import TIMEZONE_DATA

from console.rules.data.region_names import CANADA, UNITED_STATES

HERE = Path(__file__).parent
DATA = HERE.parent / "console" / "rules" / "data"
MILITARY = ("AA", "AE", "AP")
TERRITORIES = ("AS", "GU", "MP", "PR", "VI")
ISLANDS = "US-UM"
"""The outlying islands: no address names them as a state."""
FREELY_ASSOCIATED = ("FM", "MH", "PW")
YEARS = range(2020, 2038)
"""Two zones with the same offset in the middle of each month of these years count as one."""
NOW = range(2026, 2027)
LINE_LENGTH = 100
SERVICES = ("premium_rate", "personal_number", "voip")
ABROAD = ("Antarctica/",)


def read_lines(name: str) -> list[dict[str, str]]:
    with (HERE / "places" / name).open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@cache
def find_offsets(zone: str, years: range = YEARS) -> tuple[object, ...]:
    days = (datetime(year, month, 15, tzinfo=UTC) for year in years for month in range(1, 13))
    return tuple(day.astimezone(ZoneInfo(zone)).utcoffset() for day in days)


def join(words: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(words))


def read_countries() -> dict[str, list[str]]:
    """Return the zones of each ISO country, from the time data's own table."""
    table: dict[str, list[str]] = defaultdict(list)
    for line in files("tzdata").joinpath("zoneinfo/zone.tab").read_text().splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            if not zone.startswith(ABROAD) or country == "AQ":
                table[country].append(zone)
    return dict(sorted(table.items()))


def read_zips(countries: dict[str, list[str]]) -> dict[str, tuple[str, str]]:
    """Return the jurisdiction and zones of each ZIP; military ZIPs have no zones."""
    rows = zipcodes.list_all()  # type: ignore[no-untyped-call]
    zips: dict[str, tuple[str, list[str]]] = {}
    counties: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        code, state = row["zip_code"], row["state"]
        counties[state, row["county"]].append(code)
        if state in MILITARY:
            zips[code] = (state, [])
        elif state in FREELY_ASSOCIATED:
            zips[code] = (state, list(countries[state]))
        else:
            # One ZIP in Alaska has the name of its town in place of its zone.
            zone = row["timezone"] if "/" in row["timezone"] else "America/Anchorage"
            zips[code] = (f"US-{state}", [zone])
    for line in read_lines("zip_zones.csv"):
        place = line["zips"]
        is_county = place.startswith("county:")
        codes = counties[line["state"], place[7:]] if is_county else place.split()
        for code in codes:
            if line["action"] == "move":
                zips.pop(code)
            state, zones = zips.setdefault(code, (f"US-{line['state']}", []))
            if state != f"US-{line['state']}":
                raise SystemExit(f"{code} is in {state}, not in {line['state']}")
            named = line["zones"].split()
            zips[code] = (state, named if line["action"] == "set" else [*zones, *named])
    return {code: (state, join(sorted(zones))) for code, (state, zones) in sorted(zips.items())}


def run_zips(zips: dict[str, tuple[str, str]]) -> list[str]:
    """Return runs of consecutive ZIPs with the same answer: `first last jurisdiction zones…`.

    A run covers the gaps in it, so that ZIPs newer than the list are found; it ends at a gap of
    more than one three-digit section.
    """
    runs: list[list[str]] = []
    for code, (state, zones) in zips.items():
        answer = f"{state} {zones}".strip()
        if runs and runs[-1][2] == answer and int(code[:3]) - int(runs[-1][1][:3]) <= 1:
            runs[-1][1] = code
        else:
            runs.append([code, code, answer])
    return [" ".join(run) for run in runs]


def find_states(zips: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Return each state's zones, the most common first, one for each different time.

    Zones kept by custom only (in `zip_zones.csv`) do not count for the state.
    """
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    customs = {
        (f"US-{line['state']}", zone)
        for line in read_lines("zip_zones.csv")
        if "by custom" in line["why"]
        for zone in line["zones"].split()
    }
    for state, zones in zips.values():
        for zone in zones.split():
            if (state, zone) not in customs and state.startswith("US-") and state != ISLANDS:
                counts[state][zone] += 1
    states: dict[str, str] = {}
    for state, tally in sorted(counts.items()):
        by_offsets: dict[object, str] = {}
        for zone in sorted(tally, key=lambda zone: (-tally[zone], zone)):
            by_offsets.setdefault(find_offsets(zone), zone)
        states[state] = join(by_offsets.values())
    return states


def read_assignments() -> dict[str, str]:
    """Return the state or province of each area code that the prefix data assign as a whole."""
    names = {name: f"US-{code}" for code, name in UNITED_STATES.items()}
    names |= {name: f"CA-{code}" for code, name in CANADA.items()}
    names |= {"Washington State": "US-WA", "Washington D.C.": "US-DC"}
    names |= {"British Colombia": "CA-BC"}  # misspelt so in the prefix data
    assigned: dict[str, str] = {}
    for prefix, texts in GEOCODE_DATA.items():
        if len(prefix) == 4 and prefix[0] == "1":
            text = texts["en"]
            code = text.rpartition(", ")[2]
            if text in names:
                assigned[prefix[1:]] = names[text]
            elif f", {code}" in text:
                country = "US" if code in UNITED_STATES else "CA"
                assigned[prefix[1:]] = f"{country}-{code}"
    return assigned


def find_ground(area: str, state: str, states: dict[str, str]) -> list[str]:
    """Return the state's zones that the exchanges of a US area code are known to reach."""
    reached = {
        find_offsets(zone, NOW)
        for prefix, zones in TIMEZONE_DATA.items()
        if prefix.startswith(f"1{area}")
        for zone in zones
    }
    return [zone for zone in states[state].split() if find_offsets(zone, NOW) in reached]


def find_area_codes(
    states: dict[str, str], countries: dict[str, list[str]]
) -> dict[str, tuple[str, str, str]]:
    """Return the country, jurisdictions and zones of each area code."""
    area_codes = find_islands(countries)
    assigned = read_assignments()
    lines = [(line["area_codes"].split(), line) for line in read_lines("area_codes.csv")]
    for areas, line in lines:
        if line["jurisdictions"]:
            assigned |= dict.fromkeys(areas, line["jurisdictions"])
    new = read_lines("new_area_codes.csv")
    assigned |= {line["area_code"]: line["jurisdiction"] for line in new}
    zones = {
        area: find_ground(area, where, states)
        for area, where in assigned.items()
        if where.startswith("US-")
    }
    for areas, line in lines:
        shared = line["zones"].split() or [zone for area in areas for zone in zones[area]]
        zones |= dict.fromkeys(areas, shared)
    zones |= {line["area_code"]: line["zones"].split() or zones[line["overlays"]] for line in new}
    area_codes |= {
        area: (where[:2], where, join(zones[area]))
        for area, where in assigned.items()
        if area not in area_codes
    }
    return dict(sorted(area_codes.items()))


def find_islands(countries: dict[str, list[str]]) -> dict[str, tuple[str, str, str]]:
    """Return the area codes of the plan's other countries and of the US territories."""
    area_codes: dict[str, tuple[str, str, str]] = {}
    for region in COUNTRY_CODE_TO_REGION_CODE[1]:
        where = f"US-{region}" if region in TERRITORIES else region
        # "658|876", or "8001|8[024]9" for the Dominican Republic
        digits = read_plan(region).leading_digits or ""
        for area in map(str, range(200, 1000)):
            if region not in ("US", "CA") and re.fullmatch(digits, area):
                area_codes[area] = (region, where, join(countries[region]))
    return area_codes


def read_plan(region: str) -> PhoneMetadata:
    plan = PhoneMetadata.metadata_for_region(region)
    assert plan is not None
    return plan


def find_plain(areas: dict[str, tuple[str, str, str]]) -> list[str]:
    """Return the area codes in which every number whose exchange starts with 2 to 9 is valid.

    All codes of the US and Canada are such: their administrators assign whole codes, and the prefix
    data only lag behind with the exchanges of new ones.
    """
    patterns = []
    for region in ("US", "CA", "PR"):
        fixed = read_plan(region).fixed_line
        assert fixed is not None
        patterns.append(re.compile(fixed.national_number_pattern or ""))
    exchanges = [str(exchange) for exchange in range(200, 1000)]
    return [
        area
        for area, (country, _, _) in areas.items()
        if country in ("US", "CA")
        or any(all(p.fullmatch(f"{area}{e}0000") for e in exchanges) for p in patterns)
    ]


def find_services(kinds: Iterable[str]) -> list[str]:
    """Return the area codes that the US or Canada assigns to services of these kinds."""
    patterns = [
        getattr(read_plan(region), kind).national_number_pattern
        for region in ("US", "CA")
        for kind in kinds
        if getattr(read_plan(region), kind) is not None
    ]
    lines = ("2345678", "3123456", "4456789", "9345678")
    return [
        area
        for area in map(str, range(200, 1000))
        if any(re.fullmatch(pattern or "", area + line) for pattern in patterns for line in lines)
    ]


def list_new() -> str:
    """Return the codes of `new_area_codes.csv` with their dates ("-" if none was published)."""
    rows = read_lines("new_area_codes.csv")
    return "\n".join(f"{row['area_code']} {row['since'] or '-'} {row['source']}" for row in rows)


def write(name: str, about: str, packages: Iterable[str], body: str) -> None:
    sources = ", ".join(f"{package} {version(package)}" for package in packages)
    header = f'"""{about}\n\nGenerated by scripts/build_places.py from {sources} and\n'
    header += 'scripts/places; do not edit.\n"""\n'
    if any(len(line) > LINE_LENGTH for line in body.splitlines()):
        header += "# ruff: noqa: E501\n"
    header += "\n"
    (DATA / name).write_text(header + body, encoding="utf-8")


def main() -> None:
    countries = read_countries()
    zips = read_zips(countries)
    states = find_states(zips)
    areas = find_area_codes(states, countries)
    plain = find_plain(areas)
    rows = "\n".join(f"{area} {c} {w.replace(' ', ',')} {z}" for area, (c, w, z) in areas.items())
    write(
        "area_codes.py",
        "What ground each area code of the North American plan covers.",
        ("phonenumbers", "zipcodes", "tzdata"),
        "# area code, country, the jurisdictions it is assigned to, every zone of its ground\n"
        f'AREA_CODES = """\\\n{rows}\n"""\n\n'
        "# every number in these whose exchange starts with 2 to 9 is valid\n"
        f'PLAIN_AREA_CODES = """\\\n{wrap(plain)}\n"""\n\n'
        f'TOLL_FREE_AREA_CODES = """\\\n{wrap(find_services(["toll_free"]))}\n"""\n\n'
        "# in service and not yet in phonenumbers: area code, since when, source\n"
        f'NEW_AREA_CODES = """\\\n{list_new()}\n"""\n\n'
        "# personal numbers, premium rate, Canada's 600\n"
        f'SERVICE_AREA_CODES = """\\\n{wrap(find_services(SERVICES))}\n"""\n',
    )
    write(
        "us_zips.py",
        "The state and the zones of US ZIPs, as runs of ZIPs with one answer.",
        ("zipcodes", "tzdata"),
        "# first, last, jurisdiction (AA, AE and AP are the armed forces), zones\n"
        'ZIP_RUNS = """\\\n' + "\n".join(run_zips(zips)) + '\n"""\n',
    )
    rows = "\n".join(f"{state} {zones}" for state, zones in states.items())
    write(
        "us_states.py",
        "Every zone of each US state and territory, the most common first.",
        ("zipcodes", "tzdata"),
        f'STATE_ZONES = """\\\n{rows}\n"""\n',
    )


def wrap(words: list[str], width: int = 24) -> str:
    return "\n".join(" ".join(words[i : i + width]) for i in range(0, len(words), width))


def wrap_cells(words: list[str]) -> str:
    """Return the words, each after a `|`, in lines of at most LINE_LENGTH."""
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) >= LINE_LENGTH:
            lines.append("")
        lines[-1] += f"|{word}"
    return "\n".join(lines)


if __name__ == "__main__":
    main()
