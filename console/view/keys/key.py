"""A key: where it is pressed, what it does, and why it does nothing now."""

from collections.abc import Callable, Iterable

from console.view.keys.conditions import LEAD, OFF, KeyConditions, State
from db.dataclass import dataclass

Off = Callable[[KeyConditions], str]


def _never(_: KeyConditions) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Key:
    """`key` is the physical key by Textual's name, `shown` what stands on the keyboard, `where` the
    screen it is for.

    `on` are the states of the calling screen in which it does something; `why_off` may add a
    sentence for one of those states. `without_call` stands in place of the usual sentence on a
    lead with whom no call is under way.
    """

    key: str
    shown: str
    action: str
    label: str
    help: str
    where: str = "calling"
    on: frozenset[State] = frozenset()
    why_off: Off = _never
    outcome: str = ""
    without_call: str = ""


WRITES = {
    "calling": {
        *("dial", "dial_by_hand", "start", "go_on", "skip", "undo", "note", "object", "ask"),
        *("introduce", "fix", "menu", "bring_in", "pause", "offer_only", "call_help", "told"),
    },
    "sessions": {"start", "plan", "replan", "screen", "hand_over", "end", "bring_in"},
    "callbacks": {"take", "move", "give", "drop"},
    "find": {"take", "rang"},
    "company": {"take"},
    "merging": {"merge"},
    "ahead": {"introduce", "introduce_all", "notes"},
    "today": {"tell_all", "stop", "lift"},
    "board": {"answer", "take_back", "give", "tell", "block", "unblock"},
}
"""By screen, the actions that change something. What is read at `told` is marked as read."""

READS_ONLY = "Your login reads and changes nothing: that key is for those who call."


def writes(key: Key) -> bool:
    """Whether it is not for a login that only reads."""
    return key.action in WRITES.get(key.where, ())


def why_off(key: Key, conditions: KeyConditions) -> str:
    """The sentence for a key that does nothing now; empty when it is on."""
    if conditions.barred and key.action in {"dial", "go_on"}:
        return conditions.barred
    if conditions.reads_only and writes(key):
        return READS_ONLY
    if conditions.state in key.on:
        return key.why_off(conditions)
    if key.action == "dial" and conditions.state is State.BLOCKED:
        return conditions.verdict
    if key.without_call and conditions.state in LEAD:
        return key.without_call
    return OFF[conditions.state]


def meant(pressed: str, keys: Iterable[Key], conditions: KeyConditions) -> Key | None:
    """The key that a press stands for now: one that is on in this state before one that is not."""
    same = [key for key in keys if key.key == pressed]
    return next((key for key in same if conditions.state in key.on), same[0] if same else None)
