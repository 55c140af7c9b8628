"""The area codes of North America: which are of a country, and which of no place."""

from console.rules.data.area_codes import AREA_CODES, SERVICE_AREA_CODES, TOLL_FREE_AREA_CODES

TOLL_FREE = frozenset(TOLL_FREE_AREA_CODES.split())
GROUNDLESS = TOLL_FREE | frozenset(SERVICE_AREA_CODES.split())
AREA_COUNTRY = {line[:3]: line[4:6] for line in AREA_CODES.splitlines()}
AT_HOME = frozenset({"US", "CA", *AREA_COUNTRY.values()})
