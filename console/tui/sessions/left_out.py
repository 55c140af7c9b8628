"""Who is not in the plan: a count a reason, when that ends, and what to do."""

import re

from textual.content import Content

from console.cards.plan import Outlook
from console.tui.base.workplace import Workplace
from console.tui.screens.page import Reading
from console.view.sessions.sessions import ALL_PLANNED
from console.view.text.cleaning import clean
from console.view.text.clocks import both_clocks

SENTENCE = re.compile(r"[:.] ")
"""What parts a reason from what is to be done about it."""


class LeftOutScreen(Reading):
    def __init__(self, outlook: Outlook, work: Workplace) -> None:
        super().__init__()
        self._outlook = outlook
        self._work = work

    def title_text(self) -> str:
        return "Not in the plan"

    def page(self) -> Content:
        now, here = self._work.clock(), self._work.here
        free, unplaced = self._outlook.free, self._outlook.unplaced
        width = max(len(f"{count:,}") for count in (free, *(one.count for one in unplaced)))
        blocks = []
        if free:
            blocks.append(_block(free, width, "Could be planned: n on the page before does it", ""))
        for one in unplaced:
            ends = ""
            if one.opens_at is not None:
                ends = f"from {both_clocks(one.opens_at, now, one.zone or here, here)}"
            blocks.append(_block(one.count, width, clean(one.text), ends))
        return Content("\n\n").join(blocks or [Content(ALL_PLANNED)])


def _block(count: int, width: int, text: str, ends: str) -> Content:
    """How many, and why; below it what to do about it, and when it ends."""
    reason, *cure = SENTENCE.split(text, maxsplit=1)
    rows = [Content.assemble((f"{count:>{width},}", "bold"), f"  {_begun(reason)}")]
    margin = " " * (width + 2)
    rows += [Content.styled(f"{margin}{_begun(told)}", "$foreground-muted") for told in cure]
    rows += [Content.styled(f"{margin}{ends}", "$text-accent")] if ends else []
    return Content("\n").join(rows)


def _begun(text: str) -> str:
    """As a sentence begins; a key and a command stay as they are typed."""
    return text if text.startswith(("n on ", "smiledial ")) else text[:1].upper() + text[1:]
