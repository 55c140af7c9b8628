"""Zones of New Zealand: the Chatham Islands are 45 minutes ahead.

Sources: ISO 3166-2:NZ; the New Zealand entries of the IANA time zone database; New Zealand Post
(8016 is the Chatham Islands, 8942 its boxes); the prefix data of phonenumbers 9.0.43: the islands
have numbers of the 03 area, which is all of the South Island.
"""

from console.rules.data.land import Land, each

MAINLAND = ("Pacific/Auckland",)
CHATHAM = ("Pacific/Chatham",)

NEW_ZEALAND = Land(
    code="NZ",
    calling_code="64",
    zones=MAINLAND,
    names="""\
AUK Auckland
BOP Bay of Plenty
CAN Canterbury
CIT Chatham Islands Territory / Chatham Islands / Chatham Island / Chathams
GIS Gisborne / Tairāwhiti
HKB Hawke's Bay / Hawkes Bay
MBH Marlborough
MWT Manawatū-Whanganui / Manawatu / Whanganui / Wanganui / Manawatu-Wanganui
NSN Nelson
NTL Northland
OTA Otago
STL Southland
TAS Tasman
TKI Taranaki
WGN Greater Wellington / Wellington
WKO Waikato
WTC West Coast / Westland
N North Island
S South Island
""",
    region_zones={"CIT": CHATHAM},
    postal_code=r"([0-9]{3,4})(?:\.0)?",
    postal_digits=4,
    postal_ranges=(
        ("0100", "9999", MAINLAND),
        ("8016", "8016", CHATHAM),
        ("8942", "8942", (*MAINLAND, *CHATHAM)),
    ),
    area_zones={"3": (*MAINLAND, *CHATHAM), **each(MAINLAND, "4 6 7 9")},
    other_law={},
)
