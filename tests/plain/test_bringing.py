"""A list brought in by lines of words: what is in doubt is asked first."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from db.engine.database import Database
from db.lists.catalogue import find_list
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock
from tests.plain.listener import Listener


def test_what_a_file_holds_is_asked_with_what_each_answer_brings(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "leeds.csv"
    path.write_text(
        "Name,Company,Telephone,Postcode\n"
        "Ada Byron,Engine Works Ltd,0113 496 0158,LS1 4AP\n"
        "Bo,Mill Ltd,020 7946 0018,SW1A 1AA\n",
        encoding="utf-8",
    )
    listener = Listener(database, clock).works(
        f"i {path}", "Atlantis", "", "consumers", "y", "", "q"
    )
    heard = listener.all
    guess = "Which country? Our guess: the United Kingdom (postal codes in “Postcode”)."
    assert guess in heard
    lost = "0 callable now, 0 later, 0 never, 0 unknown, 2 rejected or without a number to call"
    assert f"the United States, taken for now: {lost}" in heard
    assert "Businesses or consumers? Our guess: businesses" in heard
    prompts = "\n".join(listener.prompts)
    assert "Which country? Enter for the United Kingdom" in prompts
    assert "That is not one of the answers." in prompts
    with database.read() as connection:
        brought = find_list(connection, "leeds")
    assert brought is not None
    assert (brought.country, brought.kind) == ("GB", "consumer")


def test_neither_answer_leaves_the_file_out(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("Name,Company,Phone\nAda,Engine Works,(212) 555-0147\n", encoding="utf-8")
    listener = Listener(database, clock).works(f"i {path}", "-", "q")
    assert "Nothing was written." in listener.all


def test_why_rows_are_rejected_is_told_and_the_rarest_reasons_together(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "fair.csv"
    people = "".join(f"Ada {line},(208) 555-01{line},\n" for line in range(10, 30))
    odd = ["", "ask her", "5.35E+09", "12", "+0 123 456 789", "9" * 30]
    path.write_text(
        "name,Phone 1 - Value,Phone 1 - Type\n"
        + people
        + "".join(f"Bo,{row},\n" for row in odd)
        + "Cy,(208) 555-0131,fax\n",
        encoding="utf-8",
    )
    heard = Listener(database, clock).works(f"i {path}", "-", "q").all
    assert heard.count(" of those rejected: ") == 6
    assert "2 of those rejected: other reasons" in heard


def test_what_cannot_be_meant_at_the_prompt_is_said_and_asked_again(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "fair.csv"
    path.write_text("Name,Studio,Phone\nAda,Engine Works,(208) 555-0147\n", encoding="utf-8")
    listener = Listener(database, clock).works(
        f"i {path}",
        "?",
        "kin business",
        "column compny=Studio",
        "column company=Studioo",
        "column city=Studio",
        "column company=Studio",
        "businesses",
        "y",
        "",
        "q",
    )
    heard = listener.all
    assert heard.count("That is not one of the answers. y imports it, list NAME") == 2
    assert "There is no field “compny”; the fields are phone" in heard
    assert "Did you mean company?" in heard
    assert "“Studioo”" in heard
    assert "given to two fields" not in heard
    assert "Nothing was written." not in heard
    assert "Column Studio is the company" in heard
    assert "“fair” is in." in heard


def test_the_prompt_takes_that_these_people_asked_for_a_call(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "forms.csv"
    path.write_text("Name,Phone,Sent\nAda,(208) 555-0147,2026-11-18 11:56\n", encoding="utf-8")
    listener = Listener(database, clock).works(
        f"i {path}", "consumers", "inquiry us", "column inquired_at=Sent", "y", "", "q"
    )
    assert "“forms” is in." in listener.all
    with database.read() as connection:
        [asked_at] = connection.execute(select(leads.c.inquired_at)).scalars()
    # 11:56 on the agent's clock, which is New York's.
    assert clock() - asked_at == timedelta(minutes=4)


def test_rows_that_may_say_not_to_call_are_asked_about(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "clinics.csv"
    path.write_text(
        "name,phone,state,notes\nAda,2125550147,NY,do not call per wife\n", encoding="utf-8"
    )
    listener = Listener(database, clock).works(f"i {path}", "y", "what", "b", "", "q")
    heard = listener.all
    assert "1 row may ask not to be called · bar it?" in heard
    assert "line 2, Ada, notes: “do not call per wife”" in heard
    assert "b: Bar it, on the internal list, for good, the file as proof." in heard
    assert "its number is on the internal list." in heard


def test_rows_that_may_say_not_to_call_are_barred_or_left_one_by_one(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "clinics.csv"
    path.write_text(
        "name,phone,state,notes\nAda,2125550147,NY,do not call per wife\n"
        "Bo,2125550103,NY,his lawyer wrote to us\n",
        encoding="utf-8",
    )
    heard = Listener(database, clock).works(f"i {path}", "y", "o", "", "what", "l", "", "q").all
    assert "line 3, Bo, notes: “his lawyer wrote to us”" in heard
    assert "1 is on the internal list, and 1 is callable. The log has your name." in heard


def test_words_for_the_line_type_that_cannot_be_read_are_asked_about(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "clinics.csv"
    path.write_text(
        "name,phone,state,line type\nAda,2125550147,NY,LL thing\nBo,2125550103,NY,ZZ thing\n",
        encoding="utf-8",
    )
    listener = Listener(database, clock).works(f"i {path}", "y", "what", "l", "", "q")
    assert "“LL thing” is: l landline, m mobile, v VoIP, Enter for not known> " in listener.prompts
    with database.read() as connection:
        wanted = select(numbers.c.line).order_by(numbers.c.id)
        assert connection.execute(wanted).scalars().all() == ["landline", "unknown"]
