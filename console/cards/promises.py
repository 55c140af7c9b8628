"""Promises, as a screen gets them: callbacks and appointments."""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from console.rules.times.day_parts import Window
from console.rules.values import Verdict
from db.enums import AppointmentStatus, AppointmentWay

NEAR = timedelta(minutes=30)
"""Two promises nearer than this can't both be kept."""


class NewCallback(Struct, frozen=True):
    """A callback that the agent sets. If `is_mine` is False, anyone may keep it."""

    at: datetime
    is_mine: bool = True


class Whose(StrEnum):
    """Which callbacks to list: the agent's own, those anyone may keep, or everybody's."""

    MINE = "mine"
    TEAM = "team"
    ALL = "all"


class CallbackCard(Struct, frozen=True):
    """A callback that is still open. `agent` is None if anyone may keep it.

    `verdict` is for the number `shown`, at the due time, or now if that has passed. `is_released`:
    it belongs to another agent but is so overdue that anyone may keep it. `held_by` is the agent
    who has the lead on the screen. `note` was written when the callback was promised. `owner` is
    the lead's owner if this agent is not offered the lead, else "".
    """

    callback_id: int
    lead_id: int
    name: str
    headline: str
    shown: str
    zone: str
    agent: str | None
    due_at: datetime
    made_at: datetime
    note: str
    verdict: Verdict
    is_released: bool
    held_by: str
    owner: str = ""
    appointment_at: datetime | None = None
    """When the appointment begins that this is the call of: its reminder, if it is due before."""


class NextCallback(Struct, frozen=True):
    """The agent's own callback that is due next."""

    callback_id: int
    lead_id: int
    name: str
    due_at: datetime


class TimeChoice(Struct, frozen=True):
    """A time to offer for a callback or an appointment; the rules allow a call then.

    `windows` are the hours of that day in which they may be called, on their clock. `promised` are
    the agent's other promises of that day. `is_busy`: the agent's own calendar has something then.
    `holiday` is `Thu: Thanksgiving Day` if tomorrow's holiday closes their place, else "".
    """

    words: str
    at: datetime
    windows: tuple[Window, ...]
    promised: tuple[datetime, ...]
    is_busy: bool = False
    holiday: str = ""

    @property
    def clashes(self) -> int:
        """How many promises are less than half an hour away."""
        return sum(abs(promise - self.at) < NEAR for promise in self.promised)


class NewAppointment(Struct, frozen=True):
    """An appointment that an agent sets. `with_whom` "" is the agent who sets it."""

    at: datetime
    with_whom: str = ""
    way: AppointmentWay = AppointmentWay.PHONE
    place: str = ""
    minutes: int = 30
    note: str = ""


class AppointmentCard(Struct, frozen=True):
    """An appointment with its lead.

    `zone` is the clock on which it was agreed. `held_by` is the agent who has the lead on the
    screen. `is_mine`: this agent set or keeps it, or may change all. `is_keeper_gone`: `with_whom`
    is no longer in the team or is blocked. `is_barred`: nobody may call this person, by a list or
    a request, though the appointment stands.
    """

    appointment_id: int
    lead_id: int
    name: str
    headline: str
    shown: str
    zone: str
    starts_at: datetime
    minutes: int
    way: AppointmentWay
    place: str
    with_whom: str
    set_by: str
    set_at: datetime
    status: AppointmentStatus
    note: str
    sequence: int
    held_by: str = ""
    is_mine: bool = True
    is_keeper_gone: bool = False
    is_barred: bool = False


class YesWithoutTime(Struct, frozen=True):
    """A call that ended with a yes for which no time was agreed."""

    attempt_id: int
    lead_id: int
    name: str
    headline: str
    agent: str
    at: datetime
    zone: str = ""


class DueMail(Struct, frozen=True):
    """An e-mail of a sequence that is due today or overdue: step `step` of `steps`, from 1 on.

    `agent` took the step before; None if it is the first.
    """

    lead_id: int
    name: str
    headline: str
    agent: str | None
    due_at: datetime
    sequence: str
    step: int
    steps: int
    zone: str = ""
