"""Alerts about the firm's day. On a day without trouble, the same lines say so."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from console.cards.today import Today
from console.view.floor.permits import MISSING, urgency
from console.view.lead.appointments import show_rate_words
from console.view.sessions.summary import ERASED
from console.view.text.cleaning import clean
from console.view.text.clocks import clock
from console.view.text.counts import all_inside, many
from console.view.text.report_codes import source_words
from console.view.text.styled import Part, Role, StyledLine, plain_text, styled_line
from db.enums import ReasonCode
from db.reports.call_records import Complaint, Refusal

WHY: dict[str, str] = {
    ReasonCode.HOURS: "outside hours",
    ReasonCode.COOL_DOWN: "too soon",
    ReasonCode.CAP: "too often",
    ReasonCode.CALLBACK: "promised to another",
    ReasonCode.INTERNAL_LIST: "on the internal list",
}
"""Short words for codes that would be misread beside a count."""


LATE_MINUTES = 5
"""From this age on, an inquiry that nobody has called is a warning."""


def alert_lines(today: Today) -> Iterator[StyledLine]:
    """Yield all alerts, with one line for each complaint."""
    yield from _standing(today, [_complaint(each, today.zone) for each in today.complaints])
    yield from other_lines(today)


def standing_lines(today: Today) -> Iterator[StyledLine]:
    """Yield the four alerts that always show: complaints, callbacks, refused dials, calling hours.

    If there are several complaints, show the latest one, with its key, and their number.
    """
    latest = [
        _complaint(each, today.zone, len(today.complaints), "k") for each in today.complaints[-1:]
    ]
    yield from _standing(today, latest)


def _standing(today: Today, complaints: list[StyledLine]) -> Iterator[StyledLine]:
    """Yield the alerts, and one line that names what there is none of."""
    dials, quiet = today.figures.dials, []
    yield from complaints
    if not complaints:
        quiet.append("No complaint.")
    if today.overdue:
        yield (Part(f"! OVERDUE {today.overdue:,}", Role.WARNING), Part(f"  {_overdue(today)}"))
    else:
        quiet.append("No callback overdue.")
    if today.refusals:
        text = f"  {refused_for(today.refusals)} · none was dialled"
        yield (Part(f"× REFUSED {len(today.refusals):,}", Role.WARNING), Part(text))
    else:
        quiet.append("No dial refused.")
    if today.outside_hours:
        text = f"  {today.outside_hours:,} of {dials:,} calls were outside their hours."
        yield (Part("! HOURS", Role.BAD), Part(text, Role.BAD))
    elif dials:
        beside = [Part(f" {quiet.pop()}", Role.MUTED)] if len(quiet) == 1 else []
        yield (Part("● HOURS", Role.GOOD), Part(f"  {all_inside(dials)}", Role.GOOD), *beside)
    else:
        quiet.append("No call made.")
    if quiet:
        yield styled_line(f"  {' '.join(quiet)}", Role.MUTED)


def other_lines(today: Today) -> Iterator[StyledLine]:
    """Yield alerts that show only if they apply: those of today, then the warnings, the source."""
    yield from urgent_lines(today)
    yield from warning_lines(today)
    if today.source is not None:
        text = source_words(today.source, today.zone)
        is_replica = not today.source.passed_over
        yield (
            styled_line(f"  {text}", Role.MUTED)
            if is_replica
            else styled_line(f"! {text}", Role.WARNING)
        )


def urgent_lines(today: Today) -> Iterator[StyledLine]:
    """Yield inquiries, appointments and stuck hooks."""
    if today.oldest_inquiry is not None:
        minutes = (today.at - today.oldest_inquiry) // timedelta(minutes=1)
        is_late = minutes >= LATE_MINUTES
        role = Role.WARNING if is_late else Role.TEXT
        text = f" {today.inquiries:,} wait · oldest {short_age(minutes)}"
        yield (Part(f"{'!' if is_late else ' '} INQUIRIES", role), Part(text, role))
    if today.appointments or any((today.unmarked, today.unkept, today.not_to_call, today.came[0])):
        yield _appointments(today)
    for hook in today.stuck_hooks:
        since = f" since {clock(hook.since, today.zone)}" if hook.since is not None else ""
        waits = f"{hook.waiting:,} wait{since}" if hook.waiting or since else ""
        dead = f"{hook.dead:,} dead" if hook.dead else ""
        words = ", ".join(filter(None, (hook.status, waits, dead)))
        answer = f": {clean(hook.answer)}" if hook.answer else ""
        text = f"  {clean(hook.name)}: {words} (e){answer}"
        yield (Part("! HOOKS", Role.WARNING), Part(text, Role.WARNING))


def warning_lines(today: Today) -> Iterator[StyledLine]:
    """Yield what holds for days: old registry copies, clearings, permits, holidays, law news."""
    if today.stale:
        names = ", ".join(clean(name) for name in today.stale)
        yield styled_line(f"! Registry copies too old to clear anybody: {names}.", Role.WARNING)
    yield from _warnings(today)
    if today.law_news:
        changes = many(today.law_news, "change")
        yield styled_line(f"! News of the law: {changes} (n).", Role.WARNING)
    for ending in today.permits:
        text = f"! {clean(ending.sentence(today.on))} (p)."
        is_bad = urgency(ending, today.on) is Role.BAD
        yield styled_line(text, Role.BAD if is_bad else Role.WARNING)


def folded_warnings(lines: Sequence[StyledLine], *, names_first: bool) -> StyledLine:
    """Return one line for several: `! 3 WARNINGS  17 permits missing (PgDn)`.

    With `names_first` it names the first one.
    """
    is_bad = any(part.role in {Role.BAD, Role.STOPPED} for line in lines for part in line)
    head = plain_text(lines[0]).strip("! ").partition(":")[0] if names_first else ""
    role = Role.BAD if is_bad else Role.WARNING
    word = many(len(lines), "warning").upper()
    return Part(f"! {word}", role), Part(f"  {head} (PgDn)" if head else "  (PgDn)", role)


def _warnings(today: Today) -> Iterator[StyledLine]:
    """Yield the open leads that drop out soon, or are called with a caution."""
    warnings = today.warnings
    for clearing in warnings.clearings:
        is_over = clearing.good_until < today.on
        text = f"! {clean(clearing.sentence(today.on))}."
        yield styled_line(text, Role.BAD if is_over else Role.WARNING)
    if warnings.permits_missing:
        permits = many(warnings.permits_missing, "permit")
        leads = many(warnings.without_permit, "lead")
        text = f"! {permits} missing: {leads} there {MISSING[warnings.permit_mode]} (p)."
        yield styled_line(text, Role.WARNING)
    for holiday in warnings.holidays:
        yield styled_line(f"  Tomorrow is {holiday.sentence}.")


def short_age(minutes: int) -> str:
    """Return `6 min`, `3 h` or `2 days`."""
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"


def _appointments(today: Today) -> StyledLine:
    """Return `APPOINTMENTS 6 today: 2 to come, 1 to mark · 2 not marked (C)`."""
    troubles = [
        f"{count:,} {words}"
        for count, words in (
            (today.unmarked, "not marked"),
            (today.unkept, "of agents who left"),
            (today.not_to_call, "may not be called"),
        )
        if count
    ]
    of_day = ""
    if not today.is_over:
        counts = ((today.to_come, "to come"), (today.to_mark, "to mark"))
        rest = ", ".join(f"{count:,} {words}" for count, words in counts if count)
        of_day = f" today: {rest or 'none to come'}" if today.appointments else " today"
    is_due = bool(troubles or (today.to_mark and not today.is_over))
    text = " · ".join([f" {today.appointments:,}{of_day}", *troubles])
    booked, held, no_shows = today.came
    rate = show_rate_words(held, no_shows, "likely ")
    # While something is to be done, the line says only that.
    since = f" · {booked:,} in 4 weeks, {rate} came" if rate and not is_due else ""
    role = Role.WARNING if is_due else Role.MUTED
    return (
        Part(f"{'!' if is_due else ' '} APPOINTMENTS", role),
        Part(f"{text}{since}{' (C)' if is_due else ''}", role),
    )


def refused_for(refusals: Iterable[Refusal]) -> str:
    """Return `2 outside hours, 1 too soon`, or `too soon` if all dials have the same reason.

    Each dial counts once, for its first reason.
    """
    counts = Counter(refusal.reasons[0] if refusal.reasons else "no reason" for refusal in refusals)
    if len(counts) == 1:
        return code_words(*counts)
    return ", ".join(f"{count:,} {code_words(code)}" for code, count in counts.most_common())


def reasons_words(refusal: Refusal) -> str:
    """Return all reasons of a refused dial, each once."""
    return ", ".join(map(code_words, dict.fromkeys(refusal.reasons)))


def code_words(code: str) -> str:
    """Return a reason in one or two words."""
    return WHY.get(code) or clean(code.replace("_", " "))


def said_words(complaint: Complaint) -> str:
    """Return the words of a complaint in quotes."""
    return f"“{clean(complaint.words)}”" if complaint.words else "(words erased)"


def _complaint(complaint: Complaint, zone: str, count: int = 1, key: str = "") -> StyledLine:
    return (
        Part(f"! COMPLAINT{f' {count:,}' if count > 1 else ''}", Role.BAD),
        Part(f"  {clock(complaint.at, zone)} {clean(complaint.agent)} · "),
        Part(clean(complaint.name) or ERASED, Role.STRONG),
        Part(f"  {said_words(complaint)}"),
        *([Part(f" ({key})")] if key else []),
    )


def _overdue(today: Today) -> str:
    """Return `callback: farid` or `callbacks: farid 2, others 1`. On a past day, name nobody."""
    if today.is_over:
        return f"{'callback' if today.overdue == 1 else 'callbacks'} now"
    whose = {
        agent.agent: agent.callbacks_overdue for agent in today.agents if agent.callbacks_overdue
    }
    others = today.overdue - sum(whose.values())
    if today.overdue == 1:
        return f"callback: {clean(next(iter(whose), 'anyone’s'))}"
    parts = [f"{clean(agent)} {count:,}" for agent, count in whose.items()]
    return f"callbacks: {', '.join([*parts, *([f'others {others:,}'] if others else [])])}"
