"""The text format of scripts, objection cards and e-mails: read, refused, and said to a lead."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.outreach.scripts.active_texts import ActiveTexts, default_text, parse
from console.outreach.scripts.library import find_doubts
from console.outreach.scripts.script import TextFaults, read_script, read_template
from console.outreach.scripts.speaking import Listener, SpokenSection, speak, unknown_to, write
from console.rules.screening.matching import Screened
from db.engine.database import Database
from db.enums import TextKind
from db.firm.prepared_texts import put_text
from tests.conftest import FrozenClock

NOW = datetime(2026, 11, 18, 17, tzinfo=UTC)
ADA = Listener(
    {"first_name": "Ada", "company": "Engine Works", "met_at": "Boise", "agent": "Sam"},
    lambda: Screened({"income": 185_000, "region": "ID"}, extras={"Met at": "Boise"}),
    NOW,
)
NOBODY = Listener({"agent": "Sam"}, lambda: Screened({}), NOW)


def said(text: str, listener: Listener = ADA) -> tuple[SpokenSection, ...]:
    return speak(read_script(text), listener)


def test_fields_are_filled_and_a_fallback_stands_where_nothing_is_known() -> None:
    text = "# Opening\nHello {First Name|there}, {agent} here. How is {company|work}?"
    assert said(text)[0].text == "Hello Ada, Sam here. How is Engine Works?"
    assert said(text, NOBODY)[0].text == "Hello there, Sam here. How is work?"


def test_what_is_unknown_without_a_fallback_is_shown_as_a_gap() -> None:
    assert said("# A\nHello {first_name}.", NOBODY)[0].text == "Hello [first name]."
    assert said("# A\nHello{first_name|}.", NOBODY)[0].text == "Hello."


def test_a_column_of_the_file_may_stand_in_a_text() -> None:
    assert said("# A\nWe met at {met-at|the fair}.")[0].text == "We met at Boise."


def test_a_value_is_text_whatever_it_looks_like() -> None:
    hostile = Listener({"company": "{agent} [if x] -> B"}, lambda: Screened({}), NOW)
    assert said("# A\n{company|x}", hostile)[0].text == "{agent} [if x] -> B"


@pytest.mark.parametrize(
    ("condition", "is_said"),
    [
        ("company", True),
        ("not company", False),
        ("occupation", False),
        ("not occupation", True),
        ('"Met at"', True),
        ("income >= 100k and state = ID", True),
        ("income < 100k", False),
        ('not "Met at" ~ boise', False),
    ],
)
def test_a_line_is_said_to_those_of_whom_its_condition_is_true(
    condition: str, *, is_said: bool
) -> None:
    sections = said(f"# A\nAlways.\n[if {condition}] Perhaps.")
    assert sections[0].text == ("Always.\nPerhaps." if is_said else "Always.")


def test_answers_lead_to_sections_whatever_the_case_of_their_names() -> None:
    sections = said(
        "# Opening\nHi.\n- Yes -> PITCH\n* [if occupation] Only dentists → Pitch\n- No→Bye\n"
        "# Pitch\nWell.\n# Bye\nGoodbye."
    )
    assert [(answer.says, sections[answer.to].name) for answer in sections[0].answers] == [
        ("Yes", "Pitch"),
        ("No", "Bye"),
    ]


def test_remarks_and_more_than_one_empty_line_are_left_out() -> None:
    assert said("// mine\n\n# A\n\n\nOne.\n// no\n\n\n\nTwo.\n\n")[0].text == "One.\n\nTwo."


def test_a_card_may_name_other_words_by_which_to_find_it() -> None:
    assert said("# No time\nalso: busy\nAlso: meeting, later\nOne question.")[0].also == (
        "busy, meeting, later"
    )


@pytest.mark.parametrize(
    ("text", "line", "character", "told"),
    [
        ("", 1, 1, "The text is empty"),
        ("Hello", 1, 1, "begins with the name of a section"),
        ("#\nHello", 1, 1, "A section needs a name"),
        ("# A\nx\n# a\ny", 3, 1, "two sections “a”"),
        ("# A\n\n# B\nx", 1, 1, "“A” has no text"),
        ("# A\nHi {name", 2, 4, "This brace is never closed"),
        ("# A\nHi name}", 2, 8, "This brace was never opened"),
        ("# A\nHi {} you", 2, 4, "name of a field is missing"),
        ("# A\nHi {compny}", 2, 4, "Is {company} meant?"),
        ("# A\nHi {shoe size}", 2, 4, "needs a fallback"),
        ("# A\n[if compny] Hi", 2, 5, "Is “company” meant?"),
        ("# A\n[if income >> 5] Hi", 2, 13, "This condition cannot be read"),
        ("# A\nx\n- Yes -> Ptich\n# Pitch\ny", 3, 10, "Is “Pitch” meant?"),
        ("# A\nx\n- Yes ->", 3, 1, "An answer is “- what they say -> Section”"),
        ("# A\nx\n" + "- Yes -> A\n" * 10, 12, 1, "more than 9 answers"),
        ("# A\n" + "x" * 100_001, 1, 1, "longer than 100,000 letters"),
    ],
)
def test_a_fault_is_named_with_its_line_and_character(
    text: str, line: int, character: int, told: str
) -> None:
    with pytest.raises(TextFaults) as raised:
        read_script(text)
    first = raised.value.faults[0]
    assert (first.line, first.character) == (line, character)
    assert told in first.message
    assert f"line {line}, character {character}: " in str(raised.value)


def test_every_fault_is_told_at_once_in_the_order_of_the_text() -> None:
    with pytest.raises(TextFaults) as raised:
        read_script("# A\n{nam} {\n- Yes -> B\n# C\n[if wha] {x}")
    assert [(fault.line, fault.character) for fault in raised.value.faults] == [
        (2, 1),
        (2, 7),
        (3, 10),
        (5, 5),
        (5, 10),
    ]


def test_an_e_mail_has_a_subject_and_a_text() -> None:
    template = read_template("// mine\n\nSubject: For {company|you}\n\nHi.\n\n[if company] Bye.\n")
    assert write(template, ADA) == ("For Engine Works", "Hi.\n\nBye.")
    assert write(template, NOBODY) == ("For you", "Hi.")


def test_an_e_mail_says_which_fields_nothing_would_stand_for() -> None:
    template = read_template("Subject: {firm}\nHi {first_name}.\n[if company] At {company}.")
    assert unknown_to(template, ADA) == ["firm"]
    assert unknown_to(template, NOBODY) == ["firm", "first_name"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hello\n", "begins with its subject"),
        ("Subject:\nHello", "begins with its subject"),
        ("Subject: x\n\n", "no text below the subject"),
        ("", "no text below the subject"),
        ("Subject: {nam}\nx", "Is {name} meant?"),
    ],
)
def test_a_faulty_e_mail_is_refused(text: str, told: str) -> None:
    with pytest.raises(TextFaults, match=told):
        read_template(text)


@pytest.mark.parametrize("kind", list(TextKind))
def test_what_comes_with_the_console_is_without_a_doubt(kind: TextKind) -> None:
    assert list(find_doubts(parse(kind, default_text(kind).text))) == []


def test_every_objection_has_an_answer_for_everybody() -> None:
    for card in speak(read_script(default_text(TextKind.OBJECTIONS).text), NOBODY):
        assert card.text
        assert "[" not in card.text.replace("[firm]", "")


@given(st.text(alphabet="#-> {}|[]if/also:ab\n\x1b\u202e", max_size=80))
def test_any_text_is_read_or_refused_with_places_that_are_in_it(text: str) -> None:
    for read in (read_script, read_template):
        try:
            read(text)
        except TextFaults as faults:
            for fault in faults.faults:
                assert 1 <= fault.line <= text.count("\n") + 1
                assert fault.character >= 1


def test_a_section_too_long_for_the_smallest_screen_is_pointed_at() -> None:
    long = "# A\n" + "word " * 100 + "\n- Yes -> B\n# B\nShort."
    assert list(find_doubts(read_script(long))) == [
        "“A” (line 1) does not fit a screen of 80 × 24: its end is cut off there."
    ]


def test_a_text_that_can_no_longer_be_read_does_not_stop_a_shift(
    database: Database, clock: FrozenClock
) -> None:
    with database.write() as connection:
        put_text(connection, TextKind.SCRIPT, "old", None, "no section", "lead", clock())
        shelf = ActiveTexts()
        shelf.update(connection, 7)
        assert shelf.script().sections[0].name == "Opening"
