"""Pages that are read out: reasons, script, objections, hours, lists, past calls and notices."""

from functools import partial
from zoneinfo import ZoneInfo

from console.cards.lead import Card
from console.firm.rules_in_force import windows_of_week
from console.outreach.scripts.speaking import SpokenSection
from console.plain import wording
from console.plain.conversation import Acts, Conversation
from console.trouble import BadInput
from console.view.call.call_page import call_blocks, no_call_words, place_words
from console.view.floor.notices import help_words, notice_lines
from console.view.lead.calling_hours import rule_blocks, week_title, zones_line
from console.view.lead.edits import edit_lines
from console.view.lead.lists_held import list_blocks
from console.view.text.cleaning import clean
from console.view.text.clocks import time_words, weekday_day
from console.view.text.styled import plain_text


def acts(talk: Conversation) -> Acts:
    return {
        "reasons": lambda _: _reasons(talk),
        "script": partial(_script, talk),
        "objections": lambda text: talk.say_all(wording.objection_lines(_objections(talk), text)),
        "hours": lambda _: _hours(talk),
        "lists_held": lambda _: _lists_held(talk),
        "past_calls": lambda words: read_call(talk, talk.card, words),
        "told": lambda _: _read_notices(talk),
        "call_help": lambda _: _call_help(talk),
    }


def _reasons(talk: Conversation) -> None:
    talk.say_all(wording.all_lines(talk.card, talk.clock(), talk.here))
    edits = talk.desk.overview.lead_edits(talk.card.lead_id)
    talk.say_all(f"Changed {line}" for line in edit_lines(edits, talk.clock(), talk.here))


def _objections(talk: Conversation) -> tuple[SpokenSection, ...]:
    """Return the objections of the lead, or those to practise if there is no lead."""
    card = talk.screen_state.card
    return card.objections if card is not None else talk.desk.preparing.objections()


def follow(talk: Conversation, digit: int) -> None:
    """Go where an answer leads. 0 goes back."""
    script_position, script = talk.screen_state.script_position, talk.card.script
    refusal = script_position.follow(script, digit) if digit else script_position.back()
    if refusal:
        talk.say(refusal)
    else:
        talk.say_all(wording.section_lines(script_position.section(script)))


def _script(talk: Conversation, words: str) -> None:
    """Read the current section. A digit after the key follows an answer, `all` reads everything."""
    if words.isdecimal():
        follow(talk, int(words))
    elif words.casefold() == "all":
        talk.say_all(wording.script_lines(talk.card))
    else:
        talk.say_all(
            wording.section_lines(talk.screen_state.script_position.section(talk.card.script))
        )


def _hours(talk: Conversation) -> None:
    """Read out the week on the lead's clock, then every rule with its source."""
    card, now = talk.card, talk.clock()
    firm, there = talk.desk.firm(), card.zone or talk.here
    on = now.astimezone(ZoneInfo(there)).date()
    if line := zones_line(card.verdict.zones, now):
        talk.say(line)
    talk.say(plain_text(week_title(there, talk.here, now)))
    for weekday, windows in windows_of_week(card.place, firm, there, on):
        spans = ", ".join(
            f"{time_words(opens)} to {time_words(closes)}" for opens, closes in windows
        )
        talk.say(f"{weekday_day(weekday)}: {spans or 'closed'}")
    for block in rule_blocks(card.place, firm, on):
        talk.say_all(wording.read_aloud(block))


def _lists_held(talk: Conversation) -> None:
    for block in list_blocks(talk.desk.overview.lists_held(), talk.clock(), talk.here):
        talk.say_all(wording.read_aloud(block))


def read_call(talk: Conversation, card: Card, which: str = "") -> None:
    """Read out one past call: the newest, or the one with this number counted from it."""
    calls = card.past_calls
    place = int(which) if which.isdecimal() and len(which) < 5 else 1
    if not 0 < place <= len(calls):
        talk.say(no_call_words(len(calls)))
        return
    try:
        document = talk.desk.overview.call_behind(calls[place - 1])
    except BadInput as trouble:
        talk.say(clean(str(trouble)))
        return
    talk.say(place_words(card.name, place - 1, len(calls)))
    for block in call_blocks(document):
        talk.say_all(wording.read_aloud(block))
    if place < len(calls):
        talk.say(f"The earlier call: f7 {place + 1}")


def _call_help(talk: Conversation) -> None:
    card = talk.screen_state.card
    is_called = talk.desk.news.call_for_help(card.lead_id if card else None)
    text = help_words(is_called=is_called, has_lead=card is not None)
    talk.say(wording.in_typed_words(text))


def _read_notices(talk: Conversation) -> None:
    notices = talk.desk.news.recent()
    talk.say_all(wording.read_aloud(notice_lines(notices, talk.clock(), talk.here)))
    talk.desk.news.mark_read([notice.notice_id for notice in notices if not notice.is_read])
