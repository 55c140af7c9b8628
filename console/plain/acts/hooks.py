"""What leaves for other programs, read out, and what is done about it."""

from console.hooks.overview import HookLine
from console.plain.conversation import Choice, Conversation
from console.view.floor.hooks import (
    NONE,
    event_line,
    hook_cells,
    hook_lines,
    resent_words,
    turned_words,
)
from console.view.text.styled import plain_text

LATEST = 10
"""Events of a hook that are read out."""


def choice_of(talk: Conversation) -> Choice:
    return Choice("reads what leaves for other programs", lambda words: _hooks(talk, words))


def _hooks(talk: Conversation, words: str) -> None:
    """Read out the hooks and ask what to do; words after the key are carried out at once."""
    hooks = talk.desk.hooks.read()
    if not hooks:
        talk.say(NONE)
        return
    if not words:
        for hook in hooks:
            _read_hook(talk, hook)
    asked = "r and a name sends its dead events again, p and a name pauses it or goes on, "
    typed = talk.answer(words, f"{asked}a name reads its events, Enter for none> ")
    letter, _, name = typed.partition(" ")
    chosen = name.strip() if letter in {"r", "p"} and name else typed
    by_name = {hook.name: hook for hook in hooks}
    if chosen not in by_name:
        if typed:
            talk.say(f"{typed} is no hook: there are {', '.join(by_name)}.")
    elif letter == "r" and name:
        talk.say(resent_words(chosen, talk.desk.hooks.resend(chosen)))
    elif letter == "p" and name:
        talk.say(turned_words(chosen, is_on=talk.desk.hooks.turn(chosen)))
    else:
        events = by_name[chosen].events[:LATEST]
        lines = [event_line(event, talk.clock(), talk.here) for event in events]
        texts = (" ".join(plain_text(line).split()) for line in lines)
        talk.say_all(texts if lines else ["No event yet."])


def _read_hook(talk: Conversation, hook: HookLine) -> None:
    name, target, waits, sent, dead, newest = hook_cells(hook, talk.clock(), talk.here)
    counts = f"{waits} wait, {sent} sent, {dead} dead, the newest {newest}".replace("·", "none")
    talk.say(f"{name} to {target}: {counts}.")
    talk.say_all(plain_text(line) for line in hook_lines(hook, talk.clock(), talk.here))
