"""Send a letter, write it to a file or open it as a draft, as the agent's settings say."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from textual.app import App

from console.machine import is_remote
from console.outreach.external_programs import Tell, open_address
from console.outreach.mail.delivery import send, way_of, write_file
from console.outreach.mail.letter import Letter, MailTrouble, mail_link
from console.outreach.mail.settings import MailSettings
from console.tui.base.handoff import copy
from console.tui.base.workplace import Workplace
from console.view.lead.lead import DRAFT_IS_OPEN, sent_words, written_words
from console.view.text.counts import ONE_MOMENT
from db.enums import MailWay


def _record_nothing(_way: MailWay) -> None:
    """Do nothing: a summary for a supervisor, for example, isn't recorded with a lead."""


async def post(
    app: App[object],
    letter: Letter,
    name: str,
    work: Workplace,
    tell: Tell,
    record: Callable[[MailWay], None] = _record_nothing,
) -> bool:
    """Open a draft, write NAME.eml or send the letter; tell the result; return whether it worked.

    `record` runs right after the letter, on the same thread. If the agent leaves the screen
    meanwhile, that cancels this coroutine but not the thread, so a sent letter is recorded.
    """
    mail, now = work.personal.mail, work.clock()
    way = way_of(letter, mail)
    try:
        with work.lane.watch(ONE_MOMENT):
            if way is MailWay.SERVER:
                await asyncio.to_thread(_send, letter, mail, now, record)
                text = sent_words(letter)
            elif way is MailWay.FILE:
                path = await asyncio.to_thread(_write, letter, mail, name, now, record)
                text = written_words(path)
            else:
                text = await _draft(app, mail_link(letter))
                await asyncio.to_thread(record, MailWay.DRAFT)
    except MailTrouble as trouble:
        tell(str(trouble), "error")
        return False
    tell(text, "information")
    return True


def _send(
    letter: Letter, mail: MailSettings, now: datetime, record: Callable[[MailWay], None]
) -> None:
    send(letter, mail, now)
    record(MailWay.SERVER)


def _write(
    letter: Letter, mail: MailSettings, name: str, now: datetime, record: Callable[[MailWay], None]
) -> str:
    path = write_file(letter, mail, name, now)
    record(MailWay.FILE)
    return str(path)


async def _draft(app: App[object], link: str) -> str:
    """Open the draft, or copy its link to the clipboard; return what to tell the agent."""
    if not is_remote() and await open_address(link):
        return DRAFT_IS_OPEN
    # Over SSH the mail program is on the agent's own machine, which the clipboard reaches (OSC 52).
    await copy(app, link)
    return "Copied as a link: your browser’s address line opens it as a draft."
