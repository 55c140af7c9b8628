"""A sequence: a planned series of calls and e-mails for a lead; which step is next, and when.

A firm writes one in TOML:

    steps = [
        {day = 0, do = "call"},
        {day = 0, do = "mail", text = "after_voicemail", if = "voicemail"},
        {day = 3, do = "call", part = "afternoon"},
    ]
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from msgspec import Struct, field

from console.rules.text import clean_line
from console.rules.times.windows import load_zone
from console.trouble import BadInput

MOST_STEPS = 50
LAST_DAY = 365
"""The latest day of a step, in working days from the start."""

SATURDAY = 5


class Do(StrEnum):
    """What a step asks the agent to do."""

    CALL = "call"
    MAIL = "mail"


class DayPart(StrEnum):
    """A part of the day on the person's clock."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


HOURS = {
    DayPart.MORNING: (time(8), time(12)),
    DayPart.AFTERNOON: (time(12), time(17)),
    DayPart.EVENING: (time(17), time(21)),
}
"""When each part begins and ends."""


class Step(Struct, frozen=True, omit_defaults=True):
    """One step. `day` counts the person's working days from the start, which is day 0.

    `text` is the name of the e-mail, "" for the introduction in use. The step is left out unless
    the last call ended with the outcome `after` (`if` in the file), "" for any.
    """

    day: int
    do: Do
    text: str = ""
    after: str = field(default="", name="if")
    part: DayPart | None = None


Steps = tuple[Step, ...]

KEYS = ("day", "do", "text", "if", "part")


def read_steps(
    document: Mapping[str, object], file: str, texts: Collection[str], outcomes: Collection[str]
) -> Steps:
    """Return the steps in a file's tables. Raises BadInput with a line for each fault.

    `texts` are the names of the firm's e-mails, `outcomes` the codes of its outcomes.
    """
    rows = document.get("steps")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_STEPS:
        raise BadInput(
            f"{file}: a sequence has 1 to {MOST_STEPS} steps: "
            'steps = [{day = 0, do = "call"}, {day = 3, do = "call"}].'
        )
    faults = [
        f"{file}: there is no key “{clean_line(key)}”; a sequence has only “steps”."
        for key in document
        if key != "steps"
    ]
    last_day = 0
    for number, row in enumerate(rows, 1):
        row_faults = list(_faults(row, number, last_day, texts, outcomes))
        faults += [f"{file}, step {number}: {fault}" for fault in row_faults]
        if not row_faults:
            last_day = row["day"]
    if faults:
        raise BadInput("\n".join(faults))
    return tuple(
        Step(
            row["day"],
            Do(row["do"]),
            row.get("text", ""),
            row.get("if", ""),
            DayPart(row["part"]) if "part" in row else None,
        )
        for row in rows
    )


def _faults(
    row: object, number: int, last_day: int, texts: Collection[str], outcomes: Collection[str]
) -> Iterator[str]:
    if not isinstance(row, dict):
        yield 'a step is a table such as {day = 0, do = "call"}.'
        return
    for key in row:
        if key not in KEYS:
            yield f"there is no key “{clean_line(str(key))}”; a step has {', '.join(KEYS)}."
    yield from _faults_of_day(row.get("day"), last_day)
    if row.get("do") not in list(Do):
        yield f'“do” is "call" or "mail", not {_shown(row.get("do"))}.'
    if "text" in row:
        yield from _faults_of_text(row, texts)
    if "if" in row and number == 1:
        yield "the first step has no “if”, because no call comes before it."
    elif "if" in row and row["if"] not in outcomes:
        yield f"there is no outcome {_shown(row['if'])}: the outcomes are {', '.join(outcomes)}."
    if "part" in row and row["part"] not in list(DayPart):
        yield f"“part” is {' or '.join(DayPart)}, not {_shown(row['part'])}."


def _faults_of_day(day: object, last_day: int) -> Iterator[str]:
    # TOML's true is an integer to Python.
    if not isinstance(day, int) or isinstance(day, bool) or not 0 <= day <= LAST_DAY:
        yield f"“day” is a whole number from 0 (the day of the start) to {LAST_DAY}."
    elif day < last_day:
        yield f"day {day} is before day {last_day} of an earlier step: put the steps in order."


def _faults_of_text(row: Mapping[str, object], texts: Collection[str]) -> Iterator[str]:
    if row.get("do") == Do.CALL:
        yield "a call has no “text”: only an e-mail has one."
    elif row["text"] not in texts:
        yield (
            f"there is no e-mail {_shown(row['text'])}: there are {', '.join(sorted(texts))}. "
            "Add it: smiledial scripts add FILE --kind introduction --name NAME."
        )


def _shown(value: object) -> str:
    return f"“{clean_line(str(value))}”" if value is not None else "nothing"


def next_step(
    steps: Steps, at: int, outcome: str, written: Collection[int], *, has_email: bool
) -> tuple[int, list[int]]:
    """Return the index of the step that comes next from `at` on, and the skipped ones before it.

    The index is the count of steps at the end of the sequence. `outcome` is that of the last call.
    An e-mail to a lead without an address is skipped. A step whose `if` does not hold is left out,
    and so is an e-mail that is `written` already, because its call was undone after it.
    """
    skipped: list[int] = []
    for index in range(at, len(steps)):
        step = steps[index]
        if index in written or (step.after and step.after != outcome):
            continue
        if step.do is Do.CALL or has_email:
            return index, skipped
        skipped.append(index)
    return len(steps), skipped


def due_at(
    step: Step,
    started_at: datetime,
    rests_until: datetime,
    zone: str,
    is_holiday: Callable[[date], bool],
) -> datetime:
    """Return when a step is due: the later of its own day and `rests_until`.

    Its day is counted in working days in `zone`. A step with a part of the day is due on a working
    day within that part.
    """
    clock = load_zone(zone)

    def is_working_day(day: date) -> bool:
        return day.weekday() < SATURDAY and not is_holiday(day)

    day = started_at.astimezone(clock).date()
    left = step.day
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    if step.part is None:
        return max(rests_until, datetime.combine(day, time(), clock).astimezone(UTC))
    day = max(day, rests_until.astimezone(clock).date())
    while True:
        opens, closes = (
            datetime.combine(day, hour, clock).astimezone(UTC) for hour in HOURS[step.part]
        )
        if is_working_day(day) and rests_until < closes:
            return max(rests_until, opens)
        day += timedelta(days=1)


def why_stopped(
    *,
    suppresses: bool,
    has_appointment: bool,
    has_callback: bool,
    is_wrong: bool,
    is_contact: bool,
    is_finished: bool,
) -> str:
    """Return why an outcome stops a sequence, "" if the sequence goes on."""
    reasons = (
        (suppresses, DO_NOT_CALL),
        (has_appointment, "appointment"),
        (has_callback, "callback"),
        (is_wrong, "wrong number"),
        (is_contact, "talk"),
        (is_finished, "closed"),
    )
    return next((reason for holds, reason in reasons if holds), "")


DONE = "done"
"""The reason of a sequence whose last step was taken."""

TOUCH = "Touch"
"""The label of the fact on the card that says where a lead is on its sequence."""

DO_NOT_CALL = "do not call"
THEY_WROTE = "they wrote"
NO_EMAIL = "no e-mail address"
