"""Zones of Canada by province and by the first characters of a postal code.

Sources: the Canadian entries of the IANA time zone database, the provinces' time acts where they
name a place, and Canada Post's forward sortation areas (FSA, the first three characters). The first
letter is the province. Where an FSA lies across a line, or beside one, it has every zone of both
sides: one zone too many costs an hour, one too few a call at the wrong time.
"""

PROVINCE_ZONES = {
    "AB": ("America/Edmonton",),
    "BC": (
        "America/Vancouver",
        "America/Edmonton",
        "America/Creston",
        "America/Dawson_Creek",
        "America/Fort_Nelson",
    ),
    "MB": ("America/Winnipeg",),
    "NB": ("America/Moncton",),
    "NL": ("America/St_Johns", "America/Goose_Bay"),
    "NS": ("America/Halifax",),
    "NT": ("America/Edmonton", "America/Inuvik"),
    "NU": (
        "America/Iqaluit",
        "America/Rankin_Inlet",
        "America/Cambridge_Bay",
        "America/Resolute",
        "America/Atikokan",
    ),
    "ON": ("America/Toronto", "America/Winnipeg", "America/Atikokan"),
    "PE": ("America/Halifax",),
    "QC": ("America/Toronto", "America/Halifax", "America/Blanc-Sablon"),
    "SK": ("America/Regina", "America/Edmonton"),
    "YT": ("America/Whitehorse", "America/Dawson"),
}

# The province of a first letter. X is shared: see FSA_PROVINCES.
LETTER_PROVINCES = {
    "A": "NL",
    "B": "NS",
    "C": "PE",
    "E": "NB",
    "G": "QC",
    "H": "QC",
    "J": "QC",
    "K": "ON",
    "L": "ON",
    "M": "ON",
    "N": "ON",
    "P": "ON",
    "R": "MB",
    "S": "SK",
    "T": "AB",
    "V": "BC",
    "Y": "YT",
}
FSA_PROVINCES = {"X0A": "NU", "X0B": "NU", "X0C": "NU", "X0E": "NT", "X0G": "NT", "X1A": "NT"}

# The longest prefix of the code decides; a letter that is missing here has its province's zones.
PREFIX_ZONES = {
    # Newfoundland; Labrador keeps Atlantic time but for the south-east (Standard Time Act, 2011).
    "A": ("America/St_Johns",),
    "A0K": ("America/St_Johns", "America/Goose_Bay"),
    "A0P": ("America/Goose_Bay", "America/St_Johns"),
    "A0R": ("America/Goose_Bay",),
    "A2V": ("America/Goose_Bay",),
    # Quebec: the Magdalen Islands, the Lower North Shore, and Listuguj, which keeps New
    # Brunswick's time by custom (Legal Time Act, c. T-5.1).
    "G": ("America/Toronto",),
    "H": ("America/Toronto",),
    "J": ("America/Toronto",),
    "G4T": ("America/Halifax",),
    "G0B": ("America/Halifax", "America/Toronto"),
    "G0C": ("America/Toronto", "America/Moncton"),
    "G0G": ("America/Toronto", "America/Blanc-Sablon", "America/Halifax"),
    # Ontario west of 90° W keeps Central time, save Atikokan, Pickle Lake and New Osnaburgh.
    "K": ("America/Toronto",),
    "L": ("America/Toronto",),
    "M": ("America/Toronto",),
    "N": ("America/Toronto",),
    "P": ("America/Toronto",),
    "P0T": ("America/Toronto", "America/Winnipeg", "America/Atikokan"),
    "P0V": ("America/Winnipeg", "America/Toronto", "America/Atikokan"),
    "P0W": ("America/Winnipeg", "America/Toronto", "America/Atikokan"),
    "P0X": ("America/Winnipeg", "America/Toronto", "America/Atikokan"),
    "P0Y": ("America/Winnipeg", "America/Toronto", "America/Atikokan"),
    "P8N": ("America/Winnipeg",),
    "P8T": ("America/Winnipeg", "America/Atikokan"),
    "P9A": ("America/Winnipeg",),
    "P9N": ("America/Winnipeg",),
    # Saskatchewan: Lloydminster keeps Alberta's time; Creighton and Denare Beach keep Manitoba's
    # by custom.
    "S": ("America/Regina",),
    "S0M": ("America/Regina", "America/Edmonton"),
    "S0P": ("America/Regina", "America/Winnipeg"),
    "S9V": ("America/Edmonton",),
    # British Columbia: the Peace, the far north-east, the East Kootenay and Creston.
    "V": ("America/Vancouver",),
    "V0A": ("America/Edmonton", "America/Vancouver"),
    "V0B": ("America/Edmonton", "America/Creston", "America/Vancouver"),
    "V0C": ("America/Dawson_Creek", "America/Fort_Nelson", "America/Vancouver"),
    "V0E": ("America/Vancouver", "America/Edmonton"),
    "V0G": ("America/Vancouver", "America/Creston", "America/Edmonton"),
    "V0W": ("America/Vancouver", "America/Whitehorse"),
    "V1A": ("America/Edmonton",),
    "V1C": ("America/Edmonton",),
    "V1G": ("America/Dawson_Creek",),
    "V1J": ("America/Dawson_Creek",),
    # The territories.
    "X0A": ("America/Iqaluit", "America/Resolute"),
    "X0B": ("America/Cambridge_Bay",),
    "X0C": ("America/Rankin_Inlet", "America/Atikokan"),
    "X0E": ("America/Edmonton", "America/Inuvik"),
    "X0G": ("America/Edmonton", "America/Inuvik"),
    "X1A": ("America/Edmonton",),
    "Y1A": ("America/Whitehorse",),
}
