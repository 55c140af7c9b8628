"""A call of the past is judged by the firm's own list as it stood then."""

from dataclasses import replace
from datetime import datetime

from console.rules.times.calendar_words import say_day
from console.rules.values import Firm, Place, Standing, Verdict
from console.rules.verdict.verdict import judge
from db.enums import VerdictKind


def judge_at(place: Place, standing: Standing, firm: Firm, at: datetime, now: datetime) -> Verdict:
    """The verdict at `at`, asked `now`.

    Whoever asked after a past call does not make it wrong; a call now or later is barred whatever
    the clock that wrote the entry said. Entries taken off the list since are not remembered.
    """
    listing = standing.listing if standing.lists_checked else None
    if listing is None or listing.since is None or not at < min(listing.since, now):
        return judge(place, standing, firm, at)
    verdict = judge(place, replace(standing, listing=None), firm, at)
    closes_at = verdict.closes_at
    if verdict.kind is VerdictKind.CALL:
        closes_at = min(closes_at or listing.since, listing.since)
    said = f"On your firm's do-not-call list since {say_day(listing.on)}, after this call."
    return replace(verdict, closes_at=closes_at, cautions=(*verdict.cautions, said))
