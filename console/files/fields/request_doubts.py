"""Read the notes and unmapped cells of a lead for words that say not to call.

At its import a lead with a certain wording is barred, and one with a doubtful wording is marked.
The same cells of leads that are in the database are read here.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from console.files.fields.columns.request_words import is_request, is_yes, refuses
from console.rules.requests.gate import find_suspects, forbidding_answer
from console.rules.requests.recognizer import Request, read_request
from console.rules.requests.vocabulary import Strength
from console.rules.text import simplify


def read_cells(column: str, cells: Sequence[str]) -> dict[str, Request]:
    """Return what the cells of a column say against calling, by cell; most say nothing."""
    readings = {text: read_request(text) for text in find_suspects(cells)}
    readings |= {text: Request(Strength.DOUBT, text) for text in doubtful_flags(column, cells)}
    return {text: request for text, request in readings.items() if request.strength}


def read_lead(notes: str, extras: Mapping[str, str]) -> Iterator[tuple[str, Request]]:
    """Yield (column, request) of the cells of a lead that speak against calling.

    The column is "notes" or that of an unmapped cell.
    """
    for column, cell in (("notes", notes), *extras.items()):
        if cell and (request := read_cells(column, (cell,)).get(cell)):
            yield column, request


def find_limit(notes: str, extras: Mapping[str, str]) -> tuple[str, str] | None:
    """Return (column, words) of the first cell that asks for no calls at some hours, or None."""
    for column, request in read_lead(notes, extras):
        if request.strength is Strength.LIMIT:
            return column, request.words
    return None


def find_request(notes: str, extras: Mapping[str, str]) -> tuple[str, str] | None:
    """Return (column, words) of the first cell of a lead that says or may say not to call, or None.

    The words are the sentence in which they stand, or the whole cell.
    """
    for column, request in read_lead(notes, extras):
        if request.strength >= Strength.DOUBT:
            return column, request.words
    return None


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
