"""Quickly rule out that a text asks not to be called, by parts of words."""

NEEDLES = (
    *("dnc", "call", "contact", "phone", "dial", "solicit", "list", "number", "desist", "stop"),
    *("opt", "anruf", "angeruf", "kontakt", "sperr", "appel", "llam", "contatta", "ligar"),
    *(
        "perturb",
        "chiam",
        "bel",
        "lijst",
        "litig",
        "suppress",
        "dzwoni",
        "ring",
        "звонить",
        "電話",
        "电话",
    ),
)
"""Each phrase that asks not to be called contains one of these in lower case."""

_ALL_NEEDLES = (*NEEDLES, "blacklist", "black list")


def may_request(text: str) -> bool:
    """Return False if the text cannot contain a request not to be called. Quick: no regexes."""
    low = text.casefold()
    return any(needle in low for needle in _ALL_NEEDLES)
