"""Read out callbacks; take, move, give away or drop one; export them to a calendar."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import console.view.state.commands as commands
from console.cards.callbacks import CallbackCard, Whose
from console.desk.callbacks.calendar_file import save_calendar
from console.desk.callbacks.desk import MAX_CALLBACKS
from console.plain.acts.calls import read_callback
from console.plain.conversation import Acts, Choice, Choices, Conversation, choose, describe_choices
from console.view.keys.other_screens import CALLBACKS
from console.view.lead.callbacks import (
    ALARM,
    DROPPED,
    LATER_ONES_MISSING,
    NONE_WAITS,
    callback_lines,
    given_away_words,
)
from console.view.text.cleaning import clean
from console.view.text.counts import many


def acts(talk: Conversation) -> Acts:
    return {"callbacks": partial(_callbacks, talk)}


def _callbacks(talk: Conversation, words: str) -> None:
    cards = talk.desk.callbacks.for_screen()
    if not cards:
        talk.say(NONE_WAITS)
        return
    now, me = talk.clock(), talk.desk.agent
    for place, card in enumerate(cards, 1):
        person, when, may, note = callback_lines(card, me, now, talk.here)
        talk.say(f"{place}: {person.replace(' · ', ', ')}. {when} {may} {note}".rstrip())
    if len(cards) >= MAX_CALLBACKS:
        talk.say(LATER_ONES_MISSING)
    choices = choices_of(talk, cards)
    keys = describe_choices(CALLBACKS, choices)
    asked = f"A number takes that callback; {keys}, Enter for none> "
    typed = talk.answer(words, asked)
    if choose(CALLBACKS, choices, typed):
        return
    chosen = _chosen(cards, typed)
    if chosen is not None:
        talk.send(partial(commands.take, talk.desk, chosen.lead_id, talk.claim))


def choices_of(talk: Conversation, cards: Sequence[CallbackCard]) -> Choices:
    def with_one(act: Callable[[Conversation, CallbackCard, str], None]) -> Callable[[str], None]:
        def do(typed: str) -> None:  # gets what follows the letter: `1 tue 3pm` of `m 1 tue 3pm`
            number, _, text = typed.partition(" ")
            chosen = _chosen(cards, number)
            if chosen is None:
                talk.say("Which one? Type the number after the letter, as in m 1.")
            else:
                act(talk, chosen, text)

        return do

    return {
        "move": Choice("and a number moves it", with_one(_move)),
        "give": Choice("gives it", with_one(_give)),
        "drop": Choice("drops it", with_one(_drop)),
        "export": Choice("FILE writes a calendar", partial(_write_calendar, talk)),
    }


def _chosen(cards: Sequence[CallbackCard], typed: str) -> CallbackCard | None:
    is_there = typed.isdecimal() and 0 < int(typed) <= len(cards)
    return cards[int(typed) - 1] if is_there else None


def _move(talk: Conversation, chosen: CallbackCard, text: str) -> None:
    callback = read_callback(talk, chosen, text)
    if callback is not None:
        talk.desk.callbacks.move(chosen.callback_id, callback.at)
        talk.say("Moved.")


def _give(talk: Conversation, chosen: CallbackCard, _text: str) -> None:
    is_mine = chosen.agent == talk.desk.agent
    talk.desk.callbacks.give(chosen.callback_id, to_team=is_mine)
    talk.say(given_away_words(to_team=is_mine))


def _drop(talk: Conversation, chosen: CallbackCard, text: str) -> None:
    reason = talk.answer(text, "Why is it not kept> ")
    talk.desk.callbacks.drop(chosen.callback_id, reason)
    talk.say(DROPPED)


def _write_calendar(talk: Conversation, typed: str) -> None:
    name = talk.answer(typed, "File> ")
    if not name:
        return
    path = Path(name).expanduser()
    calendar = talk.desk.callbacks.export(Whose.ALL, ALARM)
    save_calendar(path, calendar)
    talk.say(f"{many(calendar.count(b'BEGIN:VEVENT'), 'callback')} in {clean(str(path))}.")
