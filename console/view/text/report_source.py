"""Where a report was read, and how old it is."""

from console.judging.documents import instant
from console.view.text.cleaning import clean
from console.view.text.clocks import second_clock
from db.columns import Document
from db.engine.source import Source


def source_words(source: Source, zone: str) -> str:
    """`Read from a replica: as of 14:02:07, 3 s behind.`"""
    at = second_clock(source.at, zone)
    if source.passed_over:
        why = clean(source.passed_over).rstrip(".")
        return f"Read from the server itself, as of {at}. The replica was not read: {why}."
    behind = round(source.behind.total_seconds())
    age = f"{behind:,} s behind" if behind else "in step with the server"
    return f"Read from a replica: as of {at}, {age}."


def source_document(source: Source | None) -> Document | None:
    """For programs; None where there is no choice."""
    if source is None:
        return None
    return {
        "as_of": instant(source.at),
        "seconds_behind": source.behind.total_seconds(),
        "is_replica": not source.passed_over,
        "passed_over": source.passed_over,
    }
