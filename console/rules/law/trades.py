"""Trades for which some places have rules of their own, as the firm's setting names them."""

from collections.abc import Collection, Iterable

GENERAL = "general"
"""The setting of a firm that works in none of these trades."""

TRADES = {
    "securities": "securities",
    "claims_management": "claims management",
    "pensions": "pensions",
    "energy_renovation": "energy renovation",
    "energy_production": "energy production",
    "home_adaptation": "home adaptation",
    "electricity_gas": "electricity or gas",
    "health_insurance": "health insurance",
}
"""Each word of the setting, and its name in a sentence."""


def read_trades(text: str) -> tuple[str, ...]:
    """Return the trades in "securities, pensions"; () for "general". Raises ValueError."""
    words = [word.strip().lower() for word in text.split(",")]
    for word in words:
        if word != GENERAL and word not in TRADES:
            raise ValueError(f"{word!r} is not one of {', '.join((GENERAL, *TRADES))}")
    if GENERAL in words and len(words) > 1:
        raise ValueError(f"{GENERAL!r} cannot be combined with other trades")
    return tuple(word for word in TRADES if word in words)


def write_trades(trades: tuple[str, ...]) -> str:
    return ", ".join(trades) or GENERAL


def is_of_trade(limited_to: Iterable[str], trades: Collection[str]) -> bool:
    """Return whether a rule limited to some trades concerns the firm; no trades mean all."""
    return not limited_to or any(trade in trades for trade in limited_to)


def say_trades(trades: Iterable[str]) -> str:
    return " or ".join(TRADES[trade] for trade in trades)
