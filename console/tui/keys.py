"""Every key, once: bindings, footer, `?`, palette, docs/keys.md and tests read this table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from textual.binding import Binding, BindingType

from console.cards import OutcomeChoice
from console.tui.situation import ALWAYS, CARD, IDLE, LEAD, OFF, SETTLED, Situation, State

TONES = tuple("0123456789*#")
"""The keys of a phone, sent to an exchange that answered."""

Off = Callable[[Situation], str]


def _never(_: Situation) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Key:
    """`key` is Textual's name, `shown` what stands on the keyboard, `where` the screen it is for.

    `on` are the states of the calling screen in which it does something; `why_off` may add a
    sentence for one of those states.
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


def _not_yet(situation: Situation) -> str:
    if situation.is_line_up:
        return "The last call is still on the line: Bksp hangs up."
    return _unread(situation)


def _unread(situation: Situation) -> str:
    return "A new lead: read the name first." if situation.is_fresh else ""


def _no_line(situation: Situation) -> str:
    if not situation.has_softphone:
        return "Your settings use no softphone: hang up at your phone."
    return "" if situation.is_line_up else "No call is on the line."


def _no_tones(situation: Situation) -> str:
    if not situation.has_softphone:
        return "Your settings use no softphone: press it at your phone."
    return "" if situation.may_send_tones else "Nobody has answered yet."


def _no_extension(situation: Situation) -> str:
    no_number = "" if situation.extension else "This number has no extension."
    return no_number or _no_tones(situation)


def _no_undo(situation: Situation) -> str:
    if situation.can_undo or situation.is_inbound:
        return ""
    if situation.state is State.ON_CALL:
        return OFF[State.ON_CALL]
    return "There is no outcome to undo since the last dial."


def _no_offer(situation: Situation) -> str:
    return "" if situation.has_offer else "No other session is planned: l opens the plan."


def _nobody_ahead(situation: Situation) -> str:
    return "" if situation.has_session_ahead else "No session is planned: l opens the plan."


def _no_script(situation: Situation) -> str:
    return "" if situation.has_script else "The script is not shown: t shows it."


def _one_number(situation: Situation) -> str:
    return "" if situation.has_other_number else "This person has no other number."


CALLING: tuple[Key, ...] = (
    Key(
        "enter",
        "Enter",
        "dial",
        "Dial",
        "Hand the number to your phone; the call runs.",
        on=frozenset({State.READY}),
        why_off=_not_yet,
    ),
    Key(
        "D",
        "D",
        "dial_by_hand",
        "Dial by hand",
        "You dial on another phone; the call runs.",
        on=frozenset({State.READY}),
        why_off=_unread,
    ),
    Key(
        "enter",
        "Enter",
        "start",
        "Start",
        "Start the session that is offered.",
        on=frozenset({State.WELCOME}),
        why_off=_no_offer,
    ),
    Key(
        "enter",
        "Enter",
        "again",
        "Try again",
        "Try again what the database could not do.",
        on=frozenset({State.TROUBLE}),
    ),
    Key(
        "space",
        "Space",
        "go_on",
        "Next lead",
        "Go on from a lead that may not be called now.",
        on=frozenset({State.BLOCKED, State.NOBODY, State.WELCOME}),
    ),
    Key(
        "backspace",
        "Bksp",
        "hang_up",
        "Hang up",
        "End the call on the softphone.",
        on=CARD | IDLE,
        why_off=_no_line,
    ),
    Key(
        "semicolon",
        ";",
        "extension",
        "Extension",
        "Send the number’s extension as tones.",
        on=frozenset({State.ON_CALL}),
        why_off=_no_extension,
    ),
    Key(
        "0",
        "0–9 * #",
        "tone",
        "Tones",
        "Send a digit to the exchange that answered.",
        on=frozenset({State.ON_CALL}),
        why_off=_no_tones,
    ),
    Key("s", "s", "skip", "Skip", "Pass this lead over; asks why.", on=LEAD),
    Key("e", "e", "note", "Note", "Write a note; Esc gives the keys back.", on=CARD),
    Key("r", "r", "reasons", "Reasons", "All reasons and rules, and all that is known.", on=CARD),
    Key("t", "t", "script", "Script", "What to say; t again for what is known.", on=CARD),
    Key("j", "j", "objections", "Objections", "Answers to what they say; type to find.", on=CARD),
    Key("m", "m", "introduce", "E-mail", "The e-mail that introduces you.", on=CARD),
    Key(
        "f",
        "f",
        "fix",
        "Fix or add",
        "Evidence, numbers, a referral, what is known.",
        on=CARD,
    ),
    Key("w", "w", "hours", "Hours", "The week as a picture, and the rules behind it.", on=LEAD),
    Key(
        "o",
        "o",
        "other_number",
        "Other number",
        "Offer another of the person’s numbers.",
        on=LEAD,
        why_off=_one_number,
    ),
    Key(
        "u",
        "u",
        "undo",
        "Undo",
        "Take back the last outcome, until the next dial.",
        on=CARD | IDLE,
        why_off=_no_undo,
    ),
    Key("slash", "/", "find", "Find", "Find anyone by number or name.", on=SETTLED),
    Key("b", "b", "promises", "Callbacks", "Who is to be rung back, and when.", on=LEAD | IDLE),
    Key("l", "l", "sessions", "Sessions", "The sessions and the plan.", on=LEAD | IDLE),
    Key(
        "i", "i", "bring_in", "Import", "Bring in a list; look first, then decide.", on=LEAD | IDLE
    ),
    Key(
        "p",
        "p",
        "pause",
        "Pause",
        "Away: the session is kept, the lead let go.",
        on=LEAD | IDLE,
    ),
    Key("r", "r", "rehearse", "Rehearse", "Practise on an invented person.", on=IDLE),
    Key("q", "q", "quit", "End", "End the session, or quit; asks which.", on=SETTLED),
    Key(
        "f4",
        "F4",
        "look_ahead",
        "Prepare",
        "Who comes next in the session; write to them.",
        on=LEAD | IDLE,
        why_off=_nobody_ahead,
    ),
    Key("f2", "F2", "supervisor", "Summaries", "What every session brought.", on=SETTLED),
    Key(
        "f3", "F3", "lists_held", "Lists", "The do-not-call lists: how old, who loaded.", on=SETTLED
    ),
    Key("question_mark", "?", "help", "Keys", "All keys, and why one is off.", on=ALWAYS),
)

SCRIPT: tuple[Key, ...] = (
    Key(
        "1",
        "1–9",
        "answer",
        "Their answer",
        "On to where an answer of theirs leads.",
        "script",
        CARD,
        _no_script,
    ),
    Key("0", "0", "back", "Back", "Back in the script.", "script", CARD, _no_script),
)
ANSWERS = tuple(replace(SCRIPT[0], key=str(digit)) for digit in range(1, 10))
"""Each digit as a key of its own."""

NOTE: tuple[Key, ...] = (
    Key(
        "escape",
        "Esc",
        "leave_note",
        "Done",
        "Give the keys back; the note is saved.",
        "note",
        frozenset({State.NOTE}),
    ),
)

SESSIONS: tuple[Key, ...] = (
    Key("enter", "Enter", "start", "Start", "Start or resume the session.", "sessions"),
    Key("n", "n", "plan", "Plan", "Split what is in no session into new sessions.", "sessions"),
    Key(
        "r",
        "r",
        "replan",
        "Replan",
        "Take back what nobody has begun; plan anew.",
        "sessions",
    ),
    Key("s", "s", "screen", "Some", "Plan only those who fit what you say.", "sessions"),
    Key("h", "h", "hand_over", "Give", "Give a session under way to another.", "sessions"),
    Key("w", "w", "why", "Why", "Who is not in the plan, why, and what to do.", "sessions"),
    Key("e", "e", "end", "End", "End the session under way and see its summary.", "sessions"),
    Key("i", "i", "bring_in", "Import", "Bring in a list; look first, then decide.", "sessions"),
    Key("escape", "Esc", "back", "Back", "Back to the calls.", "sessions"),
)

HANDING_OVER: tuple[Key, ...] = (
    Key("enter", "Enter", "save", "Hand over", "To the name typed; to the team if none.", "giving"),
    Key("escape", "Esc", "back", "Back", "Back, and nothing is changed.", "giving"),
)

SUMMARY: tuple[Key, ...] = (
    Key("enter", "Enter", "next", "Next", "Start the next session.", "summary"),
    Key("m", "m", "send", "Send", "Send the summary by e-mail.", "summary"),
    Key("c", "c", "copy", "Copy", "Copy the summary, to paste it elsewhere.", "summary"),
    Key("u", "u", "undo", "Undo", "Take back the last outcome.", "summary"),
    Key("l", "l", "sessions", "Sessions", "The sessions and the plan.", "summary"),
    Key("q", "q", "quit", "Quit", "Quit for today.", "summary"),
    Key("escape", "Esc", "back", "Back", "Back to the calls.", "summary"),
)

BRINGING: tuple[Key, ...] = (
    Key("enter", "Enter", "go_on", "Go on", "Look at the file; then bring it in.", "bringing"),
    Key("right", "→", "complete", "Complete", "Complete the path that is typed.", "bringing"),
    Key("ctrl+o", "Ctrl+O", "options", "Options", "The list, and who is left out.", "bringing"),
    Key("ctrl+t", "Ctrl+T", "columns", "Columns", "Which column goes to which field.", "bringing"),
    Key("ctrl+y", "Ctrl+Y", "insist", "All the same", "Bring it in, doubts and all.", "bringing"),
    Key("pagedown", "PgDn", "down", "More", "On through what was found.", "bringing"),
    Key("pageup", "PgUp", "up", "Up", "Back through it.", "bringing"),
    Key("ctrl+n", "Ctrl+N", "plan", "Plan", "Plan what came in into sessions.", "bringing"),
    Key("escape", "Esc", "back", "Back", "Stop reading, or back.", "bringing"),
)

IMPORT_OPTIONS: tuple[Key, ...] = (
    Key("enter", "Enter", "save", "Look again", "Look at the file by these.", "import options"),
    Key("down", "↓", "down", "Next", "The next line.", "import options"),
    Key("up", "↑", "up", "Previous", "The line before.", "import options"),
    Key("right", "→", "turn", "Choose", "Go through the words of a line.", "import options"),
    Key("escape", "Esc", "back", "Back", "Back, and nothing is changed.", "import options"),
)

IMPORT_COLUMNS: tuple[Key, ...] = (
    Key("enter", "Enter", "choose", "Another field", "Say what it holds.", "import columns"),
    Key("escape", "Esc", "back", "Look again", "Back, by what you chose.", "import columns"),
)

IMPORT_FIELD: tuple[Key, ...] = (
    Key("enter", "Enter", "choose", "Choose", "The column holds this.", "import field"),
    Key("escape", "Esc", "back", "Back", "Back, and nothing is changed.", "import field"),
)

SCREENING: tuple[Key, ...] = (
    Key("enter", "Enter", "save", "Plan", "Plan those who fit into sessions.", "screening"),
    Key("escape", "Esc", "back", "Back", "Back, and nothing is changed.", "screening"),
)

FIND: tuple[Key, ...] = (
    Key(
        "enter", "Enter", "take", "Take", "Put this person on the screen; on a call, read.", "find"
    ),
    Key("ctrl+r", "Ctrl+R", "rang", "They rang", "Log their call; the one here waits.", "find"),
    Key("down", "↓", "down", "Next", "The next one found.", "find"),
    Key("up", "↑", "up", "Previous", "The one before.", "find"),
    Key("escape", "Esc", "back", "Back", "Back to the calls.", "find"),
)

CALLBACKS: tuple[Key, ...] = (
    Key("enter", "Enter", "take", "Take", "Put this person on the screen.", "callbacks"),
    Key("m", "m", "move", "Move", "Promise another time.", "callbacks"),
    Key("g", "g", "give", "Give", "Give it to the team, or take it over.", "callbacks"),
    Key("d", "d", "drop", "Drop", "Keep it no longer; asks why.", "callbacks"),
    Key("v", "v", "whose", "Whose", "Mine, those anyone may keep, all.", "callbacks"),
    Key("x", "x", "export", "Calendar", "Write them to a calendar file (.ics).", "callbacks"),
    Key("escape", "Esc", "back", "Back", "Back to the calls.", "callbacks"),
)

READING: tuple[Key, ...] = (Key("escape", "Esc", "back", "Back", "Back to the calls.", "reading"),)

_BACK = ("escape", "Esc", "back", "Back", "Back, and nothing is changed.")
_SAVE = ("enter", "Enter", "save", "Save", "Save what is typed.")

OBJECTIONS: tuple[Key, ...] = (
    Key("down", "↓", "down", "Next", "The next card.", "objections"),
    Key("up", "↑", "up", "Previous", "The card before.", "objections"),
    Key("escape", "Esc", "back", "Back", "Back to the call.", "objections"),
)

AHEAD: tuple[Key, ...] = (
    Key("m", "m", "introduce", "E-mail", "The e-mail that introduces you.", "ahead"),
    Key("escape", "Esc", "back", "Back", "Back to the calls.", "ahead"),
)

LETTER: tuple[Key, ...] = (
    Key("enter", "Enter", "send", "Send", "Let it leave as it stands.", "letter"),
    Key(*_BACK, "letter"),
)

REHEARSING: tuple[Key, ...] = (
    Key("space", "Space", "next", "Next", "Begin; said: on to what comes.", "rehearsing"),
    Key("enter", "Enter", "show", "An answer", "Show what could be said.", "rehearsing"),
    Key("escape", "Esc", "back", "Stop", "Stop, and see how it went; then leave.", "rehearsing"),
)

SKIPPING: tuple[Key, ...] = (
    Key("enter", "Enter", "save", "Skip with your words", "Skip for the reason typed.", "skipping"),
    Key(*_BACK, "skipping"),
)

DROPPING: tuple[Key, ...] = (
    Key("enter", "Enter", "save", "Drop with your words", "Drop for the reason typed.", "dropping"),
    Key(*_BACK, "dropping"),
)

GREETING: tuple[Key, ...] = (
    Key("enter", "Enter", "save", "The call runs", "Make a lead of them.", "greeting"),
    Key(*_BACK, "greeting"),
)

NAMING: tuple[Key, ...] = (Key(*_SAVE, "naming"), Key(*_BACK, "naming"))

PROMISING: tuple[Key, ...] = (
    Key(*_SAVE, "promising"),
    Key("ctrl+t", "Ctrl+T", "toggle", "Mine or anyone’s", "Who may keep it.", "promising"),
    Key(*_BACK, "promising"),
)

WORDING: tuple[Key, ...] = (Key(*_SAVE, "wording"), Key(*_BACK, "wording"))

FIXING: tuple[Key, ...] = (
    Key("p", "p", "evidence", "Permission", "Consent, a sale, an inquiry, a zone.", "fixing"),
    Key("n", "n", "mend", "Mend the number", "A wrong digit set right.", "fixing"),
    Key("a", "a", "add", "Add a number", "Another of their phones.", "fixing"),
    Key("r", "r", "refer", "Referral", "Somebody they name: a new lead.", "fixing"),
    Key("d", "d", "details", "Details", "Name, firm, e-mail, address.", "fixing"),
    Key("w", "w", "withdraw", "Withdraw evidence", "It ends, and stays on record.", "fixing"),
    Key(*_BACK, "fixing"),
)

REFERRING: tuple[Key, ...] = (
    Key("enter", "Enter", "save", "On, then save", "The next line; then save.", "referring"),
    Key(*_BACK, "referring"),
)

DETAILING: tuple[Key, ...] = (
    Key(*_SAVE, "detailing"),
    Key("down", "↓", "down", "Next", "The next line.", "detailing"),
    Key("up", "↑", "up", "Before", "The line before.", "detailing"),
    Key(*_BACK, "detailing"),
)

PROVING: tuple[Key, ...] = (
    Key("enter", "Enter", "save", "On, then save", "The next line; then save.", "proving"),
    Key("down", "↓", "down", "Next kind", "The next kind of evidence.", "proving"),
    Key("up", "↑", "up", "Kind before", "The kind before it.", "proving"),
    Key(*_BACK, "proving"),
)

NUMBERS: tuple[Key, ...] = (Key(*_BACK, "numbers"),)

WITHDRAWING: tuple[Key, ...] = (Key(*_BACK, "withdrawing"),)

ENDING: tuple[Key, ...] = (
    Key("e", "e", "end", "End the session", "End it and see its summary.", "ending"),
    Key("q", "q", "quit", "Quit", "Leave; the session waits for your return.", "ending"),
    Key(*_BACK, "ending"),
)

APP: tuple[Key, ...] = (
    Key("ctrl+p", "Ctrl+P", "command_palette", "Palette", "Every command by name; themes.", "all"),
    Key("ctrl+q", "Ctrl+Q", "quit", "Quit", "Leave; the lead is let go, a call is kept.", "all"),
    Key("ctrl+z", "Ctrl+Z", "suspend_process", "Suspend", "To the shell; fg brings back.", "all"),
)

WHERE = {
    "calling": CALLING,
    "script": SCRIPT,
    "note": NOTE,
    "sessions": SESSIONS,
    "giving": HANDING_OVER,
    "screening": SCREENING,
    "summary": SUMMARY,
    "find": FIND,
    "callbacks": CALLBACKS,
    "bringing": BRINGING,
    "import options": IMPORT_OPTIONS,
    "import columns": IMPORT_COLUMNS,
    "import field": IMPORT_FIELD,
    "reading": READING,
    "objections": OBJECTIONS,
    "ahead": AHEAD,
    "letter": LETTER,
    "rehearsing": REHEARSING,
    "skipping": SKIPPING,
    "dropping": DROPPING,
    "greeting": GREETING,
    "naming": NAMING,
    "promising": PROMISING,
    "wording": WORDING,
    "fixing": FIXING,
    "referring": REFERRING,
    "detailing": DETAILING,
    "proving": PROVING,
    "withdrawing": WITHDRAWING,
    "numbers": NUMBERS,
    "ending": ENDING,
    "all": APP,
}

FOOTER: dict[State, tuple[str, ...]] = {
    State.OPENING: ("help",),
    State.WELCOME: (
        "start",
        "sessions",
        "promises",
        "go_on",
        "rehearse",
        "look_ahead",
        "find",
        "bring_in",
        "undo",
        "supervisor",
        "lists_held",
        "quit",
        "help",
    ),
    State.READY: (
        "dial",
        "skip",
        "note",
        "script",
        "reasons",
        "find",
        "pause",
        "objections",
        "introduce",
        "fix",
        "promises",
        "undo",
        "other_number",
        "hours",
        "sessions",
        "look_ahead",
        "supervisor",
        "lists_held",
        "quit",
        "help",
    ),
    State.BLOCKED: (
        "go_on",
        "skip",
        "note",
        "script",
        "reasons",
        "find",
        "pause",
        "objections",
        "introduce",
        "fix",
        "promises",
        "undo",
        "other_number",
        "hours",
        "sessions",
        "look_ahead",
        "supervisor",
        "lists_held",
        "quit",
        "help",
    ),
    State.ON_CALL: (
        "note",
        "script",
        "objections",
        "reasons",
        "introduce",
        "fix",
        "find",
        "help",
    ),
    State.NOTE: ("leave_note",),
    State.NOBODY: (
        "go_on",
        "sessions",
        "promises",
        "find",
        "rehearse",
        "look_ahead",
        "bring_in",
        "undo",
        "pause",
        "supervisor",
        "lists_held",
        "quit",
        "help",
    ),
    State.EMPTY: ("bring_in", "sessions", "find", "supervisor", "quit", "help"),
    State.AWAY: ("help",),
    State.TROUBLE: ("again", "help"),
}
"""What the footer offers in each state, likeliest first. One that is off leaves its place empty."""


def outcome_keys(choices: Iterable[OutcomeChoice]) -> tuple[Key, ...]:
    """The firm's outcomes as keys: on during a call only."""
    return tuple(
        Key(
            choice.key,
            choice.key,
            f"outcome:{choice.code}",
            choice.label,
            f"The call ended: {choice.label.lower()}.",
            on=frozenset({State.ON_CALL}),
            outcome=choice.code,
        )
        for choice in choices
    )


def keys_on_a_call() -> dict[str, str]:
    """Every sign that means something else during a call, with what it does."""
    on = [key for key in CALLING if State.ON_CALL in key.on]
    return {key.shown: key.label for key in on if len(key.shown) == 1} | dict.fromkeys(
        TONES, "Tones"
    )


def why_off(key: Key, situation: Situation) -> str:
    """The sentence for a key that does nothing now; empty when it is on."""
    if situation.state in key.on:
        return key.why_off(situation)
    if key.action == "dial" and situation.state is State.BLOCKED:
        return situation.verdict
    return OFF[situation.state]


def meant(pressed: str, keys: Iterable[Key], situation: Situation) -> Key | None:
    """The key that a press stands for now: one that is on in this state before one that is not."""
    same = [key for key in keys if key.key == pressed]
    return next((key for key in same if situation.state in key.on), same[0] if same else None)


def footer_keys(outcomes: Iterable[Key], state: State, *, has_softphone: bool = False) -> list[Key]:
    """The keys the footer has a place for in a state, in order."""
    by_action = {key.action: key for key in (*CALLING, *NOTE)}
    offered = [by_action[action] for action in FOOTER[state]]
    if state is not State.ON_CALL:
        return offered
    if has_softphone:
        return [by_action["hang_up"], *outcomes, by_action["extension"], *offered]
    return [*outcomes, *offered]


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """Bindings whose action names the physical key, so that one place says why a key is off."""
    found: dict[str, BindingType] = {}
    for key in keys:
        found.setdefault(key.key, Binding(key.key, f"press('{key.key}')", key.label, show=False))
    return list(found.values())
