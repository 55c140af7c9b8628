"""What the board's keys ask of the desk: each says what came of it, and raises what refuses it."""

from collections.abc import Callable

from console.cards.board import AtWork, Board
from console.desk import Desk
from console.view.floor.board import read_place_and_why, read_taker_and_why
from console.view.sessions.sessions import taker_words
from console.view.text.cleaning import clean

Act = Callable[[str], str]
"""Gets what was typed, does it, and says what was done; raises what refuses it."""


def tell_all(desk: Desk, text: str) -> str:
    desk.board.tell(None, text)
    return "Told to everybody: it stands on each screen until it is read."


def stop(desk: Desk, typed: str) -> str:
    """`US-LA: hurricane`."""
    place, why = read_place_and_why(typed)
    made, is_new = desk.board.stop(place, why)
    told = "Stopped" if is_new else "Stopped already"
    return f"{told}: nobody in {made.jurisdiction} is called."


def lift(desk: Desk, typed: str) -> str:
    place, why = read_place_and_why(typed)
    is_lifted = desk.board.resume(place, why)
    return f"{place}: called again within its hours." if is_lifted else f"{place} is not stopped."


def why_off(action: str, agent: str, board: Board) -> str:
    """Why a key is off for this agent; "" where it is on."""
    who, at = clean(agent), board.at_work.get(agent, AtWork())
    is_blocked = agent in board.blocks
    off = {
        "answer": "" if board.help_call_of(agent) else f"{who} calls for no help.",
        "take_back": "" if at.lead_id else f"{who} has no lead on the screen.",
        "give": "" if at.session_id else f"{who} has no session under way.",
        "block": f"{who} is blocked already." if is_blocked else "",
        "unblock": "" if is_blocked else f"{who} is not blocked.",
    }
    return off.get(action, "")


def answer(desk: Desk, agent: str, board: Board, text: str) -> str:
    call = board.help_call_of(agent)
    return f"Told {desk.board.answer_help(call.help_id if call else 0, text)}."


def take_back(desk: Desk, agent: str, why: str) -> str:
    taken = desk.board.hand_back(agent, why)
    return f"{taken.name} is taken back; {agent} is told."


def give(desk: Desk, session_id: int, typed: str, *, is_sure: bool) -> str:
    """`bob: why`; with no name to the team. Raises UnknownTakerError, too."""
    taker, why = read_taker_and_why(typed)
    given = desk.sessions.hand_over_one(session_id, taker, is_sure=is_sure, why=why)
    return f"Given {taker_words(given)} Both are told."


def tell(desk: Desk, agent: str, text: str) -> str:
    desk.board.tell(agent, text)
    return f"Told {agent}."


def block(desk: Desk, agent: str, why: str) -> str:
    is_new = desk.board.block(agent, why)
    return f"{agent} is blocked{'' if is_new else ' already'}."


def unblock(desk: Desk, agent: str) -> str:
    desk.board.unblock(agent)
    return f"{agent} may go on."
