"""Check the records: the audit log, counts, imports, lists, the firm, leads that need action."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from console.desk import Desk
from console.do_not_call.internal_list import Holding, holdings
from console.do_not_call.text_reading import count_left
from console.firm.appointment_rings import agents_who_left
from console.firm.settings import give_back_command
from console.hooks.management import standings, status_words
from console.judging.history.seal_copies import VERIFIED_FILE, read_verified, write_verified
from console.rules.shift.appointments import OVERDUE, STANDING, start_of
from console.rules.text import as_typed, clean_line
from console.rules.times.calendar_words import say_day
from console.rules.verdict.sentences import GET_COPY, LOAD_REGISTRY
from console.supervision.firm.emergency_checks import STATE, days_checked, warn_of_unchecked
from console.supervision.firm.permit_page import endings, old_reviews, read_permits
from console.supervision.floor.lead_warnings import read_clearings
from console.supervision.reports.other_reports import WHAT_HELPS, read_number_reach, say_share
from db.audit.parallel_verification import check_database
from db.audit.verification_results import START
from db.calls.appointment_lists import appointments_between, count_kept_by, count_unmarked
from db.calls.tallies import differing, sums_differ
from db.engine.database import Database
from db.enums import ReasonCode
from db.firm.settings import marks_owed, read_firm
from db.imports.checkpoints import is_under_way
from db.imports.pending_changes import count_pending
from db.imports.undo import count_dead, half_undone
from db.leads.records import has_leads
from db.maintenance.health import leftovers
from db.places.stored import is_open_work_in


class Finding(Struct, frozen=True):
    """The result of one check; `advice` says what to do, "" if all is well."""

    name: str
    text: str
    advice: str = ""

    @property
    def is_well(self) -> bool:
        return not self.advice


MOST_NAMED = 10
"""The most ids that a finding names."""


def look_at_log(database: Database, folder: Path, *, is_whole: bool) -> Finding:
    """Verify the audit log from the last verified entry on; the first time, or whole, all of it."""
    seal = START if is_whole else read_verified(folder, database.where)
    checked = check_database(database, seal)
    if checked.fault is not None:
        advice = "keep the file and find out who had access to it"
        if seal.seq:
            advice += (
                "; where you restored a backup or started over yourself, delete"
                f" {folder / VERIFIED_FILE} and run smiledial doctor again: it looks at all of the"
                " log then"
            )
        return Finding("audit log", checked.fault.text, advice)
    write_verified(folder, database.where, checked.head)
    if not seal.seq:
        return Finding("audit log", f"whole: {checked.entries:,} entries, and the tables agree")
    return Finding(
        "audit log",
        f"{checked.entries:,} entries since the last look, at entry {seal.seq:,}: they hold, and "
        "the tables agree with them (audit verify reads all of it)",
    )


def look_at_appointments(database: Database, now: datetime) -> Iterator[Finding]:
    """Report appointments that nobody marked, and those whose hour new time data has moved."""
    with database.read() as connection:
        unmarked = count_unmarked(connection, now - OVERDUE)
        rows = appointments_between(connection, None, now, limit=None)
        left = count_kept_by(connection, agents_who_left(connection, read_firm(connection)))
    if unmarked.since is not None:
        text = (
            f"{unmarked.count:,} are not marked, the oldest since {say_day(unmarked.since.date())}"
        )
        yield Finding("appointments", text, "say who came: smiledial appointments list")
    for name, count in left.items():
        text = f"{clean_line(name)} is blocked or has left and still keeps {count:,}"
        advice = f"smiledial appointments hand --from {as_typed(name)} --to NAME"
        yield Finding("appointments", text, advice)
    moved = [
        row
        for row in rows
        if row.status in STANDING and start_of(row.local_start, row.zone) != row.starts_at
    ]
    if moved:
        ids = ", ".join(str(row.id) for row in moved[:MOST_NAMED])
        text = f"{len(moved):,} begin at another hour by the new time data: {ids}"
        yield Finding("appointments", text, "move each to its own wall time: appointments move")


def look_at_tallies(database: Database, *, is_whole: bool) -> Finding:
    """Compare the stored counts with the calls. Unless `is_whole`, compare only their sums."""
    with database.read() as connection:
        if is_whole:
            count = differing(connection)
            is_wrong, text = bool(count), f"{count:,} are not what the calls say"
        else:
            is_wrong, text = sums_differ(connection), "not every call is counted once"
    if is_wrong:
        return Finding("counts of calls", text, "recount them: smiledial report recount")
    return Finding("counts of calls", "those that reports read are what the calls say")


def look_at_imports(database: Database) -> Iterator[Finding]:
    """Report imports and undos that broke off."""
    with database.read() as connection:
        undone, dead = half_undone(connection), count_dead(connection)
        left, owed = count_pending(connection), marks_owed(connection)
    for batch in undone:
        text = f"import {batch.batch_id} ({clean_line(batch.file)}) is half taken out"
        yield Finding(
            "undo", text, f"run smiledial imports undo {batch.batch_id}: it goes on with it"
        )
    # A decided undo hides its import, so it is among the dead: it was reported above.
    dead -= sum(batch.is_decided for batch in undone)
    if is_under_way(database):
        yield Finding("imports", "one is under way")
    elif dead or left or owed:
        parts = (
            (dead, f"{dead} died, and what they wrote lies out of sight"),
            (left, f"{left:,} changes to known leads are left"),
            (owed, "the marks of the leads by the lists are behind"),
        )
        text = "; ".join(text for count, text in parts if count)
        yield Finding("imports", text, "run smiledial imports finish")
    else:
        yield Finding("imports", "none was left half done")


def look_at_texts(database: Database) -> Iterator[Finding]:
    """Report leads of an older version that were not read for requests not to be called."""
    with database.read() as connection:
        left = count_left(connection)
    if left:
        text = f"{left:,} leads of an older version were not read for words that say not to call"
        yield Finding("notes", text, "read them: smiledial imports finish")
    else:
        yield Finding("notes", "all were read for words that say not to call")


def look_at_hooks(database: Database, now: datetime) -> Iterator[Finding]:
    """Report hooks that stopped, have no sender or get no answer; nothing where there is none."""
    for standing in standings(database):
        hook, counts = standing.hook, standing.counts
        name, waits = f"hooks: {hook.name}", f"{counts.waiting:,} wait, {counts.dead:,} dead"
        if hook.status != "on":
            text = f"it is {status_words(hook)}, {waits}. {hook.error}".strip()
            yield Finding(name, text, f"smiledial hooks resume {hook.name} goes on")
        elif (missing := standing.no_sender_since(now)) is not None:
            text = f"no sender runs since {missing:%d %b %H:%M} UTC, {waits}"
            yield Finding(name, text, "start it: smiledial hooks run")
        elif hook.failing_since is not None:
            since = f"{hook.failing_since:%d %b %H:%M} UTC"
            yield Finding(name, f"{waits} since {since}: {hook.error}", "ask the receiver's keeper")
        elif counts.dead:
            yield Finding(name, waits, f"smiledial hooks letters {hook.name} --dead shows them")
        else:
            yield Finding(name, f"{hook.sent:,} sent, {waits}")


def look_at_leftovers(database: Database, now: datetime) -> Iterator[Finding]:
    """Report temporary files of programs that were killed."""
    files = leftovers(database, now)
    if files:
        names = ", ".join(clean_line(file.name) for file in files[:5])
        more = f" and {len(files) - 5} more" if len(files) > 5 else ""
        text = f"{names}{more}: what programs that were killed had half written"
        yield Finding("left-over files", text, f"delete them from {files[0].parent}")


WANTING = {
    ReasonCode.REGISTRY_MISSING: f"fetch a copy: {LOAD_REGISTRY}; {GET_COPY}",
    ReasonCode.REGISTRY_STALE: f"fetch a new copy: {LOAD_REGISTRY}",
    ReasonCode.REASSIGNED_UNKNOWN: "ask the database of them: smiledial reassigned import",
    ReasonCode.CALLER_ID_MISSING: "set a number that may be shown: smiledial caller-ids set",
    ReasonCode.PERMIT_MISSING: "state what you hold, or an exemption: smiledial permits",
    ReasonCode.REQUEST_UNREAD: "read what came with them: dnc add bars them, else mend the note",
    ReasonCode.ADDRESS_UNREAD: "write their states, codes and countries so that they can be read",
    ReasonCode.LINE_TYPE_UNREAD: "say what their lines are, or load a list: lines import FILE",
    ReasonCode.AREA_CODE_UNKNOWN: "give them a state or a postal code, or set area_codes",
    ReasonCode.NO_ZONE: "give them a state or a postal code",
    ReasonCode.NO_RULE: "leave them out, or ask for the rules of their country",
    ReasonCode.HOLIDAYS_UNKNOWN: "upgrade smiledial: it knows no holidays for this year",
}
"""Reasons that somebody can remove, with advice."""

NEVER = (
    *(ReasonCode.INTERNAL_LIST, ReasonCode.REGISTRY, ReasonCode.REASSIGNED),
    *(ReasonCode.CONSENT_REQUIRED, ReasonCode.MOBILE_BARRED, ReasonCode.TRADE_BARRED),
    *(ReasonCode.INVALID_NUMBER, ReasonCode.NUMBER_CLOSED, ReasonCode.LEAD_CLOSED),
)
"""Reasons that neither time nor a missing fact removes: such leads do not count as “to call”."""


def look_at_emergencies(database: Database, now: datetime) -> Iterator[Finding]:
    """Report whether a supervisor has checked lately for declared emergencies."""
    with database.read() as connection:
        if not is_open_work_in(connection, STATE):
            return
        text, days = warn_of_unchecked(connection, now), days_checked(connection, now)
    advice = "look at the governor's orders and the counties', then run rules emergency US-NY"
    if text:
        yield Finding("emergencies", "nobody has looked lately whether any is declared", advice)
    else:
        yield Finding("emergencies", f"looked for in New York {days} days ago")


def look_at_registries(database: Database, now: datetime) -> Iterator[Finding]:
    """Report the size and the age of the do-not-call lists."""
    held = holdings(database, now)
    yield Finding(
        "internal list", f"{held.internal:,} {'number' if held.internal == 1 else 'numbers'}"
    )
    for copy in held.registries:
        yield _registry(copy, now)
    for clearing in read_clearings(database):
        advice = "have it cleared again, and import it with --scrubbed-on DATE"
        text = clean_line(clearing.sentence(now.date()))
        is_due = clearing.must_renew(now.date())
        yield Finding("cleared elsewhere", text, advice if is_due else "")


def _registry(copy: Holding, now: datetime) -> Finding:
    days = (now.date() - copy.as_of).days
    text = f"as of {say_day(copy.as_of)} ({days} days old), {copy.size:,} numbers"
    if not copy.is_good:
        return Finding(
            copy.name,
            text,
            "it clears nobody any more: fetch a new copy and load it with dnc import",
        )
    if copy.good_until is not None and copy.must_renew(now.date()):
        return Finding(
            copy.name, f"{text}, good until {say_day(copy.good_until)}", "fetch the next one now"
        )
    return Finding(copy.name, text)


def look_at_firm(database: Database) -> Iterator[Finding]:
    """Report whether the firm's name and number are set: agents must state them in calls."""
    with database.read() as connection:
        if not has_leads(connection):
            return
        firm = read_firm(connection)
    missing = [
        (name, words)
        for name, words in (("firm_name", "name"), ("firm_phone", "number"))
        if not firm.get(name)
    ]
    if not missing:
        yield Finding("firm", "its name and its number are there to be said")
        return
    text = f"it has no {' and no '.join(words for _, words in missing)} to be said in a call"
    commands = ", ".join(f"smiledial settings set {name} …" for name, _ in missing)
    yield Finding("firm", text, f"the law of most places wants it said: {commands}")


def look_at_reviews(database: Database, now: datetime) -> Iterator[Finding]:
    """Report jurisdictions with open leads whose rules nobody has reviewed for a year."""
    for jurisdiction, on in old_reviews(database, now).items():
        yield Finding(
            f"law of {jurisdiction}",
            f"last reviewed on {say_day(on)}, more than a year ago",
            "upgrade smiledial, and ask what has changed there",
        )


def look_at_permits(database: Database, now: datetime) -> Iterator[Finding]:
    """Report missing permits in one line, and those that end within 60 days or ended lately."""
    with database.read() as connection:
        rows = endings(connection, now.date())
    page = read_permits(database, now.date())
    if (missing := page.of("missing")) and page.mode != "off":
        leads = page.missing_leads
        waiting = "1 lead is" if leads == 1 else f"{leads:,} leads are"
        are = "1 is" if len(missing) == 1 else f"{len(missing):,} are"
        text = f"{are} missing, and {waiting} there"
        yield Finding("permits", text, "state what you hold, or an exemption: smiledial permits")
    for ending in rows:
        yield Finding(
            f"permit {ending.permit_id}",
            clean_line(ending.sentence(now.date())),
            f"renew it, then smiledial permits add {ending.permit_id}",
        )


def look_at_reach(database: Database, now: datetime) -> Iterator[Finding]:
    """Report caller IDs that reach fewer people than before, by more than chance explains."""
    for row in read_number_reach(database, "UTC", now):
        if row.has_dropped:
            lately = say_share(row.reached, row.dials, row.interval)
            before = say_share(row.reached_before, row.dials_before, row.interval_before)
            text = f"it reached {lately} in the last 7 days, {before} in the 28 before"
            yield Finding(f"caller ID {row.number}", text, WHAT_HELPS)


def look_at_leads(desk: Desk) -> Iterator[Finding]:
    """Report how many leads may be called, and which ones need action."""
    why = desk.queue.why()
    counts: dict[str, int] = {}
    for reason in why.blocked:
        counts[reason.code] = counts.get(reason.code, 0) + reason.count
    for owned in why.owned:
        if owned.trouble:
            leads = "1 lead waits" if owned.count == 1 else f"{owned.count:,} leads wait"
            text = f"{leads} for {clean_line(owned.owner)}, {owned.trouble}"
            yield Finding("owner", text, f"offer them to others: {give_back_command(owned.owner)}")
    barred = sum(counts.get(code, 0) for code in NEVER)
    total = why.callable + sum(counts.values()) - barred
    never = f"; {barred:,} more that nobody may call" if barred else ""
    yield Finding("leads", f"{total:,} to call, {why.callable:,} of them now{never}")
    for code, advice in WANTING.items():
        if counts.get(code):
            leads = "1 lead" if counts[code] == 1 else f"{counts[code]:,} leads"
            # Fewer than a page that counts open leads: those that rest have a reason of their own.
            yield Finding(code.value, f"{leads} cannot be called for this reason alone", advice)
