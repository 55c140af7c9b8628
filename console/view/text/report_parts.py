"""What a report is made of: parts with a title, each a table of cells."""

from collections.abc import Sequence

from db.dataclass import dataclass

FIELD = ("field", "value")
"""The header of a part whose rows are names with what they stand for."""


@dataclass(frozen=True, slots=True)
class Part:
    """`drawn` are the columns of numbers that a page shows as bars too, of the rows but `totals`,
    which come last. `picture` is an SVG that a page shows above them."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    drawn: Sequence[str] = ()
    totals: int = 0
    picture: str = ""
