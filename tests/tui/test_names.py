"""Names in any script stay in their column and move no other."""

import pytest
from rich.cells import cell_len
from textual.content import Content

from console.tui.widgets.text_widget import LEFT_TO_RIGHT, set_apart
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk

NAMES = [
    "李雷与韩梅梅的采购部",
    "山田太郎",
    "محمد عبد الرحمن",
    "דוד בן־גוריון",
    "สมชาย ใจดี",
    "नरेन्द्र मोदी",
    "Žofia Łuczak-O’Brien",
    "e\u0301milie",
    "ＡＤＡ",
    "👩\u200d🔧 Mech",
    "x" * 90,
]


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
async def test_a_name_of_any_script_leaves_the_columns_in_place(
    database: Database, clock: FrozenClock, name: str
) -> None:
    add_lead(database, name, "(208) 555-0101", company=name, list_name=name)
    async with at_the_desk(database, clock) as agent:
        rows = agent.screen_text.split("\n")
        assert rows[1][22:].startswith(name[:5])
        assert rows[2][22:].startswith(name[:5])
        assert cell_len(rows[1][: rows[1].index("10:00 Mountain time")]) == 60
        assert all(cell_len(row) <= 80 for row in rows)


async def test_any_name_keeps_the_columns_of_find_aligned(
    database: Database, clock: FrozenClock
) -> None:
    names = [*NAMES, "Ann"]
    for name in names:
        add_lead(database, name, "(208) 555-0101")
    async with at_the_desk(database, clock, size=(80, 50)) as agent:
        await agent.press("slash")
        await agent.type("2085550101")
        rows = [row for row in agent.screen_text.split("\n")[4:] if "0101  ● CALL" in row]
        starts = {cell_len(row[: row.index("(208)")]) for row in rows}
        assert len(rows) == len(names)
        assert len(starts) == 1


def test_right_to_left_text_does_not_move_the_next_column() -> None:
    row = set_apart(Content.assemble(("محمد علي", "bold"), "   10:42 ", ("دוד", "bold"), " x"))
    assert row.plain == f"محمد علي{LEFT_TO_RIGHT}   10:42 دוד{LEFT_TO_RIGHT} x"
    assert row.cell_length == cell_len("محمد علي   10:42 دוד x")
    assert [(span.start, span.end) for span in row.spans] == [(0, 8), (18, 21)]


def test_other_text_is_left_as_it_is() -> None:
    for text in ("Ada 10:42", "李雷 10:42", "สมชาย"):
        assert set_apart(Content(text)).plain == text
