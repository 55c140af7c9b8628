"""What supervisors tell the agent, said when it comes; the call for help."""

from console.plain import wording
from console.plain.conversation import Acts, Conversation
from console.view.floor.notices import help_words, told_lines


def acts(talk: Conversation) -> Acts:
    return {"call_help": lambda _: _call_help(talk), "told": lambda _: _told(talk)}


def _call_help(talk: Conversation) -> None:
    card = talk.screen_state.card
    is_called = talk.desk.news.call_for_help(card.lead_id if card else None)
    told = help_words(is_called=is_called, has_lead=card is not None)
    talk.say(wording.in_typed_words(told))


def _told(talk: Conversation) -> None:
    found = talk.desk.news.recent()
    talk.say_all(wording.spoken(told_lines(found, talk.clock(), talk.here)))
    talk.desk.news.mark_read([one.notice_id for one in found if not one.is_read])
