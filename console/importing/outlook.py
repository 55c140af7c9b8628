"""Who of the leads that would come in may be called now, and what the others want for."""

from collections.abc import Sequence
from datetime import datetime

from console.cards import Blocked, Why
from console.judging.standing import Copies, copies_for
from console.rules.place_facts import place_from_facts
from console.rules.values import Firm, Standing
from console.rules.verdict import judge
from db.enums import VerdictKind

BARRED = {
    "internal_list": "They asked not to be called.",
    "registry": "They are on a do-not-call registry.",
    "invalid_number": "They have no valid number.",
}

SEVERAL = {
    "hours": "It is outside their calling hours.",
    "closed_day": "Their law allows no calls today.",
    "holiday": "It is a holiday there.",
}
"""What to say of leads that wait for one reason in several places."""


def look_ahead(
    standing: Sequence[tuple[str, str, int]], firm: Firm, copies: Copies, now: datetime
) -> Why:
    """Judges each place once; `standing` are (bar, facts of the place, leads)."""
    callable_now = 0
    found: dict[tuple[str, str], Blocked] = {}

    def add(one: Blocked) -> None:
        # What only a person can mend is said of each case; what time mends, in one row.
        key = (one.code, "" if one.code in SEVERAL else one.text)
        known = found.get(key)
        if known is not None:
            opens = [at for at in (known.opens_at, one.opens_at) if at is not None]
            count = known.count + one.count
            text = known.text if known.text == one.text else SEVERAL[one.code]
            one = Blocked(one.code, count, min(opens, default=None), known.zone, text)
        found[key] = one

    for bar, facts, count in standing:
        if bar:
            add(Blocked(bar, count, None, "", BARRED.get(bar, "They have no number to call.")))
            continue
        place = place_from_facts(facts)
        verdict = judge(place, Standing(copies=copies_for(copies, place.area_code)), firm, now)
        if verdict.kind is VerdictKind.CALL:
            callable_now += count
        else:
            reason = verdict.reasons[0]
            zone = place.zones[0].value if verdict.opens_at and place.zones else ""
            add(Blocked(reason.code.value, count, verdict.opens_at, zone, reason.text))
    return Why(now, callable_now, tuple(sorted(found.values(), key=lambda one: -one.count)))
