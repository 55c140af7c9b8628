"""Write the page of rules from the law's data: `python scripts/build_rules_page.py [--check]`.

With `--check` nothing is written; the exit status is 1 if the page is out of date.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from console.rules.data.area_codes import AREA_CODES, NEW_AREA_CODES
from console.rules.law.disclosures import say_trades
from console.rules.law.permits import DUTIES, TRIGGERS, PermitNeed, all_permits
from console.rules.law.quiet_days import HolidayList
from console.rules.law.statutes import (
    FACTS_SEEN_ON,
    LAW_LASTS,
    READ_ON,
    Hours,
    Lift,
    RegistryNeed,
    Rule,
    all_registries,
    all_rules,
    holiday_lists,
    known_jurisdictions,
)
from console.rules.law.tables import RegistrySource, all_sources
from console.rules.verdict.sentences import REQUEST, say_refusal
from db.enums import EvidenceKind, LeadKind

PAGE = Path(__file__).parent.parent / "docs/reference/rules.md"
CLASSES = {
    "weekday": "Monday to Friday",
    "sat": "Saturday",
    "sun": "Sunday",
    "holiday": "Holidays",
    "eve": "Day before a holiday",
}
INTRODUCTION = f"""\
# The calling rules

Made from `console/rules/data/*.toml` by `python scripts/build_rules_page.py`; do not edit it by
hand. The facts were compiled on {FACTS_SEEN_ON:%Y-%m-%d} from public sources and last read on
{READ_ON:%Y-%m-%d}; `smiledial doctor` and the first screen of a day ask for newer ones after
{LAW_LASTS.days} days. This is not legal advice: confidence says how far a source was seen, and a
lawyer should read what matters to you.

## How they are applied

- A state's or province's rules stand beside its country's, and every one of them must allow the
  call, in every zone and every jurisdiction the person may be in. Windows are the local time of the
  person called, from the first second allowed to the first second barred.
- A rule binds from its first day to the day before its last. A call before the first date we know
  is judged by the earliest version, and the verdict says so, unless the rule is marked as new.
- Where sources conflict the stricter one holds, and the verdict says so.
- The federal hours of the United States reach residences only; they are kept for business lines
  too. A rule leaves business lines out only where its source says so plainly and the country's own
  hours remain.
- Where a country sets no hours, or evidence lifts all of them, the firm's courtesy window applies
  (8:00 to 21:00 unless the firm narrows it).
- Evidence lasts through the day that many months after its own date; written consent until it is
  withdrawn. It never lifts the firm's own do-not-call list.
- A holiday on a weekend is barred on its own day and on every day it may be observed on. Outside
  the years that a list covers the verdict is `unknown`.
- A copy of a registry is good through the last of its days, by the date at the person. A consumer
  call needs a fresh copy of the national registry of the number's own country. The separate lists
  of single states are cautions, not needs: many callers hold no licence for them, and a call to
  such a state would otherwise never be possible. Once such a list is loaded, a number on it is
  barred, and evidence does not lift that.
- Rules for automated devices are carried for the record and never bind a call dialled by hand.
- Caps count every dial of the number in a rolling time, whoever made it.
- Where a refusal ends calls for good, an outcome that counts a no puts all of the person's numbers
  on the firm's own list.
- A person is where the address says and, beside it, wherever the number's area code reaches;
  abroad, where that says nothing, anywhere in the number's country. Guadeloupe, Martinique,
  French Guiana, Réunion and Mayotte are under the law of France on clocks of their own. With
  `landline_by_address` a firm goes by a landline's address alone, but not where the law presumes
  by the code: Florida (Fla. Stat. 501.059(8)(d)), Oklahoma (15 O.S. 775C.4) and Connecticut
  (Conn. Gen. Stat. 42-288a).
- In the United States a ZIP beside a zone line has the zones of both sides, one of the armed forces
  none, and a city without a ZIP those of all ZIPs of that name in its state. Where the code lies
  outside the state that the address names, both hold and a caution says so. What is said of a
  state, postal code or country and cannot be read is a doubt: the verdict is `unknown`
  (`address_unread`) until it is mended or the person states their zone.
- A note, status or unmapped cell of a lead that certainly says not to call bars at import. One
  that may mean so is a doubt: the verdict is `unknown` (`request_unread`) until somebody puts the
  number on the internal list, says on the card what it means instead, or rewords the cell. Notes
  that agents type are read in the same way. Wordings that forbid an hour only (“do not call
  before 9”) are none.
- Where a law asks for an answer of the reassigned numbers database (Maine), only a recent `no`
  allows the call; without one the verdict is `unknown` (`reassigned_unknown`). A `yes` bars a
  number everywhere (`reassigned`), until a newer `no` or newer evidence.
- What a firm sells is its setting `trade`: where that may not be sold by phone, every call is
  barred there (`trade_barred`).
"""

PERMITS = """\
Seen: S the operative words or the regulator's own page, T a third party's restatement, M memory.
Fees and bonds are US dollars. “None found” is not proof that there is none. How they are applied:
[permits](../how-to/permits.md)."""


def say_seconds(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


def say_windows(windows: Hours) -> str:
    return " and ".join(f"{say_seconds(a)} to {say_seconds(b)}" for a, b in windows) or "no calls"


def say_hours(rule: Rule) -> Iterator[str]:
    shown = {name: say_windows(windows) for name, windows in rule.hours.items()}
    if {"weekday", "sat", "sun"} <= set(shown) and len(set(shown.values())) == 1:
        yield f"- Every day: {shown['weekday']}"
        return
    for name, label in CLASSES.items():
        if name in shown:
            yield f"- {label}: {shown[name]}"


def say_lift(lift: Lift) -> str:
    if lift.kind is EvidenceKind.CONTRACT:
        return "a running contract that the list is about"
    if lift.months is None:
        return f"{lift.kind.value} consent"
    return f"{lift.kind.value} ({lift.months} months)"


def say_dates(rule: Rule) -> str:
    start = f"from {rule.starts_on:%Y-%m-%d}" if rule.starts_on else "since an unknown day"
    if rule.is_new:
        start += " (no such rule before)"
    return f"{start}, until {rule.ends_on:%Y-%m-%d}" if rule.ends_on else start


def say_rule(rule: Rule) -> Iterator[str]:
    yield f"#### `{rule.id}`"
    yield ""
    yield from say_hours(rule)
    if rule.cap:
        yield f"- At most {rule.cap} call{'s' if rule.cap > 1 else ''} in {rule.cap_hours} hours"
    if rule.refusal:
        yield f"- After a refusal in a call: {say_refusal(rule.refusal)}"
    if rule.request:
        yield f"- {REQUEST.capitalize()}"
    if rule.reassigned_days:
        yield (
            "- No call without a “no” of the reassigned numbers database, at most "
            f"{rule.reassigned_days} days old"
        )
    if rule.bars:
        calls = "calls into a declared emergency" if rule.bars == "emergency" else rule.bars
        yield f"- Bars {calls} at any hour"
    yield from say_limits(rule)
    yield f"- In force: {say_dates(rule)}"
    yield f"- Citation: {rule.citation}"
    yield f"- Source: {rule.source}"
    yield f"- Confidence: {rule.confidence}"
    for label, text in (("Note", rule.note), ("Doubt", rule.doubt), ("Caution", rule.caution)):
        if text:
            yield f"- {label}: {text}"
    yield ""


def say_limits(rule: Rule) -> Iterator[str]:
    if rule.lifted_by:
        yield f"- Lifted by: {', '.join(say_lift(lift) for lift in rule.lifted_by)}"
    if rule.device:
        yield f"- Only for {rule.device}; not applied to calls dialled by hand"
    if rule.trades:
        yield f"- Only for a firm that sells: {say_trades(rule.trades)}"
    if rule.kinds != frozenset(LeadKind):
        yield f"- Only for: {', '.join(sorted(kind.value for kind in rule.kinds))} calls"
    if rule.clocks:
        yield f"- On the clock of: {' and '.join(rule.clocks)}"
    if rule.holidays:
        yield f"- Holidays: {rule.holidays.name} (`{rule.holidays.id}`)"


def say_registry(need: RegistryNeed) -> Iterator[str]:
    kinds = ", ".join(sorted(kind.value for kind in need.kinds))
    lifts = ", ".join(say_lift(lift) for lift in need.lifted_by) or "nothing"
    yield f"### {need.jurisdiction}: {need.name}"
    yield ""
    yield f"- {'Needed' if need.is_required else 'A caution where it is not loaded'} for: {kinds}"
    yield f"- A copy is good for {need.good_for_days} days"
    yield f"- A hit is lifted by: {lifts}"
    yield f"- Import it with `--source {(*need.words, *need.exactly)[0]}`"
    yield f"- Citation: {need.citation}"
    yield f"- Source: {need.source}"
    yield f"- Confidence: {need.confidence}"
    if need.note:
        yield f"- Note: {need.note}"
    yield ""


def say_permit(need: PermitNeed) -> Iterator[str]:
    yield f"### `{need.id}`: {need.name or DUTIES[need.duty]}"
    yield ""
    yield f"- Asks for: {DUTIES[need.duty]}"
    if need.is_needed:
        whom = "the firm and each salesperson" if need.is_personal else "the firm"
        yield f"- Of: {whom}, for {TRIGGERS[need.trigger]}"
        yield f"- Exemptions: {', '.join(need.exemptions) or 'none seen'}"
    for label, text in (
        ("Instead of", need.instead_of),
        ("Not confirmed, so they lift nothing", ", ".join(need.unconfirmed)),
        ("An exemption needs a filing", need.filing),
        ("Protects", need.protects),
        ("Agency", need.agency),
        ("Fee", need.fee),
        ("Renewal fee", need.renewal_fee),
        ("Fee of each salesperson", need.salesperson_fee),
        ("Bond", need.bond),
        ("When", need.lead_time),
        ("Renewal", need.renewal),
        ("Without it", need.consequence),
    ):
        if text:
            yield f"- {label}: {text}"
    yield f"- Citation: {need.citation}"
    yield f"- Source: {need.source} (seen: {need.seen})"
    yield f"- Confidence: {need.confidence}, read on {need.read_on:%Y-%m-%d}"
    if need.note:
        yield f"- Note: {need.note}"
    yield ""


def say_source(source: RegistrySource) -> Iterator[str]:
    yield f"### {source.jurisdiction}: {source.name}"
    yield ""
    for label, text in (
        ("It is the registry", f"`{source.registry}`" if source.registry else ""),
        ("Covers", source.binds),
        ("Site", source.site),
        ("Who gets it", source.who),
        ("Price", f"{source.price} {source.currency}".strip()),
        ("Price of", source.price_date),
        ("How", source.access),
        ("Format", source.format),
        ("New versions", source.update),
        ("Good for days", source.good_for),
        ("Note", source.note),
        ("Source", f"{source.source} (seen: {source.seen})"),
        ("Confidence", f"{source.confidence}, read on {source.read_on:%Y-%m-%d}"),
    ):
        if text:
            yield f"- {label}: {text}"
    yield ""


def say_list(quiet: HolidayList) -> Iterator[str]:
    yield f"### `{quiet.id}`: {quiet.name}"
    yield ""
    yield f"- Covers {quiet.covers[0]} to {quiet.covers[1]}"
    if quiet.package:
        country = "-".join(part for part in quiet.package if part)
        yield f"- From the `holidays` package: {country}"
    for day in quiet.days:
        since = f", since {day.since}" if day.since else ""
        every = ", in even years" if day.every == 2 else ""
        yield f"- {day.name}: {day.on}{since}{every}"
    for on, name in sorted((day.on, day.name) for day in quiet.dated):
        yield f"- {name}: {on:%Y-%m-%d}"
    yield f"- Citation: {quiet.citation}"
    yield f"- Source: {quiet.source}"
    if quiet.note:
        yield f"- Note: {quiet.note}"
    yield ""


def render() -> str:
    jurisdictions = {line[:3]: line.split()[2] for line in AREA_CODES.splitlines()}
    lines = [INTRODUCTION, "## Hours, caps and bars", ""]
    for jurisdiction in known_jurisdictions():
        own = [rule for rule in all_rules() if rule.jurisdiction == jurisdiction]
        lines += [f"### {jurisdiction}: {own[0].name}", ""]
        for rule in own:
            lines += say_rule(rule)
    lines += ["## Registries", ""]
    for need in all_registries():
        lines += say_registry(need)
    lines += ["## Registrations", "", PERMITS, ""]
    for permit in all_permits():
        lines += say_permit(permit)
    lines += ["## Where the lists come from", ""]
    for provider in all_sources():
        lines += say_source(provider)
    lines += ["## Holidays", ""]
    for quiet in holiday_lists().values():
        lines += say_list(quiet)
    lines += ["## Area codes in service that `phonenumbers` does not know yet", ""]
    for line in NEW_AREA_CODES.splitlines():
        area, since, source = line.split(maxsplit=2)
        start = "since an unknown day" if since == "-" else f"since {since}"
        lines.append(f"- {area} ({jurisdictions[area]}), {start}. Source: {source}")
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text("utf-8") == render():
            return 0
        print("rules.md is not what the data say: run python scripts/build_rules_page.py")
        return 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(render(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
