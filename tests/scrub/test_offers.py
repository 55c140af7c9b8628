"""A screened call about an offer is answered with the contracts that run for it."""

from datetime import date

from console.do_not_call.evidence import record
from console.do_not_call.scrub.scrubbing import Screening, screen
from console.files.fields.columns.headings import read_names
from console.files.fields.columns.matching import match_columns
from console.files.tables.rows import TableRow
from db.engine.database import Database
from db.enums import EvidenceKind
from tests.conftest import FrozenClock

PARIS = "+33142278186"


def test_each_row_is_answered_by_what_it_is_about(database: Database, clock: FrozenClock) -> None:
    record(
        database,
        PARIS,
        EvidenceKind.CONTRACT,
        date(2026, 3, 3),
        "contract 77",
        "ann",
        clock(),
        until=date(2027, 3, 2),
        offer="Heating care",
    )
    header = ("phone", "about")
    columns = match_columns(read_names(header))
    offers = ("heating care", "roofs", "")

    def answers(screening: Screening) -> list[str]:
        rows = [TableRow(line, [PARIS, offer]) for line, offer in enumerate(offers, start=2)]
        pieces = screen(database, columns, 2, rows, screening)
        return [answer.verdict.kind.value for piece in pieces for *_, answer in piece]

    assert answers(Screening(clock(), offer_position=1)) == ["call", "never", "never"]
    assert answers(Screening(clock(), offer="Heating care")) == ["call"] * 3
    assert answers(Screening(clock())) == ["never"] * 3
