"""Keys: where they work, what they do, and why a key is off now."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import force_setattr

from console.cards.lead import CallResult


class State(StrEnum):
    """What the calling screen shows."""

    OPENING = "opening"
    WELCOME = "welcome"
    READY = "ready"
    BLOCKED = "blocked"
    ON_CALL = "on call"
    NOTE = "note"
    NOBODY = "nobody"
    EMPTY = "empty"
    AWAY = "away"
    TROUBLE = "trouble"


class KeyConditions(Struct, frozen=True):
    """All that decides whether a key is on: the screen's state and a few facts.

    `verdict` is the verdict as a sentence. `is_fresh` is true for a moment after a new lead
    appears, so that a double tap never dials an unread name. `is_line_up`: the softphone
    has a call, of this lead or the previous one. `may_send_tones`: the call to this lead was
    answered. `is_inbound`: the call under way came in. `has_square`: there is room for the number
    as a QR code. `barred` is the sentence for an agent who cannot start anything. `reads_only`: the
    login cannot change anything. `all_wait`: nobody can be called before the offered session opens.
    `has_last_no`: the last outcome may have been a no.
    `has_timeless_yes`: the last outcome was a yes without an appointment. `has_mail_due`: an e-mail
    of a sequence follows it.
    """

    state: State
    verdict: str = ""
    barred: str = ""
    is_fresh: bool = False
    can_undo: bool = False
    has_last_no: bool = False
    has_timeless_yes: bool = False
    has_mail_due: bool = False
    is_inbound: bool = False
    has_other_number: bool = False
    has_doubt: bool = False
    has_double: bool = False
    is_first_number: bool = True
    has_email: bool = True
    has_past_calls: bool = False
    has_offer: bool = False
    all_wait: bool = False
    has_softphone: bool = False
    is_line_up: bool = False
    may_send_tones: bool = False
    has_square: bool = True
    extension: str = ""
    has_script: bool = False
    has_session: bool = False
    has_leads_ahead: bool = False
    has_questions: bool = False
    is_agents_login: bool = False
    reads_only: bool = False


READY = frozenset({State.READY})
ON_CALL = frozenset({State.ON_CALL})
LEAD = frozenset({State.READY, State.BLOCKED})
CARD = LEAD | {State.ON_CALL}
IDLE = frozenset({State.WELCOME, State.NOBODY, State.EMPTY})
SETTLED = CARD | IDLE
ALWAYS = SETTLED | {State.AWAY, State.TROUBLE, State.OPENING, State.NOTE}

OFF = {
    State.OPENING: "One moment: the list is being opened.",
    State.WELCOME: "No session is under way: Enter starts one.",
    State.READY: "No call is under way: Enter dials first.",
    State.BLOCKED: "This lead can’t be called now: Space goes on to the next.",
    State.ON_CALL: "A call is under way: first say how it ended.",
    State.NOTE: "You are writing a note: Esc gives the keys back.",
    State.NOBODY: "There is no lead on the screen.",
    State.EMPTY: "There are no leads yet. Import a list first.",
    State.AWAY: "You are away: any key brings you back.",
    State.TROUBLE: "The database does not answer: Enter tries again.",
}
"""Why a key is off in a state where it has no meaning."""


Off = Callable[[KeyConditions], str]


def _never(_: KeyConditions) -> str:
    return ""


SHOWN = {
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "backspace": "Bksp",
    "tab": "Tab",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "comma": ",",
    "full_stop": ".",
    "semicolon": ";",
    "slash": "/",
    "equals_sign": "=",
    "question_mark": "?",
    "shift+tab": "Shift+Tab",
}
"""What the keyboard says on the keys that Textual names by a word."""


TURN = ("right", "turn")
"""The key and action that choose among the words of a line."""


class Key(Struct, frozen=True):
    """A key of a screen.

    `key` is Textual's name of the physical key, `where` its screen, `shown` the label on the
    keyboard, by default that of `key`. `on` lists the states in which it works. `why_off` may still
    return a reason why it is off in one of them. `result` is that of the outcome, which decides its
    color.
    """

    key: str
    action: str
    label: str
    help: str
    on: frozenset[State] = frozenset()
    why_off: Off = _never
    where: str = "calling"
    outcome: str = ""
    result: CallResult | None = None
    asks_for_time: bool = False
    shown: str = ""

    def __post_init__(self) -> None:
        if not self.shown:
            is_turned = (self.key, self.action) == TURN  # by ← as well
            force_setattr(self, "shown", "← →" if is_turned else label_of(self.key))


def label_of(key: str) -> str:
    """Return what the keyboard says on a key that Textual names `key`."""
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[-1].upper()}"
    return SHOWN.get(key) or (key if len(key) == 1 else key.upper())


BACK = ("escape", "back", "Back", "Back, without a change.")
"""The key that leaves a dialog as it was, for `keys_of`."""


def keys_of(where: str, *keys: tuple[str, str, str, str] | Key) -> tuple[Key, ...]:
    """Return the keys of a screen, each given as its key, action, label and help."""
    return tuple(key if isinstance(key, Key) else Key(*key, where=where) for key in keys)


WRITES = {
    "calling": {
        *("dial", "dial_by_hand", "start", "go_on", "skip", "undo", "note", "object", "ask"),
        *("introduce", "fix", "menu", "bring_in", "pause", "offer_only", "call_help", "told"),
        "settle",
    },
    "sessions": {"start", "plan", "replan", "screen", "hand_over", "end", "bring_in"},
    "callbacks": {"take", "held", "no_show", "move", "give", "drop", "time", "write"},
    "find": {"take", "rang"},
    "company": {"take"},
    "merging": {"ask", "merge"},
    "lists held": {"load"},
    "ahead": {"introduce", "introduce_all", "notes"},
    "today": {"tell_all", "stop", "lift"},
    "hooks": {"resend", "turn"},
    "board": {"answer", "take_back", "give", "tell", "block", "unblock"},
}
"""Actions that change something, by screen. `told` is one of them: it marks notices as read."""

OF_SUPERVISORS = {
    "sessions": {"replan", "screen", "hand_over", "bring_in"},
    "find": {"doubles"},
    "today": {"tell_all", "stop", "lift"},
}
"""Actions that the database refuses to an agent's login, by screen."""

FOR_GOOD = {"merging": {"merge"}, "letter": {"send"}, "letters": {"send"}}
"""Actions that cannot be undone, by screen. A click is too easily made for them."""

SUPERVISORS_ONLY = "Only a supervisor may do that. F8 asks one."
READS_ONLY = "Your login is read-only, so this key is off."


def writes(key: Key) -> bool:
    """Tell whether a read-only login cannot use the key."""
    return key.action in WRITES.get(key.where, ())


def needs_a_supervisor(key: Key) -> bool:
    """Tell whether an agent's login cannot use the key."""
    return key.action in OF_SUPERVISORS.get(key.where, ())


def needs_a_key(key: Key) -> bool:
    """Tell whether only the key itself may do it, not a click on its words."""
    return key.action in FOR_GOOD.get(key.where, ())


def why_off(key: Key, conditions: KeyConditions) -> str:
    """Return why a key is off now, or "" if it is on."""
    if conditions.barred and key.action in {"dial", "start", "go_on"}:
        return conditions.barred
    if conditions.reads_only and writes(key):
        return READS_ONLY
    if conditions.state in key.on:
        return key.why_off(conditions)
    # Enter on a blocked lead: say why it cannot be called, not that the key is off.
    if key.action == "dial" and conditions.state is State.BLOCKED:
        return conditions.verdict
    return OFF[conditions.state]


def keys_on(keys: Iterable[Key], conditions: KeyConditions) -> tuple[Key, ...]:
    """Return the keys that work now."""
    return tuple(key for key in keys if conditions.state in key.on and not why_off(key, conditions))


def find_key(pressed: str, keys: Iterable[Key], conditions: KeyConditions) -> Key | None:
    """Return the key for a press: one that works in this state, else any of that name, or None."""
    same = [key for key in keys if key.key == pressed]
    return next((key for key in same if conditions.state in key.on), same[0] if same else None)
