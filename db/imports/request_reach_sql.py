"""The statements by which the other numbers of who asked are found."""

TABLES = """
CREATE TEMPORARY TABLE staged_person (e164 TEXT, "key" TEXT, mark TEXT, name TEXT, reason TEXT,
    said INTEGER, round INTEGER);
CREATE TEMPORARY TABLE staged_row (id INTEGER, e164 TEXT, "key" TEXT, mark TEXT, name TEXT);
CREATE INDEX staged_row_id ON staged_row (id);
CREATE INDEX staged_row_e164 ON staged_row (e164);
CREATE INDEX staged_row_mark ON staged_row (mark);
CREATE INDEX staged_request_e164 ON staged_request (e164)
"""
"""Made when the first row asks. `staged_person` holds each number of who asks, and `key` where it
is the one by which they go; `staged_row` the numbers of rows of which no lead tells them."""

PERSON_COLUMNS = ("e164", '"key"', "mark", "name", "reason", "said", "round")
ROW_COLUMNS = ("id", "e164", '"key"', "mark", "name")

_IS_SHOWN = """(lead.batch_id = :batch_id OR NOT EXISTS (
    SELECT 1 FROM place WHERE place.id = lead.place_id AND place.hidden_at IS NOT NULL))"""
_IS_TO_BAR = """(p.said = 1 OR o.status <> 'suppressed')
    AND NOT EXISTS (SELECT 1 FROM staged_request r WHERE r.e164 = o.e164)"""
_LEAD = """p."key" AS asker_key, p.mark AS asker_mark, p.name AS asker, p.reason, p.said,
    lead.id, lead.name, lead.company, lead.vendor_id"""
_HAS_MORE = f"""EXISTS (SELECT 1 FROM number o WHERE o.lead_id = lead.id AND {_IS_TO_BAR})"""

LEADS_WITH = f"""
SELECT {_LEAD}, n.e164, n.extension, n.label, n.position
FROM staged_person p $JOIN number n ON n.e164 = p.e164 $JOIN lead ON lead.id = n.lead_id
WHERE p.round = :round AND {_IS_SHOWN} AND {_HAS_MORE}
ORDER BY lead.id, p.reason
"""
LEADS_MARKED = f"""
SELECT DISTINCT {_LEAD} FROM staged_person p $FOUND
WHERE p.round = :round AND p.mark <> '' AND {_IS_SHOWN} AND {_HAS_MORE}
ORDER BY lead.id, p.reason
"""
FOUND_BY = {
    "vendor_id": "$JOIN lead ON lead.vendor_id = substr(p.mark, 4) AND lead.vendor_id <> ''",
    "name_address": "$JOIN staged_mark m ON m.mark = p.mark $JOIN lead ON lead.id = m.lead_id",
}
IN_LIST = " AND lead.list_id = :list_id ORDER BY"

_ROW = """p."key" AS asker_key, p.mark AS asker_mark, p.name AS asker, p.reason, p.said,
    s.id, s."key", s.mark, s.name"""
_ROW_HAS_MORE = """EXISTS (SELECT 1 FROM staged_row o WHERE o.id = s.id
    AND NOT EXISTS (SELECT 1 FROM staged_request r WHERE r.e164 = o.e164))"""
ROWS_WITH = f"""
SELECT DISTINCT {_ROW} FROM staged_person p $JOIN staged_row s ON s.e164 = p.e164
WHERE p.round = :round AND {_ROW_HAS_MORE}
ORDER BY s.id, p.reason
"""
ROWS_MARKED = f"""
SELECT DISTINCT {_ROW} FROM staged_person p $JOIN staged_row s ON s.mark = p.mark
WHERE p.round = :round AND p.mark <> '' AND {_ROW_HAS_MORE}
ORDER BY s.id, p.reason
"""

NUMBERS_OF = """
SELECT o.lead_id, o.e164, o.status FROM number o WHERE o.lead_id IN :ids
    AND NOT EXISTS (SELECT 1 FROM staged_request r WHERE r.e164 = o.e164)
ORDER BY o.lead_id, o.position
"""
NUMBERS_OF_ROWS = """
SELECT o.id, o.e164, '' AS status FROM staged_row o WHERE o.id IN :ids
    AND NOT EXISTS (SELECT 1 FROM staged_request r WHERE r.e164 = o.e164)
ORDER BY o.id
"""
