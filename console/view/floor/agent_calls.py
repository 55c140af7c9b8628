"""The calls of an agent's day in words."""

from datetime import datetime

from console.cards.today import AgentCall
from console.view.sessions.summary import ERASED
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, stopwatch

RUNS = "on call"


def there_words(call: AgentCall) -> str:
    """Return the time of the call on the person's clock, or `rang in`."""
    return "rang in" if call.is_inbound else clock(call.at, call.zone) if call.zone else ""


def verdict_words(call: AgentCall) -> str:
    """Return `CALL to 21:00`, on the person's clock; "" for an incoming call, which needs none."""
    if call.is_inbound:
        return ""
    until = closing_words(call)
    return f"CALL to {until}" if until else "CALL"


def closing_words(call: AgentCall) -> str:
    """Return until when the call was allowed, on the person's clock; "" if incoming or unknown."""
    if call.is_inbound or not call.closes_at or not call.zone:
        return ""
    return clock(call.closes_at, call.zone)


def length_words(call: AgentCall, now: datetime) -> str:
    """Return how long the call took, or takes so far."""
    return stopwatch((call.ended_at or now) - call.at)


def call_sentence(call: AgentCall, now: datetime, here: str) -> str:
    """Return `12:02 Ada Byron, 10:02 there, CALL to 21:00: No, 1:20. “wants proof”`."""
    who = clean(call.name) or ERASED
    facts = ", ".join(filter(None, (who, _there(call), verdict_words(call))))
    note = f" “{clean(call.note)}”" if call.note else ""
    ending = f"{clean(call.outcome) or RUNS}, {length_words(call, now)}"
    return f"{clock(call.at, here)} {facts}: {ending}.{note}"


def _there(call: AgentCall) -> str:
    words = there_words(call)
    return f"{words} there" if words and not call.is_inbound else words
