"""What an import noticed, as sentences for the screen and the shell."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from console.files.fields.columns.layout import PREFIX, Columns
from console.files.fields.columns.scrub_results import unknown_results
from console.files.fields.warnings import AddressNotes, Doubt, DoubtfulRow, Noticed, Settling
from console.importing.mapping import Remembered
from console.importing.questions import KINDS, count_rows, say_nameless, say_rows
from console.importing.result import LONGEST_SAMPLE, SAMPLES, Imported
from console.importing.rows.rejects import say_other
from console.rules.phone.number_plan import show_phone
from console.rules.places.unread_addresses import FIELDS, find_nearest
from console.rules.text import as_typed, clean_line, squeeze
from console.rules.times.calendar_words import say_day
from db.enums import MatchBy

MOST_WORDS, LONGEST_WORD = 5, 40
"""How many words of a status or line type are named, and how many letters of the latter."""
MOST_NAMED = 3
"""Further numbers that are named."""
MOST_FAULTS = 5
"""Most faults of numbers, and most owners, that are shown with their counts."""

CALL_TIME = re.compile(
    r"((next|scheduled?|planned)(call|callback|contact|dial|followup|activity|touch)"
    r"|call(me)?back|recall|call(again)?(?=on|at|date|time)|followup|reminder)"
    r"(datetime|dateandtime|date|time|day|at|on|due|duedate)?"
)
"""Matches the squeezed name of a column that says when to call next."""

ONE_NUMBER = (
    "It stays one number: it is called for one of them at a time, and a request not to call closes "
    "it for all."
)


def noticed_in(
    brought: Imported, *, is_done: bool, shown: Collection[str] = (), has_keys: bool = False
) -> tuple[str, ...]:
    """Return sentences with what a person should know about the file's cells.

    Leaves out missing addresses (`gaps`) whose text is already `shown` elsewhere.
    """
    asked = [
        f"{count:,} {'row says' if count == 1 else 'rows say'} in “{name}” not to call"
        f"{_believed_before(brought, name)}."
        for name, count in brought.noticed.asked.most_common()
    ]
    if brought.closed and is_done:
        are_new = "is new" if brought.closed == 1 else "are new"
        asked.append(f"{brought.closed:,} of the numbers {are_new} on the internal list.")
    elif not is_done and (asked or brought.closed):
        asked.append("These numbers go onto the internal list, for all lists and for good.")
    if brought.reached:
        new = "" if is_done else f"{brought.closed:,} numbers are new there. "
        stand = "1 of them stands" if brought.reached == 1 else f"{brought.reached:,} of them stand"
        asked.append(f"{new}{stand} in another row of the same person, or with a lead you have.")
    noticed = brought.noticed
    return (
        *_namesakes(brought),
        *say_further(brought, is_done=is_done),
        *asked,
        *_doubtful(brought, is_done=is_done),
        *say_untouched(noticed, brought.match),
        *_on_main_lines(noticed),
        *say_shared_lines(noticed),
        *_finished(brought, has_keys=has_keys),
        *_nameless(noticed),
        *say_cleared(brought, is_done=is_done),
        *say_same_kind(brought),
        *_closed(noticed),
        *_owned(noticed),
        *_unread_addresses(noticed.addresses, shown),
        *say_unread_lines(noticed.lines, is_done=is_done, has_keys=has_keys),
        *_unusable(brought),
        *_unread(noticed),
        *_call_times(brought.mapped.columns),
        *_work_left_out(brought.mapped.columns),
    )


class UnreadWords(Struct, frozen=True):
    """An address cell that cannot be read: the rows with it, and the nearest known values.

    `line` and `name` are those of the first row.
    """

    text: str
    count: int
    nearest: tuple[str, ...]
    line: int
    name: str


def first_unread(notes: AddressNotes, field: str) -> tuple[UnreadWords, ...]:
    """Return the most frequent cells of an address field that cannot be read."""
    return tuple(
        UnreadWords(clean_line(text), count, find_nearest(field, text), *notes.firsts[field][text])
        for text, count in notes.words[field].most_common(SAMPLES)
    )


def _quote(words: UnreadWords) -> str:
    more = [f"line {words.line}, {clean_line(words.name)}"]
    more += [f"{words.count:,} rows"] if words.count > 1 else []
    if words.nearest:
        more.append(f"did you mean {' or '.join(words.nearest)}?")
    return f"“{words.text[:LONGEST_SAMPLE]}”" + (f" ({', '.join(more)})" if more else "")


def _unread_addresses(notes: AddressNotes, shown: Collection[str]) -> Iterator[str]:
    for field, count in notes.rows.items():
        examples = [*map(_quote, first_unread(notes, field))]
        more = len(notes.words[field]) - len(examples)
        rows, are = ("1 row has", "is") if count == 1 else (f"{count:,} rows have", "are")
        yield (
            f"{rows} a {FIELDS[field]} that cannot be read and {are} not called until it is "
            f"mended: {', '.join(examples)}{f' and {more:,} more' if more else ''}."
        )
    if any(gap not in shown for gap in notes.gaps):
        count = notes.gaps.total()
        rows = "1 row is" if count == 1 else f"{count:,} rows are"
        until = "it says" if count == 1 else "they say"
        first = [f"{gap} ({known:,})" for gap, known in notes.gaps.most_common(SAMPLES)]
        why = " ".join(first) if len(first) > 1 else next(iter(notes.gaps))
        yield f"{rows} not called until {until} where the person is. {why}"
    if notes.first_two is not None:
        line, code, region = notes.first_two
        count = notes.contradicting
        rows = "1 row has" if count == 1 else f"{count:,} rows have"
        yield (
            f"{rows} a postal code outside the state; the hours and the law of both hold. "
            f"Line {line}: the code says {code}, the address {region}."
        )


def _believed_before(brought: Imported, name: str) -> str:
    """Return which earlier import confirmed a column of unknown scrub results, or ""."""
    known = brought.mapped.remembered
    if known is None or not unknown_results([squeeze(name)], ()):
        return ""
    return f"; it is believed {_as_in(known)}"


_FINISHED = {
    "leave": "They are left out.",
    "never": "Nobody may call them: their numbers go onto the internal list.",
    "keep": "They are leads like the others.",
}


def _finished(brought: Imported, *, has_keys: bool) -> Iterator[str]:
    """Yield what the import did with leads finished elsewhere.

    Without an answer it yields nothing, because a doubt says it then.
    """
    if brought.noticed.finished and brought.finished:
        text = _FINISHED[brought.finished]
        if (known := brought.answered) is not None:
            how = "Ctrl+O" if has_keys else "--finished"
            text = f"{text[:-1]}, {_as_in(known)}; {how} says otherwise."
        yield f"{say_finished(brought.noticed.finished)}. {text}"


def _as_in(known: Remembered) -> str:
    return f"as in import {known.batch_id} ({clean_line(known.file)})"


def _namesakes(brought: Imported) -> Iterator[str]:
    count, first = brought.namesakes, brought.first_namesake
    if first is None:
        return
    who, other = f"{clean_line(first.name)}, line {first.line}", say_other(first)
    if count == 1:
        text = f"{who}, has the number of {other}: left out."
    else:
        who += f", has that of {other}"
        text = f"{count:,} rows have the number of somebody else and do not come in. First: {who}."
    if brought.named is None:
        yield f"{text} The file of rejects will have both names."
    elif brought.named == count:
        yield f"{text} Both names are in {brought.rejects_file}."
    elif brought.named:
        yield f"{text} Both names of {brought.named:,} of them are in {brought.rejects_file}."
    else:
        yield f"{text} The file could not be read once more for their names."


def _nameless(noticed: Noticed) -> Iterator[str]:
    if noticed.no_company:
        are = "is taken for a business" if noticed.no_company == 1 else "are taken for businesses"
        yield (
            f"{say_nameless(noticed.no_company)} and {are} like the others; a column that is "
            "mapped to kind says it of each row."
        )


def _doubtful(brought: Imported, *, is_done: bool) -> Iterator[str]:
    if (rows := brought.noticed.doubtful) and is_done:
        waits = brought.doubtful in {None, Settling.EACH}
        first = f" First: {next(say_rows(rows))}." if waits else ""
        yield say_settled(rows, brought.doubtful, brought.left_callable) + first
    elif rows:
        yield f"{count_rows(len(rows))} not to be called. First: {next(say_rows(rows))}."


def _on_main_lines(noticed: Noticed) -> Iterator[str]:
    if count := noticed.on_main_line:
        rows, are = ("1 row has", "is") if count == 1 else (f"{count:,} rows have", "are")
        yield (
            f"{rows} a person and a company and no number, and {are} called on the company’s main "
            f"line, to ask for them: {clean_line(noticed.first_on_main_line)}."
        )


def say_shared_lines(noticed: Noticed) -> Iterator[str]:
    """Say who is asked for by name on a number that others may have too."""
    if count := noticed.on_shared_line:
        rows = "1 row says" if count == 1 else f"{count:,} rows say"
        yield (
            f"{rows} whom to ask for on a number that others may have too: "
            f"{clean_line(noticed.first_on_shared_line)}. {ONE_NUMBER}"
        )


def _closed(noticed: Noticed) -> Iterator[str]:
    if noticed.closed:
        yield f"{say_finished(noticed.closed)}. Those numbers are closed: nobody dials them."


def _unusable(brought: Imported) -> Iterator[str]:
    for reason, count in brought.unusable[:MOST_FAULTS]:
        rows = "1 row has" if count == 1 else f"{count:,} rows have"
        yield f"{rows} only a number that nobody can call. {reason}"


def _owned(noticed: Noticed) -> Iterator[str]:
    if noticed.owners:
        names = [f"{clean_line(name)[:24]} {rows:,}" for name, rows in noticed.owners.most_common()]
        more = f" and {len(names) - MOST_FAULTS} more owners" if len(names) > MOST_FAULTS else ""
        yield (
            f"Rows of owners who are no territory and have never called here: "
            f"{', '.join(names[:MOST_FAULTS])}{more}. Nobody else is offered them."
        )


def _unread(noticed: Noticed) -> Iterator[str]:
    for field, count in noticed.unread.items():
        if count:
            of = noticed.filled[field]
            yield f"{field}: {count:,} of {of:,} cells could not be read; they are kept as text."
    if (first := noticed.first_evidence) is not None:
        rows = "1 row" if noticed.no_evidence == 1 else f"{noticed.no_evidence:,} rows"
        where = f"Line {first.line}, “{first.column}”: “{clean_line(first.value)[:LONGEST_SAMPLE]}”"
        yield f"The evidence on {rows} counts for nothing. {where}. {first.reason}"


def _call_times(columns: Columns) -> Iterator[str]:
    """Yield that columns with the time of the next call make no callbacks."""
    squeezed = [name.squeezed for name in columns.names]
    names = [clean_line(name) for at, name in columns.kept if CALL_TIME.fullmatch(squeezed[at])]
    if names and not columns.are_ours:
        quoted = ", ".join(f"“{name}”" for name in names)
        are, they = "is", "it makes no callback and delays"
        if len(names) > 1:
            are, they = "are", "they make no callbacks and delay"
        yield (
            f"{quoted} {are} kept and shown with the lead, but {they} no call: to promise a "
            "callback, press c on a call."
        )


def _work_left_out(columns: Columns) -> Iterator[str]:
    header = [name.text for name in columns.names]
    names = [name.removeprefix(PREFIX) for name in header if name.startswith(PREFIX)]
    if names and columns.are_ours:
        own = ", ".join(map(clean_line, names))
        yield f"{PREFIX}… columns are not taken: {own}. They are a record of where they come from."


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


def say_further(brought: Imported, *, is_done: bool) -> Iterator[str]:
    """Yield which known leads get a number beside those they have."""
    if not brought.further:
        return
    count = len({number.lead_id for number in brought.further})
    leads = "1 lead has" if count == 1 else f"{count:,} leads have"
    if not is_done:
        leads = "1 lead would get" if count == 1 else f"{count:,} leads would get"
    named = "; ".join(
        f"{clean_line(number.name)} {show_phone(number.e164)}, after {show_phone(number.first)}"
        for number in brought.further[:MOST_NAMED]
    )
    more = f" and {left:,} more" if (left := len(brought.further) - MOST_NAMED) > 0 else ""
    yield f"{leads} a further number, and the old one stays first: {named}{more}."


def say_untouched(noticed: Noticed, match: MatchBy) -> Iterator[str]:
    """Yield what rows that were not imported changed, or did not change, in known leads."""
    if count := noticed.barred_by_id:
        leads = "1 known lead" if count == 1 else f"{count:,} known leads"
        yield (
            f"Rows without a number say of {leads} not to call, by the vendor’s id: the numbers "
            "that are there go onto the internal list."
        )
    if count := noticed.asked_in_vain:
        rows, have = ("1 row says", "has") if count == 1 else (f"{count:,} rows say", "have")
        by_id = "" if match is MatchBy.VENDOR_ID else ", or --match vendor_id if you have the lead"
        yield (
            f"{rows} not to call and {have} no number that can be read, so nobody is barred by it: "
            f"mend the number among the rejects{by_id}."
        )
    if count := noticed.stand:
        leads, stand = ("1 lead", "stands") if count == 1 else (f"{count:,} leads", "stand")
        yield (
            f"{leads} that you have already {stand} as before: a row with the same number does not "
            "come in."
        )


def say_same_kind(brought: Imported) -> Iterator[str]:
    """Yield that known leads keep their kind, if the options give another."""
    if brought.stays and (count := brought.duplicate_in_database + brought.updated):
        stay = "1 known lead stays" if count == 1 else f"{count:,} known leads stay"
        yield (
            f"{stay} {KINDS[brought.stays]}: an import does not change what a lead is. smiledial "
            f"lists set {as_typed(brought.list_name)} --kind does, for all of the list."
        )


def say_cleared(brought: Imported, *, is_done: bool) -> Iterator[str]:
    """Yield what a clearing elsewhere does for the leads that were there before."""
    cleared = brought.cleared
    if cleared is None:
        return
    leads = "1 known lead" if cleared.leads == 1 else f"{cleared.leads:,} known leads"
    are = "is" if cleared.leads == 1 else "are"
    cleared_text = f"{leads} {are if is_done else 'would be'} cleared as of {say_day(cleared.on)}"
    parts = [(cleared.now, "may be called now"), (cleared.later, "in their hours")]
    shown = ", ".join(f"{count:,} {text}" for count, text in parts if count)
    frees = "That freed" if is_done else "That would free"
    yield f"{cleared_text}. {frees} {f'{cleared.freed:,}: {shown}' if shown else 'nobody'}."


def doubt_finished(finished: Counter[tuple[str, str]]) -> Doubt:
    """Return the doubt about leads that another program calls finished."""
    return Doubt(
        f"{say_finished(finished)}: they look finished elsewhere.",
        "Say what becomes of them: --finished leave (they stay out), never (nobody may call their "
        "numbers: they go onto your do-not-call list) or keep (leads like the others).",
        needs_answer=True,
        on_screen="Ctrl+O says what becomes of them.",
    )


def say_finished(finished: Counter[tuple[str, str]]) -> str:
    """Return words and counts by column: “Lead Status” says Lost in 8 rows, Junk in 4 rows."""
    columns: dict[str, list[str]] = {}
    for (column, word), count in finished.most_common():
        rows = "1 row" if count == 1 else f"{count:,} rows"
        columns.setdefault(column, []).append(f"{clean_line(word)[:24]} in {rows}")
    texts = []
    for column, words in columns.items():
        more = f" and {len(words) - MOST_WORDS} more words" if len(words) > MOST_WORDS else ""
        texts.append(f"“{column}” says {', '.join(words[:MOST_WORDS])}{more}")
    return "; ".join(texts)
