"""Towns that keep another time than the whole of their state, for an address without a code.

Source: the notes of the IANA time zone database on the time kept by custom. The ZIPs of the same
towns are in the generated table.
"""

CITY_ZONES = {
    ("phenix city", "US-AL"): ("America/New_York",),
    ("smiths station", "US-AL"): ("America/New_York",),
    ("lanett", "US-AL"): ("America/New_York",),
    ("valley", "US-AL"): ("America/New_York",),
    ("kenton", "US-OK"): ("America/Denver",),
    ("hyder", "US-AK"): ("America/Los_Angeles",),
    ("creighton", "CA-SK"): ("America/Winnipeg",),
    ("denare beach", "CA-SK"): ("America/Winnipeg",),
}
CITIES = frozenset(city for city, _ in CITY_ZONES)
