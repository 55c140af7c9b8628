"""Read line types as look-up services, vendors and people write them."""

import re
from functools import lru_cache

from console.rules.text import says_something, simplify
from console.rules.values import STRICTNESS
from db.enums import LineType


def _each_is(line: LineType, words: str) -> dict[str, LineType]:
    return dict.fromkeys(words.split(), line)


_LINES = {
    **_each_is(
        LineType.MOBILE,
        "mobile mobilephone cell cellular cellphone wireless m c w wless prepaid prepaidwireless "
        "smartphone satellite fixedlineormobile landlineormobile wirelessprepaid wirelesspostpaid",
    ),
    **_each_is(
        LineType.VOIP,
        "voip fixedvoip nonfixedvoip voipfixed voipnonfixed v internet internetphone ipphone "
        "virtual",
    ),
    **_each_is(
        LineType.LANDLINE,
        "landline landlinephone fixed fixedline fixedlinephone wireline wired pstn geographic l",
    ),
}
"""Line types as look-ups and vendors write them, without case, spaces and punctuation. A line that
may be a mobile is taken for one."""


_LINE_WORDS = {
    **_each_is(
        LineType.MOBILE,
        "mobile mobil mob mbl mobiltelefon handy cell cells cellular cellphone cel celular "
        "cellulare wireless wless gsm cdma umts lte pcs smartphone iphone android movil portable "
        "mobiel "
        "мобильный 携帯 手机 휴대폰",
    ),
    **_each_is(LineType.VOIP, "voip sip ip internet ott virtual googlevoice"),
    **_each_is(
        LineType.LANDLINE,
        "land landline landlines fixed fixe fijo fixo fisso festnetz wireline wired pstn pots",
    ),
}
"""Words that say the line type among others: “1 - Mobile”, “wireless (ported)”."""
_BESIDE_LINE = frozenset(
    (
        *("line", "lines", "phone", "phones", "telephone", "tel", "type", "number", "nr", "ip"),
        *("personal", "private", "direct", "primary", "business", "work", "home", "office", "main"),
        *("or", "and", "ported", "prepaid", "postpaid", "service", "other", "company", "the", "us"),
        *("unknown", "residential", "secondary", "preferred", "alternate", "default", "desk", "hq"),
        *("corporate", "invalid", "none", "n", "a", "na", "null", "undetermined", "tollfree"),
        *("toll", "free", "premium", "rate", "shared", "cost", "special", "voicemail", "uan"),
        *("false", "error", "switchboard", "direkt", "privat", "geschäftlich", "zuhause", "arbeit"),
        *("phonenumber", "standard", "day", "evening", "daytime", "pager", "fax", "emergency"),
    )
)
"""Words that say nothing of the line type."""
_NEGATIONS = frozenset(
    ("not", "non", "no", "nicht", "kein", "keine", "pas", "sans", "sin", "nao", "ohne", "without")
)


@lru_cache(4096)
def read_line(text: str) -> LineType | None:
    """Read a line type: `Wireless`, `LANDLINE`, `nonFixedVoip`, `W`, `1 - Mobile`; or None.

    Of several types in one cell the strictest counts: whatever may be a mobile is taken for one.
    """
    if line := _LINES.get("".join(mark for mark in text.casefold() if mark.isalnum())):
        return line
    words = _words_of_line(text)
    lines = {line for word in words if (line := _LINE_WORDS.get(word))}
    if not lines or not _NEGATIONS.isdisjoint(words):
        return None
    line = max(lines, key=STRICTNESS.index)
    # “Landline XY” may be something else; more words cannot make a mobile of anything less strict.
    is_known = all(word in _LINE_WORDS or word in _BESIDE_LINE or word.isdigit() for word in words)
    return line if is_known or line is LineType.MOBILE else None


def _words_of_line(text: str) -> list[str]:
    # “WirelessPorted” is two words, and “PERSONAL CELL” too.
    return simplify(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)).split()


@lru_cache(4096)
def is_line_unread(text: str) -> bool:
    """Return whether a cell names a line type that is not understood; a label such as “Home” not.

    A word for no type, such as `unknown` or `toll-free`, is understood.
    """
    if read_line(text) or not says_something(text):
        return False
    words = _words_of_line(text)
    is_code = all(map(str.isdigit, words))  # nobody says what 2 means
    return is_code or not all(word in _BESIDE_LINE or word.isdigit() for word in words)
