"""Say what each do-not-call list means for the number on a card, and what its lead's words ask."""

from collections.abc import Iterator
from datetime import date, datetime

from console.cards.lead import INTERNAL, ListStatus
from console.rules.law.firm_rules import firm_needs
from console.rules.law.statutes import RegistryNeed, all_registries
from console.rules.requests.flag_columns import is_flag_column
from console.rules.requests.gate import may_request
from console.rules.times.windows import second_of
from console.rules.values import Firm, Place, RegistryHit, Standing
from console.rules.verdict.place_answer import answer_at
from console.rules.verdict.reassigned import reassigned_reasons
from console.rules.verdict.registry_rules import (
    is_exempt,
    is_fresh,
    is_lifted,
    needs_of,
    registry_bars,
)
from console.rules.verdict.schedule import date_of, day_of
from console.rules.verdict.sentences import why_listed
from console.rules.verdict.time_rules import bind, jurisdictions_of
from console.rules.verdict.verdict import with_look_ups
from db.engine.database import Connection
from db.enums import REASSIGNED_ANSWERS, Reassigned, RegistryKind
from db.leads.records import NOTHING_TYPED, LeadFacts, typed_words

HITS = {
    RegistryKind.BARS: "listed",
    RegistryKind.MOBILE: "a mobile",
    RegistryKind.WARNS: "caution",
    RegistryKind.LINE_MOBILE: "a mobile",
    RegistryKind.LINE_VOIP: "voip",
    RegistryKind.LINE_LANDLINE: "a landline",
}
DATABASE = "reassigned numbers database"
ANSWERS = {
    Reassigned.YES: "cut off since, maybe given to somebody else",
    Reassigned.NO_DATA: "no data",
    Reassigned.NO: "not cut off since",
}


def list_statuses(
    place: Place, standing: Standing, firm: Firm, now: datetime
) -> tuple[ListStatus, ...]:
    """Return a line for each list: the internal one, optional ones, then the required ones.

    The law or the firm requires a list. A line is clear unless its list makes the verdict forbid
    the call.
    """
    place = with_look_ups(place, standing.hits)
    days = answer_at(place, standing.copies, firm, second_of(now)).days
    own = firm_needs(firm, place, jurisdictions_of(place)) if firm.rules else ()
    needs = sorted((*needs_of(place), *own), key=lambda need: need.is_required)
    return (
        _internal(standing),
        *_reassigned(place, firm, days),
        *_other_lists(place, standing, needs, days),
        *(_of_need(need, place, standing, days, is_own=need in own) for need in needs),
    )


def _internal(standing: Standing) -> ListStatus:
    if standing.listing is not None:
        why = why_listed(standing.listing.reason)
        return ListStatus("do not call", why, standing.listing.on, False)
    return ListStatus(INTERNAL, "not listed", None, True)


def _reassigned(place: Place, firm: Firm, days: tuple[int, ...]) -> Iterator[ListStatus]:
    """Yield a line for the reassigned numbers database, if it has an answer or one is needed."""
    answer = place.reassigned
    is_clear = not any(reassigned_reasons(bind(place, firm), place, days))
    if answer is not None:
        yield ListStatus(DATABASE, ANSWERS[answer.answer], answer.on, is_clear)
    elif not is_clear:
        yield ListStatus(DATABASE, "not asked", None, False)


def _other_lists(
    place: Place, standing: Standing, needs: list[RegistryNeed], days: tuple[int, ...]
) -> Iterator[ListStatus]:
    """Yield lines for lists that no rule requires: litigators, mobiles, the firm's own choice."""
    shown = set()
    for hit in standing.hits:
        is_answer = hit.kind in REASSIGNED_ANSWERS  # `_reassigned` has one line for all answers
        if is_answer or any(need.is_meant_by(hit.registry) for need in needs):
            continue
        shown.add(hit.registry)
        text = HITS[hit.kind]
        if hit.kind is RegistryKind.BARS and is_exempt(place, hit):
            text = f"listed, which bars no {place.kind.value} call"
        yield ListStatus(hit.name, text, hit.as_of, not _is_bar(hit, place, days))
    for copy in standing.copies:
        # Leave out a registry of another country: Britain's says nothing of a number in Berlin.
        is_known = any(need.is_meant_by(copy.registry) for need in all_registries())
        if not is_known and copy.registry not in shown:
            yield ListStatus(copy.registry, "not listed", copy.as_of, True)


def _of_need(
    need: RegistryNeed, place: Place, standing: Standing, days: tuple[int, ...], *, is_own: bool
) -> ListStatus:
    """Return the line of a required list.

    `is_own`: a rule of the firm requires it, so a clearance from elsewhere does not count.
    """
    copied = [copy.as_of for copy in standing.copies if need.is_meant_by(copy.registry)]
    cleared = [place.cleared_on] if place.cleared_on and not is_own else []
    dates = [*copied, *cleared]
    is_fresh_enough = any(is_fresh(day_of(as_of), need, days) for as_of in dates)
    is_free = is_lifted(need, place, days)
    is_clear = is_free or is_fresh_enough or not need.is_required
    hits = [
        hit
        for hit in standing.hits
        if hit.kind not in REASSIGNED_ANSWERS and need.is_meant_by(hit.registry)
    ]
    if hits:
        hit = max(hits, key=lambda hit: (_is_bar(hit, place, days), hit.as_of))
        is_bar = _is_bar(hit, place, days)
        is_idle = hit.kind is RegistryKind.BARS and not is_bar
        text = "listed, evidence lifts it" if is_idle else HITS[hit.kind]
        return ListStatus(need.name, text, hit.as_of, is_clear and not is_bar)
    if not dates:
        text = "not needed, evidence is held" if is_free else "no copy"
        return ListStatus(need.name, text, None, is_clear)
    newest = max(dates)
    if not is_fresh_enough:
        text = f"copy is {_age(newest, days)} days old"
    else:
        text = "not listed" if newest in copied else "list cleared elsewhere"
    return ListStatus(need.name, text, newest, is_clear)


def _is_bar(hit: RegistryHit, place: Place, days: tuple[int, ...]) -> bool:
    return hit.kind is RegistryKind.BARS and any(registry_bars(place, (hit,), days))


def _age(as_of: date, days: tuple[int, ...]) -> int:
    return (date_of(max(days)) - as_of).days


def request_of(connection: Connection, lead: LeadFacts) -> tuple[str, str] | None:
    """Return the words that may be a request not to be called, as `Standing.request`."""
    is_new = not (lead.dials or lead.reached or lead.noes or lead.due_at)
    # About a lead that nobody has called or skipped, no agent has typed anything but a draft.
    typed = NOTHING_TYPED if is_new else typed_words(connection, lead.id)
    # A marked lead may have its doubt in a yes or no, which only a column's name explains.
    is_marked = any('"request_unread"' in number.place for number in lead.numbers)
    texts = (lead.notes, lead.draft, *lead.extras.values(), *typed.notes)
    # A lead of an older version has no mark yet, and an agent's own login may not set one.
    has_flags = any(map(is_flag_column, lead.extras))
    if not (is_marked or has_flags or any(map(may_request, texts))):
        return None
    # late: few leads have such a word
    from console.judging.request_doubts import find_doubt

    return find_doubt(connection, lead.id, lead.notes, lead.extras, lead.draft)


def limit_of(lead: LeadFacts) -> tuple[str, str] | None:
    """Return the words that ask for no calls at some hours, as `Standing.limit`."""
    if not any(map(may_request, (lead.notes, *lead.extras.values()))):
        return None
    # late: few leads have such a word
    from console.judging.request_doubts import find_limit

    return find_limit(lead.notes, lead.extras)
