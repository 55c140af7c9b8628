"""Supervisors' notices, and the call for help."""

from console.plain import wording
from console.plain.conversation import Acts, Conversation
from console.view.floor.notices import help_words, notice_lines


def acts(talk: Conversation) -> Acts:
    return {"call_help": lambda _: _call_help(talk), "told": lambda _: _read_notices(talk)}


def _call_help(talk: Conversation) -> None:
    card = talk.screen_state.card
    is_called = talk.desk.news.call_for_help(card.lead_id if card else None)
    text = help_words(is_called=is_called, has_lead=card is not None)
    talk.say(wording.in_typed_words(text))


def _read_notices(talk: Conversation) -> None:
    notices = talk.desk.news.recent()
    talk.say_all(wording.read_aloud(notice_lines(notices, talk.clock(), talk.here)))
    talk.desk.news.mark_read([notice.notice_id for notice in notices if not notice.is_read])
