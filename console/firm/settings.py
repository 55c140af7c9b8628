"""Read the firm's settings from the raw values in its database."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from functools import partial

from msgspec import Struct, convert
from msgspec.structs import replace

from console.files.fields.lead_fields import NOBODYS
from console.rules.law.disclosures import read_trades
from console.rules.places.number_ground import read_area_codes
from console.rules.shift.outcome_effects import OutcomeRule, say_effect
from console.rules.text import clean_line
from console.rules.values import Emergency, Firm, FirmRule, PermitBook, Stop
from console.trouble import BadInput
from db.firm.outcomes import OutcomeRow
from db.lists.owners import callers_for, territories_of

HOME_COUNTRY = "home_country"

CALLBACK_RELEASE = "callback_release"
"""The minutes after which anyone may take an overdue callback."""

DEFAULT_RELEASE = timedelta(minutes=30)

LEASE = "lease"
"""The minutes for which an agent's claim holds a lead; a screen that shows the lead renews it."""

DEFAULT_LEASE = timedelta(minutes=15)

SKIP_REST = "skip_rest"
"""The minutes for which a skipped lead rests."""

DEFAULT_SKIP_REST = timedelta(hours=4)

TRADE = "trade"
"""The firm's products for which some places have rules: words of `rules.law.disclosures`."""

PERMITS = "permits"
"""What a missing permit means: "caution", "bar" or "off"."""

PERMIT_MODES = ("caution", "bar", "off")

PERMIT_BOOK = "permit_book"
"""The setting that holds what is stated."""

PERMITS_LOADED = "permits_load"
"""The entry of the audit log for permits that came with a firm's text."""

EMERGENCIES = "emergencies"
"""The declared emergencies, past ones included."""

AREA_CODES = "area_codes"
"""Area codes whose place only the firm knows."""

LANDLINE_BY_ADDRESS = "landline_by_address"
"""Whether the address alone locates a known landline: "no" or "yes"."""

NO_OR_YES = ("no", "yes")

ASSISTANT = "assistant"
"""What `smiledial assistant` may answer: "off", "counts", or "people" too."""

SEQUENCES = "sequences"
"""The firm's sequences: name -> the steps of each version, oldest first.

While the firm has none, nobody asks where a lead is on a sequence.
"""

QUEUE_WHERE = "queue_where"
"""The screening of the free queue: an expression, @SEGMENT, or "" for all leads."""

QUEUE_FIRST = "queue_first"
"""What precedes in the claim: "closing" hours or "priority". PostgreSQL's claim_next() reads it."""

BEST_HOURS = "best_hours"
"""Whether hours that reach more people come first: "yes" or "no"."""


def firm_from(values: Mapping[str, object], agent: str | None = None) -> Firm:
    """Return the settings on which verdicts depend. Raises BadInput that names the setting.

    With an agent the salesperson's permits are only that agent's own; without one, everybody's.
    """
    name = ""
    try:
        fields: dict[str, object] = {}
        for name, read in _FIRM.items():
            if name in values:
                fields["trades" if name == TRADE else name] = read(values[name])
        make: Callable[..., Firm] = Firm  # `_FIRM` has checked the types
        firm = make(**fields)
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(
            f"The firm's setting “{name}” cannot be read ({error}): a supervisor must set it again."
        ) from None
    if agent is None:
        return firm
    return replace(firm, permit_book=permits_for(firm.permit_book, agent))


def goes_by_hours(values: Mapping[str, object]) -> bool:
    """Return whether plans and claims prefer the hours that reach more people."""
    return values.get(BEST_HOURS, "yes") == "yes"


def goes_by_priority(values: Mapping[str, object]) -> bool:
    """Return whether a lead of higher priority precedes one whose place closes sooner."""
    return values.get(QUEUE_FIRST) == "priority"


def home_country_of(values: Mapping[str, object]) -> str:
    """Return the country (ISO) of numbers that are written without one."""
    return str(values.get(HOME_COUNTRY) or "US")


def release_after(values: Mapping[str, object]) -> timedelta:
    """Return how long a callback may be overdue before anyone may take it. Raises BadInput."""
    return _minutes(values, CALLBACK_RELEASE, DEFAULT_RELEASE)


def lease_of(values: Mapping[str, object]) -> timedelta:
    """Return how long a claim holds a lead. Raises BadInput."""
    return _minutes(values, LEASE, DEFAULT_LEASE)


def skip_rest_of(values: Mapping[str, object]) -> timedelta:
    """Return how long a skipped lead rests. Raises BadInput."""
    return _minutes(values, SKIP_REST, DEFAULT_SKIP_REST)


def _minutes(values: Mapping[str, object], name: str, unset: timedelta) -> timedelta:
    minutes = values.get(name)
    try:
        return unset if minutes is None else timedelta(minutes=int(str(minutes)))
    except (TypeError, ValueError, OverflowError):
        raise BadInput(
            f"The firm's setting “{name}” cannot be read: a supervisor must set it."
        ) from None


def _rules(values: list[dict[str, object]]) -> tuple[FirmRule, ...]:
    """Read the firm's own rules. Their hours are None if a rule closes the day or sets none."""
    return tuple(
        convert(
            {**rule, "opens": _clock(rule["opens"]), "closes": _clock(rule["closes"])}, FirmRule
        )
        for rule in values
    )


def _clock(value: object) -> time | None:
    return time.fromisoformat(str(value)) if value else None


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"{value!r} is not one of {', '.join(allowed)}")
        return value

    return read


def _is_yes(value: str) -> bool:
    return _one_of(*NO_OR_YES)(value) == "yes"


_FIRM: dict[str, Callable[..., object]] = {
    TRADE: read_trades,
    "unknown_line": _one_of("caution", "bar"),
    "courtesy_opens": time.fromisoformat,
    "courtesy_closes": time.fromisoformat,
    "stops": partial(convert, type=tuple[Stop, ...]),
    EMERGENCIES: partial(convert, type=tuple[Emergency, ...]),
    "rules": _rules,
    AREA_CODES: read_area_codes,
    LANDLINE_BY_ADDRESS: _is_yes,
    PERMITS: _one_of(*PERMIT_MODES),
    PERMIT_BOOK: partial(convert, type=PermitBook),
}


def permits_for(book: PermitBook, agent: str) -> PermitBook:
    """Return the permits under which one agent calls: the firm's, and the agent's own."""
    own = tuple(permit for permit in book.permits if permit.agent in {"", agent})
    return book if len(own) == len(book.permits) else replace(book, permits=own)


MOST_AN_HOUR = "most_dials_an_hour"
"""The firm's setting for the most dials of one agent in any 60 minutes, 0 for no limit."""

MOST_A_DAY = "most_dials_a_day"
"""The firm's setting for the most dials in a day by the agent's own clock, 0 for no limit."""

SKIPS = "skips"
SKIP_REASONS = "skip_reasons"

PAUSE_REASONS = "pause_reasons"
"""The firm's setting for the reasons of a pause; "" if a pause needs none."""

YES, LISTED, NO = "yes", "listed", "no"
SKIP_CHOICES = (YES, LISTED, NO)
"""An agent may skip for any reason, for one of the firm's, or not while the lead is callable."""

DEFAULT_SKIP_REASONS = (
    "Not prepared yet",
    "A better time later",
    "Somebody else should call",
    "Not a fit for what we sell",
    "The details look wrong",
)
"""The reasons that are offered until a firm lists its own."""

MOST_REASONS = 9
"""The most reasons: each has a digit as its key."""

LONGEST_REASON = 40
"""The most characters of a reason, so that it fits on one line."""


class SkipRules(Struct, frozen=True):
    """When an agent may skip a lead; `how` is one of SKIP_CHOICES. The lead `rests` after it."""

    how: str
    reasons: tuple[str, ...]
    rests: timedelta


def skip_rules_of(values: Mapping[str, object]) -> SkipRules:
    reasons = read_reasons(str(values.get(SKIP_REASONS) or ""))
    how = str(values.get(SKIPS) or YES)
    return SkipRules(how, reasons or DEFAULT_SKIP_REASONS, skip_rest_of(values))


def pause_reasons_of(values: Mapping[str, object]) -> tuple[str, ...]:
    """Return the reasons for a pause, empty if a pause needs none."""
    return read_reasons(str(values.get(PAUSE_REASONS) or ""))


def read_reasons(text: str) -> tuple[str, ...]:
    """Return the reasons in `not prepared; wrong list`. Raises ValueError beyond the limits."""
    reasons = tuple(dict.fromkeys(filter(None, map(clean_line, text.split(";")))))
    if len(reasons) > MOST_REASONS or any(len(reason) > LONGEST_REASON for reason in reasons):
        raise ValueError(text)
    return reasons


def most_dials_of(values: Mapping[str, object], name: str) -> int:
    """Return the limit of a setting, 0 for no limit."""
    return int(str(values.get(name) or 0))


BLOCKED = "blocked_agents"
"""The setting that holds the blocked agents: every desk sees a changed setting at once."""


class Block(Struct, frozen=True):
    """A block: `agent` may start nothing since an instant, by order of `by`."""

    agent: str
    by: str
    since: datetime
    reason: str

    @property
    def sentence(self) -> str:
        """Return what the blocked agent reads."""
        return (
            f"{self.by} has blocked you: {self.reason}. You can start nothing until it is lifted."
        )


def blocks_from(values: Mapping[str, object]) -> tuple[Block, ...]:
    """Return the blocks in the firm's settings."""
    return convert(values.get(BLOCKED) or [], tuple[Block, ...])


def block_of(values: Mapping[str, object], agent: str) -> Block | None:
    return next((block for block in blocks_from(values) if block.agent == agent), None)


def rule_of(row: OutcomeRow) -> OutcomeRule:
    """Return an outcome's row as the rules take it."""
    return OutcomeRule(
        is_no=row.is_no,
        closes_lead=row.closes_lead,
        closes_number=row.closes_number,
        rest=None if row.rest_minutes is None else timedelta(minutes=row.rest_minutes),
        suppresses=row.suppresses,
        suppresses_person=row.suppresses_person,
        closes_after=row.closes_after,
    )


def describe_outcome(row: OutcomeRow) -> str:
    """Return what an outcome asks and does: `asks when; the lead rests 30 days`."""
    asks = {
        "callback": "asks when; ",
        "appointment": "asks when you meet; ",
        "words": "asks for their words; ",
    }.get(row.needs, "")
    rule = rule_of(row)
    if row.needs == "appointment":
        rule = replace(rule, closes_lead=False, rest=None)  # it stays open for the appointment
    return f"{asks}{say_effect(rule)}"


def describe_owner(values: Mapping[str, object], owner: str) -> str:
    """Return `ann`, `WEST (ann and bob)` or `WEST, which has no agents`, by the firm's settings."""
    if owner not in territories_of(values):
        return clean_line(owner)
    agents = [clean_line(agent) for agent in callers_for(values, owner)]
    if not agents:
        return f"{clean_line(owner)}, which has no agents"
    return f"{clean_line(owner)} ({join_names(agents)})"


def join_names(names: list[str]) -> str:
    """Return names as text: `ann`, `ann and bob`, `ann, bob and cid`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def give_back_command(owner: str) -> str:
    """Return the command that releases an owner's leads to everybody."""
    name = clean_line(owner)
    name = name if name.isalnum() else f'"{name}"'
    return f"smiledial lead assign --where 'owner = {name}' --to {NOBODYS}"
