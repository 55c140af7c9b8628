"""The keys that the footer offers in each state of the calling screen."""

from console.view.keys.calling import CALLING, NOTE
from console.view.keys.key import Key, State

_WITH_A_LEAD = (
    *("skip", "note", "script", "reasons", "find", "pause", "objections", "introduce", "fix"),
    *("callbacks", "quit", "undo", "sessions", "object", "other_number", "call_help", "hours"),
    *("look_ahead", "supervisor", "lists_held", "past_calls", "doubles", "company", "menu"),
    *("told", "rehearse", "offer_only"),
)

FOOTER: dict[State, tuple[str, ...]] = {
    State.OPENING: ("help",),
    State.WELCOME: (
        *("start", "sessions", "callbacks", "go_on", "rehearse", "look_ahead", "find"),
        *("bring_in", "undo", "supervisor", "lists_held", "offer_only", "quit", "help"),
    ),
    # `dial_by_hand` is less likely than the first 19 keys.
    State.READY: ("dial", *_WITH_A_LEAD[:19], "dial_by_hand", *_WITH_A_LEAD[19:], "help"),
    State.BLOCKED: ("go_on", "settle", *_WITH_A_LEAD, "help"),
    State.ON_CALL: (
        *("note", "script", "objections", "reasons", "ask", "object", "introduce", "fix"),
        *("call_help", "find", "past_calls", "company", "menu", "told", "square", "help"),
    ),
    State.NOTE: ("leave_note",),
    State.NOBODY: (
        *("start", "go_on", "sessions", "callbacks", "find", "rehearse", "look_ahead"),
        *("bring_in", "undo", "pause", "supervisor", "lists_held", "offer_only"),
        *("quit", "help"),
    ),
    State.EMPTY: ("bring_in", "sessions", "find", "supervisor", "quit", "help"),
    State.AWAY: (),
    State.TROUBLE: ("again", "quit", "help"),
}
"""Actions by state, the likeliest first."""


LINE: tuple[str, ...] = ("hang_up", "hold", "mute", "extension")
"""Actions of the softphone during a call."""


def footer_keys(state: State, *, has_softphone: bool = False) -> list[Key]:
    """Return the footer's keys for a state, in order, without the outcomes of a call."""
    by_action = {key.action: key for key in (*CALLING, *NOTE)}
    of_line = LINE if has_softphone and state is State.ON_CALL else ()
    return [by_action[action] for action in (*of_line, *FOOTER[state])]
