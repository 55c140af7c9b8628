"""The page of leads outside the plan: how many, why, until when, and what to do."""

import re
from collections.abc import Callable

from textual.content import Content

from console.cards.waiting import Outlook
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.page import Reading
from console.view.keys.key import Key
from console.view.keys.other_screens import NOT_IN_PLAN
from console.view.sessions.sessions import ALL_PLANNED
from console.view.text.cleaning import clean
from console.view.text.clocks import both_clocks, in_style

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
        return "Not in the plan"

    def page(self) -> Content:
        now, here = self._work.clock(), self._work.here
        free, unplaced = self._outlook.free, self._outlook.unplaced
        width = max(len(f"{count:,}") for count in (free, *(reason.count for reason in unplaced)))
        blocks = []
        if free:
            blocks.append(_block(free, width, "Could be planned: n plans them", ""))
        for reason in unplaced:
            ends = ""
            if reason.opens_at is not None:
                ends = f"from {both_clocks(reason.opens_at, now, reason.zone or here, here)}"
            blocks.append(_block(reason.count, width, in_style(clean(reason.text)), ends))
        return Content("\n\n").join(blocks or [Content(ALL_PLANNED)])


def _block(count: int, width: int, text: str, ends: str) -> Content:
    """Return a reason's rows: the count and the reason, then the advice, then its end."""
    reason, *advice = SENTENCE.split(text, maxsplit=1)
    rows = [Content.assemble((f"{count:>{width},}", "bold"), f"  {_capitalize(reason)}")]
    margin = " " * (width + 2)
    rows += [Content.styled(f"{margin}{_capitalize(line)}", "$foreground-muted") for line in advice]
    rows += [Content.styled(f"{margin}{ends}", "$text-secondary")] if ends else []
    return Content("\n").join(rows)


def _capitalize(text: str) -> str:
    """Capitalize the first letter, unless the text starts with a key or a command."""
    return text if text.startswith(("n plans ", "smiledial ")) else text[:1].upper() + text[1:]
