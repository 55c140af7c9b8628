"""Screening gives of each row what `check` gives of its number."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from console.do_not_call import patterns
from console.do_not_call.scrub.checking import Question, answer, name_apart
from console.do_not_call.scrub.scrubbing import ROWS_AT_ONCE, Answered, Screening, screen
from console.files.fields.columns.headings import read_names
from console.files.fields.columns.matching import match_columns
from console.files.tables.opening import open_rows
from console.files.tables.rows import RowsFile, TableRow
from console.rules.phone.numbers import PhoneError, read_phone
from console.rules.places.regions import read_country
from console.rules.values import Verdict
from console.supervision.firm import emergency_stops
from db.engine.database import Database
from db.enums import LeadKind, LineType, PatternKind, ReasonCode, VerdictKind
from tests.conftest import FrozenClock
from tests.examples import examples
from tests.unread_cases import NUMBER, READ, UNREAD

HEADER = ("phone", "state", "zip", "country", "kind", "line_type")
SEED = Path(__file__).parents[2] / "seed_leads.csv"

PHONES = (
    "(305) 555-0101",
    "305.555.0102",
    "+1 212 555 0103",
    "850-555-0104",
    "(800) 555-0199",
    "+44 20 7946 0018",
    "+33 1 42 27 81 86",
    "+33 6 12 34 56 78",
    "+61 7 3535 0123",
    "+81 3 1234 5678",
    "415 555 9999",
    "(305) 155-0101",
    "123",
    "two",
    "",
)


def screened(
    database: Database, header: Sequence[str], rows: Iterable[TableRow], screening: Screening
) -> list[Answered]:
    columns = match_columns(read_names(header))
    return [
        row for piece in screen(database, columns, len(header), rows, screening) for row in piece
    ]


def rows_of(*cells: Sequence[str]) -> list[TableRow]:
    return [TableRow(line, list(row)) for line, row in enumerate(cells, start=2)]


def checked(
    database: Database, row: Sequence[str], at: datetime, *, with_lists: bool = True
) -> Verdict | None:
    """What `check` says with the row's cells as its flags; None where the number is no number."""
    phone, state, code, country, kind, line = row
    home = read_country(country) if country else None
    try:
        read = read_phone(phone, home or "US")
    except PhoneError:
        return None
    question = Question(
        read,
        home or country,
        state,
        code,
        LeadKind(kind or "consumer"),
        LineType(line or "unknown"),
        with_lists=with_lists,
    )
    with database.read() as connection:
        return answer(connection, question, at, now=at)


def verdict_of(database: Database, phone: str, at: datetime, now: datetime) -> Verdict:
    question = Question(read_phone(phone, "US"), region="NY", kind=LeadKind.BUSINESS)
    with database.read() as connection:
        return answer(connection, question, at, now=now)


def test_the_sample_leads_are_answered_as_check_answers_them(
    listed: Database, clock: FrozenClock
) -> None:
    file = open_rows(SEED)
    with SEED.open(encoding="utf-8", newline="") as text:
        given_rows = list(csv.DictReader(text))
    matches = screened(listed, file.header, file.rows(), Screening(clock()))
    assert len(matches) == len(given_rows)
    for given_row, (cells, number, answered) in zip(given_rows, matches, strict=True):
        wanted = checked(
            listed,
            [
                given_row[name]
                for name in ("phone", "region", "postal_code", "country", "kind", "line_type")
            ],
            clock(),
        )
        assert wanted is not None
        assert answered.verdict == wanted
        assert number == read_phone(given_row["phone"], given_row["country"]).e164
        assert cells == list(given_row.values())


made_rows = some.tuples(
    some.sampled_from(PHONES),
    some.sampled_from(("", "FL", "Florida", "NY", "US-LA", "ON", "nowhere")),
    some.sampled_from(("", "32401", "10001", "K1A", "99999")),
    some.sampled_from(("", "US", "Canada", "FR", "Narnia")),
    some.sampled_from(("", "consumer", "business")),
    some.sampled_from(("", "mobile", "landline")),
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=examples(30),
    deadline=None,
)
@given(some.lists(made_rows, max_size=12), some.integers(0, 7 * 24 * 60), some.booleans())
def test_any_row_is_answered_as_check_answers_it(
    listed: Database,
    clock: FrozenClock,
    rows: list[tuple[str, ...]],
    minutes: int,
    with_lists: bool,  # noqa: FBT001 - hypothesis passes it so
) -> None:
    at = clock() + timedelta(minutes=minutes)
    matches = screened(listed, HEADER, rows_of(*rows), Screening(at, with_lists=with_lists))
    for row, (_, number, answered) in zip(rows, matches, strict=True):
        wanted = checked(listed, row, at, with_lists=with_lists)
        if wanted is None:
            assert number == ""
            assert answered.cells[0] == "never"
        else:
            assert answered.verdict == wanted


def test_a_log_is_judged_row_by_row_at_its_own_instants(
    listed: Database, clock: FrozenClock
) -> None:
    header = (*HEADER, "called_at")
    line = ["(203) 555-0100", "CT", "", "", "business", "landline"]
    instants = (
        "2026-11-18T13:59:59Z",
        "2026-11-18T14:00:00Z",
        "2023-09-30T20:30:00-04:00",  # the last evening before P.A. 23-98
        "2023-10-02T20:30:00-04:00",
    )
    rows = rows_of(*[[*line, at] for at in instants])
    matches = screened(listed, header, rows, Screening(clock(), at_position=6))
    assert [row.verdict.kind.value for _, _, row in matches] == ["wait", "call", "call", "wait"]
    for at, (_, _, answered) in zip(instants, matches, strict=True):
        assert answered.verdict == checked(listed, line, datetime.fromisoformat(at))


def test_a_call_made_before_the_person_asked_was_not_wrong(
    listed: Database, clock: FrozenClock
) -> None:
    patterns.put_on(listed, PatternKind.DOMAIN, "acme.example", "a letter", "ann", clock())
    day = timedelta(days=1)
    header = ("phone", "state", "kind", "email", "called_at")
    asked = ["+1 212 555 0103", "NY", "business", ""]
    named = ["+1 212 555 0177", "NY", "business", "bo@acme.example"]
    instants = [(clock() + turn).isoformat() for turn in (-day, timedelta(), day)]
    rows = rows_of(*[[*who, at] for who in (asked, named) for at in instants])
    matches = [row for *_, row in screened(listed, header, rows, Screening(clock(), at_position=4))]
    assert [match.verdict.kind.value for match in matches] == ["call", "never", "never"] * 2
    for before in (matches[0], matches[3]):
        assert before.verdict.cautions[-1] == (
            "On your firm's do-not-call list since 18 Nov 2026, after this call."
        )
    assert matches[0].verdict == verdict_of(listed, asked[0], clock() - day, clock())
    # Whatever the clock that wrote an entry says, a call that is not of the past is barred.
    slow = clock() - timedelta(minutes=5)
    assert verdict_of(listed, asked[0], slow, slow).kind is VerdictKind.NEVER


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-18 12:00"])
def test_a_row_whose_instant_cannot_be_read_is_unknown(
    text: str, listed: Database, clock: FrozenClock
) -> None:
    rows = rows_of([PHONES[0], "FL", "", "", "", "", text])
    [(_, number, answered)] = screened(
        listed, (*HEADER, "called_at"), rows, Screening(clock(), at_position=6)
    )
    assert number == "+13055550101"
    assert answered.verdict.kind is VerdictKind.UNKNOWN
    assert text in answered.verdict.reasons[0].text
    assert answered.document["at"] is None


def test_a_row_that_cannot_be_read_is_answered_and_the_next_one_too(
    listed: Database, clock: FrozenClock
) -> None:
    rows = [
        TableRow(2, ["(305) 555-0100", "FL", "", "", "business", "", "x", "y"], "it has 8 cells"),
        TableRow(3, [], "it cannot be read as a row"),
        *rows_of(
            ["call me", "FL", "", "", "", ""], ["(212) 555-0100", "NY", "", "", "business", ""]
        ),
    ]
    matches = screened(listed, HEADER, rows, Screening(clock()))
    assert [len(cells) for cells, _, _ in matches] == [6, 6, 6, 6]
    assert [row.cells[0] for _, _, row in matches] == ["never", "never", "never", "call"]
    assert matches[0][2].verdict.reasons[0].text == "Line 2: it has 8 cells."
    assert matches[0][0][5] == "x y"
    assert "letters" in matches[2][2].verdict.reasons[0].text


def test_a_number_outside_its_plan_is_never_called_whoever_stood_before_it(
    listed: Database, clock: FrozenClock
) -> None:
    rest = ["NY", "", "", "business", ""]
    rows = rows_of(["(212) 555-0100", *rest], ["(212) 155-0100", *rest])
    matches = screened(listed, HEADER, rows, Screening(clock()))
    assert [answered.cells[0] for _, _, answered in matches] == ["call", "never"]


def test_rows_are_answered_as_they_come(listed: Database, clock: FrozenClock) -> None:
    endless = (TableRow(line, ["(212) 555-0100"]) for line in count(2))
    pieces = screen(listed, match_columns(read_names(["phone"])), 1, endless, Screening(clock()))
    next(pieces)
    assert next(endless).line <= 2 * ROWS_AT_ONCE


def test_the_first_number_that_can_be_read_is_the_rows(
    listed: Database, clock: FrozenClock
) -> None:
    rows = rows_of(["call me", "+1 305 555 0101", "FL"])
    [(_, number, answered)] = screened(
        listed, ("phone", "mobile", "state"), rows, Screening(clock())
    )
    assert number == "+13055550101"
    assert [reason.code for reason in answered.verdict.reasons] == [ReasonCode.REGISTRY]


@pytest.mark.parametrize(
    ("cell", "number", "kind"),
    [
        ("(212) 555-0100 or (305) 555-0101", "+13055550101", VerdictKind.NEVER),
        ("(305) 555-0101 or (212) 555-0100", "+13055550101", VerdictKind.NEVER),
        ("(212) 555-0100 or (212) 555-0102", "+12125550100", VerdictKind.CALL),
        ("(212) 555-0100 or +61 7 3535 0123", "+61735350123", VerdictKind.UNKNOWN),
        ("+61 7 3535 0123 or (212) 155-0100", "+12121550100", VerdictKind.NEVER),
    ],
)
def test_of_several_numbers_in_a_cell_the_strictest_answer_is_the_rows(
    listed: Database, clock: FrozenClock, cell: str, number: str, kind: VerdictKind
) -> None:
    [(_, e164, answered)] = screened(listed, ("phone",), rows_of([cell]), Screening(clock()))
    assert (e164, answered.verdict.kind) == (number, kind)


def test_the_area_code_and_the_calling_code_beside_a_number_are_its_own(
    listed: Database, clock: FrozenClock
) -> None:
    """As at import, by the columns that it takes for them."""
    header = ("name", "area_code", "phone_number")
    [(_, number, _)] = screened(
        listed, header, rows_of(["Ada", "305", "555-0101"]), Screening(clock())
    )
    assert number == "+13055550101"
    header = ("name", "phone_code", "phone_number")
    [(_, number, _)] = screened(
        listed, header, rows_of(["Ada", "44", "2079460018"]), Screening(clock())
    )
    assert number == "+442079460018"


def test_what_changes_while_a_file_is_read_is_heeded(
    listed: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    length = 12_000
    path = tmp_path / "long.csv"
    lines = "(212) 555-0100,NY,,,business,\n" * length
    path.write_text(",".join(HEADER) + "\n" + lines, encoding="utf-8")
    file: RowsFile = open_rows(path)
    columns = match_columns(read_names(file.header))
    pieces = screen(listed, columns, len(HEADER), file.rows(), Screening(clock()))
    first = next(pieces)
    assert {item.verdict.kind for _, _, item in first} == {VerdictKind.CALL}
    emergency_stops.stop(listed, "US-NY", "flood", "sue", clock())
    rest = [row for piece in pieces for row in piece]
    assert len(first) + len(rest) == length
    assert {item.verdict.kind for _, _, item in rest} == {VerdictKind.WAIT}


def test_a_name_that_is_taken_gets_a_prefix_until_it_is_free() -> None:
    assert name_apart(["number", "zones"], ["number", "smiledial_number"]) == (
        "smiledial_smiledial_number",
        "zones",
    )


def test_every_class_of_address_that_cannot_be_read_is_unknown_in_a_scrub(
    database: Database, clock: FrozenClock
) -> None:
    cases = [*UNREAD.values(), *READ.values()]
    rows = rows_of(
        *((NUMBER, region, code, country, "business", "") for country, region, code, _ in cases)
    )
    matches = [answered for _, _, answered in screened(database, HEADER, rows, Screening(clock()))]
    unread, read = matches[: len(UNREAD)], matches[len(UNREAD) :]
    values = dict(zip(UNREAD, ((row.cells[0], row.cells[-1]) for row in unread), strict=True))
    by_code = values.pop(
        "a calling code of another country"
    )  # the number is of there, as at import
    assert by_code == ("never", "invalid_number; address_unread")
    assert {*values.values()} == {("unknown", "address_unread")}
    for item, case in zip(unread, UNREAD.values(), strict=True):
        words = dict(zip(("country", "region", "postal_code"), case[:3], strict=True))
        assert f"“{words[case[3]]}”" in item.verdict.reasons[-1].text
    assert not [row for row in read if "address_unread" in row.cells[-1]]


def test_a_row_whose_address_cannot_be_read_is_unknown_and_quoted(
    database: Database, clock: FrozenClock
) -> None:
    rows = rows_of(
        ("2125550101", "Newyrok State", "", "", "business", ""),
        ("2125550101", "NY", "1000X", "", "business", ""),
        ("2125550101", "NY", "", "Narnia", "business", ""),
        ("2125550101", "-", "--", ".", "business", ""),
    )
    matches = [answered for _, _, answered in screened(database, HEADER, rows, Screening(clock()))]
    assert [match.cells[0] for match in matches] == ["unknown", "unknown", "unknown", "call"]
    assert [match.cells[-1] for match in matches] == ["address_unread"] * 3 + [""]
    for row, words in zip(matches, ("Newyrok State", "1000X", "Narnia"), strict=False):
        assert f"“{words}”" in row.verdict.reasons[0].text


def test_a_city_and_an_address_decide_the_answer_as_they_do_at_the_desk(
    database: Database, clock: FrozenClock
) -> None:
    at = datetime(2026, 12, 1, 2, 30, tzinfo=clock().tzinfo)  # 20:30 in Chicago, 21:30 in New York
    header = ("phone", "address", "city", "state")
    rows = rows_of(
        ("3342990147", "", "Phenix City", "AL"),
        ("3345760147", "1 Main St, Lanett, AL", "", ""),
        ("3105550147", "1 Main St", "Valley, AL", ""),
        ("3105550147", "1 Main St", "Los Angeles", ""),
        ("3105550147", "1 Main St, Springfield, XX", "", ""),
        ("3105550147", "", "Birmingham", ""),
    )
    screening = Screening(clock(), at=at, kind=LeadKind.BUSINESS, with_lists=False)
    answers = [row.verdict for _, _, row in screened(database, header, rows, screening)]
    kinds = [verdict.kind.value for verdict in answers]
    assert kinds == ["wait", "wait", "wait", "call", "unknown", "unknown"]
    for verdict in answers[:3]:
        assert "America/New_York" in {zone.value for zone in verdict.zones}
    assert "“1 Main St, Springfield, XX”" in answers[4].reasons[0].text
    assert "“Birmingham”" in answers[5].reasons[0].text


def test_words_beside_a_number_count_as_they_do_at_import(
    database: Database, clock: FrozenClock
) -> None:
    rows = rows_of(
        ("813-443-5010 DO NOT CALL",),
        ("813-443-5011 (disconnected)",),
        ("602-443-5012 (cell)",),
        ("813-443-5013 (wife)",),
        ("(813) 443-5007\n(813) 443-5008",),
    )
    screening = Screening(clock(), kind=LeadKind.BUSINESS)
    answers = screened(database, ("phone",), rows, screening)
    codes = [
        [reason.code for reason in row.verdict.reasons if reason.kind is not VerdictKind.WAIT]
        for _, _, row in answers
    ]
    assert codes == [
        [ReasonCode.INTERNAL_LIST],
        [ReasonCode.NUMBER_CLOSED],
        [ReasonCode.MOBILE_BARRED],
        [],
        [],
    ]


def test_the_type_column_of_each_phone_counts(database: Database, clock: FrozenClock) -> None:
    header = ("Phone 1", "Phone 1 Type", "Phone 2", "Phone 2 Type", "state")
    rows = rows_of(
        ("602-443-5012", "Wireless/VoIP", "", "", "AZ"),
        ("602-443-5013", "DSL thing", "", "", "AZ"),
        ("602-443-5014", "Landline", "", "", "AZ"),
        ("", "", "602-443-5015", "cell", "AZ"),
    )
    answers = screened(database, header, rows, Screening(clock(), kind=LeadKind.BUSINESS))
    codes = [
        [reason.code for reason in row.verdict.reasons if reason.kind is not VerdictKind.WAIT]
        for _, _, row in answers
    ]
    barred, unread = [ReasonCode.MOBILE_BARRED], [ReasonCode.LINE_TYPE_UNREAD]
    assert codes == [barred, unread, [], barred]
    assert "“DSL thing”" in answers[1][2].verdict.reasons[0].text
