"""Report a period's calls for a regulator: dials, what cleared each, and refused dials."""

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import TypedDict

from msgspec import Struct
from msgspec.structs import asdict

from console.do_not_call.number_summary import ACTION, RefusedDocument, refused_documents
from console.do_not_call.subject_access import plain_value
from console.judging.documents import instant
from console.rules.law.statutes import registries_needed, registry_meant
from db.audit.reader import entries_between
from db.columns import Document
from db.dnc.registries import area_code_of, exchange_of
from db.engine.database import Connection, Database
from db.enums import LeadKind, VerdictKind
from db.reports import call_records
from db.reports.call_proof import calls_at_jumps, checks_of_clock
from db.reports.call_records import ClearedDial, dials_between

AGES = ((7, "copy up to 7 days old"), (31, "copy 8 to 31 days old"))
OLD = "copy over 31 days old"
NOT_RECORDED = "not recorded"

UNCLEARED = {
    OLD: "The newest copy of the registry for its area code was more than 31 days old.",
    NOT_RECORDED: "The law asks for a registry there; no copy, clearing or evidence is on record.",
}
"""The grounds that need an explanation, with its text."""

CLEARED = re.compile(r"\S+ cleared elsewhere on (\d{4}-\d\d-\d\d)")
EXEMPT = re.compile(r"\S+ does not apply to a business")
LIFTED = re.compile(r"\S+ lifted by ")

Copies = Mapping[str, Sequence[tuple[datetime, date]]]


def copies_in_time(connection: Connection) -> Copies:
    """Return (loaded, as of) of all copies of registries that the law requires, by area code.

    They are read from the audit log, since a copy is deleted when a newer one replaces it.
    """
    loads: dict[str, list[tuple[datetime, date]]] = {}
    for entry in entries_between(connection, action="registry"):
        detail = json.loads(entry.detail)
        for code in detail["area_codes"]:
            if detail["kind"] == "bars" and registry_meant(detail["source"], [code]) is not None:
                as_of = date.fromisoformat(detail["as_of"])
                loads.setdefault(code, []).append((entry.at, as_of))
    return loads


class Stored(Struct, frozen=True):
    """What a stored verdict says about registries. A million dials share some thousand of these."""

    is_exempt: bool
    cleared_on: date | None
    is_lifted: bool
    is_required: bool


class Clearing:
    """Finds what cleared a dial, by its stored verdict and the copies that existed then."""

    def __init__(self, copies: Copies) -> None:
        self._newest = {code: _newest_by_then(of_code) for code, of_code in copies.items()}
        self._stored: dict[tuple[str | None, str | None], Stored] = {}

    def ground_of(self, dial: ClearedDial) -> str:
        """Return in words why the registries did not forbid a dial."""
        if not dial.e164:
            return "number erased"
        stored = self._stored_of(dial)
        if stored.is_exempt:
            return "exempt: business"
        day = dial.dialled_at.astimezone(UTC).date()
        copy = self._age(dial.e164, dial.dialled_at, day)
        if copy and copy != OLD:
            return copy
        if stored.cleared_on is not None:
            days = (day - stored.cleared_on).days
            return f"cleared elsewhere, {days} {'day' if days == 1 else 'days'}"
        if stored.is_lifted:
            return "lifted by evidence"
        return copy or (NOT_RECORDED if stored.is_required else "none required")

    def _stored_of(self, dial: ClearedDial) -> Stored:
        words = (dial.allowed_by, dial.jurisdictions)
        if words not in self._stored:
            grounds = [ground for ground in _listed(dial.allowed_by) if isinstance(ground, str)]
            cleared = next(filter(None, map(CLEARED.fullmatch, grounds)), None)
            self._stored[words] = Stored(
                is_exempt=any(map(EXEMPT.fullmatch, grounds)),
                cleared_on=date.fromisoformat(cleared[1]) if cleared else None,
                is_lifted=any(map(LIFTED.match, grounds)),
                is_required=_is_registry_required(_listed(dial.jurisdictions)),
            )
        return self._stored[words]

    def _age(self, e164: str, at: datetime, day: date) -> str:
        """Return the age in words of the newest copy at the time of the dial; "" for no copy."""
        loaded, newest = self._newest.get(area_code_of(exchange_of(e164)[0]), ((), ()))
        place = bisect_right(loaded, at)  # how many copies were loaded by then
        if not place:
            return ""
        days = (day - newest[place - 1]).days
        return next((words for most, words in AGES if days <= most), OLD)


def _newest_by_then(
    copies: Sequence[tuple[datetime, date]],
) -> tuple[Sequence[datetime], Sequence[date]]:
    """Return when copies were loaded, and the date of the newest copy at each of these times."""
    in_order = sorted(copies)
    return [at for at, _ in in_order], list(accumulate((as_of for _, as_of in in_order), max))


def _listed(stored: str | None) -> list[object]:
    """Return a stored JSON list; empty for anything else, since somebody may have altered it."""
    document = json.loads(stored) if stored else None
    return document if isinstance(document, list) else []


def _is_registry_required(jurisdictions: Sequence[object]) -> bool:
    """Return whether the law requires a registry before a consumer is called there."""
    return any(
        need.is_required
        for jurisdiction in jurisdictions
        if isinstance(jurisdiction, dict)
        for need in registries_needed(jurisdiction["jurisdiction"], LeadKind.CONSUMER)
    )


CHECK_LASTS = timedelta(hours=12)
"""For how long an answer of a time server speaks for the clock: a working day."""

MOST_UNCLEARED = 1000
"""How many of the dials to explain are listed; the rest are only counted."""


class UnclearedDocument(TypedDict):
    """A dial that the records do not show as allowed, and why not."""

    call: int
    at: str | None
    agent: str
    lead: int
    name: str
    number: str
    local_times: list[dict[str, str | None]]
    why: list[str]


class ClockDocument(TypedDict):
    """How the clock was checked by which the dials were judged.

    `by_server` is true where the database's server has a clock of its own. Else `unchecked` dials
    are those with no answer of a time server in the twelve hours before.
    """

    by_server: bool
    unchecked: int


class DialsDocument(TypedDict):
    """The number of dials with one verdict and one ground that cleared them of the registries."""

    verdict: str | None
    registry: str
    count: int


CallsDocument = TypedDict(
    "CallsDocument",
    {
        "from": str | None,
        "to": str | None,
        "agent": str | None,
        "clock": ClockDocument,
        "refused": list[RefusedDocument],
        "refused_for": dict[str, int],
        "dials": list[DialsDocument],
        "uncleared": list[UnclearedDocument],
        "uncleared_count": int,
        "complaints": list[Document],
    },
)


def calls_made(
    database: Database, since: datetime | None, until: datetime | None, agent: str
) -> CallsDocument:
    """Return refused dials with reasons, dials with what cleared them, and complaints."""
    with database.read() as connection:
        entries = entries_between(connection, since, until, ACTION, agent)
        refused = refused_documents(connection, entries)
        clearing = Clearing(copies_in_time(connection))
        dials: Counter[tuple[str | None, str]] = Counter()
        grounds: dict[int, str] = {}
        jumps = calls_at_jumps(connection, since, until, agent)
        checks = checks_of_clock(connection) if database.is_sqlite else []
        uncleared_count, unchecked_count = 0, 0
        for row in dials_between(connection, since, until, agent):
            ground = clearing.ground_of(row)
            dials[row.verdict, ground] += 1
            place = bisect_right(checks, row.dialled_at)
            is_checked = place > 0 and row.dialled_at - checks[place - 1] <= CHECK_LASTS
            unchecked_count += not is_checked
            if row.verdict != VerdictKind.CALL or ground in UNCLEARED or row.id in jumps:
                uncleared_count += 1
                if len(grounds) < MOST_UNCLEARED:
                    grounds[row.id] = ground
        uncleared = [
            _uncleared(call, grounds[call.id], jumps.get(call.id, ""))
            for call in call_records.calls_of(connection, [*grounds])
        ]
        complaints = call_records.complaints_between(connection, since, until, agent)
    return {
        "from": instant(since),
        "to": instant(until),
        "agent": agent or None,
        "clock": {
            "by_server": not database.is_sqlite,
            "unchecked": unchecked_count if database.is_sqlite else 0,
        },
        "refused": refused,
        "refused_for": dict(Counter(code for dial in refused for code in dial["reasons"])),
        "dials": [
            {"verdict": verdict, "registry": age, "count": count}
            for (verdict, age), count in sorted(dials.items(), key=str)
        ],
        "uncleared": uncleared,
        "uncleared_count": uncleared_count,
        "complaints": [
            {name: plain_value(value) for name, value in asdict(complaint).items()}
            for complaint in complaints
        ],
    }


def _uncleared(call: call_records.NamedCall, ground: str, jump: str) -> UnclearedDocument:
    """Return a dial to explain. Its stored verdict may have been altered: use what is readable."""
    verdict = call.verdict if isinstance(call.verdict, dict) else {}
    reasons, zones = verdict.get("reasons"), verdict.get("zones")
    why = [str(reason["text"]) for reason in reasons] if isinstance(reasons, list) else []
    if not verdict:
        why.append("No verdict is stored with the call.")
    elif verdict.get("verdict") != VerdictKind.CALL and not why:
        why.append("Its verdict does not say why.")
    if ground in UNCLEARED:
        why.append(UNCLEARED[ground])
    if jump:
        why.append(f"Its time is in doubt: {jump}.")
    return {
        "call": call.id,
        "at": instant(call.dialled_at),
        "agent": call.agent,
        "lead": call.lead_id,
        "name": call.name,
        "number": call.e164,
        "local_times": [{"zone": zone["zone"], "local": zone["local"]} for zone in zones]
        if isinstance(zones, list)
        else [],
        "why": why,
    }
