"""The do-not-call lists the firm holds: how old, how long good, how large, who loaded them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from textual.content import Content

from console.do_not_call.internal_list import Holding, Holdings
from console.rules.patterns import say_pattern
from console.tui.screens.page import Reading, heading
from console.tui.workplace import Workplace
from console.view.cleaning import clean
from console.view.clocks import day
from console.view.counts import many
from db.engine import DatabaseTrouble
from db.enums import RegistryKind

MEANS = {
    RegistryKind.BARS: "bars calls",
    RegistryKind.MOBILE: "marks mobiles",
    RegistryKind.WARNS: "warns",
}
LOAD = "smiledial dnc import FILE --source {} --as-of DATE"


class ListsHeldScreen(Reading):
    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work

    def title_text(self) -> str:
        return "Do-not-call lists"

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        try:
            held = await self._work.reading.run(self._work.reports.lists_held)
        except DatabaseTrouble as trouble:
            self.show(Content.styled(clean(str(trouble)), "$text-error"))
            return
        self.show(lists_page(held, self._work.clock(), self._work.here))


def lists_page(held: Holdings, now: datetime, here: str) -> Content:
    own = [heading("The firm’s own list"), Content(f"  {many(held.internal, 'number')}")]
    for one in held.patterns:
        said = f"{say_pattern(one.kind, one.value)}: {one.reason} ({one.agent})"
        own.append(Content(f"  {clean(said)}"))
    blocks = [Content("\n").join(own)]
    blocks += [_holding(one, now, here) for one in held.registries]
    if not held.registries:
        blocks.append(
            Content.assemble(
                "No outside list is loaded, so no consumer in the US may be called, but those of "
                "a list cleared elsewhere in the last 31 days. Load one:\n  ",
                (LOAD.format("national"), "bold"),
            )
        )
    return Content("\n\n").join(blocks)


def _holding(one: Holding, now: datetime, here: str) -> Content:
    zone = ZoneInfo(here)
    today = now.astimezone(zone).date()
    loaded = one.loaded_at.astimezone(zone)
    good = "" if one.good_until is None else f", good until {day(one.good_until, today)}"
    sign = ("✓ ", "$text-success") if one.is_good else ("! ", "bold $text-warning")
    codes = "the whole country" if not one.area_codes else f"area codes {one.codes_said}"
    muted = [
        f"{MEANS[one.kind]} · {many(one.size, 'number')} · {codes}",
        f"loaded {day(loaded.date(), today)} {loaded:%H:%M} by {one.agent} from {one.file}",
        f"checksum {one.checksum}" if one.checksum else "",
    ]
    rows = [
        Content.assemble(sign, (clean(one.name), "bold"), f"  of {day(one.as_of, today)}{good}")
    ]
    rows += [Content.styled(f"  {clean(line)}", "$foreground-muted") for line in muted if line]
    if not one.is_good:
        told = f"  It clears nobody any more, its hits still bar. {LOAD.format(clean(one.source))}"
        rows.append(Content.styled(told, "$text-warning"))
    return Content("\n").join(rows)
