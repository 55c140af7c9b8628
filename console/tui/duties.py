"""What the law wants said first, as text: pure functions over the duties of a card."""

from collections.abc import Callable, Iterable, Sequence

from textual.content import Content

from console.rules.disclosures import Duty
from console.rules.regions import name_jurisdiction
from console.view.cleaning import clean


def duty_label(duties: Sequence[Duty], room: int) -> str:
    """`Idaho 30 s · federal`: whose law, and how soon; as codes where the names have no room."""
    labels = (_label(duties, name_of) for name_of in (_name, _code))
    return next((label for label in labels if len(label) <= room), "")


def duty_sentences(duties: Iterable[Duty]) -> list[str]:
    """`Washington, within 30 s: who you are, the firm and why you call`."""
    return [f"{_name(duty)}{_limit(duty)}: {clean(duty.say)}." for duty in duties]


def duty_rows(duties: Iterable[Duty]) -> Content:
    """Each duty with its citation, and where the fact is from."""
    return Content("\n").join(
        Content.assemble(
            f"  {_name(duty)}{_limit(duty)}: {clean(duty.say)}",
            (
                f"\n  {clean(duty.citation)} · confidence {duty.confidence} · {clean(duty.source)}",
                "$foreground-muted",
            ),
        )
        for duty in duties
    )


def with_label(sentence: Content, duties: Sequence[Duty], width: int, rows: int) -> Content:
    """The sentence wrapped, and at the right end of its last row whose law wants what said."""
    lines = sentence.wrap(width) if width > 0 else []
    if not lines or not duties:
        return Content("\n").join(lines[:rows])
    lines = lines[:rows]
    if len(lines) < rows:
        lines.append(Content(""))
    last = lines[-1]
    label = duty_label(duties, width - last.cell_length - 2)
    gap = " " * max(0, width - last.cell_length - len(label))
    lines[-1] = Content.assemble(last, gap, (label, "$foreground-muted"))
    return Content("\n").join(lines)


def _label(duties: Sequence[Duty], name_of: Callable[[Duty], str]) -> str:
    soonest: dict[str, int] = {}
    for duty in duties:
        soonest.setdefault(name_of(duty), duty.within)
    return " · ".join(f"{name} {within} s" if within else name for name, within in soonest.items())


def _limit(duty: Duty) -> str:
    return f", within {duty.within} s" if duty.within else ""


def _name(duty: Duty) -> str:
    if "-" in duty.jurisdiction:
        return name_jurisdiction(duty.jurisdiction)
    return "federal" if duty.jurisdiction == "US" else name_jurisdiction(duty.jurisdiction)


def _code(duty: Duty) -> str:
    return duty.jurisdiction.rpartition("-")[2]
