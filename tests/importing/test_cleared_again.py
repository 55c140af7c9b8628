"""A list that is imported again with `--scrubbed-on` says what that freed.

The clock is that of Wednesday, 18 November 2026, noon in New York.
"""

from datetime import date

import pytest

from console.importing.notes import noticed_in
from console.importing.result import Imported
from db.enums import LeadKind
from tests.importing.conftest import Import

CLEARED = date(2026, 11, 16)
HEADER = "name,phone,state,kind,do not call"
ROWS = (
    "Ann,(305) 555-0110,FL,consumer,",
    "Bob,(305) 555-0111,FL,consumer,",
    "Lei,(808) 555-0112,HI,consumer,",
    "Shop,(305) 555-0113,FL,business,",
    "Dee,(305) 555-0114,FL,consumer,yes",
    "Fay,(212) 555-0115,,consumer,",
)


def said(brought: Imported, *, is_done: bool = True) -> str:
    """The sentence about the clearing, "" for none."""
    sentences = noticed_in(brought, is_done=is_done)
    return next((text for text in sentences if "cleared as of" in text), "")


def test_a_clearing_says_whom_it_freed(bring: Import) -> None:
    assert said(bring(HEADER, *ROWS, scrubbed_on=None)) == ""
    dry = bring(HEADER, *ROWS, scrubbed_on=CLEARED, is_dry_run=True)
    assert said(dry, is_done=False) == (
        "5 known leads would be cleared as of 16 Nov 2026. That would free 4: 3 may be called now, "
        "1 in their hours."
    )
    brought = bring(HEADER, *ROWS, scrubbed_on=CLEARED)
    assert said(brought) == (
        "5 known leads are cleared as of 16 Nov 2026. That freed 4: 3 may be called now, 1 in "
        "their hours."
    )
    later = bring(HEADER, *ROWS, scrubbed_on=date(2026, 11, 17))
    assert said(later) == "5 known leads are cleared as of 17 Nov 2026. That freed nobody."
    assert said(bring(HEADER, *ROWS, scrubbed_on=CLEARED)) == "", "an older day changes nothing"


def test_only_the_known_leads_count(bring: Import) -> None:
    bring(HEADER, *ROWS[:1])
    brought = bring(HEADER, *ROWS[:3], scrubbed_on=CLEARED)
    assert brought.imported == 2
    assert said(brought) == (
        "1 known lead is cleared as of 16 Nov 2026. That freed 1: 1 may be called now."
    )


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_large_list_counts_alike(bring: Import) -> None:
    rows = [f"P{at},305{at + 2_000_000},FL" for at in range(2_100)]
    bring("name,phone,state", *rows, kind=LeadKind.CONSUMER)
    brought = bring("name,phone,state", *rows, kind=LeadKind.CONSUMER, scrubbed_on=CLEARED)
    assert brought.cleared is not None
    assert (brought.cleared.leads, brought.cleared.freed) == (2_100, 2_100)
    again = bring("name,phone,state", *rows, kind=LeadKind.CONSUMER, scrubbed_on=date(2026, 11, 17))
    assert again.cleared is not None
    assert (again.cleared.leads, again.cleared.freed) == (2_100, 0), "the first was applied"
