"""What is pasted without marks is told from what a hand types."""

import pytest

from console.view.bursts import PASTE_BEGINS, PASTE_ENDS, Bursts


@pytest.mark.parametrize(
    "piece",
    ["hello", "n, she wants a quote\r", "Zoë rang", "12 34", "\u0645\u0631\u062d\u0628\u0627"],
)
def test_four_letters_in_one_piece_were_pasted(piece: str) -> None:
    assert Bursts().is_text(piece)


@pytest.mark.parametrize(
    "piece", ["n", "\r", "nn\r", "\x1b", "\x1b[A\x1b[B", "\x1bOP", "n\rn\r", "\x1b[27u"]
)
def test_keys_and_what_is_typed_ahead_are_keys(piece: str) -> None:
    assert not Bursts().is_text(piece)


def test_a_paste_that_is_marked_is_left_alone_in_every_piece() -> None:
    bursts = Bursts()
    assert not bursts.is_text(f"{PASTE_BEGINS}the first")
    assert not bursts.is_text("piece after piece")
    assert not bursts.is_text(f"the last{PASTE_ENDS}")
    assert bursts.is_text("and then one without")


def test_marks_that_are_cut_in_two_are_marks() -> None:
    bursts = Bursts()
    assert not bursts.is_text("x\x1b[20")
    assert not bursts.is_text("0~pasted text")
    assert not bursts.is_text("more of it")


def test_esc_before_a_paste_is_only_esc() -> None:
    bursts = Bursts()
    assert not bursts.is_text("\x1b")
    assert bursts.is_text("hello")
