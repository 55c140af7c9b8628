"""Requests not to be called: one that came without a call, and words that may be one."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

import console.view.state.commands as commands
from console.cards.lead import OutcomeChoice
from console.cards.requests import IN_THE_NOTES, MEANINGS, WAYS_ASKED, AskedWithoutCall, WayAsked
from console.plain.conversation import Acts, Conversation
from console.rules.times.typed_times import DayError, read_past_day
from console.view.lead.requests import bar_lines
from console.view.text.cleaning import clean
from console.view.text.styled import plain_text

STOPPED = "Nobody was barred."


def acts(talk: Conversation) -> Acts:
    return {"settle": partial(_settle, talk)}


def bar(talk: Conversation, choice: OutcomeChoice, words: str) -> None:
    """Ask how and when they asked, and put the number or the person on the list.

    `words` are their words, typed after the key.
    """
    card = talk.card
    way = _way(talk)
    day = None if way is None else _day(talk)
    if way is None or day is None:
        talk.say(STOPPED)
        return
    if not words:
        words = card.doubt[1] if card.doubt else talk.answer("", "Their words, or Enter> ")
    is_person = choice.suppresses_person
    if card.other_phones and not is_person:
        others = "the number only, p this person with every number"
        is_person = talk.answer("", f"Enter bars {others}> ").casefold() == "p"
    asked = AskedWithoutCall(card.phone.number_id, way, day, words, is_person)
    reach = talk.desk.requests.reach(card.lead_id, card.phone.number_id)
    talk.say_all(plain_text(line).strip("■ ") for line in bar_lines(card, asked, reach))
    if talk.ask("Enter bars, anything else stops> ") == "":
        talk.send(partial(commands.bar, talk.desk, card, choice.code, asked))
    else:
        talk.say(STOPPED)


def ask_about_note(talk: Conversation, words: str, choice: OutcomeChoice) -> str | None:
    """Ask whether a note is a request. Return the outcome to record, or None to go back."""
    others = talk.choices.values()
    bars = next((other for other in others if other.bars_without_call), None)
    if bars is None:
        return choice.code
    talk.say(f"Your note says “{clean(words)}”. Put them on the list?")
    keys = f"{bars.key} puts them on it, Enter records {clean(choice.label)} only"
    answer = talk.ask(f"{keys}, anything else goes back> ")
    if answer == "":
        talk.say("Nobody calls them until the note is settled.")
        return choice.code
    if answer is not None and answer.strip() == bars.key:
        return bars.code
    talk.say("Nothing is recorded yet.")
    return None


def _settle(talk: Conversation, words: str) -> None:
    """Ask what doubtful words mean, and record it."""
    card = talk.card
    if not words:
        if card.doubt:
            talk.say(f"“{clean(card.doubt[1])}”")
        _say_choices(talk, MEANINGS)
    at = _chosen(talk.answer(words, "What does it mean> "), len(MEANINGS))
    if at is None:
        talk.say("The doubt stays.")
    else:
        talk.send(partial(commands.settle, talk.desk, card, MEANINGS[at]))


def _way(talk: Conversation) -> WayAsked | None:
    if talk.card.doubt:
        return IN_THE_NOTES
    _say_choices(talk, [way.label for way in WAYS_ASKED])
    at = _chosen(talk.answer("", "How did they ask> "), len(WAYS_ASKED))
    return None if at is None else WAYS_ASKED[at]


def _day(talk: Conversation) -> date | None:
    today = talk.clock().astimezone(ZoneInfo(talk.here)).date()
    typed = talk.ask("On which day, such as tue; Enter is today> ")
    if typed is None or not typed.strip():
        return None if typed is None else today
    try:
        return read_past_day(typed, today)
    except DayError as error:
        talk.say(clean(str(error)))
        return None


def _say_choices(talk: Conversation, choices: Sequence[str]) -> None:
    for number, choice in enumerate(choices, 1):
        talk.say(f"{number}  {choice}")


def _chosen(typed: str, most: int) -> int | None:
    """Return the index of a typed number, or None for anything else."""
    return int(typed) - 1 if typed.isdecimal() and 1 <= int(typed) <= most else None
