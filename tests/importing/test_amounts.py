"""Sums of money as lists write them."""

import pytest

from console.importing.amounts import read_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("185000", 185_000),
        ("$185,000", 185_000),
        ("185.000,00 €", 185_000),
        ("1 250 000", 1_250_000),
        ("CHF 1'250'000.–", 1_250_000),
        ("85k", 85_000),
        ("$1.2m", 1_200_000),
        ("-4000", -4_000),
        ("1,234.56", 1_235),
        ("72000 per year", 72_000),
        ("0", 0),
    ],
)
def test_an_amount_is_read_in_whole_units(text: str, amount: int) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize(
    "text", ["", "unknown", "100-150k", "100,000 to 150,000", "1.2.3", "9" * 40]
)
def test_what_is_no_single_amount_is_not_guessed(text: str) -> None:
    assert read_amount(text) is None
