"""Find leads, log incoming calls, and merge duplicates."""

from functools import partial

import console.view.state.commands as commands
from console.cards.lead import Card, FoundLead
from console.plain import wording
from console.plain.acts.pages import read_call
from console.plain.conversation import Acts, Conversation
from console.rules.phone.numbers import e164_in
from console.view.keys.calling import NO_DOUBLE
from console.view.lead.pair import (
    company_title,
    merged_words,
    reach_words,
    state_words,
    who_words,
)
from console.view.text.cleaning import clean

TAKE = "A number takes that person, r and a number logs their call, f7 and one reads the last> "
READ = "A number reads that person, r and a number logs their call, f7 and one reads the last> "
MERGE_ASKED = (
    "y makes them one, for good; the name of a field takes the other’s value, s swaps who stays, "
    "Enter for none> "
)
STRANGER = "Nobody has that number. If it is ringing: r and their name, or r alone> "


def acts(talk: Conversation) -> Acts:
    return {
        "find": partial(_find, talk),
        "company": partial(_company, talk),
        "doubles": partial(_doubles, talk),
    }


def _doubles(talk: Conversation, words: str) -> None:
    """List possible duplicates and offer to merge one."""
    card = talk.card
    doubles = talk.desk.merging.doubles(card.lead_id)
    for place, double in enumerate(doubles, 1):
        talk.say(f"{place}: {clean(double.name)}, by {double.why}, lead {double.lead_id}")
    if not doubles:
        talk.say(NO_DOUBLE)
        return
    chosen = talk.answer(words, "A number compares that one, Enter for none> ")
    if chosen.isdecimal() and 0 < int(chosen) <= len(doubles):
        _merge(talk, card, doubles[int(chosen) - 1].lead_id)


def _merge(talk: Conversation, card: Card, other_id: int) -> None:
    ids, take = (card.lead_id, other_id), set[str]()
    while True:
        pair = talk.desk.merging.compare(*ids, take)
        talk.say_all(wording.pair_lines(pair))
        typed = talk.answer("", MERGE_ASKED)
        chosen = next(
            (field for field in pair.fields if field.label.casefold() == typed.casefold()), None
        )
        if chosen is not None and chosen.may_choose:
            take ^= {chosen.name}
        elif typed.casefold() == "s":
            ids, take = (ids[1], ids[0]), set()
        else:
            break
    if typed.casefold() != "y":
        talk.say("Nothing was changed.")
        return
    merge = partial(commands.merge, talk.desk, *ids, frozenset(take), card.claim)
    talk.send(merge)
    current = talk.screen_state.card
    if current is not None and current.lead_id == ids[0] and current.claim != card.claim:
        talk.say(merged_words(current.name))


def _company(talk: Conversation, words: str) -> None:
    """List everybody at the company of the lead, or at a company whose name was typed."""
    company = (
        talk.desk.lookup.company_named(words)
        if words
        else talk.desk.lookup.company_of(talk.card.lead_id)
    )
    now = talk.clock()
    talk.say(company_title(company))
    for place, lead in enumerate(company.leads, 1):
        parts = who_words(lead), reach_words(lead), state_words(lead, now, talk.here)
        talk.say(f"{place}: {', '.join(parts).replace(' · ', ', ')}")
    asked = "A number reads that person> " if talk.is_on_call else "A number takes that person> "
    chosen = talk.answer("", asked)
    if not (chosen.isdecimal() and 0 < int(chosen) <= len(company.leads)):
        return
    lead_id = company.leads[int(chosen) - 1].lead_id
    if talk.is_on_call:
        talk.say_all(wording.all_lines(talk.desk.lookup.look(lead_id), now, talk.here))
    elif lead_id != talk.card.lead_id:
        talk.send(partial(commands.take, talk.desk, lead_id, talk.claim))


def _find(talk: Conversation, words: str) -> None:
    text = talk.answer(words, "Name or number> ")
    if not text:
        return
    leads = talk.desk.lookup.find(text)
    for place, lead in enumerate(leads, 1):
        talk.say(", ".join(filter(None, (f"{place}: {clean(lead.name)}", *_known(lead)))))
    if leads:
        _choose(talk, leads)
    elif e164_in(text):
        _greet(talk, text)
    else:
        talk.say("No name, firm or number matches.")


def _known(lead: FoundLead) -> tuple[str, ...]:
    last = clean(lead.last_outcome or lead.status)
    double = "another here may be the same person" if lead.is_double else ""
    last = f"won: {last}" if lead.is_won else last
    owner = f"belongs to {clean(lead.owner)}" if lead.owner else ""
    return clean(lead.headline), clean(lead.shown), last, owner, double


def _choose(talk: Conversation, leads: tuple[FoundLead, ...]) -> None:
    letter, _, words = talk.answer("", READ if talk.is_on_call else TAKE).partition(" ")
    is_ringing = letter.casefold() == "r"
    is_past = letter.casefold() == "f7"
    chosen = words.strip() if is_ringing or is_past else letter
    if not (chosen.isdecimal() and 0 < int(chosen) <= len(leads)):
        return
    lead = leads[int(chosen) - 1]
    if is_ringing:
        talk.send(partial(commands.ring, talk.desk, lead.lead_id, lead.e164, talk.claim))
    elif is_past:
        read_call(talk, talk.desk.lookup.look(lead.lead_id))
    elif talk.is_on_call:
        talk.say_all(
            wording.all_lines(talk.desk.lookup.look(lead.lead_id), talk.clock(), talk.here)
        )
    else:
        talk.send(partial(commands.take, talk.desk, lead.lead_id, talk.claim))


def _greet(talk: Conversation, number: str) -> None:
    letter, _, name = talk.answer("", STRANGER).partition(" ")
    if letter.casefold() == "r":
        talk.send(partial(commands.ring_new, talk.desk, name.strip(), number, talk.claim))
