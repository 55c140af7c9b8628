"""All keys by the screen they are for, in the order of docs/keys.md."""

from console.view.keys import others
from console.view.keys.calling import CALLING, NOTE, SCRIPT
from console.view.keys.key import Key

WHERE: dict[str, tuple[Key, ...]] = {
    "On the calling screen": CALLING,
    "While the script is shown": SCRIPT,
    "While a note is written": NOTE,
    "Stop here?": others.ENDING,
    "Skip: why?": others.SKIPPING,
    "Call back: when?": others.ASKING_WHEN,
    "A complaint, in their words; a number mended or added": others.WORDING,
    "Fix or add": others.FIXING,
    "Permission or other evidence": others.PROVING,
    "Evidence withdrawn": others.WITHDRAWING,
    "Name, firm, e-mail and address": others.DETAILING,
    "A referral": others.REFERRING,
    "Their other numbers": others.NUMBERS,
    "Objection cards": others.OBJECTIONS,
    "An e-mail before it is sent": others.LETTER,
    "Find": others.FIND,
    "Somebody unknown rings": others.GREETING,
    "Callbacks": others.CALLBACKS,
    "A callback dropped: why?": others.DROPPING,
    "Who comes next": others.AHEAD,
    "Sessions and the plan": others.SESSIONS,
    "Plan only some": others.SCREENING,
    "Offer only some": others.OFFERING,
    "A session handed over": others.HANDING_OVER,
    "The summary of a session": others.SUMMARY,
    "The first start": others.BEGINNING,
    "Who calls, and for whom": others.ABOUT_YOU,
    "Bring in a list": others.BRINGING,
    "How a list comes in": others.IMPORT_OPTIONS,
    "Which column goes to which field": others.IMPORT_COLUMNS,
    "The field of a column": others.IMPORT_FIELD,
    "Who sits here, the first time": others.NAMING,
    "The day of the firm": others.TODAY,
    "Rehearsal": others.REHEARSING,
    "Pages to read: reasons, keys, summaries": others.READING,
    "Everywhere": others.APP,
}
