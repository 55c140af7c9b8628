"""Sums of money as lists write them."""

import pytest

from console.files.fields.cells.readers import read_amount


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
    ("text", "amount"),
    [
        ("$100,000-$149,999", 100_000),
        ("$100,000 – $149,999", 100_000),
        ("100,000 to 150,000", 100_000),
        ("between 100k and 150k", 100_000),
        ("100-150k", 100_000),
        ("500k - 1m", 500_000),
        ("75.000 bis 99.999 €", 75_000),
        ("$0-$49,999", 0),
        ("100K+", 100_000),
        ("$250,000+", 250_000),
        ("100000 or more", 100_000),
        ("over $500k", 500_000),
        ("$1m and above", 1_000_000),
        ("Under $50,000", 0),
        ("Less than $50,000", 0),
        ("up to 75k", 0),
        ("< 50k", 0),
        ("$50,000 or less", 0),
        ("unter 50.000", 0),
    ],
)
def test_of_a_range_its_lower_end_is_sure(text: str, amount: int) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize("text", ["", "unknown", "150k-100k", "1.2.3", "9" * 40, "C", "2020-11-24"])
def test_what_is_no_amount_is_not_guessed(text: str) -> None:
    assert read_amount(text) is None
