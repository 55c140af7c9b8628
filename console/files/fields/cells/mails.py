"""E-mail addresses as lists write them."""

import re
from collections.abc import Sequence

_ONE = re.compile(r"""[^@\s,;:<>()"]+@[^@\s,;:<>()"]+\.(?:[^\W\d_]{2,}|xn--[\w-]+)""")
_WITH_NAME = re.compile(rf"[^@<>]*<\s*(?:mailto:)?({_ONE.pattern})\s*>", re.IGNORECASE)
_LABELLED = re.compile(rf"(?:mailto:|e-?mail:)\s*({_ONE.pattern})", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:[,;|\n]|:::|\s/\s|\s)\s*")
_COLUMN = re.compile(rf"(?:{_ONE.pattern})?(?:\n(?:{_ONE.pattern})?)*+")
_ONLY = re.compile(rf"{_ONE.pattern}(?![\w-]|\.\w)")
LONGEST = 1000


def are_mails(texts: Sequence[str]) -> bool:
    """Whether each of thousands is an address and nothing else, or nothing: one search."""
    return _COLUMN.fullmatch("\n".join(texts)) is not None


def read_mail(text: str) -> str | None:
    """The address that a cell holds, the first of several; None where it holds none.

    `ada@example.com`, `Ada <ada@example.com>`, `mailto:ada@example.com`, `ada@a.com; ada@b.com`,
    `Ada Byron, ada@example.com.`
    """
    if _ONE.fullmatch(text):
        return text
    if len(text) > LONGEST:
        return None
    if found := _WITH_NAME.match(text) or _LABELLED.match(text):
        return found[1]
    if text.count("@") == 1:
        only = _ONLY.search(text)
        return only and only[0]
    first, *others = _PARTS.split(text.strip())
    is_list = others and all(_ONE.fullmatch(one) for one in (first, *others) if one)
    return first if is_list and _ONE.fullmatch(first) else None
