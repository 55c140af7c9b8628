"""Which cell of a lead says not to call, and in which words."""

from console.judging.request_doubts import find_request, read_cells
from console.rules.requests.vocabulary import Strength


def test_the_sentence_and_the_column_are_named() -> None:
    notes = "Met at the fair. Wife says do not call! Likes cats."
    assert find_request(notes, {}) == ("notes", "Wife says do not call!")
    assert find_request("met", {"Remarks": "per wife: DNC"}) == ("Remarks", "per wife: DNC")


def test_a_request_for_some_hours_and_a_harmless_cell_are_none() -> None:
    assert find_request("do not call before 9", {"Remarks": "ok to call"}) is None


def test_a_long_note_is_read_to_its_end() -> None:
    assert find_request("word " * 6_000 + "do not call per wife", {}) is not None


def test_the_cells_of_a_column_are_read_at_once() -> None:
    cells = ["", "call back", "DNC", "do not call before 9", "DNC", "lawyer wrote to us"]
    assert {text: request.strength for text, request in read_cells("Remarks", cells).items()} == {
        "DNC": Strength.CERTAIN,
        "do not call before 9": Strength.LIMIT,
        "lawyer wrote to us": Strength.DOUBT,
    }
