"""The Permits page in words: where the firm may sell, what is missing and what ends soon.

The news of the law stands below it. A wide screen has a bar of the next twelve months.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from console.cards.permits import STATUSES, LeadNews, NewsPage, PermitEnding, PermitLine, PermitPage
from console.rules.law.permits import DUTIES, NONE_FOUND, TRIGGERS, PermitNeed, say_exemption
from console.rules.places.regions import name_place
from console.rules.times.calendar_words import say_day
from console.view.text.cleaning import clean
from console.view.text.clocks import in_style
from console.view.text.counts import many
from console.view.text.styled import Part, Role, StyledLine, styled_line

GROUPS = {
    "missing": "Missing",
    "ends_soon": "Ends within 60 days",
    "held": "Held",
    "exempt": "Exempt, as you claim",
    "none": NONE_FOUND.capitalize(),
    "unread": "Nobody has looked",
}

MEANS = {
    "caution": "a missing permit is a caution on the card (settings set permits bar bars the call)",
    "bar": "nobody is called where a permit is missing (permit_missing)",
    "off": "nothing is checked (settings set permits caution turns it on)",
}

MISSING = {"caution": "with a caution", "bar": "not called", "off": "not checked"}
"""What becomes of the leads where a permit is missing."""

STEPS = (60, 30, 7)
"""Days before its last day at which a permit's renewal grows more urgent."""


def _day(on: date) -> str:
    return in_style(say_day(on))


def place_words(line: PermitLine) -> str:
    """Return `Florida`, or `Louisiana (psc)` where several duties bind one firm."""
    name = name_place(line.jurisdiction)
    part = line.need.id.partition("/")[2] if line.need else ""
    return f"{name} ({part})" if part else name


def needs_words(line: PermitLine) -> str:
    """Return `licence, bond 50,000, each agent`, "" where nothing is needed."""
    need = line.need
    if need is None:
        return ""
    parts = [DUTIES[need.duty].split(" ", 1)[1]]
    if need.bond not in {"", "0"}:
        parts.append(f"bond {amount_words(need.bond)}")
    if need.is_personal:
        parts.append("each agent")
    return ", ".join(parts)


def amount_words(amount: str) -> str:
    """Return the amounts of the data with commas; they may stand among words."""
    return re.sub(r"\d{4,}", lambda digits: f"{int(digits[0]):,}", amount)


def until_words(line: PermitLine, today: date) -> str:
    """Return `none`, `24 Dec 2026, 23 days` or the exemption that is claimed.

    `no agent's` is for a duty of each agent where only the firm's own permit is held.
    """
    if line.status == "missing":
        is_firms = any(not permit.agent and permit.holds_on(today) for permit in line.permits)
        return "no agent's" if is_firms else "none"
    if line.status == "exempt" and line.claim is not None:
        return say_exemption(line.claim.word) or "as claimed"
    if line.status in {"held", "ends_soon"}:
        if line.until is None:
            return "no end"
        days = (line.until - today).days
        return _day(line.until) + (f", {many(days, 'day')}" if days <= STEPS[0] else "")
    return ""


def detail_lines(line: PermitLine) -> Iterator[str]:
    """Yield what the law asks for there, what is stated, and where to apply."""
    need = line.need
    if need is None:
        yield f"{name_place(line.jurisdiction)}: {GROUPS[line.status].lower()}."
        yield f"Open leads that may be there: {line.leads:,}."
        return
    yield f"{need.id}: {clean(need.name) or place_words(line)} · {need.citation}"
    waiting = f" Waiting for it: {line.missing:,}." if line.missing else ""
    yield f"Open leads that may be there: {line.leads:,}.{waiting}"
    yield f"Needs: {needs_words(line)}."
    yield f"Applies to {TRIGGERS[need.trigger]}; protects {need.protects or 'not known whom'}."
    yield from _apply_lines(need)
    for permit in line.permits:
        whose = f"{clean(permit.agent)}'s" if permit.agent else "the firm's"
        until = f" to {_day(permit.until)}" if permit.until else ""
        proof = ""
        if permit.document:
            proof = f", {clean(permit.document)} (SHA-256 {permit.checksum[:12]}…)"
        yield f"Held: {whose} {clean(permit.number)}, {_day(permit.since)}{until}{proof}."
    if line.claim is not None:
        yield (
            f"Claimed: {say_exemption(line.claim.word) or 'another exemption'}: "
            f"{clean(line.claim.reason)}, said {clean(line.claim.by)} on {_day(line.claim.on)}."
        )
    yield from _command_lines(need)
    yield f"Exemptions that a source names: {_words(need.exemptions) or 'none seen'}."
    if need.unconfirmed:
        yield f"Not confirmed, so they lift nothing: {_words(need.unconfirmed)}."
    if need.filing:
        yield f"Does an exemption need a filing? {need.filing}."
    if need.note:
        yield f"Note: {need.note}"
    yield f"Confidence {need.confidence} (seen: {need.seen}), read on {_day(need.read_on)}."


def _command_lines(need: PermitNeed) -> Iterator[str]:
    """Yield the commands that state the permit or an exemption."""
    until = " --until DATE" if need.may_end else ""
    yield f"State it: smiledial permits add {need.id} --number NUMBER{until}"
    if need.is_personal:
        yield "For each agent’s own, add: --salesperson NAME"
    word = " --as WORD" if need.exemptions else ""
    yield f"Exempt: smiledial permits exempt {need.id}{word} --reason TEXT --by NAME"


def _apply_lines(need: PermitNeed) -> Iterator[str]:
    costs = [
        f"{label} {amount_words(amount)}"
        for label, amount in (
            ("fee", need.fee),
            ("renewal", need.renewal_fee),
            ("each salesperson", need.salesperson_fee),
            ("bond", need.bond),
        )
        if amount
    ]
    yield f"Apply to: {need.agency or 'not found'}. {', '.join(costs) or 'Costs not found'} (USD)."
    yield f"When: {need.lead_time or 'not found'}. Renewal: {need.renewal or 'not found'}."
    if need.consequence:
        yield f"Without it: {need.consequence}."


def find_lines(page: PermitPage, place: str) -> tuple[PermitLine, ...]:
    """Return the lines of a place by its name or code: `florida`, `US-FL`, `US-LA/psc`."""
    wanted = place.casefold()
    return tuple(
        line
        for line in page.lines
        if wanted
        in {
            line.jurisdiction.casefold(),
            name_place(line.jurisdiction).casefold(),
            place_words(line).casefold(),
            line.need.id.casefold() if line.need else "",
        }
    )


def _words(exemptions: Iterable[str]) -> str:
    return ", ".join(exemptions)


def head_lines(page: PermitPage) -> Iterator[tuple[str, str]]:
    """Yield (status, sentence) for what is missing, what ends soon and what is held."""
    missing, ending, held = page.of("missing"), page.of("ends_soon"), page.of("held")
    if missing:
        names = _some(map(place_words, missing))
        leads = many(page.missing_leads, "lead")
        yield "missing", f"{names}: {leads} there {MISSING[page.mode]}."
    if ending:
        yield "ends_soon", " ".join(ending_words(line, page.on) for line in ending)
    if held:
        yield "held", f"{_some(place_words(line) for line in held)}."


def ending_words(line: PermitLine, today: date) -> str:
    """Return `Washington ends in 23 days, on 11 Dec 2026.`"""
    assert line.until is not None
    days = (line.until - today).days
    when = "today" if not days else f"in {many(days, 'day')}"
    return f"{place_words(line)} ends {when}, on {_day(line.until)}."


def urgency(ending: PermitEnding, today: date) -> Role:
    """Return how loud to be: from 60 days before the end, from 30, and from 7."""
    days = (ending.until - today).days
    if days <= STEPS[2]:
        return Role.BAD
    return Role.WARNING if days <= STEPS[1] else Role.TEXT


def _some(names: Iterable[str], most: int = 6) -> str:
    listed = list(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more


def news_lines(change: LeadNews, today: date) -> Iterator[str]:
    """Yield a change of the law or its data: when, where, what, whose word, how many leads."""
    news = change.news
    ahead = " (ahead)" if news.on > today else ""
    touches = many(change.leads, "open lead") if change.leads else "no open lead"
    yield f"{in_style(say_day(news.on))}{ahead}  {news.jurisdiction}  touches {touches}"
    yield f"  {news.text}"
    yield f"  {news.citation} · {news.source}"


def news_blocks(page: NewsPage) -> Iterator[list[StyledLine]]:
    """Yield a block for each change, marked where it is new to the reader."""
    if not page.changes:
        yield [styled_line("Nothing has changed in the last year, and nothing is announced.")]
    for change in page.changes:
        head, text, source = news_lines(change, page.on)
        mark = Part("! new  ", Role.WARNING) if page.is_new(change) else Part("")
        yield [(mark, Part(head, Role.STRONG)), styled_line(text), styled_line(source, Role.MUTED)]


SIGNS = {
    "missing": ("■", Role.BAD),
    "ends_soon": ("!", Role.WARNING),
    "held": ("●", Role.GOOD),
    "exempt": ("·", Role.MUTED),
    "none": ("·", Role.MUTED),
    "unread": ("?", Role.MUTED),
}

MONTHS, MONTH = 12, 2
"""Months in the bar of a row, and the cells of each."""

BAR = MONTHS * MONTH
WITH_BAR = 110
"""Page width from which each row has a bar of the next twelve months."""

PLACE, LEADS, UNTIL = 16, 7, 14
LONGEST_NEED = 41


def permit_rows(page: PermitPage, width: int) -> Iterator[tuple[PermitLine | None, StyledLine]]:
    """Yield the heading of each group, with None, then a row for each of its places."""
    needs = _needs_width(width)
    for status in STATUSES:
        lines = page.of(status)
        if lines:
            yield None, styled_line(f"─ {GROUPS[status]}", Role.HEADING)
            for line in lines:
                yield line, _row(line, page.on, needs, is_wide=width >= WITH_BAR)


def permit_blocks(line: PermitLine) -> Iterator[list[StyledLine]]:
    """Yield the page of one place: what it asks for, what is stated, and how to state it."""
    title, *details = detail_lines(line)
    yield [styled_line(title, Role.HEADING), *map(styled_line, details)]


def permit_head(page: PermitPage) -> Iterator[StyledLine]:
    """Yield a chip and a sentence for what is missing, ends soon and is held."""
    for status, text in head_lines(page):
        sign, role = SIGNS[status]
        count = sum(line.status == status for line in page.lines)
        name = status.replace("_", " ").upper()
        yield (Part(f"{sign} {name} {count}", role), Part(f"  {text}"))
    if not page.lines:
        yield styled_line("No lead is open, and nothing is stated.")
    yield styled_line(f"The check is “{page.mode}”: {MEANS[page.mode]}.", Role.MUTED)


def _needs_width(width: int) -> int:
    """Return the cells of the column of what is needed, on a page of this width."""
    bar = BAR + 2 if width >= WITH_BAR else 0
    return max(12, min(LONGEST_NEED, width - PLACE - LEADS - UNTIL - bar - 4))


def permit_heads(today: date, width: int) -> StyledLine:
    """Return the heads of the columns of `permit_rows`."""
    needs = _needs_width(width)
    months = ""
    if width >= WITH_BAR:
        names = "JFMAMJJASOND"
        months = "  " + "".join(
            f"{names[(today.month - 1 + month) % 12]:<{MONTH}}" for month in range(MONTHS)
        )
    text = f"  {'place':<{PLACE}}{'needs':<{needs}}{'leads':>{LEADS}}  {'until':<{UNTIL}}{months}"
    return styled_line(text.rstrip(), Role.MUTED)


def _row(line: PermitLine, today: date, needs: int, *, is_wide: bool) -> StyledLine:
    sign, role = SIGNS[line.status]
    until = _cut(_short_until(line, today), UNTIL)
    parts = [
        Part(f"{sign} ", role),
        Part(f"{_cut(place_words(line), PLACE):<{PLACE}}", Role.STRONG),
        Part(f"{_cut(needs_words(line), needs):<{needs}}", Role.MUTED),
        Part(f"{line.leads:>{LEADS},}  "),
        Part(f"{until:<{UNTIL}}", role if line.status in {"missing", "ends_soon"} else Role.TEXT),
    ]
    if is_wide:
        parts += [Part("  "), *_bar(line, today, role)]
    return tuple(parts)


def _short_until(line: PermitLine, today: date) -> str:
    """Return `in 23 days` for an end that is near: its day stands above, and in the details."""
    if line.status == "ends_soon" and line.until is not None:
        return f"in {many((line.until - today).days, 'day')}"
    return "as claimed" if line.status == "exempt" else until_words(line, today)


def _bar(line: PermitLine, today: date, role: Role) -> Iterator[Part]:
    """Yield the next twelve months of a permit: hatched while missing, dotted after its end."""
    if line.status == "missing":
        yield Part("/" * BAR, role)
    elif line.status in {"held", "ends_soon"}:
        days = (line.until - today).days + 1 if line.until else 366
        cells = min(BAR, max(1, round(days * BAR / 365)))
        yield Part("━" * cells, role)
        yield Part("·" * (BAR - cells), Role.MUTED)


def _cut(text: str, width: int) -> str:
    """Return the text in less than `width` cells, with … where it was cut."""
    return text if len(text) < width else f"{text[: width - 2]}…"
