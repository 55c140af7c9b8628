"""The enumerations that columns, rules and screens share, each stored as written here.

The rules import this module, so nothing here does I/O.
"""

from enum import StrEnum


class LeadKind(StrEnum):
    """Whom the call reaches. An unknown kind is treated as a consumer."""

    CONSUMER = "consumer"
    BUSINESS = "business"


class LineType(StrEnum):
    """The type of a line. The law bars an internet line (voip) wherever it bars a mobile."""

    MOBILE = "mobile"
    VOIP = "voip"
    LANDLINE = "landline"
    UNKNOWN = "unknown"


class VerdictKind(StrEnum):
    """Whether a phone may ring now. Where several apply, the first of these wins."""

    NEVER = "never"
    UNKNOWN = "unknown"
    WAIT = "wait"
    CALL = "call"


class OnDuplicate(StrEnum):
    """What to do with a row whose number a lead already has."""

    SKIP = "skip"
    UPDATE = "update"
    MERGE = "merge"


class MatchBy(StrEnum):
    """What identifies a row besides its number."""

    NUMBER = "number"
    VENDOR_ID = "vendor_id"
    NAME_ADDRESS = "name_address"


class ReasonCode(StrEnum):
    """Why a phone may not ring. Do not change these codes: scripts and reports rely on them."""

    HOURS = "hours"
    CLOSED_DAY = "closed_day"
    HOLIDAY = "holiday"
    CAP = "cap"
    COOL_DOWN = "cool_down"
    CALLBACK = "callback"
    APPOINTMENT = "appointment"
    INTERNAL_LIST = "internal_list"
    REGISTRY = "registry"
    CONSENT_REQUIRED = "consent_required"
    MOBILE_BARRED = "mobile_barred"
    REASSIGNED = "reassigned"
    REASSIGNED_UNKNOWN = "reassigned_unknown"
    INVALID_NUMBER = "invalid_number"
    NUMBER_CLOSED = "number_closed"
    LEAD_CLOSED = "lead_closed"
    HELD = "held"
    REQUEST_UNREAD = "request_unread"
    ADDRESS_UNREAD = "address_unread"
    LINE_TYPE_UNREAD = "line_type_unread"
    AREA_CODE_UNKNOWN = "area_code_unknown"
    NO_ZONE = "no_zone"
    NO_RULE = "no_rule"
    TRADE_BARRED = "trade_barred"
    REGISTRY_MISSING = "registry_missing"
    REGISTRY_STALE = "registry_stale"
    HOLIDAYS_UNKNOWN = "holidays_unknown"
    EMERGENCY_STOP = "emergency_stop"
    EMERGENCY_AREA = "emergency_area"
    PERMIT_MISSING = "permit_missing"
    CALLER_ID_MISSING = "caller_id_missing"


class PlaceSource(StrEnum):
    """The source of a candidate zone or jurisdiction, most trusted first."""

    STATED = "stated"
    POSTAL_CODE = "postal_code"
    REGION = "region"
    AREA_CODE = "area_code"
    COUNTRY = "country"


class EvidenceKind(StrEnum):
    """The kind of evidence about a number; `stated` is a place the person named."""

    WRITTEN = "written"
    TRANSACTION = "transaction"
    INQUIRY = "inquiry"
    STATED = "stated"
    CONTRACT = "contract"


class LeadStatus(StrEnum):
    """`barred` is open work that a list or a law forbids; `closed` is finished work."""

    OPEN = "open"
    BARRED = "barred"
    CLOSED = "closed"


class NumberStatus(StrEnum):
    """The status of a lead's number; only an open one may be called."""

    OPEN = "open"
    INVALID = "invalid"
    WRONG = "wrong"
    DISCONNECTED = "disconnected"
    SUPPRESSED = "suppressed"
    REGISTERED = "registered"


class SessionStatus(StrEnum):
    """The status of a calling session."""

    PLANNED = "planned"
    ACTIVE = "active"
    PAUSED = "paused"
    DONE = "done"


class SkipKind(StrEnum):
    """What an agent did about a lead without a call.

    `request`: put it on the do-not-call list, because they asked without a call. `doubt`: said that
    words that may ask for that mean something else.
    """

    SKIP = "skip"
    REQUEST = "request"
    DOUBT = "doubt"


class AppointmentStatus(StrEnum):
    """The status of an appointment. `set` and `confirmed` are still to come, or not marked yet."""

    SET = "set"
    CONFIRMED = "confirmed"
    HELD = "held"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class AppointmentWay(StrEnum):
    """How an appointment is held: by phone, on video, or at the person's place (`visit`)."""

    PHONE = "phone"
    VIDEO = "video"
    VISIT = "visit"


class PresenceState(StrEnum):
    """The state of an agent at a terminal. Attempts show earlier that an agent is on a call."""

    CALLING = "calling"
    ON_CALL = "on_call"
    WRAP_UP = "wrap_up"
    WAITING = "waiting"
    PAUSED = "paused"
    GONE = "gone"


class Direction(StrEnum):
    """Whether the firm dialled, or the call came in."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


class RegistryKind(StrEnum):
    """What a hit on an outside list means.

    The `LINE_` ones are lists of line types, the `REASSIGNED_` ones answers of the reassigned
    numbers database.
    """

    BARS = "bars"
    MOBILE = "mobile"
    WARNS = "warns"
    LINE_MOBILE = "line_mobile"
    LINE_VOIP = "line_voip"
    LINE_LANDLINE = "line_landline"
    REASSIGNED_YES = "reassigned_yes"
    REASSIGNED_NO = "reassigned_no"
    REASSIGNED_NO_DATA = "reassigned_no_data"


LISTED_LINES = {
    RegistryKind.LINE_MOBILE: LineType.MOBILE,
    RegistryKind.LINE_VOIP: LineType.VOIP,
    RegistryKind.LINE_LANDLINE: LineType.LANDLINE,
}
"""The line type of a number on a list of line types; the strictest first."""


class Reassigned(StrEnum):
    """An answer of the reassigned numbers database: was the number cut off since a day?"""

    YES = "yes"
    NO_DATA = "no_data"
    NO = "no"


REASSIGNED_ANSWERS = {
    RegistryKind.REASSIGNED_YES: Reassigned.YES,
    RegistryKind.REASSIGNED_NO_DATA: Reassigned.NO_DATA,
    RegistryKind.REASSIGNED_NO: Reassigned.NO,
}
"""The answer about a number on a list of answers; the strictest first."""

LOOK_UPS = (*LISTED_LINES, *REASSIGNED_ANSWERS)
"""Lists that say something about each of their numbers; they are no do-not-call registries."""


class PatternKind(StrEnum):
    """The kind of pattern by which an entry of the internal list matches many numbers."""

    AREA_CODE = "area_code"
    PREFIX = "prefix"
    COMPANY = "company"
    DOMAIN = "domain"


class TextKind(StrEnum):
    """The purpose of a prepared text."""

    SCRIPT = "script"
    OBJECTIONS = "objections"
    INTRODUCTION = "introduction"


class MailWay(StrEnum):
    """How an e-mail leaves: a draft in the agent's own mail program, a file, or a mail server."""

    DRAFT = "draft"
    FILE = "file"
    SERVER = "server"


ERASED = "Erased"
"""The name of an erased lead: the row stays for the attempts that refer to it."""

ASK_FOR = "ask for "
"""The prefix of the label of a company's main line, on which a person is asked for by name."""


PHONE_OF = "phone of "
"""The prefix of the label of a number that belongs to another person of the lead."""
MAYBE_OF = "maybe of "


def ask_for(name: str) -> str:
    """Return the label of a main line on which this person is asked for."""
    return f"{ASK_FOR}{name}"
