"""Who is not in the plan: a count a reason, when that ends, and what to do."""

from textual.content import Content

from console.cards.plan import Outlook
from console.tui.screens.page import Reading
from console.tui.workplace import Workplace
from console.view.cleaning import clean
from console.view.clocks import both_clocks
from console.view.counts import many
from console.view.session_words import ALL_PLANNED


class LeftOutScreen(Reading):
    def __init__(self, outlook: Outlook, work: Workplace) -> None:
        super().__init__()
        self._outlook = outlook
        self._work = work

    def title_text(self) -> str:
        return "Not in the plan"

    def page(self) -> Content:
        now, here = self._work.clock(), self._work.here
        rows: list[Content] = []
        if self._outlook.free:
            told = f"{many(self._outlook.free, 'lead')} could be: n on the page before plans them."
            rows.append(Content(told))
        count = max((len(f"{one.count:,}") for one in self._outlook.unplaced), default=0)
        for one in self._outlook.unplaced:
            ends = ""
            if one.opens_at is not None:
                when = both_clocks(one.opens_at, now, one.zone or here, here)
                ends = f"\n{'':{count + 2}}from {when}"
            rows.append(
                Content.assemble(
                    (f"{one.count:>{count},}", "bold"),
                    f"  {clean(one.text)}",
                    (ends, "$text-accent"),
                )
            )
        return Content("\n\n").join(rows or [Content(ALL_PLANNED)])
