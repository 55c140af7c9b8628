"""The Hooks page in words: what leaves for other programs, and whether it arrived."""

import json
import shlex
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from math import inf

from console.hooks.events import Delivery
from console.hooks.overview import HookEvent, HookLine
from console.view.text.cleaning import clean
from console.view.text.clocks import moment, second_clock, span
from console.view.text.counts import many, or_dot
from console.view.text.styled import Part, Role, StyledLine, styled_line

TITLE, SUBTITLE = "Hooks", "what leaves this database, and whether it arrived"

NONE = (
    "There are no hooks, so nothing is sent. From the shell, smiledial hooks add crm --url "
    "https://… "
    "sends what happens to a CRM; docs/how-to/hooks.md shows how."
)

LONGEST = 36
"""Letters of a receiver's answer in the band."""

SIGNS = {
    Delivery.SENT: ("●", Role.GOOD),
    Delivery.WAITS: ("○", Role.WARNING),
    Delivery.DEAD: ("×", Role.BAD),
    Delivery.AHEAD: ("·", Role.MUTED),
}


def hook_sign(hook: HookLine) -> tuple[str, Role]:
    if hook.status == "paused":
        return "‖", Role.MUTED
    if hook.is_stuck or hook.dead:
        return "!", Role.ATTENTION
    return "●", Role.GOOD


def target_words(hook: HookLine) -> str:
    return clean(hook.target[0] if len(hook.target) == 1 else shlex.join(hook.target))


def most_stuck(hooks: Iterable[HookLine]) -> HookLine | None:
    """Return the hook that has been stuck for the longest, or None."""
    stuck = [hook for hook in hooks if hook.is_stuck]
    return min(stuck, key=_since, default=None)


def _since(hook: HookLine) -> float:
    return hook.stuck_since.timestamp() if hook.stuck_since is not None else inf


def stuck_words(hook: HookLine, now: datetime, here: str) -> tuple[str, str, str]:
    """Return how long it has been stuck, what waits since when, and the receiver's answer."""
    since = hook.stuck_since
    length = f"for {span(now - since)}" if since is not None else hook.status
    waits = f"{clean(hook.name)}: {many(hook.waiting, 'event waits', 'events wait')}"
    if hook.waits_since is not None:
        waits += f"; the first since {moment(hook.waits_since, now, here)}"
    error = clean(hook.error)
    error = error if len(error) <= LONGEST else f"{error[:LONGEST]}…"
    answer = f"“{error}”. " if error else ""
    if hook.no_sender_since is not None:
        answer = "No sender runs: start smiledial hooks run. "
    return length, waits, f"{answer}Nothing is lost."


HEADS = ("hook", "to", "waits", "sent", "dead", "newest")


def hook_cells(hook: HookLine, now: datetime, here: str) -> tuple[str, ...]:
    """Return the cells of a row under HEADS."""
    newest = moment(hook.sent_at, now, here) if hook.sent_at is not None else "–"
    counts = map(or_dot, (hook.waiting, hook.sent, hook.dead))
    return (clean(hook.name), target_words(hook), *counts, newest)


def hook_lines(hook: HookLine, now: datetime, here: str) -> Iterator[StyledLine]:
    """Yield what a hook gets, how it stands and what helps."""
    types = ", ".join(hook.types) or "every event"
    of_list = f" of the list {clean(hook.list_name)}" if hook.list_name else ""
    after = f", {span(timedelta(seconds=hook.after))} later" if hook.after else ""
    fields = ", ".join(hook.personal)
    personal = f"It names people by {fields}." if fields else "It names nobody."
    yield styled_line(f"{clean(hook.name)} gets {types}{of_list}{after}. {personal}")
    if hook.status == "paused":
        yield styled_line(f"It is paused: p goes on. {clean(hook.error)}".rstrip(), Role.WARNING)
    elif hook.status == "stopped":
        yield styled_line(f"It has stopped: p goes on. {clean(hook.error)}", Role.BAD)
    elif hook.no_sender_since is not None:
        since = moment(hook.no_sender_since, now, here)
        yield styled_line(f"No sender since {since}: start smiledial hooks run.", Role.WARNING)
    elif hook.failing_since is not None:
        since = moment(hook.failing_since, now, here)
        tries = [event.next_at for event in hook.events if event.next_at is not None]
        again = f", next try {moment(min(tries), now, here)}" if tries else ""
        words = f"Not delivered since {since}{again}: {clean(hook.error)}"
        yield styled_line(words, Role.WARNING)
    elif not hook.sent_at and hook.waiting:
        yield styled_line("Nothing was sent yet: is smiledial hooks run running?", Role.WARNING)
    if hook.dead:
        words = f"{many(hook.dead, 'event')} not tried any more: r sends again."
        yield styled_line(words, Role.BAD)


def event_line(event: HookEvent, now: datetime, here: str) -> StyledLine:
    """Return `14:20:02   88,251  ● sent     call.ended  ann  no`."""
    sign, role = SIGNS[event.delivery]
    data = event.body.get("data")
    outcome = data.get("outcome", "") if isinstance(data, dict) else ""
    follows = ""
    if event.next_at is not None:
        follows = f"{many(event.tries, 'try', 'tries')}, next {moment(event.next_at, now, here)}"
    elif event.delivery is Delivery.WAITS:
        follows = "after an earlier one"
    return (
        Part(f"{second_clock(event.at, here)}", Role.MUTED),
        Part(f"{event.seq:>8,}  "),
        Part(f"{sign} {event.delivery.value:<9}", role),
        Part(f"{event.type:<19}", Role.STRONG),
        Part(f"{clean(event.agent)[:8]:<9}", Role.MUTED),
        Part(f"{clean(str(outcome))[:13]:<14}"),
        Part(follows, role),
    )


def body_lines(event: HookEvent) -> Iterator[StyledLine]:
    """Yield what an event says, personal values covered."""
    for line in json.dumps(event.body, ensure_ascii=False, indent=2).split("\n"):
        indent = len(line) - len(line.lstrip())
        yield styled_line(" " * indent + clean(line.lstrip()), Role.MUTED)


def hook_page(hook: HookLine, now: datetime, here: str) -> Iterator[list[StyledLine]]:
    """Yield the blocks of one hook's page: how it stands, its events, the newest of them whole."""
    yield list(hook_lines(hook, now, here))
    if not hook.events:
        yield [styled_line("Nothing has happened since it was added.", Role.MUTED)]
        return
    rows = [styled_line("Events, newest first", Role.TITLE)]
    for event in hook.events:
        rows.append(event_line(event, now, here))
        if event.answer:
            rows.append(styled_line(f"          “{clean(event.answer)}”", Role.WARNING))
    first = chosen_event(hook.events)
    yield [styled_line(f"What entry {first.seq:,} sends", Role.TITLE), *body_lines(first)]
    yield rows


def chosen_event(events: Sequence[HookEvent]) -> HookEvent:
    """Return the event to show whole: one that waits or is dead, else the newest."""
    in_trouble = (event for event in events if event.delivery in {Delivery.WAITS, Delivery.DEAD})
    return next(in_trouble, events[0])


def turned_words(name: str, *, is_on: bool) -> str:
    name = clean(name)
    return f"{name} goes on." if is_on else f"{name} is paused. Events wait in the log: p goes on."


def resent_words(name: str, count: int, *, is_on: bool) -> str:
    if not is_on:
        return f"{clean(name)} is not on, so nothing is sent yet: p goes on, and sends what waits."
    if count:
        return f"{clean(name)}: {many(count, 'event')} to send again."
    return f"{clean(name)}: no event is dead, and none waits for a later try."
