"""Database functions that search leads for an agent's login, which may not read the word index.

They find the same leads as `db.leads.search`; only the order of equal matches may differ.
"""

from db.leads.search import AT_MOST, NINES
from db.team.agent_functions import MOST, function

# `leads` has two bytes for each lead, in hexadecimal. Decode it once: substr() on text would count
# characters from the beginning for each lead.
_EXPANDED = """
    SELECT part * 65536 + get_byte(told, place * 2) * 256 + get_byte(told, place * 2 + 1)
    FROM (
        SELECT decode(leads, 'hex') AS told, size FROM lead_word
        WHERE segment = part AND word >= $WORD COLLATE "C" AND word < ($WORD || last) COLLATE "C"
        OFFSET 0
    ) AS parts, generate_series(0, size - 1) AS place
"""

BEGUN = f"""
    SELECT DISTINCT part.lead_id FROM unnest(starts) AS one, LATERAL (
        SELECT lead_id, place_id, e164 FROM number WHERE e164 BETWEEN one AND one || '{NINES}'
        ORDER BY e164 LIMIT {AT_MOST}
    ) AS part JOIN place ON place.id = part.place_id
    WHERE left(part.e164, length(one)) = one AND place.hidden_at IS NULL
"""

FINDING = (
    function(
        "find_named(asked text[], whole boolean, most int) RETURNS bigint[]",
        f"""DECLARE
            last text := CASE WHEN whole THEN chr(1) ELSE chr(1114111) END;
            rarest text;
            part int;
            ids bigint[];
            found bigint[] := '{{}}';
            other text;
        BEGIN
            SELECT one INTO rarest FROM unnest(asked) AS one ORDER BY (
                SELECT coalesce(sum(few.size), 0) FROM (
                    SELECT size FROM lead_word
                    WHERE word >= one COLLATE "C" AND word < (one || last) COLLATE "C" LIMIT 2001
                ) AS few
            ) LIMIT 1;
            FOR part IN
                SELECT DISTINCT segment FROM lead_word
                WHERE word >= rarest COLLATE "C" AND word < (rarest || last) COLLATE "C"
                ORDER BY segment DESC
            LOOP
                ids := ARRAY({_EXPANDED.replace("$WORD", "rarest")});
                FOREACH other IN ARRAY asked LOOP
                    CONTINUE WHEN other = rarest OR ids = '{{}}';
                    ids := ARRAY(
                        SELECT unnest(ids) INTERSECT ({_EXPANDED.replace("$WORD", "other")})
                    );
                END LOOP;
                found := found || ARRAY(
                    SELECT lead.id FROM lead JOIN place ON place.id = lead.place_id
                    WHERE lead.id = ANY (ids) AND place.hidden_at IS NULL
                      AND lead.bar <> 'import_undone'
                    ORDER BY lead.id DESC LIMIT least(most, {MOST}) - cardinality(found)
                );
                EXIT WHEN cardinality(found) >= least(most, {MOST});
            END LOOP;
            PERFORM desk.show(found);
            RETURN found;
        END""",
    ),
    function(
        "find_numbered(wanted text, tail text, ends text[], most int) RETURNS bigint[]",
        f"""DECLARE
            last text := chr(1);
            part int;
            ids bigint[];
            found bigint[] := ARRAY(
                SELECT number.lead_id FROM number JOIN place ON place.id = number.place_id
                WHERE number.e164 = wanted AND place.hidden_at IS NULL
                ORDER BY number.lead_id LIMIT least(most, {MOST})
            );
        BEGIN
            IF found = '{{}}' THEN
                FOR part IN
                    SELECT segment FROM lead_word WHERE word = tail COLLATE "C"
                    ORDER BY segment DESC
                LOOP
                    ids := ARRAY({_EXPANDED.replace("$WORD", "tail")});
                    found := found || ARRAY(
                        SELECT DISTINCT number.lead_id
                        FROM number JOIN place ON place.id = number.place_id
                        WHERE number.lead_id = ANY (ids) AND place.hidden_at IS NULL
                          AND EXISTS (
                            SELECT FROM unnest(ends) AS one WHERE right(e164, length(one)) = one
                        )
                        ORDER BY number.lead_id DESC LIMIT least(most, {MOST}) - cardinality(found)
                    );
                    EXIT WHEN cardinality(found) >= least(most, {MOST});
                END LOOP;
            END IF;
            PERFORM desk.show(found);
            RETURN found;
        END""",
    ),
    function(
        "find_begun(starts text[], most int) RETURNS bigint[]",
        f"""DECLARE
            found bigint[] := ARRAY(
                {BEGUN} LIMIT least(most, {MOST})
            );
        BEGIN
            PERFORM desk.show(found);
            RETURN found;
        END""",
    ),
)
