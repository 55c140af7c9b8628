"""Track the line of one call by the softphone's events.

Pure: the same line, event and instant give the same line.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from console.rules.text import clean_line

LONGEST_END = 100
"""The most characters of the reason that the far end gives."""

HUNG_UP_HERE = "hung up here"
HUNG_UP_THERE = "they hung up"
UNSEEN = "ended while the softphone was out of reach"

_END_OF_BARESIP = {
    "Connection reset by user": HUNG_UP_HERE,
    "Connection reset by peer": HUNG_UP_THERE,
    "Connection timed out": "no answer from the line",
}

_OUTCOMES = {
    # RFC 3261, section 21: final answers of a called phone or its network.
    **dict.fromkeys((486, 600), "busy"),
    **dict.fromkeys((404, 410, 484, 604), "disconnected"),
    **dict.fromkeys((408, 480, 487), "no_answer"),
}


class LineState(StrEnum):
    CALLING = "calling"
    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"


class CallEvent(Struct, frozen=True):
    """An event of baresip about a call; all its text comes from the network."""

    kind: str
    call_id: str
    is_outgoing: bool
    peer: str
    account: str
    param: str


class Line(Struct, frozen=True):
    """The line of a dial under a `claim`; `address` is the one that the softphone was told to call.

    `ended_at` is None for a call that ended while the softphone was out of reach. `end` says why
    it ended: "486 Busy Here", "they hung up". `is_muted`: the person does not hear the agent;
    `is_held`: neither hears the other.
    """

    claim: str
    address: str
    dialled_at: datetime
    state: LineState = LineState.CALLING
    call_id: str = ""
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    end: str = ""
    is_muted: bool = False
    is_held: bool = False

    def named(self, call_id: str) -> "Line":
        return replace(self, call_id=call_id)

    @property
    def is_up(self) -> bool:
        return self.state is not LineState.ENDED

    def talked(self, now: datetime) -> timedelta | None:
        """Return the talk time, None if nobody answered or the end is unknown."""
        until = now if self.is_up else self.ended_at
        if self.answered_at is None or until is None:
            return None
        return until - self.answered_at

    @property
    def sip_code(self) -> int | None:
        match = re.match(r"[1-6]\d\d\b", self.end)
        return int(match[0]) if match else None

    @property
    def likely_outcome(self) -> str:
        """Return the outcome that the end implies, "" if only the agent can tell."""
        return "" if self.answered_at else _OUTCOMES.get(self.sip_code or 0, "")

    @property
    def is_refused_by_provider(self) -> bool:
        """Return whether the provider refused: account, password or credit (RFC 3261, 401-407)."""
        return self.sip_code in {401, 402, 403, 407}


def read_event(document: Mapping[str, object]) -> CallEvent:
    """Return baresip's event about a call with cleaned text; missing fields are empty."""

    def text(name: str) -> str:
        return clean_line(str(document.get(name, "")))

    return CallEvent(
        kind=text("type"),
        call_id=text("id"),
        is_outgoing=text("direction") == "outgoing",
        peer=text("peeruri"),
        account=text("accountaor"),
        param=text("param"),
    )


def is_dialled(line: Line, event: CallEvent) -> bool:
    """Return whether the event is about the line's call, by its number: the id may be unknown."""
    return event.is_outgoing and user_of(event.peer) == user_of(line.address)


def after(line: Line, event: CallEvent, now: datetime) -> Line:
    """Return the line after an event; the same object if the event changes nothing."""
    if not line.is_up or not event.call_id or event.call_id != line.call_id:
        return line
    match event.kind:
        case "CALL_RINGING" | "CALL_PROGRESS" if line.state is LineState.CALLING:
            return replace(line, state=LineState.RINGING)
        case "CALL_ANSWERED" | "CALL_ESTABLISHED" if line.answered_at is None:
            return replace(line, state=LineState.TALKING, answered_at=now)
        case "CALL_CLOSED":
            return ended(line, event.param, now)
    return line


def ended(line: Line, why: str, now: datetime | None) -> Line:
    """Return the ended line; `now` is None if the time of the end is unknown."""
    end = _END_OF_BARESIP.get(why, why)[:LONGEST_END]
    return replace(line, state=LineState.ENDED, ended_at=now, end=end)


_LISTED = re.compile(
    r"\bid (?P<id>\w+)\]\s+(?P<hours>\d+):(?P<minutes>\d\d):(?P<seconds>\d\d)"
    r"\s+(?P<state>[A-Z]+)\s+(?P<held>\(on hold\)\s+)?(?P<peer>\S+)"
)


def read_mute_answer(answer: str) -> bool | None:
    """Return whether the answer to `mute` says muted, None if it says neither."""
    match = re.search(r"call (un-)?muted", answer)
    return None if match is None else match[1] is None


def match_listed_call(line: Line, listed: str, now: datetime) -> Line:
    """Return the line as the answer to `listcalls` shows it, after the socket was lost.

    The call is found by its id, or by its number if the console itself was restarted.
    """
    for call in _LISTED.finditer(listed):
        is_named = call["id"] == line.call_id
        if not is_named and (line.call_id or user_of(call["peer"]) != user_of(line.address)):
            continue
        line = replace(line, call_id=call["id"], is_held=call["held"] is not None)
        if call["state"] != "ESTABLISHED":
            return line
        talk_time = timedelta(**{part: int(call[part]) for part in ("hours", "minutes", "seconds")})
        return replace(
            line, state=LineState.TALKING, answered_at=line.answered_at or now - talk_time
        )
    return ended(line, UNSEEN, None)


def user_of(address: str) -> str:
    """Return the user of an address: the number in `sip:+12085550147@pbx.example`."""
    return re.sub(r"^<?sips?:", "", address).partition("@")[0]
