"""The table of callbacks and appointments, and one of them in full."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content

from console.cards.promises import AppointmentCard, CallbackCard, DueMail, Whose, YesWithoutTime
from console.rules.shift.appointments import STANDING
from console.rules.times.windows import zone_name
from console.tui.call_view.band import TONES
from console.tui.drawing.looks import STYLES, Looks, Part, joined
from console.tui.widgets.panels import pad, pad_left
from console.tui.widgets.pressable import as_button
from console.view.lead.appointments import (
    WAYS,
    appointment_lines,
    due_mail_lines,
    status_words,
    yes_lines,
)
from console.view.lead.callbacks import (
    NONE_WAITS,
    callback_lines,
    next_step,
    whose_is,
)
from console.view.lead.verdict import verdict_word
from console.view.text.cleaning import clean
from console.view.text.clocks import city, clock, moment, overdue, weekday_day, weekday_time
from console.view.text.counts import many
from console.view.text.styled import Role
from db.enums import AppointmentStatus, VerdictKind

WIDE = 96
"""Row width from which rows show the lead's firm and time zone."""

MAX_NAME, MIN_FIRM = 30, 10
"""The most cells of a name beside a firm, and the fewest of a firm."""

GAP = "  "

WHAT, NAME, FIRM, WHOSE = 2, 3, 4, 5
"""Columns of the table."""

HEADLINE = 3
"""The cell of title and firm in a row without the column of what it is."""

DAY = timedelta(days=1)

STANDS, MARKED = "◆ stands", " · ◆ appointment"

NONE = {
    Whose.MINE: "You have no callbacks. v shows the others’.",
    Whose.TEAM: "No callback is open to anyone. v shows all.",
    Whose.ALL: NONE_WAITS,
}
"""What stands in place of the rows where there are none."""

Item = CallbackCard | AppointmentCard | YesWithoutTime | DueMail
"""A row of the page."""


def is_settled(item: Item) -> bool:
    """Return whether nothing is left to do: an appointment that was held, missed or cancelled."""
    return isinstance(item, AppointmentCard) and item.status not in STANDING


def is_wanted(item: Item, whose: Whose, me: str) -> bool:
    """Return whether an item stands on the tab `whose` of the agent `me`."""
    if whose is Whose.ALL:
        return True
    if whose is Whose.MINE:
        if isinstance(item, AppointmentCard):
            return me in {item.with_whom, item.set_by}
        return item.agent == me
    if isinstance(item, CallbackCard):
        return item.agent is None or item.is_released
    return isinstance(item, DueMail) and item.agent is None


def id_of(item: Item) -> tuple[type, int]:
    """Return what tells an item from all others, whenever they were read."""
    if isinstance(item, CallbackCard):
        return CallbackCard, item.callback_id
    if isinstance(item, YesWithoutTime):
        return YesWithoutTime, item.attempt_id
    if isinstance(item, DueMail):
        return DueMail, item.lead_id
    return AppointmentCard, item.appointment_id


def keys_of(item: Item | None, now: datetime) -> frozenset[str]:
    """Return the actions that make sense for a row."""
    if item is None:
        return frozenset({"whose", "back"})
    of_all = {"take", "write", "whose", "export", "back"}
    if isinstance(item, CallbackCard):
        return frozenset({*of_all, "move", "give", "drop"})
    if isinstance(item, YesWithoutTime):
        return frozenset({*of_all, "time"})
    if isinstance(item, DueMail):
        return frozenset(of_all)
    if item.status not in STANDING:
        is_cancelled = item.status is AppointmentStatus.CANCELLED
        return frozenset(of_all if is_cancelled else {*of_all, "held", "no_show"} - {"write"})
    if item.starts_at <= now:
        return frozenset({*of_all, "held", "no_show", "move", "drop"} - {"write"})
    return frozenset({*of_all, "move", "give", "drop"})


def titles_of(items: Sequence[Item], now: datetime, here: str, *, has_days: bool) -> dict[int, str]:
    """Return a title for the first row of each day: `Tomorrow · Thu 19 Nov · 1 callback`.

    Without `has_days`, only for yeses without a time, e-mails that are due, and what is settled.
    """
    days = [_day_of(item, now, here) for item in items]
    titles: dict[int, str] = {}
    for index, day in enumerate(days):
        is_apart = isinstance(items[index], YesWithoutTime | DueMail) or is_settled(items[index])
        if (index == 0 or day != days[index - 1]) and (has_days or is_apart):
            of_day = [item for item, other in zip(items, days, strict=True) if other == day]
            titles[index] = f"{day} · {_counts(of_day)}"
    return titles


def _day_of(item: Item, now: datetime, here: str) -> str:
    if isinstance(item, YesWithoutTime):
        return "Yes, no time set"
    if isinstance(item, DueMail):
        return "From sequences · e writes one"
    if is_settled(item):
        return "Settled"
    at = item.due_at if isinstance(item, CallbackCard) else item.starts_at
    zone = ZoneInfo(here)
    on, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    if on < today:
        return "Before today"
    name = {0: "Today · ", 1: "Tomorrow · "}.get((on - today).days, "")
    return f"{name}{weekday_day(on)}"


def _counts(items: Sequence[Item]) -> str:
    """Return `1 callback, 2 appointments`, or `2 yeses`."""
    kinds = (
        (CallbackCard, "callback"),
        (AppointmentCard, "appointment"),
        (YesWithoutTime, "yes"),
        (DueMail, "e-mail"),
    )
    counts = [(sum(isinstance(item, kind) for item in items), name) for kind, name in kinds]
    return ", ".join(
        many(count, name, "yeses" if name == "yes" else "") for count, name in counts if count
    )


def callback_table(
    callbacks: Sequence[Item],
    me: str,
    now: datetime,
    here: str,
    width: int,
    looks: Looks,
    *,
    has_days: bool = False,
    has_what: bool = True,
) -> list[Content]:
    """Return the header and a row for each callback; each column is as wide as its longest text.

    There is no column of whose they are if all are `me`’s.

    `has_days`: the rows stand below titles of days, so each says only the time of day. Then a
    column says what it is (`has_what`), unless the firms need its room.
    """
    is_wide = width >= WIDE
    mine = "here" if has_days else f"here ({city(here)})"
    has_what &= has_days
    # Where no column says what it is, the name has a mark.
    marks = not has_what and any(isinstance(card, AppointmentCard) for card in callbacks)
    name = f"name{MARKED if marks else ''}"
    heads = [mine, "there", "what", name, "firm", "whose", "status"]
    table = [[(head, looks.muted) for head in heads]]
    shown = partial(_shown_cells, me=me, now=now, here=here, looks=looks, is_wide=is_wide)
    for card in callbacks:
        when, there, who, *others = shown(card)
        if has_days:
            when = _time_of_day(card, now, here, when)
        if marks:
            who, others = _marked(card, who, others)
        table.append([when, there, _kind(card, looks), who, *others])
    times = [clock(_at(card), here) for card in callbacks]
    whens = _day_and_time([row[0][0] for row in table[1:]], times, "" if has_days else "today")
    table[1:] = [[(when, row[0][1]), *row[1:]] for row, when in zip(table[1:], whens, strict=True)]
    widths = [max(cell_len(text) for text, _ in column) for column in zip(*table, strict=True)]
    if not has_what:
        widths[WHAT] = -len(GAP)
    if {row[WHOSE][0] for row in table[1:]} == {"mine"}:  # the tab says it
        widths[WHOSE] = -len(GAP)
    if not any(row[-1][0] for row in table[1:]):
        widths[-1] = -len(GAP)
    gaps = len(GAP) * (len(heads) - 1)
    room = max(8, width - sum(widths) + widths[NAME] + widths[FIRM] - gaps)
    if has_what and is_wide and min(widths[NAME], MAX_NAME) + widths[FIRM] > room:
        return callback_table(
            callbacks, me, now, here, width, looks, has_days=has_days, has_what=False
        )
    # Name and firm share what the others leave.
    widths[NAME] = min(widths[NAME], MAX_NAME, room)
    widths[FIRM] = min(widths[FIRM], room - widths[NAME])
    if widths[FIRM] < MIN_FIRM:
        widths[NAME], widths[FIRM] = room + len(GAP), -len(GAP)
    return [
        joined(
            [
                part
                for (text, style), cells in zip(row, widths, strict=True)
                if cells > 0
                for part in ((pad(text, cells), style), (GAP, ""))
            ][:-1]
        )
        for row in table
    ]


def _day_and_time(texts: Sequence[str], times: Sequence[str], today: str) -> Iterator[str]:
    """Yield the cells of the first column: a day, named once, then the times.

    A time alone is one of `today`. A text that doesn't end with its time, such as a delay, stays.
    """
    pairs = [
        (text.removesuffix(at).rstrip() or today, at) for text, at in zip(texts, times, strict=True)
    ]
    is_timed = [text.endswith(at) for text, at in zip(texts, times, strict=True)]
    days = [cell_len(day) for (day, _), timed in zip(pairs, is_timed, strict=True) if timed]
    width, before = max(days, default=0), ""
    most = max(map(cell_len, times), default=0)
    for text, (day, at), timed in zip(texts, pairs, is_timed, strict=True):
        shown = "" if day == before else day
        yield f"{pad(shown, width)}{' ' if width else ''}{pad_left(at, most)}" if timed else text
        before = day


def _shown_cells(
    item: Item, me: str, now: datetime, here: str, looks: Looks, *, is_wide: bool
) -> list[Part]:
    """Return the cells of a row; a narrow one has the firm alone, without the title."""
    cells = _row_cells(item, me, now, here, looks, is_wide=is_wide)
    if not is_wide:
        headline, style = cells[HEADLINE]
        cells[HEADLINE] = (headline.rpartition(" · ")[2], style)
    return cells


def _marked(item: Item, name: Part, others: list[Part]) -> tuple[Part, list[Part]]:
    """Mark the name of an appointment, which then needs no status while it stands."""
    mark = "◆ " if isinstance(item, AppointmentCard) else "  "
    status = ("", "") if others[-1][0] == STANDS else others[-1]
    return (f"{mark}{name[0]}", name[1]), [*others[:-1], status]


def _at(item: Item) -> datetime:
    """Return the moment in the first column."""
    if isinstance(item, CallbackCard | DueMail):
        return item.due_at
    return item.at if isinstance(item, YesWithoutTime) else item.starts_at


def _time_of_day(item: Item, now: datetime, here: str, usual: Part) -> Part:
    """Return only the time of what is still to come: its day stands in the title above.

    Yesterday is a short weekday, which leaves more room for names.
    """
    if isinstance(item, YesWithoutTime | DueMail):
        return usual
    at = item.due_at if isinstance(item, CallbackCard) else item.starts_at
    is_today = at.astimezone(ZoneInfo(here)).date() >= now.astimezone(ZoneInfo(here)).date()
    is_due = isinstance(item, CallbackCard) and at <= now
    if not is_today and not is_due and usual[0].startswith("yesterday"):
        return weekday_time(at.astimezone(ZoneInfo(here))), usual[1]
    return (clock(at, here), usual[1]) if is_today and not is_due else usual


def _kind(item: Item, looks: Looks) -> Part:
    """Return what it is: `call back`, `phone`, `video`, `visit` or `yes`."""
    if isinstance(item, CallbackCard):
        return "call back", looks.muted
    if isinstance(item, DueMail):
        return "e-mail", ""
    return ("yes", looks.good) if isinstance(item, YesWithoutTime) else (WAYS[item.way], "")


def _row_cells(
    item: Item, me: str, now: datetime, here: str, looks: Looks, *, is_wide: bool
) -> list[Part]:
    """Return the cells of a row of any kind."""
    if isinstance(item, CallbackCard):
        return _cells(item, me, now, here, looks, is_wide=is_wide)
    name, headline = (clean(item.name), ""), (clean(item.headline), looks.muted)
    if isinstance(item, YesWithoutTime):
        text = moment(item.at, now, here)
        is_today = text == clock(item.at, here)  # beside coming times, the time alone reads as one
        when = (f"today {text}" if is_today else text, looks.muted)
        whose = ("mine" if item.agent == me else clean(item.agent), "")
        return [when, ("", ""), name, headline, whose, ("", "")]  # the title above says the rest
    if isinstance(item, DueMail):
        late = now - item.due_at
        when = (overdue(late), looks.warn) if late >= DAY else ("today", "")
        keeper = "mine" if item.agent == me else clean(item.agent or "anyone")
        touch = f"touch {item.step} of {item.steps}"
        return [when, ("", ""), name, headline, (keeper, ""), (touch, looks.muted)]
    there = clock(item.starts_at, item.zone)
    whose = ("mine" if item.with_whom == me else clean(item.with_whom), "")
    status = status_words(item, now)
    is_open = item.starts_at <= now and status == "came?"
    return [
        (
            _past_or_coming(item.starts_at, now, here),
            looks.warn if is_open else looks.clock,
        ),
        (f"{there} {zone_name(item.zone, item.starts_at)}" if is_wide else there, looks.muted),
        name,
        headline,
        whose,
        (
            "did they come?" if is_open else f"{SIGNS.get(status, '◆')} {status}",
            _status_style(status, looks),
        ),
    ]


def _past_or_coming(at: datetime, now: datetime, here: str) -> str:
    """Return `moment`, or `yesterday 19:00`."""
    zone = ZoneInfo(here)
    days = (now.astimezone(zone).date() - at.astimezone(zone).date()).days
    return f"yesterday {clock(at, here)}" if days == 1 else moment(at, now, here)


SIGNS = {
    "held": "●",
    "no-show": "!",
    "cancelled": "×",
    "no calls": "!",
    "nobody keeps it": "!",
}


def _status_style(status: str, looks: Looks) -> str:
    return {
        "held": looks.good,
        "confirmed": looks.good,
        "came?": looks.warn,
        "no-show": looks.warn,
        "no calls": looks.warn,
        "nobody keeps it": looks.warn,
    }.get(status, looks.muted)


def _cells(
    callback: CallbackCard, me: str, now: datetime, here: str, looks: Looks, *, is_wide: bool
) -> list[Part]:
    """Return a row's cells: due time (or delay), their clock, name, firm, whose, verdict."""
    is_due = callback.due_at <= now
    there = clock(callback.due_at, callback.zone or here)
    if is_wide and callback.zone:
        there += f" {zone_name(callback.zone, callback.due_at)}"
    whose = whose_is(callback, me)
    return [
        (overdue(now - callback.due_at), f"bold {looks.warn}")
        if is_due
        else (moment(callback.due_at, now, here), ""),
        (there, looks.muted),
        (clean(callback.name), ""),
        (clean(callback.headline), looks.muted),
        (f"was {whose}’s" if callback.is_released else whose, ""),
        _verdict_cell(callback, looks, is_due=is_due),
    ]


def _verdict_cell(callback: CallbackCard, looks: Looks, *, is_due: bool) -> Part:
    """Return `● CALL` for a due callback; for a later one, only what stands in its way."""
    kind = callback.verdict.kind
    if not is_due and kind is VerdictKind.CALL:
        return "", ""
    if not is_due and kind is VerdictKind.WAIT:
        return "may not ring", looks.warn
    word = verdict_word(callback.verdict, callback.verdict.at)
    return f"{TONES[word].shape} {word}", f"bold $text-{TONES[word].colour}"


def item_detail(item: Item, me: str, now: datetime, here: str) -> Content:
    """Return one row in full."""
    if isinstance(item, CallbackCard):
        return callback_detail(item, me, now, here)
    if isinstance(item, YesWithoutTime):
        who, *rest = yes_lines(item, now, here)
    elif isinstance(item, DueMail):
        who, *rest = due_mail_lines(item, now, here)
    else:
        who, *rest = appointment_lines(item, me, now, here)
    rows = [Content.styled(who, "bold"), *map(Content, rest[:-1])]
    is_due = isinstance(item, AppointmentCard) and item.status in STANDING and item.starts_at <= now
    rows.insert(1 if is_due else len(rows), _step(rest[-1]))
    return Content("\n").join(row for row in rows if row.plain)


def callback_detail(callback: CallbackCard, me: str, now: datetime, here: str) -> Content:
    """Return one callback in full: name, time by both clocks, verdict, next step, note."""
    who, when, may, note = callback_lines(callback, me, now, here)
    rows = [
        Content.styled(who, "bold"),
        Content(when),
        Content(may),
        _step(next_step(callback, me, now)),
        Content.styled(note, "$foreground-muted"),
    ]
    return Content("\n").join(row for row in rows if row.plain)


def _step(text: str) -> Content:
    """Return what to do next, with its keys in the color of keys."""
    return Content(text).highlight_regex(r"(?<![\w’])(?:[b-z]|Enter)(?= )", style=STYLES[Role.KEY])


TAB_NAMES = {Whose.MINE: "mine", Whose.TEAM: "anyone’s", Whose.ALL: "all"}
TAB = "tab "
"""Begins the names of the tabs for the mouse; the keyboard has one key that turns to the next."""


def tab_line(tabs: Iterable[tuple[Whose, int]], chosen: Whose, due_calls: int) -> Content:
    """Return the tabs of the page with their counts, and how many calls of sequences are due."""
    parts = [Content.styled("Callbacks", "bold $text-accent")]
    for whose, count in tabs:
        name = TAB_NAMES[whose]
        tab = f"[{name} {count}]" if whose is chosen else f" {name} {count} "
        style = "bold" if whose is chosen else "$foreground-muted"
        parts.append(as_button(Content.styled(tab, style), f"{TAB}{whose.name}"))
    if due_calls:
        parts.append(Content.styled(f" {many(due_calls, 'sequence call')}", "$foreground-muted"))
    return Content("  ").join(parts)
