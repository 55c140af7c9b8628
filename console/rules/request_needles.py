"""Parts of words that tell quickly that a text cannot ask for no calls."""

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
"""In the small letters of each phrase stands one of these: most notes are read no further."""

_MORE_NEEDLES = (*NEEDLES, "blacklist", "black list")


def may_request(text: str) -> bool:
    """Return False where no wording that asks for no calls can stand in it; quick."""
    low = text.casefold()
    return any(needle in low for needle in _MORE_NEEDLES)
