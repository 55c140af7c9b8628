"""The page of leads outside the plan: how many, why, until when, and what to do."""

import re
from collections.abc import Callable

from textual.content import Content

from console.cards.waiting import Blocked, Outlook
from console.desk.queue.unplaced import PATIENCE
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import STYLES, Looks
from console.tui.screens.page import Reading, heading
from console.tui.widgets.panels import Panel, reason_rows, stack_panels
from console.tui.widgets.text_widget import stack
from console.view.keys.key import Key
from console.view.keys.other_screens import NOT_IN_PLAN
from console.view.keys.remedies import KEYS_IN_TEXT, with_keys
from console.view.sessions.sessions import ALL_PLANNED
from console.view.text.cleaning import clean
from console.view.text.clocks import both_clocks, in_style
from console.view.text.counts import many
from console.view.text.styled import Role
from db.enums import ReasonCode

BESIDE = 62
"""Cells of the reasons beside the next leads; `screens.tcss` has the same number."""

SENTENCE = re.compile(r"[:.] ")
"""Separates a reason from the advice after it."""


class LeftOutScreen(Reading):
    """`plan` plans the leads that could be planned; it shows its effect on the page below."""

    BINDINGS = bindings(NOT_IN_PLAN)
    KEYS = NOT_IN_PLAN

    def __init__(self, outlook: Outlook, work: Workplace, plan: Callable[[], None]) -> None:
        super().__init__()
        self._outlook = outlook
        self._work = work
        self._plan = plan

    def is_on(self, key: Key) -> bool:
        return bool(self._outlook.free) if key.action == "plan" else super().is_on(key)

    def action_press(self, action: str) -> None:
        if action != "plan":
            super().action_press(action)
        elif self._outlook.free:
            self.dismiss(None)
            self._plan()

    def title_text(self) -> str:
        free, waiting = self._outlook.free, sum(each.count for each in self._outlook.unplaced)
        if not free:
            return f"Not in the plan: {many(waiting, 'lead')}"
        return f"Not in the plan: {many(free, 'lead')} could be, {waiting:,} can’t"

    def page(self) -> Content:
        """Return the reasons in groups, those with something to do first."""
        free = self._outlook.free
        reasons = sorted(self._outlook.unplaced, key=lambda reason: -reason.count)
        most = max((free, *(reason.count for reason in reasons)))
        groups = (
            ("Somebody can do something", [r for r in reasons if r.code not in PATIENCE]),
            ("Nothing to do but wait", [r for r in reasons if r.code in PATIENCE]),
        )
        blocks = []
        if free:
            blocks.append(_block(free, most, "Could be planned · n plans them", ""))
        for title, members in groups:
            rows = [self._reason(reason, most) for reason in members]
            blocks += [Content("\n").join([heading(title), *rows])] if rows else []
        return Content("\n\n").join(blocks or [Content(ALL_PLANNED)])

    def _reason(self, reason: Blocked, most: int) -> Content:
        now, here = self._work.clock(), self._work.here
        ends = ""
        if reason.opens_at is not None:
            since = "At the latest" if reason.code == ReasonCode.APPOINTMENT else "From"
            ends = f"{since} {both_clocks(reason.opens_at, now, reason.zone or here, here)}"
        text = with_keys(in_style(clean(reason.text)))
        if name := clean(self._outlook.named.get(reason.code, "")):
            text = _of_lead(text, name, reason.count)
        return _block(reason.count, most, text, ends)


def left_out_panel(outlook: Outlook, looks: Looks) -> Content:
    """Return how many leads are not in the plan and why, for the column beside the next leads."""
    reasons = sorted(outlook.unplaced, key=lambda reason: -reason.count)
    rows = reason_rows(
        [
            (f"{reason.count:,}", SENTENCE.split(clean(reason.text))[0].partition(", so ")[0], "")
            for reason in reasons
        ],
        BESIDE,
        looks,
    )
    panel = Panel("Not in the plan · w says what to do", rows)
    return stack([Content(""), stack_panels([panel], BESIDE, len(rows) + 1, looks)])


def _of_lead(text: str, name: str, count: int) -> str:
    """Return a reason with the name of a lead that it is about: `Ada has no number left`."""
    reason, *advice = SENTENCE.split(text, maxsplit=1)
    reason = reason.partition(", so ")[0]
    if count > 1:
        reason = f"{reason} · {name} and {count - 1:,} more"
    elif reason[:1].islower():
        reason = f"{name} {reason}"
    else:
        reason = f"{name} · {reason}"
    return ": ".join([reason, *(line.replace(" on the lead", "") for line in advice)])


def _block(count: int, most: int, text: str, ends: str) -> Content:
    """Return a reason's rows: its count and its words, then the end and the advice."""
    reason, *advice = SENTENCE.split(text, maxsplit=1)
    width = len(f"{most:,}")
    then = Content(" ").join(
        [
            *([Content.styled(f"{ends}.", "$text-secondary")] if ends else []),
            *(
                Content.styled(f"{_capitalize(line).rstrip('.')}.", "$foreground-muted")
                for line in advice
            ),
        ]
    )
    rows = [Content.assemble((f"{count:>{width},}  ", "bold"), _capitalize(reason))]
    rows += [then.pad_left(width + 2)] if then.plain else []
    keys = re.compile(rf"{KEYS_IN_TEXT}|\bn(?= plans)")
    return Content("\n").join(rows).highlight_regex(keys, style=STYLES[Role.KEY])


def _capitalize(text: str) -> str:
    """Capitalize the first letter, unless the text starts with a key or a command."""
    starts_with_key = re.match(rf"n plans |{KEYS_IN_TEXT}|smiledial ", text)
    return text if starts_with_key else text[:1].upper() + text[1:]
