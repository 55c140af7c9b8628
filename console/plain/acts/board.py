"""The supervisor's day read out, the acts of the board, and the hooks."""

from functools import partial

import console.view.floor.board as commands
from console.cards.promises import Whose
from console.cards.today import AtWork, Board, Today, TodayParts
from console.desk.sessions.handover import UnknownTakerError
from console.hooks.overview import HookLine
from console.plain import wording
from console.plain.conversation import Acts, Choice, Choices, Conversation, choose, describe_choices
from console.supervision.floor.board import with_board
from console.view.floor.alerts import alert_lines, reasons_words
from console.view.floor.board import agent_lines, board_lines, call_sentence
from console.view.floor.hooks import (
    NONE,
    event_line,
    hook_cells,
    hook_lines,
    resent_words,
    turned_words,
)
from console.view.floor.permits import (
    GROUPS,
    detail_lines,
    find_lines,
    head_lines,
    needs_words,
    news_lines,
    place_words,
    until_words,
)
from console.view.floor.today import (
    MOST_PROMISED,
    agent_sentence,
    footnotes,
    line_of_totals,
    parts_sentences,
    promise_sentences,
    title_words,
    working_agents,
)
from console.view.keys.floor import BOARD, TODAY
from console.view.sessions.lanes import outlook_words
from console.view.sessions.reach_hours import best_lines, when_title
from console.view.sessions.summary import ERASED, subject_of
from console.view.text.cleaning import clean
from console.view.text.counts import many
from console.view.text.styled import plain_text

LATEST = 10
"""Calls of an agent, and events of a hook, that are read out, newest first."""


def acts(talk: Conversation) -> Acts:
    return {"supervisor": partial(_today, talk)}


def _today(talk: Conversation, words: str) -> None:
    """Read out the day and ask what to do.

    Words typed after the key are carried out at once instead.
    """
    words, choices = clean(words), choices_of(talk)
    if words and choose(TODAY, choices, words):
        return
    board = talk.desk.board.look()
    figures = talk.desk.overview.today()
    today = with_board(figures, board)
    if not words:
        _read_out(talk, today, board, talk.desk.overview.today_parts(figures))
    keys = describe_choices(TODAY, choices)
    asked = f"An agent’s name says what can be done; {keys}, Enter for none> "
    typed = talk.answer(words, asked)
    if not typed or choose(TODAY, choices, typed):
        return
    # Longest first, so that “Ann Lee” is not taken for “Ann”.
    names = sorted((row.agent for row in today.agents), key=len, reverse=True)
    for name in names:
        if f"{typed} ".casefold().startswith(f"{clean(name)} ".casefold()):
            _agent(talk, today, board, name, typed[len(clean(name)) :].strip())
            return
    talk.say(f"{typed} is nobody of today: the names are {', '.join(map(clean, sorted(names)))}.")


def choices_of(talk: Conversation) -> Choices:
    """Return the acts that concern everybody or a place."""
    desk = talk.desk

    def run(act: commands.Act, asked: str, typed: str) -> None:
        line = talk.answer(typed, f"{asked}, Enter for none> ")
        talk.say(clean(act(line)) if line else "Nothing was changed.")

    return {
        "tell_all": Choice(
            "and a line tells everybody",
            partial(run, partial(commands.tell_all, desk), "A notice to everybody"),
        ),
        "stop": Choice(
            "and a place and why stops it, as x US-LA: hurricane",
            partial(run, partial(commands.stop, desk), "Which place, and why: US-LA: hurricane"),
        ),
        "lift": Choice(
            "and a place and why lifts the stop",
            partial(run, partial(commands.lift, desk), "Which place, and why: US-LA: it is over"),
        ),
        "hooks": Choice("reads what leaves for other programs", lambda words: _hooks(talk, words)),
        "news": Choice("reads what changed in the law", lambda _: _read_news(talk)),
        "permits": Choice(
            "reads where the firm may sell", lambda words: _read_permits(talk, words)
        ),
    }


def _read_news(talk: Conversation) -> None:
    """Read out the news of the law, which marks them as read."""
    page = talk.desk.overview.open_news()
    for change in page.changes:
        new = "New. " if page.is_new(change) else ""
        talk.say(clean(new + " ".join(line.strip() for line in news_lines(change, page.on))))


def _read_permits(talk: Conversation, place: str) -> None:
    """Read out which permits are missing, end soon or are held, then the details of a place.

    A place typed after the key is read at once.
    """
    page = talk.desk.overview.permits()
    if not place:
        talk.say_all(sentence for _, sentence in head_lines(page))
        for line in page.lines:
            until = until_words(line, page.on)
            leads = many(line.leads, "lead")
            words = (GROUPS[line.status], place_words(line), needs_words(line), leads, until)
            talk.say(", ".join(filter(None, words)))
    typed = talk.answer(place, "A place, as Florida, says what it asks for, Enter for none> ")
    lines = find_lines(page, typed) if typed else ()
    for line in lines:
        talk.say_all(detail_lines(line))
    if typed and not lines:
        talk.say(f"{typed} is no place of this page: give a name or a code, as US-FL.")


def _agent(talk: Conversation, today: Today, board: Board, agent: str, words: str) -> None:
    """Read out what an agent does and ask what to do.

    Words typed after the name are carried out at once.
    """
    choices = agent_choices(talk, board, agent)
    row = next(row for row in today.agents if row.agent == agent)
    if not words:
        talk.say_all(wording.read_aloud(agent_lines(row, board, talk.here)))
        calls = talk.desk.overview.agent_calls(agent)[:LATEST]
        talk.say_all(call_sentence(call, board.at, talk.here) for call in calls)
    typed = talk.answer(words, f"{describe_choices(BOARD, choices)}, Enter for none> ")
    letter = typed.partition(" ")[0].casefold()
    key = next((key for key in BOARD if key.key == letter), None)
    if key is not None and (why := commands.why_off(key.action, agent, board)):
        talk.say(why)
    elif typed and not choose(BOARD, choices, typed):
        talk.say(f"{typed} is not a key here.")


def agent_choices(talk: Conversation, board: Board, agent: str) -> Choices:
    """Return the acts that are possible for this agent now."""
    desk, session_id = talk.desk, board.at_work.get(agent, AtWork()).session_id

    def saying(act: commands.Act, asked: str, typed: str) -> None:
        talk.say(clean(act(talk.answer(typed, asked))))

    def give(typed: str) -> None:
        taker = talk.answer(typed, "To whom and why: bob: why, or team: why; Enter for none> ")
        if not taker:
            talk.say("Nothing was changed.")
            return
        try:
            text = commands.give(desk, session_id, taker, is_sure=False)
        except UnknownTakerError as unknown:
            talk.say(clean(str(unknown)))
            if talk.answer("", "y gives it, Enter alone leaves it> ").casefold() != "y":
                return
            text = commands.give(desk, session_id, taker, is_sure=True)
        talk.say(clean(text))

    acts: Choices = {
        "answer": Choice(
            "answers",
            partial(saying, partial(commands.answer, desk, agent, board), "Your answer> "),
        ),
        "take_back": Choice(
            "and why takes the lead back",
            partial(saying, partial(commands.take_back, desk, agent), "Why? They are told> "),
        ),
        "give": Choice("and a name gives the session", give),
        "tell": Choice(
            "and a line tells", partial(saying, partial(commands.tell, desk, agent), "A line> ")
        ),
        "block": Choice(
            "and why blocks",
            partial(saying, partial(commands.block, desk, agent), "Why? They are told> "),
        ),
        "unblock": Choice(
            "lifts the block", lambda _: talk.say(clean(commands.unblock(desk, agent)))
        ),
    }
    return {
        action: choice
        for action, choice in acts.items()
        if not commands.why_off(action, agent, board)
    }


def _read_out(talk: Conversation, today: Today, board: Board, parts: TodayParts) -> None:
    """Read out the whole day."""
    talk.say(title_words(today).replace(" ·", ","))
    talk.say_all(wording.read_aloud(line for _, line in board_lines(board, talk.here)))
    talk.say_all(wording.read_aloud(alert_lines(today)))
    totals = [f"{count} {name}" for count, name, _ in line_of_totals(today) if count.strip("–")]
    talk.say(", ".join(totals).replace(" an hour", " dials an hour"))
    talk.say_all(agent_sentence(summary, today) for summary in working_agents(today.agents))
    talk.say_all(footnotes(today))
    promised = talk.desk.callbacks.all(Whose.ALL, MOST_PROMISED)
    talk.say_all(promise_sentences(promised, today.agents, talk.clock(), talk.here))
    talk.say_all(parts_sentences(parts))
    ahead = talk.desk.overview.outlook()
    talk.say_all(filter(None, [outlook_words(ahead.worked, ahead.with_more, ahead.at, talk.here)]))
    when = talk.desk.overview.when()
    talk.say(f"When people were reached. {when_title(when)}")
    talk.say_all(map(wording.heard, best_lines(when)))
    sessions = talk.desk.sessions
    summaries = sessions.summaries(limit=20)
    for summary in summaries:
        rang = f", {summary.inbound:,} rang in" if summary.inbound else ""
        talk.say(f"{wording.heard(subject_of(summary))}{rang}. {summary.status.value}")
    if not summaries:
        talk.say("No session was started yet.")
    for complaint in sessions.complaints(5):
        name, complaint_text = clean(complaint.name), clean(complaint.words)
        talk.say(f"Complaint of {name or ERASED}: {complaint_text or 'words erased'}")
    for refusal in sessions.refusals(5):
        talk.say(f"A dial refused: {clean(refusal.name) or ERASED}, {reasons_words(refusal)}")


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
        count = talk.desk.hooks.resend(chosen)
        talk.say(resent_words(chosen, count, is_on=talk.desk.hooks.is_on(chosen)))
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
