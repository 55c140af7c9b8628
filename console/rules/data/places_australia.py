"""Zones of Australia by state, by the first digit of a fixed number, and by postcode.

Sources: the Australian entries of the IANA time zone database, the states' standard time acts, the
Telecommunications Numbering Plan 2015 (Broken Hill has numbers of the 08 area and none of 02, which
Lord Howe has; 07 is Queensland, which keeps no daylight time, and the far north-east of New South
Wales around Tweed Heads, which does), and Australia Post's ranges.
"""

STATE_ZONES = {
    "ACT": ("Australia/Sydney",),
    "NSW": ("Australia/Sydney", "Australia/Broken_Hill", "Australia/Lord_Howe"),
    "NT": ("Australia/Darwin",),
    "QLD": ("Australia/Brisbane", "Australia/Lindeman"),
    "SA": ("Australia/Adelaide",),
    "TAS": ("Australia/Hobart",),
    "VIC": ("Australia/Melbourne",),
    "WA": ("Australia/Perth", "Australia/Eucla"),
}

AREA_ZONES = {
    "2": ("Australia/Sydney", "Australia/Lord_Howe"),
    "3": ("Australia/Melbourne", "Australia/Hobart"),
    "7": ("Australia/Brisbane", "Australia/Sydney"),
    "8": (
        "Australia/Adelaide",
        "Australia/Darwin",
        "Australia/Perth",
        "Australia/Eucla",
        "Australia/Broken_Hill",
    ),
}

TERRITORY_ZONES = ("Indian/Christmas", "Indian/Cocos")
"""Zones of the territories whose mobiles have numbers like those of the mainland: +61 4. Norfolk
Island has a calling code of its own."""

# First and last postcode and their zones; the narrowest range that holds a code decides.
POSTCODE_ZONES = (
    ("0200", "0299", ("Australia/Sydney",)),
    ("0800", "0999", ("Australia/Darwin",)),
    # Aṉangu lands and Ngaanyatjarra: one postcode in three states.
    ("0872", "0872", ("Australia/Darwin", "Australia/Adelaide", "Australia/Perth")),
    ("1000", "2999", ("Australia/Sydney",)),
    ("2406", "2406", ("Australia/Sydney", "Australia/Brisbane")),
    # Yancowinna County keeps South Australia's time; the postcode reaches beyond it.
    ("2880", "2880", ("Australia/Broken_Hill", "Australia/Sydney")),
    ("2898", "2898", ("Australia/Lord_Howe",)),
    ("2899", "2899", ("Pacific/Norfolk",)),
    ("3000", "3999", ("Australia/Melbourne",)),
    ("4000", "4999", ("Australia/Brisbane",)),
    # Jennings and Wallangarra, on either side of the state line.
    ("4383", "4383", ("Australia/Brisbane", "Australia/Sydney")),
    ("4825", "4825", ("Australia/Brisbane", "Australia/Darwin")),
    ("5000", "5999", ("Australia/Adelaide",)),
    ("6000", "6797", ("Australia/Perth",)),
    # The roadhouses of the Nullarbor keep Central Western time.
    ("6443", "6443", ("Australia/Perth", "Australia/Eucla")),
    ("6798", "6798", ("Indian/Christmas",)),
    ("6799", "6799", ("Indian/Cocos",)),
    ("7000", "7999", ("Australia/Hobart",)),
    ("8000", "8999", ("Australia/Melbourne",)),
    ("9000", "9999", ("Australia/Brisbane",)),
)
