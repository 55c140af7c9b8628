"""Make the card of a held lead: its numbers with their verdicts, its lists, its history."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from msgspec.structs import replace

from console.cards.lead import Card, Introduced, JudgedPhone, OpenAttempt, PhoneLine
from console.desk.cards.list_statuses import limit_of, list_statuses, request_of
from console.files.fields.lead_fields import FACTS
from console.firm.settings import SEQUENCES
from console.judging.number_shown import choose_for
from console.judging.number_standing import CLOSED_NUMBERS, standing_of
from console.judging.place_openings import Openings
from console.outreach.scripts.active_texts import ActiveTexts
from console.outreach.scripts.speaking import listener_of, speak
from console.rules.law.disclosures import answering, duties_of, opening, spoken_name
from console.rules.phone.number_plan import show_phone
from console.rules.times.windows import load_zone
from console.rules.values import AddressWords, Place, Standing, Verdict
from console.rules.verdict.firm_places import settle
from console.rules.verdict.sentences import say_instant
from console.rules.verdict.verdict import judge
from db.calls.attempts import rest_of_others
from db.calls.callbacks import promised_by
from db.claims.claim import Hold
from db.engine.database import Connection
from db.enums import Direction, LeadKind, LeadStatus, NumberStatus, ReasonCode, VerdictKind
from db.firm.prepared_texts import last_introduction
from db.leads.records import LeadFacts, NumberFacts, history_of, last_outcome, menu_beside
from db.lists.catalogue import RETIRED
from db.tables.calls import AttemptRow

PROMISED = "You promised to ring back."
OTHERS_PROMISE = "We promised to ring you back."
ASKED = "Asked to be called"
THEIR_INQUIRY = "You asked us to call you."

LONGEST_INITIALS = 4
"""The longest column name in capitals that is an abbreviation, such as NPI, and not a word."""


def headline_of(title: str, company: str) -> str:
    """Return the title and the company of a lead, joined by a dot."""
    return " · ".join(part for part in (title, company) if part)


def _grouped(text: str) -> str:
    """Group the digits of an amount. Four digits stay as they are: they may be a year."""
    return f"{int(text):,}" if text.isdecimal() and len(text) > 4 else text


def _label(name: str) -> str:
    """Turn a column name into a label: “LinkedIn URL” and “NPI” stay, “HOME_VALUE” does not."""
    shown = name.replace("_", " ")
    if shown.isupper() and len(shown) > LONGEST_INITIALS:
        return shown.capitalize()
    return shown[:1].upper() + shown[1:]


def introduced_by_list(extras: Mapping[str, str]) -> str:
    """Return what an extra column says of an introduction, as `Introduction sent 2026-11-09`."""
    for name, text in extras.items():
        if "introduc" in name.casefold() and text[:1].isdigit():
            return f"{_label(name)} {text}"
    return ""


def facts_of(lead: LeadFacts) -> tuple[tuple[str, str], ...]:
    """Return the details of a lead as pairs of label and text: fields, answers, extra columns."""
    known = []
    for field in FACTS:
        value = getattr(lead, field.name)
        if value not in {None, ""}:
            known.append((field.label, f"{value:,}" if isinstance(value, int) else str(value)))
    known += [(_label(name), _grouped(answer)) for name, answer in (lead.answers or {}).items()]
    extras = [(_label(name), text) for name, text in lead.extras.items()]
    return tuple(known + [(label, text) for label, text in extras if text])


Offered: TypeAlias = tuple[NumberFacts, Standing, Verdict]
"""A lead's number, its standing, and its verdict."""


def card_of(
    connection: Connection,
    lead: LeadFacts,
    hold: Hold,
    openings: Openings,
    active_texts: ActiveTexts,
    agent: str,
    now: datetime,
    attempt_row: AttemptRow | None,
    offered: Offered,
) -> Card:
    """Return the lead as the screen shows it. `attempt_row` is the dial under its claim, if any."""
    attempt = None
    if attempt_row is not None and attempt_row.outcome is None:
        attempt = OpenAttempt(
            attempt_row.id,
            attempt_row.number_id,
            attempt_row.dialled_at,
            attempt_row.answered_at,
            attempt_row.line_ended_at,
            is_inbound=attempt_row.direction == Direction.INBOUND,
            ended_at=attempt_row.ended_at,
        )
    number, standing, verdict = offered
    place = settle(openings.places[number.place_id], openings.firm)
    zone = place.zones[0].value if place.zones else ""
    active_texts.update(connection, openings.revision)
    menu, menu_of = _menu(connection, lead, number)
    why_now = _why_now(connection, lead, attempt, agent, now)
    listener = listener_of(lead, openings.settings, agent, zone, now)
    return Card(
        claim=hold.claim,
        lead_id=lead.id,
        name=lead.name,
        headline=headline_of(lead.title, lead.company) or headline_of(lead.occupation, lead.city),
        kind=lead.kind,
        phone=_phone_line(number, place),
        other_phones=tuple(
            _phone_line(other, openings.places[other.place_id])
            for other in lead.numbers
            if other.id != number.id
        ),
        verdict=verdict,
        place=place,
        lists=list_statuses(place, standing, openings.firm, now),
        notes=lead.notes,
        facts=(*_touch(connection, lead, openings, zone, now), *facts_of(lead)),
        history=history_of(connection, lead.id),
        dials=lead.dials,
        noes=lead.noes,
        last_dialled_at=lead.last_dialled_at,
        list_name=lead.list_name,
        why_now=why_now,
        say_first=_say_first(agent, openings, verdict, attempt, why_now),
        duties=duties_of((code.value for code in place.jurisdictions), openings.firm.trades),
        script=speak(active_texts.script(lead.list_id, lead.id), listener),
        objections=speak(active_texts.objections(lead.list_id), listener),
        introduced=introduced_of(connection, lead),
        draft=lead.draft,
        attempt=attempt,
        zone=zone,
        held_until=hold.held_until,
        caller_id=choose_for(connection, openings, number.e164, lead.list_name, now).number,
        list_offer=lead.list_offer,
        menu=menu,
        menu_of=menu_of,
        has_email=bool(lead.email),
        is_first_phone=number.id == lead.numbers[0].id,
        answers=lead.answers or {},
        doubt=standing.request,
    )


def offer(
    connection: Connection,
    lead: LeadFacts,
    openings: Openings,
    now: datetime,
    number_id: int | None = None,
    then: datetime | None = None,
) -> Offered:
    """Return the number to call, with its standing and its verdict.

    Without `number_id` it is the first of the lead's numbers that may be called now, else its first
    open one. With `then` it is judged for a callback at that instant, by what is known now; then
    neither the lead's rest nor its callback forbids the call.
    """
    at = now if then is None else then
    standings = standings_of(connection, lead, openings, now, number_id, is_later=then is not None)
    return first_offered(lead, standings, openings, at)


def standings_of(
    connection: Connection,
    lead: LeadFacts,
    openings: Openings,
    now: datetime,
    number_id: int | None = None,
    *,
    is_later: bool,
) -> Iterator[tuple[NumberFacts, Standing]]:
    """Yield the numbers that `offer` judges, in its order, each with its standing.

    `is_later`: for a callback, which neither the lead's rest nor its callback forbids.
    """
    numbers = [number for number in lead.numbers if number_id in {None, number.id}]
    if not numbers:  # that number was removed meanwhile
        numbers = list(lead.numbers)
    # Open numbers first. The sort is stable, so each group keeps the lead's own order.
    numbers.sort(key=lambda number: number.status is not NumberStatus.OPEN)
    for number in numbers:
        standing = standing_for(connection, lead, number, openings, now)
        if is_later:
            standing = replace(
                standing,
                rests_until=None,
                number_rests_until=None,
                callback_at=None,
                unmarked_until=None,
                is_callback=True,
            )
        yield number, standing


def first_offered(
    lead: LeadFacts,
    standings: Iterable[tuple[NumberFacts, Standing]],
    openings: Openings,
    at: datetime,
) -> Offered:
    """Return the first number that may be called at an instant, else the first one."""
    best: Offered | None = None
    for number, standing in standings:
        verdict = judge(openings.places[number.place_id], standing, openings.firm, at)
        if verdict.kind is VerdictKind.CALL:
            return number, standing, verdict
        if best is None:
            best = number, standing, verdict
    if best is None:
        raise LookupError(f"lead {lead.id} has no number")
    return best


def after_dial(offered: Offered, openings: Openings, now: datetime) -> Offered:
    """Judge the number again after its dial at `now`, as `offer` would."""
    number, standing, _ = offered
    standing = replace(standing, dials=(*standing.dials, now))
    return number, standing, judge(openings.places[number.place_id], standing, openings.firm, now)


def judged_numbers(
    connection: Connection, lead: LeadFacts, openings: Openings, now: datetime
) -> tuple[JudgedPhone, ...]:
    """Return every number of the lead with its own verdict, in the order of dialling."""
    phones = []
    for number in lead.numbers:
        standing = standing_for(connection, lead, number, openings, now)
        verdict = judge(openings.places[number.place_id], standing, openings.firm, now)
        phones.append(_judged_phone(number, verdict, openings))
    return tuple(phones)


def judged_to_call(
    connection: Connection, lead: LeadFacts, openings: Openings, now: datetime
) -> JudgedPhone:
    """Return the number that would be dialled, with its verdict."""
    number, _, verdict = offer(connection, lead, openings, now)
    return _judged_phone(number, verdict, openings)


def _judged_phone(number: NumberFacts, verdict: Verdict, openings: Openings) -> JudgedPhone:
    line = _phone_line(number, openings.places[number.place_id])
    return JudgedPhone(line, verdict, openings.zone_of(number.place_id))


def standing_for(
    connection: Connection, lead: LeadFacts, number: NumberFacts, openings: Openings, now: datetime
) -> Standing:
    """Return the facts that may forbid a call: lists, history, and the state of the lead."""
    place = openings.places[number.place_id]
    others = [other.e164 for other in lead.numbers if other.e164 != number.e164]
    is_due_later = lead.due_at is not None and lead.due_at > now
    waits_for = lead.due_reason if is_due_later else ""
    shown = choose_for(connection, openings, number.e164, lead.list_name, now)
    is_promised = waits_for in {ReasonCode.CALLBACK, ReasonCode.APPOINTMENT}
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
        written=_written(lead, place),
        request=request_of(connection, lead),
        limit=limit_of(lead),
        number_closed=CLOSED_NUMBERS.get(number.status, ""),
        lead_closed=_closed(connection, lead, place),
        rests_until=lead.due_at if is_due_later and not is_promised else None,
        number_rests_until=_number_rests(connection, lead, number, now),
        callback_at=lead.due_at if waits_for == ReasonCode.CALLBACK else None,
        unmarked_until=lead.due_at if waits_for == ReasonCode.APPOINTMENT else None,
        is_callback=_asked_for(connection, lead, now),
        shown_gap=shown.gap,
        shown_doubt=shown.caution,
    )


def _asked_for(connection: Connection, lead: LeadFacts, now: datetime) -> bool:
    """Return whether the person asked for the call that the lead waits for."""
    if lead.due_reason != ReasonCode.CALLBACK:
        return False
    from db.calls.appointments import is_reminder  # late: few leads have a promised call

    return not is_reminder(connection, lead.id, now)


def _written(lead: LeadFacts, place: Place) -> AddressWords:
    """Return the cells of a lead that cannot be read, as `Standing.written`."""
    cells = [(name, getattr(lead, name) or "") for name in place.unread]
    if place.line_unread:
        cells.append(("line_type", str(lead.extras.get("line_type", ""))))
    return tuple(cells)


def _number_rests(
    connection: Connection, lead: LeadFacts, number: NumberFacts, now: datetime
) -> datetime | None:
    """Return until when the number rests after a call to another lead that has it, or None.

    A business number does not rest: the agent may ask for the next person. Neither does a callback.
    """
    if lead.kind is LeadKind.BUSINESS or lead.due_reason == "callback":
        return None
    return rest_of_others(connection, number.e164, number.extension, lead.id, now)


def _why_now(
    connection: Connection, lead: LeadFacts, attempt: OpenAttempt | None, agent: str, now: datetime
) -> str:
    """Say why this lead comes now: it rang, a callback is due, or they asked. "" for none."""
    if attempt is not None and attempt.is_inbound:
        is_held = lead.held_until is not None and lead.held_until > now and lead.held_by != agent
        return f"They rang; {lead.held_by} has them on the screen too." if is_held else "They rang."
    if lead.inquired_at is not None and lead.due_at is None:
        return f"{ASKED} {_say_ago(now - lead.inquired_at)} ago."
    if lead.due_reason != "callback":
        return ""
    promised = promised_by(connection, lead.id)
    if promised == agent:
        return PROMISED
    return f"{promised or 'A colleague'} promised to ring back."


def _say_ago(age: timedelta) -> str:
    """Return a length of time in its largest unit: "4 minutes", "2 hours", "3 days"."""
    minutes = age // timedelta(minutes=1)
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"


def _closed(connection: Connection, lead: LeadFacts, place: Place) -> str:
    """Say why the lead is closed: by which outcome, and when. "" where it is not."""
    if lead.status != LeadStatus.CLOSED:
        return ""
    if lead.bar == RETIRED:
        return "its list was retired"
    last = last_outcome(connection, lead.id)
    if last is None:
        return "this lead is finished"
    how = "it was won" if last.is_yes else "the last call ended it"
    return f"{how} on {say_instant(last.at, place)} ({last.label})"


def _touch(
    connection: Connection, lead: LeadFacts, openings: Openings, zone: str, now: datetime
) -> tuple[tuple[str, str], ...]:
    """Return the fact about the lead's sequence, () for none."""
    if SEQUENCES not in openings.settings:
        return ()
    from console.judging.touches import touch_facts  # late: most firms have no sequence

    return touch_facts(connection, lead, openings, zone, now)


def introduced_of(connection: Connection, lead: LeadFacts) -> Introduced | None:
    """Return the last introduction that was sent, or None."""
    if lead.introduced_at is None:
        return None
    last = last_introduction(connection, lead.id)
    return Introduced(last.at, last.agent, last.way) if last else None


def _say_first(
    agent: str, openings: Openings, verdict: Verdict, attempt: OpenAttempt | None, why_now: str
) -> str:
    """Return the agent's first sentence: an opening, or a greeting for an incoming call.

    The opening of a promised call says so; nobody waits for a cold call.
    """
    zone = verdict.zones[0].value if verdict.zones else "UTC"
    firm_name = str(openings.settings.get("firm_name", ""))
    offer = str(openings.settings.get("offer", ""))
    firm_phone = str(openings.settings.get("firm_phone", ""))
    hour = verdict.at.astimezone(load_zone(zone)).hour
    if attempt is not None and attempt.is_inbound:
        return answering(spoken_name(agent), firm_name, hour)
    promise = ""
    if why_now.startswith(ASKED):
        promise = THEIR_INQUIRY
    elif why_now:
        promise = "I promised to ring you back." if why_now == PROMISED else OTHERS_PROMISE
    return opening(spoken_name(agent), firm_name, offer, hour, firm_phone, promise)


def _menu(connection: Connection, lead: LeadFacts, number: NumberFacts) -> tuple[str, str]:
    """Return the phone menu's keys for the first number, and the other lead that has noted them."""
    if number.id != lead.numbers[0].id:
        return "", ""
    return (lead.menu, "") if lead.menu else menu_beside(connection, number.e164, lead.id)


def _phone_line(number: NumberFacts, place: Place) -> PhoneLine:
    """Return a number as a line on the screen."""
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
