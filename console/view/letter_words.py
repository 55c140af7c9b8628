"""How a letter left, in words."""

from console.mailing.letter import Letter
from console.view.cleaning import clean

IS_OPEN = "The draft is open in your mail program."


def sent_words(letter: Letter) -> str:
    return f"Sent to {clean(letter.to)}."


def written_words(path: object) -> str:
    return f"A draft: {clean(str(path))}"
