"""The figures of `benchmarks.growth` in the order in which they are told, with what to reach."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """`scale` is what a value is multiplied with to be told in `unit`. `aims` are in that unit, of
    SQLite and of PostgreSQL, and hold for so many leads and fewer (`up_to`). `is_rate`: more is
    better."""

    key: str
    title: str
    unit: str
    scale: float
    beside: str
    aims: tuple[float, float] | tuple[float] | tuple[()] = ()
    up_to: int = 10_000_000
    is_rate: bool = False

    def aim_on(self, database: str) -> float | None:
        """None: nothing is promised there."""
        return dict(zip(DATABASES, self.aims, strict=False)).get(database)


DATABASES = ("SQLite", "PostgreSQL")
MILLION = 1_000_000
COMMIT, READ, BARE = "one committed row", "one row read by its key", "counting all calls bare"

FIGURES = (
    Told("claim", "claim, p99", "ms", 1e3, COMMIT, (10, 20)),
    Told("next", "next lead, judged, p99", "ms", 1e3, COMMIT),
    Told("call", "lead, dial, outcome, p99", "ms", 1e3, COMMIT),
    Told("page", "a lead’s page, p99", "ms", 1e3, READ),
    Told("find", "find, slowest kind, p99", "ms", 1e3, "a bare LIKE", (50, 50), up_to=MILLION),
    Told(
        "why", "why, the first answer", "s", 1, "a bare COUNT GROUP BY", (0.5, 0.5), up_to=MILLION
    ),
    Told("lookup", "one number in the registry", "µs", 1e6, READ, (30,)),
    Told("plan", "plan of all leads", "s", 1, "reading them by place"),
    Told("today", "Today", "ms", 1e3, BARE, (300, 300)),
    Told("report", "a year’s report, the slowest", "s", 1, BARE, (1, 1)),
    Told("report_where", "a report with --where", "calls/s", 1, BARE, (1e6, 1e6), is_rate=True),
    Told(
        "verify", "audit verify", "entries/s", 1, "bare SHA-256", (200_000, 200_000), is_rate=True
    ),
    Told("import", "import", "rows/s", 1, "bare phonenumbers", is_rate=True),
    Told(
        "registry_load", "registry load", "numbers/s", 1, "a plain table", (5e6, 5e6), is_rate=True
    ),
    Told("registry_size", "registry at rest", "MB", 1, "a plain table", (500, 500)),
    Told("disk", "the database on disk", "GB", 1, "its rows as text"),
    Told(
        "start",
        "start to the first lead",
        "s",
        1,
        "a bare Textual hello",
        (0.9, 0.9),
        up_to=MILLION,
    ),
    Told("memory", "memory of the console", "MB", 1, "a bare Textual hello"),
)
