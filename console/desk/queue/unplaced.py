"""Which leads a plan has no place for: one count a reason, with what to do about it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from console.cards.waiting import Blocked, CallableCounts, OwnedLeads
from console.desk.queue.blocked_reasons import REGISTRY_GAPS, WAITING, blocked_by_reason
from console.firm.house_rules import block_of
from console.firm.territories import join_names
from console.judging.openings import Openings
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
    "callback": "they come first by themselves, in any session",
    "cap": "plan again when they are due",
    "held": "plan again when it is done with them",
    "internal_list": "nothing lifts that but a supervisor",
    "registry": "record consent if you hold it: smiledial consent add",
    "invalid_number": "give the right digits: smiledial lead edit ID --number NUMBER",
    "number_closed": "add another: smiledial lead edit ID --add-number NUMBER",
    "request_unread": "read what came with each: smiledial lead show ID",
    "address_unread": "write each as a code or a full name: smiledial lead edit ID --region STATE",
    "area_code_unknown": "add a state or a postal code: smiledial lead edit ID --region STATE",
    "no_zone": "add a state or a postal code: smiledial lead edit ID --region STATE",
    "registry_missing": f"load one: {LOAD_REGISTRY}",
    "registry_stale": f"load a new one: {LOAD_REGISTRY}",
    "consent_required": "record it if you hold it: smiledial consent add",
    "mobile_barred": "record consent if you hold it: smiledial consent add",
    "emergency_stop": "plan again when a supervisor resumes them",
}
"""What to do about leads that wait for a reason, where something can be done."""

AN_ID = " ID "
"""Where it names the lead."""
THEN = " (why then names the next)"


class Remedy(Struct, frozen=True):
    """What somebody can do for so many leads; `code` is what they wait for."""

    code: str
    count: int
    text: str


NOW = {**ADVICE, "emergency_stop": "lift the stop: smiledial rules resume PLACE"}
"""The same for who does not plan."""

PATIENCE = frozenset({"cool_down", "callback", "cap", "held", "internal_list"})
"""What nobody is to do anything about."""


def one_to_mend(
    connection: Connection, found: Iterable[Pile], openings: Openings
) -> dict[str, int]:
    """By what leads wait for the id of one of them, where each is to be mended by itself."""
    ids: dict[str, int] = {}
    for pile in found:
        code = pile.waits_for
        if not code and pile.place_id is not None:
            code = next((one.code.value for one in openings.answer(pile.place_id).reasons), "")
        if AN_ID in NOW.get(code, "") and code not in ids:
            lead_id = lead_of_pile(connection, pile)
            ids |= {} if lead_id is None else {code: lead_id}
    return ids


def remedies(
    blocked: Iterable[Blocked], ids: Mapping[str, int] = MappingProxyType({})
) -> tuple[Remedy, ...]:
    """What can be done, what frees most leads first: each lead counts by its first reason.

    `ids` are as of `one_to_mend`.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for one in blocked:
        if one.code in NOW and one.code not in PATIENCE:
            of_place = one.text.rpartition(": ")[2] if one.code in REGISTRY_GAPS else ""
            advice = of_place if of_place.startswith("smiledial") else NOW[one.code]
            if one.code in ids:
                advice = advice.replace(AN_ID, f" {ids[one.code]} ")
            counts[one.code, advice] += one.count
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(
        Remedy(code, count, text + (THEN if code in ids and count > 1 else ""))
        for (code, text), count in ranked
    )


def say_unplaced(
    piles: Sequence[Pile],
    closed: Mapping[int, int],
    openings: Openings,
    hours: WorkingHours | None,
    now: datetime,
) -> tuple[Blocked, ...]:
    """`closed` counts the leads in places that have no hours to call in, or none of the agent's."""
    out_of_hours = 0
    barred: list[Pile] = []
    for place_id, count in closed.items():
        if hours is not None and any(openings.spans_of(place_id, now)):
            out_of_hours += count
        elif count:
            barred.append(Pile(place_id, "", count))
    found = [
        replace(one, text=_with_advice(one))
        for one in blocked_by_reason([*piles, *barred], openings, now)[1]
    ]
    if out_of_hours:
        text = (
            f"may be called, but never within your hours, {hours}: give other hours, or leave "
            "them to a colleague"
        )
        found.insert(0, Blocked(ReasonCode.HOURS, out_of_hours, None, "", text))
    return tuple(found)


def together(found: Sequence[Blocked]) -> tuple[Blocked, ...]:
    """What several plans have no place for, each reason once."""
    alike: dict[tuple[str, str], list[Blocked]] = {}
    for one in found:
        alike.setdefault((one.code, _of_several(one)), []).append(one)
    return tuple(
        replace(
            same[0],
            count=sum(one.count for one in same),
            text=_of_several(same[0]) if len(same) > 1 else same[0].text,
            opens_at=min((one.opens_at for one in same if one.opens_at), default=None),
        )
        for same in alike.values()
    )


def _of_several(blocked: Blocked) -> str:
    """The same where it was told of one lead."""
    of_one, several = WAITING.get(blocked.code, ("", ""))
    return blocked.text.replace(of_one, several) if of_one else blocked.text


def _with_advice(blocked: Blocked) -> str:
    """The reason of one place says itself what to do; what is said of several does not."""
    text = blocked.text.rstrip(".")
    advice = ADVICE.get(blocked.code, "")
    is_general = blocked.text in {*WAITING.get(blocked.code, ()), SEVERAL.get(blocked.code)}
    return f"{text}: {advice}" if advice and is_general else text


# Leads that wait for one agent or territory: how many, and where nobody comes for them.


GONE_FOR = timedelta(days=7)
"""An owner who has not been here for so long is told of with their leads."""


def why_with_owners(connection: Connection, openings: Openings, now: datetime) -> CallableCounts:
    """Who may be called now, by whomever, why the others may not, and who of both is whose."""
    found = queue_counts.piles(connection, now)
    openings.learn(connection, (pile.place_id for pile in found if pile.place_id is not None))
    callable_now, blocked = blocked_by_reason(found, openings, now)
    owned = tuple(
        replace(one, trouble=trouble_with(connection, openings.settings, one.owner, now))
        for one in owned_of(found, openings, now)
    )
    return CallableCounts(
        now, callable_now, blocked, owned, one_to_mend(connection, found, openings)
    )


def owned_of(
    found: Iterable[queue_counts.Pile], openings: Openings, now: datetime
) -> tuple[OwnedLeads, ...]:
    """The open leads among these that belong to somebody, by owner."""
    piles: dict[str, list[queue_counts.Pile]] = {}
    for pile in found:
        if pile.owner != NOBODY:
            piles.setdefault(pile.owner, []).append(pile)
    owned = []
    for owner in sorted(piles):
        callable_now, _ = blocked_by_reason(piles[owner], openings, now)
        count = sum(pile.count for pile in piles[owner])
        owned.append(OwnedLeads(owner, callable_now, count - callable_now))
    return tuple(owned)


def trouble_with(
    connection: Connection, values: Mapping[str, object], owner: str, now: datetime
) -> str:
    """Why nobody comes for the leads of an owner, as the end of a sentence; "" where somebody
    may."""
    agents = callers_for(values, owner)
    if not agents:
        return "where nobody is"
    free = [agent for agent in agents if block_of(values, agent) is None]
    if not free:
        return _said(agents, "is blocked", "are blocked")
    seen = [at for agent in free if (at := last_seen(connection, agent)) is not None]
    if not seen:
        return _said(free, "has never called here", "have never called here")
    if now - max(seen) < GONE_FOR:
        return ""
    since = f"not been here since {say_day(max(seen))}"
    return _said(free, f"has {since}", f"have {since}")


def _said(agents: Sequence[str], of_one: str, of_several: str) -> str:
    names = [clean_line(one) for one in agents]
    return f"who {of_one}" if len(names) == 1 else f"whose {join_names(names)} {of_several}"
