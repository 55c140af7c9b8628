"""Find words of a lead that may be a request not to be called and that nobody has settled yet.

They are in its notes and unmapped columns, or an agent typed them: the note of a call, the reason
of a skip, an unsent note.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from console.files.fields.cells.warnings import DoubtfulRow
from console.files.fields.columns.headings import PHONE_WORDS
from console.files.fields.request_doubts import find_request, read_lead
from console.rules.requests.vocabulary import Strength
from db.dnc.suppressions import suppressed_among
from db.engine.database import Connection, Database
from db.imports.known_numbers import open_among
from db.leads.records import leads_with, typed_words

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
