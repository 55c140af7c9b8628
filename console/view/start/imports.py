"""What an import would do or has done, in words."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from console.cards.waiting import CallableCounts, Plan, by_reason
from console.importing.options import ImportOptions
from console.importing.result import Imported, not_callable
from console.importing.rows.candidates import Reject
from console.importing.rows.rejects import reason_of
from console.rules.phone.numbers import quote
from console.rules.times.calendar_words import say_day
from console.view.text.cleaning import clean
from console.view.text.clocks import in_style
from console.view.text.counts import main_reasons, many
from db.enums import MatchBy, OnDuplicate

KNOWN = "known leads updated"
STOPPED = "Stopped: nothing was written."
LEFT = "Stopped: nothing of the list is in. The same import goes on where it stopped."
MOST_REASONS = 5


def rejects_words(result: Imported) -> str:
    """Say which rows to fix in the rejects file."""
    rejects = clean(str(result.rejects_file))
    return f"Fix {rows_to_mend(result)} in {rejects} and import that file."


def rows_to_mend(result: Imported) -> str:
    """Describe the rejects file: rows that were rejected, and leads without a callable number."""
    namesakes = result.namesakes if result.named is None else result.named
    if not namesakes:
        return _rejected_and_dead(result)
    double = "1 double" if namesakes == 1 else f"{namesakes:,} doubles"
    others = f"{double} with another name"
    is_all = not (result.to_mend or result.unusable)
    return f"the {others}" if is_all else f"{_rejected_and_dead(result)} and {others}"


def _rejected_and_dead(result: Imported) -> str:
    dead = sum(count for _, count in result.unusable)
    if not dead:
        return "the rejected rows"
    no_number = "came in with no number to call"
    if not result.to_mend:
        rows = "the row" if dead == 1 else f"the {dead:,} rows"
        return f"{rows} that {no_number}"
    to_mend = result.to_mend
    rejected = "the rejected row" if to_mend == 1 else f"the {to_mend:,} rejected rows"
    return f"{rejected} and {dead:,} that {no_number}"


def why_rejected(result: Imported, most: int = MOST_REASONS) -> list[tuple[str, int]]:
    """Return the main reasons with their counts, each with the first rows it applies to."""
    reasons = main_reasons(result.reject_reasons, most)
    return [(_with_rows(reason, result.first_rejects), count) for reason, count in reasons]


def _with_rows(reason: str, rejects: Sequence[Reject]) -> str:
    """Return `It is too short for a number. Line 3, “Phone”: “8005”; line 9, “Phone”: “12”.`"""
    rows = "; ".join(_row(reject) for reject in rejects if reason_of(reject) == reason)
    return f"{reason} {rows[0].upper()}{rows[1:]}." if rows else reason


def _row(reject: Reject) -> str:
    where = f"line {reject.row.line}" + (f", “{reject.column}”" if reject.column else "")
    return f"{where}: {quote(reject.value)}" if reject.value.strip() else where


def imported_words(result: Imported) -> str:
    """Say that a list is imported. If nobody is new, say what became of the rows."""
    name = clean(result.list_name)
    if result.imported:
        return f"“{name}” is in."
    if result.updated:
        known = many(result.updated, "known lead was", "known leads were")
        sentence = f"No new leads: {known} updated, in their own lists."
        return f"{sentence} {empty_list_words(result)}".rstrip()
    is_made = result.is_known_list or result.batch_id is not None
    sentence = (
        f"Nothing was imported into “{name}”."
        if is_made
        else "Nothing was imported, and no list was made."
    )
    return f"{sentence} Of {many(result.rows, 'row')}:" if result.rows else sentence


def brought_words(result: Imported, none: str = "") -> str:
    """Return `“Spring”: 3 new, 1 duplicate, 2 rejected, 1 left out. To fix: spring.rejects.csv`.

    `none` says of the new leads that none can be called.
    """
    duplicates = result.duplicate_in_file + result.duplicate_in_database
    counts = (
        (result.updated, f"{result.updated:,} updated"),
        (duplicates, many(duplicates, "duplicate")),
        (result.to_mend, f"{result.to_mend:,} rejected"),
        (result.left_out, f"{result.left_out:,} left out"),
    )
    new = f"{result.imported:,} new" + (f" ({none})" if none else "")
    texts = [new, *(text for count, text in counts if count)]
    rejects = f" To fix: {clean(result.rejects_file.name)}" if result.rejects_file else ""
    return f"“{clean(result.list_name)}”: {', '.join(texts)}.{rejects}"


def empty_list_words(result: Imported) -> str:
    """Say that the list is new and empty, which happens if the import only changed known leads."""
    is_empty = result.batch_id is not None and not (result.imported or result.is_known_list)
    return f"“{clean(result.list_name)}” is a new list and empty." if is_empty else ""


def outlook_words(outlook: CallableCounts | None, result: Imported) -> Iterator[str]:
    """Yield how many new leads can be called, and the main reason why the others cannot.

    Reasons that the result of the import already explains are left out.
    """
    if outlook is None or not result.imported:
        return
    yield (
        f"New leads: {outlook.callable:,} callable now, {outlook.later:,} later, "
        f"{outlook.never:,} never, {outlook.unknown:,} unknown."
    )
    blocked = not_callable(replace(result, outlook=outlook))
    reasons = sorted(by_reason(blocked), key=lambda reason: -reason.count)
    if reasons:
        others = outlook.later + outlook.never + outlook.unknown
        part = "Most of" if reasons[0].count * 2 > others else "Of"
        yield f"{part} the others, {reasons[0].count:,}: {in_style(clean(reasons[0].text))}"


_REPEATED = {
    OnDuplicate.UPDATE: "the file’s values replace those of known leads",
    OnDuplicate.MERGE: "empty fields of known leads are filled",
}
_KNOWN_BY = {
    MatchBy.VENDOR_ID: "also matched by the vendor’s id",
    MatchBy.NAME_ADDRESS: "also matched by name and address",
}


def chosen_words(options: ImportOptions) -> str:
    """Return the chosen import options that the preview's counts do not show, or ""."""
    days = options.not_worked_within
    choices = (
        f"registries checked elsewhere on {say_day(options.scrubbed_on)}"
        if options.scrubbed_on
        else "",
        f"only rows with {clean(options.where)}" if options.where else "",
        _REPEATED.get(options.on_duplicate, ""),
        "matched only within this list" if options.in_list else "",
        _KNOWN_BY.get(options.match, ""),
        f"without those dialled in the last {many(days, 'day')}" if days else "",
        _purchase_words(options),
    )
    return "; ".join(filter(None, choices))


def _purchase_words(options: ImportOptions) -> str:
    """Return from whom, on which day and for how much the list was bought, "" if nobody said."""
    words = (
        f"from {clean(options.supplier)}" if options.supplier else "",
        f"on {say_day(options.bought_on)}" if options.bought_on else "",
        f"for {clean(options.price)}" if options.price else "",
    )
    purchase = " ".join(filter(None, words))
    return f"bought {purchase}" if purchase else ""


def planned_words(plan: Plan, of: str = "") -> str:
    """Return how many sessions were planned. If none were, add the main reason."""
    text = f"{many(len(plan.sessions), 'new session')} planned{f' of {clean(of)}' if of else ''}"
    if plan.sessions or not plan.unplaced:
        return text
    first = max(plan.unplaced, key=lambda reason: reason.count)
    return f"{text}: {many(first.count, 'lead')} {clean(first.text)}"
