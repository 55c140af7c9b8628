"""The supervisor's board and an agent's calls in words, and the acts of the board's keys.

Each act takes the typed text, carries it out and returns a message. A refusal is raised.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from console.cards.today import AgentToday, AtWork, Board, Insisting
from console.desk import Desk
from console.firm.rules_in_force import read_jurisdiction
from console.rules.places.regions import name_jurisdiction
from console.trouble import BadInput
from console.view.floor.alerts import code_words
from console.view.floor.today import SIGNS, away_words, state_words
from console.view.sessions.sessions import taker_words
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, moment, stopwatch
from console.view.text.counts import many
from console.view.text.styled import Part, Role, StyledLine, styled_line

if TYPE_CHECKING:
    from console.supervision.firm.emergency_stops import StopReach
from datetime import datetime

from console.cards.today import AgentCall
from console.view.sessions.summary import ERASED

Act = Callable[[str], str]
"""Takes the typed text, carries it out and returns a message. A refusal is raised."""


class Question(Struct, frozen=True):
    """A one-line question that an act asks before Enter carries it out."""

    title: str
    placeholder: str
    does: str = "Send"
    """The label of Enter."""
    about: str = ""
    """What comes of it, above the line."""
    ready: tuple[str, ...] = ()
    """Lines that a digit writes."""
    seen: str = ""
    """What the agent's screen has before the line; "" to show no preview of it."""


TELL = Question("A notice to everybody", "your words; they stay on each screen until read")
HELP = Question("Your answer", "it is read at once, during the call")
TEAM = "team"
"""Written instead of a name, gives a session back to everybody."""

TELL_ONE = (
    "Please ring your callbacks before new leads.",
    "Take a break when this call is done.",
    "Please come and see me after this call.",
)
"""Lines that a supervisor often writes to one agent."""

STOP = Question("Stop every call to a place", "e.g. US-LA, Louisiana, FR")
STOP_WHY = "agents read it"


def lift_question(board: Board) -> Question:
    """Return the question which stop to lift, with the places that are stopped."""
    places = [stop.jurisdiction for stop in board.stops]
    if not places:
        return Question("Lift a stop: nothing is stopped", "US-LA: why calls may go on", "Lift")
    why = f"{places[0]}: why calls may go on"
    return Question(f"Lift a stop: {', '.join(places)}", why, "Lift")


def board_lines(board: Board, here: str) -> Iterator[tuple[tuple[str, str], StyledLine]]:
    """Yield calls for help, agents who insist, and stopped places, as ((kind, name), line)."""
    for call in board.help_calls:
        about = f" · {clean(call.lead)}" if call.lead else ""
        length = stopwatch(board.at - call.at)
        yield (
            ("help", call.agent),
            (
                Part("! HELP", Role.BAD),
                Part(f"  {clean(call.agent)}", Role.STRONG),
                Part(f"{about}  {length}, since {clock(call.at, here)}"),
            ),
        )
    for insisting in board.insisting:
        yield (
            ("insists", insisting.agent),
            (
                Part("! INSISTS", Role.BAD),
                Part(f"  {clean(insisting.agent)}", Role.STRONG),
                Part(f"  {insisting_words(insisting, here)}"),
            ),
        )
    for stop in board.stops:
        who = f"{clean(stop.agent)}, " if stop.agent else ""
        since = f"{who}since {moment(stop.since, board.at, here)}"
        text = f"  {stop.jurisdiction} · {since} · o lifts · {clean(stop.reason)}"
        yield (
            ("stop", stop.jurisdiction),
            (Part("■ STOPPED", Role.STOPPED), Part(text, Role.STOPPED)),
        )


def insisting_words(insisting: Insisting, here: str) -> str:
    """Return `10 refused tries, last 12:04 (outside hours)`."""
    reason = f" ({code_words(insisting.reason)})" if insisting.reason else ""
    tries = f"{insisting.tries:,} refused tries"
    return f"{tries}, last {clock(insisting.at, here)}{reason}"


def agent_lines(row: AgentToday, board: Board, here: str) -> Iterator[StyledLine]:
    """Yield what an agent does, their session and lead, and any trouble."""
    _, role = SIGNS[row.state]
    yield styled_line(state_words(row, board.at) or row.state.value, role)
    at = board.at_work.get(row.agent)
    if at is not None and at.session:
        yield (Part("Session  ", Role.MUTED), Part(clean(at.session)))
    if at is not None and at.lead_id:
        yield (Part("Lead     ", Role.MUTED), Part(clean(at.lead), Role.STRONG))
    if (call := board.help_call_of(row.agent)) is not None:
        yield styled_line(f"Asked for help at {clock(call.at, here)}.", Role.BAD)
    if (block := board.blocks.get(row.agent)) is not None:
        text = (
            f"Blocked by {clean(block.by)} since {clock(block.since, here)}: {clean(block.reason)}"
        )
        yield styled_line(text, Role.BAD)
    for insisting in board.insisting:
        if insisting.agent == row.agent:
            about = f", {clean(insisting.lead)}" if insisting.lead else ""
            yield styled_line(f"{insisting_words(insisting, here)}{about}.", Role.BAD)
    if text := away_words([row]):
        yield styled_line(text, Role.MUTED)
    sitting = board.sitting.get(row.agent)
    if sitting is not None and sitting.terminals > 1:
        yield styled_line(f"Sits at {sitting.terminals} terminals.", Role.WARNING)


def reach_words(place: str, reach: "StopReach | None") -> str:
    """Return what a stop of all calls to a place would affect, and how to lift it.

    `Louisiana (US-LA): 31 open leads stop at once. Calls there of ben go on. o lifts it again.`
    Raises BadInput for an unknown place.
    """
    code = read_jurisdiction(place)
    name, lift = name_jurisdiction(code), "o lifts it again."
    there = code if name == code else f"{name} ({code})"
    if reach is None:
        return f"{there}. {lift}"
    if code in reach.stopped:
        return f"{there} is stopped already. {lift}"
    affected = reach.of(code)
    stops = "stops" if affected.leads == 1 else "stop"
    agents = ", ".join(map(clean, affected.agents))
    calls = f"Calls there of {agents} go on." if agents else "Nobody is on a call there."
    return f"{there}: {many(affected.leads, 'open lead')} {stops} at once. {calls} {lift}"


def read_place_and_why(typed: str) -> tuple[str, str]:
    """Read `US-LA: hurricane` as (place, reason). Raises BadInput without a place."""
    place, _, why = typed.partition(":")
    if not place.strip():
        raise BadInput("Which place, and why? For example US-LA: hurricane, notice 12.")
    return place.strip(), why.strip()


def read_taker_and_why(typed: str) -> tuple[str | None, str]:
    """Read `bob: why` or `bob` as (name, reason); the name `team` is None.

    Raises BadInput without a name: Enter alone would take an agent's work away.
    """
    name, _, why = typed.partition(":")
    if not name.strip():
        raise BadInput(f"Who goes on with it? A name, or {TEAM}: then anyone can start it.")
    return None if name.strip().casefold() == TEAM else name.strip(), why.strip()


def tell_all(desk: Desk, text: str) -> str:
    """Send a notice to everybody."""
    desk.board.tell(None, text)
    return "Sent to everybody. It stays on each screen until it is read."


def stop(desk: Desk, typed: str) -> str:
    """Stop all calls to a place: `US-LA: hurricane`."""
    place, why = read_place_and_why(typed)
    order, is_new = desk.board.stop(place, why)
    verb = "Stopped" if is_new else "Stopped already"
    return f"{verb}: nobody in {order.jurisdiction} is called."


def lift(desk: Desk, typed: str) -> str:
    """Lift the stop of a place: `US-LA: it is over`. Raises BadInput without a reason."""
    place, why = read_place_and_why(typed)
    if not why:
        raise BadInput(f"Why may calls go on? For example {place}: the notice was lifted.")
    is_lifted = desk.board.resume(place, why)
    return f"{place}: called again within its hours." if is_lifted else f"{place} is not stopped."


def why_off(action: str, agent: str, board: Board) -> str:
    """Return why a key is off for this agent, or "" if it is on."""
    name, at = clean(agent), board.at_work.get(agent, AtWork())
    is_blocked = agent in board.blocks
    off = {
        "answer": "" if board.help_call_of(agent) else f"{name} has not asked for help.",
        "take_back": "" if at.lead_id else f"{name} has no lead on the screen.",
        "give": "" if at.session_id else f"{name} has no session under way.",
        "block": f"{name} is blocked already." if is_blocked else "",
        "unblock": "" if is_blocked else f"{name} is not blocked.",
    }
    return off.get(action, "")


def answer(desk: Desk, agent: str, board: Board, text: str) -> str:
    """Answer an agent's call for help."""
    call = board.help_call_of(agent)
    return f"Told {desk.board.answer_help(call.help_id if call else 0, text)}."


def take_back(desk: Desk, agent: str, why: str) -> str:
    """Take an agent's lead back."""
    taken = desk.board.hand_back(agent, why)
    return f"{taken.name} was taken back, and {agent} was told."


def give(desk: Desk, session_id: int, typed: str, *, is_sure: bool) -> str:
    """Give a session to `bob: why`, or to `team`.

    Also raises UnknownTakerError.
    """
    taker, why = read_taker_and_why(typed)
    handover = desk.sessions.hand_over_session(session_id, taker, is_sure=is_sure, why=why)
    giver = clean(handover.giver)
    given = f"Given {taker_words(handover)}"
    if handover.taker is None:
        return f"{given} {giver} was told, and can start it again with l, as anyone can."
    return f"{given} Both were told. To undo it, give it back to {giver} the same way."


def tell(desk: Desk, agent: str, text: str) -> str:
    """Send a notice to one agent."""
    desk.board.tell(agent, text)
    return f"Told {agent}."


def block(desk: Desk, agent: str, why: str) -> str:
    """Block an agent."""
    is_new = desk.board.block(agent, why)
    return f"{agent} is blocked{'' if is_new else ' already'}."


def unblock(desk: Desk, agent: str) -> str:
    """Unblock an agent."""
    desk.board.unblock(agent)
    return f"{agent} can go on."


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
