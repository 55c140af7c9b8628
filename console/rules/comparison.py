"""Words as they are compared."""

import re
import unicodedata
from functools import lru_cache


@lru_cache(65536)
def simplify(text: str) -> str:
    """Lower case, without accents, marks or doubled spaces: `Québec.` is `quebec`."""
    return simplify_long(text)


def simplify_long(text: str) -> str:
    """The same, uncached: long notes would fill the memory."""
    bare = text
    if not text.isascii():
        bare = "".join(
            mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark)
        )
    return " ".join(re.sub(r"[\W_]+", " ", bare.casefold().replace("&", " and ")).split())


def squeeze(name: str) -> str:
    """ "E-mail Address" -> emailaddress."""
    return simplify(name).replace(" ", "")
