"""Commands that a keypress sends to the desk. Each returns the scene that the screen shows next.

Each command runs in one go on the worker thread.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from console.cards.agent_day import Progress, Summary
from console.cards.lead import Card, OfferedEvidence, OutcomeChoice
from console.cards.promises import NewAppointment, NewCallback
from console.cards.requests import AskedWithoutCall, Receipt
from console.cards.waiting import Nobody, SessionCard
from console.desk import Desk, NotNow, RefusedError, SessionTakenError
from console.rules.shift.outcome_effects import Effect
from console.rules.values import Verdict
from console.view.sessions.summary import FEW_LEADS, stays_ended_words
from db.engine.database import NotAllowed, OutOfTeam
from db.enums import EvidenceKind, NumberStatus

READS = (
    "Your login is read-only: F2 shows the day; in a shell, use smiledial report, audit "
    "verify, why and next."
)
"""What an auditor reads instead of a lead."""


class Scene(Struct, frozen=True):
    """What the calling screen shows.

    `shown` is None while a session is offered. `offer` is the session that Enter would start.
    `summary` belongs to a session that has just ended. `refused` is the verdict that stopped a
    dial. `is_dialled`: the dial was allowed, and the number now goes to the phone. Before the
    offered session opens, `early` counts its leads that can be called already, and `free` the
    callable leads in no session. `first_at` is when the next lead of either kind can be called.
    `notice` is a sentence to tell the agent with this scene. `receipt` confirms what
    the key recorded or took back.
    """

    shown: Card | Nobody | None
    progress: Progress
    offer: SessionCard | None = None
    summary: Summary | None = None
    refused: Verdict | None = None
    is_dialled: bool = False
    early: int = 0
    free: int = 0
    first_at: datetime | None = None
    notice: str = ""
    receipt: Receipt | None = None

    def waits_until(self, now: datetime) -> datetime | None:
        """Return when the offered session opens if no lead of it can be called yet, else None."""
        opens = None if self.offer is None else self.offer.span_opens_at
        return opens if opens is not None and opens > now and not self.early else None

    def can_begin(self, now: datetime) -> bool:
        """Return whether somebody in the offered session can be called now."""
        opens = None if self.offer is None else self.offer.span_opens_at
        return bool(self.early) or (opens is not None and opens <= now)

    def nobody_until(self, now: datetime) -> datetime | None:
        """Return when the first lead can be called if none can be called now, else None."""
        is_over = self.first_at is None or self.first_at <= now
        return None if is_over or self.free or not self.waits_until(now) else self.first_at


class Opened(Struct, frozen=True):
    """The start of the day. `warning` is about the law, or ""."""

    outcomes: tuple[OutcomeChoice, ...]
    scene: Scene
    warning: str = ""


def open_up(desk: Desk) -> Opened:
    """Start the day: show the held lead, else offer a session, else claim the next lead."""
    scene = come_back(desk)
    is_first = scene.progress.dials == 0
    return Opened(desk.outcomes(), scene, desk.warn_of_the_law() if is_first else "")


def come_back(desk: Desk) -> Scene:
    """Show the held lead, else offer a session, else claim the next lead.

    The offer comes before a claim: a lead claimed behind the offer would be held from others.
    """
    held = desk.resume()
    progress = desk.progress()
    if progress.reads_only:
        return Scene(desk.nobody_for(READS), progress)
    is_at_work = held is not None and (held.attempt is not None or bool(held.draft))
    if progress.session is None and not is_at_work:
        offer = desk.next_session()
        if offer is not None:
            if held is not None:
                desk.leave(held.claim)
            return _offered(desk, offer, progress)
    try:
        shown = held or desk.next()
    except OutOfTeam:  # a kind of NotAllowed, but this login lost all its rights
        raise
    except NotAllowed:
        shown = desk.nobody_for(READS)
    return _settle(desk, shown, progress)


def go_on(desk: Desk, after: str | None) -> Scene:
    """Claim the next lead and release the lead held by the claim `after`."""
    return _settle(desk, desk.next(after))


def offer_only(desk: Desk, text: str, after: str | None) -> Scene:
    """Screen the leads outside sessions by an expression, and show the next one.

    An empty expression ends the screening.
    """
    desk.queue.offer_only(text)
    return go_on(desk, after)


def switch_phone(desk: Desk, claim: str, number_id: int) -> Scene:
    """Judge the lead again with another of its numbers and extend the hold."""
    return Scene(desk.switch_phone(claim, number_id), desk.progress())


def after_number(desk: Desk, claim: str, number_id: int, *, is_new: bool) -> Scene:
    """Offer a corrected number. If the number was added, keep offering the current one."""
    if is_new:
        return Scene(desk.refresh(claim), desk.progress())
    return switch_phone(desk, claim, number_id)


def dial(desk: Desk, claim: str, number_id: int) -> Scene:
    """Ask the desk for the dial. The scene says whether the law allowed it."""
    answer = desk.dial(claim, number_id)
    if isinstance(answer, NotNow):
        return Scene(desk.switch_phone(claim, number_id), desk.progress(), refused=answer.verdict)
    return Scene(answer, desk.progress(), is_dialled=True)


def dial_by_hand(desk: Desk, claim: str, number_id: int) -> Scene:
    """Pass the same check as `dial`, but send the number nowhere: the agent uses another phone."""
    return replace(dial(desk, claim, number_id), is_dialled=False)


def record(
    desk: Desk,
    claim: str,
    outcome: str,
    note: str,
    callback: NewCallback | None = None,
    appointment: NewAppointment | None = None,
) -> Scene:
    """Record an outcome and claim the next lead.

    It is safe to repeat after an error: the outcome is recorded once.
    """
    receipt = desk.record(claim, outcome, note, callback, appointment)
    return replace(_settle(desk, desk.next()), receipt=receipt)


def skip(desk: Desk, card: Card, reason: str) -> Scene:
    """Skip the lead for a reason and claim the next one."""
    rests_until = desk.skip(card.claim, reason)
    receipt = Receipt("", card.name, skipped=reason, rests_until=rests_until)
    return replace(_settle(desk, desk.next()), receipt=receipt)


def bar(desk: Desk, card: Card, outcome: str, asked: AskedWithoutCall) -> Scene:
    """Put a number on the do-not-call list without a call, and claim the next lead.

    `outcome` is the outcome whose key was pressed, for the receipt.
    """
    desk.requests.bar(card.claim, asked)
    effect = Effect(
        closes_lead=True,
        number_status=NumberStatus.SUPPRESSED,
        rests_until=None,
        adds_no=False,
        suppresses=True,
        suppresses_person=asked.is_person,
    )
    receipt = Receipt(outcome, card.name, effect=effect)
    return replace(_settle(desk, desk.next()), receipt=receipt)


def settle(desk: Desk, card: Card, meaning: str) -> Scene:
    """Record that doubtful words of the lead mean something else, and show it with its verdict."""
    words = card.doubt[1] if card.doubt else ""
    shown = desk.requests.settle(card.claim, words, meaning)
    return Scene(shown, desk.progress(), receipt=Receipt("", card.name, settled=meaning))


def undo(desk: Desk, before: Scene | None) -> Scene:
    """Take back the last outcome and show its lead instead of the scene `before`.

    During an incoming call, take back that call instead.
    """
    card = None if before is None else before.shown
    if isinstance(card, Card) and card.attempt is not None and card.attempt.is_inbound:
        desk.inbound.take_back(card.claim)
        return come_back(desk)
    shown = desk.undo()
    label = "" if before is None else before.progress.can_undo
    return Scene(
        shown,
        desk.progress(),
        notice=stays_ended_words(None if before is None else before.summary),
        receipt=Receipt("", shown.name, taken_back=label) if label else None,
    )


def ring(desk: Desk, lead_id: int, e164: str, after: str | None) -> Scene:
    """Log an incoming call from a lead and release the claim `after`, unless it is on a call."""
    return Scene(desk.inbound.ring(lead_id, e164, after), desk.progress())


def ring_new(desk: Desk, name: str, number: str, after: str | None) -> Scene:
    """Log an incoming call from somebody who is in no list."""
    return Scene(desk.inbound.ring_new(name, number, after), desk.progress())


def keep_evidence(desk: Desk, card: Card, offered: OfferedEvidence) -> Scene:
    """Record evidence about the number on the screen and judge the number again."""
    desk.evidence.record(card.phone.e164, offered)
    return switch_phone(desk, card.claim, card.phone.number_id)


def mend_details(desk: Desk, card: Card, changes: Mapping[str, str]) -> Scene:
    """Change fields of the lead and judge its number again."""
    desk.edits.edit(card, changes)
    return switch_phone(desk, card.claim, card.phone.number_id)


def stop_sequence(desk: Desk, card: Card) -> Scene:
    """Stop the sequence of a lead that has written, and show the card without it."""
    desk.edits.they_wrote(card)
    return Scene(desk.refresh(card.claim), desk.progress())


def keep_answer(desk: Desk, claim: str, name: str, text: str) -> Scene:
    """Store an answer to a question of the script and show the card with it."""
    desk.answering.keep(claim, name, text)
    return Scene(desk.refresh(claim), desk.progress())


def withdraw_evidence(desk: Desk, card: Card, kind: EvidenceKind) -> Scene:
    """Withdraw one kind of evidence and judge the number again."""
    desk.evidence.withdraw(card.phone.e164, kind)
    return switch_phone(desk, card.claim, card.phone.number_id)


def return_to(desk: Desk, session_id: int | None) -> Scene:
    """End a pause and resume the session that was under way, if nobody else has it now."""
    desk.away.come_back()
    if session_id is not None:
        with suppress(RefusedError):  # another agent may have it by now
            return start_session(desk, session_id, None)
    return come_back(desk)


def start_session(desk: Desk, session_id: int, claim: str | None) -> Scene:
    """Release the current lead and start a session."""
    if claim is not None:
        desk.leave(claim)
    desk.sessions.start(session_id)
    return _settle(desk, desk.next())


def start_offered(desk: Desk, offer: SessionCard, claim: str | None) -> Scene:
    """Start the offered session, or the next free one if another agent was faster."""
    try:
        return start_session(desk, offer.session_id, claim)
    except SessionTakenError:
        pass
    from console.view.sessions.sessions import instead_words  # late: rare, and brings the hours map

    started = desk.sessions.start_next()
    scene = come_back(desk) if started is None else _settle(desk, desk.next())
    lost = desk.sessions.read(offer.session_id)
    return replace(scene, notice=instead_words(offer, lost, started, scene.offer))


def renew_offer(desk: Desk, offer: SessionCard) -> Scene:
    """Return the scene that replaces an offer that has changed or gone."""
    from console.view.sessions.sessions import instead_words  # late: rare, and brings the hours map

    scene = come_back(desk)
    lost = desk.sessions.read(offer.session_id)
    return replace(scene, notice=instead_words(offer, lost, None, scene.offer))


def end_session(desk: Desk, claim: str | None) -> Scene:
    """Release the current lead and end the session under way."""
    if claim is not None:
        desk.leave(claim)
    return _ended(desk)


def merge(
    desk: Desk, kept_id: int, gone_id: int, fields: Collection[str], claim: str | None
) -> Scene:
    """Merge two leads and show the survivor. The claim belongs to either lead."""
    desk.merging.merge(kept_id, gone_id, fields, claim)
    return take(desk, kept_id, None)


def take(desk: Desk, lead_id: int, after: str | None) -> Scene:
    """Claim a particular lead and release the claim `after`."""
    return Scene(desk.take(lead_id, after), desk.progress())


def _settle(desk: Desk, shown: Card | Nobody, progress: Progress | None = None) -> Scene:
    """Return the scene for a lead, or for the lack of one.

    End a finished session. Offer another in which somebody can be called.
    """
    if isinstance(shown, Nobody) and shown.is_session_over:
        return _ended(desk)
    progress = progress or desk.progress()
    if isinstance(shown, Nobody) and progress.session is not None:
        # The session stays under way: its next lead comes by itself.
        if (other := shown.elsewhere) is not None:
            return Scene(shown, progress, other.session, early=other.in_session)
        return Scene(shown, progress)
    if isinstance(shown, Nobody) and not progress.screening:
        scene = _offered(desk, desk.next_session(), progress)
        if scene.can_begin(shown.at):
            return scene
    return Scene(shown, progress)


def _ended(desk: Desk) -> Scene:
    """End the session under way and offer the next one."""
    summary = desk.sessions.end()
    return _offered(desk, desk.next_session(), desk.progress(), summary)


def _offered(
    desk: Desk, offer: SessionCard | None, progress: Progress, summary: Summary | None = None
) -> Scene:
    """Return the scene of an offer, with the leads that can be called before it opens."""
    if offer is None:
        return Scene(None, progress, offer, summary)
    early, free, first_at = desk.sessions.callable_before(offer)
    if progress.screening:
        free, first_at = 0, None
    return Scene(None, progress, offer, summary, early=early, free=free, first_at=first_at)


def ends_without_summary(scene: Scene) -> bool:
    """Tell whether the ended session is too small for a summary and another is offered.

    A session with a yes always has one.
    """
    summary = scene.summary
    is_small = summary is not None and summary.size < FEW_LEADS and not summary.given_back
    return is_small and not (summary and summary.yeses) and scene.offer is not None
