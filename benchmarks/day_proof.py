"""Check a database after a simulated day by plain SQL, without any code of ours.

Each question counts what must never happen: 0 is the only good answer.
"""

from collections.abc import Iterator, Sequence

import psycopg

HOURS = {
    **dict.fromkeys((212, 201, 404, 704, 216, 804, 803), ("America/New_York", 8, 21)),
    **dict.fromkeys((305, 617, 301), ("America/New_York", 8, 20)),
    **dict.fromkeys((312, 214, 615, 414, 314), ("America/Chicago", 8, 21)),
    **dict.fromkeys((205, 225, 405), ("America/Chicago", 8, 20)),
    **dict.fromkeys((303, 801), ("America/Denver", 8, 21)),
    **dict.fromkeys((213, 415), ("America/Los_Angeles", 8, 21)),
    **dict.fromkeys((206, 503), ("America/Los_Angeles", 8, 20)),
}
"""Area codes in one zone, and the hours of a Wednesday in which consumers may be called there.

From 47 CFR 64.1200(c)(1), or the state's law if it is stricter. Written by hand, so that an error
in our tables of law shows.
"""

_OVERLAPPING = """
SELECT count(*) FROM attempt a JOIN attempt b ON a.{same} = b.{same} AND a.id < b.id
WHERE a.dialled_at < coalesce(b.ended_at, 'infinity')
AND b.dialled_at < coalesce(a.ended_at, 'infinity')
"""
_CHAIN = r"""
WITH entry AS (
    SELECT *, lag(hash, 1, repeat('0', 64)) OVER (ORDER BY seq) AS before,
        lag(seq, 1, 0::bigint) OVER (ORDER BY seq) AS seq_before,
        (extract(epoch FROM at) * 1000000)::bigint AS microsecond
    FROM audit_entry
)
SELECT count(*) FILTER (WHERE previous <> before OR seq <> seq_before + 1 OR hash <> encode(sha256(
        convert_to(concat_ws(E'\n', seq, microsecond, agent, action, detail,
            coalesce(lead_id::text, 'None'), coalesce(number, 'None'), proof, previous), 'UTF8')
    ), 'hex'))
    + (SELECT count(*) FROM audit_head WHERE (seq, hash) IS DISTINCT FROM
        (SELECT (seq, hash) FROM audit_entry ORDER BY seq DESC LIMIT 1))
FROM entry
"""
_UNLOGGED = """
SELECT count(*) FROM attempt WHERE NOT EXISTS (SELECT FROM audit_entry WHERE action = 'dial'
    AND lead_id = attempt.lead_id AND (detail::json ->> 'attempt')::bigint = attempt.id)
"""

QUESTIONS = {
    "doubles": " UNION ALL ".join(_OVERLAPPING.format(same=name) for name in ("lead_id", "e164")),
    "lost": """
        SELECT count(*) FROM acknowledged WHERE NOT EXISTS (SELECT FROM attempt
        WHERE attempt.claim = acknowledged.claim
        AND (acknowledged.outcome = '' OR attempt.outcome = acknowledged.outcome))""",
    "calls outside hours": """
        SELECT count(*) FROM attempt LEFT JOIN hours ON hours.area = substr(e164, 3, 3)
        WHERE area IS NULL OR extract(hour FROM dialled_at AT TIME ZONE zone) < opens
        OR extract(hour FROM dialled_at AT TIME ZONE zone) >= closes""",
    "calls after a request": """
        SELECT count(*) FROM attempt JOIN suppression USING (e164) WHERE dialled_at > added_at""",
    "callbacks called too early": """
        SELECT count(*) FROM attempt JOIN callback USING (lead_id)
        WHERE dialled_at > made_at AND dialled_at < due_at""",
    "calls without an entry in the log": _UNLOGGED,
    "broken links of the chain": _CHAIN,
}


def ask(address: str, acknowledged: Sequence[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    """Yield each question with its answer.

    `acknowledged` holds the claims and outcomes ("" for a dial) that agents saw as saved.
    """
    with psycopg.connect(address) as server:
        server.execute("SET work_mem = '256MB'")
        server.execute("CREATE TEMP TABLE acknowledged (claim text, outcome text)")
        server.execute("CREATE TEMP TABLE hours (area text, zone text, opens int, closes int)")
        with server.cursor() as cursor:
            with cursor.copy("COPY acknowledged FROM STDIN") as out:
                for row in acknowledged:
                    out.write_row(row)
            rows = [(str(area), *hours) for area, hours in HOURS.items()]
            cursor.executemany("INSERT INTO hours VALUES (%s, %s, %s, %s)", rows)
        server.execute("ANALYZE")
        for name, question in QUESTIONS.items():
            yield name, sum(int(row[0]) for row in server.execute(question).fetchall())


def count(address: str, question: str) -> int:
    with psycopg.connect(address) as server:
        row = server.execute(question).fetchone()
        return int(row[0]) if row else 0
