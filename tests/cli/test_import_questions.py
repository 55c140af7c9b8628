"""`smiledial import` asks of a file what it cannot know, or says what it was taken for."""

import csv
from functools import partial
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from tests.cli.shell import CommandLine
from tests.cli.terminal import OnTerminal, on_a_terminal

BUSINESSES = (
    "Name,Company,Phone,State,ZIP\n"
    "Ada Byron,Engine Works,(212) 555-0147,NY,10001\n"
    "Bo,Mill Inc,(212) 555-0103,NY,10001\n"
    "Cy,,(212) 555-0109,NY,10001\n"
)
BRITISH = (
    "Name,Company,Telephone,Postcode\n"
    "Ada Byron,Engine Works Ltd,0113 496 0158,LS1 4AP\n"
    "Bo,Mill Ltd,020 7946 0018,SW1A 1AA\n"
)
JAPANESE = (
    "Name,Organization,Phone,Postal Code,City\n"
    "山田太郎,東京商事,03-3123-4567,100-0001,東京都\n"
    "佐藤花子,大阪物産,06-6123-4567,530-0001,大阪府\n"
    "鈴木一郎,,090-1234-5678,231-0001,神奈川県\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "firms.csv").write_text(BUSINESSES, encoding="utf-8")
    (tmp_path / "leeds.csv").write_text(BRITISH, encoding="utf-8")
    (tmp_path / "tokyo.csv").write_text(JAPANESE, encoding="utf-8")
    return tmp_path


def answers(document: dict[str, list[dict[str, object]]], about: str) -> dict[str, object]:
    """How many each answer makes callable now, by the answer."""
    [question] = [row for row in document["questions"] if row["about"] == about]
    rows = question["answers"]
    assert isinstance(rows, list)
    return {row["value"]: row["callable_now"] for row in rows}


def test_a_business_list_that_nobody_called_one_is_taken_for_consumers_and_says_so(
    smiledial: CommandLine, folder: Path
) -> None:
    output = smiledial("import", str(folder / "firms.csv"), "--dry-run").out
    assert "Taken for consumers: 0 callable now, 0 later, 0 never, 3 unknown." in output
    assert "Our guess: businesses (2 of 3 rows name a company)." in output
    assert "0 never, 0 unknown; 1 row has no company." in output
    look = smiledial("import", str(folder / "firms.csv"), "--dry-run", "--json")
    assert answers(look.document, "kind") == {"business": 3, "consumer": 0}
    assert look.document["callable_now"] == 0
    assert "With --kind business: 3 callable now" in look.err
    assert smiledial("import", str(folder / "firms.csv"), "--yes").status == 0
    assert smiledial("lists", "--json").document[0]["kind"] == "consumer"


def test_an_option_answers_and_nothing_more_is_said(smiledial: CommandLine, folder: Path) -> None:
    options = ["--kind", "business", "--country", "US"]
    output = smiledial("import", str(folder / "firms.csv"), *options).out
    assert "Taken for" not in output
    assert "read as those of" not in output


def test_a_column_that_says_it_of_each_row_leaves_nothing_to_ask(
    smiledial: CommandLine, leads_file: Path
) -> None:
    assert "Taken for" not in smiledial("import", str(leads_file), "--dry-run").out


def test_a_company_beside_an_income_is_where_a_consumer_works(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "rich.csv"
    path.write_text("Name,Company,Income,Phone\nAda,Bank,100000,2125550147\n", encoding="utf-8")
    [question] = smiledial("import", str(path), "--dry-run", "--json").document["questions"]
    assert (question["guess"], question["is_open"]) == ("consumer", False)


def test_an_employer_is_where_a_consumer_works(smiledial: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("Name,Employer,Phone\nAda,Bank,2125550147\n", encoding="utf-8")
    [question] = smiledial("import", str(path), "--dry-run", "--json").document["questions"]
    assert (question["guess"], question["is_open"]) == ("consumer", False)


def test_rows_whose_result_nobody_explained_are_unknown_and_have_a_number(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "scrubbed.csv"
    path.write_text(
        "name,company,phone,state,zip,Scrub Result\n"
        "Ada,Mill Inc,2125550147,NY,10001,K7\n"
        "Bo,Mill Inc,2125550148,NY,10001,no\n"
        "Cy,Mill Inc,none,NY,10001,no\n",
        encoding="utf-8",
    )
    look = smiledial("import", str(path), "--dry-run", "--json").document
    [question] = look["questions"]
    counts = [(row["callable_now"], row["unknown"]) for row in question["answers"]]
    assert counts == [(1, 1), (0, 2)]
    assert [row["no_number"] for row in question["answers"]] == [1, 1]


def test_a_japanese_address_book_is_understood_by_the_names_of_its_columns(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "book.csv"
    path.write_text(
        "氏名,会社名,電話番号,携帯,郵便番号,住所\n"
        "山田太郎,東京商事,03-3123-4567,090-1234-5678,100-0001,千代田区1-1\n",
        encoding="utf-8",
    )
    look = smiledial("import", str(path), "--dry-run", "--country", "JP", "--json").document
    fields = [row["field"] for row in look["mapping"]]
    assert fields == ["phone", "phone", "name", "company", "postal_code", "address"]
    assert (look["imported"], [row["guess"] for row in look["questions"]]) == (1, ["business"])


def test_a_british_list_is_known_for_one_where_the_firm_is_at_home_elsewhere(
    smiledial: CommandLine, folder: Path
) -> None:
    refused = smiledial("import", str(folder / "leeds.csv"))
    assert refused.status == 3
    hint = "It looks like a list of the United Kingdom (postal codes in “Postcode”): --country GB."
    assert hint in refused.err
    look = smiledial("import", str(folder / "leeds.csv"), "--dry-run", "--json").document
    [question] = [row for row in look["questions"] if row["about"] == "country"]
    assert (question["taken"], question["guess"]) == ("US", "GB")
    assert [row["no_number"] for row in question["answers"]] == [0, 2]
    assert smiledial("import", str(folder / "leeds.csv"), "--country", "GB").status == 0


def test_a_firm_at_home_there_is_asked_for_no_country(smiledial: CommandLine, folder: Path) -> None:
    smiledial("settings", "set", "home_country", "GB")
    look = smiledial("import", str(folder / "leeds.csv"), "--dry-run", "--json").document
    assert [row["about"] for row in look["questions"]] == ["kind"]
    american = smiledial("import", str(folder / "firms.csv"), "--dry-run", "--json").document
    [question, _] = american["questions"]
    assert (question["taken"], question["guess"]) == ("GB", "US")


def test_a_japanese_address_book_is_not_american(smiledial: CommandLine, folder: Path) -> None:
    output = smiledial("import", str(folder / "tokyo.csv"), "--dry-run").out
    assert (
        "Our guess: Japan (postal codes in “Postal Code”). With --country JP: 0 callable" in output
    )


def test_a_file_with_columns_that_only_its_country_explains_is_looked_at_by_that(
    smiledial: CommandLine, in_a_terminal: OnTerminal, tmp_path: Path
) -> None:
    path = tmp_path / "book.csv"
    path.write_text("誰,何\nさくら,03-3123-4567\nはな,090-1234-5678\n", encoding="utf-8")
    refused = smiledial("import", str(path))
    assert (refused.status, "--country JP" in refused.err) == (3, True)
    assert "Our guess: Japan" in smiledial("import", str(path), "--dry-run").out
    screen = in_a_terminal("import", str(path), typed="\n\n")
    assert "Which country? Our guess: Japan (the script of its names)." in screen
    assert smiledial("lists", "--json").document[0]["leads"] == 2


@pytest.fixture
def in_a_terminal(smiledial: CommandLine, processes: ForkServerContext) -> OnTerminal:
    return partial(on_a_terminal, processes, smiledial)


def test_in_a_terminal_enter_takes_our_guess(
    smiledial: CommandLine, in_a_terminal: OnTerminal, folder: Path
) -> None:
    screen = in_a_terminal("import", str(folder / "firms.csv"), typed="\n")
    assert "Businesses or consumers? Our guess: businesses (2 of 3 rows name a company)." in screen
    assert "1  businesses  " in screen
    assert "2  consumers   0 callable now, 0 later, 0 never, 3 unknown" in screen
    assert smiledial("lists", "--json").document[0]["kind"] == "business"


def test_a_terminal_asks_what_the_new_rows_of_a_known_list_are(
    smiledial: CommandLine, in_a_terminal: OnTerminal, folder: Path
) -> None:
    (folder / "people.csv").write_text("name,phone\nDi,(208) 555-0104\n")
    assert smiledial("import", str(folder / "people.csv"), "--list", "Ours").status == 0
    files = ("import", str(folder / "firms.csv"), "--list", "Ours")
    screen = " ".join(in_a_terminal(*files, typed="\n").split())
    guess = "businesses (2 of 3 rows name a company; the list is of consumers)."
    assert f"Businesses or consumers? Our guess: {guess}" in screen
    rows = csv.DictReader(smiledial("export", "leads").out.splitlines())
    assert sorted(row["kind"] for row in rows) == ["business"] * 3 + ["consumer"]


def test_in_a_terminal_the_country_comes_first_and_any_may_be_typed(
    smiledial: CommandLine, in_a_terminal: OnTerminal, folder: Path
) -> None:
    screen = in_a_terminal("import", str(folder / "leeds.csv"), typed="\nc\n")
    assert screen.index("Which country?") < screen.index("Businesses or consumers?")
    [brought] = smiledial("lists", "--json").document
    assert (brought["country"], brought["kind"]) == ("GB", "consumer")
    typed = "Atlantis\nIreland\nbusinesses\n"
    again = in_a_terminal("import", str(folder / "tokyo.csv"), "--dry-run", typed=typed)
    assert "That is not one of the answers" in again


def test_yes_asks_nothing_in_a_terminal(in_a_terminal: OnTerminal, folder: Path) -> None:
    screen = in_a_terminal("import", str(folder / "firms.csv"), "--yes")
    assert "Businesses or consumers?" not in screen
    assert "Taken for consumers" in screen


def test_lines_at_a_terminal_are_parted_between_words(
    smiledial: CommandLine, in_a_terminal: OnTerminal, leads_file: Path
) -> None:
    smiledial("import", str(leads_file), "--yes")
    screen = in_a_terminal("imports", "show", "1")
    assert max(map(len, screen.splitlines())) <= 80
    whole = smiledial("imports", "show", "1").out
    assert screen.split() == whole.split()
    assert max(map(len, whole.splitlines())) > 80


def test_what_goes_wrong_is_parted_between_words_too_and_stays_whole_in_a_pipe(
    smiledial: CommandLine,
    in_a_terminal: OnTerminal,
) -> None:
    arguments = ("check", "(208) 555-0101", "--region", "Nowhere")
    screen = in_a_terminal(*arguments, status=2)
    assert max(map(len, screen.splitlines())) <= 80
    whole = smiledial(*arguments)
    assert (whole.status, screen.split()) == (2, whole.err.split())
    assert max(map(len, whole.err.splitlines())) > 80


DOUBTFUL = (
    "name,phone,state,notes\n"
    'Ada,2125550147,NY,"spoke 3 May, do not call per wife"\n'
    "Bo,2125550103,NY,DNC\n"
    "Cy,2125550109,NY,ok to call\n"
)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("\n", "1 row may ask not to be called; its number is on the internal list."),
        ("x\nl\n", "1 row may ask not to be called and is callable, and the log has your name."),
        ("o\nl\n", "1 row may ask not to be called and is callable, and the log has your name."),
        ("o\no\nb\n", "1 row may ask not to be called; its number is on the internal list."),
    ],
)
def test_rows_that_may_say_not_to_call_are_asked_about_in_a_terminal(
    in_a_terminal: OnTerminal, tmp_path: Path, typed: str, told: str
) -> None:
    path = tmp_path / "clinics.csv"
    path.write_text(DOUBTFUL, encoding="utf-8")
    options = ("--kind", "business", "--country", "US")
    screen = in_a_terminal("import", str(path), *options, typed=typed)
    assert "1 row may ask not to be called · bar it?" in screen
    assert "line 2, Ada, notes: “spoke 3 May, do not call per wife”" in screen
    whole = " ".join(screen.split())
    assert told in whole
    asked, written = whole.index("bar it?"), whole.index("imported into the list")
    assert asked < written


def test_who_is_left_callable_is_not_counted_as_doubtful_any_more(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "clinics.csv"
    path.write_text("\n".join(DOUBTFUL.splitlines()[:2]) + "\n", encoding="utf-8")
    options = ("import", str(path), "--kind", "business", "--doubtful")
    waiting = smiledial(*options, "each").out
    assert "1 not callable now: " in waiting
    left = smiledial(*options, "leave", "--list", "again", "--duplicates-in", "list").out
    assert "1 row may ask not to be called and is callable" in left
    assert "not callable now" not in left


def test_ctrl_d_at_the_question_writes_nothing(
    smiledial: CommandLine, in_a_terminal: OnTerminal, tmp_path: Path
) -> None:
    path = tmp_path / "clinics.csv"
    path.write_text(DOUBTFUL, encoding="utf-8")
    options = ("--kind", "business", "--country", "US")
    screen = in_a_terminal("import", str(path), *options, status=130, typed="\x04")
    assert "bar it?" in screen
    assert "imported into" not in screen
    assert smiledial("imports", "--json").document == []


def test_in_a_pipe_they_are_counted_and_stay_unsettled(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "clinics.csv"
    path.write_text(DOUBTFUL, encoding="utf-8")
    result = smiledial("import", str(path), "--kind", "business", "--json")
    assert result.document["request_unread"] == {
        "count": 1,
        "columns": {"notes": 1},
        "settled": "each",
    }
    assert result.document["do_not_call"] == {"notes": 1}
    barred = smiledial("import", str(path), "--list", "again", "--doubtful", "bar").out
    assert "1 row may ask not to be called; its number is on the internal list." in barred
