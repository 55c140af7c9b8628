"""The softphone line and the verdict of a lead, in short words."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from console.cards.lead import Card
from console.outreach.softphone.line import HUNG_UP_HERE, HUNG_UP_THERE, Line, LineState
from console.rules.times.windows import zone_name
from console.view.keys.key import Key
from console.view.lead.lead import (
    NOT_LISTED,
    asked_for,
    list_line,
    list_lines,
    menu_words,
    past_line,
    zone_words,
)
from console.view.lead.requests import doubt_parts
from console.view.lead.verdict import (
    first_reason,
    is_open,
    reason_words,
    verdict_explanation,
)
from console.view.sessions.waiting import when_words
from console.view.text.cleaning import clean
from console.view.text.clocks import both_moments, clock, moment, stopwatch
from console.view.text.counts import many
from console.view.text.styled import Part, Role
from db.enums import ReasonCode, VerdictKind

_WORDS = {
    LineState.CALLING: "CALLING",
    LineState.RINGING: "RINGING",
    LineState.TALKING: "TALKING",
    LineState.ENDED: "ENDED",
}

SOON = timedelta(hours=1)

R_SHOWS = " r"
"""The end of a part that names the key for more."""

ON_NO_LIST = "on no list"

ZONES = 2
"""The most time zones that are named."""


def line_word(line: Line) -> str:
    """Return the state of the line in capitals."""
    if line.state is LineState.TALKING and line.is_held:
        return "ON HOLD"
    if line.state is LineState.TALKING and line.is_muted:
        return "MUTED"
    return _WORDS[line.state]


def line_time(line: Line, now: datetime) -> str:
    """Return the time since the dial, or the length of the talk, or `not answered`."""
    talked = line.talked(now)
    if talked is not None:
        return stopwatch(talked)
    return stopwatch(now - line.dialled_at) if line.is_up else "not answered"


def line_detail(line: Line, extension: str) -> str:
    """Return why the line ended.

    During a talk, return its keys instead, because a small footer has no room for them.
    """
    if line.state is LineState.TALKING and (line.is_held or line.is_muted):
        return ". resumes the call" if line.is_held else ", lets them hear you"
    if line.state is LineState.TALKING:
        return f"; ext. {extension}  , mute  . hold" if extension else ", mute  . hold"
    return "" if line.is_up else clean(line.end)


def still_up(line: Line, now: datetime) -> str:
    """Say on the next lead that the last call is still on the line."""
    talked = line.talked(now)
    span = stopwatch(talked) if talked is not None else "ringing"
    return f"The last call is still on the line ({span}): Bksp hangs up."


def change_sentence(before: Line, line: Line, outcomes: Iterable[Key], *, is_past: bool) -> str:
    """Return what the plain console says about a change of the line, or "" if nothing is new."""
    if line.state is before.state:
        is_same = (line.is_held, line.is_muted) == (before.is_held, before.is_muted)
        return "" if is_same or not line.is_up else f"The line: {line_word(line).lower()}."
    if line.state is LineState.ENDED:
        return end_sentence(line, outcomes, is_past=is_past)
    return {LineState.RINGING: "It rings.", LineState.TALKING: "They answered."}.get(line.state, "")


def end_sentence(line: Line, outcomes: Iterable[Key], *, is_past: bool) -> str:
    """Say why the line ended, and which key records the likely outcome."""
    talked = line.talked(line.dialled_at)  # the argument is unused: the line has ended
    if line.answered_at is not None:
        length = f" after {stopwatch(talked)}" if talked is not None else ""
        what_ended = "They hung up" if line.end == HUNG_UP_THERE else "The call ended"
        sentence = f"{what_ended}{length}."
        if line.end not in {HUNG_UP_HERE, HUNG_UP_THERE}:
            sentence = f"The call ended{length}: {line.end}."
        return f"The last call: {sentence}" if is_past else sentence
    if line.is_refused_by_provider:
        return f"Your provider refused the call ({line.end}): check the softphone's account."
    if line.end == HUNG_UP_HERE:
        return "Hung up before an answer."
    key = next(
        (
            key_of_outcome
            for key_of_outcome in outcomes
            if key_of_outcome.outcome == line.likely_outcome
        ),
        None,
    )
    if key is None or is_past:
        return f"The line ended: {line.end}."
    return f"The line says {line.end}: {key.shown} records “{key.label}”."


FIRST_CALL = "first call"


def silent_reason(card: Card) -> str:
    """Return why the lead can't be called, or "" if it can or the evidence shows words of theirs.

    A second line says why the lead came up nevertheless, such as a promise; one that decides when
    the lead opens comes first, with its time. They are too long for a row of evidence, so they
    stand whole where the opening would.
    """
    if card.attempt is not None or card.verdict.kind is VerdictKind.CALL or doubt_parts(card):
        return ""
    verdict, why_now = card.verdict, clean(card.why_now)
    words = [f"{first_reason(verdict)}.", why_now]
    first, *others = verdict.reasons or (None,)
    if why_now and card.zone and first and first.opens_at and first.code is ReasonCode.CALLBACK:
        # The promise is for later than the hours begin.
        when = when_words(moment(first.opens_at, verdict.at, card.zone))
        hours = (f"{reason_words(verdict, other)}." for other in others[:1])
        words = [f"{why_now.rstrip('.')} {when} their time.", *hours]
    return "\n".join(filter(None, words))


def evidence_parts(
    card: Card, line: Line | None, now: datetime, here: str, *, has_reason: bool
) -> list[Part]:
    """Return why the lead came up, the verdict, the lists and past calls, most binding first.

    They fill one row. Whatever else speaks for the verdict is in `further_evidence`. `has_reason`:
    whether they name why the lead can't be called, because the script hides `silent_reason`.
    """
    today = now.astimezone(ZoneInfo(here)).date()
    is_said_elsewhere = not has_reason and bool(silent_reason(card))
    why_now = "" if is_said_elsewhere else clean(card.why_now)
    parts = [Part(f"● {why_now}", Role.ATTENTION)] if why_now else []
    if card.attempt is None or not card.attempt.is_inbound:
        reach = (asked_for(card), menu_words(card))
        parts += [Part(text, Role.ATTENTION) for text in reach if text]
    doubt = doubt_parts(card) if card.attempt is None else ()
    parts += doubt or _of_the_verdict(card, line, now, here)
    if has_reason and silent_reason(card):
        role = Role.BAD if card.verdict.kind is VerdictKind.NEVER else Role.TEXT
        parts.append(Part(f"{first_reason(card.verdict)}.", role))
    if all(status.is_clear for status in card.lists):
        is_unlisted = all(status.text == NOT_LISTED for status in card.lists)
        text = ON_NO_LIST if card.lists and is_unlisted else list_line(card, today)
        parts.append(Part(text, Role.MUTED))
    else:
        parts.append(Part(list_line(card, today), Role.WARNING))
    if not card.history:  # a history shows the past calls itself
        parts.append(Part(past_line(card, today, here, never=FIRST_CALL), Role.MUTED))
    if cautions := len(card.verdict.cautions):
        parts.append(Part(f"{many(cautions, 'caution')}{R_SHOWS}", Role.WARNING))
    return [part for part in parts if part.text]


def further_evidence(card: Card, now: datetime, here: str) -> list[Part]:
    """Return the time zones and each list, for a terminal with room for a second row."""
    today = now.astimezone(ZoneInfo(here)).date()
    texts = [zone_words(card.verdict.zones, now, ZONES)]
    if all(status.is_clear for status in card.lists):
        texts += reversed(list_lines(card, today))
    return [Part(text, Role.MUTED) for text in texts if text]


def _of_the_verdict(card: Card, line: Line | None, now: datetime, here: str) -> list[Part]:
    zone = card.zone or here
    verdict = card.verdict
    if card.attempt is not None:
        began = "they rang" if card.attempt.is_inbound else "dialled"
        detail = line_detail(line, card.phone.extension) if line is not None else ""
        began = f"{began} {clock(card.attempt.dialled_at, here)}"
        text = detail or (began if card.attempt.ended_at is None else f"{began} · how did it end?")
        return [Part(text, Role.TEXT)]
    if verdict.kind is VerdictKind.CALL:
        if verdict.closes_at is None or not is_open(verdict, now):
            return [Part(verdict_explanation(verdict, now, zone, here), Role.WARNING)]
        there, mine = both_moments(verdict.closes_at, now, zone, here)
        text = f"closes {there} {zone_name(zone, now)}"
        text += "" if there == mine else f", {mine} here"
        is_soon = verdict.closes_at - now < SOON
        return [Part(text, Role.WARNING if is_soon else Role.TEXT)]
    if verdict.kind is VerdictKind.WAIT:
        text = verdict_explanation(verdict, now, zone, here)
        return [Part(f"wait {text}" if text.startswith("until") else text, Role.WAIT)]
    return []
