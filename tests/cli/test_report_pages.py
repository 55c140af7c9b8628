"""A report as one page: numbers under each other, bars beside them, and nothing from elsewhere."""

import re
from collections.abc import Sequence

from console.cli.reports.charts import MOST_ROWS, bar_chart
from console.cli.reports.forms import format_report
from console.view.text.report_codes import Part

HOSTILE = '"><script>alert(1)</script>'
HEADER = ("agent", "dials", "yes", "longest gap", "said")
ROWS = [
    ("ann", "1,204", "3", "49:33", "ok"),
    (HOSTILE, "12.5 %", "", "–", "<b>loud</b>"),
    ("all", "1,216", "3", "", ""),
]


def page(rows: Sequence[tuple[str, ...]]) -> str:
    part = Part("Agents", HEADER, rows, ("dials", "yes"), totals=1)
    return str(format_report("html", f"A day & {HOSTILE}", "note", [part]))


def test_a_page_asks_nothing_of_anybody() -> None:
    text = page(ROWS)
    names = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}  # they are not fetched
    assert set(re.findall(r"https?://[^\"' <]*", text)) <= names
    assert not re.search(r"\b(src|href|@import|url)\s*[=(]", text)


def test_no_text_of_a_list_is_markup_in_the_table_or_the_bars() -> None:
    text = page(ROWS)
    assert "<script>alert" not in text
    assert "<b>loud" not in text
    assert text.count("&lt;script&gt;alert(1)") >= 3, "the title, the cell and the bar"


def test_digits_stand_under_each_other_and_the_total_apart() -> None:
    text = page(ROWS)
    assert "<th class=n>dials</th>" in text
    assert "<td class=n>49:33</td>" in text
    assert "<td>ok</td>" in text
    assert "<tr class=sum><td>all</td>" in text


def test_the_same_report_is_the_same_page() -> None:
    assert page(ROWS) == page(ROWS)


def test_bars_are_of_the_rows_and_not_of_their_total() -> None:
    drawn = page([ROWS[0], ("bob", "7", "", "", ""), ROWS[2]]).split("<table>")[0]
    assert "ann" in drawn
    assert "bob" in drawn
    assert ">all<" not in drawn


def test_what_is_nothing_or_too_much_is_not_drawn() -> None:
    assert bar_chart(HEADER, [("ann", "0", "", "", "")], ("dials",)) == ""
    assert bar_chart(HEADER, [ROWS[0]] * (MOST_ROWS + 1), ("dials",)) == ""
