"""Settle the rows of an import that may say not to call, after it was published.

Until then their leads are called by nobody, so a process that dies in between loses no request. A
row that was skipped as a duplicate adds its words to the notes of the lead that is there.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from console.do_not_call.evidence import place_lead_again
from console.do_not_call.internal_list import add_all
from console.files.fields.warnings import DoubtfulRow, Settling
from console.importing.options import ImportOptions
from console.judging.request_doubts import NOTES, doubtful_flags, name_doubt
from console.rules.text import clean_line
from console.rules.verdict.sentences import say_request
from db.audit import log
from db.audit.salts import seal_for
from db.dnc.suppressions import Act, store_settled
from db.engine.database import Connection, Database
from db.imports.batches import LISTED, Counts, Source, put_listed, read_standing
from db.leads.records import leads_with, put_fields, read_lead

AT_ONCE = 100
"""Rows handled in one transaction."""
SHORT = 12
"""Letters of the longest words that are looked for as a whole line only."""
LEFT_CALLABLE = "left callable at the import"


def settle_doubtful(
    database: Database,
    rows: Sequence[DoubtfulRow],
    wish: ImportOptions,
    source: Source,
    counts: Counts,
    batch_id: int | None,
) -> Counts:
    """Settle the rows that may say not to call; return the counts, with where the leads stand."""
    answer = wish.doubtful or Settling.EACH
    # New leads have their words and mark; only a known lead may lack those of a row that did not
    # come in: one that was skipped, or left out as finished elsewhere.
    may_lack = counts.duplicate_in_database or wish.finished == "leave"
    if answer is not Settling.EACH or may_lack:
        who = (source.agent, source.at, source.file)
        settle_rows(database, rows, answer, *who, wish.left_callable)
    if not rows or answer is Settling.EACH or batch_id is None:
        return counts
    with database.write() as connection:
        standing = read_standing(connection, batch_id)
        on_dnc = sum(count for bar, _, count in standing if bar in LISTED)
        put_listed(connection, batch_id, on_dnc)
    return replace(counts, standing=standing, on_dnc=on_dnc)


def settle_rows(
    database: Database,
    rows: Sequence[DoubtfulRow],
    answer: Settling,
    agent: str,
    now: datetime,
    file: str,
    left: Sequence[int] = (),
) -> None:
    """Bar the numbers of the rows, leave their leads callable, or leave them to be asked about.

    The rows on the lines `left` stay callable, whatever the answer is.
    """
    if left:
        stay = [row for row in rows if row.line in left]
        settle_rows(database, stay, Settling.LEAVE, agent, now, file)
        rows = [row for row in rows if row.line not in left]
    if answer is Settling.BAR:
        for column in dict.fromkeys(row.column for row in rows):
            e164s = [e164 for row in rows if row.column == column for e164 in row.e164s]
            reason = f"{clean_line(file)} says {say_request(column)}."
            add_all(database, e164s, reason, agent, now, file)
        return
    for start in range(0, len(rows), AT_ONCE):
        with database.write() as connection:
            for row in rows[start : start + AT_ONCE]:
                for lead_id in leads_with(connection, row.e164s[0], in_sight_only=True):
                    if answer is Settling.LEAVE:
                        _leave(connection, lead_id, row, agent, now)
                    else:
                        _keep_words(connection, lead_id, row, now)


def _leave(
    connection: Connection, lead_id: int, row: DoubtfulRow, agent: str, now: datetime
) -> None:
    """Record that the words of a row are no request, by whom, and free its lead."""
    words = name_doubt(row.column, row.words)
    # The act has no agent, so that it is neither undone by a key nor counted as one on a card: the
    # log has the name.
    act_id = store_settled(connection, Act(lead_id, "", now, LEFT_CALLABLE, words, {}))
    place_lead_again(connection, lead_id, now)
    detail = {
        "lead": lead_id,
        "skip": act_id,
        "line": row.line,
        "meaning": LEFT_CALLABLE,
        "words": seal_for(connection, row.e164s[0], words),
    }
    log.append(connection, now, agent, "doubt_settled", detail)


def _keep_words(connection: Connection, lead_id: int, row: DoubtfulRow, now: datetime) -> None:
    """Add the words of a skipped row to the lead that has its number."""
    lead = read_lead(connection, lead_id)
    if lead is None:
        return
    known = lead.notes if row.column == NOTES else lead.extras.get(row.column, "")
    if row.words in known.split("\n") or (len(row.words) > SHORT and row.words in known):
        return
    # A yes or no replaces the older one; other text is added to what is there.
    is_flag = bool(doubtful_flags(row.column, (row.words,)))
    words = row.words if is_flag else f"{known}\n{row.words}".strip()
    values = {"notes": words} if row.column == NOTES else None
    put_fields(connection, lead_id, values or {"extras": {**lead.extras, row.column: words}})
    place_lead_again(connection, lead_id, now)
