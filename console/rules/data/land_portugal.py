"""Zones of Portugal: the mainland, Madeira and the Azores an hour behind.

Sources: ISO 3166-2:PT; the Portuguese entries of the IANA time zone database; the CTT's postal
regions (9000 to 9499 Madeira and Porto Santo, 9500 to 9999 the Azores); ANACOM's numbering plan by
the geocoding data of phonenumbers 9.0.43.
"""

from console.rules.data.land import Land, each

MAINLAND = ("Europe/Lisbon",)
MADEIRA = ("Atlantic/Madeira",)
AZORES = ("Atlantic/Azores",)

PORTUGAL = Land(
    code="PT",
    calling_code="351",
    zones=MAINLAND,
    names="""\
01 Aveiro
02 Beja
03 Braga
04 Bragança
05 Castelo Branco
06 Coimbra
07 Évora
08 Faro / Algarve
09 Guarda
10 Leiria
11 Lisboa / Lisbon / Grande Lisboa / Área Metropolitana de Lisboa
12 Portalegre
13 Porto / Oporto / Área Metropolitana do Porto
14 Santarém
15 Setúbal
16 Viana do Castelo
17 Vila Real
18 Viseu
N Norte / Minho / Trás-os-Montes
C Centro / Beira
A Alentejo / Ribatejo
20 Região Autónoma dos Açores / Açores / Azores / Acores
30 Região Autónoma da Madeira / Madeira / Porto Santo
""",
    region_zones={"20": AZORES, "30": MADEIRA},
    postal_code=r"(?:P(?:T)?[ -]?)?([0-9]{4})(?:[ -]?[0-9]{3})?(?:\.0)?",
    postal_digits=4,
    postal_ranges=(
        ("1000", "8999", MAINLAND),
        ("9000", "9499", MADEIRA),
        ("9500", "9999", AZORES),
    ),
    area_zones={
        **each(MAINLAND, "21 22 23 24 25 26 27 28"),
        "291": MADEIRA,
        **each(AZORES, "292 295 296"),
    },
    other_law={},
)
