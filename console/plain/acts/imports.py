"""Import a list: look at the file, hear what the import would do, then decide."""

from functools import partial
from pathlib import Path
from time import monotonic

from msgspec.structs import replace

import console.view.state.commands as commands
from console.files.fields.columns.layout import MAPPED, OF_MANY, no_field
from console.files.fields.warnings import Settling
from console.files.opening import read_path
from console.importing.mapping import Pairs
from console.importing.options import ImportOptions
from console.importing.questions import (
    TITLES,
    Question,
    first_open,
    read_answer,
    read_letter,
    say_answer,
    say_answers,
    say_letters,
    say_rows,
    say_title,
    with_answer,
)
from console.importing.result import Imported, needs_answer
from console.plain import wording
from console.plain.conversation import Acts, Conversation
from console.rules.places.regions import read_country
from console.trouble import BadInput
from console.view.start.imports import KNOWN, LEFT, STOPPED, outlook_words, planned_words
from console.view.text.cleaning import clean, clean_indented
from console.view.text.styled import capitalized
from db.enums import LeadKind, LineType

ASKED = (
    "y imports it, list NAME puts it into another list, kind business or consumer, "
    "country CODE, column FIELD=COLUMN, where EXPRESSION, supplier NAME, price AMOUNT, "
    "inquiry us if they asked you to call, inquiry named if a bought form named you, "
    "Enter for none> "
)
SURE = (
    "Parts of it are doubtful. yes imports it anyway, column FIELD=COLUMN corrects it, "
    "finished leave, never or keep says what to do with finished people> "
)
EVERY = 5.0
"""Seconds between two progress messages."""


LINE_ASKED = "l landline, m mobile, v VoIP, Enter for not known"
LINE_ANSWERS = {
    "": LineType.UNKNOWN,
    "l": LineType.LANDLINE,
    "m": LineType.MOBILE,
    "v": LineType.VOIP,
}


def acts(talk: Conversation) -> Acts:
    return {"bring_in": partial(_bring_in, talk)}


def _bring_in(talk: Conversation, words: str) -> None:
    typed = talk.answer(words, "The path of a file of leads> ")
    if not typed:
        return
    path = read_path(typed)
    decided = _decide(talk, path)
    if decided is None:
        return
    options, preview = decided
    done = _read(talk, path, replace(options, is_sure=needs_answer(preview)))
    if done is None:
        return
    talk.say_all(wording.import_lines(done, is_done=True))
    talk.say_all(outlook_words(done.outlook or done.nobody or preview.outlook, done))
    if done.imported:
        _offer_plan(talk, done.list_name)
    if talk.screen_state.card is None:
        talk.send(partial(commands.come_back, talk.desk))


def _decide(talk: Conversation, path: Path) -> tuple[ImportOptions, Imported] | None:
    """Return the chosen options and the preview, or None if the agent leaves the import."""
    options = ImportOptions(zone=talk.here)
    preview = _read(talk, path, replace(options, is_dry_run=True))
    while preview is not None:
        talk.say_all(wording.import_lines(preview))
        if question := first_open(preview.questions):
            answer = _answer(talk, question)
            if answer is None:
                talk.say("Nothing was written.")
                return None
            options = with_answer(options, question.about, answer)
            preview = _read(talk, path, replace(options, is_dry_run=True))
            continue
        changed = _hear(talk, path, options, preview)
        if changed is None:
            talk.say("Nothing was written.")
            return None
        if changed[1] is preview:  # the same preview means yes
            return _settle(talk, preview, options), preview
        options, preview = changed
    return None


def _settle(talk: Conversation, preview: Imported, options: ImportOptions) -> ImportOptions:
    """Ask about unread words and rows that may say not to call, if there are any.

    Return the options.
    """
    words = [word for word, _ in preview.noticed.lines.most_common()]
    meanings = [(word, _ask_line(talk, word)) for word in words]
    known = [(word, line) for word, line in meanings if line is not LineType.UNKNOWN]
    options = replace(options, line_types=known)
    rows = preview.noticed.doubtful
    if not rows:
        return options
    talk.say(say_title(len(rows)))
    talk.say_all(map(clean, say_rows(rows)))
    for letter, label, effect in say_answers(len(rows)):
        talk.say(f"{letter}: {label}, {effect}.")
    answer = _ask_letter(talk, "bol")
    if answer is not Settling.EACH:
        return replace(options, doubtful=answer)
    left = []
    for line, row in zip(say_rows(rows, len(rows)), rows, strict=True):
        talk.say(clean(line))
        if _ask_letter(talk, "bl") is Settling.LEAVE:
            left.append(row.line)
    return replace(options, doubtful=Settling.BAR, left_callable=tuple(left))


def _ask_line(talk: Conversation, word: str) -> LineType:
    line = None
    while line is None:
        typed = talk.answer("", f"“{clean(word)}” is: {LINE_ASKED}> ")
        line = LINE_ANSWERS.get(typed.strip().casefold()[:1])
    return line


def _ask_letter(talk: Conversation, letters: str) -> Settling:
    answer = None
    while answer is None:
        typed = talk.answer("", f"{say_letters(letters)}, Enter for b> ")
        answer = read_letter(typed, letters)
    return answer


def _hear(
    talk: Conversation, path: Path, options: ImportOptions, preview: Imported
) -> tuple[ImportOptions, Imported | None] | None:
    """Return the changed options and their preview, the same preview for a yes, or None to leave.

    An answer without a meaning is met with the possible ones, and the question is asked again.
    """
    is_doubtful = needs_answer(preview)
    asked = SURE if is_doubtful else ASKED
    while typed := talk.answer("", asked):
        word, _, value = typed.partition(" ")
        if word.casefold() in ({"yes"} if is_doubtful else {"y", "yes"}):
            return options, preview
        try:
            changed_options = _changed(options, word.casefold(), value.strip())
            if changed_options is not None:
                return changed_options, _read(talk, path, replace(changed_options, is_dry_run=True))
            talk.say(f"That is not one of the answers. {asked.removesuffix('> ')}.")
        except BadInput as error:
            talk.say_all(clean_indented(str(error)).splitlines())
    return None


def _answer(talk: Conversation, question: Question) -> str | None:
    guess = say_answer(question.about, question.guess)
    typed = talk.answer("", f"{TITLES[question.about]} Enter for {guess}, - for neither> ")
    while typed.strip() != "-":
        value = read_answer(question, typed)
        if value is not None:
            return value
        typed = talk.answer("", "That is not one of the answers. Once more, - for neither> ")
    return None


def _changed(options: ImportOptions, word: str, value: str) -> ImportOptions | None:
    """Return the options with one change, or None for an unknown word.

    Raises BadInput for a field that does not exist.
    """
    field, _, column = value.partition("=")
    match word:
        case "list" if value:
            return replace(options, list_name=value)
        case "kind" if value in set(LeadKind):
            return replace(options, kind=LeadKind(value))
        case "country" if value and (country := read_country(value)):
            return replace(options, country=country)
        case "column" if column:
            return replace(options, mapping=_mapped(options.mapping, field.strip(), column.strip()))
        case "finished" if value in {"leave", "never", "keep"}:
            return replace(options, finished=value)
        case "supplier" if value:
            return replace(options, supplier=value)
        case "inquiry" if value in {"us", "named"}:
            return replace(options, is_inquiry=True, inquiry_names_us=value == "named")
        case "price" if value:
            return replace(options, price=value)
        case "where" if value:
            return replace(options, where=value)
    return None


def _mapped(chosen: Pairs, field: str, column: str) -> Pairs:
    """Add a column to the mapping. It replaces an earlier choice for the column or the field."""
    if field not in MAPPED:
        raise BadInput(capitalized(no_field(field)))
    stays = tuple(
        (other, had)
        for other, had in chosen
        if had.casefold() != column.casefold() and (other != field or field in OF_MANY)
    )
    return (*stays, (field, column))


def _read(talk: Conversation, path: Path, options: ImportOptions) -> Imported | None:
    """Read or import the file. Ctrl-C stops it. Raises BadInput."""
    said_at = monotonic()

    def count(unit: str, done: int, total: int) -> None:
        nonlocal said_at
        if monotonic() - said_at >= EVERY:
            said_at = monotonic()
            talk.say(f"{done:,} of about {total:,} {unit}.")

    talk.say("Reading the file." if options.is_dry_run else "Importing.")
    try:
        return talk.desk.imports.bring_in(
            path, options, partial(count, "rows"), partial(count, KNOWN)
        )
    except KeyboardInterrupt:
        talk.say(STOPPED if options.is_dry_run else LEFT)
        return None


def _offer_plan(talk: Conversation, list_name: str) -> None:
    if talk.answer("", "n plans it into sessions, Enter goes to the calls> ").casefold() != "n":
        return
    personal = talk.personal
    plan = talk.desk.sessions.plan(
        personal.session_size, list_name=list_name, hours=personal.working_hours
    )
    talk.say(f"{planned_words(plan, list_name).rstrip('.')}.")
