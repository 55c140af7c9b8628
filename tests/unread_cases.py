"""Addresses that nobody can read, a class each: country, state, postal code, and what is unread."""

Case = tuple[str, str, str, str]
"""Country, region and postal code as written, and the name of the field that cannot be read."""

UNREAD: dict[str, Case] = {
    "a state misspelt": ("", "Pensylvania", "", "region"),
    "a code of no state": ("US", "XX", "", "region"),
    "a state of another country": ("US", "Ontario", "", "region"),
    "a city and what may be a state or a country": ("", "Toronto, CA", "", "region"),
    "two states": ("", "FL/GA", "", "region"),
    "a state and the code of another": ("", "FL 94105", "", "region"),
    "initials of two provinces": ("", "N.E.", "", "region"),
    "a country where the state stands": ("", "Canada", "", "region"),
    "other words": ("", "see notes", "", "region"),
    "letters in a code": ("", "", "941O5", "postal_code"),
    "a code with a digit too many": ("", "NY", "100010", "postal_code"),
    "a code of no place": ("US", "", "99999", "postal_code"),
    "a code of another state than beside it": ("", "", "CA 10001", "postal_code"),
    "a code of another country than beside it": ("", "", "75001 France", "postal_code"),
    "a code of a country not read here": ("", "", "SW1A 1AA", "postal_code"),
    "a country misspelt": ("Unites States", "NY", "", "country"),
    "a country of nowhere": ("Elbonia", "", "", "country"),
    "two countries": ("USA/Canada", "NY", "10001", "country"),
    "a calling code of another country": ("44", "NY", "", "country"),
}

READ: dict[str, Case] = {
    "an old abbreviation": ("", "Miss.", "", ""),
    "initials with dots": ("", "N.J.", "", ""),
    "a state twice": ("", "FL - Florida", "", ""),
    "a city and its state": ("", "Miami, FL", "", ""),
    "a code with its state": ("", "", "CA 94105", ""),
    "a code with its country": ("", "", "94105 USA", ""),
    "a country in its own words": ("Estados Unidos", "NY", "", ""),
    "words for nothing": ("n/a", "none", "-", ""),
}

NUMBER = "2125550123"
"""It is in New York, and may be called there on any day."""
