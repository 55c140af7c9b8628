"""The result of a call, which decides its color."""

from enum import Enum, auto


class CallResult(Enum):
    """What came of a call."""

    NOTHING = auto()
    NO = auto()
    YES = auto()
    CALLBACK = auto()
    NEVER_AGAIN = auto()
    TALK = auto()


def call_result(
    outcome: str, *, is_yes: bool, suppresses: bool, is_no: bool, is_contact: bool
) -> CallResult:
    """Return the result of a call that ended with an outcome."""
    if is_yes:
        return CallResult.YES
    if suppresses:
        return CallResult.NEVER_AGAIN
    if is_no:
        return CallResult.NO
    if outcome == "callback":
        return CallResult.CALLBACK
    return CallResult.TALK if is_contact else CallResult.NOTHING
