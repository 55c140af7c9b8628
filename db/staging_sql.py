"""The statements by which leads are staged, weighed and published; `bulk.py` runs them in order."""

WORDS = (
    "name",
    "given_name",
    "family_name",
    "company",
    "title",
    "occupation",
    "email",
    "address",
    "city",
    "region",
    "postal_code",
    "vendor_id",
    "notes",
)
"""The columns of a lead that hold what its row says, in the order in which they are staged."""

TEXTS = (*WORDS, "country", "zone", "kind")
AMOUNTS = ("income", "net_worth", "priority")

LEAD_COLUMNS = ("line", *TEXTS, *AMOUNTS, "extras")
CONSENT_COLUMNS = ("line", "kind", "given_on", "proof")
NUMBER_COLUMNS = ("line", "position", "e164", "extension", "label", "type", "status", "place")

TABLES = f"""
CREATE TEMPORARY TABLE staged_lead (line BIGINT PRIMARY KEY,
    {", ".join(f"{name} TEXT NOT NULL" for name in TEXTS)},
    income BIGINT, net_worth BIGINT, priority BIGINT NOT NULL, extras TEXT NOT NULL);
CREATE TEMPORARY TABLE staged_number (line BIGINT, position BIGINT, e164 TEXT, extension TEXT,
    label TEXT, type TEXT, status TEXT, place BIGINT, PRIMARY KEY (line, position));
CREATE TEMPORARY TABLE staged_place (id BIGINT PRIMARY KEY, facts TEXT, place_id BIGINT);
CREATE TEMPORARY TABLE staged_consent (line BIGINT PRIMARY KEY, kind TEXT, given_on DATE,
    proof TEXT);
CREATE TEMPORARY TABLE staged_first (line BIGINT PRIMARY KEY, e164 TEXT, extension TEXT);
CREATE TEMPORARY TABLE staged_known (line BIGINT PRIMARY KEY, lead_id BIGINT);
CREATE TEMPORARY TABLE staged_worked (line BIGINT PRIMARY KEY);
CREATE TEMPORARY TABLE staged_change (lead_id BIGINT PRIMARY KEY, line BIGINT);
CREATE TEMPORARY TABLE staged_move (number_id BIGINT, new_id BIGINT);
CREATE TEMPORARY TABLE staged_new (line BIGINT PRIMARY KEY, position BIGINT, bar TEXT);
CREATE TEMPORARY TABLE staged_id (line BIGINT PRIMARY KEY, lead_id BIGINT)
"""

FIRST = """
INSERT INTO staged_first
SELECT min(line), e164, extension FROM staged_number WHERE position = 0
GROUP BY e164, extension ORDER BY 1
"""

SUPPRESS = """
UPDATE staged_number SET status = 'suppressed'
WHERE EXISTS (SELECT 1 FROM suppression WHERE suppression.e164 = staged_number.e164)
"""

NEW = """
INSERT INTO staged_new
SELECT n.line, coalesce(min(CASE WHEN n.status = 'open' THEN n.position END), 0),
    CASE WHEN sum(CASE WHEN n.status = 'open' THEN 1 ELSE 0 END) > 0 THEN ''
        WHEN sum(CASE WHEN n.status = 'suppressed' THEN 1 ELSE 0 END) > 0 THEN 'internal_list'
        WHEN sum(CASE WHEN n.status = 'registered' THEN 1 ELSE 0 END) > 0 THEN 'registry'
        ELSE 'invalid_number' END
FROM staged_first f JOIN staged_number n ON n.line = f.line
WHERE NOT EXISTS (SELECT 1 FROM staged_known k WHERE k.line = f.line)
    AND NOT EXISTS (SELECT 1 FROM staged_worked w WHERE w.line = f.line)
GROUP BY n.line ORDER BY n.line
"""
"""The rows whose first number nobody has yet, the number each is to be called on, and its bar."""

STANDING = """
SELECT w.bar, p.facts, count(*) FROM staged_new w
JOIN staged_number n ON n.line = w.line AND n.position = w.position
JOIN staged_place p ON p.id = n.place
GROUP BY w.bar, p.facts ORDER BY 3 DESC, 2
"""
"""The new leads by what bars them and by the place of the number each is to be called on."""

KNOWN_PLACES = """
UPDATE staged_place SET place_id = (SELECT id FROM place WHERE place.facts = staged_place.facts)
WHERE place_id IS NULL
"""

NEW_PLACES = """
INSERT INTO place (facts) SELECT facts FROM staged_place
WHERE place_id IS NULL AND id IN (
    SELECT n.place FROM staged_number n JOIN staged_new w ON w.line = n.line
    UNION SELECT n.place FROM staged_number n JOIN staged_change c ON c.line = n.line)
ORDER BY id ON CONFLICT (facts) DO NOTHING
"""

IDS = {
    "sqlite": """
INSERT INTO staged_id
SELECT line, (SELECT coalesce(max(id), 0) FROM lead) + row_number() OVER (ORDER BY line)
FROM staged_new
""",
    "postgresql": """
INSERT INTO staged_id
SELECT line, nextval(pg_get_serial_sequence('lead', 'id'))
FROM (SELECT line FROM staged_new ORDER BY line) AS ordered
""",
}

LEADS = f"""
INSERT INTO lead (id, list_id, batch_id, {", ".join(TEXTS + AMOUNTS)}, extras,
    place_id, status, bar, draft, due_reason, dials, noes)
SELECT i.lead_id, :list_id, :batch_id, {", ".join(f"l.{name}" for name in TEXTS + AMOUNTS)},
    $EXTRAS, p.place_id, CASE WHEN w.bar = '' THEN 'open' ELSE 'barred' END, w.bar, '', '', 0, 0
FROM staged_id i
JOIN staged_new w ON w.line = i.line
JOIN staged_lead l ON l.line = i.line
JOIN staged_number n ON n.line = i.line AND n.position = w.position
JOIN staged_place p ON p.id = n.place
ORDER BY i.line
"""
EXTRAS = {"sqlite": "l.extras", "postgresql": "CAST(l.extras AS json)"}

NUMBERS = """
INSERT INTO number (lead_id, position, e164, extension, label, line, status, place_id)
SELECT i.lead_id, n.position, n.e164, n.extension, n.label, n.type, n.status, p.place_id
FROM staged_id i
JOIN staged_number n ON n.line = i.line
JOIN staged_place p ON p.id = n.place
ORDER BY i.line, n.position
"""

CONSENTS = """
INSERT INTO consent (e164, kind, given_on, proof, zone, agent, recorded_at)
SELECT n.e164, c.kind, c.given_on, c.proof, '', :agent, :at
FROM staged_consent c
JOIN staged_id i ON i.line = c.line
JOIN staged_number n ON n.line = c.line AND n.position = 0
ORDER BY c.line
"""
