"""The tables of places: every line that corrects the data has its source and its effect."""

import csv
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.rules.data.area_codes import AREA_CODES
from console.rules.data.places_australia import POSTCODE_ZONES
from console.rules.data.places_canada import PREFIX_ZONES
from console.rules.data.us_zips import ZIP_RUNS
from console.rules.places.postal_codes import find_ground
from console.rules.places.regions import list_country_zones, list_region_zones

CORRECTIONS = Path(__file__).parents[2] / "scripts" / "places"


def read_corrections(name: str) -> list[dict[str, str]]:
    with (CORRECTIONS / name).open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    "name", ["area_codes.csv", "zip_zones.csv", "zip_zones_settled.csv", "new_area_codes.csv"]
)
def test_every_correction_says_why_and_from_where(name: str) -> None:
    lines = read_corrections(name)
    assert lines
    for line in lines:
        assert line.get("why", "new").strip()
        assert line["source"].strip()


def test_every_corrected_zip_has_the_zones_of_its_correction() -> None:
    for line in read_corrections("zip_zones.csv"):
        for code in line["zips"].split() if not line["zips"].startswith("county:") else ():
            ground = find_ground(code, "US")
            assert ground is not None
            assert ground.region == f"US-{line['state']}"
            assert set(line["zones"].split()) <= set(ground.zones)


def test_every_corrected_area_code_has_the_zones_and_the_law_of_its_correction() -> None:
    table = {line.split()[0]: line.split()[2:] for line in AREA_CODES.splitlines()}
    for line in read_corrections("area_codes.csv"):
        for area in line["area_codes"].split():
            jurisdictions, *zones = table[area]
            if line["jurisdictions"]:
                assert jurisdictions == line["jurisdictions"].replace(" ", ",")
            if line["zones"]:
                assert zones == line["zones"].split()


def test_every_zone_of_every_table_is_one_of_the_time_data() -> None:
    named = {zone for zones in list_country_zones().values() for zone in zones}
    named |= {zone for zones in list_region_zones().values() for zone in zones}
    named |= {zone for zones in PREFIX_ZONES.values() for zone in zones}
    named |= {zone for *_, zones in POSTCODE_ZONES for zone in zones}
    named |= {zone for line in AREA_CODES.splitlines() for zone in line.split()[3:]}
    named |= {zone for line in ZIP_RUNS.splitlines() for zone in line.split()[3:]}
    for zone in named:
        assert ZoneInfo(zone)


def test_every_zone_of_an_area_code_is_one_of_its_regions() -> None:
    regions = list_region_zones()
    for line in AREA_CODES.splitlines():
        area, _, jurisdictions, *zones = line.split()
        for jurisdiction in jurisdictions.split(","):
            known = regions.get(jurisdiction) or list_country_zones()[jurisdiction]
            assert set(known) & set(zones), f"{area} has no zone of {jurisdiction}"
        if "," not in jurisdictions:
            assert set(zones) <= set(known), f"{area} has a zone from outside {jurisdictions}"


def test_the_first_zip_of_all_is_known_and_what_lies_before_it_is_not() -> None:
    first = ZIP_RUNS.split(maxsplit=1)[0]
    assert find_ground(first, "US") is not None
    assert find_ground("00000", "US") is None


@pytest.mark.parametrize("code", ["501", "00501", "005010001", "00501-0001", "5010001"])
def test_a_zip_that_a_sheet_took_the_zeros_from_is_the_same(code: str) -> None:
    assert find_ground(code, "US") == find_ground("00501", "US") is not None


def test_the_runs_of_zips_are_in_order_and_apart() -> None:
    runs = [line.split()[:2] for line in ZIP_RUNS.splitlines()]
    for (first, last), (following, _) in pairwise(runs):
        assert first <= last < following
