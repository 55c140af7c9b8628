"""Zones of Brazil by state, by postal code (CEP) and by area code (DDD).

Sources: ISO 3166-2:BR; Lei 12.876 of 2013 (the four hours, and the line from Tabatinga to Porto
Acre west of which Amazonas keeps UTC-5) and the Brazilian entries of the IANA time zone database;
the Correios' ranges of CEP by state, as restated by several public tables that agree (Rondônia has
76800 to 76999 since 2008); Anatel's area codes by state, as the geocoding data of phonenumbers
9.0.43 have them. Four exchanges to which the prefix data give another hour (55 3682, 67 3480, 69
3527, 92 5009) lie in states of which no place has that hour by law.
"""

from console.rules.data.land import Land, each

BRASILIA = ("America/Sao_Paulo",)
FORTALEZA = ("America/Fortaleza",)
MACEIO = ("America/Maceio",)
RECIFE = ("America/Recife",)
WITH_NORONHA = ("America/Recife", "America/Noronha")
NORONHA = ("America/Noronha",)
PARA = ("America/Belem", "America/Santarem")
MANAUS = ("America/Manaus",)
# The CEPs and the area code of western Amazonas reach places on both sides of the line.
AMAZONAS = ("America/Manaus", "America/Eirunepe")
ACRE = ("America/Rio_Branco",)
RONDONIA = ("America/Porto_Velho",)
RORAIMA = ("America/Boa_Vista",)
MATO_GROSSO = ("America/Cuiaba",)
SOUTHERN_MATO_GROSSO = ("America/Campo_Grande",)

BRAZIL = Land(
    code="BR",
    calling_code="55",
    zones=BRASILIA,
    names="""\
AC Acre
AL Alagoas
AM Amazonas
AP Amapá
BA Bahia
CE Ceará
DF Distrito Federal / Brasília
ES Espírito Santo
GO Goiás
MA Maranhão
MG Minas Gerais
MS Mato Grosso do Sul
MT Mato Grosso
PA Pará
PB Paraíba
PE Pernambuco
PI Piauí
PR Paraná
RJ Rio de Janeiro / Rio
RN Rio Grande do Norte
RO Rondônia
RR Roraima
RS Rio Grande do Sul
SC Santa Catarina
SE Sergipe
SP São Paulo
TO Tocantins
""",
    region_zones={
        **each(FORTALEZA, "CE MA PB PI RN"),
        **each(MACEIO, "AL SE"),
        "PE": WITH_NORONHA,
        **each(("America/Bahia",), "BA"),
        **each(("America/Belem",), "AP"),
        "PA": PARA,
        "TO": ("America/Araguaina",),
        "AM": AMAZONAS,
        "AC": ACRE,
        "RO": RONDONIA,
        "RR": RORAIMA,
        "MT": MATO_GROSSO,
        "MS": SOUTHERN_MATO_GROSSO,
    },
    postal_code=r"([0-9]{1,2})\.?([0-9]{3})[ -]?[0-9]{3}(?:\.0)?|([0-9]{5})",
    postal_digits=5,
    postal_ranges=(
        ("01000", "39999", BRASILIA),
        ("40000", "48999", ("America/Bahia",)),
        ("49000", "49999", MACEIO),
        ("50000", "56999", RECIFE),
        ("53990", "53990", NORONHA),
        ("57000", "57999", MACEIO),
        ("58000", "65999", FORTALEZA),
        ("66000", "68899", PARA),
        ("68900", "68999", ("America/Belem",)),
        ("69000", "69299", MANAUS),
        ("69300", "69399", RORAIMA),
        ("69400", "69899", AMAZONAS),
        ("69900", "69999", ACRE),
        ("70000", "76799", BRASILIA),
        ("76800", "76999", RONDONIA),
        ("77000", "77999", ("America/Araguaina",)),
        ("78000", "78899", MATO_GROSSO),
        ("79000", "79999", SOUTHERN_MATO_GROSSO),
        ("80000", "99999", BRASILIA),
    ),
    area_zones={
        **each(BRASILIA, "11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38"),
        **each(BRASILIA, "41 42 43 44 45 46 47 48 49 51 53 54 55 61 62 64"),
        "63": ("America/Araguaina",),
        **each(MATO_GROSSO, "65 66"),
        "67": SOUTHERN_MATO_GROSSO,
        "68": ACRE,
        "69": RONDONIA,
        **each(("America/Bahia",), "71 73 74 75 77"),
        **each(FORTALEZA, "83 84 85 86 88 89 98 99"),
        **each(MACEIO, "79 82"),
        # Fernando de Noronha has numbers of 81, which 87 borders on.
        "81": WITH_NORONHA,
        "87": RECIFE,
        **each(PARA, "91 93 94"),
        "92": MANAUS,
        "95": RORAIMA,
        "96": ("America/Belem",),
        "97": AMAZONAS,
    },
    other_law={},
)
