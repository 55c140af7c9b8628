"""Create views for other tools (datasette, visidata, charts). Smile & Dial does not read them.

Times are ISO 8601 to the second: UTC with `Z` and, where a verdict was stored, the local time of
the person called. Yes and no are 1 and 0, so that they can be summed. An upgrade drops the views
before it changes the tables, which could not be rebuilt otherwise. Then it recreates them with
their grants.
"""

from collections.abc import Iterator

from msgspec import Struct
from sqlalchemy import Connection

VIEWS = ("v_calls", "v_leads", "v_sessions", "v_requests", "v_answers", "v_appointments")


class Grant(Struct, frozen=True):
    """A login or role on PostgreSQL that may read a view."""

    view: str
    grantee: str


def drop_views(connection: Connection) -> tuple[Grant, ...]:
    """Drop the views; return the grants on them."""
    grants = tuple(_grants(connection))
    for view in VIEWS:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {view}")
    return grants


def make_views(connection: Connection, grants: tuple[Grant, ...] = ()) -> None:
    """Create the views and grant them again."""
    dialect = connection.dialect.name
    for write_view in (_calls, _leads, _sessions, _requests, _answers, _appointments):
        connection.exec_driver_sql(write_view(dialect))
    quoted = connection.dialect.identifier_preparer.quote_identifier
    for grant in grants:
        grantee = "PUBLIC" if grant.grantee == "PUBLIC" else quoted(grant.grantee)
        connection.exec_driver_sql(f"GRANT SELECT ON {grant.view} TO {grantee}")


def _grants(connection: Connection) -> Iterator[Grant]:
    if connection.dialect.name == "sqlite":
        return
    names = ", ".join(f"'{view}'" for view in VIEWS)
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT table_name, grantee FROM information_schema.role_table_grants"
        f" WHERE table_schema = current_schema() AND table_name IN ({names})"
        " AND privilege_type = 'SELECT' AND grantee <> current_user"
    )
    for view, grantee in rows.all():
        yield Grant(view, grantee)


def _utc(dialect: str, column: str) -> str:
    if dialect == "sqlite":
        return f"strftime('%Y-%m-%dT%H:%M:%SZ', {column} / 1000000, 'unixepoch')"
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""


def _seconds(dialect: str, since: str, until: str) -> str:
    if dialect == "sqlite":
        return f"({until} - {since}) / 1000000"
    return f"CAST(floor(extract(epoch FROM {until} - {since})) AS bigint)"


def _first_zone(dialect: str, name: str) -> str:
    """Return the first candidate zone of the person, from the verdict of the call."""
    if dialect == "sqlite":
        return f"json_extract(attempt.verdict, '$.zones[0].{name}')"
    return f"attempt.verdict -> 'zones' -> 0 ->> '{name}'"


def _is(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def _calls(dialect: str) -> str:
    return f"""
CREATE VIEW v_calls AS SELECT
    attempt.id AS call_id,
    {_utc(dialect, "attempt.dialled_at")} AS dialled_utc,
    {_first_zone(dialect, "local")} AS dialled_there,
    {_first_zone(dialect, "zone")} AS zone_there,
    {_utc(dialect, "attempt.ended_at")} AS ended_utc,
    {_seconds(dialect, "attempt.dialled_at", "attempt.ended_at")} AS seconds,
    {_seconds(dialect, "attempt.answered_at", "attempt.line_ended_at")} AS seconds_on_the_line,
    attempt.agent AS agent,
    attempt.direction AS direction,
    coalesce(outcome.label, 'no outcome yet') AS outcome,
    {_is("outcome.is_contact")} AS is_talk,
    {_is("outcome.is_contact")} AS is_reached, -- for one release
    {_is("outcome.is_no")} AS is_no,
    {_is("outcome.is_yes")} AS is_yes,
    {_is("outcome.suppresses")} AS asked_not_to_be_called,
    attempt.note AS note,
    coalesce(script_version.name, '') AS script,
    attempt.opening AS opening,
    attempt.e164 AS number,
    attempt.caller_id AS caller_id,
    attempt.lead_id AS lead_id,
    lead.vendor_id AS vendor_id,
    lead.name AS lead,
    lead.company AS company,
    lead_list.name AS list,
    attempt.session_id AS session_id,
    calling_session.name AS session
FROM attempt
JOIN lead ON lead.id = attempt.lead_id
JOIN lead_list ON lead_list.id = lead.list_id
LEFT JOIN outcome ON outcome.code = attempt.outcome
LEFT JOIN calling_session ON calling_session.id = attempt.session_id
LEFT JOIN script_version ON script_version.id = attempt.script_id
"""


def _leads(dialect: str) -> str:
    joined = "group_concat" if dialect == "sqlite" else "string_agg"
    return f"""
CREATE VIEW v_leads AS SELECT
    lead.id AS lead_id,
    lead.vendor_id AS vendor_id,
    lead.name AS lead,
    lead.company AS company,
    lead.title AS title,
    lead.occupation AS occupation,
    lead.income AS income,
    lead.net_worth AS net_worth,
    lead.email AS email,
    lead.address AS address,
    lead.city AS city,
    lead.region AS region,
    lead.postal_code AS postal_code,
    lead.country AS country,
    lead.kind AS kind,
    (SELECT {joined}(number.e164, ' ') FROM number WHERE number.lead_id = lead.id) AS numbers,
    lead_list.name AS list,
    {_is("lead_list.retired_at IS NOT NULL")} AS is_list_retired,
    coalesce(import_batch.supplier, '') AS supplier,
    lead.priority AS priority,
    lead.owner AS owner,
    lead.status AS status,
    replace(lead.bar, '_', ' ') AS barred_by,
    {_utc(dialect, "lead.due_at")} AS rests_until_utc,
    replace(lead.due_reason, '_', ' ') AS rests_for,
    lead.dials AS dials,
    lead.reached AS talks,
    lead.reached AS times_reached, -- for one release
    lead.noes AS noes,
    lead.yeses AS yeses,
    {_utc(dialect, "lead.last_dialled_at")} AS last_dialled_utc,
    lead.notes AS notes
FROM lead
JOIN lead_list ON lead_list.id = lead.list_id
LEFT JOIN import_batch ON import_batch.id = lead.batch_id
WHERE lead.bar <> 'import_undone' AND NOT EXISTS
    (SELECT 1 FROM place WHERE place.id = lead.place_id AND place.hidden_at IS NOT NULL)
"""


def _sessions(dialect: str) -> str:
    called = f"""
    SELECT attempt.session_id AS session_id,
        sum({_is("attempt.direction = 'outbound'")}) AS dials,
        sum({_is("attempt.direction = 'inbound'")}) AS rang_in,
        sum({_is("attempt.direction = 'outbound' AND outcome.is_contact")}) AS talks,
        sum({_is("attempt.direction = 'outbound' AND outcome.is_no")}) AS noes,
        sum({_is("attempt.direction = 'outbound' AND outcome.is_yes")}) AS yeses,
        sum({_is("outcome.suppresses")}) AS asked_not_to_be_called
    FROM attempt LEFT JOIN outcome ON outcome.code = attempt.outcome
    WHERE attempt.session_id IS NOT NULL GROUP BY attempt.session_id"""
    names = ("dials", "rang_in", "talks", "noes", "yeses", "asked_not_to_be_called")
    counts = ",\n    ".join(f"coalesce(called.{name}, 0) AS {name}" for name in names)
    counts += ",\n    coalesce(called.talks, 0) AS reached -- for one release"
    return f"""
CREATE VIEW v_sessions AS SELECT
    calling_session.id AS session_id,
    calling_session.name AS session,
    lead_list.name AS list,
    coalesce(calling_session.agent, '') AS agent,
    calling_session.owner AS owner,
    calling_session.status AS status,
    calling_session.size AS leads,
    (SELECT count(*) FROM session_lead WHERE session_lead.session_id = calling_session.id)
        AS leads_waiting,
    calling_session.given_back AS leads_given_back,
    {_utc(dialect, "calling_session.span_opens_at")} AS span_opens_utc,
    {_utc(dialect, "calling_session.span_closes_at")} AS span_closes_utc,
    {_utc(dialect, "calling_session.planned_at")} AS planned_utc,
    {_utc(dialect, "calling_session.started_at")} AS started_utc,
    {_utc(dialect, "calling_session.ended_at")} AS ended_utc,
    calling_session.paused_seconds AS paused_seconds,
    {counts}
FROM calling_session
LEFT JOIN lead_list ON lead_list.id = calling_session.list_id
LEFT JOIN ({called}) called ON called.session_id = calling_session.id
"""


def _requests(dialect: str) -> str:
    return f"""
CREATE VIEW v_requests AS SELECT
    suppression.e164 AS number,
    {_utc(dialect, "suppression.added_at")} AS added_utc,
    suppression.reason AS reason,
    suppression.agent AS agent,
    suppression.attempt_id AS call_id,
    (SELECT count(*) FROM suppression_request WHERE suppression_request.e164 = suppression.e164)
        AS asked_again
FROM suppression
"""


def _answers(dialect: str) -> str:
    return f"""
CREATE VIEW v_answers AS SELECT
    call_answer.id AS answer_id,
    call_answer.attempt_id AS call_id,
    {_utc(dialect, "call_answer.at")} AS answered_utc,
    call_answer.agent AS agent,
    call_answer.question AS question,
    call_answer.kind AS kind,
    call_answer.value AS answer,
    coalesce(script_version.name, '') AS script,
    attempt.opening AS opening,
    coalesce(outcome.label, 'no outcome yet') AS outcome,
    attempt.lead_id AS lead_id,
    lead.vendor_id AS vendor_id,
    lead.name AS lead,
    lead_list.name AS list
FROM call_answer
JOIN attempt ON attempt.id = call_answer.attempt_id
JOIN lead ON lead.id = attempt.lead_id
JOIN lead_list ON lead_list.id = lead.list_id
LEFT JOIN outcome ON outcome.code = attempt.outcome
LEFT JOIN script_version ON script_version.id = attempt.script_id
"""


def _appointments(dialect: str) -> str:
    return f"""
CREATE VIEW v_appointments AS SELECT
    appointment.id AS appointment_id,
    {_utc(dialect, "appointment.set_at")} AS set_utc,
    appointment.set_by AS set_by,
    appointment.with_whom AS with_whom,
    {_utc(dialect, "appointment.starts_at")} AS starts_utc,
    appointment.local_start AS starts_there,
    appointment.zone AS zone_there,
    appointment.minutes AS minutes,
    appointment.way AS way,
    appointment.place AS place,
    replace(appointment.status, '_', '-') AS status,
    {_is("appointment.status = 'held'")} AS is_held,
    {_is("appointment.status = 'no_show'")} AS is_no_show,
    {_is("appointment.status = 'cancelled'")} AS is_cancelled,
    (SELECT count(*) FROM appointment_change
        WHERE appointment_change.appointment_id = appointment.id
        AND appointment_change.what = 'moved') AS times_moved,
    appointment.marked_by AS marked_by,
    appointment.note AS note,
    appointment.attempt_id AS call_id,
    appointment.lead_id AS lead_id,
    lead.vendor_id AS vendor_id,
    lead.name AS lead,
    lead.company AS company,
    lead_list.name AS list,
    coalesce(import_batch.supplier, '') AS supplier
FROM appointment
JOIN lead ON lead.id = appointment.lead_id
JOIN lead_list ON lead_list.id = lead.list_id
LEFT JOIN import_batch ON import_batch.id = lead.batch_id
"""
