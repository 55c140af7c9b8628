"""Words for the tests of places: numbers, and what a place holds by value."""

from console.rules.phone.numbers import Phone, read_phone
from console.rules.places.finding import find_place
from console.rules.values import Place
from db.enums import PlaceSource

NEW_YORK = read_phone("212 555 0147")
BOISE = read_phone("208 555 0147")
TOLL_FREE = read_phone("800 555 0147")
AUSTRALIAN_MOBILE = read_phone("+61 412 345 678")


def zones(place: Place, source: PlaceSource | None = None) -> set[str]:
    return {zone.value for zone in place.zones if source in (None, zone.source)}


def jurisdictions(place: Place) -> set[str]:
    return {jurisdiction.value for jurisdiction in place.jurisdictions}


def of_postal_code(code: str, country: str = "", phone: Phone = TOLL_FREE) -> set[str]:
    place = find_place(phone, postal_code=code, country=country)
    return zones(place, PlaceSource.POSTAL_CODE)


def of_area_code(area: str) -> set[str]:
    return zones(find_place(read_phone(f"+1{area}5550147")))
