"""Which of many numbers an outside list holds, asked where the bits of the lists lie."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

# SQLite has no function for a byte's value: it is where the byte stands among all that are not 0.
_NOT_ZERO = bytes(range(1, 256))
_LISTED = {
    "sqlite": """
SELECT k.value, b.registry_id
FROM json_each(:numbers) k CROSS JOIN registry_block b ON b.exchange = k.value / 10000
WHERE length(b.bits) > k.value % 10000 / 8 AND
    (instr(:bytes, substr(b.bits, k.value % 10000 / 8 + 1, 1)) >> (k.value % 10000 % 8)) & 1
""",
    "postgresql": """
SELECT k.value, b.registry_id
FROM unnest(CAST(:numbers AS bigint[])) AS k(value)
JOIN registry_block b ON b.exchange = k.value / 10000
WHERE CASE WHEN octet_length(b.bits) > k.value % 10000 / 8
    THEN get_bit(b.bits, k.value % 10000) = 1 END
""",
}
"""An exchange, the digits but the last four, has a bit for each of its 10,000 numbers."""


def listed_among(connection: Connection, e164s: Sequence[str]) -> list[tuple[str, int]]:
    """(number, id of the copy that lists it), staged and retired copies too."""
    if not e164s:
        return []
    in_order = sorted(e164s)  # exchanges that follow one another lie near one another
    values: dict[str, Any] = {"numbers": [int(e164[1:]) for e164 in in_order]}
    if connection.dialect.name == "sqlite":
        values = {"numbers": f"[{','.join(e164[1:] for e164 in in_order)}]", "bytes": _NOT_ZERO}
    rows = connection.execute(text(_LISTED[connection.dialect.name]), values)
    return [(f"+{value}", registry_id) for value, registry_id in rows]
