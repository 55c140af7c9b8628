"""The figures of `benchmarks.growth` in the order of docs/explanation/scale.md, with their aims."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """How a figure is shown: its value times `scale` is in `unit`.

    `aims` are in that unit, for SQLite and PostgreSQL, and hold up to `up_to` leads. `beside` names
    the bare operation it is compared with. `is_rate`: more is better.
    """

    key: str
    title: str
    unit: str
    scale: float
    beside: str
    aims: tuple[float, float] | tuple[float] | tuple[()] = ()
    up_to: int = 10_000_000
    is_rate: bool = False

    def aim_on(self, database: str) -> float | None:
        """Return the aim on a database, or None."""
        return dict(zip(DATABASES, self.aims, strict=False)).get(database)


DATABASES = ("SQLite", "PostgreSQL")
MILLION = 1_000_000
COMMIT, READ, BARE = "one committed row", "one row read by its key", "counting all calls bare"

FIGURES = (
    Figure("claim", "claim, p99", "ms", 1e3, COMMIT, (10, 20)),
    Figure("next", "next lead, judged, p99", "ms", 1e3, COMMIT),
    Figure("call", "lead, dial, outcome, p99", "ms", 1e3, COMMIT),
    Figure("page", "a lead’s page, p99", "ms", 1e3, READ),
    Figure("find", "find, slowest kind, p99", "ms", 1e3, "a bare LIKE", (50, 50), up_to=MILLION),
    Figure(
        "why", "why, the first answer", "s", 1, "a bare COUNT GROUP BY", (0.5, 0.5), up_to=MILLION
    ),
    Figure("lookup", "one number in the registry", "µs", 1e6, READ, (30,)),
    Figure("plan", "plan of all leads", "s", 1, "reading them by place"),
    Figure("today", "Today", "ms", 1e3, BARE, (300, 300)),
    Figure("report", "a year’s report, the slowest", "s", 1, BARE, (1, 1)),
    Figure("report_where", "a report with --where", "calls/s", 1, BARE, (1e6, 1e6), is_rate=True),
    Figure(
        "verify", "audit verify", "entries/s", 1, "bare SHA-256", (200_000, 200_000), is_rate=True
    ),
    Figure("import", "import", "rows/s", 1, "bare phonenumbers", is_rate=True),
    Figure(
        "registry_load", "registry load", "numbers/s", 1, "a plain table", (5e6, 5e6), is_rate=True
    ),
    Figure("registry_size", "registry at rest", "MB", 1, "a plain table", (500, 500)),
    Figure("disk", "the database on disk", "GB", 1, "its rows as text"),
    Figure(
        "start",
        "start to the first lead",
        "s",
        1,
        "a bare Textual hello",
        (0.9, 0.9),
        up_to=MILLION,
    ),
    Figure("memory", "memory of the console", "MB", 1, "a bare Textual hello"),
)
