"""Find anyone, and log the call of one who rings."""

from functools import partial

import console.view.commands as commands
from console.cards.lead import Found
from console.plain import texts
from console.plain.conversation import Acts, Conversation
from console.plain.pages import read_call
from console.rules.phone import e164_in
from console.view.cleaning import clean
from console.view.company_words import company_title, reach_words, state_words, who_words

TAKE = "A number takes that person, r and a number logs their call, f7 and one reads the last> "
READ = "A number reads that person, r and a number logs their call, f7 and one reads the last> "
STRANGER = "Nobody has that number. If it is ringing: r and their name, or r alone> "


def acts(talk: Conversation) -> Acts:
    return {"find": partial(_find, talk), "company": partial(_company, talk)}


def _company(talk: Conversation, rest: str) -> None:
    """Everybody at the company of the lead at hand, or of one that is named."""
    found = talk.desk.company_named(rest) if rest else talk.desk.company_of(talk.card.lead_id)
    now = talk.clock()
    talk.say(company_title(found))
    for place, one in enumerate(found.leads, 1):
        parts = who_words(one), reach_words(one), state_words(one, now, talk.here)
        talk.say(f"{place}: {', '.join(parts).replace(' · ', ', ')}")
    asked = "A number reads that person> " if talk.is_on_call else "A number takes that person> "
    chosen = talk.answer("", asked)
    if not (chosen.isdecimal() and 0 < int(chosen) <= len(found.leads)):
        return
    lead_id = found.leads[int(chosen) - 1].lead_id
    if talk.is_on_call:
        talk.say_all(texts.all_lines(talk.desk.look(lead_id), now, talk.here))
    elif lead_id != talk.card.lead_id:
        talk.send(partial(commands.take, talk.desk, lead_id, talk.claim))


def _find(talk: Conversation, rest: str) -> None:
    text = talk.answer(rest, "Name or number> ")
    if not text:
        return
    found = talk.desk.find(text)
    for place, one in enumerate(found, 1):
        talk.say(", ".join(filter(None, (f"{place}: {clean(one.name)}", *_known(one)))))
    if found:
        _choose(talk, found)
    elif e164_in(text):
        _greet(talk, text)
    else:
        talk.say("Nobody is found.")


def _known(one: Found) -> tuple[str, ...]:
    last = clean(one.last_outcome or one.status)
    return clean(one.headline), clean(one.shown), f"won: {last}" if one.is_won else last


def _choose(talk: Conversation, found: tuple[Found, ...]) -> None:
    letter, _, rest = talk.answer("", READ if talk.is_on_call else TAKE).partition(" ")
    is_ringing = letter.casefold() == "r"
    is_past = letter.casefold() == "f7"
    chosen = rest.strip() if is_ringing or is_past else letter
    if not (chosen.isdecimal() and 0 < int(chosen) <= len(found)):
        return
    one = found[int(chosen) - 1]
    if is_ringing:
        talk.send(partial(commands.ring, talk.desk, one.lead_id, one.e164, talk.claim))
    elif is_past:
        read_call(talk, talk.desk.look(one.lead_id))
    elif talk.is_on_call:
        talk.say_all(texts.all_lines(talk.desk.look(one.lead_id), talk.clock(), talk.here))
    else:
        talk.send(partial(commands.take, talk.desk, one.lead_id, talk.claim))


def _greet(talk: Conversation, number: str) -> None:
    letter, _, name = talk.answer("", STRANGER).partition(" ")
    if letter.casefold() == "r":
        talk.send(partial(commands.ring_new, talk.desk, name.strip(), number, talk.claim))
