"""The state of the calling screen, and which keys are on because of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from msgspec.structs import replace

from console.cards.agent_day import News
from console.cards.lead import CallResult, Card
from console.cards.lead_context import Beside, Double, MadeCall, Meanwhile
from console.cards.promises import AppointmentCard, CallbackCard
from console.cards.waiting import Blocked, Lanes, Nobody, SessionCard
from console.firm.personal_settings import Personal
from console.machine import is_remote
from console.outreach.calendar.job import Busy
from console.outreach.scripts.speaking import SpokenSection
from console.outreach.softphone.line import Line, LineState
from console.view.call.receipt import ReceiptWords
from console.view.keys.calling import ANSWERS, CALLING, NOTE, SCRIPT
from console.view.keys.key import Key, KeyConditions, State
from console.view.lead.requests import has_doubt
from console.view.lead.verdict import is_open, verdict_sentence
from console.view.state.commands import Scene
from console.view.text.counts import many
from db.enums import VerdictKind

Script = tuple[SpokenSection, ...]


@dataclass
class ScriptPosition:
    """The agent's place in the script. Only the calling screen changes it.

    `path` lists the sections visited, from the first (0) on. `is_shown` is the agent's choice for
    this lead. `is_led`: a call is under way, so the script replaces the opening
    sentence.
    """

    is_shown: bool = False
    is_led: bool = False
    path: tuple[int, ...] = (0,)

    @property
    def is_in_sight(self) -> bool:
        return self.is_shown or self.is_led

    def section(self, script: Script) -> SpokenSection | None:
        """Return the current section, or None without a script.

        Somebody may have shortened the script meanwhile, so a missing section leads back to the
        first.
        """
        if self.path[-1] >= len(script):
            self.path = (0,)
        return script[self.path[-1]] if script else None

    def begin(self) -> None:
        """Go back to the first section, and close the script: the next lead needs its facts."""
        self.path = (0,)
        self.is_shown = False

    def follow(self, script: Script, digit: int) -> str:
        """Go where an answer leads. Return "" or the reason why that is not possible."""
        section = self.section(script)
        answers = section.answers if section else ()
        if not answers:
            return "The script ends here. 0 goes back."
        if digit > len(answers):
            return f"There is no answer {digit} here."
        self.path = (*self.path, answers[digit - 1].to)
        return ""

    def back(self) -> str:
        """Go back one section. Return "" or the reason why that is not possible."""
        if len(self.path) == 1:
            return "This is where the script begins."
        self.path = self.path[:-1]
        return ""


@dataclass
class ScreenState:
    """What the calling screen knows. Only that screen changes it, on the event loop.

    `shown_at` is when the current lead appeared, `looked_at` when it was last judged, `revision`
    the firm's revision by which it was. `retry` repeats the command that the database could not do,
    with the claim it was meant for. `ready_at` is the time from which a callable lead has been
    shown without a gap. `working_since` is when the console opened, or when the last break ended:
    breaks are suggested by the agent's own time at this screen. `wrap_up_until` is the end of the
    agent's time after an outcome. `next_promise` is read for the panel of a break.

    `beside` may still belong to the previous lead while the panels of the current one are loading.
    `lanes` and `meanwhile` are loaded if there is no lead. `blocked` is loaded while nobody can be
    called before an offered session opens. `taken` is the claim of a lead that another agent has
    taken but that the plain console still shows.

    `line` is the line of the last softphone call, which may still be up when another lead is shown.
    `watches_since` is when the board covered the screen. `other_terminals` counts other
    terminals of the same agent. `news` holds supervisors' notices. `receipt` confirms what the last
    key recorded or took back. `busy` is when the agent's calendar has entries of others, in the
    plain console. `square_of` is the claim whose number is shown as a QR code, or "".
    `inquiry` asked to be called and waits while another lead is shown.
    """

    scene: Scene | None = None
    outcomes: tuple[Key, ...] = ()
    is_typing: bool = False
    is_writing: bool = False
    trouble: str = ""
    retry: Callable[[], Scene] | None = None
    away_since: datetime | None = None
    working_since: datetime | None = None
    away_why: str = ""
    next_promise: CallbackCard | AppointmentCard | None = None
    watches_since: datetime | None = None
    shown_at: datetime | None = None
    looked_at: datetime | None = None
    revision: int = 0
    ready_at: datetime | None = None
    wrap_up_until: datetime | None = None
    busy: Sequence[Busy] = ()
    has_softphone: bool = False
    line: Line | None = None
    script_position: ScriptPosition = field(default_factory=ScriptPosition)
    beside: Beside = field(default_factory=Beside)
    lanes: Lanes | None = None
    other_terminals: int = 0
    news: News = field(default_factory=lambda: News(is_held=True))
    meanwhile: Meanwhile = field(default_factory=Meanwhile)
    blocked: tuple[Blocked, ...] = ()
    taken: str = ""
    receipt: ReceiptWords | None = None
    inquiry: Card | None = None
    square_of: str = ""
    has_room_for_square: bool = True

    @property
    def is_behind(self) -> bool:
        """Whether others changed what the verdict on the lead, or the lack of one, hangs on.

        A call under way goes on: a stop, a list or a block forbids the next one.
        """
        is_older = self.news.revision > self.revision
        if self.card is None:
            return self.nobody is not None and is_older
        is_barred = self.news.is_listed and self.card.verdict.kind is not VerdictKind.NEVER
        return self.card.attempt is None and (is_barred or is_older)

    @property
    def card(self) -> Card | None:
        shown = self.scene.shown if self.scene else None
        return shown if isinstance(shown, Card) else None

    @property
    def nobody(self) -> Nobody | None:
        shown = self.scene.shown if self.scene else None
        return shown if isinstance(shown, Nobody) else None

    @property
    def time_key(self) -> str:
        """The key of the outcome that asks for an appointment, or ""."""
        keys = (key.shown for key in self.outcomes if key.asks_for_time)
        return next(keys, "")

    def take_mail(self) -> int | None:
        """Return the lead to write to: that of an e-mail that is due, once, else the one shown."""
        receipt, card = self.receipt, self.card
        if receipt is not None and receipt.mail_to is not None:
            self.receipt = receipt._replace(mail_to=None)
            return receipt.mail_to
        return None if card is None else card.lead_id

    @property
    def square(self) -> str:
        """The number (E.164) to show as a QR code, or "": only that of a dial on record."""
        card = self.card
        if card is None or card.attempt is None or card.attempt.is_inbound:
            return ""
        is_shown = self.square_of == card.claim and self.has_room_for_square
        return card.phone.e164 if is_shown else ""

    def set(self, scene: Scene, now: datetime) -> None:
        """Show another scene and clear any earlier trouble."""
        self.scene = scene
        self.trouble = ""
        self.retry = None
        self.looked_at = now
        self.working_since = self.working_since or now
        card = self.card
        if card is not None and (attempt := card.attempt) is not None:
            # The panels are read before the dial, the figures after it: both count this call.
            ended = (call for call in self.beside.calls if call.outcome)
            running = MadeCall(attempt.dialled_at, is_inbound=attempt.is_inbound)
            self.beside = replace(self.beside, calls=(*ended, running))
        if card is None or (card.attempt is None and not is_open(card.verdict, now)):
            self.ready_at = None
        elif self.ready_at is None:
            self.ready_at = now

    def end_break(self) -> None:
        """End the break, if there is one; the next scene begins a new stretch of work."""
        if self.away_since is not None:
            self.away_since = self.working_since = None

    @property
    def doubles(self) -> tuple[Double, ...]:
        """Return possible duplicates of the lead on the screen, if they are loaded."""
        is_here = self.card is not None and self.beside.lead_id == self.card.lead_id
        return self.beside.doubles if is_here else ()

    @property
    def line_here(self) -> Line | None:
        """Return the softphone line of the lead on the screen, or None."""
        is_of_card = self.line and self.card and self.line.claim == self.card.claim
        return self.line if is_of_card else None

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return all keys of the calling screen. Digits are script answers or phone tones."""
        leads = (*ANSWERS, SCRIPT[1]) if self.is_script_led else ()
        calling = [key for key in CALLING if key.action != "tone" or not leads]
        return (*calling, *NOTE, *leads, *self.outcomes)

    @property
    def session_ahead(self) -> SessionCard | None:
        """Return the session under way, else the offered one."""
        if self.scene is None:
            return None
        return self.scene.progress.session or self.scene.offer

    @property
    def opens_at(self) -> datetime | None:
        """Return when somebody can be called again, or None."""
        return self.nobody.opens_at if self.nobody is not None else None

    @property
    def is_script_led(self) -> bool:
        """Tell whether digits follow the script. With a softphone call answered, they are tones.

        `t` gives them back to the script.
        """
        if self.script_position.is_shown or not self.has_softphone:
            return True
        is_talking = self.line_here is not None and self.line_here.state is LineState.TALKING
        return self.script_position.is_led and not is_talking

    def key_state(self, now: datetime) -> State:
        """Return the state that decides which keys are on."""
        if self.trouble:
            return State.TROUBLE
        if self.away_since is not None:
            return State.AWAY
        if self.scene is None:
            return State.OPENING
        if self.card is not None:
            return self._state_of(self.card, now)
        if self.nobody is not None:
            return State.EMPTY if self.nobody.is_empty else State.NOBODY
        return State.WELCOME

    def conditions(self, now: datetime, here: str, fresh_pause: float) -> KeyConditions:
        """Return all that decides whether a key is on. `fresh_pause` is in seconds."""
        card = self.card
        # During the pause nobody can dial an unread name: Enter may be meant for the old lead.
        fresh_until = self.shown_at and self.shown_at + timedelta(seconds=fresh_pause)
        progress = self.scene.progress if self.scene else None
        last = progress.can_undo if progress is not None else ""
        others = {key.label for key in self.outcomes if key.result in NO_NOES}
        return KeyConditions(
            state=self.key_state(now),
            verdict=verdict_sentence(card.verdict, now, card.zone or here, here) if card else "",
            barred=self.nobody.barred if self.nobody is not None else "",
            is_fresh=fresh_until is not None and now < fresh_until,
            can_undo=bool(last),
            has_last_no=bool(last) and last not in others,
            has_timeless_yes=self.receipt is not None and self.receipt.needs_time,
            has_mail_due=self.receipt is not None and self.receipt.mail_to is not None,
            is_inbound=card is not None and card.attempt is not None and card.attempt.is_inbound,
            has_past_calls=card is not None and bool(card.past_calls),
            has_double=card is not None and bool(self.doubles),
            is_first_number=card is None or card.is_first_phone,
            has_email=card is None or card.has_email,
            has_other_number=card is not None and bool(card.numbers_to_try),
            has_doubt=card is not None and has_doubt(card),
            all_wait=self.scene is not None and self.scene.nobody_until(now) is not None,
            has_offer=self.scene is not None and self.scene.offer is not None,
            has_softphone=self.has_softphone,
            is_line_up=self.line is not None and self.line.is_up,
            may_send_tones=self.line_here is not None and self.line_here.state is LineState.TALKING,
            has_square=self.has_room_for_square,
            extension=card.phone.extension if card else "",
            has_session=progress is not None and progress.session is not None,
            has_leads_ahead=self.session_ahead is not None or self.opens_at is not None,
            has_questions=card is not None and bool(card.questions),
            has_script=self.script_position.is_in_sight,
            is_agents_login=progress is not None and progress.is_agents_login,
            reads_only=progress is not None and progress.reads_only,
        )

    def needs_a_look(self, now: datetime, every: timedelta) -> bool:
        """Tell whether the lead shown, or the lack of a lead, has to be judged again."""
        if self.trouble or self.away_since is not None or self.looked_at is None:
            return False
        if self.card is not None:
            verdict = self.card.verdict
            # Count only a turn after the verdict was made. An older one would trigger a new
            # judgment every second.
            turns_at = verdict.closes_at or verdict.opens_at
            has_turned = turns_at is not None and verdict.at < turns_at <= now
            return has_turned or now - self.looked_at >= every
        if self.nobody is not None:
            opens_at = self.nobody.opens_at
            return (opens_at is not None and self.looked_at < opens_at <= now) or (
                now - self.looked_at >= every
            )
        scene = self.scene
        if scene is None or scene.offer is None:
            return False
        turns = (scene.first_at, scene.offer.span_opens_at, scene.offer.span_closes_at)
        return any(at is not None and self.looked_at < at <= now for at in turns)

    def _state_of(self, card: Card, now: datetime) -> State:
        if self.is_typing:
            return State.NOTE
        if card.attempt is not None:
            return State.ON_CALL
        return State.READY if is_open(card.verdict, now) else State.BLOCKED


NO_NOES = {CallResult.YES, CallResult.CALLBACK, CallResult.NOTHING}
"""Results of calls that did not end with a no."""

SERVER_ZONES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/GMT", "UCT", "Universal", "Zulu"})
"""What a server's clock is set to: an agent over SSH seldom lives by it."""


def first_notice(screen_state: ScreenState, personal: Personal, *, is_kept: bool) -> str:
    """Return what the agent has to know of calls and clocks as the console opens, or "".

    Without `is_kept` it is the demo, which begins in the middle of a shift.
    """
    card = screen_state.card
    if card is not None and card.attempt is not None and not card.attempt.is_inbound:
        return "This call was still open when the console ended: go on, or say how it ended."
    dials = screen_state.scene.progress.dials if screen_state.scene else 0
    is_server_time = personal.zone in SERVER_ZONES and is_remote()
    if not is_kept and dials:
        text = f"Demo: the first {many(dials, 'call')} of today are invented."
        return f"{text} “Here” is UTC, the server’s." if is_server_time else text
    return "“Here” is UTC: smiledial settings set zone changes it." if is_server_time else ""
