"""What the import screen says of the options that a person has chosen."""

from datetime import date

from console.importing.options import ImportOptions
from console.view.start.imports import chosen_words


def test_where_a_list_was_bought_is_shown_before_it_comes_in() -> None:
    assert chosen_words(ImportOptions()) == ""
    bought = ImportOptions(supplier="Acme", price="450 EUR", bought_on=date(2026, 11, 2))
    assert chosen_words(bought) == "bought from Acme on 2 Nov 2026 for 450 EUR"
    assert chosen_words(ImportOptions(price="$9")) == "bought for $9"
