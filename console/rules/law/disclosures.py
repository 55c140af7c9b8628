"""The first words of a call: the opening, and the statements that the law requires.

Some depend on the firm's trades.
"""

from collections.abc import Collection, Iterable
from functools import lru_cache

from msgspec import Struct, convert, field

from console.rules.law.statutes import country_of
from console.rules.law.tables import duty_rows

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
    "medicare_advantage": "Medicare Advantage plans",
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


class Duty(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A statement that the law requires at the start of a call.

    `within` is in seconds, 0 for promptly. `trades` is empty if every trade must make it.
    """

    id: str
    jurisdiction: str = field(name="in")
    say: str
    within: int
    trades: tuple[str, ...] = ()
    citation: str
    source: str
    confidence: str


@lru_cache(maxsize=1)
def all_duties() -> tuple[Duty, ...]:
    return convert(duty_rows(), tuple[Duty, ...])


def duties_of(jurisdictions: Iterable[str], trades: Collection[str]) -> tuple[Duty, ...]:
    """Return the duties of all candidate jurisdictions and their countries, most urgent first."""
    places = set(jurisdictions)
    places |= {country_of(place) for place in places}
    duties = [
        duty
        for duty in all_duties()
        if duty.jurisdiction in places and is_of_trade(duty.trades, trades)
    ]
    # Duties with a limit in seconds come first, then those that are due promptly (0).
    return tuple(sorted(duties, key=lambda duty: (duty.within == 0, duty.within, duty.id)))


def greeting(hour: int) -> str:
    return "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"


def spoken_name(agent: str) -> str:
    """Return the name an agent gives on the phone: "sam.poe" becomes Sam Poe."""
    return agent.replace(".", " ").replace("_", " ").title()


def opening(
    agent: str, firm_name: str, offer: str, hour: int, firm_phone: str = "", promise: str = ""
) -> str:
    """Return the first words of a sales call; `hour` is the hour of the day there.

    A `promise` to ring back comes before the purpose of the call. The words say that it is a sales
    call, and give the firm's phone if it is set: 47 CFR 64.1200(d)(4) requires a phone number or an
    address.
    """
    caller = f"this is {agent} of {firm_name}" if firm_name else f"my name is {agent}"
    about = f" about {offer}" if offer else ""
    reach = f" Our number is {firm_phone}." if firm_phone else ""
    before = f" {promise}" if promise else ""
    return f"Good {greeting(hour)}, {caller}.{before} This is a sales call{about}.{reach}"


def answering(agent: str, firm_name: str, hour: int) -> str:
    """Return the first words of an incoming call, which is no sales call."""
    firm = f"{firm_name}, " if firm_name else ""
    return f"{firm}good {greeting(hour)}, this is {agent}. Thank you for calling."
