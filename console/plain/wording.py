"""Texts of the plain console: one fact per line, with states as words instead of signs."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from console.cards.agent_day import Progress, Summary
from console.cards.lead import Card, Introduced
from console.cards.lead_context import Brief, Pair
from console.cards.waiting import Blocked, Nobody, Outlook, SessionCard
from console.files.fields.columns.layout import KEPT
from console.importing.notes import noticed_in
from console.importing.questions import (
    TITLES,
    say_answer,
    say_guess,
    say_prospects,
    say_until_answered,
)
from console.importing.result import Imported, advise, count_rows, describe, mapping_of
from console.outreach.scripts.speaking import SpokenSection
from console.outreach.softphone.line import Line
from console.view.call.line import line_time, line_word
from console.view.keys.calling import CALLING
from console.view.keys.key import Key
from console.view.lead.lead import (
    introduced_line,
    known_facts,
    list_line,
    menu_words,
    past_line,
    phone_line,
    zone_lines,
)
from console.view.lead.pair import FOR_GOOD, outcome_lines, side_words
from console.view.lead.verdict import SILENT, duty_sentences, is_open, verdict_sentence
from console.view.sessions.pace import pace_parts, span_words
from console.view.sessions.sessions import ALL_PLANNED
from console.view.sessions.summary import counts_line, how_it_went, rang_line, title_line
from console.view.sessions.waiting import (
    blocked_rows,
    elsewhere_lines,
    free_words,
    meanwhile,
    nobody_advice,
    nobody_headline,
)
from console.view.start.imports import imported_words, rejects_words, why_rejected
from console.view.state.commands import Scene
from console.view.text.cleaning import clean, clean_lines
from console.view.text.clocks import both_clocks, day, in_style, moment, stopwatch
from console.view.text.counts import many, worked_words
from console.view.text.styled import StyledLine, capitalized, plain_text
from db.enums import SessionStatus
from db.leads.records import PastAttempt

PRESSED = {
    "Enter": "Enter alone",
    "Space": "next",
    "/": "/ and a name or number",
    "1–9": "1 to 9",
    "0–9*#": "digits, * and #",
}
"""Text to type for a key without a letter. The line ends with Enter."""


def card_lines(card: Card, now: datetime, here: str, line: Line | None = None) -> Iterator[str]:
    """Yield a lead by importance: who, the verdict, the number, what is known, what to say."""
    zone = card.zone or here
    today = now.astimezone(ZoneInfo(here)).date()
    yield f"Lead: {clean(card.name) or '(no name)'}"
    if card.headline:
        yield heard(clean(card.headline))
    if card.why_now:
        yield clean(card.why_now)
    if card.attempt is not None:
        length = stopwatch((card.attempt.ended_at or now) - card.attempt.dialled_at)
        is_over = card.attempt.ended_at is not None
        yield (
            f"The call is over after {length}: how did it end?"
            if is_over
            else f"On a call for {length}"
        )
        if line is not None:
            yield f"The line: {line_word(line).lower()}, {line_time(line, now)}"
    else:
        yield verdict_sentence(card.verdict, now, zone, here)
    yield from (f"It is {there}" for there in zone_lines(card.verdict.zones, now, 3))
    yield f"Number: {heard(phone_line(card.phone, card.numbers_to_try))}"
    if menu := menu_words(card):
        yield capitalized(menu)
    yield f"Lists: {heard(list_line(card, today))}"
    yield capitalized(past_line(card, today, here))
    yield from (f"Notes: {note}" for note in clean_lines(card.notes).splitlines())
    if card.draft:
        yield f"Your note: {clean(card.draft)}"
    if card.attempt is None and not is_open(card.verdict, now):
        yield SILENT
    else:
        yield f"Say first: {clean(card.say_first)}"


def all_lines(card: Card, now: datetime, here: str) -> Iterator[str]:
    """Yield every reason with its rule, and everything known about the lead."""
    yield verdict_sentence(card.verdict, now, card.zone or here, here)
    for reason in card.verdict.reasons:
        yield f"Reason: {in_style(clean(reason.text))} {clean(reason.citation)}"
    yield from (f"The law wants said first: {duty}" for duty in duty_sentences(card.duties))
    caution_word = "Caution, you may ring" if is_open(card.verdict, now) else "Caution"
    yield from (f"{caution_word}: {in_style(clean(text))}" for text in card.verdict.cautions)
    yield from known_lines(card.facts, card.history, card.introduced, now, here)


def known_lines(
    facts: Iterable[tuple[str, str]],
    history: Iterable[PastAttempt],
    introduced: Introduced | None,
    now: datetime,
    here: str,
) -> Iterator[str]:
    """Yield the facts, the introduction and the past calls."""
    yield from (f"{label}: {value}" for label, value in known_facts(facts))
    zone = ZoneInfo(here)
    today = now.astimezone(zone).date()
    if introduced is not None:
        yield clean(introduced_line(introduced, now, here))
    for past in history:
        on = day(past.at.astimezone(zone).date(), today)
        rang = "they rang, " if past.is_inbound else ""
        result = f"{rang}{clean(past.outcome)}, {clean(past.agent)}. {clean(past.note)}"
        yield f"{on}: {result}".rstrip()


def brief_lines(brief: Brief, now: datetime, here: str) -> Iterator[str]:
    """Yield what is known about a lead that nobody holds."""
    yield from (f"Notes: {line}" for line in clean_lines(brief.notes).splitlines())
    yield from known_lines(brief.facts, brief.history, brief.introduced, now, here)


def pair_lines(pair: Pair) -> Iterator[str]:
    """Yield two possible duplicates: which one stays, their fields, and the result."""
    yield f"Stays: {clean(pair.survivor.name)}, {side_words(pair.survivor)}"
    yield f"Merged into it: {clean(pair.duplicate.name)}, {side_words(pair.duplicate)}"
    for field in pair.fields:
        if field.survivor == field.duplicate:
            yield f"{field.label}: {clean(field.survivor)}"
        elif field.may_choose:
            other = field.duplicate if field.result == field.survivor else field.survivor
            yield f"{field.label}: {clean(field.result)}, not {clean(other)}"
        else:
            yield f"{field.label}: {clean(field.result)}"
    yield from outcome_lines(pair)
    yield FOR_GOOD


def read_aloud(lines: Iterable[StyledLine]) -> Iterator[str]:
    """Turn lines of the screen into words. Columns and signs become pauses and words."""
    for line in map(plain_text, lines):
        text = line.strip().lstrip("✓●× ")
        if text.startswith("! "):
            text = f"Attention: {text[2:]}"
        if text:
            yield heard(text)


def script_lines(card: Card) -> Iterator[str]:
    """Yield the whole script."""
    for section in card.script:
        yield f"{clean(section.name)}: {clean(section.text)}"
        yield from (f"If they say: {clean(answer.says)}" for answer in section.answers)


def heard(text: str) -> str:
    """Replace columns and dots with commas, a range's dash and a number's slash with a word."""
    words = re.sub(r" {2,}| *· *", ", ", text).strip(", ")
    return _NUMBER.sub(r" \1 of \2", _RANGE.sub(r"\1 to ", words))


_NUMBER = re.compile(r" (\d+)/(\d+)\b")
"""The number of a session in its plan: `Fair 1/2`, which a voice would read as a half."""

_DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_RANGE = re.compile(rf"(\d(?:%|[ap]m)?|\b{_DAY}) ?– ?(?=\d|{_DAY}\b)")
"""The beginning and the dash of a range: `62–81%`, `8am – 9pm`, `Mon–Fri`."""


def section_lines(section: SpokenSection | None) -> Iterator[str]:
    """Yield what to say now, and the digit of each answer."""
    if section is None:
        yield "There is no script."
        return
    yield from clean_lines(section.text).splitlines()
    for digit, answer in enumerate(section.answers, 1):
        yield f"{digit} if they say: {clean(answer.says)}"


def objection_lines(objections: Iterable[SpokenSection], wanted: str) -> Iterator[str]:
    """Yield the objections that contain the wanted words."""
    for card in objections:
        if wanted.casefold() in f"{card.name} {card.also}".casefold():
            yield f"If they say {clean(card.name)}: {clean(card.text)}"


def nobody_lines(nobody: Nobody, now: datetime, here: str) -> Iterator[str]:
    """Yield why nobody can be called, and what to do."""
    if nobody.is_empty:
        yield "There are no leads yet: i imports a list."
        return
    yield nobody_headline(nobody, now, here)
    yield from elsewhere_lines(nobody)
    for count, text, when in blocked_rows(nobody.blocked, now, here):
        yield f"{count}: {text}" + (f", {when}" if when else "")
    keys = ", ".join(f"{typed_for(key)} {good_for}" for key, good_for in meanwhile(nobody))
    if nobody.barred:
        yield f"What works: {keys}."
        return
    yield f"{nobody_advice(nobody, now, here, _typed_for_shown('F5'))} {keys}."
    yield "Type next to look again."


def offer_lines(scene: Scene, now: datetime, here: str) -> Iterator[str]:
    """Yield the offered session and the keys for it."""
    offer = scene.offer
    if offer is None:
        yield "No session is planned. Type next for the next lead, or l for the sessions."
        return
    waits_until = scene.waits_until(now)
    if scene.free:
        keys = "Type next for" if waits_until is None else "Enter or next brings"
        yield f"{free_words(scene.free)} {keys} the first."
    when = f", from {moment(waits_until, now, here)}" if waits_until is not None else ""
    when = f", {scene.early} of them can be called now" if scene.early else when
    starts = " Enter starts it." if waits_until is None else ""
    yield f"Next session: {heard(clean(offer.name))}, {many(offer.left, 'lead')}{when}.{starts}"


def session_lines(sessions: Iterable[SessionCard], now: datetime, here: str) -> Iterator[str]:
    """Yield `3: Homeowners, Eastern, planned, until 21:00, 0 of 20 done`."""
    for session in sessions:
        is_done = session.status is SessionStatus.DONE
        span = "" if is_done else span_words(session, now, here)
        whose = f" for {clean(session.owner)}" if session.owner else ""
        whose = f", {clean(session.agent)}" if session.agent else whose
        yield heard(
            f"{session.session_id}: {clean(session.name)}, {session.status.value}{whose}, "
            f"{f'{span}, ' if span else ''}{worked_words(session)}"
        )


def left_out_lines(outlook: Outlook, now: datetime, here: str) -> Iterator[str]:
    """Yield the leads that are in no session, and why."""
    if outlook.free:
        yield f"{many(outlook.free, 'lead')} could be in a session: n plans them."
    yield from (_blocked(reason, now, here) for reason in outlook.unplaced)
    if not (outlook.free or outlook.unplaced):
        yield ALL_PLANNED


def import_lines(result: Imported, *, is_done: bool = False) -> Iterator[str]:
    """Yield what an import would do, or has done."""
    if is_done:
        yield imported_words(result)
        yield from _counts(result, is_done=True)
    else:
        file_text = f"{clean(result.file.path.name)}, {many(result.rows, 'row')}"
        yield f"{file_text}, read as {clean(describe(result.file))}."
        yield f"Into the list {clean(result.list_name)}. Nothing is written yet."
        yield from _counts(result, is_done=False)
        for doubt in result.mapped.doubts:
            yield f"Attention: {clean(doubt.text)}"
        for question in result.questions:
            until = say_until_answered(question)
            yield clean(f"{TITLES[question.about]} {say_guess(question)} {until}".rstrip())
            for answer in question.answers:
                mark = ", taken for now" if answer.value == question.taken else ""
                label = say_answer(question.about, answer.value)
                yield f"{label}{mark}: {say_prospects(answer.prospects)}"
    yield from map(clean, noticed_in(result, is_done=is_done))
    for why, count in why_rejected(result):
        yield f"{count:,} of those rejected: {clean(why)}"
    yield from map(clean, advise(result))
    if is_done and result.rejects_file is not None:
        yield rejects_words(result)
    if not is_done:
        for column in mapping_of(result, as_shown=True):
            samples = ", ".join(column.samples)
            goes = "is kept as it is" if column.field == KEPT else f"is the {column.field}"
            yield f"Column {clean(column.column)} {goes}: {samples or 'empty'}"


def _counts(result: Imported, *, is_done: bool) -> Iterator[str]:
    yield from (f"{count:,} {text}" for count, text in count_rows(result, is_done=is_done))


def _blocked(reason: Blocked, now: datetime, here: str) -> str:
    when = (
        f", from {both_clocks(reason.opens_at, now, reason.zone or here, here)}"
        if reason.opens_at
        else ""
    )
    return f"{many(reason.count, 'lead')}: {in_style(clean(reason.text))}{when}"


def summary_lines(summary: Summary) -> Iterator[str]:
    yield from read_aloud([title_line(summary), counts_line(summary)])
    if not (summary.dials or summary.rang_in):
        return
    yield from (f"{clean(label)}: {count:,}" for label, count in summary.outcomes)
    if summary.rang_in:
        yield from read_aloud([rang_line(summary)])
    yield from read_aloud(how_it_went(summary))


def pace_words(progress: Progress, now: datetime) -> str:
    """Return the agent's pace as a sentence."""
    return ", ".join(pace_parts(progress, now)).capitalize() + "."


def typed_for(key: Key) -> str:
    """Return what is typed for a key: its letter, or its name if it has none."""
    is_letter = len(key.shown) == 1
    return PRESSED.get(key.shown, key.shown if is_letter else f"“{key.label.lower()}”")


def in_typed_words(sentence: str) -> str:
    """Replace keys without a letter in a sentence with what is typed for them."""
    return re.sub(r"\b(?:F\d+|Space|Ctrl\+R)\b", lambda key: _typed_for_shown(key[0]), sentence)


def _typed_for_shown(shown: str) -> str:
    if shown == "Ctrl+R":
        return "r and their place in the list"
    return next((typed_for(key) for key in CALLING if key.shown == shown), shown)


def key_words(keys: Iterable[Key]) -> str:
    """Return `Keys: Enter alone Dial, s Skip, e Note`."""
    return "Keys: " + ", ".join(f"{typed_for(key)} {key.label}" for key in keys)
