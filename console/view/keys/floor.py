"""The keys of the day, the board and an agent's day, and of what is done from there."""

from console.view.keys.key import BACK, keys_of

TODAY = keys_of(
    "today",
    ("left", "day_before", "Day", "The previous day."),
    ("right", "day_after", "Next day", "The next day, up to today."),
    ("down", "down", "Agent", "The next agent, or who calls for help."),
    ("up", "up", "Up", "The one before."),
    ("enter", "open", "Calls", "Their day, call by call, and what can be done."),
    ("k", "complaint", "Complaint", "The call of the latest complaint, in full."),
    ("w", "tell_all", "Tell", "A notice to everybody, until they read it."),
    ("x", "stop", "Stop calls", "Stop every call to a place."),
    ("o", "lift", "Lift", "Lift the stop of a place."),
    ("s", "sessions", "Sessions", "What every session brought; what was said."),
    ("h", "when", "When?", "In which hours people are reached."),
    ("p", "permits", "Permits", "Where the firm may sell, and what it holds."),
    ("n", "news", "News", "What changed in the law; marks it as read."),
    ("e", "hooks", "Hooks", "What leaves for other programs, what waits."),
    ("C", "callbacks", "Callbacks", "Everybody’s callbacks and appointments."),
    ("pagedown", "page_down", "More", "Page down."),
    ("pageup", "page_up", "Up", "Page up."),
    ("home", "top", "Top", "The beginning of the page."),
    ("question_mark", "help", "Keys", "All keys of this page."),
    ("escape", "back", "Back", "Back to the calls."),
)

BOARD = keys_of(
    "board",
    ("a", "answer", "Answer", "Answer the call for help."),
    ("t", "take_back", "Take lead", "Take the lead off the screen; says why."),
    ("g", "give", "Give session", "Give it to another, or the team."),
    ("w", "tell", "Tell", "A line to this agent."),
    ("b", "block", "Block", "The agent can start nothing; says why."),
    ("u", "unblock", "Unblock", "Lift the block."),
    BACK,
)

AGENT_DAY = keys_of(
    "board",
    ("enter", "open", "Open", "How the call went, and its record."),
    ("left", "day_before", "Day", "Their day before."),
    ("right", "day_after", "Next day", "Their next day, up to today."),
    *BOARD,
)

SAYING = keys_of(
    "saying", ("enter", "save", "Send", "Send what is typed, or do it for that reason."), BACK
)

STOPPING = keys_of(
    "stopping", ("enter", "save", "Stop calls", "Next: the reason. Then it is stopped."), BACK
)

PERMITS = keys_of(
    "permits",
    ("enter", "open", "Details", "What it asks for, and how to state it."),
    ("escape", "back", "Back", "Back to the day."),
)

HOOKS = keys_of(
    "hooks",
    ("enter", "open", "Open", "The hook’s events, and one of them whole."),
    ("r", "resend", "Resend", "Send again what is not tried any more."),
    ("p", "turn", "Pause", "Send nothing for now; again goes on."),
    ("escape", "back", "Back", "Back to the day."),
)

WALL = keys_of(
    "wall",
    ("q", "leave", "Leave", "Leave the wall."),
    ("escape", "leave", "Leave", "Leave the wall."),
)
