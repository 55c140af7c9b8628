"""E-mail: the introduction to the lead at hand or to one who comes next, the summary sent."""

import asyncio
from functools import partial

from console.machine import is_remote
from console.mailing.delivery import send, write_file
from console.mailing.letter import Letter, mail_link
from console.plain import texts
from console.plain.conversation import Acts, Conversation
from console.view.cleaning import clean
from console.view.lead_words import introduced_line
from console.view.letter_words import IS_OPEN, sent_words, written_words
from console.view.programs import open_address
from console.view.summary_words import letter_text, subject_of
from db.enums import MailWay


def acts(talk: Conversation) -> Acts:
    return {
        "introduce": lambda _: _introduce(talk, talk.card.lead_id),
        "look_ahead": partial(_look_ahead, talk),
    }


def send_summary(talk: Conversation) -> None:
    """That of the session that ended last, as the agent's e-mail leaves."""
    summary = talk.summary
    if summary is None:
        talk.say("No session has ended yet.")
        return
    body = letter_text(texts.summary_lines(summary), summary)
    letter = Letter(talk.personal.mail.summaries_to, subject_of(summary), body)
    _hand_over(talk, letter, f"session {summary.session_id}")


def _introduce(talk: Conversation, lead_id: int) -> None:
    written = talk.desk.preparing.introduction(lead_id)
    if written.before is not None:
        talk.say(clean(introduced_line(written.before, talk.clock(), talk.here)) + ".")
    talk.say(f"To {clean(written.letter.to)}: {clean(written.letter.subject)}")
    for line in written.letter.body.splitlines():
        if text := clean(line):
            talk.say(text)
    if talk.answer("", "y lets it leave, Enter alone keeps it back> ").casefold() != "y":
        talk.say("Nothing was sent.")
        return
    way = _hand_over(talk, written.letter, f"introduction {lead_id}")
    talk.desk.preparing.record_introduction(written, way)


def _hand_over(talk: Conversation, letter: Letter, name: str) -> MailWay:
    """By the agent's settings, and says so. Raises MailTrouble."""
    mail, now = talk.personal.mail, talk.clock()
    if mail.way is MailWay.SERVER:
        talk.say("Sending.")
        send(letter, mail, now)
        talk.say(sent_words(letter))
    elif mail.way is MailWay.FILE:
        talk.say(written_words(write_file(letter, mail, name, now)))
    else:
        link = mail_link(letter)
        if not is_remote() and asyncio.run(open_address(link)):
            talk.say(IS_OPEN)
        else:
            talk.say(f"As a link, for your browser's address line: {link}")
    return mail.way


def _look_ahead(talk: Conversation, rest: str) -> None:
    session = talk.screen_state.session_ahead
    ahead = talk.desk.preparing.ahead(session.session_id) if session else ()
    for place, one in enumerate(ahead, 1):
        state = "written to" if one.is_introduced else "" if one.has_email else "no e-mail"
        past = f"called {one.dials} times" if one.dials else ""
        parts = (f"{place}: {clean(one.name)}", clean(one.headline), past, state)
        talk.say(", ".join(filter(None, parts)))
    asked = "A number reads that person, m and a number writes to them, Enter for none> "
    letter, _, more = talk.answer(rest, asked).partition(" ") if ahead else ("", "", "")
    chosen = more.strip() if letter.casefold() == "m" else letter
    if not (chosen.isdecimal() and 0 < int(chosen) <= len(ahead)):
        return
    lead_id = ahead[int(chosen) - 1].lead_id
    if letter.casefold() == "m":
        _introduce(talk, lead_id)
    else:
        brief = talk.desk.preparing.brief(lead_id)
        talk.say_all(texts.brief_lines(brief, talk.clock(), talk.here))
