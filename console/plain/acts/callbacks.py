"""Read out callbacks; take, move, give away or drop one; export them to a calendar."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import console.view.state.commands as commands
from console.cards.promises import AppointmentCard, CallbackCard, DueMail, Whose, YesWithoutTime
from console.desk.appointments.promises import promised_items, save_promises
from console.desk.callbacks.desk import MAX_CALLBACKS
from console.plain.acts.calls import read_appointment, read_callback
from console.plain.acts.letters import introduce, invite
from console.plain.conversation import Acts, Choice, Choices, Conversation, choose, describe_choices
from console.view.keys.other_screens import CALLBACKS
from console.view.lead.appointments import appointment_lines, due_mail_lines, yes_lines
from console.view.lead.callbacks import (
    DROPPED,
    LATER_ONES_MISSING,
    NO_PROMISE,
    NONE_WAITS,
    callback_lines,
    given_away_words,
)
from console.view.text.cleaning import clean
from console.view.text.counts import many

Item = CallbackCard | AppointmentCard | YesWithoutTime


def acts(talk: Conversation) -> Acts:
    return {"callbacks": partial(_callbacks, talk)}


def _callbacks(talk: Conversation, words: str) -> None:
    now, me = talk.clock(), talk.desk.agent
    mails, calls = talk.desk.callbacks.due_mails()
    cards = (*promised_items(talk.desk.callbacks, talk.desk.appointments, now), *mails)
    if calls:
        talk.say(f"{many(calls, 'call')} of sequences are due today, and come up by themselves.")
    if not cards:
        talk.say(NONE_WAITS)
        return
    for place, card in enumerate(cards, 1):
        person, *rest = _lines(card, me, now, talk.here)
        talk.say(f"{place}: {person.replace(' · ', ', ')}. {' '.join(filter(None, rest))}")
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


def _lines(item: Item | DueMail, me: str, now: datetime, here: str) -> tuple[str, ...]:
    if isinstance(item, CallbackCard):
        return callback_lines(item, me, now, here)
    if isinstance(item, YesWithoutTime):
        return yes_lines(item, now, here)
    if isinstance(item, DueMail):
        return due_mail_lines(item, now, here)
    return appointment_lines(item, me, now, here)


def choices_of(talk: Conversation, cards: Sequence[Item | DueMail]) -> Choices:
    def with_one(act: Callable[[Conversation, Item, str], None]) -> Callable[[str], None]:
        def do(typed: str) -> None:  # gets what follows the letter: `1 tue 3pm` of `m 1 tue 3pm`
            number, _, text = typed.partition(" ")
            chosen = _chosen(cards, number)
            if chosen is None:
                talk.say("Which one? Type the number after the letter, as in m 1.")
            elif not isinstance(chosen, DueMail):
                act(talk, chosen, text)
            elif act is _write:
                introduce(talk, chosen.lead_id)
            else:
                talk.say(NO_PROMISE)

        return do

    return {
        "held": Choice("they came to it", with_one(partial(_mark, held=True))),
        "no_show": Choice("they did not come", with_one(partial(_mark, held=False))),
        "write": Choice("writes an e-mail", with_one(_write)),
        "time": Choice("gives a yes a time", with_one(_give_time)),
        "move": Choice("and a number moves it", with_one(_move)),
        "give": Choice("gives it", with_one(_give)),
        "drop": Choice("drops it", with_one(_drop)),
        "export": Choice("FILE writes a calendar", partial(_write_calendar, talk)),
    }


def _chosen(cards: Sequence[Item | DueMail], typed: str) -> Item | DueMail | None:
    is_there = typed.isdecimal() and 0 < int(typed) <= len(cards)
    return cards[int(typed) - 1] if is_there else None


def _mark(talk: Conversation, chosen: Item, _text: str, *, held: bool) -> None:
    if isinstance(chosen, AppointmentCard):
        card = talk.desk.appointments.mark(chosen.appointment_id, held=held)
        talk.say(f"{'Held' if held else 'No-show'}: {clean(card.name)}.")
    else:
        talk.say("That is not an appointment.")


def _write(talk: Conversation, chosen: Item, _text: str) -> None:
    if isinstance(chosen, AppointmentCard):
        invite(talk, chosen.appointment_id)
    else:
        introduce(talk, chosen.lead_id)


def _give_time(talk: Conversation, chosen: Item, text: str) -> None:
    if not isinstance(chosen, YesWithoutTime):
        talk.say("That has a time already.")
        return
    new = read_appointment(talk, chosen, text)
    if new is not None:
        talk.desk.appointments.set_time(chosen.attempt_id, new)
        talk.say("The time is set.")


def _move(talk: Conversation, chosen: Item, text: str) -> None:
    if isinstance(chosen, YesWithoutTime):
        talk.say("That yes has no time yet: t gives it one.")
        return
    callback = read_callback(talk, chosen, text)
    if callback is None:
        return
    if isinstance(chosen, CallbackCard):
        talk.desk.callbacks.move(chosen.callback_id, callback.at)
    else:
        talk.desk.appointments.move(chosen.appointment_id, callback.at)
    talk.say("Moved.")


def _give(talk: Conversation, chosen: Item, text: str) -> None:
    if isinstance(chosen, CallbackCard):
        is_mine = chosen.agent == talk.desk.agent
        talk.desk.callbacks.give(chosen.callback_id, to_team=is_mine)
        talk.say(given_away_words(to_team=is_mine))
    elif isinstance(chosen, AppointmentCard):
        to = talk.answer(text, f"Who keeps it: {', '.join(talk.desk.appointments.closers())}> ")
        card = talk.desk.appointments.hand(chosen.appointment_id, to)
        talk.say(f"{clean(card.with_whom)} keeps it now.")
    else:
        talk.say("That yes has no time yet: t gives it one.")


def _drop(talk: Conversation, chosen: Item, text: str) -> None:
    if isinstance(chosen, YesWithoutTime):
        talk.say("That yes has no time yet: t gives it one.")
        return
    reason = talk.answer(text, "Why is it not kept> ")
    if isinstance(chosen, CallbackCard):
        talk.desk.callbacks.drop(chosen.callback_id, reason)
        talk.say(DROPPED)
    else:
        talk.desk.appointments.cancel(chosen.appointment_id, reason)
        talk.say("Cancelled. The lead goes back to its list.")


def _write_calendar(talk: Conversation, typed: str) -> None:
    name = talk.answer(typed, "File> ")
    if not name:
        return
    path = Path(name).expanduser()
    desk = talk.desk
    count = save_promises(path, desk.callbacks, desk.appointments, Whose.ALL, talk.clock())
    talk.say(f"{many(count, 'entry', 'entries')} in {clean(str(path))}.")
