"""The summary of a session, an agent's weeks, and the table of noes in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from console.cards.agent_day import OwnWork, Summary, Week
from console.view.sessions.pace import noes_per_yes_words, pace_details, session_pace
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, weekday_day
from console.view.text.counts import all_inside, many, rang_words
from console.view.text.styled import Part, Role, StyledLine, capitalized, styled_line

LONG_RUN = 10
"""A run of this many calls without a break is praised."""

FEW_LEADS = 3
"""A session with fewer leads ends with a sentence: a summary screen would interrupt too often."""

ERASED = "somebody erased"
"""The name of a person whose data was erased."""


def subject_of(summary: Summary) -> str:
    """Return the session in one line."""
    counts = (
        many(summary.dials, "dial"),
        many(summary.conversations, "talk"),
        many(summary.noes, "no", "noes"),
        f"{summary.yeses:,} yes",
    )
    return f"{clean(summary.name)}, {clean(summary.agent)}: {', '.join(counts)}"


def session_over_words(summary: Summary) -> str:
    """Return `Eastern 3 of 40: 2 dials, 1 no, 0 yes. It is done.`"""
    counts = (many(summary.dials, "dial"), many(summary.noes, "no", "noes"))
    end = "It is done." if _has_calls(summary) else "It is over."
    return f"{clean(summary.name)}: {', '.join(counts)}, {summary.yeses:,} yes. {end}"


def proud_line(summary: Summary) -> str:
    """Return the best true sentence about a session, or "" rather than empty praise."""
    month = summary.noes_per_yes_month
    if summary.yeses and summary.noes_per_yes is not None:
        sentence = (
            f"{capitalized(noes_per_yes_words(summary.noes_per_yes))}."
            if summary.noes
            else "A yes without a single no."
        )
        if month is not None and summary.noes_per_yes < month:
            return f"{sentence} This month it takes {month:.1f}."
        return sentence
    if summary.longest_run >= LONG_RUN:
        return f"{summary.longest_run} calls without a break."
    if summary.noes:
        return f"{many(summary.noes, 'no', 'noes')} nearer to the next yes."
    if summary.conversations:
        return f"{many(summary.conversations, 'talk')}, and not one no."
    return ""


def when_words(summary: Summary, here: str) -> str:
    """Return the day and hours of a session: `Wed 18 Nov · 12:00 to 12:04`."""
    times = [at for at in (summary.started_at, summary.ended_at) if at is not None]
    if not times:
        return ""
    first = times[0].astimezone(ZoneInfo(here))
    hours = " to ".join(clock(at, here) for at in times)
    if away := _minutes_away(summary):
        hours += f", {many(away, 'minute')} of it away"
    return f"{weekday_day(first)} · {hours}"


def _minutes_away(summary: Summary) -> int:
    """Return the minutes between start and end that were not work (breaks, absences)."""
    if summary.started_at is None or summary.ended_at is None:
        return 0
    start, end = (at.timestamp() // 60 for at in (summary.started_at, summary.ended_at))
    return int(end - start) - summary.minutes


def title_line(summary: Summary) -> StyledLine:
    took = many(summary.minutes, "minute")
    how = "done in" if _has_calls(summary) else "ended after"
    return (Part(clean(summary.name), Role.TITLE), Part(f", {how} {took}"))


def _has_calls(summary: Summary) -> bool:
    return bool(summary.dials or summary.rang_in)


def counts_line(summary: Summary) -> StyledLine:
    """Return the counts of the calls, or a sentence if there were none."""
    if not _has_calls(summary):
        return styled_line("No call was made. The list is unchanged.")
    counts = (
        (summary.dials, "dial", "dials"),
        (summary.conversations, "talk", "talks"),
        (summary.noes, "no", "noes"),
    )
    parts: list[Part] = []
    for count, singular, plural in counts:
        parts += [
            Part(f"{count:,}", Role.STRONG),
            Part(f" {singular if count == 1 else plural}   "),
        ]
    yeses = Part(f"{summary.yeses:,}", Role.VERY_GOOD if summary.yeses else Role.STRONG)
    return (*parts, yeses, Part(" yes"))


def how_it_went(summary: Summary) -> Iterator[StyledLine]:
    """Yield the pace, the legal hours and the leads that went back to the list."""
    if pace := session_pace(summary):
        yield styled_line(pace)
    yield from inside_lines(summary)


def inside_lines(summary: Summary) -> Iterator[StyledLine]:
    """Yield whether all calls were inside the legal hours, and how many leads went back."""
    if summary.inside_hours == summary.dials:
        yield styled_line(all_inside(summary.dials), Role.GOOD)
    else:
        outside = summary.dials - summary.inside_hours
        yield styled_line(f"{many(outside, 'call')} made outside the hours.", Role.BAD)
    if summary.given_back:
        yield styled_line(f"{many(summary.given_back, 'lead')} went back to the list.", Role.MUTED)
    for text in summary.seal_warnings:
        yield styled_line(clean(text), Role.BAD)


def details_line(summary: Summary) -> str:
    """Return `longest pause 3:10 · best run 12 calls · 8:20 talking`."""
    return " · ".join(pace_details(summary))


def rang_line(summary: Summary) -> StyledLine:
    return styled_line(rang_words(summary), Role.MUTED)


def letter_text(lines: Iterable[str], summary: Summary) -> str:
    """Return the e-mail with the seal of the audit log.

    So the recipient holds a copy of the seal outside the database.
    """
    seal = ("", f"The seal of the audit log: {summary.seal}") if summary.seal else ()
    return "\n".join((*lines, *seal))


def stays_ended_words(summary: Summary | None) -> str:
    """Return the message for an undo right after a session that stays ended, else "".

    If no lead went back to the list, the undo resumes the session. Otherwise it cannot, because
    those leads may be in another session by now.
    """
    if summary is None or not (summary.given_back and summary.dials):
        return ""
    return "That is taken back. Its session stays ended, because its leads went back."


MEASURES: Mapping[str, Callable[[Week], int]] = {
    "dials": lambda week: week.dials,
    "talks": lambda week: week.talks,
    "noes": lambda week: week.noes,
    "yes": lambda week: week.yeses,
    "an hour": lambda week: round(week.per_hour or 0),
}


def week_sentence(own: OwnWork) -> str:
    """Return this week's measures and the average of the weeks before, to be read aloud."""
    if not has_weeks_before(own):
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


def has_weeks_before(own: OwnWork) -> bool:
    """Tell whether there is an earlier week to compare this one with."""
    return any(week.dials for week in own.weeks[:-1])
