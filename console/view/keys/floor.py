"""The keys of the day, the board and an agent's day, and of what is done from there."""

from console.view.keys.key import Key

TODAY: tuple[Key, ...] = (
    Key("left", "←", "day_before", "Day", "The previous day.", "today"),
    Key("right", "→", "day_after", "Next day", "The next day, up to today.", "today"),
    Key("down", "↓", "down", "Agent", "The next agent, or who calls for help.", "today"),
    Key("up", "↑", "up", "Up", "The one before.", "today"),
    Key(
        "enter", "Enter", "open", "Calls", "Their day, call by call, and what can be done.", "today"
    ),
    Key("k", "k", "complaint", "Complaint", "The call of the latest complaint, in full.", "today"),
    Key("w", "w", "tell_all", "Tell", "A notice to everybody, until they read it.", "today"),
    Key("x", "x", "stop", "Stop calls", "Stop every call to a place.", "today"),
    Key("o", "o", "lift", "Lift", "Lift the stop of a place.", "today"),
    Key("s", "s", "sessions", "Sessions", "What every session brought; what was said.", "today"),
    Key("h", "h", "when", "When?", "In which hours people are reached.", "today"),
    Key("p", "p", "permits", "Permits", "Where the firm may sell, and what it holds.", "today"),
    Key("n", "n", "news", "News", "What changed in the law; marks it as read.", "today"),
    Key("e", "e", "hooks", "Hooks", "What leaves for other programs, what waits.", "today"),
    Key("pagedown", "PgDn", "page_down", "More", "Page down.", "today"),
    Key("pageup", "PgUp", "page_up", "Up", "Page up.", "today"),
    Key("question_mark", "?", "help", "Keys", "All keys of this page.", "today"),
    Key("escape", "Esc", "back", "Back", "Back to the calls.", "today"),
)

BOARD: tuple[Key, ...] = (
    Key("a", "a", "answer", "Answer", "Answer the call for help.", "board"),
    Key("t", "t", "take_back", "Take lead", "Take the lead off the screen; says why.", "board"),
    Key("g", "g", "give", "Give session", "Give it to another, or the team.", "board"),
    Key("w", "w", "tell", "Tell", "A line to this agent.", "board"),
    Key("b", "b", "block", "Block", "The agent can start nothing; says why.", "board"),
    Key("u", "u", "unblock", "Unblock", "Lift the block.", "board"),
    Key("escape", "Esc", "back", "Back", "Back, without a change.", "board"),
)

AGENT_DAY: tuple[Key, ...] = (
    Key("enter", "Enter", "open", "Call", "Everything recorded about the call.", "board"),
    *BOARD,
)

SAYING: tuple[Key, ...] = (
    Key("enter", "Enter", "save", "Do it", "Do it, with what is typed.", "saying"),
    Key("escape", "Esc", "back", "Back", "Back, without a change.", "saying"),
)

STOPPING: tuple[Key, ...] = (
    Key(
        "enter", "Enter", "save", "Stop calls", "Next: the reason. Then it is stopped.", "stopping"
    ),
    Key("escape", "Esc", "back", "Back", "Back, without a change.", "stopping"),
)

PERMITS: tuple[Key, ...] = (
    Key("enter", "Enter", "open", "Details", "What it asks for, and how to state it.", "permits"),
    Key("escape", "Esc", "back", "Back", "Back to the day.", "permits"),
)

HOOKS: tuple[Key, ...] = (
    Key("enter", "Enter", "open", "Open", "The hook’s events, and one of them whole.", "hooks"),
    Key("r", "r", "resend", "Resend", "Send again what is not tried any more.", "hooks"),
    Key("p", "p", "turn", "Pause", "Send nothing for now; again goes on.", "hooks"),
    Key("escape", "Esc", "back", "Back", "Back to the day.", "hooks"),
)

WALL: tuple[Key, ...] = (Key("q", "q", "leave", "Leave", "Leave the wall.", "wall"),)
