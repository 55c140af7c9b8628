"""The menu of corrections to the lead on the screen; forms for details, referrals and callers."""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

import console.view.state.commands as commands
from console.cards.lead import Card
from console.desk import ClaimLostError, RefusedError
from console.files.fields.lead_fields import FORM
from console.outreach.sequences import TOUCH
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.lead.edit_number import NumberScreen, reading_words
from console.tui.lead.evidence import EvidenceScreen, WithdrawScreen
from console.tui.screens.dialog import Answer, CardDialog, Dialog, Line, form_row
from console.tui.widgets.key_words import KeyWords, key_row
from console.tui.widgets.rows import Choice
from console.tui.widgets.text_widget import stack
from console.view.keys.key import Key
from console.view.keys.other_screens import DETAILING, FIXING, GREETING, REFERRING, STOPPING
from console.view.lead.pair import (
    LABELS,
    fields_to_mend,
    referral_words,
    suggest_value,
    unread_of,
    unread_words,
)
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble

KINDS = (("consumer", "consumer"), ("business", "business"))
"""Kinds of a lead, and their words."""

KIND_HINT = "It stands on consumer, the stricter rules; business is for a firm’s phone."
"""The lead who names somebody says nothing about that person's phone."""

REFERRED = "The new lead goes on the same list."

HINTS = {"owner": "the agent who alone gets this lead"}
"""What may stand in a line of the details."""


class ReferScreen(CardDialog):
    """Add somebody whom the lead named to the same list, as a referral."""

    BINDINGS = bindings(REFERRING)

    def compose(self) -> ComposeResult:
        yield from self.frame(
            f"Referral from {clean(self._card.name)}: whom should we call?",
            [
                Vertical(
                    form_row("Name", Line(id="referral-name")),
                    form_row("Number", Line(placeholder="written any way", id="referral-number")),
                    form_row("Company", Line(id="referral-company")),
                    form_row("Kind", Choice(KINDS, "consumer", id="referral-kind")),
                    classes="form",
                ),
                Static(f"{KIND_HINT}\n{REFERRED}", classes="dialog-note", markup=False),
            ],
            REFERRING,
        )

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        """Suggest the company of the lead."""
        with suppress(ClaimLostError, DatabaseTrouble):
            details = self._work.desk.edits.details
            known = await self._work.lane.run(details, self._card.lead_id)
            self.query_one("#referral-company", Line).value = clean(known["company"])

    @on(Input.Changed, "#referral-number")
    def _show_reading(self, typed: Input.Changed) -> None:
        reading = reading_words(typed.value, self._card.place.country, self._work.clock())
        self.query_one(".dialog-note", Static).update(f"{reading or KIND_HINT}\n{REFERRED}")

    def lacking(self) -> Input | None:
        lines = (self.query_one(id_, Line) for id_ in ("#referral-name", "#referral-number"))
        return next((line for line in lines if not clean(line.value)), None)

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
        elif action == "down":
            self.focus_next()
        elif action == "up":
            self.focus_previous()
        elif action == "save":
            self._submit()  # Enter on the kind: a line handles its own

    @on(Input.Submitted)
    def _submit(self) -> None:
        if self.go_on():
            return
        ids = ("#referral-name", "#referral-number", "#referral-company")
        name, number, company = (clean(self.query_one(id_, Line).value) for id_ in ids)
        kind = self.query_one(Choice).value
        self.write(partial(self._save, name, number, {"kind": kind, "company": company}))

    async def _save(self, name: str, number: str, fields: Mapping[str, str]) -> None:
        try:
            added = await self._work.lane.run(
                self._work.desk.edits.refer, self._card, name, number, fields
            )
        except (RefusedError, DatabaseTrouble) as refused:
            self.set_focus(self.query_one("#referral-number", Line))
            self.refuse(str(refused))
            return
        self.dismiss(referral_words(name, added))


class DetailsScreen(CardDialog):
    """Edit the lead's name, firm, e-mail, address and kind. Enter saves the changed fields.

    With `unread` (address fields that can't be read), ask only for those, each filled in with the
    nearest readable value.
    """

    BINDINGS = bindings(DETAILING)

    def __init__(
        self, card: Card, work: Workplace, answer: Answer, unread: tuple[str, ...] = ()
    ) -> None:
        super().__init__(card, work, answer)
        self._unread = unread
        self._asked = fields_to_mend(unread)
        self._before: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        labels = LABELS if self._unread else FORM
        names = self._asked if self._unread else FORM
        rows = [form_row(label, _field(name)) for name, label in labels.items() if name in names]
        if not self._unread:
            for row, name in zip(rows, FORM, strict=True):
                row.set_class(name == "address", "begins-group")
        name = clean(self._card.name)
        yield from self.frame(
            f"What cannot be read of {name}" if self._unread else f"What is known of {name}",
            [Vertical(*rows, classes="form")],
            DETAILING,
        )

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        try:
            known = await self._work.lane.run(self._work.desk.edits.details, self._card.lead_id)
        except (ClaimLostError, DatabaseTrouble) as trouble:
            self.refuse(str(trouble))
            return
        if not self._unread:
            self._before = {name: known[name] for name in FORM}
            values = self._before
        else:
            self._before = {name: known[name] for name in self._asked}
            fields = self._before.items()
            values = {name: suggest_value(name, text, self._card) for name, text in fields}
            hint = " ".join(unread_words(name, known[name], values[name]) for name in self._unread)
            self.tell(Content.styled(hint, "$foreground-muted"))
        for name, value in values.items():
            self._control(name).value = clean(value)

    def _control(self, name: str) -> Line | Choice:
        control = self.query_one(f"#{name}")
        assert isinstance(control, Line | Choice)
        return control

    def action_press(self, action: str) -> None:
        if action == "down":
            self.focus_next()
        elif action == "up":
            self.focus_previous()
        elif action == "save":
            self._save()  # Enter on the kind: a line handles its own
        elif action == "back":
            self.dismiss(None)

    @on(Input.Submitted)
    def _save(self) -> None:
        now = {name: clean(self._control(name).value) for name in self._before}
        changes = {name: text for name, text in now.items() if text != clean(self._before[name])}
        if not changes and self._unread:
            fields = [f"{LABELS[name]} “{now[name]}”" for name in self._unread]
            self.refuse(f"{' and '.join(fields)} can’t be read: correct it.")
        elif not changes:
            self.dismiss(None)
        else:
            command = partial(commands.mend_details, self._work.desk, self._card, changes)
            notice = f"Corrected: {', '.join(LABELS[name].lower() for name in changes)}."
            self.write(partial(self.end_by, command, notice))


def _field(name: str) -> Line | Choice:
    if name == "kind":
        return Choice(KINDS, "consumer", id=name)
    return Line(id=name, placeholder=HINTS.get(name, ""))


class WroteScreen(CardDialog):
    """Ask whether to stop the sequence of a lead that has written."""

    BINDINGS = bindings(STOPPING)

    def compose(self) -> ComposeResult:
        text = "No more of its calls and e-mails come due. They may still be called."
        yield from self.frame(
            f"End the sequence of {clean(self._card.name)}, who has written?",
            [Static(text, classes="dialog-note", markup=False)],
            STOPPING,
        )

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
        else:
            stop = partial(commands.stop_sequence, self._work.desk, self._card)
            self.write(partial(self.end_by, stop, "Their sequence has ended."))


class UnknownCallerScreen(Dialog[bool]):
    """Ask for the caller's name and start the call; answer whether it started."""

    BINDINGS = bindings(GREETING)

    def __init__(self, work: Workplace, number: str, after: str | None, answer: Answer) -> None:
        super().__init__()
        self._work = work
        self._number = number
        self._after = after
        self._answer = answer
        self._is_writing = False

    def compose(self) -> ComposeResult:
        yield from self.frame(
            f"{clean(self._number)} rings: who is it?",
            [
                form_row("Name", Line(placeholder="leave it empty if you don’t know")),
                Static(
                    "They go on the list “Rang in”; you can correct the name later.",
                    classes="dialog-note",
                ),
            ],
            GREETING,
        )

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if not self._is_writing:
            self._is_writing = True
            self.run_worker(self._ring(clean(typed.value)))

    async def _ring(self, name: str) -> None:
        refused = await self._answer(
            partial(commands.ring_new, self._work.desk, name, self._number, self._after)
        )
        self._is_writing = False
        if refused:
            self.refuse(refused)
        else:
            self.dismiss(True)


class FixScreen(Dialog[str | None]):
    """Ask what to correct or add; answer with the action of a key of FIXING, or None."""

    BINDINGS = bindings(FIXING)

    def __init__(self, card: Card) -> None:
        super().__init__()
        self._card = card
        self._choices = [key for key in FIXING if key.action != "back"]

    def compose(self) -> ComposeResult:
        live, dead = list[Content](), list[Content]()
        for key in self._choices:
            reason = why_not(key.action, self._card)
            text = held_words(key, self._card)
            (dead if reason else live).append(key_row(key, text, reason))
        rows = [*live, Content(""), *dead] if dead else live
        yield from self.frame(
            f"Fix or add for {clean(self._card.name)}",
            [KeyWords(stack(rows), classes="dialog-body")],
            [key for key in FIXING if key.action == "back"],
        )

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
        elif not why_not(action, self._card):
            self.dismiss(action)


def held_words(key: Key, card: Card) -> str:
    """Return what a choice is for, and what is held now of it; each fits half of a wide screen."""
    if key.action == "evidence":
        return f"{key.help} {'None' if why_not('withdraw', card) else 'Some'} held."
    if key.action == "mend":
        return f"Now {clean(card.phone.shown)}."
    if key.action == "add":
        return f"{key.help} {len(card.other_phones) or 'None'} held."
    return key.help


def why_not(action: str, card: Card) -> str:
    """Return why a choice has no effect on this lead, or "" if it has one."""
    if action == "address":
        return "" if unread_of(card) else "None."
    if action == "wrote":
        return "" if TOUCH in dict(card.facts) else "On no sequence."
    is_bare = not card.place.evidence and not card.place.zone_is_stated
    return "None is held." if action == "withdraw" and is_bare else ""


def screen_for(action: str, card: Card, work: Workplace, answer: Answer) -> Dialog[str | None]:
    """Return the dialog of a choice. The dialog answers with the notice to show, or None."""
    if action == "withdraw":
        return WithdrawScreen(card, work, answer)
    if action == "wrote":
        return WroteScreen(card, work, answer)
    if action in {"mend", "add"}:
        return NumberScreen(card, work, answer, is_new=action == "add")
    if action == "refer":
        return ReferScreen(card, work, answer)
    if action in {"details", "address"}:
        unread = unread_of(card) if action == "address" else ()
        return DetailsScreen(card, work, answer, unread)
    return EvidenceScreen(card, work, answer)
