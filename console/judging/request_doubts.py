"""Find words of a lead, or of a file's cells, that may be a request not to be called."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from console.files.fields.columns.headings import PHONE_WORDS, read_name
from console.files.fields.columns.request_words import MAYBE, is_request, is_yes, refuses
from console.files.fields.warnings import DoubtfulRow
from console.rules.requests.flag_columns import forbidding_answer
from console.rules.requests.gate import find_suspects
from console.rules.requests.recognizer import Request, read_request
from console.rules.requests.vocabulary import Strength
from console.rules.text import simplify
from db.dnc.suppressions import suppressed_among
from db.engine.database import Connection, Database
from db.leads.numbers import open_among
from db.leads.records import leads_with, typed_words


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
    forbids = _forbids(name)
    if not forbids:
        return set()
    if forbids == "no":
        return {text for text in set(cells) if text and _is_no(text)}
    return {text for text in set(cells) if is_yes(text) or (is_request(text) and text[0].isdigit())}


@lru_cache(4096)
def _forbids(name: str) -> str:
    """Return the answer that is a doubt; "" for columns that are asked about as a whole."""
    column = read_name(name)
    is_asked = column.speaks_of_requests or column.permits or column.squeezed in MAYBE
    return "" if is_asked else forbidding_answer(name)


def _is_no(text: str) -> bool:
    return refuses(text) or simplify(text) in _INACTIVE


NOTES = "notes"
"""The column of notes and of everything that agents type."""


def find_doubt(
    connection: Connection, lead_id: int, notes: str, extras: Mapping[str, str], draft: str = ""
) -> tuple[str, str] | None:
    """Return (column, words) of the first text that may say not to call, or None."""
    typed = typed_words(connection, lead_id)
    texts = [(NOTES, notes), *extras.items(), (NOTES, draft)]
    texts += [(NOTES, text) for text in typed.notes]
    settled = {_simplified(name) for name in typed.settled}
    for column, text in texts:
        for words in _doubtful_parts(column, text):
            if _simplified(name_doubt(column, words)) not in settled:
                return column, words
    return None


def find_certain(
    connection: Connection, lead_id: int, notes: str, extras: Mapping[str, str]
) -> str | None:
    """Return the column of a lead that certainly says not to call, or None.

    A column about a phone says nothing of the lead's other phones, and words that somebody has
    settled are not asked again: neither counts.
    """
    settled = {_simplified(name) for name in typed_words(connection, lead_id).settled}
    for column, request in read_lead(notes, extras):
        is_of_phone = column != NOTES and not PHONE_WORDS.isdisjoint(_words(column))
        name = _simplified(name_doubt(column, request.words))
        if request.strength is Strength.CERTAIN and not is_of_phone and name not in settled:
            return column
    return None


def leave_settled(database: Database, rows: Sequence[DoubtfulRow]) -> list[DoubtfulRow]:
    """Return the rows of a file that nobody has answered yet.

    A row is answered if all leads with its first number have the same words, and an agent or an
    earlier import has settled them. It is answered too if nobody calls that person any more: a
    number of the row is on the internal list, and none of these leads is open.
    """
    if not rows:
        return []
    with database.read() as connection:
        return [row for row in rows if not _is_answered(connection, row)]


def _is_answered(connection: Connection, row: DoubtfulRow) -> bool:
    name = _simplified(name_doubt(row.column, row.words))
    lead_ids = leads_with(connection, row.e164s[0], in_sight_only=True) if row.e164s else []
    listed = suppressed_among(connection, row.e164s)
    is_all_listed = bool(listed) and len(listed) == len(set(row.e164s))
    if is_all_listed or (listed and lead_ids and not open_among(connection, lead_ids)):
        return True
    return bool(lead_ids) and all(
        name in map(_simplified, typed_words(connection, lead_id).settled) for lead_id in lead_ids
    )


def _words(column: str) -> list[str]:
    return re.findall("[^\\W\\d_]+", column.casefold())


def name_doubt(column: str, words: str) -> str:
    """Return the text by which a settled doubt is known. Another column is another doubt."""
    return words if column == NOTES else f"{column}: {words}"


def _simplified(name: str) -> str:
    """Leave out what changes when another sentence is appended: the full stop and spaces."""
    return " ".join(name.split()).strip(" .!?;").casefold()


def _doubtful_parts(column: str, text: str) -> Iterator[str]:
    """Yield the parts of a text that may be requests, each once."""
    while text:
        request = find_request(text, {}) if column == NOTES else find_request("", {column: text})
        if request is None:
            return
        yield request[1]
        # Look for another one in what remains. Without the second test a recognizer that returns
        # words which are not in the text would never end.
        rest = text.replace(request[1], "\n")
        if rest == text:
            return
        text = rest
