"""What a firm may sell that some places have rules of their own for."""

from collections.abc import Collection, Iterable

GENERAL = "general"
"""What a firm says that sells nothing of the kind."""

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
"""Each word of the setting, and how a sentence says it."""


def read_trades(text: str) -> tuple[str, ...]:
    """ "securities, pensions", or "general" for none. Raises ValueError for a word not known."""
    words = [word.strip().lower() for word in text.split(",")]
    for word in words:
        if word != GENERAL and word not in TRADES:
            raise ValueError(f"{word!r} is none of {', '.join((GENERAL, *TRADES))}")
    if GENERAL in words and len(words) > 1:
        raise ValueError(f"{GENERAL!r} is said alone")
    return tuple(word for word in TRADES if word in words)


def write_trades(trades: tuple[str, ...]) -> str:
    return ", ".join(trades) or GENERAL


def is_of_trade(limited_to: Iterable[str], trades: Collection[str]) -> bool:
    """Whether a rule of these trades, or of every one where none is named, concerns the firm."""
    return not limited_to or any(trade in trades for trade in limited_to)


def say_trades(trades: Iterable[str]) -> str:
    return " or ".join(TRADES[trade] for trade in trades)
