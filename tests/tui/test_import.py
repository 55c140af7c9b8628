"""Import a list on the screen: the preview writes nothing, the second Enter imports."""

import os
import re
import zipfile
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select
from textual.widgets import Static

from db.engine.database import Database
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.leads import add_lead, count_leads
from tests.tui.driver import at_the_desk


async def test_a_file_of_several_lists_says_where_one_is_chosen(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    folder = fair.with_name("lists.zip")
    with zipfile.ZipFile(folder, "w") as packed:
        packed.write(fair, "one.csv")
        packed.write(fair, "two.csv")
    async with at_the_desk(database, clock, size=(100, 40)) as agent:
        await agent.choose_file(folder)
        assert "choose one with Ctrl+O (Sheet) (“one.csv”, “two.csv”)" in agent.question


async def test_the_preview_counts_the_addresses_that_cannot_be_read(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "states.csv"
    rows = (
        "Ada,2125550147,Pensylvania,",
        "Bo,2125550148,Pensylvania,",
        "Cy,2125550149,NY,94105",
        "Di,8005550150,,",
    )
    path.write_text("\n".join(["Name,Phone,State,ZIP", *rows]) + "\n", encoding="utf-8")
    async with at_the_desk(database, clock, size=(100, 40)) as agent:
        await agent.choose_file(path)
        page_text = " ".join(agent.question.split())
        assert "2 rows have a state or region that cannot be read" in page_text
        assert "“Pensylvania” (line 2, Ada, 2 rows, did you mean Pennsylvania?)" in page_text
        assert "1 row has a postal code outside the state" in page_text
        assert page_text.count("A toll-free number has no place of its own") == 1
    assert count_leads(database) == 0


async def test_a_list_is_previewed_imported_planned_and_called(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    async with at_the_desk(database, clock, size=(100, 40)) as agent:
        assert "i Import reads a list" in " ".join(agent.screen_text.split())
        await agent.choose_file(fair)
        seen = agent.question
        assert "4 rows, into the list" in seen
        assert "into the list “fair”" in seen
        assert "2 new" in seen
        assert "1 of 2 new leads are callable now" in seen
        assert "1 duplicate in the file" in seen
        assert "1 rejected" in seen
        assert "Line 5, “Phone”." in seen
        assert "Company Engine Works · Pitch · Nautilus" in seen
        assert "kept Shoe size 38 · 44" in seen
        assert "Nothing is written yet" in seen
        assert count_leads(database) == 0

        await agent.press("enter")
        assert "“fair” is in." in agent.question
        assert "2 imported" in agent.question
        assert "fair.rejects.csv" in agent.question.replace(" ", "")
        assert count_leads(database) == 2
        await agent.press("ctrl+n")
        assert "1 new session planned." in agent.notice
        await agent.press("enter")
        assert agent.notice == ("“fair”: 2 new, 1 duplicate, 1 rejected. To fix: fair.rejects.csv")
        assert "is ready" in agent.screen_text
        await agent.press("enter")
        assert agent.lead == "Ada Byron"


async def test_the_keys_of_a_preview_take_two_rows_only_on_a_narrow_screen(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    for width, rows in ((120, 1), (60, 2)):
        async with at_the_desk(database, clock, size=(width, 30)) as agent:
            await agent.choose_file(fair)
            shown = agent.app.screen.query_one("#bringing-keys", Static).content
            assert str(shown).count("\n") + 1 == rows, (width, str(shown))


async def test_the_preview_counts_do_not_call_requests(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    fair.write_text("Contact,Phone,DNC\nAda,(212) 555-0147,DNC\nBo,(212) 555-0148,\n")
    async with at_the_desk(database, clock, size=(100, 40)) as agent:
        await agent.choose_file(fair)
        assert "1 row says in “DNC” not to call." in agent.question
        assert "do not call DNC DNC" in agent.question
        await agent.press("enter")
        assert "1 of the numbers is new on the internal list." in agent.question


async def test_a_rare_reason_is_not_given_for_all(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    rows = "Ada,(212) 555-0147,DNC\nBo,(212) 555-0148,\nCy,(212) 555-0149,\n"
    fair.write_text(f"Contact,Phone,DNC\n{rows}", encoding="utf-8")
    async with at_the_desk(database, clock, size=(100, 40)) as agent:
        await agent.choose_file(fair, "enter")
        assert "New leads: 0 callable now, 0 later, 1 never, 2 unknown." in agent.question
        assert " Of the others, 1: " in agent.question


async def test_a_list_that_is_not_planned_says_with_which_keys(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    async with at_the_desk(database, clock, size=(120, 40)) as agent:
        await agent.choose_file(fair, "enter", "enter")
        assert agent.notice.endswith("fair.rejects.csv · l then n plans it.")


async def test_a_narrow_terminal_names_those_keys_instead_of_the_rejects(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    async with at_the_desk(database, clock) as agent:
        await agent.choose_file(fair, "enter", "enter")
        assert agent.notice == "“fair”: 2 new, 1 duplicate, 1 rejected · l then n plans it."


async def test_an_import_without_new_leads_says_so(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    async with at_the_desk(database, clock, size=(100, 40)) as agent:
        for _ in range(2):
            await agent.choose_file(fair, "enter")
            done = agent.question
            await agent.press("enter")
    assert "is in." not in done
    assert (
        "Nothing was imported into “fair”. Of 4 rows: 1 duplicate in the file 2 known already"
        in done
    )
    assert "Ctrl+N" not in done


async def test_many_unmapped_columns_are_listed_by_name(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(
        "Name,Phone,Shoe,Hat,Glove,Belt,Sock\nAda,(208) 555-0147,38,57,8,90,39\n", "utf-8"
    )
    async with at_the_desk(database, clock, size=(100, 40)) as agent:
        await agent.choose_file(path)
        assert "kept Shoe · Hat · Glove · Belt · Sock" in agent.question


async def test_esc_leaves_everything_as_it_was(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    async with at_the_desk(database, clock) as agent:
        await agent.choose_file(fair, "ctrl+n")
        assert "Import the list first" in agent.notice
        await agent.press("escape")
        assert agent.question == ""
    assert count_leads(database) == 0
    assert not fair.with_name("fair.rejects.csv").exists()


async def test_another_path_discards_the_preview(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    async with at_the_desk(database, clock) as agent:
        await agent.choose_file(fair)
        assert "into the list" in agent.question
        await agent.type("x")
        assert "into the list" not in agent.question
        await agent.press("enter")
        assert "there is no such file" in agent.question
    assert count_leads(database) == 0


async def test_esc_stops_the_reading_of_a_file(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    before_it = Event()
    async with at_the_desk(database, clock) as agent:
        await agent.press("i")
        await agent.paste(str(fair))
        agent.app._reading._pool.submit(before_it.wait)
        await agent._pilot.press("enter")
        await agent._pilot.press("escape")
        before_it.set()
        await agent.settle()
        assert "Stopped: nothing was written." in agent.notice
        assert "Import a list" in agent.question
    assert count_leads(database) == 0


@pytest.mark.parametrize("key", ["tab", "right"])
async def test_a_path_is_completed_with_tab_or_the_arrow(
    database: Database, clock: FrozenClock, fair: Path, key: str
) -> None:
    async with at_the_desk(database, clock) as agent:
        await agent.press("i")
        await agent.paste(f"{fair.parent}/fa")
        await agent.press(key, "enter")
        assert "4 rows, into the list" in agent.question


async def test_a_list_is_imported_while_a_lead_is_on_the_screen(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    add_lead(database, "Bo", "(208) 555-0199")
    async with at_the_desk(database, clock) as agent:
        await agent.press("l", "i")
        await agent.paste(str(fair))
        await agent.press("enter", "enter", "escape")
        assert agent.lead == "Bo"
    assert count_leads(database) == 3


TWO_STATES = (
    "name,phone,kind,Mailing State,Billing State\n"
    "Ada,(212) 555-0147,business,NY,FL\n"
    "Cy,(212) 555-0148,business,NY,\n"
)


async def test_the_page_names_the_newest_files_of_this_folder(
    database: Database, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at, name in enumerate(("old.csv", "new.xlsx", "notes.txt", "a\x1bb.csv")):
        (tmp_path / name).write_text("\n" * at * 1001, encoding="utf-8")
        os.utime(tmp_path / name, (at, at))
    monkeypatch.chdir(tmp_path)
    async with at_the_desk(database, clock) as agent:
        await agent.press("i", "end")
        found = agent.question.split("newest first ")[1]
        assert re.match(r"► new\.xlsx 31 Dec 1969 2 kB old\.csv 31 Dec 1969 0 kB ", found)
        await agent.press("down")
        assert "► old.csv" in agent.screen_text
        await agent.press("enter")
        assert "old.csv is empty" in agent.question


async def test_a_tall_page_of_columns_names_the_fields_that_no_column_fills(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    path.write_text(TWO_STATES, encoding="utf-8")
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        await agent.choose_file(path, "ctrl+t")
        assert "field column row 1 row 2" in agent.question
        assert "fields stay empty" in agent.question
        assert "second phone, do not call" in agent.question
        preview, columns = (
            screen.query(".page-frame").first() for screen in agent.app.screen_stack[-2:]
        )
        assert not preview.visible
        assert columns.region.height < 30, "as high as its text"
        await agent.press("end")
        assert "No column fills these fields. Enter chooses one" in agent.question
        assert "given name · family name · company · title" in agent.question
        await agent.press("enter", *"com", "enter")
        assert "Which column is the company?" in agent.question
        await agent.press(*"bil", "enter")
        assert "company Billing State FL" in agent.question


async def test_two_columns_for_one_field_must_be_decided_before_the_import(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    path.write_text(TWO_STATES, encoding="utf-8")
    async with at_the_desk(database, clock) as agent:
        await agent.choose_file(path)
        assert "Two columns could be region" in agent.question
        assert "Ctrl+Y Import anyway" in agent.question
        assert "Esc Back" in agent.question
        assert "Enter Import" not in agent.question
        await agent.press("enter")
        assert "Ctrl+T says which" in agent.notice
        assert count_leads(database) == 0

        await agent.press("ctrl+t")
        assert "kept Billing State FL" in agent.question
        assert "► phone phone (212) 555-0147 · (212) 555-0148" in agent.question, (
            "the column chosen, and its values"
        )
        assert (
            "phone: 2 different values in the first rows. row 1 (212) 555-0147 · "
            "row 2 (212) 555-0148" in agent.question
        )
        await agent.press("end", "up", "enter")
        assert "“Billing State” is" in agent.question
        await agent.press("r", "e", "g", "enter")
        assert "region Billing State FL" in agent.question
        assert "kept Mailing State NY" in agent.question
        await agent.press("escape")
        assert "Two columns could be" not in agent.question
        await agent.press("enter")
        assert "“two” is in." in agent.question
    with database.read() as connection:
        rows = connection.execute(select(leads.c.region, leads.c.extras).order_by(leads.c.id))
        assert [tuple(row) for row in rows] == [
            ("FL", {"Mailing State": "NY"}),
            ("", {"Mailing State": "NY"}),
        ]


async def test_a_doubtful_file_can_be_imported_all_the_same(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    path.write_text(TWO_STATES, encoding="utf-8")
    async with at_the_desk(database, clock) as agent:
        await agent.press("i")
        await agent.paste(str(path))
        await agent.press("ctrl+y")
        assert "Enter looks at the file first." in agent.notice
        await agent.press("enter", "ctrl+y")
        assert "“two” is in." in agent.question
    assert count_leads(database) == 2


async def test_hostile_text_of_a_file_is_harmless_in_the_preview(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "evil.csv"
    path.write_text(
        "name,phone,[red]x[/]\n\x1b]0;owned\x07Eve,[b]none[/b]\x1b[2J,\x1b[31m\u202eabc\n",
        encoding="utf-8",
    )
    async with at_the_desk(database, clock, size=(100, 40)) as agent:
        await agent.choose_file(path)
        assert "[red]x[/]" in agent.question
        sent = agent.sent
    assert "\x1b]0;owned" not in sent
    assert "\u202e" not in sent
    assert "\x1b[2J" not in sent.split("evil.csv", 1)[1]


async def test_advice_in_a_preview_is_not_cut_on_a_narrow_screen(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "home.csv"
    path.write_text(
        "Name,Phone,kind\nAda,(212) 555-0147,consumer\nBo,(208) 555-0148,consumer\n",
        encoding="utf-8",
    )
    async with at_the_desk(database, clock) as agent:
        await agent.choose_file(path)
        text = " ".join(agent.screen_text.split())
        assert re.search(r"\(area \W*codes \W*208, \W*212\) \W*F3 \W*then \W*i \W*loads", text)
        assert re.search(r"Ctrl\+O, \W*“Registries \W*checked on”, \W*says when\.", text)


async def test_the_preview_turns_by_blocks_and_marks_the_values_that_cannot_be_used(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "messy.csv"
    path.write_text("Name,Phone\nAda,(800) 555-0147\nBo,no phone\nCy,+49 30 901820\n")
    async with at_the_desk(database, clock) as agent:
        await agent.choose_file(path)
        assert "Ctrl+G Answer" in agent.question, "the key that the page names"
        seen = [agent.screen_text]
        while "PgDn" in agent.screen_text:
            await agent.press("pagedown")
            rows = agent.screen_text.split("\n")
            first = rows[7].split()[:3]
            assert first in (
                ["Not", "callable", "now"],
                ["1", "Germany", "allows"],
                ["Rejected,", "and", "why"],
                ["field", "column", "first"],
            )
            assert " ".join(first) not in " ".join(seen[-1].split())
            seen.append(agent.screen_text)
            assert f"Import a list · {len(seen)} of " in agent.screen_text
        assert len(seen) > 1
        assert "A toll-free number has no place of its own" in " ".join(seen)
        assert "(800) 555-0147 · ! no phone · +49 30 901820" in " ".join(seen)
        for _ in seen[1:]:
            await agent.press("pageup")
        assert agent.screen_text.split("\n")[:7] == seen[0].split("\n")[:7]
        await agent.press("ctrl+t")
        assert (
            "Phone: 3 different values in the first rows, 1 can’t be used: "
            "row 2 ! no phone has letters in it Read well row 1 (800) 555-0147 · "
            "row 3 +49 30 901820" in agent.question
        )


async def test_before_a_look_the_page_has_the_first_row_of_the_marked_file(
    database: Database, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = ",".join(["Name", "Phone", *(f"extra {at}" for at in range(12))])
    (tmp_path / "fair.csv").write_text(f"{names}\nAda,(212) 555-0147\nBo,x\n", encoding="utf-8")
    async with at_the_desk(database, clock) as agent:
        await agent.press("i")
        assert "Its first row · 4 more columns" in agent.question
        assert "Name Ada" in agent.question
        assert "Bo" not in agent.question
