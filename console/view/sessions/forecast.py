"""How long the leads there are keep the agents busy, in a line."""

from datetime import datetime
from zoneinfo import ZoneInfo

from console.rules.shift.workload import WorkedOff
from console.view.text.counts import many

NAMED = 3
"""So many zones are named, those first that run out first."""


def outlook_words(
    worked: WorkedOff | None, more: WorkedOff | None, now: datetime, zone: str
) -> str:
    """`At this pace Pacific runs out at 18:40 (3 agents, 24 dials an hour each). 2 more agents
    would find work until 15:00.` "" where nobody is there, or no pace is known."""
    if worked is None or more is None:
        return ""

    def clock(at: datetime) -> str:
        local = at.astimezone(ZoneInfo(zone))
        is_today = local.date() == now.astimezone(ZoneInfo(zone)).date()
        return f"{local:%H:%M}" if is_today else f"{local:%a %H:%M}"

    ends = sorted((one.runs_out_at, one.zone) for one in worked.zones if one.runs_out_at)
    told = ", ".join(f"{name} at {clock(at)}" for at, name in ends[:NAMED])
    told = told.replace(" at ", " runs out at ", 1) or "no zone runs out before the day after"
    each = " each" if worked.agents > 1 else ""
    pace = f"({many(worked.agents, 'agent')}, {worked.per_hour:.0f} dials an hour{each})"
    extra = many(more.agents - worked.agents, "more agent")
    if more.until is None:
        return f"At this pace {told} {pace}. {extra} would find work all the time."
    return f"At this pace {told} {pace}. {extra} would find work until {clock(more.until)}."
