"""Edits of the current lead: numbers, referrals, details, address, evidence, phone menu."""

from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo

import console.view.state.commands as commands
from console.cards.lead import Card, OfferedEvidence
from console.outreach.sequences import TOUCH
from console.plain.conversation import Acts, Choice, Choices, Conversation, choose, describe_choices
from console.rules.times.typed_times import RUN_EXAMPLES, DayError, read_past_day, read_run
from console.rules.times.typed_zones import ZoneError, read_zone
from console.view.keys.other_screens import FIXING
from console.view.lead.lead import EVIDENCE
from console.view.lead.pair import (
    LABELS,
    fields_to_mend,
    menu_change_words,
    number_words,
    referral_words,
    suggest_value,
    unread_of,
    unread_words,
)
from console.view.lead.verdict import verdict_sentence
from console.view.text.cleaning import clean
from console.view.text.clocks import city, day
from db.enums import EvidenceKind

KINDS = {
    "w": (EvidenceKind.WRITTEN, "they agreed in writing to be called"),
    "t": (EvidenceKind.TRANSACTION, "they bought from us, or we did business"),
    "i": (EvidenceKind.INQUIRY, "they asked us about it"),
    "s": (EvidenceKind.STATED, "they said where they are"),
}
CONTRACT = {"c": (EvidenceKind.CONTRACT, "a contract with us runs for what this list is about")}


def acts(talk: Conversation) -> Acts:
    return {"fix": partial(_fix, talk), "menu": partial(_keep_menu, talk)}


def _keep_menu(talk: Conversation, words: str) -> None:
    """Store what the phone menu wants. A dash deletes it."""
    card = talk.card
    typed = talk.answer(words, "What their menu wants, such as 2, then 14; - deletes it> ")
    if typed:
        menu = "" if typed == "-" else typed
        talk.send(partial(commands.mend_details, talk.desk, card, {"menu": menu}))
        talk.say(menu_change_words(menu))


def _fix(talk: Conversation, words: str) -> None:
    choices = choices_of(talk, talk.card)
    asked = f"{describe_choices(FIXING, choices)}, Enter for none> "
    choose(FIXING, choices, talk.answer(words, asked))


def choices_of(talk: Conversation, card: Card) -> Choices:
    acts: dict[str, Callable[[Conversation, Card, str], None]] = {
        "evidence": _prove,
        "mend": partial(_change_number, is_new=False),
        "add": partial(_change_number, is_new=True),
        "refer": _refer,
        "address": _mend_address,
        "details": _mend_details,
        "withdraw": _withdraw,
        "wrote": _end_sequence,
    }
    labels = {key.action: key.label.lower() for key in FIXING}
    return {name: Choice(labels[name], partial(act, talk, card)) for name, act in acts.items()}


def _change_number(talk: Conversation, card: Card, typed: str, *, is_new: bool) -> None:
    text = talk.answer(typed, "The number> ")
    if not text:
        return
    change = talk.desk.edits.add_number if is_new else talk.desk.edits.mend_number
    done = change(card, text)
    talk.say(number_words(done, is_new=is_new))
    look = partial(commands.after_number, talk.desk, card.claim, done.number_id, is_new=is_new)
    talk.send(look)


def _refer(talk: Conversation, card: Card, typed: str) -> None:
    name = talk.answer(typed, "Who else should we call> ")
    number = talk.answer("", "Their number> ") if name else ""
    if not number:
        talk.say("Nobody was added.")
        return
    kind = talk.answer("", "Enter for a consumer, b for a business> ")
    added = talk.desk.edits.refer(card, name, number, {"kind": kind})
    talk.say(referral_words(name, added))


def _mend_details(talk: Conversation, card: Card, _typed: str) -> None:
    """Change one field, typed as its name and the new value: `city Boise`."""
    before = talk.desk.edits.details(card.lead_id)
    for name, value in before.items():
        talk.say(f"{name}: {clean(value) or 'unknown'}")
    typed = talk.answer("", "A name and what it should be, such as city Boise> ")
    name, _, value = typed.partition(" ")
    if name not in before:
        talk.say("Nothing was changed.")
        return
    talk.send(partial(commands.mend_details, talk.desk, card, {name: value.strip()}))


def _mend_address(talk: Conversation, card: Card, _typed: str) -> None:
    """Ask for each part of the address that cannot be read."""
    unread = unread_of(card)
    if not unread:
        talk.say("Everything here can be read.")
        return
    before = talk.desk.edits.details(card.lead_id)
    changes: dict[str, str] = {}
    for name in fields_to_mend(unread):
        near = suggest_value(name, before[name], card)
        if name in unread:
            talk.say(unread_words(name, before[name], near))
        is_offered = near != before[name]
        what = "What it should be" if name in unread else LABELS[name]
        asked = f"{what}, or y for {near}> " if is_offered else f"{what}> "
        typed = talk.answer("", asked).strip()
        if typed:
            changes[name] = near if is_offered and typed.casefold() == "y" else typed
    if not changes:
        talk.say("Nothing was changed.")
        return
    talk.send(partial(commands.mend_details, talk.desk, card, changes))


def _end_sequence(talk: Conversation, card: Card, _typed: str) -> None:
    if TOUCH not in dict(card.facts):
        talk.say("They are on no sequence.")
        return
    talk.send(partial(commands.stop_sequence, talk.desk, card))
    talk.say("Their sequence has ended.")


def _prove(talk: Conversation, card: Card, typed: str) -> None:
    kinds = KINDS | CONTRACT if card.list_offer else KINDS
    text = ", ".join(f"{letter} {meaning}" for letter, (_, meaning) in kinds.items())
    letter = talk.answer(typed, f"{text}> ").casefold()
    if letter not in kinds:
        return
    kind = kinds[letter][0]
    try:
        offered = _read_evidence(talk, card, kind)
    except (DayError, ZoneError) as error:
        talk.say(f"{clean(str(error))} Nothing is recorded.")
        return
    if not offered.proof and kind is not EvidenceKind.STATED:
        talk.say("Nothing was recorded: evidence needs its proof.")
        return
    today = talk.clock().astimezone(ZoneInfo(card.zone or talk.here)).date()
    weighed = talk.desk.evidence.weigh(card, offered, today)
    for lifted in weighed.lifted:
        until = f"until {day(lifted.until, today)}" if lifted.until else "until withdrawn"
        talk.say(f"It lifts {lifted.name}, {until}.")
    text = verdict_sentence(weighed.verdict, talk.clock(), weighed.zone or talk.here, talk.here)
    talk.say(f"With it: {text}.")
    if talk.answer("", "Enter alone leaves it, y records it> ").casefold() == "y":
        talk.send(partial(commands.keep_evidence, talk.desk, card, offered))


def _read_evidence(talk: Conversation, card: Card, kind: EvidenceKind) -> OfferedEvidence:
    """Ask for the details of a kind of evidence. Raises DayError or ZoneError."""
    today = talk.clock().astimezone(ZoneInfo(card.zone or talk.here)).date()
    if kind is EvidenceKind.STATED:
        where = talk.answer("", "Where, such as Denver, mountain or a ZIP> ")
        zone = read_zone(where, card.place.country or "")
        return OfferedEvidence(kind, today, talk.answer("", "Their words> "), zone)
    if kind is EvidenceKind.CONTRACT:
        on, until = read_run(talk.answer("", f"From when to when, such as {RUN_EXAMPLES}> "), today)
        proof = talk.answer("", "What shows it, and where that is kept> ")
        return OfferedEvidence(kind, on, proof, until=until, offer=card.list_offer)
    on = read_past_day(talk.answer("", "When, such as today or 3 march> "), today)
    return OfferedEvidence(kind, on, talk.answer("", "What shows it, and where that is kept> "))


def _withdraw(talk: Conversation, card: Card, _typed: str) -> None:
    held = talk.desk.evidence.held(card.phone.e164)
    kinds = list(dict.fromkeys(item.kind for item in held))
    if not kinds:
        talk.say("There is no evidence about this number.")
        return
    for place, kind in enumerate(kinds, 1):
        proofs = "; ".join(
            city(item.zone) if item.zone else clean(item.proof)
            for item in held
            if item.kind is kind
        )
        talk.say(f"{place}: {EVIDENCE[kind]}, {proofs}")
    chosen = talk.answer("", "Which to withdraw, or Enter for none> ")
    if chosen.isdecimal() and 0 < int(chosen) <= len(kinds):
        kind = kinds[int(chosen) - 1]
        talk.send(partial(commands.withdraw_evidence, talk.desk, card, kind))
