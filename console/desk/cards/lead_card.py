"""Making the card of a held lead: its numbers judged, its lists, its history."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from msgspec.structs import replace

from console.cards.lead import Card, Introduced, JudgedPhone, OpenAttempt, PastAttempt, PhoneLine
from console.desk.cards.list_statuses import list_statuses
from console.files.fields.lead_fields import FACTS
from console.judging.number_standing import CLOSED_NUMBERS, standing_of
from console.judging.openings import Openings
from console.outreach.scripts.active_texts import ActiveTexts
from console.outreach.scripts.merge_values import listener_of
from console.outreach.scripts.speaking import speak
from console.rules.law.disclosures import answering, duties_of, opening, spoken_name
from console.rules.phone.caller_ids import caller_ids_from, choose_caller_id
from console.rules.phone.shown import show_phone
from console.rules.request_needles import may_request
from console.rules.times.windows import load_zone
from console.rules.values import Place, Standing, Verdict
from console.rules.verdict.firm_places import settle
from console.rules.verdict.sentences import say_instant
from console.rules.verdict.verdict import judge
from db.calls.attempts import rest_of_others
from db.calls.callbacks import promised_by
from db.claims.claim import Hold
from db.engine.database import Connection
from db.enums import Direction, LeadKind, LeadStatus, NumberStatus, VerdictKind
from db.firm.prepared_texts import last_introduction
from db.leads.records import LeadFacts, NumberFacts, history_of, last_outcome, menu_beside
from db.lists.catalogue import RETIRED
from db.tables.calls import AttemptRow

# What is known of a lead, as a card tells it.


LONGEST_INITIALS = 4


def headline_of(title: str, company: str) -> str:
    """What they do, and where."""
    return " · ".join(part for part in (title, company) if part)


def _grouped(said: str) -> str:
    """An amount as a person reads it; four digits may be a year."""
    return f"{int(said):,}" if said.isdecimal() and len(said) > 4 else said


def _label(name: str) -> str:
    """As a sentence begins; “LinkedIn URL” and “NPI” keep their capitals, “HOME_VALUE” shouts."""
    shown = name.replace("_", " ")
    if shown.isupper() and len(shown) > LONGEST_INITIALS:
        return shown.capitalize()
    return shown[:1].upper() + shown[1:]


def introduced_by_list(extras: Mapping[str, str]) -> str:
    """`Introduction sent 2026-11-09`: what a kept column says was sent before the list came."""
    for name, text in extras.items():
        if "introduc" in name.casefold() and text[:1].isdigit():
            return f"{_label(name)} {text}"
    return ""


def facts_of(lead: LeadFacts) -> tuple[tuple[str, str], ...]:
    known = []
    for field in FACTS:
        value = getattr(lead, field.name)
        if value not in {None, ""}:
            known.append((field.label, f"{value:,}" if isinstance(value, int) else str(value)))
    known += [(_label(name), _grouped(said)) for name, said in (lead.answers or {}).items()]
    extras = [(_label(name), text) for name, text in lead.extras.items()]
    return tuple(known + [(label, text) for label, text in extras if text])


Offered: TypeAlias = tuple[NumberFacts, Standing, Verdict]
"""A lead's number, what is held against it, and its verdict."""


def card_of(
    connection: Connection,
    lead: LeadFacts,
    hold: Hold,
    openings: Openings,
    active_texts: ActiveTexts,
    agent: str,
    now: datetime,
    made: AttemptRow | None,
    offered: Offered,
) -> Card:
    """The lead as the screen shows it; `made` is the dial under its claim, if there was one."""
    attempt = None
    if made is not None and made.outcome is None:
        attempt = OpenAttempt(
            made.id,
            made.number_id,
            made.dialled_at,
            made.answered_at,
            made.line_ended_at,
            is_inbound=made.direction == Direction.INBOUND,
        )
    number, standing, verdict = offered
    place = settle(openings.places[number.place_id], openings.firm)
    zone = place.zones[0].value if place.zones else ""
    active_texts.update(connection, openings.revision)
    menu, menu_of = _menu(connection, lead, number)
    listener = listener_of(lead, openings.settings, agent, zone, now)
    return Card(
        claim=hold.claim,
        lead_id=lead.id,
        name=lead.name,
        headline=headline_of(lead.title, lead.company),
        kind=lead.kind,
        phone=_phone_line(number, place),
        other_phones=tuple(
            _phone_line(one, openings.places[one.place_id])
            for one in lead.numbers
            if one.id != number.id
        ),
        verdict=verdict,
        place=place,
        lists=list_statuses(place, standing, openings.firm, now),
        notes=lead.notes,
        facts=facts_of(lead),
        history=past_of(connection, lead.id),
        dials=lead.dials,
        noes=lead.noes,
        last_dialled_at=lead.last_dialled_at,
        list_name=lead.list_name,
        why_now=_why_now(connection, lead, attempt, agent, now),
        say_first=_say_first(agent, openings, verdict, attempt),
        duties=duties_of((one.value for one in place.jurisdictions), openings.firm.trades),
        script=speak(active_texts.script(lead.list_id, lead.id), listener),
        objections=speak(active_texts.objections(lead.list_id), listener),
        introduced=introduced_of(connection, lead),
        draft=lead.draft,
        attempt=attempt,
        zone=zone,
        held_until=hold.held_until,
        caller_id=caller_id_for(openings, number, lead),
        list_offer=lead.list_offer,
        menu=menu,
        menu_of=menu_of,
        has_email=bool(lead.email),
        is_first_phone=number.id == lead.numbers[0].id,
        answers=lead.answers or {},
    )


def offer(
    connection: Connection,
    lead: LeadFacts,
    openings: Openings,
    now: datetime,
    number_id: int | None = None,
    then: datetime | None = None,
) -> Offered:
    """The number to call, what is held against it, and its verdict.

    Without `number_id` the first of the lead's numbers that may ring now, else its first open one.
    With `then` the question is that of a callback: what is known now, judged at that instant, and
    neither the lead's rest nor a callback stands in its way.
    """
    wanted = [one for one in lead.numbers if number_id in {None, one.id}] or list(lead.numbers)
    wanted.sort(key=lambda one: one.status is not NumberStatus.OPEN)
    best: Offered | None = None
    for number in wanted:
        standing = standing_for(connection, lead, number, openings, now)
        if then is not None:
            standing = replace(
                standing,
                rests_until=None,
                number_rests_until=None,
                callback_at=None,
                is_callback=True,
            )
        place = openings.places[number.place_id]
        verdict = judge(place, standing, openings.firm, then or now)
        if verdict.kind is VerdictKind.CALL:
            return number, standing, verdict
        if best is None:
            best = number, standing, verdict
    if best is None:
        raise LookupError(f"lead {lead.id} has no number")
    return best


def after_dial(offered: Offered, openings: Openings, now: datetime) -> Offered:
    """The same number once it was dialled at `now`, as `offer` would find it."""
    number, standing, _ = offered
    standing = replace(standing, dials=(*standing.dials, now))
    return number, standing, judge(openings.places[number.place_id], standing, openings.firm, now)


def judged_numbers(
    connection: Connection, lead: LeadFacts, openings: Openings, now: datetime
) -> tuple[JudgedPhone, ...]:
    """Every number of the lead with its own verdict, in the order they are tried."""
    found = []
    for number in lead.numbers:
        standing = standing_for(connection, lead, number, openings, now)
        verdict = judge(openings.places[number.place_id], standing, openings.firm, now)
        found.append(_judged_phone(number, verdict, openings))
    return tuple(found)


def judged_to_call(
    connection: Connection, lead: LeadFacts, openings: Openings, now: datetime
) -> JudgedPhone:
    """The number that would be dialled, as the card has it, with its verdict."""
    number, _, verdict = offer(connection, lead, openings, now)
    return _judged_phone(number, verdict, openings)


def _judged_phone(number: NumberFacts, verdict: Verdict, openings: Openings) -> JudgedPhone:
    line = _phone_line(number, openings.places[number.place_id])
    return JudgedPhone(line, verdict, openings.zone_of(number.place_id))


def standing_for(
    connection: Connection,
    lead: LeadFacts,
    number: NumberFacts,
    openings: Openings,
    now: datetime,
) -> Standing:
    """What lists, history and the lead's own state hold against one of its numbers."""
    place = openings.places[number.place_id]
    others = [one.e164 for one in lead.numbers if one.e164 != number.e164]
    is_due_later = lead.due_at is not None and lead.due_at > now
    return replace(
        standing_of(
            connection,
            number.e164,
            place.area_code,
            openings.copies,
            openings.patterns(connection),
            now,
            others,
            company=lead.company,
            email=lead.email,
        ),
        is_valid=number.status is not NumberStatus.INVALID,
        written=tuple((name, getattr(lead, name) or "") for name in place.unread),
        request=_request_of(lead),
        number_closed=CLOSED_NUMBERS.get(number.status, ""),
        lead_closed=_closed(connection, lead, place),
        rests_until=lead.due_at if is_due_later and lead.due_reason != "callback" else None,
        number_rests_until=_number_rests(connection, lead, number, now),
        callback_at=lead.due_at if is_due_later and lead.due_reason == "callback" else None,
        is_callback=lead.due_reason == "callback",
    )


def _request_of(lead: LeadFacts) -> tuple[str, str] | None:
    """Return the cell of the lead that may say not to call, as `Standing.request`."""
    if not any(map(may_request, (lead.notes, *lead.extras.values()))):
        return None
    from console.files.fields.request_doubts import (
        find_request,  # the first lead seldom needs the words
    )

    return find_request(lead.notes, lead.extras)


def _number_rests(
    connection: Connection, lead: LeadFacts, number: NumberFacts, now: datetime
) -> datetime | None:
    """Until when a call to somebody else who has the number keeps it at rest.

    At a firm's number the next person may be asked for; and who asked to be rung back is.
    """
    if lead.kind is LeadKind.BUSINESS or lead.due_reason == "callback":
        return None
    return rest_of_others(connection, number.e164, number.extension, lead.id, now)


def _why_now(
    connection: Connection,
    lead: LeadFacts,
    attempt: OpenAttempt | None,
    agent: str,
    now: datetime,
) -> str:
    if attempt is not None and attempt.is_inbound:
        is_held = lead.held_until is not None and lead.held_until > now and lead.held_by != agent
        return f"They rang; {lead.held_by} has them on the screen too." if is_held else "They rang."
    if lead.due_reason != "callback":
        return ""
    promised = promised_by(connection, lead.id)
    if promised == agent:
        return "You promised to ring back."
    return f"{promised or 'A colleague'} promised to ring back."


def _closed(connection: Connection, lead: LeadFacts, place: Place) -> str:
    """Why nobody is to be called any more: by which outcome, and when."""
    if lead.status != LeadStatus.CLOSED:
        return ""
    if lead.bar == RETIRED:
        return "its list was retired"
    last = last_outcome(connection, lead.id)
    if last is None:
        return "this lead is finished"
    how = "it was won" if last.is_yes else "the last call ended it"
    return f"{how} on {say_instant(last.at, place)} ({last.label})"


def introduced_of(connection: Connection, lead: LeadFacts) -> Introduced | None:
    if lead.introduced_at is None:
        return None
    last = last_introduction(connection, lead.id)
    return Introduced(last.at, last.agent, last.way) if last else None


def caller_id_for(openings: Openings, number: NumberFacts, lead: LeadFacts) -> str:
    """The firm's number that a call to this number shows."""
    return choose_caller_id(caller_ids_from(openings.settings), number.e164, lead.list_name)


def _say_first(
    agent: str, openings: Openings, verdict: Verdict, attempt: OpenAttempt | None
) -> str:
    zone = verdict.zones[0].value if verdict.zones else "UTC"
    firm_name = str(openings.settings.get("firm_name", ""))
    offer = str(openings.settings.get("offer", ""))
    firm_phone = str(openings.settings.get("firm_phone", ""))
    hour = verdict.at.astimezone(load_zone(zone)).hour
    if attempt is not None and attempt.is_inbound:
        return answering(spoken_name(agent), firm_name, hour)
    return opening(spoken_name(agent), firm_name, offer, hour, firm_phone)


def _menu(connection: Connection, lead: LeadFacts, number: NumberFacts) -> tuple[str, str]:
    """What the menu of a lead's first number wants, and who else at that number said so."""
    if number.id != lead.numbers[0].id:
        return "", ""
    return (lead.menu, "") if lead.menu else menu_beside(connection, number.e164, lead.id)


def _phone_line(number: NumberFacts, place: Place) -> PhoneLine:
    listed = place.listed
    is_listed = listed is not None and place.line_type is not place.line
    return PhoneLine(
        number_id=number.id,
        e164=number.e164,
        extension=number.extension,
        shown=show_phone(number.e164, number.extension),
        label=number.label,
        line=place.line_type,
        status=number.status,
        line_on=listed.as_of if listed and is_listed else None,
    )


def past_of(connection: Connection, lead_id: int) -> tuple[PastAttempt, ...]:
    """The lead's attempts that have an outcome, newest first."""
    return tuple(
        PastAttempt(
            one.at,
            one.agent,
            one.outcome,
            one.note,
            one.is_no,
            one.is_inbound,
            one.attempt_id,
        )
        for one in history_of(connection, lead_id)
    )
