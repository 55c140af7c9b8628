"""The values that go into a verdict and the verdict that comes out.

Nothing here does anything: every type is frozen, every instant is aware UTC, every day is the
date at the person called, every zone is an IANA name and every jurisdiction is an ISO 3166 code
(`US-FL`, `CA-BC`, `FR`).
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
    RegistryKind,
    VerdictKind,
)

Written = tuple[tuple[str, str], ...]
"""(field, words) of an address as it was given."""


class Candidate(NamedTuple):
    """A zone or a jurisdiction the person may be in, and what says so."""

    value: str
    source: PlaceSource


class Evidence(Struct, frozen=True):
    """Consent or a business relationship, held from `on`; what it lifts, and how long, is law.

    A running contract ends with its own day `until`, the last one it lifts anything on. Only one
    that the call is about is given: see `console.judging.held_evidence`.
    """

    kind: EvidenceKind
    on: date
    proof: str = ""
    until: date | None = None


class ListedLine(Struct, frozen=True):
    """What the newest list of line types says of a number, and the day its answer is of."""

    line: LineType
    as_of: date


STRICTNESS = (LineType.UNKNOWN, LineType.LANDLINE, LineType.VOIP, LineType.MOBILE)
"""What is known of a line: of two words the later here holds, since it bars no less."""


class Place(Struct, frozen=True):
    """All that the time rules depend on, shared by every number with the same answers.

    `gap` says what to supply where the place cannot be found, and `gap_code` why; `zones` is then
    empty, or what the person stated where the area code is unknown. `zone_is_stated` is true when
    the person said where they are: that zone alone settles the hours.
    `unread` names the fields of the address that say something nobody can read; their words stay
    with the lead, so that all such leads share a place.
    `area_code` is the NANP area code, for which registries are kept; None elsewhere.
    `cleared_on` is the day a whole list was cleared against the registries elsewhere.
    `line` is what the lead's own file or the numbering plan says, `listed` what a list of line
    types does.
    `counties` says of those in New York that a firm asks about whether the person may be there:
    "Kings", or "-Erie" where the address is elsewhere; none where nothing is asked or known.
    `request_unread`: a note or an unmapped cell of the lead may say not to call; the words
    stay with the lead.
    `list_name` is the lead's list where the firm has rules of its own for that.
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
    listed: ListedLine | None = None
    counties: tuple[str, ...] = ()
    list_name: str = ""
    request_unread: bool = False

    @property
    def line_type(self) -> LineType:
        """The line that the rules go by: the stricter of its own word and the list's.

        A file is of no known day, so a list that calls a mobile a landline does not outdo it.
        """
        if self.listed is None:
            return self.line
        return max(self.line, self.listed.line, key=STRICTNESS.index)

    @property
    def zone_is_stated(self) -> bool:
        return any(zone.source is PlaceSource.STATED for zone in self.zones)


class Listing(Struct, frozen=True):
    """An entry of the firm's own do-not-call list, of the day `on` and in force from `since`."""

    reason: str
    on: date
    since: datetime | None = None


class RegistryHit(Struct, frozen=True):
    """The number stands on an outside list. `name` is what an agent reads: "national registry"."""

    registry: str
    name: str
    as_of: date
    kind: RegistryKind = RegistryKind.BARS


class RegistryCopy(Struct, frozen=True):
    """The firm's copy of one registry for the number's area code (or for its whole country)."""

    registry: str
    as_of: date


class Standing(Struct, frozen=True):
    """What the firm's lists and history say of one number at one instant.

    `dials` holds the instants of every dial of the number in the last 30 days, by anyone.
    `rests_until` comes from the last outcome, `callback_at` is when to ring back;
    `number_rests_until` from the last outcome of somebody else who has the number.
    `lists_checked` is false where the question leaves the lists out (`check --without-lists`):
    then neither the internal list nor any registry, present or missing, is a reason.
    `is_callback`: the person asked for this call back.
    `written` is the address as it was given: a reason quotes what cannot be read in it.
    `request` is (column, words) of a cell of the lead that may say not to call; the column is
    "notes" or that of the file.
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
    dials: tuple[datetime, ...] = ()
    lists_checked: bool = True
    is_callback: bool = False
    written: Written = ()
    request: tuple[str, str] | None = None


class Stop(Struct, frozen=True):
    """A halt that a supervisor ordered for a jurisdiction: every call waits until it is lifted."""

    jurisdiction: str
    reason: str
    since: datetime


class Emergency(Struct, frozen=True):
    """A state of emergency that a supervisor has confirmed: no unsolicited call there.

    `place` is what it was declared for, in words, and `counties` those it may lie in; none for the
    whole jurisdiction. It holds through the day `until`, at the person; None until it is ended.
    """

    id: int
    jurisdiction: str
    place: str
    counties: tuple[str, ...]
    since: date
    until: date | None
    source: str


class FirmRule(Struct, frozen=True):
    """A rule of the firm's own: it tightens what the law allows and never loosens it.

    It says one thing: hours, where `day_class` is weekday, sat, sun, holiday or "*", with `opens`
    and `closes` None where the firm never calls on such a day; a `cap` of dials in `cap_hours`;
    evidence that a call needs, as `consent` in the words of the law's data; or a `registry` of
    which a copy is to be held that is good for `good_for` days. `jurisdiction` is "*" for
    everywhere, `list_name` "" for every list and `kind` None for every call.
    """

    jurisdiction: str
    day_class: str = ""
    opens: time | None = None
    closes: time | None = None
    note: str = ""
    list_name: str = ""
    kind: LeadKind | None = None
    cap: int = 0
    cap_hours: int = 0
    consent: tuple[str, ...] = ()
    registry: str = ""
    good_for: int = 0


class OwnAreaCode(Struct, frozen=True):
    """A North American area code of which the firm knows where it is."""

    code: str
    jurisdiction: str
    zones: tuple[str, ...]


class Firm(Struct, frozen=True):
    """The settings of the firm that a verdict depends on; they live in the database.

    `trades` are words of `console.rules.law.trades`: what it sells that some places have rules for,
    empty for nothing such. `unknown_line` says what an unknown line type means where
    calls to mobiles are barred: "caution" or "bar". The courtesy window applies where a country
    sets no hours. With `landline_by_address` a landline is where its address says, whatever its
    area code, outside the states that go by the code.
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


class Reason(Struct, frozen=True):
    """One thing that stands against the call: a sentence an agent understands and its ground.

    `opens_at` is the first instant at which this reason no longer holds, None when time alone
    does not lift it.
    """

    code: ReasonCode
    kind: VerdictKind
    text: str
    rule: str
    citation: str
    opens_at: datetime | None = None


class Verdict(Struct, frozen=True):
    """May this phone ring at `at`? See product.md for the four kinds and their order.

    `reasons` holds every reason against the call, weightiest first; empty for `call`. `closes_at`
    is set for `call` only (None there when nothing will close it within a year), `opens_at` for
    `wait` only (None when no opening lies within a year, or for an emergency stop).
    `allowed_by` names the rules that allow the call and what clears it of a registry, so that a
    stored verdict proves itself.
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
