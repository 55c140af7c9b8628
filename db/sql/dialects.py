"""SQL fragments that differ between SQLite and PostgreSQL."""

ORDERED_IDS = {
    "sqlite": "(SELECT value AS id, key AS rank FROM json_each(:places))",
    "postgresql": (
        "(SELECT value::bigint AS id, ordinality AS rank"
        " FROM json_array_elements_text(CAST(:places AS json)) WITH ORDINALITY)"
    ),
}
"""The ids of the JSON array `places` as rows, in the order of the array."""

RANKED_IDS = {
    "sqlite": (
        "(SELECT CAST(value AS integer) AS id, key AS rank FROM json_each(:places) LIMIT -1)"
    ),
    "postgresql": ORDERED_IDS["postgresql"],
}
"""The same rows for a join by id.

The CAST tells SQLite that the ids are integers, so it builds an automatic index. Otherwise it reads
the whole array for each lead. LIMIT -1 limits nothing, but keeps SQLite from merging the subquery
into the join.
"""

MINE = {
    "sqlite": "(SELECT value FROM json_each(:mine))",
    "postgresql": "(SELECT json_array_elements_text(CAST(:mine AS json)))",
}
"""The owners of the JSON array `mine`, as a set."""

PLACES_OF_MINE = {
    "sqlite": (
        "(SELECT place.value AS id, place.key AS rank, whose.value AS owner"
        " FROM json_each(:places) AS place CROSS JOIN json_each(:mine) AS whose)"
    ),
    "postgresql": (
        "(SELECT place.id, place.rank, json_array_elements_text(CAST(:mine AS json)) AS owner"
        f" FROM {ORDERED_IDS['postgresql']} AS place)"
    ),
}
"""Each place with each owner, in the order of the two arrays."""

OFFERED = {
    "sqlite": "(SELECT value AS lead_id, key AS position FROM json_each(:offered))",
    "postgresql": (
        "(SELECT value::bigint AS lead_id, ordinality AS position"
        " FROM json_array_elements_text(CAST(:offered AS json)) WITH ORDINALITY)"
    ),
}
"""The leads of the JSON array `offered` as rows, in the order of the array."""

SKIP_LOCKED = {"sqlite": "", "postgresql": "FOR UPDATE SKIP LOCKED"}
"""Skip rows that another agent is claiming right now. SQLite has one writer and needs no lock."""

JOIN = {"sqlite": "CROSS JOIN", "postgresql": "JOIN"}
"""Begin with the staged rows, which are few.

SQLite has no statistics about them, and would begin with the large table. It reads the tables of a
CROSS JOIN in the written order.
"""

UNTIL = {"sqlite": ":until", "postgresql": "CAST(:until AS timestamptz)"}
"""PostgreSQL cannot infer the type of a parameter in a select list."""


SLOT = {
    "sqlite": "attempt.dialled_at / {seconds}000000",
    "postgresql": "CAST(floor(extract(epoch FROM attempt.dialled_at) / {seconds}) AS integer)",
}
"""The number of a dial's time slot; slots have `seconds` each and are counted from 1970."""

MICROSECONDS = {
    "sqlite": "({until} - {since})",
    "postgresql": "CAST(extract(epoch FROM {until} - {since}) * 1000000 AS bigint)",
}
"""The microseconds between two instants."""

FROM_INSTANT = {"sqlite": "{seconds}000000", "postgresql": "to_timestamp({seconds})"}
"""A stored instant, from seconds since 1970."""


def fill(statement: str, dialect: str) -> str:
    """Replace the $NAMES of a statement by the fragments of a database."""
    return (
        statement.replace("$ORDERED_IDS", ORDERED_IDS[dialect])
        .replace("$RANKED_IDS", RANKED_IDS[dialect])
        .replace("$PLACES_OF_MINE", PLACES_OF_MINE[dialect])
        .replace("$MINE", MINE[dialect])
        .replace("$OFFERED", OFFERED[dialect])
        .replace("$SKIP_LOCKED", SKIP_LOCKED[dialect])
        .replace("$JOIN", JOIN[dialect])
        .replace("$UNTIL", UNTIL[dialect])
    )
