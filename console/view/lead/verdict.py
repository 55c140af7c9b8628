"""A verdict and the rules that allow it in words, and what the law requires to be said first."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from console.rules.law.disclosures import Duty
from console.rules.law.permits import find_permit
from console.rules.law.statutes import all_registries, all_rules
from console.rules.places.regions import name_jurisdiction
from console.rules.values import Reason, Verdict
from console.rules.verdict.firm_places import BY_ADDRESS
from console.rules.verdict.permits import PREFIX
from console.rules.verdict.sentences import OPENS, say_rule
from console.view.lead.lead import EVIDENCE
from console.view.text.cleaning import clean
from console.view.text.clocks import (
    both_clocks,
    both_moments,
    clock,
    day,
    day_in,
    in_style,
    span,
    weekday_time,
)
from console.view.text.styled import Part, Role, StyledLine, with_ground
from db.enums import ReasonCode, VerdictKind

SILENT = "Nothing to say: this phone stays silent."
"""Shown instead of the opening sentence if the number cannot be called."""


_WAITS_FOR_A_PERSON = {
    ReasonCode.EMERGENCY_STOP: "until resumed",
    ReasonCode.EMERGENCY_AREA: "until resumed",
    ReasonCode.HELD: "until it is free again",
}

WEEK = 7
"""Days ahead from which a weekday would be ambiguous."""

_OPENING = re.compile(rf" {OPENS} \w+ \d+ \w+ at \d\d:\d\d there\.")
"""The sentence about the next opening. One that names a second clock says more, and stays."""


def is_open(verdict: Verdict, now: datetime) -> bool:
    """Tell whether the dial key is on. A verdict expires at `closes_at`."""
    return verdict.kind is VerdictKind.CALL and (
        verdict.closes_at is None or now < verdict.closes_at
    )


def cautions_title(verdict: Verdict, now: datetime) -> str:
    """Return the heading of the cautions, which also answers whether they bar the call."""
    return "Cautions · you may ring" if is_open(verdict, now) else "Cautions"


def verdict_word(verdict: Verdict, now: datetime) -> str:
    if verdict.kind is VerdictKind.CALL:
        return "CALL" if is_open(verdict, now) else "WAIT"
    return {
        VerdictKind.WAIT: "WAIT",
        VerdictKind.NEVER: "NEVER",
        VerdictKind.UNKNOWN: "CAN’T TELL",
    }[verdict.kind]


def verdict_explanation(verdict: Verdict, now: datetime, zone: str, here: str) -> str:
    """Return what follows the verdict's word: time left, time to come back, or the main reason."""
    if verdict.kind is VerdictKind.CALL:
        if not is_open(verdict, now):
            return "its hours have just ended"
        if verdict.closes_at is None:
            return "at any hour"
        return f"{span(verdict.closes_at - now)} left"
    if verdict.kind is VerdictKind.WAIT:
        if verdict.opens_at is None:
            main = verdict.reasons[0].code
            return _WAITS_FOR_A_PERSON.get(main, "no hour within a year suits every rule")
        if verdict.opens_at <= now:
            return "is over: looking again"
        return f"until {both_clocks(verdict.opens_at, now, zone, here)}"
    return first_reason(verdict)


def verdict_sentence(verdict: Verdict, now: datetime, zone: str, here: str) -> str:
    """Return `CALL, 9 h 18 min left`, `WAIT until 09:00 Mountain time` or `NEVER: …`."""
    word = verdict_word(verdict, now)
    explanation = verdict_explanation(verdict, now, zone, here)
    if word == "CALL" and verdict.closes_at is not None:
        return f"{word}, {explanation}"
    return f"{word} {explanation}" if word in {"CALL", "WAIT"} else f"{word}: {explanation}"


def turned_words(before: Verdict, after: Verdict, now: datetime) -> str:
    """Return the notice for a lead whose verdict somebody else's act has changed, "" for no change.

    Only whether the lead may be called now counts, since everything else is on the card.
    """
    if is_open(before, now) == is_open(after, now):
        return ""
    if is_open(after, now):
        return "Changed: this lead may be called again."
    return f"Changed: {first_reason(after)}."


def short_verdict(verdict: Verdict, zone: str, here: str) -> str:
    """Return the verdict for a table cell, with the reason in two words."""
    word = verdict_word(verdict, verdict.at)
    if word in {"CALL", "WAIT"} or not verdict.reasons:
        return verdict_sentence(verdict, verdict.at, zone, here)
    return f"{word}: {verdict.reasons[0].code.value.replace('_', ' ')}"


def verdict_when(verdict: Verdict, now: datetime, here: str) -> str:
    """Return `CALL`, or `WAIT Thu 03:00`: the word of the verdict, and when it opens, here."""
    word, zone = verdict_word(verdict, now), ZoneInfo(here)
    if word != "WAIT" or verdict.opens_at is None:
        return word
    opens, today = verdict.opens_at.astimezone(zone), now.astimezone(zone).date()
    days = (opens.date() - today).days
    time = clock(opens, here) if not days else weekday_time(opens)
    return f"{word} {time if days < WEEK else day(opens.date(), today)}"


def verdict_detail(verdict: Verdict, now: datetime, zone: str, here: str) -> str:
    """Return the second line below the verdict: when it closes, or why it waits."""
    if verdict.kind is VerdictKind.WAIT:
        return first_reason(verdict)
    if verdict.kind is VerdictKind.CALL and verdict.closes_at and is_open(verdict, now):
        there, mine = both_moments(verdict.closes_at, now, zone, here)
        return f"closes {there}" + ("" if there == mine else f" there, {mine} here")
    return ""


def first_reason(verdict: Verdict) -> str:
    """Return the main reason, without its opening time and cautions, which stand elsewhere."""
    if not verdict.reasons:
        return "no reason is given"
    return reason_words(verdict, verdict.reasons[0])


def reason_words(verdict: Verdict, reason: Reason) -> str:
    """Return a reason without its opening time and cautions, which stand elsewhere."""
    text = clean(reason.text)
    for caution in verdict.cautions:
        text = text.replace(f" {clean(caution)}", "")
    if verdict.opens_at is not None:
        text = _OPENING.sub("", text)
    return in_style(text).rstrip(".")


def duty_label(duties: Sequence[Duty], room: int) -> str:
    """Return `Idaho 30 s and federal law want this first` if it fits into `room` cells.

    Else return `law: Idaho 30 s · federal`, or codes for names that do not fit, or "".
    """
    names, codes = (_labels(duties, name_of) for name_of in (_name, _code))
    verb = "wants" if len(names) == 1 else "want"
    labels = (
        f"{' and '.join(names)} law {verb} this first",
        f"law: {' · '.join(names)}",
        f"law: {' · '.join(codes)}",
    )
    return next((label for label in labels if len(label) <= room), "")


def duty_sentences(duties: Iterable[Duty]) -> list[str]:
    """Return `Washington, within 30 s: who you are, the firm and why you call.` for each duty."""
    return [f"{_name(duty)}{_limit(duty)}: {clean(duty.say)}." for duty in duties]


def duty_lines(duties: Iterable[Duty]) -> Iterator[StyledLine]:
    """Yield each duty with its citation and source."""
    for duty in duties:
        sentence = f"{_name(duty)}{_limit(duty)}: {duty.say}"
        yield from with_ground(sentence, duty.citation, duty.confidence)


def _labels(duties: Sequence[Duty], name_of: Callable[[Duty], str]) -> list[str]:
    soonest: dict[str, int] = {}
    for duty in duties:
        soonest.setdefault(name_of(duty), duty.within)
    return [f"{name} {within} s" if within else name for name, within in soonest.items()]


def _limit(duty: Duty) -> str:
    return f", within {duty.within} s" if duty.within else ""


def reasons_once(reasons: Iterable[Reason]) -> list[Reason]:
    """Return the reasons in their order, and of those with the same sentence only the first."""
    return list({clean(reason.text): reason for reason in reversed([*reasons])}.values())[::-1]


def law_name(jurisdiction: str) -> str:
    """Return the name of a law: `Idaho`, or `federal` for that of the United States."""
    return "federal" if jurisdiction == "US" else name_jurisdiction(jurisdiction)


def _name(duty: Duty) -> str:
    return law_name(duty.jurisdiction)


def _code(duty: Duty) -> str:
    return duty.jurisdiction.rpartition("-")[2]


_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def allowed_lines(
    allowed_by: Iterable[str], on: date, ends: Mapping[str, str] = {}
) -> Iterator[StyledLine]:
    """Yield a line for each rule in force on a day, and what lifts it or clears the number.

    `ends` says until when a rule allows the call, by the rule's id, the first to end first.
    """
    order = list(ends)
    texts = sorted(
        allowed_by,
        key=lambda text: order.index(name) if (name := text.split(" ")[0]) in ends else len(order),
    )
    for text in texts:
        name, _, effect = text.partition(" ")
        words = _DATE.sub(lambda match: day_in(match[0], on), _evidence_named(effect))
        rule = in_style(_describe(name, on, is_short=bool(effect)))
        until = Part(f" · until {ends[name]}", Role.MUTED) if name in ends else Part("")
        yield (Part("● ", Role.GOOD), Part(clean(rule)), Part(f" {clean(words)}".rstrip()), until)


def _describe(name: str, on: date, *, is_short: bool) -> str:
    """Return `Idaho: weekdays 08:00 to 20:00`, the name of a registry or permit, else the id.

    If `is_short`, a rule is only named, since words about it follow.
    """
    if name == BY_ADDRESS:
        return "your firm: a landline is where its address is"
    rule = next((rule for rule in all_rules() if rule.id == name and rule.holds_on(on)), None)
    if rule is not None:
        law = law_name(rule.jurisdiction)
        return f"{law}: {rule.name}" if is_short else f"{law}: {say_rule(rule)}"
    need = next((need for need in all_registries() if need.id == name), None)
    if need is not None:
        return need.name
    permit = find_permit(name.removeprefix(PREFIX))
    return name if permit is None else permit.name


def _evidence_named(effect: str) -> str:
    """Return `lifted by written consent of …` for `lifted by written of …`."""
    for kind, words in EVIDENCE.items():
        effect = effect.replace(f"lifted by {kind.value} of", f"lifted by {words} of")
    return effect
