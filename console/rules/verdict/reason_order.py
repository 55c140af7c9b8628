"""The order in which a verdict lists its reasons: the weightiest first."""

from console.rules.values import Reason
from db.enums import ReasonCode, VerdictKind

KINDS = tuple(VerdictKind)
CODES = (
    ReasonCode.INVALID_NUMBER,
    ReasonCode.INTERNAL_LIST,
    ReasonCode.NUMBER_CLOSED,
    ReasonCode.LEAD_CLOSED,
    ReasonCode.REGISTRY,
    ReasonCode.TRADE_BARRED,
    ReasonCode.CONSENT_REQUIRED,
    ReasonCode.MOBILE_BARRED,
    ReasonCode.REQUEST_UNREAD,
    ReasonCode.ADDRESS_UNREAD,
    ReasonCode.AREA_CODE_UNKNOWN,
    ReasonCode.NO_ZONE,
    ReasonCode.NO_RULE,
    ReasonCode.REGISTRY_MISSING,
    ReasonCode.REGISTRY_STALE,
    ReasonCode.HOLIDAYS_UNKNOWN,
    ReasonCode.EMERGENCY_STOP,
    ReasonCode.EMERGENCY_AREA,
    ReasonCode.HOLIDAY,
    ReasonCode.CLOSED_DAY,
    ReasonCode.HOURS,
    ReasonCode.HELD,
    ReasonCode.CALLBACK,
    ReasonCode.COOL_DOWN,
    ReasonCode.CAP,
)
"""Reasons are listed in this order within a kind."""

WEIGHT = {code: position for position, code in enumerate(CODES)}


def weight_of(reason: Reason) -> tuple[int, int]:
    return KINDS.index(reason.kind), WEIGHT[reason.code]
