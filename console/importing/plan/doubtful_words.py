"""Texts about cells that nobody understands for certain, for screen, plain console and command.

They may say not to call, or what kind of line a number is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from console.files.fields.cells.warnings import DoubtfulRow, Settling
from console.rules.text import as_typed, clean_line

SHOWN = 5
"""Rows that are shown before a person asks for all."""
MOST_WORDS, LONGEST_WORD = 5, 40
"""How many words for the line type are named, and how many letters of each."""
LETTERS = {"b": Settling.BAR, "o": Settling.EACH, "l": Settling.LEAVE}
STAY = "They come in either way, so that a second list cannot bring them back."


def say_title(count: int) -> str:
    """Return the question's title."""
    return f"{count_rows(count)} not to be called · bar {'it' if count == 1 else 'them'}?"


def count_rows(count: int) -> str:
    return "1 row may ask" if count == 1 else f"{count:,} rows may ask"


def say_answers(count: int) -> tuple[tuple[str, str, str], ...]:
    """Return (letter, label, effect) of each answer, the default first."""
    bar = "Bar it" if count == 1 else f"Bar all {count:,}"
    rows = "row goes" if count == 1 else f"{count:,} rows go"
    return (
        ("b", bar, "on the internal list, for good, the file as proof"),
        ("o", "One by one", "bar or leave, a row at a time"),
        ("l", "Leave callable", f"your name and the {rows} into the log"),
    )


def read_letter(typed: str, letters: str = "bol") -> Settling | None:
    """Return the answer that was typed, b for nothing, or None if it is none of the letters."""
    letter = typed.strip().casefold()[:1] or "b"
    return LETTERS[letter] if letter in letters else None


def say_letters(letters: str) -> str:
    """Return `b, o or l`."""
    return f"{', '.join(letters[:-1])} or {letters[-1]}"


def say_rows(rows: Sequence[DoubtfulRow], most: int = SHOWN) -> Iterator[str]:
    """Yield the first rows: line, name, column and words."""
    for row in rows[:most]:
        name, column, words = map(clean_line, (row.name, row.column, row.words))
        yield f"line {row.line}, {name}, {column}: “{words}”"
    if len(rows) > most:
        yield f"… {len(rows) - most:,} more"


def say_settled(
    rows: Sequence[DoubtfulRow], answer: Settling | None, left: Sequence[int] = ()
) -> str:
    """Return what an import did with the rows, "" without any.

    `left` are the lines of rows that stay callable although the answer bars the others.
    """
    if not rows:
        return ""
    if left and answer is Settling.BAR:
        left_count = sum(row.line in left for row in rows)
        if left_count == len(rows):
            return say_settled(rows, Settling.LEAVE)
        barred = "1 is" if len(rows) - left_count == 1 else f"{len(rows) - left_count:,} are"
        callable_ = "1 is" if left_count == 1 else f"{left_count:,} are"
        return (
            f"{count_rows(len(rows))} not to be called: {barred} on the internal list, and "
            f"{callable_} callable. The log has your name."
        )
    are, their = ("is", "its number is") if len(rows) == 1 else ("are", "their numbers are")
    rest = {
        Settling.BAR: f"{their} on the internal list.",
        Settling.LEAVE: f"{are} callable, and the log has your name.",
    }
    waiting = f"{are} called by nobody until that is settled on the card."
    if answer in rest:
        joint = "; " if answer is Settling.BAR else " and "
        return f"{count_rows(len(rows))} not to be called{joint}{rest[answer]}"
    return f"{count_rows(len(rows))} not to be called and {waiting}"


def say_unread_lines(lines: Counter[str], *, is_done: bool, has_keys: bool) -> Iterator[str]:
    """Yield which words for the line type are not understood, and how to say what they mean.

    `has_keys` on the import screen, which asks for them.
    """
    if not (count := lines.total()):
        return
    known = lines.most_common()
    words = [f"“{clean_line(text)[:LONGEST_WORD]}” {rows:,}" for text, rows in known]
    more = f" and {len(words) - MOST_WORDS} more words" if len(words) > MOST_WORDS else ""
    rows, are = ("1 number has", "is") if count == 1 else (f"{count:,} numbers have", "are")
    if has_keys:
        how = "To say it later, import the file again with “Known leads: merge” (Ctrl+O)."
        how = how if is_done else "Enter asks what each word means."
    else:
        again = " --on-duplicate merge, with the same file" if is_done else ""
        option = f"--line-type {as_typed(known[0][0])}=landline (or mobile, voip)"
        how = f"Say what each word means: {option}{again}."
    yield (
        f"{rows} a line type that is not understood and {are} not called where the law bars calls "
        f"to mobiles: {', '.join(words[:MOST_WORDS])}{more}. {how}"
    )
