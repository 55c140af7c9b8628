"""The parts of a report, its codes and UTC times in words, and the server it was read from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from console.judging.documents import instant
from console.view.text.cleaning import clean
from console.view.text.clocks import city, exact_time, exact_utc, second_clock, time_words
from db.columns import Document
from db.engine.database import Source
from db.enums import ReasonCode

WHY = {
    ReasonCode.HOURS: "outside the hours in which the law lets a phone ring there",
    ReasonCode.CLOSED_DAY: "a day of the week on which no call may be made there",
    ReasonCode.HOLIDAY: "a holiday there on which no call may be made",
    ReasonCode.CAP: "called as often as is allowed already",
    ReasonCode.COOL_DOWN: "too soon after the call before",
    ReasonCode.CALLBACK: "a callback is promised for later",
    ReasonCode.APPOINTMENT: "an appointment is to come, or not marked yet",
    ReasonCode.INTERNAL_LIST: "on the firm’s own do-not-call list",
    ReasonCode.REGISTRY: "on a do-not-call registry",
    ReasonCode.CONSENT_REQUIRED: "no consent on record where the law asks for one",
    ReasonCode.MOBILE_BARRED: "a mobile where the law bars calls to mobiles",
    ReasonCode.REASSIGNED: "a number that somebody else may have now",
    ReasonCode.REASSIGNED_UNKNOWN: "the reassigned numbers database was not asked where it must be",
    ReasonCode.INVALID_NUMBER: "no valid number",
    ReasonCode.NUMBER_CLOSED: "a wrong or dead number",
    ReasonCode.LEAD_CLOSED: "the lead was closed",
    ReasonCode.HELD: "another number or lead of the person was being called",
    ReasonCode.REQUEST_UNREAD: "a note or column that may say not to call",
    ReasonCode.ADDRESS_UNREAD: "an address that could not be read, so no rules were known",
    ReasonCode.LINE_TYPE_UNREAD: "a line type that could not be read where mobiles are barred",
    ReasonCode.AREA_CODE_UNKNOWN: "an unknown area code",
    ReasonCode.NO_ZONE: "the time there was not known",
    ReasonCode.NO_RULE: "no rules were known for the place",
    ReasonCode.TRADE_BARRED: "the law bars calls of the firm’s trade there",
    ReasonCode.REGISTRY_MISSING: "no copy of the registry that the law asks for",
    ReasonCode.REGISTRY_STALE: "the copy of the registry was too old",
    ReasonCode.HOLIDAYS_UNKNOWN: "the holidays of that year were not known",
    ReasonCode.CALLER_ID_MISSING: "no number of the firm was left to show",
    ReasonCode.PERMIT_MISSING: "no registration on record where the place asks for one",
    ReasonCode.EMERGENCY_STOP: "all calls were stopped",
    ReasonCode.EMERGENCY_AREA: "calls to that area were stopped for an emergency",
}

KINDS = {"call": "call", "wait": "not then", "never": "never", "unknown": "unclear, so not called"}

FIELD = ("field", "value")
"""The header of a part whose rows are names with values."""


def why_words(code: str) -> str:
    """Return a reason code in words. A code that a newer version wrote is returned as it is."""
    return WHY.get(ReasonCode(code), code) if code in set(ReasonCode) else clean(code)


def kind_words(kind: str | None) -> str:
    """Return the kind of a verdict in words."""
    return KINDS.get(kind or "", clean(kind or ""))


def local_text(value: object, zone: str) -> str:
    """Return an ISO 8601 time of a document on a local clock: `Wed 2026-11-18 12:00`."""
    if not isinstance(value, str):
        return ""
    return exact_time(datetime.fromisoformat(value).astimezone(ZoneInfo(zone)))


def utc_text(value: str | None) -> str:
    """Return an ISO 8601 time of a document to the second: `Wed 2026-11-18 18:16:46 UTC`."""
    return "" if value is None else exact_utc(datetime.fromisoformat(value))


def there_text(zones: Iterable[Mapping[str, str | None]]) -> str:
    """Return the local times that were stored with a verdict: `10:00 Boise, 09:00 Los Angeles`."""
    return ", ".join(
        f"{time_words(datetime.fromisoformat(clock['local']))} {city(clock['zone'] or '')}"
        if clock["local"]
        else city(clock["zone"] or "")
        for clock in zones
    )


class Part(Struct, frozen=True):
    """A titled table of a report.

    `drawn` names the number columns that a page also shows as bars, except in the last `totals`
    rows. `picture` is an SVG that a page shows above the table.
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    drawn: Sequence[str] = ()
    totals: int = 0
    picture: str = ""


def source_words(source: Source, zone: str) -> str:
    """Return `Read from a replica: as of 14:02:07, 3 s behind.`"""
    at = second_clock(source.at, zone)
    if source.passed_over:
        why = clean(source.passed_over).rstrip(".")
        return f"Read from the server itself, as of {at}. The replica was not read: {why}."
    behind = round(source.behind.total_seconds())
    age = f"{behind:,} s behind" if behind else "in step with the server"
    return f"Read from a replica: as of {at}, {age}."


def source_document(source: Source | None) -> Document | None:
    """Return the source for programs, or None if there is no replica to choose."""
    if source is None:
        return None
    return {
        "as_of": instant(source.at),
        "seconds_behind": source.behind.total_seconds(),
        "is_replica": not source.passed_over,
        "passed_over": source.passed_over,
    }
