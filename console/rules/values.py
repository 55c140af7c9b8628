"""The input and the result of a verdict, as frozen values.

Every instant is aware UTC, and every day is the date at the person called. Zones are IANA names,
and jurisdictions are ISO 3166 codes (`US-FL`, `CA-BC`, `FR`).
"""

from datetime import date, datetime, time
from typing import NamedTuple

from msgspec import Struct, field

from db.enums import (
    EvidenceKind,
    LeadKind,
    LineType,
    PlaceSource,
    ReasonCode,
    Reassigned,
    RegistryKind,
    VerdictKind,
)

AddressWords = tuple[tuple[str, str], ...]
"""(field, text) of an address as the lead's file has it."""


class Candidate(NamedTuple):
    """A zone or a jurisdiction in which the person may be, and the source of it."""

    value: str
    source: PlaceSource


class Evidence(Struct, frozen=True, array_like=True):
    """Consent or a business relationship since the day `on`; the law says what it lifts.

    `until` is the last day of a running contract. Only a contract that the call is about becomes
    evidence: see `console.judging.number_standing`.
    """

    kind: EvidenceKind
    on: date
    proof: str = ""
    until: date | None = None


class ListedLine(Struct, frozen=True, array_like=True):
    """The line type of a number by the newest list of line types, and the date of that list."""

    line: LineType
    as_of: date


class ReassignedAnswer(Struct, frozen=True, array_like=True):
    """The answer of the reassigned numbers database about a number, and the day it was given."""

    answer: Reassigned
    on: date


STRICTNESS = (LineType.UNKNOWN, LineType.LANDLINE, LineType.VOIP, LineType.MOBILE)
"""Line types from least to most strict: of two different answers, the later one here counts."""


class Place(Struct, frozen=True):
    """Everything about a person's location on which the rules depend.

    Numbers with the same answers share a place, so it holds no words of one lead.
    `gap` says what to supply if the place cannot be found, and `gap_code` why; `zones` is then
    empty, or the zone that the person stated if only the area code is unknown. `zone_is_stated` is
    true if the person said where they are: that zone alone decides the hours.
    `unread` names the fields of the address that cannot be read; their words stay with the lead.
    `area_code` is the NANP area code, by which registries are loaded; None elsewhere.
    `cleared_on` is the day on which another firm checked the whole list against the registries.
    `line` is the line type by the lead's file or the numbering plan, `listed` that of a list of
    line types.
    `counties` are the counties of New York with a declared emergency: "Kings" if the person may be
    there, "-Erie" if the address is elsewhere; empty if no emergency is declared or no county is
    known.
    `request_unread`: a note or an unmapped cell of the lead may say not to call.
    `line_unread`: the file names a line type for the number that is not understood.
    `reassigned` is the answer of the reassigned numbers database that counts for the number.
    `list_name` is the lead's list if the firm has rules of its own for it.
    """

    country: str | None
    zones: tuple[Candidate, ...]
    jurisdictions: tuple[Candidate, ...]
    kind: LeadKind = LeadKind.CONSUMER
    line: LineType = LineType.UNKNOWN
    area_code: str | None = None
    cleared_on: date | None = None
    evidence: tuple[Evidence, ...] = ()
    gap: str = ""
    unread: tuple[str, ...] = ()
    gap_code: ReasonCode = ReasonCode.NO_ZONE
    listed: ListedLine | None = field(default=None, name="listed_line")
    counties: tuple[str, ...] = ()
    list_name: str = field(default="", name="list")
    request_unread: bool = False
    line_unread: bool = False
    reassigned: ReassignedAnswer | None = None

    @property
    def line_type(self) -> LineType:
        """Return the line type for the rules: the stricter of `line` and the list's.

        A lead's file has no date. So a list that calls the line a landline does not overrule a
        file that calls it a mobile.
        """
        if self.listed is None:
            return self.line
        return max(self.line, self.listed.line, key=STRICTNESS.index)

    @property
    def zone_is_stated(self) -> bool:
        return any(zone.source is PlaceSource.STATED for zone in self.zones)


class Listing(Struct, frozen=True):
    """An entry of the firm's own do-not-call list, dated `on` and in force from `since`."""

    reason: str
    on: date
    since: datetime | None = None


class RegistryHit(Struct, frozen=True):
    """A number on an outside list. `name` is what an agent reads: "national registry"."""

    registry: str
    name: str
    as_of: date
    kind: RegistryKind = RegistryKind.BARS


class RegistryCopy(Struct, frozen=True):
    """The firm's copy of one registry for the number's area code (or for its whole country)."""

    registry: str
    as_of: date


class Standing(Struct, frozen=True):
    """The state of one number in the firm's lists and history at one instant.

    `dials` holds the instants of every dial of the number in the last 30 days, by anyone.
    `rests_until` comes from the lead's last outcome, `number_rests_until` from the last outcome of
    another lead with this number. `callback_at` is when to ring back,
    `unmarked_until` until when it waits for an appointment to be marked.
    `lists_checked` is false if the question leaves the lists out (`check --without-lists`): then
    neither the internal list nor a registry, whether loaded or missing, is a reason.
    `is_callback`: the person asked for this call back.
    `written` is the address as the file has it, and the line type: a reason quotes the words that
    cannot be read.
    `request` is (column, words) of a cell that may say not to call; the column is "notes" or that
    of the file.
    """

    is_valid: bool = True
    listing: Listing | None = None
    hits: tuple[RegistryHit, ...] = ()
    copies: tuple[RegistryCopy, ...] = ()
    lead_closed: str = ""
    number_closed: str = ""
    held_by: str = ""
    rests_until: datetime | None = None
    number_rests_until: datetime | None = None
    callback_at: datetime | None = None
    unmarked_until: datetime | None = None
    dials: tuple[datetime, ...] = ()
    lists_checked: bool = True
    is_callback: bool = False
    written: AddressWords = ()
    request: tuple[str, str] | None = None
    limit: tuple[str, str] | None = None
    """Like `request`, for a cell that asks for no calls at some hours."""
    shown_gap: str = ""
    """Why none of the firm's fitting caller IDs may be shown; "" if one may, or it has none."""
    shown_doubt: str = ""
    """A warning about the caller ID that the call would show."""


class Stop(Struct, frozen=True):
    """A supervisor's halt of all calls to a jurisdiction, in force until it is lifted.

    `agent` is the supervisor, "" for a stop of an older version.
    """

    jurisdiction: str
    reason: str
    since: datetime
    agent: str = ""


class Emergency(Struct, frozen=True):
    """A state of emergency that a supervisor has confirmed: no unsolicited calls there.

    `place` names the area in words, and `counties` are those in which it may lie; none for the
    whole jurisdiction. It holds through the day `until` at the person; None until it is ended.
    """

    id: int
    jurisdiction: str
    place: str
    counties: tuple[str, ...]
    since: date
    until: date | None
    source: str


class FirmRule(Struct, frozen=True):
    """A rule of the firm's own. It can tighten what the law allows, never loosen it.

    It sets one of four things:

    - hours: `day_class` is weekday, sat, sun, holiday or "*"; `opens` and `closes` are None if the
      firm never calls on such a day;
    - a `cap` of dials in `cap_hours`;
    - evidence that a call needs: `consent` in the words of the law's data;
    - a `registry` of which the firm must hold a copy no older than `good_for` days.

    `jurisdiction` is "*" for everywhere, `list_name` "" for every list and `kind` None for every
    call.
    """

    jurisdiction: str
    day_class: str = ""
    opens: time | None = None
    closes: time | None = None
    note: str = ""
    list_name: str = field(default="", name="list")
    kind: LeadKind | None = None
    cap: int = 0
    cap_hours: int = 0
    consent: tuple[str, ...] = ()
    registry: str = ""
    good_for: int = 0


class OwnAreaCode(Struct, frozen=True):
    """A North American area code whose place the firm has set."""

    code: str
    jurisdiction: str
    zones: tuple[str, ...]


class Permit(Struct, frozen=True):
    """A registration or licence that the firm says it holds, through the day `until`.

    `id` is that of the duty in the law's data. `agent` is the salesperson whose own it is, "" for
    the firm's. `until` is None if it does not end. `document` and `checksum` are the name and the
    SHA-256 of a file that proves it.
    """

    id: str
    number: str
    since: date
    until: date | None
    agent: str = ""
    document: str = ""
    checksum: str = ""

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Exemption(Struct, frozen=True):
    """The firm's claim that it need not register: `by` said so on the day `on`, for this reason.

    `word` is the exemption in the words of the law's data, "" for one that the data do not name.
    """

    id: str
    word: str
    reason: str
    by: str
    on: date


class PermitBook(Struct, frozen=True, cache_hash=True):
    """All permits and exemptions that the firm has stated.

    The hash is cached because each verdict looks up its place and firm in a cache.
    """

    permits: tuple[Permit, ...] = ()
    exemptions: tuple[Exemption, ...] = ()


class Firm(Struct, frozen=True):
    """The firm's settings on which a verdict depends; the database stores them.

    `trades` are words of `rules.law.disclosures`: products for which some places have rules.
    `unknown_line` says what an unknown line type means where calls to mobiles are barred:
    "caution" or "bar". The courtesy window applies where a country sets no hours. With
    `landline_by_address` the address of a landline counts and its area code does not, except in
    states whose law goes by the code. `permits` says what a missing permit means: "caution", "bar"
    or "off".
    """

    trades: tuple[str, ...] = ()
    unknown_line: str = "caution"
    courtesy_opens: time = time(8)
    courtesy_closes: time = time(21)
    stops: tuple[Stop, ...] = ()
    emergencies: tuple[Emergency, ...] = ()
    rules: tuple[FirmRule, ...] = ()
    area_codes: tuple[OwnAreaCode, ...] = ()
    landline_by_address: bool = False
    permits: str = "caution"
    permit_book: PermitBook = PermitBook()


class Reason(Struct, frozen=True):
    """One reason against the call: a sentence for the agent, the rule and its citation.

    `opens_at` is the first instant at which the reason no longer holds, None if time alone does
    not lift it. Of the bar that ends last, it is when other rules allow the call too.
    """

    code: ReasonCode
    kind: VerdictKind
    text: str
    rule: str
    citation: str
    opens_at: datetime | None = None


class Verdict(Struct, frozen=True):
    """Whether a phone may ring at `at`: `call`, `wait`, `unknown` or `never`.

    `reasons` holds every reason against the call, weightiest first; empty for `call`. Of those that
    wait, the one that opens last comes first. `closes_at` is set for `call` only: None if nothing
    closes it within a year. `opens_at` is set for `wait` only: None if no opening lies within a
    year, or for an emergency stop.
    `allowed_by` names the rules that allow the call and what clears it of a registry, so that a
    stored verdict can be proved later.
    """

    kind: VerdictKind
    at: datetime
    reasons: tuple[Reason, ...]
    zones: tuple[Candidate, ...]
    jurisdictions: tuple[Candidate, ...]
    tzdata: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    cautions: tuple[str, ...] = ()
    allowed_by: tuple[str, ...] = field(default=())
