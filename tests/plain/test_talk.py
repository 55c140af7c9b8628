"""A shift in lines of words: every key typed, every answer heard once."""

from pathlib import Path

import pytest

from console.maintenance.backup.backups import restore, write_backup
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.plain.listener import Listener
from tests.tui.driver import desk_for
from tests.tui.test_notes import notes_of
from tests.tui.test_trouble import break_audit


def test_a_whole_shift_is_worked_in_words(listener: Listener, database: Database) -> None:
    listener.works(
        "",
        "e likes proofs",
        "n",
        "dial",
        "no answer",
        "skip not prepared",
        "undo",
        "",
        "c tomorrow 10:00",
        "q",
    )
    assert notes_of(database) == [("no", "likes proofs"), ("no_answer", ""), ("callback", "")]
    text = listener.all
    for sentence in (
        "Lead: Ada",
        "CALL, 11 hours left",
        "Call begun: Ada. Dial (208) 555-0100.",
        "Note saved: Ada.",
        "Noes 1 of 20 today",
        "Lead: Bo",
        "To ring back tomorrow 10:00",
        "Taken back: Skip, ",
        "Goodbye.",
    ):
        assert sentence in text
    assert listener.prompts[:2] == ["ready, Enter alone: Dial> ", "on call> "]


def test_lines_that_were_pasted_are_a_note_and_no_keys(
    listener: Listener, database: Database
) -> None:
    listener.works("", "no answer at the door\nn\nring again", "n", "p", "quit now\nn")
    assert notes_of(database) == [("no", "no answer at the door n ring again")]
    assert "the pasted text was not used" in listener.all


def test_nothing_is_drawn_and_no_escape_is_sent(listener: Listener) -> None:
    listener.works("?", "", "?", "r", "n", "/ada", "", "l", "", "q")
    assert not set(listener.all) & set("─━│╭╮╰╯▸●\x1b\t")


def test_a_key_that_is_off_says_why_and_dials_nobody(
    listener: Listener, database: Database
) -> None:
    listener.works("n", "zz", "", "s")
    assert "No call is under way: Enter dials first." in listener.heard[1]
    assert "zz is not a key here." in listener.heard[2][0]
    assert "A call is under way: first say how it ended." in listener.heard[4]
    assert notes_of(database) == [(None, "")]


def test_who_is_told_of_trouble_with_the_database_can_leave(
    listener: Listener, database: Database
) -> None:
    def break_it() -> str:
        break_audit(database)
        return "n"

    listener.works("", break_it, "q", "never read")
    assert "Nothing is lost: Enter tries again." in "\n".join(listener.heard[2])
    assert listener.prompts[2:] == ["trouble, Enter alone: Try again> "]


def test_a_call_is_still_there_when_the_console_is_opened_again(
    listener: Listener, database: Database, clock: FrozenClock
) -> None:
    listener.works("", "e half a sentence")
    again = Listener(database, clock).works("n")
    assert "On a call for 0 seconds" in again.all
    assert "Your note: half a sentence" in again.all
    assert notes_of(database) == [("no", "half a sentence")]


def test_a_break_keeps_the_time_and_any_line_ends_it(listener: Listener) -> None:
    listener.works("p", "", "q")
    assert "Away. The lead was let go. Enter brings you back." in listener.heard[1]
    assert "Away for 0 seconds, 10 minutes of the break left." in listener.heard[2]
    assert "Lead: Ada" in listener.heard[2]


def test_a_session_is_offered_worked_to_its_end_and_summed_up(
    listener: Listener, database: Database, clock: FrozenClock
) -> None:
    desk_for(database, clock).sessions.plan(size=4)
    listener.works("", "", "n", "", "y", "", "n", "", "n", "q", "q")
    text = listener.all
    assert "Enter starts it." in text
    assert "done in 0 minutes" in text
    assert "4 dials, 4 talks, 3 noes, 1 yes\n" in text
    assert "All 4 calls were inside their hours." in text


def test_a_session_of_two_ends_with_a_sentence_and_the_next_is_offered(
    listener: Listener, database: Database, clock: FrozenClock
) -> None:
    desk_for(database, clock).sessions.plan(size=2)
    listener.works("", "", "n", "", "v", "q", "q")
    (result,) = [line for line in listener.all.split("\n") if "2 dials" in line]
    assert result.endswith(": 2 dials, 1 no, 0 yes. It is done.")
    assert "Next session: Fair 2 of 2, Mountain" in listener.all


def test_an_impossible_time_to_ring_back_records_nothing(
    listener: Listener, database: Database
) -> None:
    listener.works("", "c when it suits")
    assert "Nothing is recorded yet." in listener.all
    assert notes_of(database) == [(None, "")]


@pytest.mark.parametrize("key", ["c", "Y"])
def test_a_time_that_is_not_read_is_asked_for_again(
    listener: Listener, database: Database, key: str
) -> None:
    listener.works("", key, "when it suits", "2", "", "", "q")
    assert "17:30 Mountain time" in listener.all, "the digit still means the second proposal"
    again = "The time again, or Enter alone to leave it> "
    assert again in listener.prompts
    assert notes_of(database)[0][0] in {"callback", "appointment"}


def test_a_name_of_a_key_works_and_says_why_it_is_off(
    listener: Listener, database: Database
) -> None:
    listener.works("dial", "dial", "voicemail", "q")
    assert "Call begun: Ada." in listener.all
    assert "A call is under way: first say how it ended." in listener.heard[2]
    assert notes_of(database) == [("voicemail", "")]


def test_times_to_ring_back_are_read_out_and_chosen_by_their_number(
    listener: Listener, database: Database
) -> None:
    listener.works("", "c", "2", "q")
    assert "1: in two hours, " in listener.all
    assert "2: end of their day, 17:30 Mountain time" in listener.all
    assert "To ring back 17:30 Mountain time" in listener.all
    assert notes_of(database) == [("callback", "")]


def test_a_guessed_half_of_the_day_is_heard_before_it_is_taken(
    listener: Listener, database: Database
) -> None:
    listener.works("", "c tomorrow at 3", "tomorrow at 5", "", "q")
    asked = " ".join(listener.prompts)
    assert "15:00" in asked
    assert "17:00" in asked
    assert "a guess: add am or pm. Enter takes it" in asked
    assert notes_of(database) == [("callback", "")]


def test_an_empty_database_says_how_to_bring_a_list_in(
    database: Database, clock: FrozenClock
) -> None:
    heard = Listener(database, clock).works("q").all
    assert "There are no leads yet: i imports a list." in heard


def test_the_outcome_of_a_call_that_is_no_longer_on_record_is_said_to_be_lost(
    listener: Listener, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "backup.db"
    write_backup(database, path, "sue", clock(), lambda *_: None)

    def restored() -> str:
        restore(database, path, tmp_path, "sue", clock(), lambda *_: None, is_forced=True)
        return "n"

    listener.works("enter", restored)
    assert "The database was restored during this call" in listener.heard[2][0]
    assert "Ada" in "\n".join(listener.heard[2])


def test_a_call_taken_back_from_a_session_ended_early_says_that_the_session_stays_ended(
    listener: Listener, database: Database, clock: FrozenClock
) -> None:
    desk_for(database, clock).sessions.plan(size=3)
    listener.works("enter", "enter", "n", "q", "e", "u")
    assert "Its session stays ended, because its leads went back." in "\n".join(listener.heard[-2])
