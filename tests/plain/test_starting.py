"""The first start in lines of words."""

from pathlib import Path

import pytest

from console.firm.personal_settings import Personal
from console.plain.terminal import begin
from console.supervision.firm.first_questions import Question, questions, unasked
from console.view.start.first_start import StartChoice, Way

HERE = Personal(zone="Europe/London")


def asked(_way: Way) -> tuple[Question, ...]:
    return unasked(questions({}, HERE, "ann"), {}, HERE)


class Person:
    def __init__(self, *lines: str) -> None:
        self._lines = iter(lines)
        self.heard: list[str] = []

    def begins(self) -> StartChoice | None:
        return begin(self.heard.append, self._ask, asked)

    def _ask(self, prompt: str) -> str | None:
        self.heard.append(prompt)
        return next(self._lines, None)


@pytest.fixture
def list_file(tmp_path: Path) -> str:
    path = tmp_path / "list.csv"
    path.write_text("name,phone\nAda,020 7946 0018\n", encoding="utf-8")
    return str(path)


def test_enter_takes_each_guess_and_a_word_takes_its_place(list_file: str) -> None:
    person = Person(list_file, "", "denver", "", "020 7946 0018", "Quoin", "-", "securities")
    begun = person.begins()
    assert begun is not None
    assert begun.way == Way(path=list_file)
    assert begun.answers == {
        "agent": "ann",
        "zone": "denver",
        "home_country": "United Kingdom",
        "caller_ids": "020 7946 0018",
        "firm_name": "Quoin",
        "offer": "",
        "trade": "securities",
    }
    assert "Your time zone [Europe/London]> " in person.heard


def test_what_cannot_be_read_is_asked_again(list_file: str) -> None:
    person = Person("nowhere.csv", list_file, "", "Marsport", *[""] * 5, "cars", "")
    begun = person.begins()
    assert begun is not None
    text = "\n".join(person.heard)
    assert "there is no such file" in text
    assert "“Marsport” is not a time zone" in text
    assert begun.answers["trade"] == "general"


def test_back_goes_a_line_up_and_from_the_first_to_the_ways(list_file: str) -> None:
    person = Person(list_file, "bob", "<", "<", "s")
    assert person.begins() == StartChoice(Way(is_sample=True), {})


@pytest.mark.parametrize("lines", [(), ("",)])
def test_nothing_typed_leaves(lines: tuple[str, ...]) -> None:
    assert Person(*lines).begins() is None


def test_the_end_of_the_input_writes_nothing(list_file: str) -> None:
    assert Person(list_file, "", "").begins() is None


def test_b_and_a_path_begin_from_a_backup(list_file: str) -> None:
    person = Person(f"b {list_file}", "", "", "", "", "", "", "")
    begun = person.begins()
    assert begun is not None
    assert begun.way == Way(backup=list_file)
    assert "From a backup: A file that “smiledial backup” wrote." in person.heard
