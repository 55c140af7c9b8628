"""Each key that the screen has does something in lines of words, by the same table."""

from collections.abc import Sequence

import pytest

from console.plain.acts import callbacks, edits, sessions
from console.plain.conversation import Choices
from console.view.keys.calling import CALLING
from console.view.keys.key import Key
from console.view.keys.other_screens import CALLBACKS, FIXING, SESSIONS
from tests.plain.listener import Listener

ON_THE_LINE = {"hang_up", "mute", "hold", "extension", "tone"}
"""Those of a softphone; `test_softphone_line` has one."""

WITHOUT = {
    "start": "the number of a session is typed",
    "take": "the number of a callback is typed",
    "whose": "all of them are read out, each with whose it is",
    "bring_in": "a key of the calls, a line later",
    "back": "Enter alone",
}
"""The keys of a page that have no letter in lines, and what stands for them."""


def test_every_key_of_the_calls_does_something(listener: Listener) -> None:
    assert set(listener.console.acts) == {key.action for key in CALLING} - ON_THE_LINE


@pytest.mark.parametrize("keys", [SESSIONS, CALLBACKS, FIXING])
def test_every_letter_of_a_page_does_something(listener: Listener, keys: Sequence[Key]) -> None:
    listener.works("q")
    talk = listener.console._talk
    choices: dict[str, Choices] = {
        "sessions": sessions.choices_of(talk, ()),
        "callbacks": callbacks.choices_of(talk, ()),
        "fixing": edits.choices_of(talk, talk.card),
    }
    assert set(choices[keys[0].where]) == {key.action for key in keys} - set(WITHOUT)
