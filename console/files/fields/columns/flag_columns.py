"""Recognize columns whose yes or no may speak against calling: “Contactable”, “Deceased”.

They do not say that somebody asked not to be called, so their rows are doubts and bar nobody.
"""

from collections.abc import Collection

from console.files.fields.columns.request_words import is_request, is_yes, refuses
from console.rules.requests.flag_names import forbidding_answer
from console.rules.text import simplify


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_INACTIVE = _names(
    "inactive inactivo inactif inaktiv inativo inattivo inactief closed refus refuse"
)


def doubtful_flags(name: str, cells: Collection[str]) -> set[str]:
    """Return the cells of a column that may speak against calling, by the column's name.

    Only a yes, a no or a day counts: “Active” may hold products.
    """
    if not (forbids := forbidding_answer(name)):
        return set()
    if forbids == "no":
        return {text for text in set(cells) if text and _is_no(text)}
    return {text for text in set(cells) if is_yes(text) or (is_request(text) and text[0].isdigit())}


def _is_no(text: str) -> bool:
    return refuses(text) or simplify(text) in _INACTIVE
