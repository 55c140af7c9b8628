"""Why the verdict is what it is, in parts: the most binding first."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from console.cards.lead import Card
from console.outreach.softphone.line import Line
from console.view.call.line import line_detail
from console.view.lead.lead import (
    asked_for,
    list_line,
    list_lines,
    menu_words,
    past_line,
    zone_words,
)
from console.view.lead.verdict import first_reason, is_open, verdict_rest
from console.view.text.cleaning import clean
from console.view.text.clocks import both_moments, clock
from console.view.text.counts import many
from console.view.text.styled import Part, Role
from db.enums import VerdictKind

SOON = timedelta(hours=1)

ZONES = 2


def evidence_parts(card: Card, line: Line | None, now: datetime, here: str) -> list[Part]:
    """What brought the lead up, what the verdict rests on, the lists, the past."""
    today = now.astimezone(ZoneInfo(here)).date()
    parts = [Part(f"● {clean(card.why_now)}", Role.ATTENTION)] if card.why_now else []
    if card.attempt is None or not card.attempt.is_inbound:
        reach = (asked_for(card), menu_words(card))
        parts += [Part(told, Role.ATTENTION) for told in reach if told]
    parts += _of_the_verdict(card, line, now, here)
    lists = list_line(card, today)
    is_clear = all(status.is_clear for status in card.lists)
    others = list_lines(card, today)[:-1] if is_clear else []
    parts.append(Part(lists, Role.MUTED if is_clear else Role.WARNING))
    if cautions := len(card.verdict.cautions):
        parts.append(Part(f"{many(cautions, 'caution')}: r shows", Role.WARNING))
    parts.append(Part(zone_words(card.verdict.zones, now, ZONES), Role.MUTED))
    if not card.history:  # which says it itself
        parts.append(Part(past_line(card, today, here), Role.MUTED))
    parts += [Part(told, Role.MUTED) for told in others]
    return [part for part in parts if part.text]


def _of_the_verdict(card: Card, line: Line | None, now: datetime, here: str) -> list[Part]:
    zone = card.zone or here
    verdict = card.verdict
    if card.attempt is not None:
        began = "they rang" if card.attempt.is_inbound else "dialled"
        detail = line_detail(line, card.phone.extension) if line is not None else ""
        told = detail or f"{began} {clock(card.attempt.dialled_at, here)}"
        return [Part(told, Role.TEXT)]
    if verdict.kind is VerdictKind.CALL:
        if verdict.closes_at is None or not is_open(verdict, now):
            return [Part(verdict_rest(verdict, now, zone, here), Role.WARNING)]
        there, mine = both_moments(verdict.closes_at, now, zone, here)
        told = f"closes {there}" + ("" if there == mine else f" there, {mine} here")
        is_soon = verdict.closes_at - now < SOON
        return [Part(told, Role.WARNING if is_soon else Role.TEXT)]
    if verdict.kind is VerdictKind.WAIT:
        rest = verdict_rest(verdict, now, zone, here)
        return [Part(rest, Role.WARNING), Part(first_reason(verdict), Role.TEXT)]
    role = Role.BAD if verdict.kind is VerdictKind.NEVER else Role.TEXT
    return [Part(first_reason(verdict), role)]
