"""What texts say against calling, in seven languages, and that more text never loosens it."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.refusal_grammar import AGAINST, HARMLESS, LANGUAGES, draw_cell
from console.rules.requests.gate import find_suspects, may_request
from console.rules.requests.recognizer import read_request, strength_of
from console.rules.requests.vocabulary import Strength
from scripts.build_request_words import MODULE, render

CERTAIN = (
    *("10/12 DO NOT CALL", "dont call again", "told us to never call again", "DNC req"),
    *("don't call this number again", "Said do not call back", "called 10/12, said DNC"),
    *("Hostile do not call!", "DNC", "D.N.C.", "D N C", "do not call again", "remove from list"),
    *("take me off your list", "stop calling", "quit calling me", "cease and desist"),
    *("c&d", "no more calls", "do-not-call", "DoNotCall", "vip; dnc; ohio", "STOP", "please stop"),
    *("dо nоt саll", "DО NОT CАLL", "ｄｏ ｎｏｔ ｃａｌｌ", "do\u200b not call", "don t call him"),
    *("don’t call", "don`t call me", "not on DNC list; do not call", "never contact her again"),
    *("no llamar más", "Ne plus appeler", "n'appelez plus", "nicht mehr anrufen", "não ligar mais"),
    *("non chiamare più", "niet meer bellen", "rufen Sie mich nicht mehr an", "не звонить"),
    *("電話NG", "勿打电话", "quitar de la lista", "retirer de la liste", "von der Liste streichen"),
    *("do nto call", "dont acll", "D/N/C", "לא להתקשר", "لا تتصل", "μην καλείτε", "đừng gọi"),
    *("ne hívja", "не дзвонити", "請勿來電", "전화하지 마세요", "수신거부", "jangan telepon"),
    *("remover da lista", "togliere dalla lista", "van de lijst halen", "bel me niet"),
)
DOUBTS = (
    *("DO NOT CALL per wife 10/12", "DNC?? ask Bob", "DNC pending", "removed from DNC"),
    *("do not contcat", "remvoed him from our list", "will sue if we call again", "deceased"),
    *("do not comtact him", "please umsubscribe", "wants to be removid from the list"),
    *("his lawyer sent a letter", "Do not call after 10/12", "do not call until further notice"),
    *("do not call until Friday", "do not call unless he rings", "do not call one more time"),
    *("do not call mornings or I will sue", "Do not call, unless she writes", "email only"),
    *("do not text or call", "leave me alone", "asked us to stop, be kind", "litigator?"),
    *("removal request", "bitte löschen Sie meine Nummer", "hates telemarketers"),
    *("angry that we called", "refuse qu'on le rappelle", "cancellazione dalla lista"),
    *("lista Robinson", "liste noire", "Anwalt eingeschaltet", "amenazó con demandar"),
    *("said remove", "NoCalls", "stop-list", "professional plaintiff", "cease"),
    *("decesso", "overleden", "顧客は電話NGです", "called 3 May on Monday do not call"),
)
LIMITS = (
    *("do not call before 9", "Don't call me after 5pm", "do not call between 9 and 5"),
    *(
        "do not call mornings",
        "don't call at work",
        "no calls on Mondays",
        "on Sundays do not call",
    ),
    *("do not call before 10 am please", "ne pas appeler avant 9h", "no llamar antes de las 9"),
    *("non chiamare prima delle 9", "não ligar antes das 9h", "niet bellen voor 9 uur"),
    "vormittags nicht anrufen",
)
NOTHING = (
    *("", "ok to call", "call after 5", "asked to be called, not e-mailed", "Not on DNC list"),
    *("scrubbed 10/12; not on DNC", "bus stop on the left", "Call Bel on Monday", "no answer"),
    *("remove the list price", "on our list", "did not call back", "not called yet", "no contact"),
    *("don't forget to call", "never a bad time to call", "attorney at Acme", "quit smoking"),
    *("contract, not signed", "no contract", "call center", "do not mention the price"),
    *(
        "opt for plan B",
        "opt 2 then 5",
        "died down, call again",
        "hates broccoli",
        "removal of a tree",
    ),
    *("pas encore appelé", "noch nicht angerufen", "no contestó la llamada", "nog niet gebeld"),
    *("non ha richiamato", "não ligou de volta", "nicht erreicht", "wants more calls"),
)
TABLE = {
    Strength.CERTAIN: CERTAIN,
    Strength.DOUBT: DOUBTS,
    Strength.LIMIT: LIMITS,
    Strength.NOTHING: NOTHING,
}
CASES = [(text, strength) for strength, texts in TABLE.items() for text in texts]


@pytest.mark.parametrize(("text", "strength"), CASES)
def test_a_text_says_so_much_against_calling(text: str, strength: Strength) -> None:
    assert strength_of(text) is strength


@pytest.mark.parametrize("text", [text for text, strength in CASES if strength])
def test_the_quick_look_lets_each_such_text_through(text: str) -> None:
    assert may_request(text)
    assert find_suspects(["met at the fair", text, ""]) == {text}


def test_the_sentence_that_says_it_is_quoted() -> None:
    request = read_request("Met at the fair. Wife says do not call! Likes cats.")
    assert request.words == "Wife says do not call!"


def test_the_words_of_the_quick_look_are_those_of_the_wordings() -> None:
    assert MODULE.read_text("utf-8") == render()


def drawn(kind: str, seed: int, count: int) -> list[str]:
    dice = random.Random(seed)
    return [draw_cell(dice, language, kind) for language in LANGUAGES for _ in range(count)]


def test_cells_of_an_independent_grammar_are_understood() -> None:
    missed = [text for text in drawn(AGAINST, 2, 60) if strength_of(text) < Strength.DOUBT]
    assert missed == []
    harmless = drawn(HARMLESS, 2, 60)
    held = [text for text in harmless if strength_of(text) >= Strength.DOUBT]
    assert len(held) <= len(harmless) * 0.02, held


def test_no_request_of_the_grammar_is_stopped_by_the_quick_look() -> None:
    texts = drawn(AGAINST, 3, 60)
    assert [text for text in texts if not may_request(text)] == []
    assert find_suspects(texts) == set(texts)


PIECES = st.sampled_from(
    [
        *("do not call", "dnc", "not", "no", "call", "calls", "before", "9", "on Mondays", "list"),
        *("ok to", "never", "stop", "and", "asked", ",", "?", "-", "remove", "from", "my", "again"),
        *("nicht", "anrufen", "ne plus", "appeler", "no", "llamar", "lawyer", "not on", "please"),
    ]
)
TEXTS = st.lists(PIECES, max_size=8).map(" ".join) | st.text(max_size=30)


@given(TEXTS, TEXTS)
def test_another_sentence_never_loosens_a_text(text: str, other: str) -> None:
    assert strength_of(f"{text}\n{other}") == max(strength_of(text), strength_of(other))


@given(TEXTS)
def test_letters_that_do_not_count_change_nothing(text: str) -> None:
    strength = strength_of(text)
    if text.isascii():
        assert strength_of(text.upper()) is strength
    assert strength_of(f"  {text}  ") is strength


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        *("no " * 10_600, "do not " * 4_500, "remove me " * 3_200, "do not call before 9 " * 1_500),
        *("x" * 32_000, "1" * 32_000 + "x", "1.1." * 8_000 + "x", "a.b." * 8_000, "-" * 32_000),
        *(" " * 32_000, "'" * 32_000, "à" * 32_000, "word " * 6_000 + "do not call per wife"),
    ],
    ids=lambda text: text[:8],
)
def test_a_cell_of_32000_letters_is_read_in_time(text: str) -> None:
    began = time.process_time()
    may_request(text)
    strength_of(text)
    assert time.process_time() - began < 1
    assert strength_of(text) >= strength_of(text[-20:].partition(" ")[2])
