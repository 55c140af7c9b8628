"""Each jurisdiction's week as text, one file each under `snapshots/`, to be read in review.

After a rule was changed on purpose: `python -m tests.rules.weeks` writes them anew; the diff is
what the change does.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from console.rules.law.disclosures import say_trades
from console.rules.law.quiet_days import days_of
from console.rules.law.statutes import known_jurisdictions, rules_in_force
from console.rules.times.windows import load_zone
from console.rules.values import Evidence, Firm, Place
from console.rules.verdict.sentences import say_lifts, say_refusal
from console.rules.verdict.verdict import open_spans
from db.enums import EvidenceKind, LeadKind
from tests.rules.law_cases import ZONES, ask, local, place_in

SNAPSHOTS = Path(__file__).parent / "snapshots"
WEEK = date(2026, 12, 7)
CHANGES = date(2027, 3, 8)
CONSENT = (Evidence(EvidenceKind.WRITTEN, date(2026, 1, 1), "form"),)


def picture(place: Place, firm: Firm, monday: date, zone: str) -> Iterator[str]:
    """A line a day in the place's own time: the open spans, and a cell for each half hour."""
    for offset in range(7):
        day = monday + timedelta(days=offset)
        start = datetime(day.year, day.month, day.day, tzinfo=load_zone(zone))
        end = datetime.combine(day + timedelta(days=1), start.time(), start.tzinfo)
        spans = open_spans(place, firm, start.astimezone(UTC), end.astimezone(UTC))
        shown = [
            f"{opens.astimezone(start.tzinfo):%H:%M}-{closes.astimezone(start.tzinfo):%H:%M}"
            for opens, closes in spans
        ]
        bar = "".join(
            "#" if any(opens <= cell < closes for opens, closes in spans) else "."
            for cell in (start.astimezone(UTC) + timedelta(minutes=30 * half) for half in range(48))
        )
        yield f"  {day:%a %Y-%m-%d}  {bar}  {', '.join(shown) or 'closed'}"


def in_universal_time(place: Place, monday: date) -> Iterator[str]:
    start = datetime(monday.year, monday.month, monday.day, tzinfo=UTC)
    for opens, closes in open_spans(place, Firm(), start, start + timedelta(days=8)):
        yield f"  {opens:%a %d %H:%M:%S} - {closes:%a %d %H:%M:%S}"


def render(jurisdiction: str) -> str:
    zone = ZONES[jurisdiction]
    plain = place_in(jurisdiction)
    lines = [f"{jurisdiction} in {zone}", ""]
    weeks = {
        "A consumer": (plain, Firm()),
        "A business": (place_in(jurisdiction, kind=LeadKind.BUSINESS), Firm()),
        "A consumer with written consent": (place_in(jurisdiction, evidence=CONSENT), Firm()),
        "A seller of securities": (plain, Firm(trades=("securities",))),
    }
    seen: dict[tuple[str, ...], str] = {}
    for who, (place, firm) in weeks.items():
        week = tuple(picture(place, firm, WEEK, zone))
        if week in seen:
            lines += [f"{who}: as {seen[week].lower()}.", ""]
            continue
        seen[week] = who
        lines += [f"{who}:", *week, ""]
    lines += ["The week in which American clocks change, in UTC:"]
    lines += [*in_universal_time(plain, CHANGES), ""]
    lines += bars_and_caps(jurisdiction, zone)
    lines += barred_days(jurisdiction)
    return "\n".join(lines).rstrip() + "\n"


def bars_and_caps(jurisdiction: str, zone: str) -> Iterator[str]:
    noon = local("2026-12-09 12:00:00", zone)
    kind = ask(place_in(jurisdiction), noon).kind
    yield f"A consumer's landline without consent on Wednesday noon: {kind.value}"
    for rule in rules_in_force(jurisdiction, WEEK):
        if rule.cap and not rule.device:
            yield f"Cap: {rule.cap} dials in {rule.cap_hours} hours ({rule.id})"
        if rule.bars:
            sold = f" that sell {say_trades(rule.trades)}" if rule.trades else ""
            lifted = f"unless lifted by {say_lifts(rule)}" if rule.lifted_by else "always"
            yield f"Bars {rule.bars}{sold} {lifted} ({rule.id})"
        if rule.reassigned_days:
            lifted = say_lifts(rule)
            yield f"Asks for a no of {rule.reassigned_days} days unless {lifted} ({rule.id})"
        if rule.refusal:
            yield f"A refusal of a consumer: {say_refusal(rule.refusal)} ({rule.id})"
    yield ""


def barred_days(jurisdiction: str) -> Iterator[str]:
    for rule in rules_in_force(jurisdiction, WEEK):
        if rule.holidays is None:
            continue
        first, last = rule.holidays.covers
        yield f"Holidays of {rule.id}, known from {first} to {last}:"
        for year in (2026, 2027):
            for day, name in sorted(days_of(rule.holidays, year).items()):
                yield f"  {day:%Y-%m-%d %a}  {name}"


def main() -> None:
    for jurisdiction in known_jurisdictions():
        (SNAPSHOTS / f"{jurisdiction}.txt").write_text(render(jurisdiction), "utf-8")


if __name__ == "__main__":
    main()
