"""The rows of the Permits page, with a bar of the next twelve months on a wide screen."""

from collections.abc import Iterator
from datetime import date

from console.cards.permits import STATUSES, PermitLine, PermitPage
from console.view.floor.permits import (
    GROUPS,
    MEANS,
    detail_lines,
    head_lines,
    needs_words,
    place_words,
    until_words,
)
from console.view.text.counts import many
from console.view.text.styled import Part, Role, StyledLine, styled_line

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
