"""The do-not-call lists the firm holds: how old, how long good, how large, who loaded them."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from console.do_not_call.internal_list import Holding, Holdings
from console.rules.phone.patterns import say_pattern
from console.view.text.cleaning import clean
from console.view.text.clocks import day
from console.view.text.counts import many
from console.view.text.styled import Part, Role, Said, said
from db.enums import RegistryKind

MEANS = {
    RegistryKind.BARS: "bars calls",
    RegistryKind.MOBILE: "marks mobiles",
    RegistryKind.WARNS: "warns",
}
LOAD = "smiledial dnc import FILE --source {} --as-of DATE"


def list_blocks(
    held: Holdings, now: datetime, here: str, *, is_whole: bool = False
) -> Iterator[list[Said]]:
    """What is missing, the firm's own list, then each that was loaded; `is_whole`: with every area
    code."""
    if not held.registries:
        yield [
            (Part("! ", Role.ATTENTION), Part("No outside list is loaded.", Role.STRONG)),
            said("  So no consumer in the US may be called. Those of a list that was cleared"),
            said("  elsewhere may, for 31 days. Load one:"),
            (Part("  "), Part(LOAD.format("national"), Role.STRONG)),
        ]
    own = [
        said("The firm’s own list", Role.HEADING),
        said(f"  {many(held.internal, 'number')}"),
    ]
    for one in held.patterns:
        told = f"{say_pattern(one.kind, one.value)}: {one.reason} ({one.agent})"
        own.append(said(f"  {clean(told)}"))
    yield own
    for holding in held.registries:
        yield list(_holding(holding, now, here, is_whole=is_whole))


def _holding(one: Holding, now: datetime, here: str, *, is_whole: bool) -> Iterator[Said]:
    zone = ZoneInfo(here)
    today = now.astimezone(zone).date()
    loaded = one.loaded_at.astimezone(zone)
    good = "" if one.good_until is None else f", good until {day(one.good_until, today)}"
    sign = Part("✓ ", Role.GOOD) if one.is_good else Part("! ", Role.ATTENTION)
    told = ", ".join(one.area_codes) if is_whole else one.codes_text
    codes = f"area codes {told}" if one.area_codes else "the whole country"
    yield (
        sign,
        Part(clean(one.name), Role.STRONG),
        Part(f"  of {day(one.as_of, today)}{good}"),
    )
    muted = [
        f"{MEANS[one.kind]} · {many(one.size, 'number')} · {codes}",
        f"loaded {day(loaded.date(), today)} {loaded:%H:%M} by {one.agent} from {one.file}",
        f"checksum {one.checksum}" if one.checksum else "",
    ]
    for told in filter(None, muted):
        yield said(f"  {clean(told)}", Role.MUTED)
    if not one.is_good:
        told = f"  It clears nobody any more, its hits still bar. {LOAD.format(clean(one.source))}"
        yield said(told, Role.WARNING)
