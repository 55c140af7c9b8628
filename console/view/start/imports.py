"""What an import would do or has done, in words."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from console.cards.plan import Plan
from console.cards.waiting import CallableCounts, by_reason
from console.importing.import_run import Imported
from console.importing.plan.options import ImportOptions
from console.importing.preview import not_callable
from console.importing.rows.candidates import Reject
from console.importing.rows.rejects import reason_of
from console.rules.phone.numbers import quote
from console.rules.times.calendar_words import say_day
from console.view.text.cleaning import clean
from console.view.text.counts import main_reasons, many
from db.enums import MatchBy, OnDuplicate

KNOWN = "known leads brought up to date"
STOPPED = "Stopped: nothing was written."
MOST_REASONS = 5


def mend_words(brought: Imported) -> str:
    """Say which rows to fix in the rejects file."""
    rejects = clean(str(brought.rejects_file))
    return f"Mend {rows_to_mend(brought)} in {rejects} and bring that in."


def rows_to_mend(brought: Imported) -> str:
    """Describe the rejects file: rows that were rejected, and leads without a callable number."""
    named = brought.namesakes if brought.named is None else brought.named
    if not named:
        return _rejected_and_dead(brought)
    double = "1 double" if named == 1 else f"{named:,} doubles"
    others = f"{double} of another name"
    is_all = not (brought.to_mend or brought.unusable)
    return f"the {others}" if is_all else f"{_rejected_and_dead(brought)} and {others}"


def _rejected_and_dead(brought: Imported) -> str:
    dead = sum(count for _, count in brought.unusable)
    if not dead:
        return "the rejected rows"
    came = "came in with no number to call"
    if not brought.to_mend:
        return f"the row that {came}" if dead == 1 else f"the {dead:,} rows that {came}"
    is_single = brought.to_mend == 1
    rejected = "the rejected row" if is_single else f"the {brought.to_mend:,} rejected rows"
    return f"{rejected} and {dead:,} that {came}"


def why_rejected(brought: Imported, most: int = MOST_REASONS) -> list[tuple[str, int]]:
    """Return the main reasons with their counts, each with the first rows it applies to."""
    reasons = main_reasons(brought.reject_reasons, most)
    return [(_with_rows(reason, brought.first_rejects), count) for reason, count in reasons]


def _with_rows(reason: str, rejects: Sequence[Reject]) -> str:
    """Return `It is too short for a number. Line 3, “Phone”: “8005”; line 9, “Phone”: “12”.`"""
    rows = "; ".join(_row(reject) for reject in rejects if reason_of(reject) == reason)
    return f"{reason} {rows[0].upper()}{rows[1:]}." if rows else reason


def _row(reject: Reject) -> str:
    where = f"line {reject.row.line}" + (f", “{reject.column}”" if reject.column else "")
    return f"{where}: {quote(reject.value)}" if reject.value.strip() else where


def came_words(brought: Imported) -> str:
    """Say that a list is imported. If nobody is new, say what became of the rows."""
    name = clean(brought.list_name)
    if brought.imported:
        return f"“{name}” is in."
    if brought.updated:
        known = many(brought.updated, "known lead was", "known leads were")
        sentence = f"Nobody new came in: {known} brought up to date in the lists they are in."
        return f"{sentence} {empty_list_words(brought)}".rstrip()
    is_made = brought.is_known_list or brought.batch_id is not None
    sentence = (
        f"Nothing came into “{name}”." if is_made else "Nothing came in, and no list was made."
    )
    return f"{sentence} Of {many(brought.rows, 'row')}:" if brought.rows else sentence


def empty_list_words(brought: Imported) -> str:
    """Say that the list is new and empty, which happens if the import only changed known leads."""
    is_empty = brought.batch_id is not None and not (brought.imported or brought.is_known_list)
    return f"“{clean(brought.list_name)}” is a new list and empty." if is_empty else ""


def outlook_words(outlook: CallableCounts | None, done: Imported) -> Iterator[str]:
    """Yield how many new leads can be called, and the main reason why the others cannot.

    Reasons that the result of the import already explains are left out.
    """
    if outlook is None or not done.imported:
        return
    yield (
        f"Of the new {outlook.callable:,} callable now, {outlook.later:,} later, "
        f"{outlook.never:,} never, {outlook.unknown:,} unknown."
    )
    blocked = not_callable(replace(done, outlook=outlook))
    reasons = sorted(by_reason(blocked), key=lambda reason: -reason.count)
    if reasons:
        others = outlook.later + outlook.never + outlook.unknown
        part = "Most of" if reasons[0].count * 2 > others else "Of"
        yield f"{part} the others, {reasons[0].count:,}: {clean(reasons[0].text)}"


_REPEATED = {
    OnDuplicate.UPDATE: "the file’s values win over those of known leads",
    OnDuplicate.MERGE: "what is empty of known leads is filled",
}
_KNOWN_BY = {
    MatchBy.VENDOR_ID: "known by the vendor’s id too",
    MatchBy.NAME_ADDRESS: "known by name and address too",
}


def chosen_words(wish: ImportOptions) -> str:
    """Return the import options that no count shows, or ""."""
    days = wish.not_worked_within
    choices = (
        f"registries checked elsewhere on {say_day(wish.scrubbed_on)}" if wish.scrubbed_on else "",
        f"only those who {clean(wish.where)}" if wish.where else "",
        _REPEATED.get(wish.on_duplicate, ""),
        "known leads of this list only" if wish.in_list else "",
        _KNOWN_BY.get(wish.match, ""),
        f"without those dialled in the last {many(days, 'day')}" if days else "",
    )
    return "; ".join(filter(None, choices))


def planned_words(plan: Plan, of: str = "") -> str:
    """Return how many sessions were planned. If none were, add the main reason."""
    text = f"{many(len(plan.sessions), 'new session')} planned{f' of {clean(of)}' if of else ''}"
    if plan.sessions or not plan.unplaced:
        return text
    first = max(plan.unplaced, key=lambda reason: reason.count)
    return f"{text}: {many(first.count, 'lead')} {clean(first.text)}"
