"""How far the lists are, in sentences: which are barred for a large part, and which run out."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from console.cards.today import ListProgress
from console.view.text.cleaning import clean

MUCH = 0.25
"""The share of barred leads from which a sentence says so."""


def progress_sentences(lists: Iterable[ListProgress], today: date) -> Iterator[str]:
    """Yield `Old customers: 33% are barred.` and `Workshops runs out on Friday at this pace.`"""
    rows = list(lists)
    for row in rows:
        if row.barred >= MUCH * row.leads:
            yield f"{clean(row.name)}: {100 * row.barred / row.leads:.0f}% are barred."
    for row in rows:
        if row.ends_on is not None:
            yield f"{clean(row.name)} runs out {_day_words(row.ends_on, today)} at this pace."
        elif row.called and not row.untouched:
            yield f"{clean(row.name)}: every lead was tried."


def _day_words(on: date, today: date) -> str:
    if on == today:
        return "today"
    if on == today + timedelta(days=1):
        return "tomorrow"
    return f"on {on:%A}" if on - today < timedelta(days=7) else f"on {on:%A} in a week"
