"""The promises to ring back: heard one a line, taken, moved, given, dropped, put in a calendar."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import console.view.commands as commands
from console.cards.callbacks import CallbackCard, Whose
from console.plain.calls import read_promise
from console.plain.conversation import Acts, Conversation
from console.view.callback_words import ALARM, promise_lines
from console.view.cleaning import clean
from console.view.counts import many

ASKED = (
    "A number takes that one; m and a number moves it, g gives it, d drops it; "
    "x FILE writes a calendar; Enter for none> "
)


def acts(talk: Conversation) -> Acts:
    return {"promises": partial(_promises, talk)}


def _promises(talk: Conversation, rest: str) -> None:
    found = talk.desk.callbacks.all()
    if not found:
        talk.say("No callback waits. On a call, the key for a call back promises one.")
        return
    now, me = talk.clock(), talk.desk.agent
    for place, one in enumerate(found, 1):
        who, when, may, note = promise_lines(one, me, now, talk.here)
        talk.say(f"{place}: {who.replace(' · ', ', ')}. {when} {may} {note}".rstrip())
    letter, _, more = talk.answer(rest, ASKED).partition(" ")
    if letter.casefold() == "x":
        _write_calendar(talk, more)
        return
    act = {"m": _move, "g": _give, "d": _drop}.get(letter.casefold())
    if act is None:
        chosen = _chosen(found, letter)
        if chosen is not None:
            talk.send(partial(commands.take, talk.desk, chosen.lead_id, talk.claim))
        return
    number, _, given = more.strip().partition(" ")
    chosen = _chosen(found, number)
    if chosen is None:
        talk.say("Which one? The number follows the letter, as in m 1.")
    else:
        act(talk, chosen, given)


def _chosen(found: Sequence[CallbackCard], typed: str) -> CallbackCard | None:
    is_there = typed.isdecimal() and 0 < int(typed) <= len(found)
    return found[int(typed) - 1] if is_there else None


def _move(talk: Conversation, chosen: CallbackCard, given: str) -> None:
    promise = read_promise(talk, chosen, given)
    if promise is not None:
        talk.desk.callbacks.move(chosen.callback_id, promise.at)
        talk.say("Moved.")


def _give(talk: Conversation, chosen: CallbackCard, _given: str) -> None:
    is_mine = chosen.agent == talk.desk.agent
    talk.desk.callbacks.give(chosen.callback_id, to_team=is_mine)
    talk.say("Anyone may keep it now." if is_mine else "It is yours now.")


def _drop(talk: Conversation, chosen: CallbackCard, given: str) -> None:
    reason = talk.answer(given, "Why is it not kept> ")
    talk.desk.callbacks.drop(chosen.callback_id, reason)
    talk.say("Dropped. The lead goes back to its list.")


def _write_calendar(talk: Conversation, typed: str) -> None:
    from console.desk.calendar_file import save_calendar

    name = talk.answer(typed, "File> ")
    if not name:
        return
    path = Path(name).expanduser()
    save_calendar(path, talk.desk.callbacks.export(Whose.ALL, ALARM))
    talk.say(f"{many(len(talk.desk.callbacks.all()), 'callback')} in {clean(str(path))}.")
