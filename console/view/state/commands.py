"""What a keypress asks of the desk, in one go on the lane, and what the screen shows after it."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from console.cards.agent_day import Progress
from console.cards.callbacks import NewCallback
from console.cards.lead import Card, Offered, OutcomeChoice
from console.cards.session import SessionCard
from console.cards.summary import Summary
from console.cards.waiting import Nobody
from console.desk import Desk, NotNow, RefusedError, SessionTakenError
from console.rules.values import Verdict
from console.view.sessions.summary import FEW_LEADS, stays_ended_words
from console.view.text.cleaning import clean
from db.engine.database import NotAllowed, OutOfTeam
from db.enums import EvidenceKind

READS = (
    "Your login reads and calls nobody: F2 is today’s page, and in a shell smiledial report, audit "
    "verify, why and next read on."
)
"""To an auditor, for whom no lead is claimed."""


class Scene(Struct, frozen=True):
    """What stands on the calling screen.

    `shown` is None while a session is offered. `offer` is the session that Enter would start.
    `summary` is that of a session that has just ended. `refused` is the verdict a dial met.
    `is_dialled`: the dial key was pressed and allowed, and the number goes to the phone now.
    While the offer has yet to open for all of its leads, `early` of them may be called, and `free`
    of those in no session; `first_at` is when the next of both may be. `notice` is a sentence that
    the agent is told as the scene appears.
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

    def waits_until(self, now: datetime) -> datetime | None:
        """When the offer opens, while nobody of it may be called; None for one to start now."""
        opens = None if self.offer is None else self.offer.span_opens_at
        return opens if opens is not None and opens > now and not self.early else None

    def nobody_until(self, now: datetime) -> datetime | None:
        """When the first may be called, while nobody may; None while somebody may or may be."""
        is_over = self.first_at is None or self.first_at <= now
        return None if is_over or self.free or not self.waits_until(now) else self.first_at


class Opened(Struct, frozen=True):
    """`warning` is what a day begins with, "" for nothing."""

    outcomes: tuple[OutcomeChoice, ...]
    scene: Scene
    warning: str = ""


def open_up(desk: Desk) -> Opened:
    """The start of the day: the held lead, else an offer of a session, else the next lead."""
    scene = come_back(desk)
    is_first = scene.progress.dials == 0
    return Opened(desk.outcomes(), scene, desk.warn_of_the_law() if is_first else "")


def come_back(desk: Desk) -> Scene:
    """The held lead; else a session is offered, before anything is claimed; else the next lead."""
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
    except OutOfTeam:
        raise
    except NotAllowed:
        shown = desk.nobody_for(READS)
    return _settle(desk, shown, progress)


def go_on(desk: Desk, after: str | None) -> Scene:
    """The next lead. The lead `after` is let go."""
    return _settle(desk, desk.next(after))


def offer_only(desk: Desk, text: str, after: str | None) -> Scene:
    """The free queue screened, or everybody's again, and its next lead."""
    desk.queue.offer_only(text)
    return go_on(desk, after)


def switch_phone(desk: Desk, claim: str, number_id: int) -> Scene:
    """The lead judged anew with this number offered, its hold extended."""
    return Scene(desk.switch_phone(claim, number_id), desk.progress())


def after_number(desk: Desk, claim: str, number_id: int, *, is_new: bool) -> Scene:
    """A mended number is offered; one more waits behind those that may ring now."""
    if is_new:
        return Scene(desk.refresh(claim), desk.progress())
    return switch_phone(desk, claim, number_id)


def dial(desk: Desk, claim: str, number_id: int) -> Scene:
    answer = desk.dial(claim, number_id)
    if isinstance(answer, NotNow):
        return Scene(desk.switch_phone(claim, number_id), desk.progress(), refused=answer.verdict)
    return Scene(answer, desk.progress(), is_dialled=True)


def dial_by_hand(desk: Desk, claim: str, number_id: int) -> Scene:
    """Through the same gate, and the number goes nowhere: the agent holds another phone."""
    return replace(dial(desk, claim, number_id), is_dialled=False)


def record(
    desk: Desk, claim: str, outcome: str, note: str, callback: NewCallback | None = None
) -> Scene:
    """Safe to repeat: the outcome is recorded once, whatever failed after it."""
    desk.record(claim, outcome, note, callback)
    return _settle(desk, desk.next())


def skip(desk: Desk, claim: str, reason: str) -> Scene:
    desk.skip(claim, reason)
    return _settle(desk, desk.next())


def undo(desk: Desk, card: Card | None) -> Scene:
    """The lead on the screen is let go for the one that comes back.

    On a call that came in it is that call which is taken back.
    """
    if card is not None and card.attempt is not None and card.attempt.is_inbound:
        desk.inbound.take_back(card.claim)
        return come_back(desk)
    return Scene(desk.undo(), desk.progress())


def ring(desk: Desk, lead_id: int, e164: str, after: str | None) -> Scene:
    """They rang. The lead `after` is let go; a call is kept."""
    return Scene(desk.inbound.ring(lead_id, e164, after), desk.progress())


def ring_new(desk: Desk, name: str, number: str, after: str | None) -> Scene:
    """Somebody rang who is in no list."""
    return Scene(desk.inbound.ring_new(name, number, after), desk.progress())


def keep_evidence(desk: Desk, card: Card, offered: Offered) -> Scene:
    """Evidence about the number on the screen, which is judged anew by it."""
    desk.evidence.record(card.phone.e164, offered)
    return switch_phone(desk, card.claim, card.phone.number_id)


def mend_details(desk: Desk, card: Card, changes: Mapping[str, str]) -> Scene:
    desk.edits.edit(card, changes)
    return switch_phone(desk, card.claim, card.phone.number_id)


def keep_answer(desk: Desk, claim: str, name: str, text: str) -> Scene:
    """An answer to a question of the script, which the card shows then."""
    desk.answering.keep(claim, name, text)
    return Scene(desk.refresh(claim), desk.progress())


def withdraw_evidence(desk: Desk, card: Card, kind: EvidenceKind) -> Scene:
    desk.evidence.withdraw(card.phone.e164, kind)
    return switch_phone(desk, card.claim, card.phone.number_id)


def return_to(desk: Desk, session_id: int | None) -> Scene:
    """Back from a pause, to the session that was under way, if it is still there."""
    desk.away.come_back()
    if session_id is not None:
        with suppress(RefusedError):  # it was given to another meanwhile
            return start_session(desk, session_id, None)
    return come_back(desk)


def start_session(desk: Desk, session_id: int, claim: str | None) -> Scene:
    if claim is not None:
        desk.leave(claim)
    desk.sessions.start(session_id)
    return _settle(desk, desk.next())


def start_offered(desk: Desk, offer: SessionCard, claim: str | None) -> Scene:
    """Start the offered session, or the next free one where another agent was faster."""
    try:
        return start_session(desk, offer.session_id, claim)
    except SessionTakenError:
        pass
    from console.view.sessions.sessions import instead_words

    started = desk.sessions.start_next()
    scene = come_back(desk) if started is None else _settle(desk, desk.next())
    lost = desk.sessions.read(offer.session_id)
    return replace(scene, notice=instead_words(offer, lost, started, scene.offer))


def renew_offer(desk: Desk, offer: SessionCard) -> Scene:
    """Return the scene that replaces an offer that has changed or gone."""
    from console.view.sessions.sessions import instead_words

    scene = come_back(desk)
    lost = desk.sessions.read(offer.session_id)
    return replace(scene, notice=instead_words(offer, lost, None, scene.offer))


def end_session(desk: Desk, claim: str | None) -> Scene:
    if claim is not None:
        desk.leave(claim)
    return _ended(desk)


def merge(
    desk: Desk, kept_id: int, gone_id: int, fields: Collection[str], claim: str | None
) -> Scene:
    """Two leads made one, which is on the screen then. The claim is that of one of the two."""
    desk.merging.merge(kept_id, gone_id, fields, claim)
    return take(desk, kept_id, None)


def take(desk: Desk, lead_id: int, after: str | None) -> Scene:
    return Scene(desk.take(lead_id, after), desk.progress())


def _settle(desk: Desk, shown: Card | Nobody, progress: Progress | None = None) -> Scene:
    if isinstance(shown, Nobody) and shown.is_session_over:
        return _ended(desk)
    progress = progress or desk.progress()
    if isinstance(shown, Nobody) and progress.session is None and not progress.screening:
        offer = desk.next_session()
        opens_at = None if offer is None else offer.span_opens_at
        closes_at = None if offer is None else offer.span_closes_at
        if opens_at and closes_at and opens_at <= shown.at < closes_at:
            return Scene(None, progress, offer)
    return Scene(shown, progress)


def _ended(desk: Desk) -> Scene:
    summary = desk.sessions.end()
    return _offered(desk, desk.next_session(), desk.progress(), summary)


def _offered(
    desk: Desk, offer: SessionCard | None, progress: Progress, summary: Summary | None = None
) -> Scene:
    if offer is None:
        return Scene(None, progress, offer, summary)
    early, free, first_at = desk.sessions.callable_before(offer)
    if progress.screening:
        free, first_at = 0, None
    return Scene(None, progress, offer, summary, early=early, free=free, first_at=first_at)


def ends_without_summary(scene: Scene) -> bool:
    """Tell whether the ended session is too small for a summary and another one is offered."""
    summary = scene.summary
    is_small = summary is not None and summary.size < FEW_LEADS and not summary.given_back
    return is_small and scene.offer is not None


def undo_text(before: Scene | None, scene: Scene) -> str:
    """Say what an undo took back, and whose it was: `Taken back: No, Ada Byron.`"""
    if before is None or not isinstance(scene.shown, Card):
        return ""
    if text := stays_ended_words(before.summary):
        return text
    is_inbound = isinstance(before.shown, Card) and (
        before.shown.attempt is not None and before.shown.attempt.is_inbound
    )
    label = before.progress.can_undo
    if is_inbound or not label:
        return ""
    return f"Taken back: {clean(label)}, {clean(scene.shown.name) or '(no name)'}."
