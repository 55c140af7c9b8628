"""The words about a request not to be called that comes without a call."""

from datetime import date

from console.cards.lead import Card
from console.cards.requests import AskedWithoutCall, Reach
from console.rules.requests.gate import may_request
from console.view.text.cleaning import clean
from console.view.text.clocks import weekday_day
from console.view.text.counts import many
from console.view.text.styled import Part, Role, StyledLine
from db.enums import ReasonCode


def has_doubt(card: Card) -> bool:
    """Tell whether words that came with the lead may be a request not to be called."""
    return any(reason.code is ReasonCode.REQUEST_UNREAD for reason in card.verdict.reasons)


def request_in(note: str) -> str:
    """Return the words of a note that may be a request not to be called, or ""."""
    if not may_request(note):
        return ""
    # late: few notes have such words
    from console.judging.request_doubts import find_request

    request = find_request(note, {})
    return "" if request is None else request[1]


def doubt_parts(card: Card) -> tuple[Part, ...]:
    """Return the doubtful words in red and what settles them, or () without a doubt."""
    if not has_doubt(card):
        return ()
    if card.doubt is None:
        quoted = "What came with this lead may mean that they asked not to be called"
    else:
        column, words = card.doubt
        source = "The note" if column == "notes" else f"The column “{clean(column)}”"
        quoted = f"{source} says “{clean(words)}”"
    return (
        Part(quoted, Role.BAD),
        Part("put them on the list, or O: it means something else", Role.TEXT),
    )


def day_words(on: date, today: date) -> str:
    """Return `Tue 24 Nov`, with the year if it is another one."""
    year = "" if on.year == today.year else f" {on.year}"
    return f"{weekday_day(on)}{year}"


def bar_lines(card: Card, asked: AskedWithoutCall, reach: Reach | None) -> tuple[StyledLine, ...]:
    """Return what a request will do: first what it bars, then what else it reaches.

    `reach` is None while it is being counted.
    """
    name = clean(card.name) or "this person"
    others = len(reach.other_numbers) if reach is not None else 0
    is_all = asked.is_person and others > 0
    what = f"all {others + 1} numbers of {name}" if is_all else card.phone.shown
    bars = f"Bars {what} in every list, at once and for good."
    return (
        (Part("■ ", Role.BAD), Part(bars, Role.STRONG)),
        (Part(f"  {_reach_words(asked, reach)}", Role.MUTED),),
        (Part("  No dial and no “no” is counted. u undoes it until the next dial.", Role.MUTED),),
    )


def _reach_words(asked: AskedWithoutCall, reach: Reach | None) -> str:
    if reach is None:
        return "Counting the other leads …"
    count = reach.leads_of_person if asked.is_person else reach.other_leads
    has = "has" if count == 1 else "have"
    it = "one of them" if asked.is_person and reach.other_numbers else "this number"
    text = f"{many(count, 'more lead')} {has} {it}." if count else "No other lead has it."
    if reach.other_numbers and not asked.is_person:
        named = reach.other_numbers[0]
        more = len(reach.other_numbers) - 1
        text += f" Not barred: {named}{f' and {more} more' if more else ''}."
    return text
