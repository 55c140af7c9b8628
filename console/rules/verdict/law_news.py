"""What changed in the law's data and in the law itself since a day, and when each was reviewed."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from msgspec import Struct

from console.rules.law.statutes import all_rules, canonical, country_of
from console.rules.law.tables import news_rows, review_rows
from console.rules.verdict.sentences import say_rule


class News(Struct, frozen=True):
    """A change: of the data on that day, or a rule that begins or ends on it, perhaps ahead."""

    on: date
    jurisdiction: str
    text: str
    citation: str
    source: str


def news_since(since: date) -> tuple[News, ...]:
    """Return the changes on a day or after it, the newest first; rules that are to come too."""
    changes = sorted(_all_news(since), key=lambda news: (news.on, news.jurisdiction), reverse=True)
    return tuple(dict.fromkeys(changes))


def _all_news(since: date) -> Iterator[News]:
    for row in news_rows():
        if row["on"] >= since:
            yield News(row["on"], row["in"], row["text"], row["citation"], row["source"])
    for rule in all_rules():
        if rule.starts_on and rule.starts_on >= since:
            text = f"Begins: {say_rule(rule)} ({rule.id})."
            yield News(rule.starts_on, rule.jurisdiction, text, rule.citation, rule.source)
        if rule.ends_on and rule.ends_on >= since:
            text = f"Ends: {say_rule(rule)} ({rule.id})."
            yield News(rule.ends_on, rule.jurisdiction, text, rule.citation, rule.source)


@lru_cache(maxsize=1024)
def reviewed_on(jurisdiction: str) -> date | None:
    """Return when the rules of a jurisdiction, or else its country's, were last reviewed."""
    reviews = {row["in"]: row["on"] for row in review_rows()}
    return reviews.get(canonical(jurisdiction)) or reviews.get(country_of(jurisdiction))
