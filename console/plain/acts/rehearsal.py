"""Rehearsal in lines: the opening, then objections one by one, each answer timed.

On a call: the script's questions one by one, and the objection.
"""

from functools import partial
from random import Random
from zoneinfo import ZoneInfo

import console.view.state.commands as commands
from console.desk.lead.texts_desk import Lesson
from console.outreach.scripts.rehearsal import (
    Person,
    Phase,
    Rehearsal,
    choose_person,
    describe_ended_calls,
    summarize_rehearsal,
)
from console.plain import wording
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


def acts(talk: Conversation) -> Acts:
    return {
        "rehearse": lambda _: _rehearse(talk),
        "ask": partial(_ask, talk),
        "object": partial(_object, talk),
    }


def _rehearse(talk: Conversation) -> None:
    """Rehearse with an invented person. Nothing is dialled and nothing is counted."""
    chance = _chance(talk)
    person = choose_person(chance)
    _practise(talk, chance, person, talk.desk.preparing.lesson(person.name, person.company))


def rehearse_with(talk: Conversation, lead_id: int) -> None:
    """Rehearse with a lead that comes next, who is not called."""
    _practise(talk, _chance(talk), *talk.desk.preparing.lesson_with(lead_id))


def _chance(talk: Conversation) -> Random:
    return Random(talk.clock().timestamp())  # noqa: S311 - which objection, no secret


def _practise(talk: Conversation, chance: Random, person: Person, lesson: Lesson) -> None:
    rehearsal = Rehearsal(lesson.objections, chance, ended=lesson.ended)
    talk.say("Rehearsal: nothing is dialled, nothing is counted.")
    about = (person.name, person.title, person.company, person.city)
    talk.say(", ".join(filter(None, map(clean, about))))
    talk.say(f"Say first: {clean(lesson.say_first)}")
    talk.say_all(wording.section_lines(lesson.script[0] if lesson.script else None))
    prompt = "Speak, then Enter; q stops> "
    while rehearsal.phase is not Phase.DONE:
        typed = talk.ask(prompt)
        if typed is None or typed.strip().casefold() == "q":
            rehearsal.stop()
            break
        if typed.strip() == "?" and (card := rehearsal.objection) is not None:
            talk.say(clean(card.text))
            continue
        rehearsal.go_on(talk.clock())
        if rehearsal.phase is Phase.TALKING:
            # On the screen they interrupt after a while. Here that would need a second thread.
            rehearsal.go_on(talk.clock())
        if (card := rehearsal.objection) is not None:
            often = describe_ended_calls(card, lesson.ended)
            talk.say(f"They say: {clean(card.name)}. {often}".rstrip(" ."))
            prompt = "Answer, then Enter; a question mark says an answer, q stops> "
    report = summarize_rehearsal(rehearsal.replies, rehearsal.unanswered)
    talk.say_all(report.splitlines())


PROMPT = "Enter for the next, done to stop> "


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
