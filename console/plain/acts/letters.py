"""E-mails: introductions to the current lead and to the next ones, and the session's summary."""

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial

from console.cards.lead_context import Ahead, UpcomingLead
from console.desk import RefusedError
from console.machine import is_remote
from console.outreach.external_programs import open_address
from console.outreach.mail.delivery import send, way_of, write_file
from console.outreach.mail.letter import Letter, MailTrouble, mail_link
from console.plain import wording
from console.plain.acts.rehearsal import rehearse_with
from console.plain.conversation import Acts, Conversation
from console.view.lead.invitations import (
    invitation_letter,
    invitation_name,
    invitation_notice,
    sender_address,
)
from console.view.lead.lead import DRAFT_IS_OPEN, before_words, sent_words, written_words
from console.view.sessions.summary import letter_text, subject_of
from console.view.sessions.waiting import hidden_words
from console.view.text.cleaning import clean
from db.enums import MailWay

ASKED = (
    "A number reads that person; m and a number writes to them, r and a number rehearses; "
    "a writes to all, n asks for notes; Enter for none> "
)


def acts(talk: Conversation) -> Acts:
    return {"introduce": lambda _: _write_to(talk), "look_ahead": partial(_look_ahead, talk)}


def send_summary(talk: Conversation) -> None:
    """Send the summary of the last session, as the agent's settings say."""
    summary = talk.summary
    if summary is None:
        talk.say("No session has ended yet.")
        return
    body = letter_text(wording.summary_lines(summary), summary)
    letter = Letter(talk.personal.mail.summaries_to, subject_of(summary), body)
    _hand_over(talk, letter, f"session {summary.session_id}")


def _write_to(talk: Conversation) -> None:
    if (lead_id := talk.screen_state.take_mail()) is not None:
        introduce(talk, lead_id)


def introduce(talk: Conversation, lead_id: int, asked: str = "") -> str:
    """Read out an introduction and ask whether to send it.

    Return the answer: "y" if it was sent.
    """
    written = talk.desk.preparing.introduction(lead_id)
    if before := before_words(written, talk.clock(), talk.here):
        talk.say(before)
    answer = _read_out(talk, written.letter, asked)
    if answer != "y":
        return answer
    way = _hand_over(talk, written.letter, f"introduction {lead_id}")
    talk.desk.preparing.record_introduction(written, way)
    return answer


def invite(talk: Conversation, appointment_id: int) -> None:
    """Read out an invitation to an appointment, and send it if the agent says so."""
    desk, mail = talk.desk.invitations, talk.personal.mail
    invitation = desk.read(appointment_id, sender_address(mail))
    if notice := invitation_notice(invitation, talk.desk.agent):
        talk.say(notice)
    letter = invitation_letter(invitation, mail.sender, talk.clock())
    if _read_out(talk, letter) != "y":
        return
    desk.begin(invitation, mail.way)
    try:
        way = _hand_over(talk, letter, invitation_name(invitation))
    except MailTrouble:
        desk.finish(invitation, None)
        raise
    desk.finish(invitation, way)


def _read_out(talk: Conversation, letter: Letter, asked: str = "") -> str:
    """Read out a letter and ask whether to send it. Return the answer: "y" to send it."""
    talk.say(f"To {clean(letter.to)}: {clean(letter.subject)}")
    for line in letter.body.splitlines():
        if text := clean(line):
            talk.say(text)
    answer = talk.answer("", asked or "y sends it, Enter does not> ").casefold()
    if answer != "y":
        talk.say("Nothing was sent.")
    return answer


def _introduce_all(talk: Conversation, ahead: Sequence[UpcomingLead]) -> None:
    """Offer an introduction to each lead that has none. Name the leads that cannot get one."""
    for lead in ahead:
        if not lead.has_email or lead.is_introduced:
            continue
        try:
            asked = "y sends it, Enter leaves this one out, q stops> "
            if introduce(talk, lead.lead_id, asked) == "q":
                return
        except RefusedError as refused:
            talk.say(f"{clean(lead.name)}: {clean(str(refused))}")
    talk.say("There is nobody left to write to.")


def _note(talk: Conversation, ahead: Sequence[UpcomingLead]) -> None:
    """Ask for notes about each lead without any."""
    for lead in ahead:
        if lead.notes:
            continue
        talk.say(", ".join(filter(None, (clean(lead.name), clean(lead.headline)))))
        text = talk.answer("", "What do you know of them? Enter alone goes on, q stops> ")
        if text.casefold() == "q":
            return
        if text:
            talk.desk.preparing.keep_notes(lead.lead_id, text)
            talk.say("Kept.")
    talk.say("Nobody else is without notes.")


def _hand_over(talk: Conversation, letter: Letter, name: str) -> MailWay:
    """Send the letter as the agent's settings say. Raises MailTrouble."""
    mail, now = talk.personal.mail, talk.clock()
    way = way_of(letter, mail)
    if way is MailWay.SERVER:
        talk.say("Sending.")
        send(letter, mail, now)
        talk.say(sent_words(letter))
    elif way is MailWay.FILE:
        talk.say(written_words(write_file(letter, mail, name, now)))
    else:
        link = mail_link(letter)
        if not is_remote() and asyncio.run(open_address(link)):
            talk.say(DRAFT_IS_OPEN)
        else:
            talk.say(f"As a link, for your browser's address line: {link}")
    return way


def ahead_lines(coming: Ahead) -> Iterator[str]:
    for place, lead in enumerate(coming.leads, 1):
        letter = "written to" if lead.is_introduced else "" if lead.has_email else "no e-mail"
        past = f"called {lead.dials} times" if lead.dials else ""
        notes = "" if lead.notes else "no notes"
        parts = (f"{place}: {clean(lead.name)}", clean(lead.headline), past, letter, notes)
        yield ", ".join(filter(None, parts))
    if words := hidden_words(coming):
        yield words
    elif not coming.leads:
        yield "No leads come next."


def _look_ahead(talk: Conversation, words: str) -> None:
    state, preparing = talk.screen_state, talk.desk.preparing
    session = state.session_ahead
    if state.opens_at is not None:
        coming = preparing.first_at(state.opens_at)
    else:
        coming = preparing.ahead(session.session_id) if session else Ahead()
    ahead = coming.leads
    talk.say_all(ahead_lines(coming))
    if not ahead:
        return
    letter, _, number = talk.answer(words, ASKED).casefold().partition(" ")
    if letter == "a":
        _introduce_all(talk, ahead)
        return
    if letter == "n":
        _note(talk, ahead)
        return
    chosen = number.strip() if letter in {"m", "r"} else letter
    if not (chosen.isdecimal() and 0 < int(chosen) <= len(ahead)):
        return
    lead_id = ahead[int(chosen) - 1].lead_id
    if letter == "m":
        introduce(talk, lead_id)
    elif letter == "r":
        rehearse_with(talk, lead_id)
    else:
        talk.say_all(wording.brief_lines(preparing.brief(lead_id), talk.clock(), talk.here))
