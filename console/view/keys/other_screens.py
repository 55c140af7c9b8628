"""The keys of all other screens and dialogs, and the keys that work everywhere."""

from console.view.keys.key import Key

SESSIONS: tuple[Key, ...] = (
    Key("enter", "Enter", "start", "Start", "Start or resume the session.", "sessions"),
    Key("n", "n", "plan", "Plan", "Plan the leads that are in no session.", "sessions"),
    Key(
        "r",
        "r",
        "replan",
        "Replan",
        "Replan all sessions that have not begun.",
        "sessions",
    ),
    Key("s", "s", "screen", "Some", "Plan only leads that fit an expression.", "sessions"),
    Key("h", "h", "hand_over", "Give", "Give a session under way to another agent.", "sessions"),
    Key("w", "w", "why", "Why", "Leads that are not planned, why, and what to do.", "sessions"),
    Key("e", "e", "end", "End", "End the session under way and see its summary.", "sessions"),
    Key("i", "i", "bring_in", "Import", "Import a list; shows a preview first.", "sessions"),
    Key("escape", "Esc", "back", "Back", "Back to the calls.", "sessions"),
)

PAUSING: tuple[Key, ...] = (
    Key("escape", "Esc", "back", "Back", "Back, without a change.", "pausing"),
)

HANDING_OVER: tuple[Key, ...] = (
    Key(
        "enter",
        "Enter",
        "save",
        "Hand over",
        "Give it to the name typed, or to the team.",
        "giving",
    ),
    Key("right", "→", "complete", "Complete", "Complete the name that is typed.", "giving"),
    Key("escape", "Esc", "back", "Back", "Back, without a change.", "giving"),
)

SUMMARY: tuple[Key, ...] = (
    Key("enter", "Enter", "next", "Next", "Start the next session.", "summary"),
    Key("m", "m", "send", "Send", "The summary as an e-mail, to read and send.", "summary"),
    Key("c", "c", "copy", "Copy", "Copy the summary, to paste it elsewhere.", "summary"),
    Key("S", "S", "share", "Share", "Save it as a picture (SVG) without names.", "summary"),
    Key("u", "u", "undo", "Undo", "Take back the last outcome.", "summary"),
    Key("l", "l", "sessions", "Sessions", "The sessions and the plan.", "summary"),
    Key("q", "q", "quit", "Quit", "Quit for today.", "summary"),
    Key("escape", "Esc", "back", "Back", "Back to the calls.", "summary"),
)

SHARING: tuple[Key, ...] = (
    Key("escape", "Esc", "back", "Back", "Back to the summary.", "sharing"),
)

BRINGING: tuple[Key, ...] = (
    Key("enter", "Enter", "go_on", "Go on", "Preview the file, then import it.", "bringing"),
    Key("tab", "Tab", "complete", "Complete", "Complete the path that is typed.", "bringing"),
    Key("ctrl+o", "Ctrl+O", "options", "Options", "The list, and who is left out.", "bringing"),
    Key("ctrl+t", "Ctrl+T", "columns", "Columns", "Which column goes to which field.", "bringing"),
    Key(
        "ctrl+g",
        "Ctrl+G",
        "answer",
        "Answer",
        "Businesses or consumers; which country.",
        "bringing",
    ),
    Key("ctrl+y", "Ctrl+Y", "insist", "Import anyway", "Import it despite the doubts.", "bringing"),
    Key("pagedown", "PgDn", "page_down", "More", "Page down.", "bringing"),
    Key("pageup", "PgUp", "page_up", "Up", "Page up.", "bringing"),
    Key("ctrl+n", "Ctrl+N", "plan", "Plan", "Plan the imported leads into sessions.", "bringing"),
    Key("escape", "Esc", "back", "Back", "Stop reading, or back.", "bringing"),
)

IMPORT_QUESTION: tuple[Key, ...] = (
    Key("enter", "Enter", "choose", "Choose", "The file holds these.", "import question"),
    Key("escape", "Esc", "back", "Back", "Back without an answer.", "import question"),
)

DOUBTFUL_ROWS: tuple[Key, ...] = (
    Key(
        "enter", "Enter", "choose", "Choose", "Do this with the rows, then import.", "doubtful rows"
    ),
    Key("b", "b", "b", "Bar", "Bar all of them, then import.", "doubtful rows"),
    Key("o", "o", "o", "One by one", "Bar or leave, a row at a time.", "doubtful rows"),
    Key("l", "l", "l", "Leave", "Leave them callable, with your name.", "doubtful rows"),
    Key("space", "Space", "show_all", "All", "Show all rows.", "doubtful rows"),
    Key("escape", "Esc", "back", "Back", "Back to the preview.", "doubtful rows"),
)

DOUBTFUL_EACH: tuple[Key, ...] = (
    Key("enter", "Enter", "choose", "Import", "Import, and do this with each row.", "each row"),
    Key(
        "space", "Space", "turn", "Bar or leave", "Bar this row, or leave it callable.", "each row"
    ),
    Key("escape", "Esc", "back", "Back", "Back to the question about all.", "each row"),
)

LINE_WORDS: tuple[Key, ...] = (
    Key("enter", "Enter", "choose", "Import", "Go on with these answers.", "line words"),
    Key("l", "l", "landline", "Landline", "The word means a landline.", "line words"),
    Key("m", "m", "mobile", "Mobile", "The word means a mobile.", "line words"),
    Key("v", "v", "voip", "VoIP", "The word means an internet line.", "line words"),
    Key("space", "Space", "turn", "Change", "The next answer, or none.", "line words"),
    Key("escape", "Esc", "back", "Back", "Back to the preview.", "line words"),
)

BEGINNING: tuple[Key, ...] = (
    Key(
        "s",
        "s",
        "sample",
        "Look around",
        "Invented people; nothing is kept.",
        "beginning",
    ),
    Key("i", "i", "import", "Import a list", "Type the path of your list.", "beginning"),
    Key("j", "j", "join", "Join", "Type the address of your team’s database.", "beginning"),
    Key("b", "b", "backup", "Backup", "Type the path of a backup.", "beginning"),
    Key("enter", "Enter", "go_on", "Go on", "Continue with what is chosen or typed.", "beginning"),
    Key("tab", "Tab", "complete", "Complete", "Complete the path that is typed.", "beginning"),
    Key("down", "↓", "down", "Next", "The next way to start.", "beginning"),
    Key("up", "↑", "up", "Previous", "The previous way.", "beginning"),
    Key("q", "q", "quit", "Quit", "Leave; nothing is written.", "beginning"),
    Key("escape", "Esc", "back", "Back", "Close the line, or leave.", "beginning"),
)

ABOUT_YOU: tuple[Key, ...] = (
    Key(
        "enter",
        "Enter",
        "go_on",
        "Next",
        "The next line; saves all after the last.",
        "about you",
    ),
    Key("down", "↓", "down", "Down", "The next line, without saving.", "about you"),
    Key("up", "↑", "up", "Up", "The previous line.", "about you"),
    Key("right", "→", "turn", "Choose", "Choose among the words of a line.", "about you"),
    Key("escape", "Esc", "back", "Back", "Back, without saving.", "about you"),
)

IMPORT_OPTIONS: tuple[Key, ...] = (
    Key(
        "enter",
        "Enter",
        "save",
        "Look again",
        "Preview the file with these options.",
        "import options",
    ),
    Key("down", "↓", "down", "Next", "The next line.", "import options"),
    Key("up", "↑", "up", "Previous", "The previous line.", "import options"),
    Key("right", "→", "turn", "Choose", "Choose among the words of a line.", "import options"),
    Key("escape", "Esc", "back", "Back", "Back, without a change.", "import options"),
)

IMPORT_COLUMNS: tuple[Key, ...] = (
    Key("enter", "Enter", "choose", "Change", "Choose the field it fills.", "import columns"),
    Key("escape", "Esc", "back", "Back", "Back; the file is read as chosen.", "import columns"),
)

IMPORT_FIELD: tuple[Key, ...] = (
    Key("enter", "Enter", "choose", "Choose", "The column holds this.", "import field"),
    Key("escape", "Esc", "back", "Back", "Back, without a change.", "import field"),
)

SCREENING: tuple[Key, ...] = (
    Key("enter", "Enter", "save", "Plan", "Plan leads that fit into sessions.", "screening"),
    Key("escape", "Esc", "back", "Back", "Back, without a change.", "screening"),
)

OFFERING: tuple[Key, ...] = (
    Key(
        "enter",
        "Enter",
        "save",
        "Offer",
        "Offer leads that fit; all if nothing is typed.",
        "offering",
    ),
    Key("escape", "Esc", "back", "Back", "Back, without a change.", "offering"),
)

FIND: tuple[Key, ...] = (
    Key(
        "enter", "Enter", "take", "Take", "Put this person on the screen; on a call, read.", "find"
    ),
    Key(
        "ctrl+r", "Ctrl+R", "rang", "They rang", "Log their call; your current lead waits.", "find"
    ),
    Key(
        "f7", "F7", "past_calls", "Calls", "Everything recorded about each call with them.", "find"
    ),
    Key("f12", "F12", "company", "Company", "Everybody at that company and number.", "find"),
    Key("ctrl+o", "Ctrl+O", "doubles", "Double", "Who is the same person: compare, merge.", "find"),
    Key("down", "↓", "down", "Next", "The next match.", "find"),
    Key("up", "↑", "up", "Previous", "The one before.", "find"),
    Key("escape", "Esc", "back", "Back", "Back to the calls.", "find"),
)

COMPANY: tuple[Key, ...] = (
    Key("enter", "Enter", "take", "Take", "Put them on the screen; on a call, read.", "company"),
    Key("escape", "Esc", "back", "Back", "Back to where you were.", "company"),
)

MERGING: tuple[Key, ...] = (
    Key("enter", "Enter", "merge", "Merge", "Merge the two for good; asks first.", "merging"),
    Key("space", "Space", "choose", "Other value", "Keep the other’s value here.", "merging"),
    Key("s", "s", "swap", "Swap", "The other one stays, and its values count.", "merging"),
    Key("escape", "Esc", "back", "Back", "Back, without a change.", "merging"),
)

DOUBLES: tuple[Key, ...] = (
    Key("escape", "Esc", "back", "Back", "Back, without a change.", "doubles"),
)

MENU: tuple[Key, ...] = (
    Key("enter", "Enter", "save", "Save", "Keep it with the number; nothing: forget it.", "menu"),
    Key("escape", "Esc", "back", "Back", "Back, without a change.", "menu"),
)

CALLBACKS: tuple[Key, ...] = (
    Key("enter", "Enter", "take", "Take", "Put this person on the screen.", "callbacks"),
    Key("h", "h", "held", "Held", "They came to the appointment.", "callbacks"),
    Key("n", "n", "no_show", "No-show", "They did not come; they are called again.", "callbacks"),
    Key("m", "m", "move", "Move", "Another time.", "callbacks"),
    Key("d", "d", "drop", "Drop", "Drop it, or cancel the appointment; say why.", "callbacks"),
    Key("g", "g", "give", "Give", "To the team and back; an appointment to another.", "callbacks"),
    Key(
        "e",
        "e",
        "write",
        "E-mail",
        "An invitation, or the introduction.",
        "callbacks",
    ),
    Key("t", "t", "time", "Time", "Give a yes without a time its appointment.", "callbacks"),
    Key("v", "v", "whose", "Whose", "Mine, those anyone may keep, all.", "callbacks"),
    Key("x", "x", "export", "Calendar", "Write them to a calendar file (.ics).", "callbacks"),
    Key("escape", "Esc", "back", "Back", "Back to the calls.", "callbacks"),
)

READING: tuple[Key, ...] = (
    Key("pagedown", "PgDn", "page_down", "More", "Page down; ↓ one line.", "reading"),
    Key("pageup", "PgUp", "page_up", "Up", "Page up; ↑ one line.", "reading"),
    Key("escape", "Esc", "back", "Back", "Back to where you were.", "reading"),
)

PAST_CALLS: tuple[Key, ...] = (
    Key("left", "←", "before", "Before", "The previous call.", "past calls"),
    Key("right", "→", "after", "After", "The next call, up to the last.", "past calls"),
    Key("pagedown", "PgDn", "page_down", "More", "Page down.", "past calls"),
    Key("pageup", "PgUp", "page_up", "Up", "Page up.", "past calls"),
    Key("escape", "Esc", "back", "Back", "Back to where you were.", "past calls"),
)

_BACK = ("escape", "Esc", "back", "Back", "Back, without a change.")
_SAVE = ("enter", "Enter", "save", "Save", "Save what is typed.")
_STEP = ("enter", "Enter", "save", "Next or save", "The next line; at the last it is saved.")

ASKING: tuple[Key, ...] = (
    Key("enter", "Enter", "keep", "Keep", "Keep it, and on to the next question.", "asking"),
    Key("down", "↓", "down", "Next", "The next question.", "asking"),
    Key("up", "↑", "up", "Previous", "The previous question.", "asking"),
    Key("escape", "Esc", "back", "Back", "Back to the call; what is typed is kept.", "asking"),
)

OBJECTIONS: tuple[Key, ...] = (
    Key("down", "↓", "down", "Next", "The next card.", "objections"),
    Key("up", "↑", "up", "Previous", "The previous card.", "objections"),
    Key("escape", "Esc", "back", "Back", "Back to the call.", "objections"),
)

OBJECTING: tuple[Key, ...] = (
    Key("enter", "Enter", "keep", "Keep", "It was this card; a digit is enough.", "objecting"),
    Key("down", "↓", "down", "Next", "The next card.", "objecting"),
    Key("up", "↑", "up", "Previous", "The previous card.", "objecting"),
    Key("escape", "Esc", "back", "Back", "Back, without saving.", "objecting"),
)

AHEAD: tuple[Key, ...] = (
    Key("m", "m", "introduce", "E-mail", "Send the e-mail that introduces you.", "ahead"),
    Key(
        "a",
        "a",
        "introduce_all",
        "All e-mails",
        "To all who got none yet; you read each first.",
        "ahead",
    ),
    Key(
        "n",
        "n",
        "notes",
        "Notes",
        "Add notes to leads without any, one by one.",
        "ahead",
    ),
    Key("r", "r", "rehearse", "Rehearse", "Practise the call with this person.", "ahead"),
    Key("escape", "Esc", "back", "Back", "Back to the calls.", "ahead"),
)

PREPARED_NOTE: tuple[Key, ...] = (
    Key("enter", "Enter", "save", "Keep, next", "Save what is typed; if nothing, go on.", "noting"),
    Key("escape", "Esc", "back", "Back", "Back; what was kept stays.", "noting"),
)

LETTER: tuple[Key, ...] = (
    Key("enter", "Enter", "send", "Send", "Send it as it is.", "letter"),
    Key(*_BACK, "letter"),
)

LETTERS: tuple[Key, ...] = (
    Key("enter", "Enter", "send", "Send, next", "Send it as it is.", "letters"),
    Key("s", "s", "leave_out", "Leave out", "Leave this one out, and go on.", "letters"),
    Key("escape", "Esc", "back", "Stop", "Stop; what was sent is sent.", "letters"),
)

REHEARSING: tuple[Key, ...] = (
    Key("space", "Space", "next", "Next", "Begin; after you have spoken, go on.", "rehearsing"),
    Key("enter", "Enter", "show", "An answer", "Show what could be said.", "rehearsing"),
    Key("escape", "Esc", "back", "Stop", "Stop, and see how it went; then leave.", "rehearsing"),
    Key("q", "q", "leave", "Leave", "Leave at once.", "rehearsing"),
)

NEVER_AGAIN: tuple[Key, ...] = (
    Key("enter", "Enter", "save", "Bar it", "Put it on the list, in all lists.", "never again"),
    Key("1", "1–5", "choose", "How", "How they asked; except in their words.", "never again"),
    Key("tab", "Tab", "down", "Next", "How, the day, who, their words.", "never again"),
    Key("shift+tab", "Shift+Tab", "up", "Before", "The previous part.", "never again"),
    Key("left", "←→", "turn", "Change", "The day; the number or the person.", "never again"),
    Key("escape", "Esc", "back", "Back", "Back; nobody is barred.", "never again"),
)

MEANING: tuple[Key, ...] = (
    Key("1", "1–5", "choose", "What it means", "Record it; the lead is judged again.", "meaning"),
    Key("escape", "Esc", "back", "Back", "Back; the doubt stays.", "meaning"),
)

NOTE_ASKS: tuple[Key, ...] = (
    Key("1", "1", "bar", "Put on the list", "They asked not to be called again.", "note asks"),
    Key("2", "2", "record", "Record it only", "Nobody calls until it is settled.", "note asks"),
    Key("escape", "Esc", "back", "Back", "Back to the call; nothing is recorded.", "note asks"),
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

ASKING_WHEN: tuple[Key, ...] = (
    Key(*_SAVE, "calling back"),
    Key("down", "1–5 ↓", "choose", "Choose", "Choose one of the times.", "calling back"),
    Key(
        "ctrl+t",
        "Ctrl+T",
        "toggle",
        "Mine or anyone’s",
        "Whether anyone may keep it.",
        "calling back",
    ),
    Key(*_BACK, "calling back"),
)

MEETING: tuple[Key, ...] = (
    Key("enter", "Enter", "save", "Record it", "Record the yes and its time.", "appointment"),
    Key("down", "1–5 ↓", "choose", "When", "Choose one of the times.", "appointment"),
    Key("tab", "Tab", "next_line", "Next line", "How, who, how long, where.", "appointment"),
    Key("space", "Space", "change", "Change", "The next choice of this line.", "appointment"),
    Key("escape", "Esc", "back", "Back", "Back to the call; nothing is recorded.", "appointment"),
)

WORDING: tuple[Key, ...] = (Key(*_SAVE, "wording"), Key(*_BACK, "wording"))

FIXING: tuple[Key, ...] = (
    Key("p", "p", "evidence", "Permission", "Consent, a sale, an inquiry, a zone.", "fixing"),
    Key("n", "n", "mend", "Fix the number", "Correct a wrong digit.", "fixing"),
    Key("a", "a", "add", "Add a number", "Another of their phones.", "fixing"),
    Key("r", "r", "refer", "Referral", "Somebody they name: a new lead.", "fixing"),
    Key(
        "s",
        "s",
        "address",
        "What can’t be read",
        "A place or a line type that came with the lead.",
        "fixing",
    ),
    Key("d", "d", "details", "Details", "Name, firm, e-mail, address, kind.", "fixing"),
    Key("w", "w", "withdraw", "Withdraw evidence", "It ends, and stays on record.", "fixing"),
    Key(*_BACK, "fixing"),
)

REFERRING: tuple[Key, ...] = (
    Key(*_STEP, "referring"),
    Key(*_BACK, "referring"),
)

DETAILING: tuple[Key, ...] = (
    Key(*_SAVE, "detailing"),
    Key("down", "↓", "down", "Next", "The next line.", "detailing"),
    Key("up", "↑", "up", "Previous", "The previous line.", "detailing"),
    Key(*_BACK, "detailing"),
)

PROVING: tuple[Key, ...] = (
    Key(*_STEP, "proving"),
    Key("down", "↓", "down", "Next kind", "The next kind of evidence.", "proving"),
    Key("up", "↑", "up", "Previous", "The previous kind.", "proving"),
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
