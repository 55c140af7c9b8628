"""The keys that the footer offers in each state of the calling screen."""

from collections.abc import Iterable

from console.view.keys.calling import CALLING, NOTE
from console.view.keys.key import LEAD, Key, State

_WITH_A_LEAD = (
    "skip",
    "note",
    "script",
    "reasons",
    "find",
    "pause",
    "objections",
    "introduce",
    "fix",
    "callbacks",
    "quit",
    "undo",
    "sessions",
    "object",
    "other_number",
    "call_help",
    "hours",
    "look_ahead",
    "supervisor",
    "lists_held",
    "past_calls",
    "doubles",
    "company",
    "menu",
    "told",
    "rehearse",
    "offer_only",
)

FOOTER: dict[State, tuple[str, ...]] = {
    State.OPENING: ("help",),
    State.WELCOME: (
        "start",
        "sessions",
        "callbacks",
        "go_on",
        "rehearse",
        "look_ahead",
        "find",
        "bring_in",
        "undo",
        "supervisor",
        "lists_held",
        "offer_only",
        "quit",
        "help",
    ),
    # `dial_by_hand` is less likely than the first 19 keys.
    State.READY: ("dial", *_WITH_A_LEAD[:19], "dial_by_hand", *_WITH_A_LEAD[19:], "help"),
    State.BLOCKED: ("go_on", "settle", *_WITH_A_LEAD, "help"),
    State.ON_CALL: (
        "note",
        "script",
        "objections",
        "reasons",
        "ask",
        "object",
        "introduce",
        "fix",
        "call_help",
        "find",
        "past_calls",
        "company",
        "menu",
        "told",
        "help",
    ),
    State.NOTE: ("leave_note",),
    State.NOBODY: (
        "go_on",
        "sessions",
        "callbacks",
        "find",
        "rehearse",
        "look_ahead",
        "bring_in",
        "undo",
        "pause",
        "supervisor",
        "lists_held",
        "offer_only",
        "quit",
        "help",
    ),
    State.EMPTY: ("bring_in", "sessions", "find", "supervisor", "quit", "help"),
    State.AWAY: (),
    State.TROUBLE: ("again", "quit", "help"),
}
"""Actions by state, the likeliest first."""


LINE: tuple[str, ...] = ("hang_up", "hold", "mute", "extension")
"""Actions of the softphone during a call."""


def footer_keys(outcomes: Iterable[Key], state: State, *, has_softphone: bool = False) -> list[Key]:
    """Return the footer's keys for a state, in order.

    During a call, `outcomes` are those that no other part of the screen shows. If there are any,
    the footer holds only them and `?`.
    """
    by_action = {key.action: key for key in (*CALLING, *NOTE)}
    offered = [by_action[action] for action in FOOTER[state]]
    if state in LEAD:
        # The key for a request that came without a call.
        bars = next((key for key in outcomes if state in key.on), None)
        at = offered.index(by_action["pause"]) + 1
        return [*offered[:at], *([bars] if bars else []), *offered[at:]]
    if state is not State.ON_CALL:
        return offered
    if endings := [*outcomes]:
        return [*endings, offered[-1]]
    of_line = [by_action[action] for action in LINE if has_softphone]
    return [*of_line, *offered]
