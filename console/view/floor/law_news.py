"""The news of the law in words."""

from collections.abc import Iterator
from datetime import date

from console.cards.permits import LeadNews, NewsPage
from console.rules.times.calendar_words import say_day
from console.view.text.clocks import in_style
from console.view.text.counts import many
from console.view.text.styled import Part, Role, StyledLine, styled_line


def news_lines(change: LeadNews, today: date) -> Iterator[str]:
    """Yield a change of the law or its data: when, where, what, whose word, how many leads."""
    news = change.news
    ahead = " (ahead)" if news.on > today else ""
    touches = many(change.leads, "open lead") if change.leads else "no open lead"
    yield f"{in_style(say_day(news.on))}{ahead}  {news.jurisdiction}  touches {touches}"
    yield f"  {news.text}"
    yield f"  {news.citation} · {news.source}"


def news_blocks(page: NewsPage) -> Iterator[list[StyledLine]]:
    """Yield a block for each change, marked where it is new to the reader."""
    if not page.changes:
        yield [styled_line("Nothing has changed in the last year, and nothing is announced.")]
    for change in page.changes:
        head, text, source = news_lines(change, page.on)
        mark = Part("! new  ", Role.WARNING) if page.is_new(change) else Part("")
        yield [(mark, Part(head, Role.STRONG)), styled_line(text), styled_line(source, Role.MUTED)]
