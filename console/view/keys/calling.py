"""The keys of the calling screen, each with the reason why it may be off."""

from collections.abc import Iterable

from msgspec.structs import replace

from console.cards.lead import OutcomeChoice, OutcomeNeed
from console.view.keys.key import (
    ALWAYS,
    CARD,
    IDLE,
    LEAD,
    OFF,
    ON_CALL,
    READY,
    SETTLED,
    SUPERVISORS_ONLY,
    Key,
    KeyConditions,
    State,
    keys_of,
)

TONES = tuple("0123456789*#")
"""The keys of a phone, sent as tones after the call is answered."""


NO_DOUBLE = "No other lead looks like the same person."
NO_SQUARE = "The square needs colors and a window of 80 × 24."


def _not_yet(conditions: KeyConditions) -> str:
    if conditions.is_line_up:
        return "The last call is still on the line: Bksp hangs up."
    return _unread(conditions)


def _unread(conditions: KeyConditions) -> str:
    return "The lead has just changed: read the name first." if conditions.is_fresh else ""


def _no_yes(conditions: KeyConditions) -> str:
    if conditions.state is State.ON_CALL:
        return _unread(conditions)
    return "" if conditions.has_timeless_yes else OFF[conditions.state]


def _no_line(conditions: KeyConditions) -> str:
    if not conditions.has_softphone:
        return "You have no softphone set up: hang up on your phone."
    return "" if conditions.is_line_up else "No call is on the line."


def _no_talk(conditions: KeyConditions, instead: str = "do that") -> str:
    if not conditions.has_softphone:
        return f"You have no softphone set up: {instead} on your phone."
    return "" if conditions.may_send_tones else "Nobody has answered yet."


def _no_square(conditions: KeyConditions) -> str:
    if conditions.is_inbound:
        return "They rang you, so there is nothing to dial."
    if conditions.has_softphone:
        return "Your softphone makes this call."
    return "" if conditions.has_square else NO_SQUARE


def _no_tones(conditions: KeyConditions) -> str:
    return _no_talk(conditions, "press it")


def _no_extension(conditions: KeyConditions) -> str:
    no_number = "" if conditions.extension else "This number has no extension."
    return no_number or _no_tones(conditions)


def _no_undo(conditions: KeyConditions) -> str:
    if conditions.can_undo or conditions.is_inbound:
        return ""
    if conditions.state is State.ON_CALL:
        return "A dial stays on record: say how it ended, No answer if you hung up at once."
    return "There is no outcome to undo since the last dial."


def _no_offer(conditions: KeyConditions) -> str:
    if conditions.has_offer:
        return ""
    if conditions.state is State.NOBODY:
        return OFF[State.NOBODY]
    return "No other session is planned: l opens the plan."


def _nobody_yet(conditions: KeyConditions) -> str:
    if conditions.all_wait:
        return "Nobody can be called before it opens. Enter reserves it, and its leads come then."
    return ""


def _nobody_ahead(conditions: KeyConditions) -> str:
    return "" if conditions.has_leads_ahead else "No session is planned: l opens the plan."


def _supervisors(conditions: KeyConditions) -> str:
    if conditions.is_agents_login:
        return SUPERVISORS_ONLY
    return ""


def _in_a_session(conditions: KeyConditions) -> str:
    if conditions.has_session:
        return "F5 chooses only some leads between sessions: q ends this one."
    return _supervisors(conditions)


def _no_script(conditions: KeyConditions) -> str:
    return "" if conditions.has_script else "The script is not shown: t shows it."


def _no_last_call(conditions: KeyConditions) -> str:
    if conditions.state is State.ON_CALL or conditions.has_last_no:
        return ""
    return "None of your calls has ended with a no since the last dial."


def _no_questions(conditions: KeyConditions) -> str:
    if conditions.has_questions:
        return ""
    return "This script has no questions to answer (A). e writes a note."


def _no_calls(conditions: KeyConditions) -> str:
    return "" if conditions.has_past_calls else "No call with them has an outcome yet."


def _no_double(conditions: KeyConditions) -> str:
    if refused := _supervisors(conditions):
        return refused
    return "" if conditions.has_double else f"{NO_DOUBLE} / and Ctrl+O compares any two."


def _not_first(conditions: KeyConditions) -> str:
    return "" if conditions.is_first_number else "A menu is stored only for their first number."


def _no_email(conditions: KeyConditions) -> str:
    if conditions.has_mail_due:
        return ""
    if conditions.state in IDLE:
        return OFF[conditions.state]
    return "" if conditions.has_email else "This person has no e-mail address here."


def _no_doubt(conditions: KeyConditions) -> str:
    if conditions.has_doubt:
        return _unread(conditions)
    return "Nothing that came with this lead says not to call."


def _one_number(conditions: KeyConditions) -> str:
    return "" if conditions.has_other_number else "This person has no other number."


CALLING: tuple[Key, ...] = (
    Key("enter", "dial", "Dial", "Dial on your phone; starts the call.", READY, _not_yet),
    Key(
        "D",
        "dial_by_hand",
        "Dial by hand",
        "Dial on another phone, and start the call.",
        READY,
        _unread,
    ),
    Key(
        "enter",
        "start",
        "Start",
        "Start the session that is offered.",
        frozenset({State.WELCOME, State.NOBODY}),
        _no_offer,
    ),
    Key("enter", "again", "Try again", "Try the database again.", frozenset({State.TROUBLE})),
    Key(
        "space",
        "go_on",
        "Next lead",
        "Go on to the next lead.",
        frozenset({State.BLOCKED, State.NOBODY, State.WELCOME}),
        _nobody_yet,
    ),
    Key(
        "space",
        "square",
        "Square",
        "The number for a phone’s camera, on or off.",
        ON_CALL,
        _no_square,
    ),
    Key("s", "skip", "Skip", "Pass this lead over; asks why.", LEAD),
    Key("u", "undo", "Undo", "Take back the last outcome until you dial.", CARD | IDLE, _no_undo),
    Key("e", "note", "Note", "Write a note; Esc ends it.", CARD),
    Key("r", "reasons", "Reasons", "All reasons, rules and known facts.", CARD),
    Key("t", "script", "Script", "What to say; t again or Esc shows the facts.", CARD),
    Key(
        "j",
        "objections",
        "Objections",
        "Answers to what they say; type to find.",
        CARD | {State.WELCOME, State.NOBODY},
    ),
    Key(
        "J",
        "object",
        "Why no",
        "Record the objection, now or of the last no.",
        CARD | IDLE,
        _no_last_call,
    ),
    Key(
        "A", "ask", "Answers", "The script’s questions; saved as you type.", ON_CALL, _no_questions
    ),
    Key(
        "m",
        "introduce",
        "E-mail",
        "Send the e-mail that is due, or introduces you.",
        CARD | IDLE,
        _no_email,
    ),
    Key(
        "f",
        "fix",
        "Fix or add",
        "Evidence, details, numbers, a referral.",
        CARD,
        _supervisors,
    ),
    Key(
        "equals_sign",
        "doubles",
        "One person?",
        "Two leads that may be one: compare, merge.",
        LEAD,
        _no_double,
    ),
    Key("M", "menu", "Phone menu", "What to press in their menu: 2, then 14.", CARD, _not_first),
    Key("f12", "company", "Company", "Everybody at their company and number.", CARD),
    Key("H", "hours", "Hours", "The week as a picture, with the rules.", LEAD),
    Key(
        "o",
        "other_number",
        "Other number",
        "Offer another of the person’s numbers.",
        LEAD,
        _one_number,
    ),
    Key("O", "settle", "Other meaning", "The words do not ask that nobody calls.", LEAD, _no_doubt),
    Key("backspace", "hang_up", "Hang up", "End the call on the softphone.", CARD | IDLE, _no_line),
    Key("comma", "mute", "Mute", "Mute yourself; again to unmute.", ON_CALL, _no_talk),
    Key("full_stop", "hold", "Hold", "Put the call on hold; again to resume.", ON_CALL, _no_talk),
    Key(
        "semicolon",
        "extension",
        "Extension",
        "Send the number’s extension as tones.",
        ON_CALL,
        _no_extension,
    ),
    Key(
        "0",
        "tone",
        "Tones",
        "Send a digit to the exchange that answered.",
        ON_CALL,
        _no_tones,
        shown="0–9*#",
    ),
    Key("slash", "find", "Find", "Find anyone by number or name.", SETTLED),
    Key("C", "callbacks", "Callbacks", "The promised callbacks, by time.", LEAD | IDLE),
    Key("l", "sessions", "Sessions", "The sessions and the plan.", LEAD | IDLE),
    Key(
        "i",
        "bring_in",
        "Import",
        "Import a list; shows a preview first.",
        LEAD | IDLE,
        _supervisors,
    ),
    Key("p", "pause", "Pause", "Take a break; keeps your session.", LEAD | IDLE),
    Key("q", "quit", "End", "End the session, or quit; asks which.", SETTLED | {State.TROUBLE}),
    Key(
        "f4",
        "look_ahead",
        "Prepare",
        "The next leads: read, write, note, rehearse.",
        LEAD | IDLE,
        _nobody_ahead,
    ),
    Key("f2", "supervisor", "Today", "The firm’s day, agent by agent.", SETTLED),
    Key("f3", "lists_held", "DNC lists", "The do-not-call lists: their age and source.", SETTLED),
    Key(
        "f5",
        "offer_only",
        "Only some",
        "Outside sessions, offer only leads that fit.",
        LEAD | IDLE,
        _in_a_session,
    ),
    Key(
        "f7",
        "past_calls",
        "Calls",
        "How each call with them went, and its record.",
        CARD,
        _no_calls,
    ),
    Key("f8", "call_help", "Ask help", "A supervisor sees this lead first.", SETTLED),
    Key("f9", "told", "Notices", "Notices from supervisors; marks them as read.", SETTLED),
    Key("f6", "rehearse", "Rehearse", "Practise on an invented person.", LEAD | IDLE),
    Key("question_mark", "help", "Keys", "All keys, and why one is off.", ALWAYS),
)

SCRIPT = keys_of(
    "script",
    Key(
        "1",
        "answer",
        "Their answer",
        "Follow the script by their answer.",
        CARD,
        _no_script,
        where="script",
        shown="1–9",
    ),
    Key("0", "back", "Back", "Back in the script.", CARD, _no_script, where="script"),
)
ANSWERS = tuple(replace(SCRIPT[0], key=str(digit)) for digit in range(1, 10))
"""The answer key, once for each digit."""

NOTE = keys_of(
    "note",
    Key(
        "escape",
        "leave_note",
        "Done",
        "Save the note and go back to the keys.",
        frozenset({State.NOTE}),
        where="note",
    ),
)


def outcome_keys(choices: Iterable[OutcomeChoice]) -> tuple[Key, ...]:
    """Return the firm's outcomes as keys.

    They are on during a call. One that bars a number is on before it too, for a request that came
    without a call; one that asks for an appointment, for a yes that has no time yet.
    """
    return tuple(
        Key(
            choice.key,
            f"outcome:{choice.code}",
            choice.label,
            f"{choice.effect[:1].upper()}{choice.effect[1:]}.",
            _states_of(choice),
            _no_yes if choice.needs is OutcomeNeed.APPOINTMENT else _unread,
            outcome=choice.code,
            result=choice.result,
            asks_for_time=choice.needs is OutcomeNeed.APPOINTMENT,
        )
        for choice in choices
    )


def _states_of(choice: OutcomeChoice) -> frozenset[State]:
    if choice.bars_without_call:
        return CARD
    if choice.needs is OutcomeNeed.APPOINTMENT:
        return CARD | IDLE
    return frozenset({State.ON_CALL})


def keys_taken() -> dict[str, str]:
    """Return every one-character key that has a meaning of its own, with its label."""
    signs = {key.shown: key.label for key in CALLING if len(key.shown) == 1}
    return signs | dict.fromkeys(TONES, "Tones")


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


def key_of(action: str) -> str:
    """Return what the keyboard says on the key of an action, as the agent has set it."""
    return next(key.shown for key in CALLING if key.action == action)
