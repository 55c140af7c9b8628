"""Read prices as people write them, and show them: `450 EUR`, `$1,200.50`, `1.200,50 €`."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

LARGEST = 10**12
EXAMPLES = "450 EUR, $1,200.50 or 1.200,50 €"

CURRENCIES = frozenset(
    [
        *("AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD"),
        *("BDT", "BGN", "BHD", "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN"),
        *("BZD", "CAD", "CDF", "CHF", "CLP", "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DJF"),
        *("DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS"),
        *("GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR"),
        *("IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW"),
        *("KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA"),
        *("MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD"),
        *("NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN"),
        *("PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD"),
        *("SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SYP", "SZL", "THB", "TJS", "TMT", "TND"),
        *("TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VES", "VND"),
        *("VUV", "WST", "XAF", "XCD", "XCG", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWG"),
    ]
)
"""ISO 4217 codes of the currencies in circulation."""

_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "zł": "PLN"} | {
    "US$": "USD",
    "C$": "CAD",
    "CA$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "R$": "BRL",
    "MX$": "MXN",
}
_DOLLARS = {"US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD"}
_YEN = {"JP": "JPY", "CN": "CNY"}
_WRITTEN = re.compile(r"(?P<before>[^\d\s.,'’-]*)\s*(?P<number>\d[\d.,'’ ]*)(?P<after>[^\d]*)")
# \2 asks for the same separator between all groups of three digits.
_NUMBER = re.compile(r"(\d{1,3}(?:([.,'’ ])\d{3})(?:\2\d{3})*|\d+)(?:[.,](\d{1,2}))?")


class PriceError(ValueError):
    """The text is no price; says what to write instead."""


class Price(Struct, frozen=True):
    """An amount in `hundredths` of a currency (ISO 4217), even of one without such parts."""

    hundredths: int
    currency: str


def read_price(text: str, home: str) -> Price:
    """Return the price in a text. `home` is the country (ISO) whose dollar or yen is meant.

    Raises PriceError.
    """
    shown = " ".join(text.split())
    match = _WRITTEN.fullmatch(shown)
    number = _NUMBER.fullmatch(match["number"].strip()) if match else None
    if match is None or number is None:
        raise PriceError(f"“{shown[:40]}” is not a price: write for instance {EXAMPLES}.")
    signs = [sign for sign in (match["before"].strip(), match["after"].strip()) if sign]
    if not signs:
        raise PriceError(f"{shown[:40]} of which currency? Write for instance {EXAMPLES}.")
    currencies = {_currency(sign, home) for sign in signs}
    if len(currencies) > 1 or None in currencies:
        raise PriceError(
            f"“{shown[:40]}” does not say which currency: write its three letters, such as 450 EUR."
        )
    whole = int(re.sub(r"\D", "", number[1]))
    if whole > LARGEST:
        raise PriceError(f"“{shown[:40]}” is more than a list costs: check the number.")
    return Price(whole * 100 + int((number[3] or "0").ljust(2, "0")), currencies.pop() or "")


def _currency(sign: str, home: str) -> str | None:
    code = sign.upper().strip(".")
    if code in CURRENCIES:
        return code
    if sign == "$":
        return _DOLLARS.get(home)
    if sign in ("¥", "￥", "円"):
        return _YEN.get(home, "JPY" if sign == "円" else None)
    return _SIGNS.get(sign) or _SIGNS.get(code)


def say_price(hundredths: int, currency: str) -> str:
    """Return an amount as text: "450 EUR", "1,200.50 USD"."""
    whole, part = divmod(hundredths, 100)
    return f"{whole:,}{f'.{part:02}' if part else ''} {currency}"


def say_prices(prices: Mapping[str, int]) -> str:
    """Return amounts by currency as text: "450 EUR", "450 EUR + 20 USD"; "" for none."""
    return " + ".join(say_price(hundredths, code) for code, hundredths in sorted(prices.items()))


def price_each(hundredths: int, count: int) -> int:
    """Return the price of each of `count` items in hundredths, a half rounded up."""
    return int((Decimal(hundredths) / count).quantize(Decimal(1), ROUND_HALF_UP))
