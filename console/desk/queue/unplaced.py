"""Count the leads outside a plan by reason, and say what to do about each reason."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from console.cards.waiting import Blocked, CallableCounts, OwnedLeads
from console.desk.queue.blocked_reasons import WAITING, blocked_by_reason
from console.firm.settings import block_of, join_names
from console.judging.place_openings import Openings
from console.rules.text import clean_line
from console.rules.times.calendar_words import say_day
from console.rules.times.working_hours import WorkingHours
from console.rules.verdict.sentences import LOAD_REGISTRY, SEVERAL
from db.claims import queue_counts
from db.claims.queue_counts import Pile, lead_of_pile
from db.engine.database import Connection
from db.enums import ReasonCode
from db.lists.owners import NOBODY, callers_for, last_seen

ADVICE = {
    "cool_down": "plan again when they are due",
    "callback": "they come first by themselves",
    "appointment": "mark it among the callbacks",
    "cap": "plan again when they are due",
    "held": "plan again when it is done with them",
    "internal_list": "only a supervisor can lift that",
    "registry": "record consent or a relationship if you hold one: smiledial consent add",
    "invalid_number": "give the right digits: smiledial lead edit ID --number NUMBER",
    "number_closed": "add another: smiledial lead edit ID --add-number NUMBER",
    "request_unread": "read what came with each: smiledial lead show ID",
    "address_unread": "write each as a code or a full name: smiledial lead edit ID --region STATE",
    "line_type_unread": "say what each is: smiledial lead edit ID --line landline",
    "area_code_unknown": "add a state or a postal code: smiledial lead edit ID --region STATE",
    "no_zone": "add a state or a postal code: smiledial lead edit ID --region STATE",
    "registry_missing": f"load one: {LOAD_REGISTRY}",
    "registry_stale": f"load a new one: {LOAD_REGISTRY}",
    "consent_required": "record it if you hold it: smiledial consent add",
    "reassigned": "ask the database again: smiledial reassigned import",
    "reassigned_unknown": "ask the database: smiledial reassigned import",
    "caller_id_missing": "set another number: smiledial caller-ids set NUMBER",
    "permit_missing": "state it, or an exemption: smiledial permits",
    "mobile_barred": "record consent to calls on a mobile if you hold it: smiledial consent add",
    "emergency_stop": "plan again when a supervisor resumes them",
}
"""What a planner can do, by the code of the reason."""

AN_ID = " ID "
"""The placeholder for a lead's id in the commands of `ADVICE`."""

NAMES_NEXT = " (why then names the next)"
"""Added to a command that names only one of several leads."""


class Remedy(Struct, frozen=True):
    """What an agent can do for `count` leads; `code` is the reason that blocks them."""

    code: str
    count: int
    text: str


ADVICE_OUTSIDE_PLAN = {**ADVICE, "emergency_stop": "lift the stop: smiledial rules resume PLACE"}
"""The same for an agent who is not planning."""

PATIENCE = frozenset({"cool_down", "callback", "appointment", "cap", "held", "internal_list"})
"""Reasons for which there is nothing to do: they end with time, or never."""


def first_of_each(
    connection: Connection,
    piles: Iterable[Pile],
    openings: Openings,
    is_wanted: Callable[[str], bool],
) -> dict[str, int]:
    """Return one lead's id for each reason whose code is wanted."""
    ids: dict[str, int] = {}
    for pile in piles:
        code = pile.waits_for
        if not code and pile.place_id is not None:
            code = next(
                (reason.code.value for reason in openings.answer(pile.place_id).reasons), ""
            )
        if code not in ids and is_wanted(code):
            lead_id = lead_of_pile(connection, pile)
            ids |= {} if lead_id is None else {code: lead_id}
    return ids


def is_for_one(code: str) -> bool:
    """Return whether the advice for a reason is a command on a single lead."""
    return AN_ID in ADVICE_OUTSIDE_PLAN.get(code, "")


def remedies(
    blocked: Iterable[Blocked], ids: Mapping[str, int] = MappingProxyType({})
) -> tuple[Remedy, ...]:
    """Return what can be done, the act that frees most leads first.

    Each lead counts for its first reason alone. `ids` are those that `first_of_each` returned.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for reason in blocked:
        if reason.code in ADVICE_OUTSIDE_PLAN and reason.code not in PATIENCE:
            advice = reason.remedy or ADVICE_OUTSIDE_PLAN[reason.code]
            if reason.code in ids:
                advice = advice.replace(AN_ID, f" {ids[reason.code]} ")
            counts[reason.code, advice] += reason.count
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        Remedy(code, count, text + (NAMES_NEXT if code in ids and count > 1 else ""))
        for (code, text), count in ranked
    )


def say_unplaced(
    piles: Sequence[Pile],
    closed: Mapping[int, int],
    openings: Openings,
    hours: WorkingHours | None,
    now: datetime,
) -> tuple[Blocked, ...]:
    """Return the reasons that keep leads out of a plan, each with its count and advice.

    `closed` counts leads by place, where a place is not open within the agent's `hours`.
    """
    out_of_hours = 0
    barred: list[Pile] = []
    for place_id, count in closed.items():
        if hours is not None and any(openings.spans_of(place_id, now)):
            out_of_hours += count
        elif count:
            barred.append(Pile(place_id, "", count))
    reasons = [
        replace(reason, text=_with_advice(reason))
        for reason in blocked_by_reason([*piles, *barred], openings, now)[1]
    ]
    if out_of_hours:
        text = (
            f"may be called, but never within your hours, {hours}: give other hours, or leave "
            "them to a colleague"
        )
        reasons.insert(0, Blocked(ReasonCode.HOURS, out_of_hours, None, "", text))
    return tuple(reasons)


def together(reasons: Sequence[Blocked]) -> tuple[Blocked, ...]:
    """Add up the reasons of several plans, so that each is named once."""
    alike: dict[tuple[str, str], list[Blocked]] = {}
    for reason in reasons:
        alike.setdefault((reason.code, _of_several(reason)), []).append(reason)
    return tuple(
        replace(
            same[0],
            count=sum(reason.count for reason in same),
            text=_of_several(same[0]) if len(same) > 1 else same[0].text,
            opens_at=min((reason.opens_at for reason in same if reason.opens_at), default=None),
        )
        for same in alike.values()
    )


def _of_several(blocked: Blocked) -> str:
    """Return the text of a reason in the words for several leads."""
    of_one, several = WAITING.get(blocked.code, ("", ""))
    return blocked.text.replace(of_one, several) if of_one else blocked.text


def _with_advice(blocked: Blocked) -> str:
    """Return the text of a reason with advice. The text of one place already has some."""
    text = blocked.text.rstrip(".")
    advice = ADVICE.get(blocked.code, "")
    is_general = blocked.text in {*WAITING.get(blocked.code, ()), SEVERAL.get(blocked.code)}
    return f"{text}: {advice}" if advice and is_general else text


GONE_FOR = timedelta(days=7)
"""How long an owner may be absent before their leads are shown with a warning."""


def why_with_owners(connection: Connection, openings: Openings, now: datetime) -> CallableCounts:
    """Count callable and blocked leads, and of both how many belong to each owner."""
    piles = queue_counts.piles(connection, now)
    openings.learn(connection, (pile.place_id for pile in piles if pile.place_id is not None))
    callable_now, blocked = blocked_by_reason(piles, openings, now)
    by_owner = tuple(
        replace(owned, trouble=trouble_with(connection, openings.settings, owned.owner, now))
        for owned in owned_of(piles, openings, now)
    )
    return CallableCounts(
        now, callable_now, blocked, by_owner, first_of_each(connection, piles, openings, is_for_one)
    )


def owned_of(
    piles: Iterable[queue_counts.Pile], openings: Openings, now: datetime
) -> tuple[OwnedLeads, ...]:
    """Count the leads of each owner among these."""
    by_owner: dict[str, list[queue_counts.Pile]] = {}
    for pile in piles:
        if pile.owner != NOBODY:
            by_owner.setdefault(pile.owner, []).append(pile)
    owned = []
    for owner in sorted(by_owner):
        callable_now, _ = blocked_by_reason(by_owner[owner], openings, now)
        count = sum(pile.count for pile in by_owner[owner])
        owned.append(OwnedLeads(owner, callable_now, count - callable_now))
    return tuple(owned)


def trouble_with(
    connection: Connection, values: Mapping[str, object], owner: str, now: datetime
) -> str:
    """Say why nobody calls the leads of an owner, as the end of a sentence; "" if somebody may."""
    agents = callers_for(values, owner)
    if not agents:
        return "where nobody is"
    free = [agent for agent in agents if block_of(values, agent) is None]
    if not free:
        return _clause(agents, "is blocked", "are blocked")
    times = [at for agent in free if (at := last_seen(connection, agent)) is not None]
    if not times:
        return _clause(free, "has never called here", "have never called here")
    if now - max(times) < GONE_FOR:
        return ""
    since = f"not been here since {say_day(max(times))}"
    return _clause(free, f"has {since}", f"have {since}")


def _clause(agents: Sequence[str], of_one: str, of_several: str) -> str:
    """Return "who is blocked", or "whose Ann and Bob are blocked" for several agents."""
    names = [clean_line(agent) for agent in agents]
    return f"who {of_one}" if len(names) == 1 else f"whose {join_names(names)} {of_several}"
