"""Prices: read as people write them, never guessed, said back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.rules.money import CURRENCIES, Price, PriceError, price_each, read_price, say_price


@pytest.mark.parametrize(
    ("written", "price"),
    [
        ("450 EUR", Price(45_000, "EUR")),
        ("eur450", Price(45_000, "EUR")),
        ("$1,200.50", Price(120_050, "USD")),
        ("1.200,50 €", Price(120_050, "EUR")),
        ("CHF 1'200", Price(120_000, "CHF")),
        ("£0.5", Price(50, "GBP")),
        ("1 200 zł", Price(120_000, "PLN")),
        ("0 USD", Price(0, "USD")),
        ("US$ 99", Price(9_900, "USD")),
        ("45,000 JPY", Price(4_500_000, "JPY")),
    ],
)
def test_a_price_is_read_as_people_write_it(written: str, price: Price) -> None:
    assert read_price(written, "US") == price


@pytest.mark.parametrize(
    "written",
    ["450", "", "free", "-5 EUR", "450 QQQ", "$450 EUR", "1e9 USD", "4,5,0 EUR", "9" * 40],
)
def test_what_is_no_price_or_of_no_currency_is_refused_and_says_how_to_write_it(
    written: str,
) -> None:
    with pytest.raises(PriceError, match="450 EUR"):
        read_price(written, "US")


def test_a_dollar_is_that_of_the_firms_home_and_of_no_other() -> None:
    assert read_price("$5", "CA").currency == "CAD"
    with pytest.raises(PriceError, match="which currency"):
        read_price("$5", "DE")


@given(st.integers(0, 10**12), st.sampled_from(sorted(CURRENCIES)))
def test_a_price_that_is_said_is_read_back(hundredths: int, currency: str) -> None:
    assert read_price(say_price(hundredths, currency), "US") == Price(hundredths, currency)


@given(st.integers(0, 10**12), st.integers(1, 10**6))
def test_what_each_cost_is_right_to_half_a_hundredth(paid: int, count: int) -> None:
    assert abs(price_each(paid, count) * count - paid) * 2 <= count
