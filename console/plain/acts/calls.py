"""The keys of a call: dial, outcome, note, skip, another number, undo."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import console.view.state.commands as commands
from console.cards.lead import Card, OutcomeChoice, OutcomeNeed
from console.cards.promises import (
    AppointmentCard,
    CallbackCard,
    NewAppointment,
    NewCallback,
    TimeChoice,
    YesWithoutTime,
)
from console.desk.appointments.desk import AppointmentDesk
from console.desk.callbacks.desk import CallbackDesk
from console.plain.acts import requests
from console.plain.conversation import Acts, Conversation
from console.rules.shift.appointments import MINUTES
from console.rules.times.typed_times import WhenError, guess_of
from console.view.call.call import NO_WORDS, with_note, words_notice
from console.view.call.receipt import receipt_sentence, time_given
from console.view.keys.key import CARD
from console.view.lead.appointments import NO_YES, spoken_time
from console.view.lead.lead import phone_line
from console.view.lead.requests import request_in
from console.view.lead.time_choices import choice_line, chosen_index, read_time
from console.view.lead.verdict import verdict_sentence
from console.view.state.calendar_push import CALLBACK_MINUTES, busy_words
from console.view.state.commands import Scene
from console.view.text.cleaning import clean
from console.view.text.clocks import both_clocks, clock
from db.enums import AppointmentWay

ANYONE = " anyone"
"""Ends a typed time of a callback that the whole team may keep."""

WHEN = "When, by number or such as tue 3pm, on their clock> "


Agreed = Card | CallbackCard | AppointmentCard | YesWithoutTime

ASKS_TIME = frozenset({OutcomeNeed.CALLBACK, OutcomeNeed.APPOINTMENT})


def acts(talk: Conversation) -> Acts:
    return {
        "dial": lambda _: _dial(talk, commands.dial),
        "dial_by_hand": lambda _: _dial(talk, commands.dial_by_hand),
        "go_on": lambda _: talk.send(partial(commands.go_on, talk.desk, talk.claim)),
        "again": lambda _: _again(talk),
        "skip": partial(_skip, talk),
        "note": partial(_write_note, talk),
        "other_number": partial(_switch, talk),
        "undo": lambda _: talk.send(partial(commands.undo, talk.desk, talk.screen_state.scene)),
        "square": lambda _: talk.say(f"The square is a picture. Dial {talk.card.phone.shown}."),
    }


def end_call(talk: Conversation, outcome: str, words: str) -> None:
    """Record an outcome. Ask for what it needs unless that was typed after the key."""
    choice = talk.choices[outcome]
    if choice.needs is OutcomeNeed.APPOINTMENT and not talk.is_on_call:
        _give_time(talk, words)
        return
    card = talk.card
    if card.attempt is None:
        requests.bar(talk, choice, words)
        return
    callback, appointment = None, None
    note: str | None = talk.note
    if choice.needs is OutcomeNeed.CALLBACK:
        callback = read_callback(talk, card, words)
    elif choice.needs is OutcomeNeed.APPOINTMENT:
        appointment = read_appointment(talk, card, words)
    else:
        note = _read_note(talk, choice, words)
    is_given = callback is not None or appointment is not None
    if note is None or (choice.needs in ASKS_TIME and not is_given):
        return  # what the outcome needs was not given
    if not choice.suppresses and (asked := request_in(note)):
        answer = requests.ask_about_note(talk, asked, choice)
        if answer is None:
            return
        outcome = answer
    talk.yes = card if talk.choices[outcome].is_yes else None
    record = partial(commands.record, talk.desk, card.claim, outcome, note, callback, appointment)
    talk.send(record)


def _give_time(talk: Conversation, words: str) -> None:
    """Ask when to meet somebody who has just said yes, and give that yes its time."""
    card, receipt = talk.yes, talk.screen_state.receipt
    if card is None or card.attempt is None or receipt is None:
        talk.say(NO_YES)
        return
    talk.say(f"When do you meet {clean(card.name) or 'them'}?")
    new = read_appointment(talk, card, words)
    if new is None:
        return
    appointment = talk.desk.appointments.set_time(card.attempt.attempt_id, new)
    new_receipt = time_given(receipt, appointment.starts_at, talk.clock(), appointment.zone)
    talk.screen_state.receipt = new_receipt
    talk.say(receipt_sentence(new_receipt))


def _read_note(talk: Conversation, choice: OutcomeChoice, words: str) -> str | None:
    """Return the note with the words that the outcome needs, or None if they were not given."""
    note = talk.note
    if choice.needs is not OutcomeNeed.WORDS:
        return f"{note}\n{clean(words)}".strip() if words else note
    reply = talk.answer(words, f"{words_notice(choice)} Their words> ")
    if not reply:
        talk.say(NO_WORDS)
        return None
    return with_note(reply, note)


def read_appointment(
    talk: Conversation, card: Card | YesWithoutTime, words: str
) -> NewAppointment | None:
    """Ask when to meet, on the lead's clock, then how and with whom."""
    zone = card.zone or talk.here
    # The desk of appointments also offers times for a lead that its yes has closed.
    choices = _say_choices(talk, card, talk.desk.appointments) if not words else ()
    _, at = _hear_time(talk, talk.answer(words, WHEN), choices, zone)
    if at is None:
        return None
    half_hour = at + timedelta(minutes=MINUTES)
    has = _busy(talk, at, MINUTES)
    talk.say(f"{spoken_time(at, half_hour, zone)}; {clock(at, talk.here)} here{has}.")
    if words:
        return NewAppointment(at)
    typed = talk.ask("How: Enter for phone, v video, or where they are visited> ")
    if typed is None:
        return None
    keeper = talk.ask("Who keeps it: Enter for you, or a name> ")
    if keeper is None:
        return None
    way = {"": AppointmentWay.PHONE, "v": AppointmentWay.VIDEO}.get(typed, AppointmentWay.VISIT)
    place = typed if way is AppointmentWay.VISIT else ""
    return NewAppointment(at, keeper, way, place)


def take_text(talk: Conversation, text: str) -> None:
    """Treat pasted text as a note, so that none of its lines acts as a key."""
    if talk.screen_state.key_state(talk.clock()) in CARD:
        _write_note(talk, text)
    else:
        talk.say("There is no lead for a note, so the pasted text was not used.")


def read_callback(
    talk: Conversation, card: Card | CallbackCard | AppointmentCard, words: str
) -> NewCallback | None:
    """Ask when to call back, on the lead's clock. A final `anyone` lets the whole team keep it."""
    zone, now = card.zone or talk.here, talk.clock()
    is_appointment = isinstance(card, AppointmentCard)
    desk = talk.desk.appointments if is_appointment else talk.desk.callbacks
    choices = _say_choices(talk, card, desk) if not words else ()
    typed, at = _hear_time(talk, talk.answer(words, WHEN), choices, zone)
    if at is None:
        return None
    is_mine = not typed.endswith(ANYONE)
    has = _busy(talk, at, CALLBACK_MINUTES)
    text = f"To ring back {both_clocks(at, now, zone, talk.here)}{has}"
    is_chosen = chosen_index(typed.removesuffix(ANYONE), choices) is not None
    guess = "" if is_chosen else guess_of(typed.removesuffix(ANYONE))
    if guess:
        mended = talk.ask(f"{text}, {guess}. Enter takes it, or type the time> ")
        if mended is None:
            return None
        if mended.strip():
            return read_callback(talk, card, mended if is_mine else f"{mended}{ANYONE}")
    else:
        talk.say(f"{text}.")
    return NewCallback(at, is_mine)


def _hear_time(
    talk: Conversation, typed: str, choices: tuple[TimeChoice, ...], zone: str
) -> tuple[str, datetime | None]:
    """Return the typed time and its instant. Ask again until it is read; None if given up."""
    while True:
        try:
            return typed, read_time(typed.removesuffix(ANYONE), choices, talk.clock(), zone)
        except WhenError as error:
            talk.say(f"{clean(str(error))} Nothing is recorded yet.")
        typed = talk.answer("", "The time again, or Enter alone to leave it> ")
        if not typed:
            return "", None


def _say_choices(
    talk: Conversation, card: Agreed, desk: AppointmentDesk | CallbackDesk
) -> tuple[TimeChoice, ...]:
    """Read out the proposed times, each with the digit that chooses it, and return them."""
    number_id = card.phone.number_id if isinstance(card, Card) else None
    now, zone = talk.clock(), card.zone or talk.here
    choices = desk.choices(card.lead_id, number_id, talk.personal.working_hours)
    if choices and choices[0].holiday:
        talk.say(f"No call tomorrow, {choices[0].holiday}.")
    for number, choice in enumerate(choices, 1):
        line = choice_line(choice, now, zone, talk.here)
        talk.say(f"{number}: {line}{_busy(talk, choice.at, CALLBACK_MINUTES)}")
    return choices


def _busy(talk: Conversation, at: datetime, minutes: int) -> str:
    """Return what the agent's calendar has then, to append to a sentence."""
    words = busy_words(talk.screen_state.busy, at, minutes, talk.here)
    return f"; {words}" if words else ""


def _dial(talk: Conversation, how: Callable[..., Scene]) -> None:
    talk.send(partial(how, talk.desk, talk.card.claim, talk.card.phone.number_id))


def _again(talk: Conversation) -> None:
    if (command := talk.screen_state.retry) is not None:
        talk.screen_state.trouble = ""
        talk.send(command)


def _skip(talk: Conversation, words: str) -> None:
    reasons = dict(enumerate(talk.desk.skip_rules.reasons, 1))
    if not words:
        for number, listed in reasons.items():
            talk.say(f"{number}  {listed}")
    typed = talk.answer(words, "Why> ")
    if reason := reasons.get(int(typed), typed) if typed.isdecimal() else typed:
        talk.send(partial(commands.skip, talk.desk, talk.card, reason))
    else:
        talk.say("Not skipped: a skip needs a reason.")


def _write_note(talk: Conversation, words: str) -> None:
    typed = talk.answer(words, "Note> ")
    if not typed:
        talk.say(f"Your note: {clean(talk.note)}" if talk.note else "There is no note.")
        return
    talk.note = f"{talk.note}\n{typed}".strip()
    talk.desk.save_draft(talk.card.claim, talk.note)
    talk.say(f"Note saved: {clean(talk.card.name) or '(no name)'}.")


def _switch(talk: Conversation, words: str) -> None:
    """Switch to the other number. If there are several, the agent chooses with their verdicts."""
    card = talk.card
    number_id: int | None = card.numbers_to_try[0].number_id
    if len(card.numbers_to_try) > 1:
        number_id = _choose_number(talk, card, words)
    if number_id is not None:
        talk.send(partial(commands.switch_phone, talk.desk, card.claim, number_id))


def _choose_number(talk: Conversation, card: Card, words: str) -> int | None:
    to_try = {phone.number_id for phone in (card.phone, *card.numbers_to_try)}
    judged, now = talk.desk.lookup.numbers(card.lead_id), talk.clock()
    numbers = [number for number in judged if number.phone.number_id in to_try]
    for place, number in enumerate(numbers, 1):
        verdict = verdict_sentence(number.verdict, now, number.zone or talk.here, talk.here)
        talk.say(f"{place}: {phone_line(number.phone)}. {verdict}")
    chosen = talk.answer(words, "Which number, or Enter for none> ")
    if chosen.isdecimal() and 0 < int(chosen) <= len(numbers):
        return numbers[int(chosen) - 1].phone.number_id
    return None
