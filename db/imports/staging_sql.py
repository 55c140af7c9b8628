"""The SQL statements with which an import recognizes leads and publishes them."""

from db.places.dnc_marks import ASKED_NOT

TABLES = """
CREATE TEMPORARY TABLE staged_consent (e164 TEXT, kind TEXT, given_on DATE, proof TEXT);
CREATE TEMPORARY TABLE staged_request (e164 TEXT, reason TEXT);
CREATE TEMPORARY TABLE staged_more (lead_id BIGINT, e164 TEXT, extension TEXT, label TEXT,
    type TEXT, status TEXT, place BIGINT);
CREATE TEMPORARY TABLE staged_key (key TEXT PRIMARY KEY, name TEXT);
CREATE TEMPORARY TABLE staged_mark (mark TEXT, lead_id BIGINT, PRIMARY KEY (mark, lead_id))
"""
"""`staged_consent` holds the evidence of the rows, `staged_request` the numbers not to be called,
and `staged_more` further numbers that later rows bring for leads of this file. `staged_key` holds
the numbers of a dry run, which writes nowhere else. If rows are matched by name and address,
`staged_mark` holds those of all leads."""

TAKE_MORE = """
SELECT lead_id, e164, extension, label, type, status, place FROM staged_more
WHERE lead_id IN (SELECT DISTINCT lead_id FROM staged_more ORDER BY lead_id LIMIT :most)
"""
NUMBERS_OF = "SELECT lead_id, e164, extension FROM number WHERE lead_id IN :ids"
NUMBERED = "SELECT lead_id, position FROM number WHERE lead_id >= :first_id"
NAMES_SINCE = """
SELECT id, name, company FROM lead WHERE id >= :first_id AND batch_id = :batch_id ORDER BY id
"""
NUMBERS_SINCE = """
SELECT n.lead_id, n.e164 FROM number n
WHERE n.lead_id IN (SELECT id FROM lead WHERE id >= :first_id AND batch_id = :batch_id)
ORDER BY n.lead_id
"""
DROP_MORE = "DELETE FROM staged_more WHERE lead_id IN :ids"

IS_RETIRED = "lead.list_id IN (SELECT id FROM lead_list WHERE retired_at IS NOT NULL)"

KNOWN = f"""
SELECT n.e164, n.extension, n.label, n.id, n.lead_id, n.position, lead.batch_id,
    lead.name,
    n.position > 0 AND {ASKED_NOT} AS asked_not, {IS_RETIRED} AS is_retired
FROM $KEYS k $JOIN number n ON n.e164 = k.value JOIN lead ON lead.id = n.lead_id
WHERE (lead.batch_id = :batch_id OR NOT EXISTS (
    SELECT 1 FROM place WHERE place.id = n.place_id AND place.hidden_at IS NOT NULL))
ORDER BY n.position, is_retired, n.lead_id
"""
"""The numbers of visible leads, and of leads that this import has written."""
KNOWN_IN_LIST = KNOWN.replace("WHERE (lead", "WHERE lead.list_id = :list_id AND (lead")

SUPPRESSED_OF = f"""
SELECT n.e164, n.extension, n.label, n.position, n.lead_id, lead.name, lead.company,
    CASE WHEN lead.bar = 'internal_list' THEN s.reason END AS reason
FROM $KEYS k $JOIN number n ON n.e164 = k.value AND n.status = 'suppressed'
$JOIN lead ON lead.id = n.lead_id LEFT JOIN suppression s ON s.e164 = n.e164
WHERE (lead.batch_id IS NULL OR lead.batch_id <> :batch_id) AND {ASKED_NOT} AND NOT EXISTS (
    SELECT 1 FROM place WHERE place.id = n.place_id AND place.hidden_at IS NOT NULL)
"""
"""The leads that have these numbers and asked not to be called, in any list, even a retired one.

`reason` says why the number is on the internal list; NULL for leads that a call closed."""

NAMED = """
SELECT id, name, address, postal_code FROM lead
WHERE id > :after AND name <> '' AND address <> '' AND (:list_id = 0 OR list_id = :list_id)
ORDER BY id LIMIT :most
"""

MARKED = f"""
SELECT k.value, lead.id, lead.batch_id, {IS_RETIRED} AS is_retired,
    (SELECT n.id FROM number n WHERE n.lead_id = lead.id ORDER BY n.position, n.id LIMIT 1)
        AS number_id,
    EXISTS (SELECT 1 FROM attempt a WHERE a.lead_id = lead.id AND a.dialled_at >= :since)
        AS was_worked
FROM $KEYS k $FOUND
WHERE (lead.batch_id = :batch_id OR NOT EXISTS (
    SELECT 1 FROM place WHERE place.id = lead.place_id AND place.hidden_at IS NOT NULL))
ORDER BY is_retired, lead.id
"""
"""The leads with one of these marks; visible ones and those of this import, as in KNOWN."""
FOUND_BY = {
    "vendor_id": "$JOIN lead ON lead.vendor_id = k.value AND lead.vendor_id <> ''",
    "name_address": "$JOIN staged_mark m ON m.mark = k.value $JOIN lead ON lead.id = m.lead_id",
}
MARKED_IN_LIST = MARKED.replace(
    "WHERE (lead.batch", "WHERE lead.list_id = :list_id AND (lead.batch"
)

SEEN = "SELECT key, name FROM staged_key WHERE key IN (SELECT value FROM $KEYS k)"

WORKED = """
SELECT DISTINCT a.e164 FROM $KEYS k $JOIN attempt a ON a.e164 = k.value AND a.dialled_at >= :since
"""

KEYS = {"sqlite": "json_each(:keys)", "postgresql": "unnest(CAST(:keys AS text[])) AS k(value)"}
MET_MEANWHILE = """
SELECT mine.lead_id FROM import_batch later
$JOIN lead other ON other.list_id = later.list_id AND other.batch_id = later.id
$JOIN number theirs ON theirs.lead_id = other.id AND theirs.position = 0
$JOIN number mine ON mine.e164 = theirs.e164 AND mine.extension = theirs.extension
    AND mine.position = 0
    AND (mine.label = theirs.label
        OR (mine.label NOT LIKE 'ask for %' AND theirs.label NOT LIKE 'ask for %'))
$JOIN lead ON lead.id = mine.lead_id AND lead.batch_id = :batch_id
WHERE later.id > :batch_id
"""
"""Leads of the batch whose first number a smaller import has published since this one began."""

SUPPRESSED_MEANWHILE = """
UPDATE number SET status = 'suppressed' WHERE status <> 'suppressed'
    AND e164 IN (SELECT e164 FROM suppression WHERE added_at >= :since)
    AND lead_id >= :first_id
RETURNING lead_id
"""

DROP_NUMBERS = "DELETE FROM number WHERE lead_id = :lead_id"
DROP_LEAD = "DELETE FROM lead WHERE id = :lead_id"

CONSENT_COLUMNS = ("e164", "kind", "given_on", "proof")
CONSENTS = """
INSERT INTO consent (e164, kind, given_on, proof, zone, agent, recorded_at, batch_id)
SELECT e164, kind, given_on, min(proof), '', :agent, :at, :batch_id FROM staged_consent s
WHERE NOT EXISTS (SELECT 1 FROM consent c
    WHERE c.e164 = s.e164 AND c.kind = s.kind AND c.given_on = s.given_on)
GROUP BY e164, kind, given_on
"""

REQUEST_COLUMNS = ("e164", "reason")
