"""Screening believes what a file itself says of who is not to be called, as an import does."""

from datetime import timedelta

from msgspec.structs import replace

from console.do_not_call.scrub.scrubbing import Screening, screen
from console.files.fields.columns.headings import read_names
from console.files.fields.columns.matching import match_columns
from console.files.tables.rows import TableRow
from console.importing.mapping import doubt_permissions
from db.engine.database import Database
from db.enums import LeadKind, ReasonCode
from tests.conftest import FrozenClock

HEADER = ("phone", "ResultCode", "CarrierInfo", "called_at")
ROWS = (
    ["2085550110", "C", "", "2026-11-16T18:00:00Z"],
    ["2085550112", "I", "", "2026-11-16T18:00:00Z"],
    ["2085550111", "D", "", "2026-11-16T18:00:00Z"],
)


def codes(database: Database, screening: Screening) -> list[list[ReasonCode]]:
    columns = match_columns(read_names(HEADER))
    rows = [TableRow(line, list(cells)) for line, cells in enumerate(ROWS, start=2)]
    return [
        [reason.code for reason in answer.verdict.reasons]
        for piece in screen(database, columns, len(HEADER), rows, screening)
        for _, _, answer in piece
    ]


def barred(database: Database, screening: Screening) -> list[bool]:
    return [ReasonCode.INTERNAL_LIST in code for code in codes(database, screening)]


def test_whom_the_scrubber_says_not_to_call_gets_no_call(
    database: Database, clock: FrozenClock
) -> None:
    wish = Screening(now=clock(), kind=LeadKind.BUSINESS)
    assert barred(database, wish) == [False, False, True]


def test_it_holds_at_a_stated_instant_too(database: Database, clock: FrozenClock) -> None:
    wish = Screening(now=clock(), at=clock() - timedelta(days=3), kind=LeadKind.BUSINESS)
    assert barred(database, wish) == [False, False, True]


def test_a_log_of_past_calls_is_not_judged_by_what_came_of_them(
    database: Database, clock: FrozenClock
) -> None:
    wish = Screening(now=clock(), at_position=3, kind=LeadKind.BUSINESS)
    assert barred(database, wish) == [False, False, False]


def test_without_lists_it_is_left_out(database: Database, clock: FrozenClock) -> None:
    wish = Screening(now=clock(), kind=LeadKind.BUSINESS, with_lists=False)
    assert barred(database, wish) == [False, False, False]


def test_a_number_that_the_scrubber_calls_invalid_is_closed(
    database: Database, clock: FrozenClock
) -> None:
    matches = codes(database, Screening(now=clock(), kind=LeadKind.BUSINESS))
    assert [ReasonCode.NUMBER_CLOSED in reasons for reasons in matches] == [False, True, False]


REMARKS = ("phone", "notes", "tags", "Lead Status", "May we call?", "Suppressed")
BARRED, DOUBTFUL = ReasonCode.INTERNAL_LIST, ReasonCode.REQUEST_UNREAD
REMARKED = (
    (["2085550120", "likes cats", "vip", "New", "yes", "no"], None),
    (["2085550121", "Asked us: do not call again", "", "", "", ""], BARRED),
    (["2085550122", "his lawyer wrote to us", "", "", "", ""], DOUBTFUL),
    (["2085550123", "", "vip; dnc", "", "", ""], BARRED),
    (["2085550124", "", "", "DNC pending", "", ""], DOUBTFUL),
    (["2085550125", "", "", "Lost", "", ""], None),
    (["2085550126", "", "", "", "no", ""], DOUBTFUL),
    (["2085550127", "do not call before 9", "", "", "", ""], None),
)


def test_notes_and_other_words_are_read_as_at_import(
    database: Database, clock: FrozenClock
) -> None:
    columns = match_columns(read_names(REMARKS))
    rows = [TableRow(line, cells) for line, (cells, _) in enumerate(REMARKED, start=2)]
    wish = Screening(now=clock(), kind=LeadKind.BUSINESS)
    answers = [each for piece in screen(database, columns, 6, rows, wish) for each in piece]
    matches = [[reason.code for reason in answer.verdict.reasons] for *_, answer in answers]
    assert matches == [[code] if code else [] for _, code in REMARKED]
    past = replace(wish, with_lists=False)
    answers = [each for piece in screen(database, columns, 6, rows, past) for each in piece]
    assert [answer.verdict.reasons for *_, answer in answers] == [()] * len(REMARKED)


def test_a_column_that_nobody_has_settled_is_a_doubt(
    database: Database, clock: FrozenClock
) -> None:
    header = ("phone", "Suppressed")
    rows = [TableRow(2, ["2085550120", "Y"]), TableRow(3, ["2085550121", "N"])]
    columns = match_columns(read_names(header))
    columns, _ = doubt_permissions(columns, [row.cells for row in rows], (), ())
    wish = Screening(now=clock(), kind=LeadKind.BUSINESS)
    answers = [each for piece in screen(database, columns, 2, rows, wish) for each in piece]
    assert [len(answer.verdict.reasons) for *_, answer in answers] == [1, 0]
