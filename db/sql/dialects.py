"""The few words in which SQLite and PostgreSQL differ, as fragments of a statement."""

ORDERED_IDS = {
    "sqlite": "(SELECT value AS id, key AS rank FROM json_each(:places))",
    "postgresql": (
        "(SELECT value::bigint AS id, ordinality AS rank"
        " FROM json_array_elements_text(CAST(:places AS json)) WITH ORDINALITY)"
    ),
}
"""A JSON array of ids, bound as `places`, as rows in the order of the array."""

RANKED_IDS = {
    "sqlite": (
        "(SELECT CAST(value AS integer) AS id, key AS rank FROM json_each(:places) LIMIT -1)"
    ),
    "postgresql": ORDERED_IDS["postgresql"],
}
"""The same to look ids up in. Told that they are whole numbers, SQLite makes an index of them for
the statement; else it would read the whole array for each lead.
"""

MINE = {
    "sqlite": "(SELECT value FROM json_each(:mine))",
    "postgresql": "(SELECT json_array_elements_text(CAST(:mine AS json)))",
}
"""A JSON array of owners, bound as `mine`, as a set."""

PLACES_OF_MINE = {
    "sqlite": (
        "(SELECT place.value AS id, whose.value AS owner"
        " FROM json_each(:places) AS place CROSS JOIN json_each(:mine) AS whose)"
    ),
    "postgresql": (
        "(SELECT place.id, json_array_elements_text(CAST(:mine AS json)) AS owner"
        f" FROM {ORDERED_IDS['postgresql']} AS place)"
    ),
}
"""Both, each place with each owner, in the order of the arrays."""

OFFERED = {
    "sqlite": "(SELECT value AS lead_id, key AS position FROM json_each(:offered))",
    "postgresql": (
        "(SELECT value::bigint AS lead_id, ordinality AS position"
        " FROM json_array_elements_text(CAST(:offered AS json)) WITH ORDINALITY)"
    ),
}
"""A JSON array of leads, bound as `offered`, likewise."""

SKIP_LOCKED = {"sqlite": "", "postgresql": "FOR UPDATE SKIP LOCKED"}
"""Passes over rows that another agent is claiming at this instant. SQLite has one writer."""

JOIN = {"sqlite": "CROSS JOIN", "postgresql": "JOIN"}
"""SQLite takes the tables of a CROSS JOIN in the order in which they are written: it does not know
that those which are being brought in are small, and would begin at the large one.
"""

UNTIL = {"sqlite": ":until", "postgresql": "CAST(:until AS timestamptz)"}
"""PostgreSQL does not infer the type of a value in a select list."""


SLOT = {
    "sqlite": "attempt.dialled_at / {seconds}000000",
    "postgresql": "CAST(floor(extract(epoch FROM attempt.dialled_at) / {seconds}) AS integer)",
}
"""Of so many seconds each, counted from 1970, the one in which a dial was."""

MICROSECONDS = {
    "sqlite": "({until} - {since})",
    "postgresql": "CAST(extract(epoch FROM {until} - {since}) * 1000000 AS bigint)",
}
"""Between two instants."""

FROM_INSTANT = {"sqlite": "{seconds}000000", "postgresql": "to_timestamp({seconds})"}
"""An instant as it is stored, of the seconds since 1970."""


def fill(statement: str, dialect: str) -> str:
    """Puts the fragments of a database into a statement written with $NAMES."""
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
