"""State which permits the firm holds and which exemptions it claims; each change is audited."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import file_digest
from pathlib import Path

from msgspec import to_builtins

from console.firm.rules_in_force import read_jurisdiction
from console.firm.settings import (
    PERMIT_BOOK,
    PERMITS_LOADED,
    firm_from,
)
from console.rules.law.permits import NONE_FOUND, PermitNeed, permits_in, say_exemption
from console.rules.places.regions import name_place
from console.rules.text import clean_line
from console.rules.times.calendar_words import say_day
from console.rules.values import Exemption, Permit, PermitBook
from console.trouble import BadInput
from db.audit import log
from db.columns import Document
from db.engine.database import Connection, Database
from db.firm.settings import bump_revision, put, read_firm

LONGEST = 200
"""Letters of a number, a reason or a name."""


def read_permit_id(text: str) -> PermitNeed:
    """Return the duty that “US-FL”, “Florida” or “US-LA/psc” names. Raises BadInput."""
    place, _, part = text.partition("/")
    jurisdiction = read_jurisdiction(place)
    needs = [need for need in permits_in(jurisdiction) if need.is_needed]
    wanted = f"{jurisdiction}/{part.strip().lower()}" if part else jurisdiction
    match = next((need for need in needs if need.id == wanted), None)
    if match is not None:
        return match
    name = name_place(jurisdiction)
    if needs:
        raise BadInput(
            f"Which of {name}'s? Write {' or '.join(f'{need.id} ({need.name})' for need in needs)}."
        )
    if permits_in(jurisdiction):
        raise BadInput(f"{name} asks for no registration ({NONE_FOUND}): there is none to state.")
    raise BadInput(f"Nothing is known about registrations in {name}, so there is none to state.")


def add_permit(
    database: Database,
    need: PermitNeed,
    number: str,
    since: date,
    until: date | None,
    holder: str,
    document: Path | None,
    agent: str,
    now: datetime,
) -> Permit:
    """State that the firm, or the salesperson `holder`, holds a permit from one day to another.

    It replaces one of the same holder from the same day. Raises BadInput.
    """
    checksum = _checksum(document) if document else ""
    name = document.name if document else ""
    permit = make_permit(need, number, since, until, holder, name, checksum)
    with database.write() as connection:
        book = _read(connection)
        others = [
            other
            for other in book.permits
            if (other.id, other.agent, other.since) != (permit.id, permit.agent, permit.since)
        ]
        _store(
            connection,
            PermitBook((*others, permit), book.exemptions),
            "permit_add",
            to_builtins(permit),
            agent,
            now,
        )
    return permit


def make_permit(
    need: PermitNeed,
    number: str,
    since: date,
    until: date | None,
    holder: str,
    document: str,
    checksum: str,
) -> Permit:
    """Return a permit whose words and days are possible. Raises BadInput."""
    number = _read_line(number, f"the number of {need.id}")
    if until is None and need.may_end:
        raise BadInput(f"Give the last day (until) of {need.id}: it is renewed ({need.renewal}).")
    if until is not None and until < since:
        raise BadInput(
            f"The last day of {need.id}, {say_day(until)}, is before its first, {say_day(since)}."
        )
    if holder and not need.is_personal:
        raise BadInput(f"{need.id} is the firm's, so no salesperson can be named for it.")
    if bool(document) != bool(re.fullmatch(r"[0-9a-f]{64}", checksum)):
        raise BadInput(f"The document of {need.id} needs its name and its SHA-256 in 64 digits.")
    return Permit(need.id, number, since, until, clean_line(holder), clean_line(document), checksum)


def make_claim(need: PermitNeed, word: str, reason: str, by: str, on: date) -> Exemption:
    """Return a claim of an exemption that a source confirms or that has no word in the data."""
    _refuse_unconfirmed(need, word)
    reason = _read_line(reason, f"why {need.id} does not apply")
    return Exemption(need.id, word, reason, _read_line(by, f"who said so of {need.id}"), on)


def claim_exemption(
    database: Database,
    need: PermitNeed,
    word: str,
    reason: str,
    by: str,
    on: date,
    agent: str,
    now: datetime,
) -> Exemption:
    """State that the firm need not register, why, and who said so.

    `word` is one of the exemptions that the data confirm, or "" where the reason names another.
    Raises BadInput for an exemption that no source confirms.
    """
    claim = make_claim(need, word, reason, by, on)
    with database.write() as connection:
        book = _read(connection)
        others = [
            other for other in book.exemptions if (other.id, other.word) != (claim.id, claim.word)
        ]
        _store(
            connection,
            PermitBook(book.permits, (*others, claim)),
            "permit_exempt",
            to_builtins(claim),
            agent,
            now,
        )
    return claim


def load_book(
    database: Database,
    agent: str,
    now: datetime,
    *,
    permits: Sequence[Permit] | None = None,
    claims: Sequence[Exemption] | None = None,
) -> None:
    """Replace all permits, or all exemptions, or both; None leaves them as they are.

    Raises BadInput if one is stated twice.
    """
    _refuse_twice([(permit.id, permit.agent, permit.since) for permit in permits or ()])
    _refuse_twice([(claim.id, claim.word) for claim in claims or ()])
    with database.write() as connection:
        book = _read(connection)
        wanted = PermitBook(
            book.permits if permits is None else tuple(permits),
            book.exemptions if claims is None else tuple(claims),
        )
        if wanted != book:
            detail: Document = {
                "permits": len(wanted.permits),
                "exemptions": len(wanted.exemptions),
            }
            _store(connection, wanted, PERMITS_LOADED, detail, agent, now)


def _refuse_twice(keys: Sequence[tuple[object, ...]]) -> None:
    double = next((key for key in keys if keys.count(key) > 1), None)
    if double is not None:
        raise BadInput(f"{', '.join(str(part) for part in double if part)} is stated twice.")


def remove_permit(
    database: Database, need: PermitNeed, holder: str, agent: str, now: datetime
) -> tuple[int, int]:
    """Take back the permits of a duty: the salesperson's, or the firm's with its exemptions.

    Return how many permits and how many exemptions went.
    """
    with database.write() as connection:
        book = _read(connection)
        permits = tuple(
            permit
            for permit in book.permits
            if permit.id != need.id or permit.agent != clean_line(holder)
        )
        claims = tuple(claim for claim in book.exemptions if claim.id != need.id or holder)
        gone = len(book.permits) - len(permits), len(book.exemptions) - len(claims)
        if any(gone):
            detail: Document = {"id": need.id, "agent": holder}
            _store(connection, PermitBook(permits, claims), "permit_remove", detail, agent, now)
    return gone


def book_of(database: Database) -> PermitBook:
    with database.read() as connection:
        return firm_from(read_firm(connection)).permit_book


def _refuse_unconfirmed(need: PermitNeed, word: str) -> None:
    if not word or word in need.exemptions:
        return
    known = ", ".join(need.exemptions) or "none"
    if word in need.unconfirmed:
        raise BadInput(
            f"No source confirms that {name_place(need.jurisdiction)} spares "
            f"“{say_exemption(word)}” ({word}), so it lifts nothing. If you rely on the law "
            "itself, leave out --as and name the section and who said so. "
            f"Confirmed are: {known}."
        )
    raise BadInput(
        f"{need.id} has no exemption “{clean_line(word)}” in the data. Confirmed are: {known}. For "
        "another, leave out --as and name the section of the law in --reason."
    )


def _read(connection: Connection) -> PermitBook:
    bump_revision(connection)  # first: its row lock makes supervisors take turns
    return firm_from(read_firm(connection)).permit_book


def _store(
    connection: Connection,
    book: PermitBook,
    action: str,
    detail: Document,
    agent: str,
    now: datetime,
) -> None:
    before = read_firm(connection).get(PERMIT_BOOK)
    value = to_builtins(book)
    changes = put(connection, PERMIT_BOOK, value)
    # Before and after, as for a setting: a past call is judged by what was stated then.
    whole = {**detail, "name": PERMIT_BOOK, "value": value, "before": before}
    log.append(connection, now, agent, action, whole, changes)


def _checksum(path: Path) -> str:
    """Return the SHA-256 of a document. Raises BadInput if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadInput(f"The document {path} cannot be read: {error.strerror}.") from None


def _read_line(text: str, what: str) -> str:
    line = clean_line(text)
    if not line:
        raise BadInput(f"Say {what}.")
    if len(line) > LONGEST:
        raise BadInput(f"Say {what}, in up to {LONGEST} letters.")
    return line
