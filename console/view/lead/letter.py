"""What went out before a letter, and how it left, in words."""

from datetime import datetime

from console.desk.lead.texts_desk import Written
from console.outreach.mail.letter import Letter
from console.view.lead.lead import introduced_line
from console.view.text.cleaning import clean

IS_OPEN = "The draft is open in your mail program."


def before_words(written: Written, now: datetime, here: str) -> str:
    """`introduction sent Mon 23 Nov.`, or what the list says of one; "" where none is known of."""
    if written.before is not None:
        return f"{introduced_line(written.before, now, here)}."
    return f"The list says: {clean(written.listed)}." if written.listed else ""


def sent_words(letter: Letter) -> str:
    return f"Sent to {clean(letter.to)}."


def written_words(path: object) -> str:
    return f"A draft: {clean(str(path))}"
