"""Find columns that may say who is not to be called, but in words that we do not know.

Until a person settles what the words mean, we hold the rows back. If we read the words as a no, we
would call people who asked us not to. If we read them as a request, the people would stay on the
internal do-not-call list for good.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from msgspec.structs import replace

from console.files.fields.columns.contents import is_day
from console.files.fields.columns.layout import DO_NOT_CALL, Columns, RequestColumn
from console.files.fields.columns.request_words import (
    LONGEST_CODE,
    MAYBE,
    UNSURE,
    is_plain,
    is_request,
    refuses,
    says_so,
)
from console.files.fields.columns.scrub_results import (
    hold_results,
    names_a_scrub,
    results_in,
    unknown_results,
)
from console.files.fields.warnings import Doubt
from console.rules.text import as_typed, clean_line

NEARLY_ALL = 0.95
ENOUGH_ROWS = 10
"""Fewest rows for a doubt about plain words that bar nearly all: in fewer it may be chance."""
SHOWN = 4
MOST_WORDS = 5
"""Words of a status that are shown with their counts."""


def doubt_results(
    columns: Columns, rows: Sequence[Sequence[str]], decided: Collection[str], *, is_scrubbed: bool
) -> tuple[Columns, Doubt | None]:
    """Set aside results of an unknown service; return the columns and the doubt.

    `is_scrubbed` means that the file was cleared elsewhere. In any other file, a column is doubtful
    only if some of its words are requests and the file holds no results of a known service.
    """
    if not is_scrubbed and any(request.result is not None for request in columns.requests):
        return columns, None
    read = {request.position for request in columns.requests}
    squeezed = [name.squeezed for name in columns.names]
    by_name = set(unknown_results(squeezed, read))
    _, explained = results_in(squeezed, rows)
    open_ = [(at, name) for at, name in columns.kept if name not in decided and at not in explained]
    held = [
        RequestColumn(at, name, columns.flagged_phones(at), is_unsettled=True)
        for at, name in open_
        if hold_results(
            {row[at] for row in rows}, is_sure=is_scrubbed or names_a_scrub(squeezed[at])
        )
        or (names_a_scrub(squeezed[at]) and _hold_codes([row[at].strip() for row in rows]))
    ]
    names = [column.name for column in held]
    names += [name for at, name in open_ if is_scrubbed and at in by_name and name not in names]
    if not names:
        return columns, None
    text = f"“{clean_line(names[0])}” looks like the results of a scrub, and we do not know its "
    clears = "--scrubbed-on clears nobody" if is_scrubbed else ""
    stays = (
        "rows with any word but a no stay behind; one that says no more than DNC, do not call or "
        "litigator puts its number onto your do-not-call list, and a hit of a registry (Federal "
        "DNC) stays behind"
    )
    effects = ", ".join(filter(None, [clears, stays if held else ""]))
    doubt = Doubt(
        f"{text}words: until you settle that, {effects}.", _say_what(names[0]), needs_answer=True
    )
    return replace(columns, unsettled=(*columns.unsettled, *held)), doubt


def _hold_codes(cells: Sequence[str]) -> bool:
    """Return whether some cells are neither empty, nor a no, nor a date."""
    return any(is_request(cell) and not is_day(cell) for cell in cells)


def doubt_requests(
    columns: Columns, rows: Sequence[Sequence[str]], decided: Collection[str]
) -> tuple[Columns, tuple[Doubt, ...]]:
    """Set aside do-not-call columns that hold unknown codes or would bar nearly all rows."""
    requests, unsettled, doubts = [], [*columns.unsettled], []
    for request in columns.requests:
        is_open = request.result is None and request.name not in decided
        is_open = is_open and not (request.is_status or request.permits)
        why = _why_unsettled([row[request.position].strip() for row in rows]) if is_open else ""
        if not why:
            requests.append(request)
            continue
        unsettled.append(replace(request, is_unsettled=True, believes_yes=True))
        doubts.append(
            Doubt(
                f"“{clean_line(request.name)}” {why}. Until you settle that, a plain yes "
                "such as 1 or DNC is believed; rows with any other word but a no stay behind, and "
                "their numbers go onto no list.",
                _say_what(request.name),
                needs_answer=True,
            )
        )
    settled = replace(columns, requests=tuple(requests), unsettled=tuple(unsettled))
    return settled, tuple(doubts)


def doubt_permissions(
    columns: Columns,
    rows: Sequence[Sequence[str]],
    decided: Collection[str],
    before: Collection[str],
) -> tuple[Columns, tuple[Doubt, ...]]:
    """Set aside permissions with ambiguous words; return the columns and doubts.

    Columns that this import's options decide (`decided`) are believed, and so are permission
    columns that an earlier import believed (`before`).
    """
    requests: list[RequestColumn] = []
    unsettled, doubts = [*columns.unsettled], list[Doubt]()
    for column in columns.requests:
        request = column
        is_decided = request.name in decided or (request.permits and request.name in before)
        if request.result is not None or is_decided or not request.permits:
            requests.append(replace(request, is_decided=is_decided))
            continue
        cells = [text for row in rows if (text := row[request.position].strip())]
        if sum(map(refuses, cells)) >= max(ENOUGH_ROWS, len(rows) * NEARLY_ALL):
            request = replace(request, is_unsettled=True)
            unsettled.append(request)
        else:
            requests.append(request)
        doubts += _doubt_words(request, cells)
    positions = {column.position for column in unsettled}
    for at, name in columns.kept:
        cells = [text for row in rows if (text := row[at].strip())]
        if name in decided or at in positions:
            continue
        column_name = columns.names[at]
        if column_name.permits == UNSURE:
            request = RequestColumn(at, name, is_unsettled=True, permits=True)
        elif column_name.squeezed in MAYBE and _are_flags(cells):
            request = RequestColumn(at, name, is_unsettled=True)
        else:
            continue
        unsettled.append(request)
        doubts += _doubt_words(request, cells)
    return replace(columns, requests=tuple(requests), unsettled=tuple(unsettled)), tuple(doubts)


def _are_flags(cells: Sequence[str]) -> bool:
    """Return whether all cells are yes, no, days or requests."""
    return bool(cells) and all(
        not is_request(cell) or says_so(cell) or is_plain(cell) or is_day(cell) for cell in cells
    )


def _doubt_words(request: RequestColumn, cells: Sequence[str]) -> Iterator[Doubt]:
    """Yield a doubt about the words for which a column holds rows back, if there are any."""
    held = request.holds_back(cells)
    words = [text for text in dict.fromkeys(cells) if text in held]
    if not words:
        return
    shown = ", ".join(f"“{clean_line(word)}”" for word in words[:SHOWN])
    column = as_typed(request.name)
    meant = "says no" if request.permits else "says so"
    yield Doubt(
        f"“{clean_line(request.name)}” may say who is not to be called ({shown}): until you "
        "settle that, those rows stay behind.",
        f"--map {DO_NOT_CALL}={column} bars all for whom it {meant}, for good; "
        f"--map kept={column} if it says nothing of the kind.",
        needs_answer=True,
    )


def _why_unsettled(cells: Sequence[str]) -> str:
    """Return what is doubtful about the cells of a do-not-call column, "" for nothing."""
    barring = [cell for cell in cells if is_request(cell)]
    plain = [cell for cell in barring if says_so(cell)]
    codes = dict.fromkeys(
        cell for cell in barring if len(cell) <= LONGEST_CODE and not says_so(cell)
    )
    shown = ", ".join(f"“{clean_line(code)}”" for code in [*codes][:SHOWN])
    if len(codes) > 1:
        return f"holds codes that we do not know ({shown})"
    is_nearly_all = len(barring) >= max(2, len(cells) * NEARLY_ALL)
    if is_nearly_all and (codes or len(plain) < len(barring) or len(cells) >= ENOUGH_ROWS):
        return f"would bar {len(barring):,} of {len(cells):,} rows looked at for good"
    return ""


def _say_what(name: str) -> str:
    """Return the options that settle a column."""
    column = as_typed(name)
    return (
        f"--map {DO_NOT_CALL}={column} bars all for whom it says anything but a no such as clean "
        f"or callable, for good; --map kept={column} if it says nothing of the kind."
    )


def doubt_finished(finished: Counter[tuple[str, str]]) -> Doubt:
    """Return the doubt about leads that another program calls finished."""
    return Doubt(
        f"{say_finished(finished)}: they look finished elsewhere.",
        "Say what becomes of them: --finished leave (they stay out), never (nobody may call their "
        "numbers: they go onto your do-not-call list) or keep (leads like the others).",
        needs_answer=True,
        on_screen="Ctrl+O says what becomes of them.",
    )


def say_finished(finished: Counter[tuple[str, str]]) -> str:
    """Return words and counts by column: “Lead Status” says Lost in 8 rows, Junk in 4 rows."""
    columns: dict[str, list[str]] = {}
    for (column, word), count in finished.most_common():
        rows = "1 row" if count == 1 else f"{count:,} rows"
        columns.setdefault(column, []).append(f"{clean_line(word)[:24]} in {rows}")
    texts = []
    for column, words in columns.items():
        more = f" and {len(words) - MOST_WORDS} more words" if len(words) > MOST_WORDS else ""
        texts.append(f"“{column}” says {', '.join(words[:MOST_WORDS])}{more}")
    return "; ".join(texts)
