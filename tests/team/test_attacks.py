"""Every role tries every kind of statement on every table that the catalogue names.

`attacks.txt` has what came of each. A new table, column or right changes it, so that somebody has
to decide about it: read the difference, then write the file anew with

    SMILEDIAL_ATTACKS=write pytest tests/team/test_attacks.py
"""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from psycopg import Connection, Error, connect
from psycopg.errors import (
    FeatureNotSupported,
    InsufficientPrivilege,
    ObjectNotInPrerequisiteState,
    WrongObjectType,
)
from psycopg.sql import SQL, Composed, Identifier, Literal

from console.desk import Desk
from db.engine.database import open_database
from db.team.agent_visibility import VIEWS
from db.team.grants import AGENT
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead
from tests.team.conftest import Team
from tests.team.shift import fill, work
from tests.tui.driver import HERE

RESULTS = Path(__file__).with_name("attacks.txt")
ROLES = {
    "ann": "agent",
    "sue": "supervisor",
    "adi": "auditor",
    "bi": "reports",
    "rex": "relay",
    "olga": "owner",
}

READ_ALL = {"owner", "supervisor", "auditor"}
"""Roles whose rights to read are left out, since they read every column of every table."""

OTHER_VALUES = {
    "bigint": "coalesce({0}, 0) + 1000000",
    "boolean": "NOT coalesce({0}, false)",
    "bytea": "coalesce({0}, '') || 'x'",
    "date": "coalesce({0}, current_date) + 1",
    "integer": "coalesce({0}, 0) + 1000000",
    "json": """'{{"x": 1}}'""",
    "name": "'x'",
    "text": "coalesce({0}, '') || 'x'",
    "character varying": "coalesce({0}, '') || 'x'",
    "character varying(32)": "'x'",
    "timestamp with time zone": "coalesce({0}, now()) + interval '1 minute'",
    "xid8": "NULL",
}
"""A changed value of each type, as SQL."""

# What the shift below leaves empty; $ANN is the agent who attacks, $BOB a colleague.
MORE_ROWS = """
    INSERT INTO call_answer (attempt_id, question, kind, value, agent, at, salt)
        SELECT id, 'q', 'text', 'a secret', agent, now(), '' FROM attempt;
    INSERT INTO appointment (uid, lead_id, attempt_id, set_by, set_at, with_whom, local_start, zone,
            starts_at, minutes, way, place, sequence, status, marked_by, note, salt)
        SELECT id, lead_id, id, agent, dialled_at, agent, '2026-11-20T10:00', 'America/Boise',
            now() + interval '1 day', 30, 'phone', 'a secret', 0, 'set', '', 'a secret', 'x'
        FROM attempt WHERE id IN (
            SELECT max(id) FROM attempt GROUP BY lead_id ORDER BY lead_id LIMIT 3
        ) OR agent = '$ANN';
    INSERT INTO appointment_change (appointment_id, sequence, at, agent, what, reason)
        SELECT id, 0, now(), set_by, 'set', 'a secret' FROM appointment;
    INSERT INTO callback (lead_id, agent, due_at, made_at, dropped) VALUES
        (9, NULL, now(), now(), ''), (10, '$BOB', now(), now(), ''), (11, '$ANN', now(), now(), '');
    INSERT INTO skip (lead_id, agent, at, reason) VALUES (11, '$ANN', now(), 'mine');
    INSERT INTO help_call (agent, at, answered_by, answer) VALUES ('$ANN', now(), '', '');
    INSERT INTO pause (agent, terminal, reason, began_at) VALUES ('$ANN', 't', '', now());
    INSERT INTO consent (e164, kind, given_on, proof, agent, recorded_at, zone, offer)
        VALUES ('+12085550111', 'written', '2026-11-01', 'a letter', 'sue', now(), '', '');
    INSERT INTO introduction (lead_id, agent, at, template, way)
        VALUES (9, '$BOB', now(), 'hello', 'file');
    INSERT INTO lead_sequence (lead_id, name, version, step, step_due_at, started_at, reason)
        SELECT id, 'Fair', 1, 0, now(), now(), '' FROM lead;
    INSERT INTO touch (lead_id, name, step, what, at, agent, attempt_id, skipped)
        SELECT lead_id, 'Fair', 0, 'call', dialled_at, agent, id, '' FROM attempt;
    INSERT INTO notice (author, agent, at, text) VALUES ('sue', '$BOB', now(), 'a secret');
    INSERT INTO notice_read (notice_id, agent, at) SELECT id, '$BOB', now() FROM notice;
    INSERT INTO import_batch (list_id, file, checksum, source, agent, at, rows, imported, updated,
            duplicate_in_file, duplicate_in_database, rejected, on_dnc, finished, supplier,
            currency)
        SELECT id, 'f', '', '', 'sue', now(), 0, 0, 0, 0, 0, 0, 0, '', '', '' FROM lead_list;
    INSERT INTO changed_value (seq, lead_id, field, before, after, salt)
        VALUES (1, 9, 'email', 'a secret', 'another secret', 'x');
    INSERT INTO noes_table VALUES ('$BOB', now()), ('$ANN', now());
    INSERT INTO registry (id, source, name, kind, area_code, as_of, loaded_at, agent, file,
            checksum, size)
        VALUES (9, 's', 's', 'bars', '', '2026-11-01', now(), 'sue', 'f', '', 1);
    INSERT INTO registry_block (exchange, registry_id, bits) VALUES (1208555, 9, '');
    INSERT INTO import_checkpoint (batch_id, chunk, rows, state, notes) VALUES (1, 0, 0, '', '');
    INSERT INTO pending_change (batch_id, does, lead_id, e164, row)
        VALUES (1, 'lead', 9, '', '');
    INSERT INTO presence VALUES ('t', '$BOB', 'waiting', '', now(), now());
    INSERT INTO presence VALUES ('u', '$ANN', 'waiting', '', now(), now());
    INSERT INTO suppression_pattern (kind, value, reason, agent, added_at)
        VALUES ('domain', 'example.com', 'asked', 'sue', now());
    INSERT INTO suppression_request (e164, reason, agent, added_at)
        SELECT e164, 'asked again', 'sue', now() FROM suppression;
    INSERT INTO hook (name, target, events, list_name, personal, after, is_private, is_loopback,
            cursor_seq, cursor_hash, fingerprint, status, failures, error, sent, sender)
        VALUES ('crm', '["https://crm.example"]', '[]', '', '[]', 0, false, false, 0, '', '', 'on',
            0, '', 0, '');
    INSERT INTO hook_delivery (seq, hook, type, at, event_id, lead_id, answer)
        VALUES (1, 'crm', 'call.ended', now(), 'evt_1_0', 1, '204');
    INSERT INTO hook_letter (hook_id, seq, tries, error) SELECT id, 1, 1, '' FROM hook;
    INSERT INTO setting (name, value) VALUES ('lease', '20');
    UPDATE calling_session SET span_closes_at = now() + interval '1 day';
    UPDATE lead SET held_until = now() + interval '9 minutes' WHERE held_until IS NOT NULL;
    UPDATE held_number SET held_until = now() + interval '9 minutes';
"""


class Relation(Struct, frozen=True):
    """A table or view, with the types of its columns."""

    schema: str
    name: str
    columns: dict[str, str]

    @property
    def sql(self) -> Identifier:
        return Identifier(self.schema, self.name)


def test_every_role_gets_of_every_table_what_was_decided(team: Team, clock: FrozenClock) -> None:
    fill_all_tables(team, clock)
    with connect(team.owner) as server:
        relations = read_relations(server)
        samples = {
            relation.name: sample(server, relation)
            for relation in relations
            if relation.schema == "public"
        }
    empty = [name for name, row in samples.items() if row is None]
    assert not empty, f"add a row to MORE_ROWS for {empty}"
    lines = []
    for who, role in ROLES.items():
        with team.connect(who) as connection:
            for relation in relations:
                row = samples.get(relation.name)
                results = list(attack(connection, relation, row, reads_all=role in READ_ALL))
                results = results or ["nothing"]
                lines += [f"{role} {relation.schema}.{relation.name} {line}" for line in results]
    matches = "\n".join(lines).replace(f" of {team.owner.rpartition('/')[2]}", "") + "\n"
    for name in AGENT:  # a policy that reads a table without a right on it would refuse everything
        assert f"agent {'desk' if name in VIEWS else 'public'}.{name} nothing" not in lines
    if os.environ.get("SMILEDIAL_ATTACKS") == "write":
        RESULTS.write_text(matches, encoding="utf-8")
    assert matches.splitlines() == RESULTS.read_text(encoding="utf-8").splitlines()


def fill_all_tables(team: Team, clock: FrozenClock) -> None:
    """Bob has worked a shift and has a session and a lead; ann has called and has a lead."""
    owner = open_database(team.owner)
    fill(owner)
    desks = {}
    for who in ("bob", "ann"):
        database = team.open(who)
        desks[database] = Desk(database, clock, team.login(who), 10, HERE)
    bob, ann = desks.values()
    work(bob, clock)
    for place, name in enumerate(("Lou", "Max", "Nat")):
        add_lead(owner, f"{name} Byron", f"(208) 555-02{place:02}", priority=9 - place)
    call(ann, "no", "not now")
    clock.advance(minutes=1)
    assert next_card(ann).name
    assert next_card(bob).name
    with owner.write() as connection:
        rows = MORE_ROWS.replace("$BOB", team.login("bob")).replace("$ANN", team.login("ann"))
        connection.exec_driver_sql(rows)
    for database in (*desks, owner):
        database.close()


def read_relations(server: Connection) -> list[Relation]:
    rows = server.execute(
        "SELECT nspname, relname, jsonb_object_agg(attname, format_type(atttypid, atttypmod)"
        " ORDER BY attnum) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
        " JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped"
        " WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT starts_with(nspname, 'pg_')"
        " AND nspname <> 'information_schema' GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return [Relation(*row) for row in rows]


def sample(server: Connection, relation: Relation) -> dict[str, object] | None:
    """Return a row of the relation, which an attacker has guessed."""
    query = SQL("SELECT to_jsonb(t) FROM {} AS t LIMIT 1").format(relation.sql)
    row = server.execute(query).fetchone()
    return None if row is None else row[0]


def attack(
    connection: Connection,
    relation: Relation,
    row: dict[str, object] | None,
    *,
    reads_all: bool,
) -> Iterator[str]:
    """Try each kind of statement; yield a line for each result, with the columns that gave it.

    What the role has no right to is left out.
    """
    for kind, tries in statements(relation, row):
        if kind == "SELECT" and reads_all:
            continue
        columns_by_result: dict[str, list[str]] = {}
        for column, statement in tries:
            result = attempt(connection, statement)
            if kind == "UPDATE" and result == "no right" and row is not None:
                # The role may write what it may not read: try a value that an attacker has guessed.
                result = attempt(connection, blind_update(relation, column, row))
            columns_by_result.setdefault(result, []).append(column)
        for result, columns in columns_by_result.items():
            if result == "no right":
                continue
            names = "" if len(columns_by_result) == 1 else f" {' '.join(columns)}"
            yield f"{kind}{names}: {result}"


def statements(
    relation: Relation, row: dict[str, object] | None
) -> Iterator[tuple[str, Sequence[tuple[str, Composed]]]]:
    """Yield each kind of statement: one for each column, or a single one."""
    table, columns = relation.sql, relation.columns
    counting = SQL("SELECT count(nullif({}::text, '')) FROM {}")
    yield "SELECT", [(name, counting.format(Identifier(name), table)) for name in columns]
    yield "SELECT FOR UPDATE", [("", SQL("SELECT FROM {} FOR UPDATE").format(table))]
    yield "INSERT", [("", inserting(relation, row or {}))]
    changing = SQL("UPDATE {} SET {} = {}")
    yield (
        "UPDATE",
        [
            (name, changing.format(table, Identifier(name), other_value(name, type_)))
            for name, type_ in columns.items()
        ],
    )
    yield "DELETE", [("", SQL("DELETE FROM {}").format(table))]
    yield "TRUNCATE", [("", SQL("TRUNCATE {} CASCADE").format(table))]


def other_value(name: str, type_: str) -> Composed:
    return SQL(OTHER_VALUES[type_]).format(Identifier(name))


def blind_update(relation: Relation, name: str, row: dict[str, object]) -> Composed:
    """Return the UPDATE of a column that reads none."""
    value = json.dumps(row[name]) if relation.columns[name] == "json" else row[name]
    guess = SQL("{}::{}").format(Literal(value), SQL(relation.columns[name]))
    other = SQL(OTHER_VALUES[relation.columns[name]]).format(guess)
    return SQL("UPDATE {} SET {} = {}").format(relation.sql, Identifier(name), other)


def inserting(relation: Relation, row: dict[str, object]) -> Composed:
    """Return the INSERT of a row like an existing one, under another key where it has an id."""
    values = {name: value for name, value in row.items() if name != "id"}
    if not values:
        return SQL("INSERT INTO {} DEFAULT VALUES").format(relation.sql)
    texts = (
        json.dumps(value) if relation.columns.get(name) == "json" else value
        for name, value in values.items()
    )
    return SQL("INSERT INTO {} ({}) VALUES ({})").format(
        relation.sql,
        SQL(", ").join(map(Identifier, values)),
        SQL(", ").join(map(Literal, texts)),
    )


def attempt(connection: Connection, statement: Composed) -> str:
    """Return what came of a statement, and roll it back."""
    try:
        with connection.transaction(force_rollback=True):
            done = connection.execute(statement)
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            rows = done.fetchall() if done.description else []
            count = rows[0][0] if rows and rows[0] else done.rowcount
            return "done" if count else "no row"
    except InsufficientPrivilege as error:
        words = str(error).splitlines()[0]
        return "no right" if words.startswith(("permission denied", "must be owner")) else words
    except (FeatureNotSupported, ObjectNotInPrerequisiteState, WrongObjectType):
        return "no right"  # a view that takes no such statement
    except Error as error:
        return type(error).__name__
