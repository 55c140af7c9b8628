"""Dialogs that record evidence (such as consent) about a number, or withdraw it."""

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Key as KeyEvent
from textual.events import Resize
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

import console.view.state.commands as commands
from console.cards.lead import Card, HeldEvidence, OfferedEvidence, WeighedEvidence
from console.desk import ClaimLostError
from console.rules.times.typed_times import DayError, read_past_day, read_run
from console.rules.times.typed_zones import ZoneError, read_zone
from console.rules.verdict.lifting import Lifted
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Answer, CardDialog, Line, form_row
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import Words, stack
from console.view.keys.other_screens import PROVING, WITHDRAWING
from console.view.lead.lead import EVIDENCE
from console.view.lead.verdict import verdict_sentence
from console.view.text.cleaning import clean
from console.view.text.clocks import city, day
from db.engine.database import DatabaseTrouble
from db.enums import EvidenceKind

KINDS = (
    (EvidenceKind.WRITTEN, "They agreed in writing to be called"),
    (EvidenceKind.TRANSACTION, "They bought from us, or we did business"),
    (EvidenceKind.INQUIRY, "They asked us about it"),
    (EvidenceKind.STATED, "They said where they are (their time zone)"),
)
CONTRACT = (EvidenceKind.CONTRACT, "A contract with us runs for what this list is about")
EXAMPLE = "for example"
EXAMPLES = {
    EvidenceKind.WRITTEN: "a signed form, an e-mail",
    EvidenceKind.TRANSACTION: "an order, an invoice",
    EvidenceKind.INQUIRY: "a web form, this call",
    EvidenceKind.STATED: "“I live in Denver”",
    EvidenceKind.CONTRACT: "the contract",
}
"""What can show each kind."""
WHEN = "e.g. today, tue, 3 march, 2 weeks ago"
RUNS = "e.g. 2025-03-03 to 2027-03-02"
WHERE = "e.g. Denver, mountain, Colorado, a ZIP"
DIGIT, GAP = 3, 2
"""Cells of a digit before its kind, and of the gap before an example."""
PROOFS = {
    EvidenceKind.WRITTEN: "what shows it, where it is kept, e.g. web form 312",
    EvidenceKind.TRANSACTION: "what shows it, e.g. an order or invoice number",
    EvidenceKind.INQUIRY: "what shows it, e.g. their mail, a web form, this call",
    EvidenceKind.STATED: "their words, if they matter",
    EvidenceKind.CONTRACT: "what shows it, e.g. the contract’s number",
}


class DetailsLine(Line):
    """The first line of the form. The keys of its own queue keep their order on a slow line."""

    def validate_placeholder(self, placeholder: str) -> str:
        """Leave no space for the cursor while it is hidden."""
        text = super().validate_placeholder(placeholder)
        return text.lstrip() if self.is_attached and self.screen.has_class("unchosen") else text

    def on_key(self, event: KeyEvent) -> None:  # type: ignore[override]  # runs before Line's own
        if isinstance(self.screen, EvidenceScreen):
            self.screen.choose_by(event)


class EvidenceScreen(CardDialog):
    """Record evidence; while it is typed, show which rules it would lift and until when."""

    BINDINGS = bindings(PROVING)

    def __init__(self, card: Card, work: Workplace, answer: Answer) -> None:
        super().__init__(card, work, answer)
        self._kinds = (*KINDS, CONTRACT) if card.list_offer else KINDS
        self._is_chosen = False

    def compose(self) -> ComposeResult:
        kinds = Rows(id="kinds")
        kinds.can_focus = False  # letters and digits go into the lines
        yield from self.frame(
            f"Permission or other evidence: {clean(self._card.name)}",
            [
                Static(id="kinds-head"),
                kinds,
                Vertical(
                    Horizontal(
                        Static("When", id="details-label", classes="form-label"),
                        DetailsLine(id="details"),
                        classes="form-row",
                    ),
                    form_row("Proof", Line(id="proof")).add_class("begins-group"),
                    classes="form",
                ),
            ],
            PROVING,
        )

    def on_mount(self) -> None:
        self.call_after_refresh(self._list_kinds)

    def on_resize(self, _: Resize) -> None:
        self.call_after_refresh(self._list_kinds)

    def _list_kinds(self) -> None:
        """Show the kinds, with an example of each if there is room for all of them.

        The digits are keys only until one is chosen, and until then the lines below are dim and
        have no cursor.
        """
        rows = self.query_one(Rows)
        marked = rows.highlighted or 0
        self.set_class(not self._is_chosen, "unchosen")
        label = max(len(text) for _, text in self._kinds) + GAP
        has_examples = rows.room >= DIGIT + label + max(map(len, EXAMPLES.values()))
        head = f" {'':{DIGIT}}{'What do you have?':{label}}{EXAMPLE if has_examples else ''}"
        self.query_one("#kinds-head", Static).update(head)
        prompts = [
            Content.assemble(
                (("" if self._is_chosen else str(digit)).ljust(DIGIT), "bold $text-accent"),
                text.ljust(label),
                (EXAMPLES[kind] if has_examples else "", "$foreground-muted"),
            )
            for digit, (kind, text) in enumerate(self._kinds, 1)
        ]
        with self.prevent(Rows.OptionHighlighted):
            rows.clear_options()
            rows.add_options(map(Option, prompts))
            rows.highlighted = marked
        kind, _ = self._kinds[marked]
        hints = {EvidenceKind.STATED: ("Where", WHERE), EvidenceKind.CONTRACT: ("From to", RUNS)}
        label_text, hint = hints.get(kind, ("When", WHEN))
        self.query_one("#details-label", Static).update(label_text)
        self.query_one("#details", Line).placeholder = hint
        self.query_one("#proof", Line).placeholder = PROOFS[kind]

    @property
    def _kind(self) -> EvidenceKind | None:
        """The kind, or None before one is chosen: a legal record has none by default."""
        row = self.query_one(Rows).highlighted
        return self._kinds[row][0] if self._is_chosen and row is not None else None

    @property
    def _today(self) -> date:
        zone = ZoneInfo(self._card.zone or self._work.here)
        return self._work.clock().astimezone(zone).date()

    def action_press(self, action: str) -> None:
        if action == "down":
            self.query_one(Rows).action_cursor_down()
        elif action == "up":
            self.query_one(Rows).action_cursor_up()
        elif action == "back":
            self.dismiss(None)

    def lacking(self) -> Input | None:
        details, proof = self.query_one("#details", Line), self.query_one("#proof", Line)
        if self._kind is None or not clean(details.value):
            return details
        return None if clean(proof.value) or self._kind is EvidenceKind.STATED else proof

    def choose_by(self, event: KeyEvent) -> None:
        """Take a digit for the kind while none is chosen; afterwards it is text."""
        digits = [str(digit) for digit in range(1, len(self._kinds) + 1)]
        if not self._is_chosen and event.character in digits:
            event.stop()
            event.prevent_default()
            self.query_one(Rows).highlighted = digits.index(event.character)
            self._choose()

    @on(Input.Changed)
    def _changed(self) -> None:
        self._weigh()

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if self._kind is None:
            if typed.value.strip():  # Enter is for these words, and not for the marked kind
                self.refuse("Nothing is recorded yet: say with a digit or ↓ what it is.")
            else:
                self._choose()
            return
        try:
            offered = self._offered(self._kind)
        except (DayError, ZoneError) as error:
            self.refuse(str(error))
            return
        if (lacking := self.lacking()) is not None:
            if lacking is typed.input:
                self.refuse(
                    "Add what shows it and where it is kept: without proof it proves nothing."
                )
            self.set_focus(lacking)
        else:
            keep = partial(commands.keep_evidence, self._work.desk, self._card, offered)
            notice = f"Recorded: {EVIDENCE[offered.kind]}. f takes it back."
            self.write(partial(self.end_by, keep, notice))

    def _offered(self, kind: EvidenceKind) -> OfferedEvidence:
        """Return the evidence as typed so far. Raise DayError or ZoneError."""
        details, proof = (clean(self.query_one(id_, Line).value) for id_ in ("#details", "#proof"))
        if kind is EvidenceKind.STATED:
            zone = read_zone(details, self._card.place.country or "")
            return OfferedEvidence(kind, self._today, proof, zone)
        if kind is EvidenceKind.CONTRACT:
            on, until = read_run(details, self._today)
            return OfferedEvidence(kind, on, proof, until=until, offer=self._card.list_offer)
        return OfferedEvidence(kind, read_past_day(details, self._today), proof)

    @on(Rows.OptionHighlighted)
    def _choose(self) -> None:
        """Take the marked kind, and go on to its first line."""
        self._is_chosen = True
        self._list_kinds()
        self.set_focus(self.query_one("#details"))
        self._weigh()

    def _weigh(self) -> None:
        """Show the effect of the evidence, or nothing while the day or zone can't be read."""
        if self._kind is None:
            return
        try:
            offered = self._offered(self._kind)
        except (DayError, ZoneError):
            self.workers.cancel_group(self, "look")
            self.tell("")
            return
        # Each letter typed starts a look; `exclusive` cancels the older ones, so that a slow
        # early answer never replaces a later one.
        look: Callable[[], Awaitable[None]] = partial(self._show_effect, offered)
        self.run_worker(look, exclusive=True, group="look")

    async def _show_effect(self, offered: OfferedEvidence) -> None:
        desk, today = self._work.desk, self._today
        try:
            weighed = await self._work.lane.run(desk.evidence.weigh, self._card, offered, today)
        except (DatabaseTrouble, ClaimLostError) as trouble:
            self.refuse(str(trouble))
            return
        self.tell(self._effect(offered, weighed, today))

    def _effect(self, offered: OfferedEvidence, weighed: WeighedEvidence, today: date) -> Content:
        rows = [_lifted_line(lifted, today) for lifted in weighed.lifted]
        if offered.kind is EvidenceKind.STATED:
            text = f"The clock of {city(offered.zone)} alone settles the hours."
            rows.append(Content.styled(text, "$text-success"))
        elif not rows:
            rows.append(Content("It lifts nothing here: no rule of this place asks for it."))
        zone, here = weighed.zone or self._work.here, self._work.here
        sentence = verdict_sentence(weighed.verdict, self._work.clock(), zone, here)
        return stack([*rows, Content.assemble("With it: ", (sentence, "bold"))])


def _lifted_line(lifted: Lifted, today: date) -> Content:
    if lifted.until is None:
        return Content.styled(f"Lifts {lifted.name}, until withdrawn.", "$text-success")
    if lifted.until < today:
        text = f"Lifted {lifted.name} until {day(lifted.until, today)}: that is over."
        return Content.styled(text, "$text-warning")
    text = f"Lifts {lifted.name}, until {day(lifted.until, today)}."
    return Content.styled(text, "$text-success")


class WithdrawScreen(CardDialog):
    """List the recorded evidence about the lead's number; a digit withdraws one kind of it."""

    BINDINGS = bindings(WITHDRAWING)

    def __init__(self, card: Card, work: Workplace, answer: Answer) -> None:
        super().__init__(card, work, answer)
        self._kinds: list[EvidenceKind] = []

    def compose(self) -> ComposeResult:
        yield from self.frame(
            f"Withdraw which evidence about {clean(self._card.name)}?",
            [Words(id="held")],
            WITHDRAWING,
        )

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        desk = self._work.desk
        try:
            records = await self._work.lane.run(desk.evidence.held, self._card.phone.e164)
        except DatabaseTrouble as trouble:
            self.refuse(str(trouble))
            return
        self._kinds = list(dict.fromkeys(record.kind for record in records))
        today = self._work.clock().date()
        rows = [
            Content.assemble(
                (f"{number}  ", "bold $text-accent"),
                (f"{EVIDENCE[kind]:<18}", "bold"),
                "; ".join(_describe(record, today) for record in records if record.kind is kind),
            )
            for number, kind in enumerate(self._kinds, 1)
        ]
        none = Content("None is recorded: the zone came with the list.")
        self.query_one("#held", Words).show(stack(rows) if rows else none)

    def on_key(self, event: KeyEvent) -> None:
        digit = event.character or ""
        # isdigit() alone accepts "²", which int() refuses.
        if digit.isascii() and digit.isdigit() and 0 < int(digit) <= len(self._kinds):
            event.stop()
            kind = self._kinds[int(digit) - 1]
            withdraw = partial(commands.withdraw_evidence, self._work.desk, self._card, kind)
            self.write(partial(self.end_by, withdraw, f"Withdrawn: {EVIDENCE[kind]}."))


def _describe(record: HeldEvidence, today: date) -> str:
    subject = city(record.zone) if record.zone else clean(record.proof)
    return f"{subject} ({day(record.on, today)}, {clean(record.agent)})"
