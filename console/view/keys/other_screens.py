"""The keys of all other screens and dialogs, and the keys that work everywhere."""

from console.view.keys.key import BACK, Key, keys_of

SESSIONS = keys_of(
    "sessions",
    ("enter", "start", "Start", "Start or resume the session."),
    ("right", "open", "Open", "Show all sessions of the group."),
    ("n", "plan", "Plan", "Plan the leads that are in no session."),
    ("r", "replan", "Replan", "Replan all sessions that have not begun."),
    ("s", "screen", "Some", "Plan only leads that fit an expression."),
    ("h", "hand_over", "Hand over", "Hand a session under way to another agent."),
    ("w", "why", "Why", "Leads that are not planned, why, and what to do."),
    ("e", "end", "End", "End the session under way and see its summary."),
    ("i", "bring_in", "Import", "Import a list; shows a preview first."),
    ("escape", "back", "Back", "Back to the calls."),
)

PAUSING = keys_of("pausing", BACK)

HANDING_OVER = keys_of(
    "giving",
    ("enter", "save", "Hand over", "Give it to the name typed, or to the team."),
    ("right", "complete", "Complete", "Complete the name that is typed."),
    BACK,
)

SUMMARY = keys_of(
    "summary",
    ("enter", "next", "Next", "Start the next session."),
    ("m", "send", "Send", "The summary as an e-mail, to read and send."),
    ("c", "copy", "Copy", "Copy the summary, to paste it elsewhere."),
    ("S", "share", "Share", "Save it as a picture (SVG) without names."),
    ("u", "undo", "Undo", "Take back the last outcome."),
    ("l", "sessions", "Sessions", "The sessions and the plan."),
    ("q", "quit", "Quit", "Quit for today."),
    ("question_mark", "help", "Keys", "All keys of this page."),
    ("escape", "back", "Back", "Back to the calls."),
)

SHARING = keys_of("sharing", ("escape", "back", "Back", "Back to the summary."))

BRINGING = keys_of(
    "bringing",
    ("enter", "go_on", "Go on", "Preview the file, then import it."),
    ("down", "file", "Next file", "Take the next file of this folder."),
    ("tab", "complete", "Complete", "Complete the path that is typed."),
    ("ctrl+o", "options", "Options", "The list, and who is left out."),
    ("ctrl+t", "columns", "Columns", "Which column goes to which field."),
    ("ctrl+g", "answer", "Answer", "Businesses or consumers; which country."),
    ("ctrl+y", "insist", "Import anyway", "Import it despite the doubts."),
    ("pagedown", "page_down", "More", "Page down."),
    ("pageup", "page_up", "Up", "Page up."),
    ("ctrl+n", "plan", "Plan", "Plan the imported leads into sessions."),
    ("escape", "back", "Back", "Stop reading, or back."),
)

IMPORT_QUESTION = keys_of(
    "import question",
    ("enter", "choose", "Choose", "The file holds these."),
    ("escape", "back", "Back", "Back without an answer."),
)

DOUBTFUL_ROWS = keys_of(
    "doubtful rows",
    ("enter", "choose", "Choose", "Do this with the rows, then import."),
    ("b", "b", "Bar", "Bar all of them, then import."),
    ("o", "o", "One by one", "Bar or leave, a row at a time."),
    ("l", "l", "Leave", "Leave them callable, with your name."),
    ("space", "show_all", "All", "Show all rows."),
    ("escape", "back", "Back", "Back to the preview."),
)

DOUBTFUL_EACH = keys_of(
    "each row",
    ("enter", "choose", "Import", "Import, and do this with each row."),
    ("space", "turn", "Bar or leave", "Bar this row, or leave it callable."),
    ("escape", "back", "Back", "Back to the question about all."),
)

LINE_WORDS = keys_of(
    "line words",
    ("enter", "choose", "Import", "Go on with these answers."),
    ("l", "landline", "Landline", "The word means a landline."),
    ("m", "mobile", "Mobile", "The word means a mobile."),
    ("v", "voip", "VoIP", "The word means an internet line."),
    ("space", "turn", "Change", "The next answer, or none."),
    ("escape", "back", "Back", "Back to the preview."),
)

BEGINNING = keys_of(
    "beginning",
    ("s", "sample", "Look around", "Invented people; nothing is kept."),
    ("i", "import", "Import a list", "Type the path of your list."),
    ("j", "join", "Join", "Type the address of your team’s database."),
    ("b", "backup", "Backup", "Type the path of a backup."),
    ("enter", "go_on", "Go on", "Continue with what is chosen or typed."),
    ("tab", "complete", "Complete", "Complete the path that is typed."),
    ("down", "down", "Choose", "The next way to start."),
    ("up", "up", "Previous", "The previous way."),
    ("q", "quit", "Quit", "Leave; nothing is written."),
    ("escape", "back", "Back", "Close the line, or leave."),
)

ABOUT_YOU = keys_of(
    "about you",
    ("enter", "go_on", "Next", "The next line; saves all after the last."),
    ("down", "down", "Line", "The next line, without saving."),
    ("up", "up", "Up", "The previous line."),
    ("right", "turn", "Choose", "Choose among the words of a line."),
    ("escape", "back", "Back", "Back, without saving."),
)

IMPORT_OPTIONS = keys_of(
    "import options",
    ("enter", "save", "Look again", "Preview the file with these options."),
    ("down", "down", "Line", "The next line."),
    ("up", "up", "Previous", "The previous line."),
    ("right", "turn", "Choose", "Choose among the words of a line."),
    BACK,
)

IMPORT_COLUMNS = keys_of(
    "import columns",
    ("enter", "choose", "Change", "Choose the field it fills."),
    ("escape", "back", "Back", "Back; the file is read as chosen."),
)

IMPORT_FIELD = keys_of(
    "import field", ("enter", "choose", "Choose", "The column holds this."), BACK
)

EXAMPLES = (
    ("down", "down", "Example", "Put the next example or saved segment in."),
    ("up", "up", "Previous", "Put the one before in."),
)

SCREENING = keys_of(
    "screening", ("enter", "save", "Plan", "Plan leads that fit into sessions."), *EXAMPLES, BACK
)

OFFERING = keys_of(
    "offering",
    ("enter", "save", "Offer", "Offer leads that fit; all if nothing is typed."),
    *EXAMPLES,
    BACK,
)

FIND = keys_of(
    "find",
    ("enter", "take", "Take", "Put this person on the screen; on a call, read."),
    ("ctrl+r", "rang", "Log call", "Log their call; your current lead waits."),
    ("f7", "past_calls", "Calls", "How each call with them went, and its record."),
    ("f12", "company", "Company", "Everybody at that company and number."),
    ("ctrl+o", "doubles", "Merge", "Who is the same person: compare, merge."),
    ("down", "down", "Match", "The next match."),
    ("up", "up", "Previous", "The one before."),
    ("escape", "back", "Back", "Back to the calls."),
)

COMPANY = keys_of(
    "company",
    ("enter", "take", "Take", "Put them on the screen; on a call, read."),
    ("escape", "back", "Back", "Back to where you were."),
)

MERGING = keys_of(
    "merging",
    ("enter", "ask", "Merge", "Merge the two; asks first."),
    ("m", "merge", "Merge for good", "Merge them, once asked. It can’t be undone."),
    Key("down", "down", "Field", "Go to a field.", where="merging", shown="↓ ↑"),
    Key("up", "up", "Field", "Go to a field.", where="merging", shown="↓ ↑"),
    ("space", "choose", "Other value", "Keep the other’s value here."),
    ("s", "swap", "Swap", "The other one stays, and its values count."),
    BACK,
)

DOUBLES = keys_of("doubles", BACK)

MENU = keys_of(
    "menu", ("enter", "save", "Save", "Keep it with the number; nothing: forget it."), BACK
)

CALLBACKS = keys_of(
    "callbacks",
    ("enter", "take", "Take", "Put this person on the screen."),
    ("h", "held", "Held", "They came to the appointment."),
    ("n", "no_show", "No-show", "They did not come; they are called again."),
    ("m", "move", "Move", "Another time."),
    ("d", "drop", "Drop", "Drop it, or cancel the appointment; say why."),
    ("g", "give", "Give", "To the team and back; an appointment to another."),
    ("e", "write", "E-mail", "An invitation, or the introduction."),
    ("t", "time", "Set time", "Give a yes without a time its appointment."),
    ("v", "whose", "Whose", "Mine, those anyone may keep, all."),
    ("x", "export", "Calendar", "Write them to a calendar file (.ics)."),
    ("escape", "back", "Back", "Back to the calls."),
)

READING = keys_of(
    "reading",
    ("pagedown", "page_down", "More", "Page down; ↓ one line."),
    ("pageup", "page_up", "Up", "Page up; ↑ one line."),
    ("escape", "back", "Back", "Back to where you were."),
)

SESSION_RESULTS = (
    *keys_of(
        "session results",
        ("enter", "open", "Open", "How the session went, call by call."),
        ("down", "down", "Session", "The next session."),
        ("up", "up", "Up", "The session before."),
    ),
    *READING,
)

LISTS_HELD = (
    Key("i", "load", "Load a list", "Load a copy of a do-not-call list.", where="lists held"),
    *READING,
)

LOADING = keys_of(
    "loading",
    ("enter", "save", "Load", "The next line; at the last it is loaded."),
    BACK,
)

NOT_IN_PLAN = (next(key for key in SESSIONS if key.action == "plan"), *READING)

PAST_CALLS = keys_of(
    "past calls",
    ("left", "before", "Before", "The previous call."),
    ("right", "after", "After", "The next call, up to the last."),
    ("pagedown", "page_down", "More", "Page down."),
    ("pageup", "page_up", "Up", "Page up."),
    ("escape", "back", "Back", "Back to where you were."),
)

_SAVE = ("enter", "save", "Save", "Save what is typed.")
_STEP = ("enter", "save", "Save", "Save it, or go to the line that is missing.")

ASKING = keys_of(
    "asking",
    ("enter", "keep", "Keep", "Keep it, and on to the next question."),
    ("down", "down", "Question", "The next question."),
    ("up", "up", "Previous", "The previous question."),
    ("escape", "back", "Back", "Back to the call; what is typed is kept."),
)

OBJECTIONS = keys_of(
    "objections",
    Key(
        "down",
        "down",
        "Choose",
        "The next card, or that of a digit.",
        where="objections",
        shown="1–9 ↓",
    ),
    ("up", "up", "Previous", "The previous card."),
    ("enter", "back", "Done", "Back to the call."),
    ("escape", "back", "Back", "Back to the call."),
)

OBJECTING = keys_of(
    "objecting",
    Key("enter", "keep", "Keep", "It was this card.", where="objecting", shown="1–9, Enter"),
    ("down", "down", "Choose", "The next card."),
    ("up", "up", "Previous", "The previous card."),
    ("escape", "back", "Back", "Back, without saving."),
)

AHEAD = keys_of(
    "ahead",
    ("m", "introduce", "E-mail", "Send the e-mail that introduces you."),
    ("a", "introduce_all", "All e-mails", "To all who got none yet; you read each first."),
    ("n", "notes", "Notes", "Add notes to leads without any, one by one."),
    ("r", "rehearse", "Rehearse", "Practise the call with this person."),
    ("escape", "back", "Back", "Back to the calls."),
)

PREPARED_NOTE = keys_of(
    "noting",
    ("enter", "save", "Keep, next", "Save what is typed; if nothing, go on."),
    ("escape", "back", "Back", "Back; what was kept stays."),
)

LETTER = keys_of(
    "letter",
    ("enter", "send", "Send", "Send it as it is."),
    ("n", "next", "Skip", "Of a list: on to the next lead, this one unsent."),
    BACK,
)

LETTERS = keys_of(
    "letters",
    ("enter", "send", "Send, next", "Send it as it is."),
    ("s", "leave_out", "Leave out", "Leave this one out, and go on."),
    ("escape", "back", "Stop", "Stop; what was sent is sent."),
)

REHEARSING = keys_of(
    "rehearsing",
    ("space", "next", "Next", "Begin; after you have spoken, go on."),
    ("enter", "show", "An answer", "Begin; then show what could be said."),
    ("escape", "back", "Stop", "Stop, and see how it went; then leave."),
    ("q", "leave", "Leave", "Leave at once."),
)

NEVER_AGAIN = keys_of(
    "never again",
    ("enter", "save", "Bar it", "Put it on the list, in all lists."),
    Key(
        "1",
        "choose",
        "How",
        "How they asked; except in their words.",
        where="never again",
        shown="1–5",
    ),
    ("tab", "down", "Next", "How, the day, who, their words."),
    ("shift+tab", "up", "Before", "The previous part."),
    Key(
        "left",
        "turn",
        "Change",
        "The day; the number or the person.",
        where="never again",
        shown="←→",
    ),
    ("escape", "back", "Back", "Back; nobody is barred."),
)

MEANING = keys_of(
    "meaning",
    Key(
        "1",
        "choose",
        "What it means",
        "Record it; the lead is judged again.",
        where="meaning",
        shown="1–5",
    ),
    ("escape", "back", "Back", "Back; the doubt stays."),
)

NOTE_ASKS = keys_of(
    "note asks",
    ("1", "bar", "Put on the list", "They asked not to be called again."),
    ("2", "record", "Record it only", "Nobody calls until it is settled."),
    ("escape", "back", "Back", "Back to the call; nothing is recorded."),
)

SKIPPING = keys_of(
    "skipping", ("enter", "save", "Skip with your words", "Skip for the reason typed."), BACK
)

DROPPING = keys_of(
    "dropping", ("enter", "save", "Drop with your words", "Drop for the reason typed."), BACK
)

GREETING = keys_of("greeting", ("enter", "save", "The call runs", "Make a lead of them."), BACK)

NAMING = keys_of("naming", _SAVE, BACK)

ASKING_WHEN = keys_of(
    "calling back",
    _SAVE,
    Key(
        "down",
        "choose",
        "Choose",
        "Choose one of the times.",
        where="calling back",
        shown="1–5 ↓ ↑",
    ),
    ("ctrl+t", "toggle", "Mine or anyone’s", "Whether anyone may keep it."),
    BACK,
)

MEETING = keys_of(
    "appointment",
    ("enter", "save", "Record it", "Record the yes and its time."),
    Key("down", "choose", "When", "Choose one of the times.", where="appointment", shown="1–5 ↓ ↑"),
    ("tab", "next_line", "Next line", "How, who, how long, where."),
    ("space", "change", "Change", "The next choice of this line."),
    ("escape", "back", "Back", "Back to the call; nothing is recorded."),
)

WORDING = keys_of("wording", _SAVE, BACK)

FIXING = keys_of(
    "fixing",
    ("p", "evidence", "Permission", "Consent, a sale, an inquiry, a zone."),
    ("n", "mend", "Fix the number", "Correct a wrong digit."),
    ("a", "add", "Add a number", "Another of their phones."),
    ("r", "refer", "Referral", "Somebody they name: a new lead."),
    ("s", "address", "Unread fields", "A place or a line type that came with the lead."),
    ("d", "details", "Details", "Name, firm, e-mail, address, kind."),
    ("w", "withdraw", "Withdraw evidence", "It ends, and stays on record."),
    ("t", "wrote", "They wrote", "Their sequence of calls and e-mails ends."),
    BACK,
)

STOPPING = keys_of("stopping", ("enter", "save", "End it", "End the sequence."), BACK)

REFERRING = keys_of(
    "referring",
    _STEP,
    ("down", "down", "Line", "The next line."),
    ("up", "up", "Previous", "The previous line."),
    ("right", "turn", "Kind", "A person or a firm."),
    BACK,
)

DETAILING = keys_of(
    "detailing",
    _SAVE,
    ("down", "down", "Line", "The next line."),
    ("up", "up", "Previous", "The previous line."),
    ("right", "turn", "Kind", "A person or a firm."),
    BACK,
)

PROVING = keys_of(
    "proving",
    _STEP,
    ("down", "down", "Kind", "The next kind of evidence."),
    ("up", "up", "Previous", "The previous kind."),
    BACK,
)

NUMBERS = keys_of("numbers", BACK)

WITHDRAWING = keys_of("withdrawing", BACK)

ENDING = keys_of(
    "ending",
    ("e", "end", "End the session", "End it and see its summary."),
    ("q", "quit", "Quit", "Leave; the session waits for your return."),
    BACK,
)

APP = keys_of(
    "all",
    ("ctrl+p", "command_palette", "Palette", "Every command by name; themes."),
    ("ctrl+q", "quit", "Quit", "Leave; the lead is let go, a call is kept."),
    ("ctrl+z", "suspend_process", "Suspend", "To the shell; fg brings back."),
)
