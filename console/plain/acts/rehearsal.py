"""Rehearsal in lines: the opening, then objections one by one, each answer timed."""

from random import Random

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
from console.view.text.cleaning import clean


def acts(talk: Conversation) -> Acts:
    return {"rehearse": lambda _: _rehearse(talk)}


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
