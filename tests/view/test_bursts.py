"""What is pasted without marks is told from what a hand types."""

import pytest

from console.view.state.pasted_text import AT_ONCE, PASTE_BEGINS, PASTE_ENDS, PasteSplitter


def heard(*pieces: str, between: float = 1.0) -> list[str]:
    """The text in each of some pieces; "" for keys."""
    bursts = PasteSplitter()
    return [
        "".join(text for text, _ in bursts.split(piece, place * between))
        for place, piece in enumerate(pieces)
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "hello",
        "n, she wants a quote\r",
        "Zoë rang",
        "12 34",
        "\u0645\u0631\u062d\u0628\u0627",
        "bye",
        "bye\r",
        "n\rbye\r",
    ],
)
def test_three_letters_in_one_piece_were_not_typed_as_keys(piece: str) -> None:
    assert heard(piece) == [piece]


@pytest.mark.parametrize(
    ("piece", "text"),
    [
        ("huge\x07 quote", "huge quote"),
        ("\x1b[31mno way\x1b[0m\r", "no way\r"),
        ("\x1b]0;title\x07ring back", "ring back"),
        ("he\x1bllo there", "helo there"),
    ],
)
def test_a_control_byte_makes_no_keys_of_it(piece: str, text: str) -> None:
    assert heard(piece) == [text]


@pytest.mark.parametrize(
    "piece",
    [
        *("n", "\r", "nn\r", "\x1b", "\x1b[A\x1b[B", "\x1bOP", "n\rn\r", "\x1b[27u"),
        *("n\r", "n\rn\rn\r", "      ", "nnnnnn", "123", "no", "en\r"),
        *("\x1b[<35;118;40M\x1b[<35;119;40M", "\x1b]11;rgb:ffff/aaaa/0000\x1b\\", "\x1bn"),
    ],
)
def test_keys_what_is_typed_ahead_and_what_a_terminal_answers_are_keys(piece: str) -> None:
    assert heard(piece) == [""]


def test_what_comes_right_behind_a_burst_is_the_rest_of_it() -> None:
    assert heard("she wants a quo", "te", " \r", between=AT_ONCE / 2) == [
        *("she wants a quo", "te", " \r")
    ]
    assert heard("she wants a quo", "n", between=AT_ONCE * 2)[1] == ""


def test_enter_arrows_and_esc_behind_a_burst_are_keys_and_so_is_what_follows_esc() -> None:
    behind = heard("tomorrow 3pm", "\r", "\x1b[A", "\x1b", "n", between=AT_ONCE / 8)[1:]
    assert behind == ["", "", "", ""]


def test_a_paste_that_is_marked_is_left_alone_in_every_piece() -> None:
    assert heard(
        *(f"{PASTE_BEGINS}the first", "piece after piece", f"the last{PASTE_ENDS}"),
        *("and then one without", f"{PASTE_BEGINS}all of it{PASTE_ENDS}"),
    ) == ["", "", "", "and then one without", ""]


def test_marks_that_are_cut_in_two_are_marks() -> None:
    assert heard("x\x1b[20", "0~pasted text", "more of it") == ["", "", ""]
    assert heard("pasted\x1b[20", "0~and more") == ["pasted", ""]


def test_esc_before_or_behind_a_paste_is_only_esc() -> None:
    bursts = PasteSplitter()
    assert bursts.split("\x1b", 1.0) == [("", "\x1b")]
    assert bursts.split("hello\x1b", 2.0) == [("hello", "\x1b")]
    assert bursts.split("n", 2.0) == [("", "n")]


def test_esc_and_a_key_behind_a_burst_are_keys() -> None:
    assert PasteSplitter().split("hello\x1bn", 1.0) == [("hello", "\x1bn")]


@pytest.mark.parametrize(
    "key",
    [*("\x7f", "\x08", "\x15", "\x17", "\x01", "\x05", "\x0b"), "\x1b[D", "\x1bOC", "\x1b[3~"],
)
def test_a_correction_in_the_middle_of_a_burst_is_a_key(key: str) -> None:
    assert PasteSplitter().split(f"hello wrld{key}{key}ld", 1.0) == [
        *(("hello wrld", key), ("", key), ("ld", ""))
    ]
