"""Do-not-call lists as JSON documents and as text."""

from collections.abc import Sequence
from datetime import date

from msgspec import to_builtins

from console.cli.shell.output import clock_text, day_text, print_each, print_line, print_table
from console.do_not_call.internal_list import Holding, Holdings, Listed, NeededCopy
from console.do_not_call.registries.new_copy import Loaded
from console.do_not_call.request_lines import UnreadLine
from console.judging.documents import instant
from console.rules.law.statutes import RegistryNeed
from console.rules.law.tables import FEES_ARE_OF, source_of
from console.rules.phone.patterns import say_pattern
from console.rules.text import clean_line
from console.rules.verdict.sentences import say_provider
from console.view.text.counts import many
from db.columns import Document
from db.dnc.suppressions import Entry
from db.leads.numbers import OpenNumber


def print_loaded(loaded: Loaded) -> None:
    where = f" in {many(len(loaded.area_codes), 'area code')}" if loaded.area_codes else ""
    print_line(
        f"{loaded.source} as of {day_text(loaded.as_of)}: {many(loaded.numbers, 'number')}"
        f"{where}, in place of {loaded.replaced:,}."
    )
    if loaded.barred or loaded.opened:
        print_line(
            f"Of the leads' numbers, {loaded.barred:,} are barred now and {loaded.opened:,} "
            "no longer are."
        )
    print_each(loaded.notes)


def listed_document(listed: Listed) -> Document:
    """Return what each list says about a number, as a JSON document."""
    entry = listed.entry
    return {
        "number": listed.e164,
        "listed": listed.is_barred,
        "internal": entry and _entry_document(entry),
        "again": [_entry_document(row) for row in listed.again],
        "patterns": to_builtins(listed.patterns),
        "registries": [
            {
                "source": hit.source,
                "name": hit.name,
                "kind": hit.kind.value,
                "area_code": hit.area_code or None,
                "as_of": hit.as_of.isoformat(),
            }
            for hit in listed.hits
        ],
        "copies": [
            {"source": source, "as_of": as_of.isoformat()} for source, as_of in listed.copies
        ],
    }


def _entry_document(entry: Entry) -> Document:
    return {"reason": entry.reason, "agent": entry.agent, "added_at": instant(entry.added_at)}


def listed_lines(listed: Listed) -> list[str]:
    """Return what each list says about a number, one line for each list."""
    means = {
        "bars": "listed",
        "mobile": "a mobile",
        "warns": "a caution",
        "line_mobile": "a mobile",
        "line_voip": "voip",
        "line_landline": "a landline",
        "reassigned_yes": "cut off, maybe given to somebody else",
        "reassigned_no_data": "no data",
        "reassigned_no": "not cut off",
    }
    lines = []
    if listed.entry is not None:
        lines.append(
            f"{listed.e164}: on the firm's own list since {day_text(listed.entry.added_at)} "
            f"({listed.entry.agent}: {_bare(listed.entry.reason)})"
        )
    lines += [
        f"{listed.e164}: asked again on {day_text(row.added_at)} ({row.agent}: {_bare(row.reason)})"
        for row in listed.again
    ]
    lines += [
        f"{listed.e164}: on the firm's own list since {day_text(row.added_at)}, with "
        f"{say_pattern(row.kind, row.value)} ({row.agent}: {_bare(row.reason)})"
        for row in listed.patterns
    ]
    lines += [
        f"{listed.e164}: {means[hit.kind.value]}, says {hit.name} as of {day_text(hit.as_of)}"
        for hit in listed.hits
    ]
    hits = {hit.source for hit in listed.hits}
    lines += [
        f"{listed.e164}: not in {source} as of {day_text(as_of)}"
        for source, as_of in listed.copies
        if source not in hits
    ]
    if not listed.copies:
        lines.append(f"{listed.e164}: no registry copy covers it")
    if listed.entry is None and not listed.patterns:
        lines.append(f"{listed.e164}: not on the firm's own list")
    return lines


def newest_copy(listed: Listed, need: RegistryNeed) -> date | None:
    """Return the day of the newest copy of a registry that covers the number."""
    days = (as_of for source, as_of in listed.copies if need.is_meant_by(source))
    return max(days, default=None)


def needed_lines(listed: Listed, needs: Sequence[RegistryNeed]) -> list[str]:
    """Return which registries a consumer call to the address needs, one line for each."""
    lines = []
    for need in needs:
        as_of = newest_copy(listed, need)
        copy = f"the copy of {day_text(as_of)} covers it" if as_of else "no copy covers it"
        verb = "needs" if need.is_required else "is checked by some firms against"
        lines.append(f"{listed.e164}: a consumer call there {verb} {need.name}; {copy}")
    return lines


def needed_document(listed: Listed, needs: Sequence[RegistryNeed]) -> Document:
    """Return the same as JSON; empty without an address."""
    if not needs:
        return {}
    return {
        "needed": [
            {
                "name": need.name,
                "is_required": need.is_required,
                "as_of": (as_of := newest_copy(listed, need)) and as_of.isoformat(),
            }
            for need in needs
        ]
    }


def print_holdings(held: Holdings, zone: str) -> None:
    """Print the lists that the firm holds, with a warning for each that is too old.

    Each was loaded at a time on the clock of `zone`.
    """
    print_line(f"The firm's own list: {many(held.internal, 'number')}.")
    for row in held.patterns:
        print_line(
            f"On it too since {day_text(row.added_at)}: {say_pattern(row.kind, row.value)} "
            f"({row.agent}: {_bare(row.reason)})."
        )
    if not held.registries:
        print_line(
            "No outside list is loaded: smiledial dnc import FILE --source NAME --as-of DATE"
        )
        return
    print_table(
        ("source", "kind", "as of", "good until", "area codes", "numbers", "loaded", "by", "file"),
        [
            (
                row.source,
                row.kind.value,
                day_text(row.as_of),
                ""
                if row.good_until is None
                else f"{day_text(row.good_until)}{'' if row.is_good else ' !'}",
                row.codes_text,
                f"{row.size:,}",
                clock_text(row.loaded_at, zone),
                row.agent,
                row.file,
            )
            for row in held.registries
        ],
    )
    for copy in held.registries:
        if not copy.is_good:
            print_line(
                f"{copy.source} of {day_text(copy.as_of)} clears nobody any more: load a new copy."
            )


def holdings_document(held: Holdings) -> Document:
    return {
        "internal": held.internal,
        "patterns": to_builtins(held.patterns),
        "registries": [holding_document(row) for row in held.registries],
    }


def holding_document(holding: Holding) -> Document:
    return {
        "source": holding.source,
        "name": holding.name,
        "kind": holding.kind.value,
        "as_of": holding.as_of.isoformat(),
        "good_until": holding.good_until and holding.good_until.isoformat(),
        "good": holding.is_good,
        "area_codes": list(holding.area_codes),
        "numbers": holding.size,
        "loaded_at": instant(holding.loaded_at),
        "agent": holding.agent,
        "file": holding.file,
        "checksum": holding.checksum,
    }


MOST_CODES = 8
"""Area codes that are named."""


def copy_words(copy: NeededCopy) -> str:
    """Return which copies of a registry the leads need, how many are held, and what they cost."""
    needs = "needs" if copy.leads == 1 else "need"
    words = f"{many(copy.leads, 'open lead')} {needs} {copy.need.name}"
    if copy.codes:
        some = ", ".join(copy.codes[:MOST_CODES])
        more = len(copy.codes) - MOST_CODES
        words += f" for {many(len(copy.codes), 'area code')}: {some}"
        words += f" and {more:,} more" if more > 0 else ""
    if not copy.missing:
        words += ". A fresh copy is held of all."
    elif len(copy.missing) < len(copy.codes):
        words += f". No fresh copy is held of {len(copy.missing):,} of them. "
        words += say_provider(copy.need)
    else:
        words += f". No fresh copy is held. {say_provider(copy.need)}"
    if copy.fee is not None:
        price = f"{copy.fee:,} US dollars a year" if copy.fee else "free, as the first five are"
        words += f" Their subscription is {price} ({FEES_ARE_OF})."
    return words


def copy_document(copy: NeededCopy) -> Document:
    source = source_of(copy.need.id)
    return {
        "registry": copy.need.id,
        "leads": copy.leads,
        "area_codes": list(copy.codes),
        "missing": list(copy.missing),
        "fee_usd": copy.fee,
        "site": source.site if source else None,
        "price": source.price if source else None,
    }


def _bare(reason: str) -> str:
    """Return a reason without its full stop, for brackets within a sentence."""
    return reason.removesuffix(".")


MOST_NAMED = 5
"""How many people with another number a result names."""


def open_document(others: Sequence[OpenNumber]) -> list[Document]:
    """Return the numbers still open of people with a barred one, for JSON."""
    return [{"lead": other.lead_id, "name": other.name, "number": other.e164} for other in others]


def open_lines(others: Sequence[OpenNumber]) -> list[str]:
    """Say which people with a barred number still have another one, and how to bar it."""
    names = {other.lead_id: clean_line(other.name) for other in others}
    if not names:
        return []
    has = "1 lead still has" if len(names) == 1 else f"{len(names):,} leads still have"
    shown = "; ".join(list(names.values())[:MOST_NAMED])
    more = f"; and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return [f"{has} another number: {shown}{more}. The same with --person bars all their numbers."]


def unread_lines(lines: Sequence[UnreadLine]) -> list[str]:
    """Name each line of a file that has no number that could be read, so that nobody is lost."""
    if not lines:
        return []
    has, them = ("line has", "it") if len(lines) == 1 else ("lines have", "them")
    head = f"{len(lines):,} {has} no number that can be read, and nobody is barred by {them}:"
    return [head, *(f"line {line.number}: “{line.text}”" for line in lines)]
