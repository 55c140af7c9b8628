"""The acts of a supervisor from the board.

Each is one transaction with an entry in the audit log and a notice to the agent. The text of a
notice never names a lead, and links to it instead, so that erasing the person leaves no name.
"""

from datetime import datetime

from msgspec import Struct, to_builtins

from console.firm.settings import BLOCKED, Block, block_of, blocks_from, skip_rest_of
from console.rules.shift.outcome_effects import longer_rest
from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.audit.log import seal_for
from db.calls import attempts
from db.calls.callbacks import give_to_team
from db.claims import claim as claims
from db.engine.database import Connection, Database
from db.enums import ReasonCode
from db.firm.settings import put, read_firm, revising
from db.floor import notices
from db.floor.notices import add_notice
from db.leads import records
from db.sessions import changes as session_changes
from db.sessions.changes import is_known_agent
from db.team.logins import let_open, login_of, role_of

LONGEST = 300
"""Letters of a notice."""


class HandedBack(Struct, frozen=True):
    """The lead that an agent had on the screen, or None; during a call it stays there."""

    lead_id: int | None
    claim: str = ""
    name: str = ""
    is_on_call: bool = False


def hand_back(database: Database, agent: str, reason: str, by: str, now: datetime) -> HandedBack:
    """Take the lead off an agent's screen: it rests as after a skip and then any agent may get it.

    Raises BadInput without a reason, for an unknown agent, without a lead, and during a call.
    """
    why = _words(reason, "Why? The agent is told.")
    with database.write() as connection:
        require_known(connection, agent)
        taken = _take_lead(connection, agent, why, by, now)
        if taken.lead_id is None:
            raise BadInput(f"{agent} has no lead on the screen.")
        if taken.is_on_call:
            raise BadInput(f"{agent} is on a call with that lead: it stays until its outcome.")
        detail: dict[str, object] = {"agent": agent, "lead": taken.lead_id}
        lead = records.read_lead(connection, taken.lead_id)
        if lead is not None and lead.numbers:  # sealed: the log shows nothing personal
            detail["reason"] = seal_for(connection, lead.numbers[0].e164, why)
        log.append(connection, now, by, "hand_back", detail)
    return taken


def block(
    database: Database, agent: str, reason: str, by: str, now: datetime, *, is_sure: bool = False
) -> tuple[Block, bool]:
    """Block an agent: no lead, no session, no dial from now on.

    The lead on the screen goes back and the session is paused; a running call gets its outcome. An
    agent's login can no longer open a console. Return the block in force and whether it is new.
    Raises BadInput without a reason, for one's own name, and for an unknown agent, unless
    `is_sure`.
    """
    why = _words(reason, "A block needs its reason: the agent is told it.")
    agent = clean_line(agent)
    if not agent:
        raise BadInput("Whom? Name the agent.")
    if agent == by:
        raise BadInput("You cannot block yourself: ask another supervisor.")
    with revising(database) as connection:
        if not (is_sure or role_of(connection, agent)):
            require_known(connection, agent)
        values = read_firm(connection)
        there = block_of(values, agent)
        if there is not None:
            return there, False
        let_open(connection, agent, may_open=False)  # does nothing without a login of the team
        new = Block(agent, by, now, why)
        changes = put(connection, BLOCKED, to_builtins([*blocks_from(values), new]))
        taken = _lead_of(connection, agent, now)
        if taken.claim and not taken.is_on_call:  # released without a rest: nobody skipped it
            claims.release(connection, taken.claim)
        session_changes.pause(connection, agent, now)
        add_notice(connection, by, agent, f"blocked you: {why}. You can start nothing now.", now)
        lead = None if taken.is_on_call else taken.lead_id
        detail = {"agent": agent, "reason": why, "lead": lead}
        log.append(connection, now, by, "block", detail, changes)
    return new, True


def unblock(database: Database, agent: str, by: str, now: datetime) -> Block | None:
    """Lift the block of an agent and return it, None where the agent was not blocked.

    Raises BadInput for one's own name, and for a login that only an owner may open again.
    """
    with revising(database) as connection:
        values = read_firm(connection)
        lifted = block_of(values, agent)
        if lifted is not None:
            if agent == by:
                raise BadInput("You cannot lift your own block: ask another supervisor.")
            remaining = [block for block in blocks_from(values) if block != lifted]
            changes = put(connection, BLOCKED, to_builtins(remaining))
            add_notice(connection, by, agent, "lifted the block: go on calling.", now)
            # An exception rolls all of this back, the notice too.
            login = login_of(connection, agent)
            if not let_open(connection, agent, may_open=True) and login and not login.may_open:
                raise BadInput(
                    f"An owner closed the login of {agent}: let an owner lift the block."
                )
            log.append(connection, now, by, "unblock", {"agent": agent}, changes)
    return lifted


def blocks(database: Database) -> tuple[Block, ...]:
    """Return the blocks in force."""
    with database.read() as connection:
        return blocks_from(read_firm(connection))


def tell(database: Database, agent: str | None, text: str, by: str, now: datetime) -> int:
    """Send a line to one agent, or with None to everybody; return the notice's id.

    It is shown until read. Raises BadInput for an empty or too long text and an unknown agent.
    """
    line = _words(text, "Tell them what?")
    with database.write() as connection:
        if agent is not None:
            require_known(connection, agent)
        notice_id = add_notice(connection, by, agent, line, now)
        detail = {"notice": notice_id, "to": agent, "text": line}
        log.append(connection, now, by, "tell", detail)
    return notice_id


def answer_help(database: Database, help_id: int, answer: str, by: str, now: datetime) -> str:
    """Answer a call for help with a line to the agent; return the agent.

    Raises BadInput where another supervisor answered first, or the agent withdrew the call.
    """
    line = _words(answer, "Answer with what?")
    with database.write() as connection:
        call = {call.id: call for call in notices.open_help_calls(connection)}.get(help_id)
        if call is None or not notices.end_help_call(connection, help_id, now, by, line):
            raise BadInput("That call for help was answered or taken back already.")
        add_notice(connection, by, call.agent, line, now, call.lead_id)
        detail = {"help": help_id, "agent": call.agent, "lead": call.lead_id}
        log.append(connection, now, by, "help_answer", detail)
    return call.agent


def require_known(connection: Connection, agent: str) -> None:
    """Raise BadInput for an agent who never called here."""
    if not is_known_agent(connection, agent):
        raise BadInput(f"No agent is called “{clean_line(agent)}”: check the name.")


def _take_lead(connection: Connection, agent: str, why: str, by: str, now: datetime) -> HandedBack:
    """Release the lead on an agent's screen and let it rest, unless the agent is on a call."""
    held = _lead_of(connection, agent, now)
    if held.lead_id is None or held.is_on_call:
        return held
    session_changes.drop(connection, held.lead_id)
    is_promised = give_to_team(connection, held.lead_id)
    rests = ReasonCode.CALLBACK if is_promised else ReasonCode.COOL_DOWN
    until = now + skip_rest_of(read_firm(connection))
    if (lead := records.read_lead(connection, held.lead_id)) is not None:
        until, rests = longer_rest(lead.due_at, lead.due_reason, until, rests)
    claims.finish(connection, held.lead_id, held.claim, due_at=until, due_reason=rests)
    add_notice(connection, by, agent, f"took this lead back: {why}.", now, held.lead_id)
    return held


def _lead_of(connection: Connection, agent: str, now: datetime) -> HandedBack:
    hold = claims.held_by(connection, agent, now)
    if hold is None:
        return HandedBack(None)
    lead = records.read_lead(connection, hold.lead_id)
    attempt = attempts.attempt_of(connection, hold.claim)
    is_on_call = attempt is not None and attempt.outcome is None
    name = lead.name if lead is not None else ""
    return HandedBack(hold.lead_id, hold.claim, name, is_on_call)


def _words(text: str, missing: str) -> str:
    """Return the text on one line. Raises BadInput for an empty or too long text."""
    line = clean_line(text)
    if not line:
        raise BadInput(missing)
    if len(line) > LONGEST:
        raise BadInput(f"That is longer than {LONGEST} letters: say it in fewer.")
    return line
