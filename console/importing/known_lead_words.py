"""Describe what an import changes, or does not change, in the leads that were there before."""

from collections.abc import Iterator

from console.files.fields.cells.warnings import Noticed
from console.importing.question_words import KINDS
from console.importing.result import Imported
from console.rules.phone.number_plan import show_phone
from console.rules.text import as_typed, clean_line
from console.rules.times.calendar_words import say_day
from db.enums import MatchBy

MOST_NAMED = 3
"""Further numbers that are named."""


def say_further(brought: Imported, *, is_done: bool) -> Iterator[str]:
    """Yield which known leads get a number beside those they have."""
    if not brought.further:
        return
    count = len({number.lead_id for number in brought.further})
    leads = "1 lead has" if count == 1 else f"{count:,} leads have"
    if not is_done:
        leads = "1 lead would get" if count == 1 else f"{count:,} leads would get"
    named = "; ".join(
        f"{clean_line(number.name)} {show_phone(number.e164)}, after {show_phone(number.first)}"
        for number in brought.further[:MOST_NAMED]
    )
    more = f" and {left:,} more" if (left := len(brought.further) - MOST_NAMED) > 0 else ""
    yield f"{leads} a further number, and the old one stays first: {named}{more}."


def say_untouched(noticed: Noticed, match: MatchBy) -> Iterator[str]:
    """Yield what rows that were not imported changed, or did not change, in known leads."""
    if count := noticed.barred_by_id:
        leads = "1 known lead" if count == 1 else f"{count:,} known leads"
        yield (
            f"Rows without a number say of {leads} not to call, by the vendor’s id: the numbers "
            "that are there go onto the internal list."
        )
    if count := noticed.asked_in_vain:
        rows, have = ("1 row says", "has") if count == 1 else (f"{count:,} rows say", "have")
        by_id = "" if match is MatchBy.VENDOR_ID else ", or --match vendor_id if you have the lead"
        yield (
            f"{rows} not to call and {have} no number that can be read, so nobody is barred by it: "
            f"mend the number among the rejects{by_id}."
        )
    if count := noticed.stand:
        leads, stand = ("1 lead", "stands") if count == 1 else (f"{count:,} leads", "stand")
        yield (
            f"{leads} that you have already {stand} as before: a row with the same number does not "
            "come in."
        )


def say_same_kind(brought: Imported) -> Iterator[str]:
    """Yield that known leads keep their kind, if the options give another."""
    if brought.stays and (count := brought.duplicate_in_database + brought.updated):
        stay = "1 known lead stays" if count == 1 else f"{count:,} known leads stay"
        yield (
            f"{stay} {KINDS[brought.stays]}: an import does not change what a lead is. smiledial "
            f"lists set {as_typed(brought.list_name)} --kind does, for all of the list."
        )


def say_cleared(brought: Imported, *, is_done: bool) -> Iterator[str]:
    """Yield what a clearing elsewhere does for the leads that were there before."""
    cleared = brought.cleared
    if cleared is None:
        return
    leads = "1 known lead" if cleared.leads == 1 else f"{cleared.leads:,} known leads"
    are = "is" if cleared.leads == 1 else "are"
    cleared_text = f"{leads} {are if is_done else 'would be'} cleared as of {say_day(cleared.on)}"
    parts = [(cleared.now, "may be called now"), (cleared.later, "in their hours")]
    shown = ", ".join(f"{count:,} {text}" for count, text in parts if count)
    frees = "That freed" if is_done else "That would free"
    yield f"{cleared_text}. {frees} {f'{cleared.freed:,}: {shown}' if shown else 'nobody'}."
