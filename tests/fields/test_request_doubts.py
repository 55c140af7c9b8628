"""Which notes may say not to call, by the wordings that bar where they are a whole cell."""

import pytest

from console.files.fields.columns.request_words import OF_STATUS, REQUEST_PHRASES
from console.files.fields.request_doubts import find_request, has_request

DOUBTS = (
    *("DO NOT CALL per wife 10/12", "dont call", "she said don’t call again", "Don't call him"),
    *("per Bob: remove from list please", "Sperrvermerk seit 2020", "Kunde: Não Perturbe!"),
    *("nao perturbe", "do\nnot call", "Do-not-call!", "DNC 10/12", "he opted out", "stop"),
    *("Do not call after 10/12", "do not call until further notice", "顧客は電話NGです"),
    *("do not call before 9; do not call again", "not on DNC list; do not call", "litigator?"),
)
HARMLESS = (
    *("do not call before 9", "Don't call me after 5pm", "do not call between 9 and 5", ""),
    *("do not call mornings", "ok to call", "call after 5"),
    *("asked to be called, not e-mailed", "Not on DNC list", "scrubbed 10/12; not on DNC"),
    *("bus stop on the left", "Call Bel on Monday", "remove the list price", "on our list"),
)


@pytest.mark.parametrize("text", DOUBTS)
def test_a_known_wording_counts_among_other_words(text: str) -> None:
    assert find_request(text, {}) is not None


@pytest.mark.parametrize("text", HARMLESS)
def test_a_note_that_forbids_no_call_or_an_hour_only_is_harmless(text: str) -> None:
    assert find_request(text, {}) is None


def test_every_known_wording_counts_alone_and_the_phrases_among_other_words() -> None:
    assert [word for word in OF_STATUS if find_request(word, {}) is None] == []
    missed = [word for word in REQUEST_PHRASES if find_request(f"Ada: {word} -- Bo", {}) is None]
    assert missed == []


def test_the_sentence_and_the_column_are_named() -> None:
    notes = "Met at the fair. Wife says do not call! Likes cats."
    assert find_request(notes, {}) == ("notes", "Wife says do not call!")
    assert find_request("met", {"Remarks": "per wife: DNC"}) == ("Remarks", "per wife: DNC")


def test_a_long_note_is_read_to_its_end() -> None:
    assert has_request("word " * 6_000 + "do not call per wife")
