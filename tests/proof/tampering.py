"""A firm's week with everything the audit log vouches for, and ways to change it behind its back.

`benchmarks.proof` tries them too, and prints what was seen.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from console.cards.lead import Card
from console.desk import Desk, NotNow
from console.do_not_call import internal_list
from console.do_not_call.evidence import record, withdraw_all
from console.do_not_call.patterns import put_on
from console.supervision.firm import emergency_stops, settings
from db.audit.log import digest_of
from db.engine.database import Connection, Database
from db.enums import EvidenceKind, PatternKind
from db.tables.audit import audit_entries, audit_heads
from tests.leads import add_lead

NOON = datetime(2026, 11, 18, 17, tzinfo=UTC)

ASKED, AGAIN, LIFTED = "+12085550150", "+12085550151", "+12085550152"
GIVEN, TAKEN_BACK = "+12085550160", "+12085550161"


class _Clock:
    at = NOON

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=20)
        return self.at


def work_a_week(database: Database) -> None:
    """Calls and their outcomes, an undo, requests, evidence, a stop, settings."""
    clock = _Clock()
    for line in range(8):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}")
    desk = Desk(database, clock, "ann", zone="America/New_York")
    for outcome in ("no", "do_not_call", "wrong_number", "no", "voicemail"):
        card = _dial(desk)
        desk.record(card.claim, outcome, f"a note on {outcome}")
    desk.undo()
    desk.record(_next(desk).claim, "no_answer")
    desk.skip(_next(desk).claim, "at lunch")
    _dial(desk)
    for number in (ASKED, AGAIN, LIFTED):
        internal_list.add(database, number, "wrote to us", "bob", clock())
    internal_list.add(database, AGAIN, "wrote again", "ann", clock())
    internal_list.remove(database, LIFTED, "a mistake", "sue", clock())
    old = ["+12085550170", "+12085550171", "+12085550172"]
    internal_list.add_all(database, old, "of old", "sue", clock(), "old.csv")
    put_on(database, PatternKind.COMPANY, "acme inc", "their lawyer", "sue", clock())
    day = date(2026, 11, 2)
    for number in (GIVEN, TAKEN_BACK):
        record(database, number, EvidenceKind.WRITTEN, day, "form 12", "bob", clock())
    withdraw_all(database, TAKEN_BACK, "bob", clock())
    emergency_stops.stop(database, "US-LA", "hurricane", "sue", clock())
    settings.put_setting(database, "courtesy_closes", "20:00", "sue", clock())


def _next(desk: Desk) -> Card:
    card = desk.open()
    assert isinstance(card, Card)
    return card


def _dial(desk: Desk) -> Card:
    card = _next(desk)
    dialled = desk.dial(card.claim, card.phone.number_id)
    assert not isinstance(dialled, NotNow)
    return dialled


@dataclass(frozen=True)
class Tampering:
    """A change by other means; `seen` stands in what `audit verify` says of it."""

    name: str
    do: Callable[[Connection], None]
    seen: str


def _sql(*statements: str) -> Callable[[Connection], None]:
    def do(connection: Connection) -> None:
        for statement in statements:
            done = connection.execute(text(statement))
            assert done.rowcount, statement

    return do


def _mend_the_chain(connection: Connection, seq: int) -> None:
    """Makes the chain follow again from an entry on, and its head: what a clever hand does."""
    entries = audit_entries.c
    rows = connection.execute(audit_entries.select().order_by(entries.seq)).all()
    previous = next((row.hash for row in reversed(rows) if row.seq < seq), "0" * 64)
    for row in (row for row in rows if row.seq >= seq):
        words = (row.at, row.agent, row.action, row.detail, row.lead_id, row.number, row.proof)
        digest = digest_of(row.seq, *words, previous)
        mine = audit_entries.update().where(entries.seq == row.seq)
        connection.execute(mine.values(previous=previous, hash=digest))
        previous = digest
    last = max(row.seq for row in rows)
    connection.execute(audit_heads.update().values(seq=last, hash=previous))


def _cut_the_end(connection: Connection) -> None:
    last = connection.execute(text("SELECT max(seq) FROM audit_entry")).scalar_one()
    connection.execute(text(f"DELETE FROM audit_entry WHERE seq > {last - 2}"))
    _mend_the_chain(connection, last - 2)


def _swap(connection: Connection) -> None:
    for was, now in ((5, -1), (6, 5), (-1, 6)):
        connection.execute(text(f"UPDATE audit_entry SET seq = {now} WHERE seq = {was}"))


def _alter_and_mend(connection: Connection) -> None:
    _sql("UPDATE audit_entry SET agent = 'mallory' WHERE seq = 3")(connection)
    _mend_the_chain(connection, 3)


def _nonsense_and_mend(connection: Connection) -> None:
    _sql("UPDATE audit_entry SET proof = '[1' WHERE seq = 3")(connection)
    _mend_the_chain(connection, 3)


def _remove_the_stop(connection: Connection) -> None:
    wanted = text("SELECT seq FROM audit_entry WHERE action = 'rule_stop'")
    stop = connection.execute(wanted).scalar_one()
    _sql(
        f"DELETE FROM audit_entry WHERE seq = {stop}",
        "DELETE FROM setting WHERE name = 'stops'",
        f"UPDATE audit_entry SET seq = seq - 1 WHERE seq > {stop}",
        f"UPDATE setting SET audit_seq = audit_seq - 1 WHERE audit_seq > {stop}",
    )(connection)
    _mend_the_chain(connection, stop)


_CALL = "(SELECT min(id) FROM attempt WHERE outcome = 'no')"
_REST = (
    "lead_id, number_id, e164, agent, session_id, direction, caller_id, dialled_at,"
    " answered_at, line_ended_at, line_end, ended_at, outcome, note, verdict, tzdata, before, salt"
)
_ADD = f"INSERT INTO attempt (claim, {_REST}, audit_seq) SELECT claim || 'x', {_REST}"
_VERDICT = "UPDATE attempt SET verdict = CAST(replace(CAST(verdict AS text), {}) AS {}) WHERE id = "


def _verdict(was: str, now: str) -> Callable[[Connection], None]:
    def do(connection: Connection) -> None:
        json = "text" if connection.dialect.name == "sqlite" else "json"
        _sql(_VERDICT.format(f"'{was}', '{now}'", json) + _CALL)(connection)

    return do


NOT_AS = "is not as"
MISSING = "missing or was changed"

TAMPERINGS = (
    Tampering("a verdict's zone changed", _verdict("Boise", "Denver"), f"attempt 1 {NOT_AS}"),
    Tampering("when a verdict closes changed", _verdict("closes_at", "closed_at"), NOT_AS),
    Tampering(
        "a dial moved to another hour",
        _sql(f"UPDATE attempt SET dialled_at = ended_at WHERE id = {_CALL}"),
        f"attempt 1 {NOT_AS}",
    ),
    Tampering(
        "an outcome changed",
        _sql(f"UPDATE attempt SET outcome = 'voicemail' WHERE id = {_CALL}"),
        f"attempt 1 {NOT_AS}",
    ),
    Tampering(
        "a note changed",
        _sql(f"UPDATE attempt SET note = 'was glad' WHERE id = {_CALL}"),
        f"attempt 1 {NOT_AS}",
    ),
    Tampering(
        "the script of a call changed",
        _sql(f"UPDATE attempt SET script_id = 7 WHERE id = {_CALL}"),
        f"attempt 1 {NOT_AS}",
    ),
    Tampering(
        "the opening of a call changed",
        _sql(f"UPDATE attempt SET opening = 'Other' WHERE id = {_CALL}"),
        f"attempt 1 {NOT_AS}",
    ),
    Tampering(
        "a call given to another agent",
        _sql(f"UPDATE attempt SET agent = 'bob' WHERE id = {_CALL}"),
        f"attempt 1 {NOT_AS}",
    ),
    Tampering(
        "a call's number changed",
        _sql(f"UPDATE attempt SET e164 = '+12085559999' WHERE id = {_CALL}"),
        f"attempt 1 {NOT_AS}",
    ),
    Tampering(
        "a call's salt changed",
        _sql(f"UPDATE attempt SET salt = 'abc' WHERE id = {_CALL}"),
        f"attempt 1 {NOT_AS}",
    ),
    Tampering(
        "a call's time data changed",
        _sql(f"UPDATE attempt SET tzdata = '1999a' WHERE id = {_CALL}"),
        f"attempt 1 {NOT_AS}",
    ),
    Tampering(
        "a call deleted",
        _sql(f"DELETE FROM attempt WHERE id = {_CALL}"),
        f"attempt that .*{MISSING}",
    ),
    Tampering(
        "a call added",
        _sql(f"{_ADD}, NULL FROM attempt WHERE id = {_CALL}"),
        "attempt .* was added",
    ),
    Tampering(
        "a call added beside another",
        _sql(f"{_ADD}, audit_seq FROM attempt WHERE id = {_CALL}"),
        "more than",
    ),
    Tampering(
        "a call taken from its entry",
        _sql(f"UPDATE attempt SET audit_seq = NULL WHERE id = {_CALL}"),
        MISSING,
    ),
    Tampering(
        "a call given to another entry",
        _sql(f"UPDATE attempt SET audit_seq = 1 WHERE id = {_CALL}"),
        "",
    ),
    Tampering(
        "a request not to be called deleted",
        _sql(f"DELETE FROM suppression WHERE e164 = '{ASKED}'"),
        f"request .* bob, dnc_add.*{MISSING}",
    ),
    Tampering(
        "a request made on a call deleted",
        _sql("DELETE FROM suppression WHERE attempt_id IS NOT NULL"),
        f"request .* ann, outcome.*{MISSING}",
    ),
    Tampering(
        "one of a list of old requests deleted",
        _sql("DELETE FROM suppression WHERE e164 = '+12085550171'"),
        f"of 3 .*{MISSING}",
    ),
    Tampering(
        "a request moved to another number",
        _sql(f"UPDATE suppression SET e164 = '+12085559998' WHERE e164 = '{ASKED}'"),
        f"{NOT_AS}",
    ),
    Tampering(
        "a request's reason changed",
        _sql(f"UPDATE suppression SET reason = 'a test' WHERE e164 = '{ASKED}'"),
        f"{NOT_AS}",
    ),
    Tampering(
        "a later request deleted", _sql("DELETE FROM suppression_request"), f"later .*{MISSING}"
    ),
    Tampering("a pattern deleted", _sql("DELETE FROM suppression_pattern"), f"pattern .*{MISSING}"),
    Tampering(
        "a number's salt changed",
        _sql(f"UPDATE number_salt SET salt = 'abc' WHERE e164 = '{ASKED}'"),
        NOT_AS,
    ),
    Tampering(
        "evidence made older",
        _sql(f"UPDATE consent SET given_on = '2026-11-01' WHERE e164 = '{GIVEN}'"),
        f"evidence .*{NOT_AS}",
    ),
    Tampering(
        "evidence made to prove something else",
        _sql(f"UPDATE consent SET proof = 'form 13' WHERE e164 = '{GIVEN}'"),
        NOT_AS,
    ),
    Tampering(
        "evidence given back",
        _sql(f"UPDATE consent SET withdrawn_at = NULL WHERE e164 = '{TAKEN_BACK}'"),
        NOT_AS,
    ),
    Tampering(
        "evidence deleted",
        _sql(f"DELETE FROM consent WHERE e164 = '{GIVEN}'"),
        f"evidence .*{MISSING}",
    ),
    Tampering(
        "evidence added",
        _sql(
            "INSERT INTO consent (e164, kind, given_on, proof, zone, agent, recorded_at)"
            f" SELECT '+12085550199', kind, given_on, proof, zone, agent, recorded_at FROM consent"
            f" WHERE e164 = '{GIVEN}'"
        ),
        r"evidence \+12085550199 was added",
    ),
    Tampering(
        "a stop removed", _sql("DELETE FROM setting WHERE name = 'stops'"), f"setting .*{MISSING}"
    ),
    Tampering(
        "a setting altered",
        _sql("UPDATE setting SET value = '\"21:00\"' WHERE name = 'courtesy_closes'"),
        f"setting courtesy_closes {NOT_AS}",
    ),
    Tampering(
        "a setting added",
        _sql("INSERT INTO setting (name, value) VALUES ('unknown_line', '\"caution\"')"),
        "setting unknown_line was added",
    ),
    Tampering(
        "a call moved to another lead",
        _sql(f"UPDATE attempt SET lead_id = 8 WHERE id = {_CALL}"),
        "attempt 1 was moved from lead 1 to lead 8",
    ),
    Tampering(
        "an outcome that no longer closes",
        _sql("UPDATE outcome SET closes_number = '' WHERE code = 'wrong_number'"),
        "outcome wrong_number is not as the log has it: closes_number is none instead of wrong",
    ),
    Tampering(
        "a closed lead opened",
        _sql(
            "UPDATE lead SET status = 'open', bar = '' WHERE id ="
            " (SELECT lead_id FROM attempt WHERE outcome = 'do_not_call')"
        ),
        "is to be called, though",
    ),
    Tampering(
        "a barred number opened",
        _sql("UPDATE number SET status = 'open' WHERE status = 'suppressed'"),
        "is open, though it is on the internal list",
    ),
    Tampering(
        "an entry altered",
        _sql("UPDATE audit_entry SET detail = '{}' WHERE seq = 4"),
        "entry 4 was altered",
    ),
    Tampering(
        "what an entry vouches for altered",
        _sql("UPDATE audit_entry SET proof = '' WHERE seq = 4"),
        "entry 4 was altered",
    ),
    Tampering(
        "what an entry vouches for made nonsense, and the chain mended",
        _nonsense_and_mend,
        "entry 3 says of rows is nothing that smiledial wrote",
    ),
    Tampering(
        "an entry found by another lead",
        _sql("UPDATE audit_entry SET lead_id = NULL WHERE seq = 4"),
        "entry 4 was altered",
    ),
    Tampering(
        "an entry removed", _sql("DELETE FROM audit_entry WHERE seq = 4"), "entry 4 was removed"
    ),
    Tampering("two entries swapped", _swap, "entry 5"),
    Tampering(
        "the head turned back",
        _sql("UPDATE audit_head SET seq = seq - 1"),
        "was removed from the end",
    ),
)
"""Each is seen without anything kept elsewhere."""

BY_A_CLEVER_HAND = (
    Tampering("the end cut off, and the head mended", _cut_the_end, "its end was cut off"),
    Tampering("an entry altered, and all after it", _alter_and_mend, "rewritten"),
    Tampering(
        "a stop removed with its entry, and the chain mended",
        _remove_the_stop,
        "its end was cut off",
    ),
)
"""Seen by a seal from before."""


@contextmanager
def tampered(database: Database, way: Tampering) -> Iterator[Connection]:
    """The database after it, for as long as this lasts; then it is as it was."""
    with database.engine.connect() as connection:
        connection.execution_options(is_writer=True)
        with connection.begin() as transaction:
            if database.is_sqlite:
                connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            way.do(connection)
            yield connection
            transaction.rollback()
        connection.execution_options(is_writer=False)
