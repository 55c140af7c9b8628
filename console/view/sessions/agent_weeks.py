"""An agent's last weeks in words and bars, and the table of noes."""

from collections.abc import Callable, Iterator, Mapping

from console.cards.agent_day import OwnWork, Week
from console.view.text.cleaning import clean
from console.view.text.counts import many
from console.view.text.styled import Part, Role, StyledLine

STEPS = "▁▂▃▄▅▆▇"
NOTHING = "·"

MEASURES: Mapping[str, Callable[[Week], int]] = {
    "dials": lambda week: week.dials,
    "talks": lambda week: week.talks,
    "noes": lambda week: week.noes,
    "yes": lambda week: week.yeses,
    "an hour": lambda week: round(week.per_hour or 0),
}


def week_parts(own: OwnWork) -> list[StyledLine]:
    """Return a line for each measure: `dials ▂▃▅▆▇ 312`.

    The bars stand for four past weeks and this one. The figure is this week's.
    """
    if not _has_before(own):
        return []
    lines: list[StyledLine] = []
    for name, count_of in MEASURES.items():
        counts = [count_of(week) for week in own.weeks]
        lines.append(
            (
                Part(f"{name} ", Role.MUTED),
                Part(bars(own.weeks, counts)),
                Part(f" {counts[-1]:,}", Role.STRONG),
            )
        )
    return lines


def bars(weeks: tuple[Week, ...], counts: list[int]) -> str:
    """Return a bar for each week, relative to the highest. A week without a dial is a dot."""
    most = max(counts) or 1
    return "".join(
        STEPS[round(count / most * (len(STEPS) - 1))] if week.dials else NOTHING
        for week, count in zip(weeks, counts, strict=True)
    )


def week_sentence(own: OwnWork) -> str:
    """Return this week's measures and the average of the weeks before, to be read aloud."""
    if not _has_before(own):
        return ""
    *before, now = own.weeks
    worked = [week for week in before if week.dials]
    measures = []
    for name, count_of in MEASURES.items():
        mean = sum(map(count_of, worked)) / len(worked)
        measures.append(f"{name} {count_of(now):,}, before {mean:,.0f}")
    weeks = many(len(worked), "week")
    return f"Your week so far, and {weeks} before on average: {'; '.join(measures)}."


def goal_words(own: OwnWork) -> str:
    """Return `Today 61 of 60 dials, 1 of 2 yeses.`"""
    goals = ", ".join(f"{goal.done:,} of {goal.goal:,} {goal.name}" for goal in own.goals)
    return f"Today {goals}." if goals else ""


def noes_words(own: OwnWork, agent: str) -> str:
    """Return the table of noes as one line."""
    if not own.noes:
        return ""
    counts = " · ".join(
        f"{clean(name)}{' (you)' if name == agent else ''} {count:,}" for name, count in own.noes
    )
    return f"Noes this week, each a call that was made: {counts}"


def own_sentences(own: OwnWork | None, agent: str) -> Iterator[str]:
    """Yield everything here as sentences to be read aloud."""
    if own is not None:
        yield from filter(None, (week_sentence(own), goal_words(own), noes_words(own, agent)))


def _has_before(own: OwnWork) -> bool:
    return any(week.dials for week in own.weeks[:-1])
