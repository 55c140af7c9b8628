"""The two questions about a file that the screen asks before an import."""

from pathlib import Path

import pytest
from sqlalchemy import select

from console.lists.list_worth import worth_of
from db.engine.database import Database
from db.lists.catalogue import find_list
from db.tables.leads import ListRow, leads, numbers, places
from tests.conftest import FrozenClock
from tests.tui.driver import at_the_desk

BUSINESSES = (
    "Name,Company,Phone,State,ZIP\n"
    "Ada Byron,Engine Works,(212) 555-0147,NY,10001\n"
    "Bo,Mill Inc,(212) 555-0103,NY,10001\n"
    "Cy,,(212) 555-0109,NY,10001\n"
)
JAPANESE = (
    "氏名,会社名,電話番号,郵便番号\n"
    "山田太郎,東京商事,03-3123-4567,100-0001\n"
    "佐藤花子,,06-6123-4567,530-0001\n"
    "鈴木一郎,,090-1234-5678,231-0001\n"
)


def brought(database: Database, name: str) -> ListRow | None:
    with database.read() as connection:
        return find_list(connection, name)


async def test_a_list_of_firms_is_asked_about_and_then_callable(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(BUSINESSES, encoding="utf-8")
    async with at_the_desk(database, clock, size=(100, 40)) as agent:
        await agent.choose_file(path)
        text = " ".join(agent.question.split())
        assert (
            "Businesses or consumers? Our guess: businesses (2 of 3 rows name a company)." in text
        )
        assert "callable now later never unknown businesses 3 0 0 0 ✓ consumers 0 0 0 3" in text
        assert "Until you answer it is taken for consumers, the stricter of the two." in text
        assert "0 of 3 new leads are callable now" in text
        assert "Ctrl+G" not in text, "Enter asks"
        assert "Enter Answer" in text
        await agent.press("enter")
        assert "Enter Choose" in agent.question
        assert "► businesses" in agent.screen_text, "the mark stands at what Enter takes"
        await agent.press("escape")
        assert brought(database, "firms") is None
        await agent.press("enter", "enter")
        assert "3 of 3 new leads are callable now" in agent.question
        assert "✓ businesses" in agent.question
        await agent.press("enter")
        assert "“firms” is in." in agent.question
        assert "New leads: 3 callable now, 0 later, 0 never, 0 unknown." in agent.question
    row = brought(database, "firms")
    assert row is not None
    assert row.kind == "business"


async def test_an_answer_may_be_changed_until_the_list_is_in(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(BUSINESSES, encoding="utf-8")
    async with at_the_desk(database, clock, size=(100, 40)) as agent:
        await agent.choose_file(path, "enter", "enter", "ctrl+g")
        assert agent.screen_text.count("businesses   ") == 1, "its table is shown once"
        await agent.press("down", "enter")
        assert "✓ consumers" in agent.question
        assert "Ctrl+G changes it." in agent.question
        await agent.press("enter")
        text = " ".join(agent.question.split())
        assert "New leads: 0 callable now, 0 later, 0 never, 3 unknown. 3 leads must first" in text
        await agent.press("ctrl+n")
        assert "0 new sessions planned: 3 leads" in agent.notice
        await agent.press("enter")
        assert agent.notice == "“firms”: 3 new (none callable yet)."
        assert "!  “firms”" in agent.screen_text, "a warning, not a success"
    row = brought(database, "firms")
    assert row is not None
    assert row.kind == "consumer"


async def test_a_japanese_address_book_is_asked_for_its_country(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "tokyo.csv"
    path.write_text(JAPANESE, encoding="utf-8")
    async with at_the_desk(database, clock, size=(80, 24)) as agent:
        await agent.choose_file(path, "enter")
        text = " ".join(agent.question.split())
        assert "Which country?" in text
        assert "Our guess: Japan (postal codes in “郵便番号”). Ctrl+O takes any other." in text
        assert "Japan 0 3 0 0 0 the United States 0 0 0 0 3" in text
        await agent.press("enter")
        assert "3 new" in agent.question
        await agent.press("enter")
    row = brought(database, "tokyo")
    assert row is not None
    assert (row.country, row.kind) == ("JP", "consumer")


async def test_a_price_without_a_currency_is_refused_in_the_form(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(BUSINESSES, encoding="utf-8")
    async with at_the_desk(database, clock, size=(80, 24)) as agent:
        await agent.press("i")
        await agent.paste(str(path))
        await agent.press("ctrl+o", *["down"] * 9)
        await agent.paste("Acme")
        await agent.press("down")
        await agent.paste("450")
        assert "Bought from Acme Price 450 Bought on" in agent.question
        await agent.press("down", "enter")
        assert "450 of which currency?" in agent.notice
        assert "Bought from Acme Price 450 Bought on" in agent.question
        await agent.paste(" EUR")
        await agent.press("enter", "enter", "enter", "enter")
        assert "“firms” is in." in agent.question
    with database.read() as connection:
        [worth] = worth_of(connection)
    assert (worth.suppliers, worth.prices) == (("Acme",), {"EUR": 45_000})


async def test_the_form_says_that_these_people_asked_for_a_call(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(BUSINESSES, encoding="utf-8")
    async with at_the_desk(database, clock, size=(80, 24)) as agent:
        await agent.press("i")
        await agent.paste(str(path))
        await agent.press("ctrl+o", *["down"] * 12, "right")
        assert "They asked for a call ◂ yes: they asked your firm" in agent.question
        await agent.press("enter", "enter", "enter", "enter")
        assert "“firms” is in." in agent.question
    with database.read() as connection:
        assert set(connection.execute(select(leads.c.inquired_at)).scalars()) == {clock()}


DOUBTFUL = (
    "name,phone,state,notes,Contactable\n"
    'Mary Okafor,2125550101,NY,"spoke 3 May, do not call per wife",\n'
    "Bo,2125550103,NY,ok to call,\n"
    "Ann Lee,2125550109,NY,,No\n"
)


@pytest.mark.parametrize(("key", "count"), [("enter", 1), ("l", 3), ("o", 2)])
async def test_rows_that_may_say_not_to_call_are_asked_about_once_for_the_file(
    database: Database, clock: FrozenClock, tmp_path: Path, key: str, count: int
) -> None:
    path = tmp_path / "clinics.csv"
    path.write_text(DOUBTFUL, encoding="utf-8")
    async with at_the_desk(database, clock) as agent:
        await agent.choose_file(path, "ctrl+g")
        await agent.press("down", "enter")  # businesses
        assert "Enter asks about doubtful words first." in " ".join(agent.question.split())
        await agent.press("enter")
        text = " ".join(agent.screen_text.split())
        assert "2 rows may ask not to be called · bar them?" in text
        assert "2 Mary Okafor notes “spoke 3 May, do not call per wife”" in text
        assert "► b Bar all 2 on the internal list, for good, the file as proof" in text
        await agent.press("escape")
        assert brought(database, "clinics") is None
        await agent.press("enter", key)
        if key == "o":
            text = " ".join(agent.screen_text.split())
            assert "► bar 2 Mary Okafor notes “spoke 3 May" in text
            assert "Mary Okafor, notes: “spoke 3 May, do not call per wife”" in text
            await agent.press("space")
            text = " ".join(agent.screen_text.split())
            assert "leave 2 Mary Okafor notes" in text
            assert "► bar 4 Ann Lee Contactable “No”" in text
            await agent.press("escape")
            assert "bar them?" in agent.screen_text
            await agent.press("o", "space", "enter")
        assert "“clinics” is in." in agent.question
    with database.read() as connection:
        facts = connection.execute(select(places.c.facts).join(leads)).scalars().all()
        barred = connection.execute(select(leads.c.id).where(leads.c.bar != "")).all()
    unread = sum('"request_unread"' in text for text in facts)
    assert (len(barred), unread) == {"enter": (2, 2), "l": (0, 0), "o": (1, 1)}[key]
    assert len(facts) - max(len(barred), unread) == count


@pytest.mark.parametrize(
    ("keys", "lines"),
    [
        (("l", "m"), ["landline", "mobile"]),
        (("space", "down", "space", "space", "space"), ["landline", "voip"]),
        ((), ["unknown", "unknown"]),
    ],
)
async def test_words_for_the_line_type_that_cannot_be_read_are_asked_about(
    database: Database, clock: FrozenClock, tmp_path: Path, keys: tuple[str, ...], lines: list[str]
) -> None:
    path = tmp_path / "clinics.csv"
    path.write_text(
        "name,phone,line type\nBo,2125550103,LL thing\nAl,2125550104,LL thing\n"
        "Ann Lee,2125550109,ZZ thing\n"
    )
    async with at_the_desk(database, clock) as agent:
        await agent.choose_file(path)
        await agent.press("pagedown")
        assert "“LL thing” 2, “ZZ thing” 1." in agent.question
        await agent.press("enter")
        assert "What do these words for the line type mean?" in agent.screen_text
        await agent.press("escape")
        assert brought(database, "clinics") is None
        await agent.press("enter", *keys)
        for word, line in zip(("LL thing", "ZZ thing"), lines, strict=True):
            answer = line if line != "unknown" else "not known"
            assert any(word in row and answer in row for row in agent.screen_text.splitlines())
        await agent.press("enter")
        assert "“clinics” is in." in agent.question
    with database.read() as connection:
        wanted = select(numbers.c.line).order_by(numbers.c.id)
        stored = [line.value for line in connection.execute(wanted).scalars()]
    assert stored == [lines[0], lines[0], lines[1]]
