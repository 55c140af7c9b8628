"""The do-not-call lists that the firm holds: age, validity, size and who loaded them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from textwrap import wrap
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from console.do_not_call.internal_list import HeldBack, Holding, Holdings
from console.rules.phone.patterns import say_pattern
from console.rules.places.number_ground import read_area_code
from console.view.keys.remedies import with_keys
from console.view.text.cleaning import clean
from console.view.text.clocks import day, time_words
from console.view.text.counts import many
from console.view.text.styled import Part, Role, StyledLine, styled_line
from db.enums import RegistryKind

if TYPE_CHECKING:  # it brings what reads files
    from console.do_not_call.registries.new_copy import Loaded

MEANS = {
    RegistryKind.BARS: "stops calls",
    RegistryKind.MOBILE: "marks mobiles",
    RegistryKind.WARNS: "warns",
}
RENEW_CLEARING = "Have the list cleared again, and import it with the day of that."
LOAD = "smiledial dnc import FILE --source {} --as-of DATE"
LOAD_KEY = "i loads a copy."
GET = "Get one at telemarketing.donotcall.gov: the first five area codes are free."
"""Where the copy that most firms need comes from."""

MONTH = 31
"""The days of a whole bar: the longest that the copy of a national list is good for."""

NAME, COUNT, LEFT = 36, 9, 14
"""Cells of a list's name and numbers in the table, and of `   28 days left` behind a bar."""

COVERED, MOST_COVERED = 96, 120
"""Cells of the area codes that a copy covers, in the table, and the most of them."""

LEAST_UNLOADED = 3
"""Rows of the lists that nobody loaded: their heading, one of them, and what to do."""

MOST_CODES = 8
"""The most area codes that a page names one by one."""


def loaded_words(loaded: "Loaded") -> str:
    """Return `us-national: 1,200 numbers loaded, in place of 900.`, and what the load noticed."""
    numbers = many(loaded.numbers, "number")
    text = f"{loaded.source}: {numbers} loaded, in place of {loaded.replaced:,}."
    return " ".join([text, *loaded.notes])


def list_blocks(
    held: Holdings,
    now: datetime,
    here: str,
    load: str = LOAD,
    bar: int = 0,
    *,
    has_table: bool = False,
    free: int = 0,
) -> Iterator[list[StyledLine]]:
    """Yield missing lists, each registry copy, lists cleared elsewhere, the firm's own list.

    Last come the leads that a list holds back, and the lists of states that nobody loaded: as many
    as fit into `free` rows.

    `load` says how a list is loaded; {} in it is its name. On a screen the days that a copy has
    left are a bar of at most `bar` cells. With `has_table` the lists have their days and numbers in
    columns, 100 cells wide.
    """
    today = now.astimezone(ZoneInfo(here)).date()
    missing = [] if held.registries else [_missing(held.waiting, load)]
    yield from missing if held.waiting else _state(held, today)
    if held.registries and has_table:
        yield from _table(held, now, here, load, bar)
    for holding in () if has_table else held.registries:
        yield [*_heads(holding, today, bar), *_details(holding, now, here, load, bar)]
    for clearing in held.clearings:
        is_due, name = clearing.must_renew(today), clean(clearing.names)
        sentence = clean(f"{clearing.sentence(today)}.")
        yield [
            (
                _sign(clearing.leads, is_due=is_due),
                Part(name, Role.STRONG),
                Part(sentence.removeprefix(name)),
            ),
            styled_line(f"  {RENEW_CLEARING}", Role.WARNING if is_due else Role.MUTED),
        ]
    own = [
        (Part("✓ ", Role.GOOD), Part("The firm’s own list", Role.STRONG)),
        styled_line(f"  {MEANS[RegistryKind.BARS]} · {many(held.internal, 'number')}", Role.MUTED),
    ]
    for pattern in held.patterns:
        text = f"{say_pattern(pattern.kind, pattern.value)}: {pattern.reason} ({pattern.agent})"
        own.append(styled_line(f"  {clean(text)}"))
    if held.patterns or not (has_table and held.registries):
        yield own
    if not held.waiting:
        yield from missing  # below what bars calls
    unloaded = list(_unloaded(held.unloaded, free // 2))
    if held.held_back:
        yield list(_held_back(held.held_back, free - (len(unloaded) + 1 if unloaded else 0)))
    if unloaded:
        yield unloaded


def _unloaded(lists: Sequence[tuple[str, int]], rows: int) -> Iterator[StyledLine]:
    """Yield the lists that nobody loaded, with the leads of each, in at most so many rows."""
    if not lists or rows < LEAST_UNLOADED:
        return
    yield styled_line("Lists that states keep beside these, and nobody loaded", Role.HEADING)
    shown = lists[: max(1, min(len(lists), rows - LEAST_UNLOADED + 1))]
    for name, leads in shown:
        yield (Part(f"  {many(leads, 'lead'):<12}"), Part(clean(name.partition(" (")[0])))
    more = len(lists) - len(shown)
    and_more = f"… {more} more. " if more else ""
    yield styled_line(f"  {and_more}Calls there show a caution; i loads a copy.", Role.MUTED)


def _held_back(reasons: Sequence[HeldBack], rows: int) -> Iterator[StyledLine]:
    """Yield how many leads a list holds back and why; in `rows` more, who, and what lifts it."""
    yield styled_line("Leads that a list holds back now", Role.HEADING)
    left = rows // len(reasons)
    for reason in reasons:
        words = clean(reason.text).partition(": ")[0].rstrip(".")
        yield (Part(f"  {many(reason.count, 'lead')}", Role.STRONG), Part(f" {words}"))
        names = list(reason.first)
        if reason.advice and left:
            advice = with_keys(reason.advice)
            yield styled_line(f"  {advice[:1].upper()}{advice[1:]}.", Role.MUTED)
        if len(names) < reason.count or len(names) > left - 1:
            names = names[: max(0, left - 2)]
        width = max((len(clean(name)) for name, _ in names), default=0)
        for name, who in names:
            shown = f"{clean(name)[: NAME - 2]:<{min(width, NAME - 2)}}"
            yield (Part(f"  {shown}"), Part(f"  {clean(who)}", Role.MUTED))
        if names and (more := reason.count - len(names)) > 0:
            yield styled_line(f"  … {more:,} more", Role.MUTED)


def _missing(waiting: int, load: str) -> list[StyledLine]:
    head = [styled_line(f" ! {missing_words(waiting)} ", Role.STOPPED), styled_line("")]
    return [
        *(head if waiting else [(Part("– ", Role.MUTED), Part(missing_words(0), Role.STRONG))]),
        styled_line(
            "  US consumers can be called only from a list cleared in the last 31 days.",
            Role.TEXT if waiting else Role.MUTED,
        ),
        (Part("  "), Part(load.format("national"), Role.STRONG), Part(f" {GET}", Role.MUTED)),
    ]


def _sign(numbers: int, *, is_due: bool) -> Part:
    """Return the sign before a list of others; the firm's own one may be empty."""
    return Part("! ", Role.ATTENTION) if is_due or not numbers else Part("✓ ", Role.GOOD)


def missing_words(waiting: int) -> str:
    """Return `NO LIST LOADED · 1,203 leads wait for one`, or a calm sentence if none waits."""
    if not waiting:
        return "No registry loaded · no lead needs one now"
    return f"NO LIST LOADED · {many(waiting, 'lead waits', 'leads wait')} for one"


def _state(held: Holdings, today: date) -> Iterator[list[StyledLine]]:
    """Yield what must be done first, or that the copies may be used, and until when."""
    if held.registries:
        yield [_state_line(held.registries, today)]
    elif due := [clearing for clearing in held.clearings if clearing.must_renew(today)]:
        text = f"{many(len(due), 'list')} to clear again: {clean(due[0].names)}"
        yield [styled_line(text, Role.ATTENTION)]


def _state_line(holdings: Sequence[Holding], today: date) -> StyledLine:
    due = [holding for holding in holdings if not holding.is_good or holding.must_renew(today)]
    if due:
        verb = "needs" if len(due) == 1 else "need"
        text = f"{len(due)} of {many(len(holdings), 'registry', 'registries')} {verb} a new copy"
        return styled_line(f"{text}: {_name(due[0])}", Role.ATTENTION)
    if empty := [holding for holding in holdings if not holding.size]:
        text = f"{many(len(empty), 'registry', 'registries')} to check: {_name(empty[0])}"
        return styled_line(f"{text} is empty", Role.ATTENTION)
    first = min((each.good_until for each in holdings if each.good_until), default=None)
    until = f", {'all ' * (len(holdings) > 1)}good until {day(first, today)}" if first else ""
    return styled_line(f"{many(len(holdings), 'registry', 'registries')} loaded{until}", Role.GOOD)


def _table(
    held: Holdings, now: datetime, here: str, load: str, bar: int
) -> Iterator[list[StyledLine]]:
    """Yield the rows of each list: its copy's day, until when that is good, days left, numbers.

    The rows below say what it does, and who loaded it.
    """
    today = now.astimezone(ZoneInfo(here)).date()
    heads = styled_line(
        f"  {'list':<{NAME}}{'numbers':>{COUNT}}  {'copy of':<10}good until",
        Role.MUTED,
    )
    for holding in held.registries:
        until = day(holding.good_until, today) if holding.good_until else "no end"
        is_due = not holding.is_good or holding.must_renew(today)
        row = (
            _sign(holding.size, is_due=is_due),
            Part(f"{_name(holding)[: NAME - 2]:<{NAME}}", Role.STRONG),
            Part(f"{holding.size:>{COUNT},}", Role.TEXT if holding.size else Role.WARNING),
            Part(f"  {day(holding.as_of, today):<10}{until:<12}"),
            *_age_bar(holding, today, bar),
        )
        above = [heads] if holding is held.registries[0] else []
        yield [*above, row, *_details(holding, now, here, load, bar, is_in_table=True)]
    own = (
        Part("✓ ", Role.GOOD),
        Part(f"{'The firm’s own list':<{NAME}}", Role.STRONG),
        Part(f"{held.internal:>{COUNT},}  {'always':<10}no end"),
    )
    yield [
        own,
        styled_line(
            f"  {MEANS[RegistryKind.BARS]} · everybody who asked you not to call", Role.MUTED
        ),
    ]


def _name(holding: Holding) -> str:
    name = clean(holding.name)
    return f"{name[:1].upper()}{name[1:]}"


def _age_bar(holding: Holding, today: date, bar: int) -> Iterator[Part]:
    """Yield the days that a copy has left, as a bar and as a number; blanks without an end."""
    if holding.good_until is None:
        yield Part(" " * (bar + LEFT))
        return
    left = max(0, (holding.good_until - today).days)
    full = min(bar, left * bar // MONTH)
    is_due = not holding.is_good or holding.must_renew(today)
    yield Part("━" * full, Role.ATTENTION if is_due or not holding.size else Role.GOOD)
    yield Part(f"{'─' * (bar - full)}  ", Role.MUTED)
    yield Part(f"{many(left, 'day'):>7} left")


def _heads(holding: Holding, today: date, bar: int) -> Iterator[StyledLine]:
    """Yield the name of a list with its days, and on a screen the days that are left."""
    good = "" if holding.good_until is None else f", good until {day(holding.good_until, today)}"
    is_due = not holding.is_good or holding.must_renew(today)
    dates = f"  of {day(holding.as_of, today)}{good}"
    yield (_sign(holding.size, is_due=is_due), Part(_name(holding), Role.STRONG), Part(dates))
    if bar and holding.good_until is not None:
        yield (Part("  "), *_age_bar(holding, today, bar))


def _covered(area_codes: Sequence[str]) -> Iterator[StyledLine]:
    """Yield the area codes that a copy covers, by state: `covers  ID 208 · OR 503 541`."""
    by_state: dict[str, list[str]] = {}
    for code in area_codes:
        places = read_area_code(code).jurisdictions
        state = places[0].value.rpartition("-")[2] if places else "elsewhere"
        by_state.setdefault(state, []).append(code)
    text = " · ".join(f"{state} {' '.join(by_state[state])}" for state in sorted(by_state))
    for line in wrap(text, COVERED, initial_indent="covers ", subsequent_indent=" " * 7):
        yield styled_line(f"  {line}")


def _details(
    holding: Holding, now: datetime, here: str, load: str, bar: int, *, is_in_table: bool = False
) -> Iterator[StyledLine]:
    """Yield what a list does, who loaded it, and what is to be done about it."""
    zone = ZoneInfo(here)
    today = now.astimezone(zone).date()
    loaded = holding.loaded_at.astimezone(zone)
    is_due = not holding.is_good or holding.must_renew(today)
    codes = "in the whole country"
    if holding.area_codes:
        codes = f"area codes {holding.codes_text}"
        if bar and len(holding.area_codes) > MOST_CODES:
            codes = many(len(holding.area_codes), "area code")
    loaded_at = f"{day(loaded.date(), today)} {time_words(loaded)}"
    numbers = "" if is_in_table else f"{many(holding.size, 'number')} · "
    muted = [
        f"{MEANS[holding.kind]} · {numbers}{codes}",
        f"loaded {loaded_at} by {holding.agent} from {holding.file}",
        f"checksum {holding.checksum}" if holding.checksum else "",
    ]
    for text in filter(None, muted):
        yield styled_line(f"  {clean(text)}", Role.MUTED)
    if is_in_table and len(holding.area_codes) <= MOST_COVERED:
        yield from _covered(holding.area_codes)
    if not holding.size:
        again = load.format(clean(holding.source))
        yield styled_line(f"  It is empty: was the file whole? {again}", Role.WARNING)
    if not holding.is_good:
        text = (
            "  Too old to clear anybody; its numbers are still barred. "
            f"{load.format(clean(holding.source))}"
        )
        yield styled_line(text, Role.WARNING)
    elif is_due:
        text = f"  Fetch the next copy now. {load.format(clean(holding.source))}"
        yield styled_line(text, Role.WARNING)
