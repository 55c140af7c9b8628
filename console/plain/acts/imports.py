"""Bring in a list: look at the file, hear what would become of it, then decide."""

from functools import partial
from pathlib import Path
from time import monotonic

from msgspec.structs import replace

import console.view.state.commands as commands
from console.files.fields.columns.layout import MAPPED, OF_MANY, no_field
from console.importing.import_run import Imported
from console.importing.plan.mapping import Pairs
from console.importing.plan.options import ImportOptions
from console.importing.plan.question_words import TITLES, read_answer, say_answer, with_answer
from console.importing.plan.questions import Question, first_open
from console.importing.preview import needs_answer
from console.plain import wording
from console.plain.conversation import Acts, Conversation
from console.rules.places.regions import read_country
from console.trouble import BadInput
from console.view.start.imports import KNOWN, STOPPED, outlook_words, planned_words
from console.view.text.cleaning import clean_told
from console.view.text.styled import capitalized
from db.enums import LeadKind

ASKED = (
    "y brings it in, list NAME puts it into another list, kind business or consumer, "
    "country CODE, column FIELD=COLUMN, where EXPRESSION, supplier NAME, price AMOUNT, "
    "Enter for none> "
)
SURE = (
    "Some of it is doubtful. yes brings it in all the same, column FIELD=COLUMN mends it, "
    "finished leave, never or keep says what becomes of those whom somebody was done with> "
)
EVERY = 5.0
"""Seconds between two words on how far the file is read."""


def acts(talk: Conversation) -> Acts:
    return {"bring_in": partial(_bring_in, talk)}


def _bring_in(talk: Conversation, rest: str) -> None:
    typed = talk.answer(rest, "The path of a file of leads> ")
    if not typed:
        return
    path = Path(typed).expanduser()
    decided = _decide(talk, path)
    if decided is None:
        return
    wish, seen = decided
    done = _read(talk, path, replace(wish, is_sure=needs_answer(seen)))
    if done is None:
        return
    talk.say_all(wording.import_lines(done, is_done=True))
    talk.say_all(outlook_words(seen.outlook, done))
    if done.imported:
        _offer_plan(talk, done.list_name)
    if talk.screen_state.card is None:
        talk.send(partial(commands.come_back, talk.desk))


def _decide(talk: Conversation, path: Path) -> tuple[ImportOptions, Imported] | None:
    """What is wished of the file, and what it will bring; None where it is left."""
    wish = ImportOptions()
    seen = _read(talk, path, replace(wish, is_dry_run=True))
    while seen is not None:
        talk.say_all(wording.import_lines(seen))
        if question := first_open(seen.questions):
            answer = _answer(talk, question)
            if answer is None:
                talk.say("Nothing was written.")
                return None
            wish = with_answer(wish, question.about, answer)
            seen = _read(talk, path, replace(wish, is_dry_run=True))
            continue
        heard = _hear(talk, path, wish, seen)
        if heard is None:
            talk.say("Nothing was written.")
            return None
        if heard[1] is seen:
            return wish, seen
        wish, seen = heard
    return None


def _hear(
    talk: Conversation, path: Path, wish: ImportOptions, seen: Imported
) -> tuple[ImportOptions, Imported | None] | None:
    """The wish as it is now and what it brings, `seen` itself for a yes; None for Enter alone.

    What cannot be meant is answered with what can, and asked again.
    """
    is_doubtful = needs_answer(seen)
    asked = SURE if is_doubtful else ASKED
    while typed := talk.answer("", asked):
        word, _, value = typed.partition(" ")
        if word.casefold() in ({"yes"} if is_doubtful else {"y", "yes"}):
            return wish, seen
        try:
            changed = _changed(wish, word.casefold(), value.strip())
            if changed is not None:
                return changed, _read(talk, path, replace(changed, is_dry_run=True))
            talk.say(f"That is none of the answers. {asked.removesuffix('> ')}.")
        except BadInput as error:
            talk.say_all(clean_told(str(error)).splitlines())
    return None


def _answer(talk: Conversation, question: Question) -> str | None:
    guess = say_answer(question.about, question.guess)
    typed = talk.answer("", f"{TITLES[question.about]} Enter for {guess}, - for neither> ")
    while typed.strip() != "-":
        value = read_answer(question, typed)
        if value is not None:
            return value
        typed = talk.answer("", "That is none of the answers. Once more, - for neither> ")
    return None


def _changed(wish: ImportOptions, word: str, value: str) -> ImportOptions | None:
    """The wish with one thing more said of it; None for no word that is known.

    Raises BadInput for a field that does not exist.
    """
    field, _, column = value.partition("=")
    match word:
        case "list" if value:
            return replace(wish, list_name=value)
        case "kind" if value in set(LeadKind):
            return replace(wish, kind=LeadKind(value))
        case "country" if value and (country := read_country(value)):
            return replace(wish, country=country)
        case "column" if column:
            return replace(wish, mapping=_mapped(wish.mapping, field.strip(), column.strip()))
        case "finished" if value in {"leave", "never", "keep"}:
            return replace(wish, finished=value)
        case "supplier" if value:
            return replace(wish, supplier=value)
        case "price" if value:
            return replace(wish, price=value)
        case "where" if value:
            return replace(wish, where=value)
    return None


def _mapped(chosen: Pairs, field: str, column: str) -> Pairs:
    """What is said last of a column holds, and of a field that holds one."""
    if field not in MAPPED:
        raise BadInput(capitalized(no_field(field)))
    stays = tuple(
        (other, had)
        for other, had in chosen
        if had.casefold() != column.casefold() and (other != field or field in OF_MANY)
    )
    return (*stays, (field, column))


def _read(talk: Conversation, path: Path, wish: ImportOptions) -> Imported | None:
    """Raises BadInput. Ctrl-C ends it, and nothing was written."""
    said_at = monotonic()

    def count(what: str, done: int, about: int) -> None:
        nonlocal said_at
        if monotonic() - said_at >= EVERY:
            said_at = monotonic()
            talk.say(f"{done:,} of about {about:,} {what}.")

    talk.say("Looking at the file." if wish.is_dry_run else "Bringing it in.")
    try:
        return talk.desk.imports.bring_in(path, wish, partial(count, "rows"), partial(count, KNOWN))
    except KeyboardInterrupt:
        talk.say(STOPPED)
        return None


def _offer_plan(talk: Conversation, list_name: str) -> None:
    if talk.answer("", "n plans it into sessions, Enter goes to the calls> ").casefold() != "n":
        return
    personal = talk.personal
    made = talk.desk.sessions.plan(
        personal.session_size, list_name=list_name, hours=personal.working_hours
    )
    talk.say(f"{planned_words(made, list_name).rstrip('.')}.")
