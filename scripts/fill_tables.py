"""Add TABLES.jsonl to tests/db/fixtures/filled.tar.xz: a firm's week in the newest tables.

Run it once for each version of the tables: later versions are tested to migrate these rows. A file
in the archive is never replaced, because the code that wrote it is gone.
"""

import base64
import json
import sys
import tarfile
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, select

from console.cards.lead import Card, OfferedEvidence
from console.cards.promises import NewAppointment, NewCallback
from console.demo.sample import fill_sample
from console.desk import Desk, NotNow
from console.do_not_call import evidence, internal_list, patterns
from console.do_not_call.erasure import erase
from console.firm.caller_ids import put_caller_id
from console.firm.sequences import put_sequence
from console.hooks import management
from console.hooks.management import NewHook
from console.hooks.receivers import Reach
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.lists import batches
from console.lists.screening import save_segment
from console.lists.sequences import assign_sequence
from console.outreach.scripts.library import add_text
from console.supervision.firm import emergency_stops
from db.engine.database import Database, open_database
from db.enums import EvidenceKind, MailWay, PatternKind, PresenceState, TextKind
from db.floor.presence import Doing, count_along
from db.hooks.records import all_hooks, put_deliveries, put_letters
from db.imports.checkpoints import Start, put_start
from db.imports.pending_changes import PLACE
from db.schema import HEAD, prepare
from db.tables.every import METADATA
from db.tables.hooks import DeliveryRow, LetterRow
from db.tables.imports import pending_changes

ARCHIVE = Path(__file__).parents[1] / "tests/db/fixtures/filled.tar.xz"

STARTS_AT = datetime(2026, 11, 18, 17, tzinfo=UTC)
"""Wednesday noon in New York, nine in Los Angeles."""


class Week:
    """Two agents at work, with a clock that advances a little at each call."""

    def __init__(self, database: Database) -> None:
        self.database, self.now = database, STARTS_AT
        self.ann = Desk(database, lambda: self.now, "ann", zone="America/New_York")
        self.bo = Desk(database, lambda: self.now, "bo", zone="America/Los_Angeles")

    def dial(self, desk: Desk) -> Card:
        self.now += timedelta(minutes=2)
        card = desk.open()
        assert isinstance(card, Card), card
        dialled = desk.dial(card.claim, card.phone.number_id)
        assert not isinstance(dialled, NotNow), dialled
        return dialled

    def call(self, desk: Desk, outcome: str, note: str = "", in_days: int = 0) -> Card:
        card = self.dial(desk)
        self.now += timedelta(minutes=3)
        callback = NewCallback(self.now + timedelta(days=in_days)) if in_days else None
        desk.record(card.claim, outcome, note, callback)
        return card

    def work(self) -> None:
        """Do everything that leaves a row in some table, by the same functions as the console."""
        fill_sample(self.database, self.ann, lambda: self.now)
        self._settings()
        self._calls()
        self._people()
        self._lists()
        self._floor()
        self._sequence()
        self._connections()
        self._left_under_way()

    def _settings(self) -> None:
        emergency_stops.stop(self.database, "US-LA", "a hurricane", "sue", self.now)
        put_caller_id(self.database, "+12025550100", "", "208", "sue", self.now)
        save_segment(self.database, "engineers", "occupation ~ engineer", "sue", self.now)
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "short.txt"
            script.write_text("# Opening\nHello {first_name|there}.\n", "utf-8")
            add_text(self.database, script, TextKind.SCRIPT, "short", "sample", "sue", self.now)

    def _calls(self) -> None:
        for outcome in ("no", "yes", "voicemail", "no_answer", "busy", "hung_up", "gatekeeper"):
            self.call(self.ann, outcome, f"a note: {outcome}, “quoted” – and Zoë’s")
        due = self.call(self.ann, "callback", in_days=1)
        dropped = self.call(self.ann, "callback", in_days=2)
        self.call(self.ann, "callback", in_days=5)
        for outcome in ("wrong_number", "disconnected", "do_not_call", "do_not_call_person"):
            self.call(self.ann, outcome)
        self.call(self.ann, "complaint", "They said: never again, or my lawyer writes.")
        self.call(self.ann, "no")
        self.ann.undo()
        self.ann.leave(self.dial(self.ann).claim)
        self.call(self.ann, "no", "the second time")
        self.ann.answering.keep_objection(None, "price")
        card = self.ann.open()
        assert isinstance(card, Card)
        self.ann.skip(card.claim, "on holiday")
        self.ann.sessions.end()

        self.now += timedelta(days=1)
        promised = self.ann.callbacks.all()
        callback = next(card for card in promised if card.lead_id == dropped.lead_id)
        self.ann.callbacks.drop(callback.callback_id, "they rang us")
        taken = self.ann.take(due.lead_id)
        self.ann.dial(taken.claim, taken.phone.number_id)
        self.ann.lines.keep(taken.claim, self.now, self.now + timedelta(minutes=4), "BYE")
        self.ann.record(taken.claim, "yes", "as promised")

    def _people(self) -> None:
        rang = self.bo.inbound.ring_new("Nia Moss", "(503) 555-0177")
        self.bo.record(rang.claim, "no", "rang in")
        card = self.bo.open()
        assert isinstance(card, Card)
        self.bo.save_draft(card.claim, "half a no")
        self.bo.edits.edit(card, {"title": "Owner"})
        self.bo.edits.add_number(card, "(208) 555-0188")
        self.bo.edits.refer(card, "Otto Reed", "(208) 555-0189", {"kind": "business"})
        self.bo.evidence.record(
            card.phone.e164, OfferedEvidence(EvidenceKind.WRITTEN, date(2026, 11, 3), "form 12")
        )
        self.bo.leave(card.claim)
        written = self.bo.preparing.introduction(card.lead_id)
        self.bo.preparing.record_introduction(written, MailWay.DRAFT)

    def _lists(self) -> None:
        database, now = self.database, self.now
        number, day = "+12085550191", date(2026, 10, 1)
        evidence.record(database, number, EvidenceKind.INQUIRY, day, "web form", "bo", now)
        evidence.withdraw_all(database, number, "bo", now)
        internal_list.add(database, "+12085550192", "asked by letter", "sue", now)
        listed = self.call(self.ann, "do_not_call").phone.e164
        internal_list.add(database, listed, "asked by letter too", "sue", now)
        internal_list.add(database, "+12085550193", "asked by mistake", "sue", now)
        internal_list.remove(database, "+12085550193", "it was a wrong digit", "sue", now)
        patterns.put_on(database, PatternKind.DOMAIN, "example.net", "a client", "sue", now)
        erase(database, "+15035550177", "asked to be forgotten", "sue", now)
        with tempfile.TemporaryDirectory() as folder:
            for name, phone in (("more", "(208) 555-0194"), ("mistake", "(208) 555-0195")):
                file = Path(folder) / f"{name}.csv"
                file.write_text(f"name,phone,shoe size\nIda Foss,{phone},44\n", "utf-8")
                wish = ImportOptions(list_name=name, country="US", is_sure=True)
                imported = import_leads(database, file, wish, agent="sue", now=now)
        assert imported.batch_id is not None
        batches.undo_import(database, imported.batch_id, "sue", now)
        batches.retire_list(database, "more", "sue", now)

    def _floor(self) -> None:
        """Leave a notice that was read, a call for help, and an appointment that was moved."""
        self.ann.board.tell(None, "A new list tomorrow.")
        self.bo.news.mark_read([notice.notice_id for notice in self.bo.news.recent()])
        self.bo.presence.beat(Doing(PresenceState.CALLING, self.now))
        with self.database.write() as connection:
            count_along(connection, "bo", self.now, is_on=True)
        card = self.dial(self.bo)
        self.bo.news.call_for_help(card.lead_id)
        meeting = NewAppointment(self.now + timedelta(days=2))
        self.bo.record(card.claim, "appointment", appointment=meeting)
        [appointment] = self.bo.appointments.all()
        self.bo.appointments.move(appointment.appointment_id, self.now + timedelta(days=5))

    def _sequence(self) -> None:
        """Leave leads on a sequence, of which one has had its first call."""
        with tempfile.TemporaryDirectory() as folder:
            steps = Path(folder) / "fair.toml"
            steps.write_text('steps = [{day = 0, do = "call"}, {day = 3, do = "call"}]\n', "utf-8")
            put_sequence(self.database, "Fair", steps, "sue", self.now)
        where = "state != ''"
        assign_sequence(self.database, "Fair", where, "", "UTC", "sue", self.now)
        self.call(self.bo, "voicemail")

    def _connections(self) -> None:
        """Leave a hook with an event that its receiver took and a letter that it refused."""
        hook = NewHook("crm", "https://crm.example/in", (), (), "", (), 0, Reach(False, False), "")
        management.add(self.database, hook, "sue", self.now)
        with self.database.write() as connection:
            [row] = all_hooks(connection)
            put_letters(connection, [LetterRow(row.id, 1, None, 1, self.now, None, "503")])
            delivery = DeliveryRow(2, "crm", "call.ended", self.now, "evt_2_0", 1, "200 OK written")
            put_deliveries(connection, [delivery])

    def _left_under_way(self) -> None:
        """Leave a paused session, a dial without outcome, and an import that died at its end."""
        planned = [session for session in self.bo.sessions.all() if session.agent is None]
        self.bo.sessions.start(planned[0].session_id)
        self.bo.away.go(None)
        self.dial(self.ann)
        with self.database.write() as connection:
            left = {"batch_id": 1, "does": PLACE, "e164": "+12085550147", "row": ""}
            connection.execute(pending_changes.insert().values(**left))
            put_start(connection, 1, Start("0" * 64, 1, self.now, 0, is_new_list=True))


def rows_of(database: Database) -> list[tuple[str, dict[str, Any]]]:
    """Return (table, row) of every row by key, as raw values: the code's own types may change."""
    tables = MetaData()
    with database.read() as connection:
        tables.reflect(connection)
        return [
            (table.name, dict(row))
            for table in tables.sorted_tables
            if table.name != "alembic_version"
            for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
        ]


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in this file")


def main() -> int:
    name = f"{HEAD}.jsonl"
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(ARCHIVE) as archive:
            archive.extractall(folder, filter="data")
        if (Path(folder) / name).exists():
            print(f"{name} is there already: the tables have not changed since.")
            return 1
        database = open_database(str(Path(folder) / "week.db"))
        prepare(database)
        Week(database).work()
        rows = rows_of(database)
        database.close()
        lines = [json.dumps(row, ensure_ascii=False, default=_plain) for row in rows]
        text = "\n".join(lines) + "\n"
        (Path(folder) / name).write_text(text, encoding="utf-8", newline="\n")
        with tarfile.open(ARCHIVE, "w:xz") as archive:
            for file in sorted(Path(folder).glob("*.jsonl")):
                archive.add(file, file.name)
    empty = {table.name for table in METADATA.sorted_tables} - {name for name, _ in rows}
    print(f"{name}: {len(rows)} rows; empty: {', '.join(sorted(empty)) or 'no table'}")
    return 1 if empty else 0


if __name__ == "__main__":
    sys.exit(main())
