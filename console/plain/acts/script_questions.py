"""Ask the script's questions one by one, and record the objection of a call."""

from functools import partial
from zoneinfo import ZoneInfo

import console.view.state.commands as commands
from console.plain.conversation import Acts, Conversation
from console.rules.shift.answers import AnswerError, hint
from console.view.state.script_questions import (
    Asking,
    answer_words,
    matches_objection,
    name_words,
    objection_words,
)
from console.view.text.cleaning import clean
from console.view.text.styled import capitalized

PROMPT = "Enter for the next, done to stop> "


def acts(talk: Conversation) -> Acts:
    return {"ask": partial(_ask, talk), "object": partial(_object, talk)}


def _object(talk: Conversation, words: str) -> None:
    """Store the objection that contains the typed word, for this call or the last no."""
    current = talk.screen_state.card
    cards = talk.desk.preparing.objections() if current is None else current.objections
    claim = current.claim if current is not None and current.attempt is not None else None
    whose = talk.desk.answering.last_no() if claim is None else ""
    asked = f"{clean(whose)}’s no, a word of it> " if whose else "What they say, a word of it> "
    typed = talk.answer(words, asked)
    matches = [card for card in cards if matches_objection(card, typed)] if typed else []
    if len(matches) != 1:
        names = ", ".join(clean(card.name) for card in matches or cards)
        talk.say(f"Nothing was saved: {'which of' if matches else 'there are'} {names}.")
        return
    talk.desk.answering.keep_objection(claim, matches[0].name)
    talk.say(objection_words(matches[0].name, whose))


def _ask(talk: Conversation, words: str) -> None:
    """Ask every question once, beginning with the next one.

    `A budget 5k` answers only that one.
    """
    card = talk.card
    asking = Asking(card.questions, dict(card.answers))
    name, _, answer = words.strip().partition(" ")
    named = [at for at, question in enumerate(asking.questions) if question.name == name.casefold()]
    if named and answer:
        asking.at = named[0]
        _take(talk, asking, answer)
        return
    asking.begin(talk.screen_state.script_position.section(card.script))
    for _ in asking.questions:
        question = asking.question
        now = answer_words(question, asking.answers)
        known = f" Now {now}, a dash takes it back." if now else ""
        talk.say(f"{capitalized(name_words(question))}: {clean(question.asks)}")
        hint_text = capitalized(clean(hint(question.kind, question.choices)))
        typed = talk.answer("", f"{hint_text}.{known} {PROMPT}")
        if typed.casefold() == "done":
            break
        at = asking.at
        if typed:
            _take(talk, asking, typed)
        asking.at = at  # `_take` may have moved on: each question must come exactly once
        asking.move(1)
    talk.say("Those were all questions of the script.")


def _take(talk: Conversation, asking: Asking, typed: str) -> None:
    question = asking.question
    try:
        asking.take(typed, talk.clock().astimezone(ZoneInfo(talk.here)).date())
    except AnswerError as refused:
        talk.say(f"Not kept. {clean(str(refused))}")
        return
    value = asking.answers.get(question.name, "")
    scene = commands.keep_answer(talk.desk, talk.card.claim, question.name, value)
    talk.screen_state.set(scene, talk.clock())  # without `play`: the card was read out before
    text = f"Kept: {answer_words(question, asking.answers)}"
    talk.say(text if value else "The answer is taken back.")
