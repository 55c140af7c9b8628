"""Start, plan, give away and end calling sessions, and take breaks."""

from collections.abc import Callable
from functools import partial

import console.view.state.commands as commands
from console.cards.waiting import Plan, SessionCard
from console.desk.sessions.handover import UnknownTakerError
from console.plain import wording
from console.plain.conversation import Acts, Choice, Choices, Conversation, choose, describe_choices
from console.view.keys.other_screens import SESSIONS
from console.view.sessions.pace import away_words
from console.view.sessions.sessions import (
    Kind,
    by_kind,
    folded_lines,
    hours_first_lines,
    missed_words,
    planned_words,
    taker_words,
)
from console.view.sessions.waiting import when_words
from console.view.text.cleaning import clean
from console.view.text.clocks import moment
from db.enums import SessionStatus


def acts(talk: Conversation) -> Acts:
    return {
        "start": lambda _: _start_offer(talk),
        "sessions": partial(_sessions, talk),
        "pause": lambda words: _pause(talk, words),
        "offer_only": partial(_offer_only, talk),
    }


def end(talk: Conversation) -> None:
    talk.send(partial(commands.end_session, talk.desk, talk.claim))


def come_back(talk: Conversation) -> None:
    since, scene = talk.screen_state.away_since, talk.screen_state.scene
    assert since is not None
    talk.say(f"{away_words(since, talk.clock(), talk.personal.break_length)}.")
    talk.screen_state.end_break()
    talk.screen_state.scene = None
    session = scene.progress.session if scene else None
    talk.send(partial(commands.return_to, talk.desk, session.session_id if session else None))


def _start_offer(talk: Conversation) -> None:
    """Start the offered session. If it has yet to open, show a callable lead instead."""
    scene, now = talk.screen_state.scene, talk.clock()
    if scene is None or scene.offer is None:
        return
    waits_until = scene.waits_until(now)
    if waits_until is None:
        talk.send(partial(commands.start_offered, talk.desk, scene.offer, talk.claim))
    elif scene.free:
        talk.send(partial(commands.go_on, talk.desk, talk.claim))
    else:
        opens = when_words(moment(waits_until, now, talk.here))
        talk.say(f"It opens {opens}. To start it now, type l and its number.")


def _start(talk: Conversation, session_id: int) -> None:
    talk.send(partial(commands.start_session, talk.desk, session_id, talk.claim))


def _pause(talk: Conversation, words: str) -> None:
    """Go away. If the firm asks for a reason, take its number or its word."""
    reasons = talk.desk.away.reasons()
    why = ""
    if reasons:
        asked = ", ".join(f"{number} {clean(reason)}" for number, reason in enumerate(reasons, 1))
        typed = talk.answer(words, f"Away: why? {asked}, Enter stays> ")
        numbered = {str(number): reason for number, reason in enumerate(reasons, 1)}
        why = numbered.get(typed, typed)
        if why not in reasons:
            talk.say("Nothing was changed: choose one of these reasons.")
            return
    talk.desk.away.go(talk.claim, why)
    talk.screen_state.away_since = talk.clock()
    talk.screen_state.away_why = why
    talk.say("Away. The lead was let go. Enter brings you back.")


def _offer_only(talk: Conversation, words: str) -> None:
    where = talk.answer(words, "Those who, such as income >= 100k or @SEGMENT; Enter for all> ")
    talk.send(partial(commands.offer_only, talk.desk, where, talk.claim))


def replan_missed(talk: Conversation) -> int:
    """Plan some missed sessions again. The others follow the next time."""
    personal = talk.personal
    return talk.desk.sessions.go_back(personal.session_size, personal.working_hours)


def _sessions(talk: Conversation, words: str) -> None:
    if missed := replan_missed(talk):
        talk.say(missed_words(missed))
    sessions = talk.desk.sessions.all()
    now = talk.clock()
    of = by_kind(sessions, now)
    talk.say_all(wording.session_lines((*of[Kind.TODAY], *of[Kind.DONE]), now, talk.here))
    talk.say_all(folded_lines(of[Kind.PAST], of[Kind.LATER], now, talk.here))
    if not sessions:
        talk.say("No session is planned: n plans some.")
    choices = choices_of(talk, sessions)
    asked = f"A number starts that session; {describe_choices(SESSIONS, choices)}, Enter for none> "
    typed = talk.answer(words, asked)
    numbered = {str(session.session_id): session for session in sessions}
    if not choose(SESSIONS, choices, typed) and typed in numbered:
        _start_chosen(talk, numbered[typed])


def _start_chosen(talk: Conversation, session: SessionCard) -> None:
    """Start a session. If it has yet to open, ask first."""
    now, opens_at = talk.clock(), session.span_opens_at
    is_mine = session.agent == talk.desk.agent
    if opens_at is not None and opens_at > now and not is_mine:
        talk.say(f"It opens {when_words(moment(opens_at, now, talk.here))}.")
        if talk.answer("", "y starts it anyway, Enter leaves it> ").casefold() != "y":
            return
    _start(talk, session.session_id)


def choices_of(talk: Conversation, sessions: tuple[SessionCard, ...]) -> Choices:
    plan, replan = talk.desk.sessions.plan, talk.desk.sessions.replan
    return {
        "open": Choice("reads all", lambda _: _read(talk, sessions)),
        "plan": Choice("plans", lambda _: _plan(talk, plan)),
        "replan": Choice("plans again", lambda _: _plan(talk, replan)),
        "screen": Choice("and an expression plans those who fit", partial(_plan_some, talk)),
        "hand_over": Choice("and a number gives it to another", partial(_give, talk, sessions)),
        "why": Choice("says who is left out", lambda _: _say_left_out(talk, sessions)),
        "end": Choice("ends", lambda _: end(talk)),
    }


def _read(talk: Conversation, sessions: tuple[SessionCard, ...]) -> None:
    """Read out each session, also the past and later ones, which the page only counts."""
    talk.say_all(wording.session_lines(sessions, talk.clock(), talk.here))


def _plan_some(talk: Conversation, typed: str) -> None:
    where = talk.answer(typed, "Those who, such as income >= 100k or @SEGMENT> ")
    if where:
        _plan(talk, partial(talk.desk.sessions.plan, where=where))


def _say_left_out(talk: Conversation, sessions: tuple[SessionCard, ...]) -> None:
    outlook = talk.desk.sessions.outlook(sessions)
    talk.say_all(wording.left_out_lines(outlook, talk.clock(), talk.here))


def _plan(talk: Conversation, make: Callable[..., Plan]) -> None:
    """Plan sessions and read out the first ones. Raises BadInput for an unreadable screening."""
    personal = talk.personal
    result = make(size=personal.session_size, hours=personal.working_hours)
    talk.say(planned_words(result))
    talk.say_all(hours_first_lines(result))
    talk.say_all(wording.session_lines(result.sessions[:5], talk.clock(), talk.here))


def _give(talk: Conversation, sessions: tuple[SessionCard, ...], typed: str) -> None:
    number, _, name = typed.partition(" ")
    chosen = next((session for session in sessions if str(session.session_id) == number), None)
    if chosen is None or chosen.agent is None or chosen.status is SessionStatus.DONE:
        talk.say("Only a session under way can be given away: h and its number.")
        return
    taker = talk.answer(name, "To whom, or Enter for whoever comes first> ")
    give = partial(talk.desk.sessions.hand_over_session, chosen.session_id, taker or None)
    try:
        handover = give()
    except UnknownTakerError as unknown:
        talk.say(clean(str(unknown)))
        if talk.answer("", "y gives it, Enter alone leaves it> ").casefold() != "y":
            return
        handover = give(is_sure=True)
    talk.say(f"{clean(chosen.name)} is given {clean(taker_words(handover))}")
    if chosen.agent == talk.desk.agent and chosen.status is SessionStatus.ACTIVE:
        talk.send(partial(commands.come_back, talk.desk))
