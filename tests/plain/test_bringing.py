"""A list brought in by lines of words: what is in doubt is asked first."""

from pathlib import Path

from db.engine import Database
from db.lists import find_list
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
    lost = "0 callable now, 0 later, 0 never, 0 unknown, 2 without a number"
    assert f"the United States, taken for now: {lost}" in heard
    assert "Businesses or consumers? Our guess: businesses" in heard
    prompts = "\n".join(listener.prompts)
    assert "Which country? Enter for the United Kingdom" in prompts
    assert "That is none of the answers." in prompts
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
