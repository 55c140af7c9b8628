"""Columns that may say who is not to be called, in words that nobody has told us.

Their rows stay behind as long as that is open: taken for a no they would be called, and taken for
a request they would be on the internal list for good.
"""

from collections.abc import Collection, Iterator, Sequence

from msgspec.structs import replace

from console.files.fields.columns.contents import is_day
from console.files.fields.columns.do_not_call_columns import DO_NOT_CALL, RequestColumn
from console.files.fields.columns.layout import Columns
from console.files.fields.columns.request_names import MAYBE, UNSURE
from console.files.fields.columns.request_words import (
    LONGEST_CODE,
    SAYS_SO,
    is_plain,
    is_request,
    refuses,
)
from console.files.fields.columns.scrub_results import hold_results, names_a_scrub, unknown_results
from console.files.fields.warnings.mapping import Doubt
from console.rules.text import as_typed, clean_line, simplify

NEARLY_ALL = 0.95
ENOUGH_ROWS = 10
"""From which on it is no chance that plain words bar nearly all of them."""
SHOWN = 4


def doubt_results(
    columns: Columns,
    rows: Sequence[Sequence[str]],
    decided: Collection[str],
    *,
    is_scrubbed: bool,
) -> tuple[Columns, Doubt | None]:
    """Results of a service we do not know; `is_scrubbed` of a file that is said to be cleared.

    In any other file they are asked about where their words say that somebody is not to be called,
    and no service that we know has answered.
    """
    if not is_scrubbed and any(one.result is not None for one in columns.requests):
        return columns, None
    read = {one.position for one in columns.requests}
    squeezed = [name.squeezed for name in columns.names]
    called = set(unknown_results(squeezed, read))
    kept = [(at, name) for at, name in columns.kept if name not in decided]
    held = [
        RequestColumn(at, name, is_unsettled=True)
        for at, name in kept
        if hold_results({row[at] for row in rows}, is_sure=is_scrubbed or at in called)
        or (names_a_scrub(squeezed[at]) and _hold_codes([row[at].strip() for row in rows]))
    ]
    names = [one.name for one in held]
    names += [name for at, name in kept if is_scrubbed and at in called and name not in names]
    if not names:
        return columns, None
    said = f"“{clean_line(names[0])}” looks like the results of a scrub, and we do not know its "
    clears = "--scrubbed-on clears nobody" if is_scrubbed else ""
    stays = (
        "rows with any word but a no stay behind; one that says no more than DNC, do not call or "
        "litigator puts its number onto your do-not-call list, and a hit of a registry (Federal "
        "DNC) stays behind"
    )
    open_ = ", ".join(filter(None, [clears, stays if held else ""]))
    doubt = Doubt(
        f"{said}words: as long as that is not settled {open_}.",
        _say_what(names[0]),
        needs_answer=True,
    )
    return replace(columns, unsettled=(*columns.unsettled, *held)), doubt


def _hold_codes(cells: Sequence[str]) -> bool:
    """Whether some of them are neither nothing, nor a no, nor the day on which it was done."""
    return any(is_request(cell) and not is_day(cell) for cell in cells)


def doubt_requests(
    columns: Columns, rows: Sequence[Sequence[str]], decided: Collection[str]
) -> tuple[Columns, tuple[Doubt, ...]]:
    """Columns named for requests that hold codes, or that would bar nearly all rows."""
    requests, unsettled, doubts = [], [*columns.unsettled], []
    for one in columns.requests:
        is_open = one.result is None and one.name not in decided
        is_open = is_open and not (one.is_status or one.permits)
        why = _why_unsettled([row[one.position].strip() for row in rows]) if is_open else ""
        if not why:
            requests.append(one)
            continue
        unsettled.append(replace(one, is_unsettled=True, believed=SAYS_SO))
        doubts.append(
            Doubt(
                f"“{clean_line(one.name)}” {why}. As long as that is not settled a plain yes such "
                "as 1 or DNC is believed; rows with any other word but a no stay behind, and their "
                "numbers go onto no list.",
                _say_what(one.name),
                needs_answer=True,
            )
        )
    settled = replace(columns, requests=tuple(requests), unsettled=tuple(unsettled))
    return settled, tuple(doubts)


def doubt_statuses(
    columns: Columns,
    rows: Sequence[Sequence[str]],
    decided: Collection[str],
    before: Collection[str],
) -> tuple[Columns, tuple[Doubt, ...]]:
    """Statuses and permissions with words that may say it; those `decided` just now are believed,
    and of permissions those believed `before` too."""
    requests: list[RequestColumn] = []
    unsettled, doubts = [*columns.unsettled], list[Doubt]()
    for one in columns.requests:
        is_said = one.name in decided or (one.permits and one.name in before)
        if one.result is not None or is_said or not (one.is_status or one.permits):
            requests.append(replace(one, is_decided=is_said))
            continue
        cells = [text for row in rows if (text := row[one.position].strip())]
        refused = sum(map(refuses, cells)) if one.permits else 0
        if refused >= max(ENOUGH_ROWS, len(rows) * NEARLY_ALL):
            one = replace(one, is_unsettled=True)
            unsettled.append(one)
        else:
            requests.append(one)
        doubts += _doubt_words(one, cells)
    asked = {one.position for one in unsettled}
    for at, name in columns.kept:
        cells = [text for row in rows if (text := row[at].strip())]
        if name in decided or at in asked:
            continue
        known = columns.names[at]
        if known.permits == UNSURE:
            one = RequestColumn(at, name, is_unsettled=True, permits=True)
        elif known.squeezed in MAYBE and _are_flags(cells):
            one = RequestColumn(at, name, is_unsettled=True)
        else:
            continue
        unsettled.append(one)
        doubts += _doubt_words(one, cells)
    return replace(columns, requests=tuple(requests), unsettled=tuple(unsettled)), tuple(doubts)


def _are_flags(cells: Sequence[str]) -> bool:
    """Whether they are yes and no, days or requests; a name or a place is none."""
    return bool(cells) and all(
        not is_request(cell) or simplify(cell) in SAYS_SO or is_plain(cell) or is_day(cell)
        for cell in cells
    )


def _doubt_words(one: RequestColumn, cells: Sequence[str]) -> Iterator[Doubt]:
    held = one.holds_back(cells)
    words = [text for text in dict.fromkeys(cells) if text in held]
    if not words:
        return
    shown = ", ".join(f"“{clean_line(word)}”" for word in words[:SHOWN])
    column = as_typed(one.name)
    meant = "says no" if one.permits else "says so"
    yield Doubt(
        f"“{clean_line(one.name)}” may say who is not to be called ({shown}): as long as that is "
        "not settled those rows stay behind.",
        f"--map {DO_NOT_CALL}={column} bars all for whom it {meant}, for good; "
        f"--map kept={column} if it says nothing of the kind.",
        needs_answer=True,
    )


def _why_unsettled(cells: Sequence[str]) -> str:
    """What is doubtful in a column that is named for requests; "" for nothing."""
    barring = [cell for cell in cells if is_request(cell)]
    plain = [cell for cell in barring if simplify(cell) in SAYS_SO]
    codes = dict.fromkeys(
        cell for cell in barring if len(cell) <= LONGEST_CODE and simplify(cell) not in SAYS_SO
    )
    shown = ", ".join(f"“{clean_line(code)}”" for code in [*codes][:SHOWN])
    if len(codes) > 1:
        return f"holds codes that we do not know ({shown})"
    is_nearly_all = len(barring) >= max(2, len(cells) * NEARLY_ALL)
    if is_nearly_all and (codes or len(plain) < len(barring) or len(cells) >= ENOUGH_ROWS):
        return f"would bar {len(barring):,} of {len(cells):,} rows looked at for good"
    return ""


def _say_what(name: str) -> str:
    column = as_typed(name)
    return (
        f"--map {DO_NOT_CALL}={column} bars all for whom it says anything but a no such as clean "
        f"or callable, for good; --map kept={column} if it says nothing of the kind."
    )
