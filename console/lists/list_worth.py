"""What lists were worth: who sold them, for how much, and what calling their people brought."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import asdict, replace

from console.firm.settings import home_country_of
from console.rules.money import PriceError, price_each, read_price, say_price
from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.engine.database import Connection, Database
from db.firm.settings import read_firm
from db.imports.batches import Purchase
from db.lists.catalogue import LeadCounts, ListAndBatch, count_leads, find_list
from db.reports.list_worth import (
    NO_SUPPLIER,
    Brought,
    ImportOfList,
    imports_of,
    put_purchase,
    read_brought,
    suppliers,
)

AHEAD_OF_UTC = timedelta(hours=14)
"""How far the earliest zone's day runs ahead: today there is not yet the future."""

MOST_IMPORTS = 10
"""Imports of a list that are named where it must be said which is meant."""


class Worth(Struct, frozen=True):
    """What a list, or all that a supplier sold, brought so far.

    `prices` and `cost_per_yes` are hundredths by currency. `paid_yeses` are those of imports that
    have a price: only they have cost anything. `bought_on` is the latest day.
    """

    name: str
    suppliers: tuple[str, ...]
    bought_on: date | None
    leads: int
    dead: int
    wrong: int
    reached: int
    noes: int
    yeses: int
    paid_yeses: int
    prices: Mapping[str, int]

    @property
    def cost_per_yes(self) -> Mapping[str, int]:
        """Empty without a price, and without a yes."""
        if not self.paid_yeses:
            return {}
        return {code: price_each(paid, self.paid_yeses) for code, paid in self.prices.items()}


def worth_of(
    connection: Connection,
    by: str = "list",
    list_name: str = "",
    counts: Mapping[ListAndBatch, LeadCounts] | None = None,
) -> tuple[Worth, ...]:
    """`by` is "list" or "supplier"; what nobody sold is the last. `counts` are of all leads, where
    they were read already."""
    groups: dict[str, list[Brought]] = {}
    counted = count_leads(connection) if counts is None else counts
    for one in read_brought(connection, counted, list_name):
        name = one.list_name if by == "list" else one.purchase.supplier
        groups.setdefault(name, []).append(one)
    order = sorted(groups, key=lambda name: (not name, name.casefold()))
    return tuple(add_up(name or NO_SUPPLIER, groups[name]) for name in order)


def add_up(name: str, brought: Iterable[Brought]) -> Worth:
    several = list(brought)
    prices: Counter[str] = Counter()
    for one in several:
        if one.purchase.price is not None:
            prices[one.purchase.currency] += one.purchase.price
    days = [one.purchase.bought_on for one in several if one.purchase.bought_on is not None]
    return Worth(
        name,
        tuple(dict.fromkeys(one.purchase.supplier for one in several if one.purchase.supplier)),
        max(days, default=None),
        leads=sum(one.leads for one in several),
        dead=sum(one.dead for one in several),
        wrong=sum(one.wrong for one in several),
        reached=sum(one.reached for one in several),
        noes=sum(one.noes for one in several),
        yeses=sum(one.yeses for one in several),
        paid_yeses=sum(one.yeses for one in several if one.purchase.price is not None),
        prices=dict(prices),
    )


def read_purchase(
    connection: Connection, supplier: str, price: str, bought_on: date | None, now: datetime
) -> Purchase:
    """What a person says of a purchase; "" and None for what they do not. Raises BadInput.

    A supplier who is known is the same however it is typed.
    """
    if bought_on and bought_on > (now.astimezone(UTC) + AHEAD_OF_UTC).date():
        raise BadInput(f"--bought-on {bought_on} is in the future: give the day of the purchase.")
    named = clean_line(supplier)
    known = {one.casefold(): one for one in suppliers(connection)} if named else {}
    named = known.get(named.casefold(), named)
    if not price.strip():
        return Purchase(named, bought_on=bought_on)
    try:
        paid = read_price(price, home_country_of(read_firm(connection)))
    except PriceError as error:
        raise BadInput(f"Price: {error}") from None
    return Purchase(named, paid.hundredths, paid.currency, bought_on)


def set_purchase(
    database: Database,
    list_name: str,
    batch_id: int | None,
    *,
    supplier: str | None,
    price: str | None,
    bought_on: date | None,
    agent: str,
    now: datetime,
) -> ImportOfList:
    """Sets what is not None of one import of a list, "" takes it away. Raises BadInput.

    `batch_id` may be None where its leads came with one import.
    """
    with database.write() as connection:
        said = read_purchase(connection, supplier or "", price or "", bought_on, now)
        meant = _import_meant(connection, list_name, batch_id)
        after = meant.purchase
        if supplier is not None:
            after = replace(after, supplier=said.supplier)
        if price is not None:
            after = replace(after, price=said.price, currency=said.currency)
        if bought_on is not None:
            after = replace(after, bought_on=bought_on)
        put_purchase(connection, meant.id, after)
        detail = {
            "batch": meant.id,
            "after": purchase_document(after),
            "before": purchase_document(meant.purchase),
        }
        log.append(connection, now, agent, "list_bought", detail)
    return replace(meant, purchase=after)


def purchase_document(purchase: Purchase) -> dict[str, object]:
    """As it is kept in the audit log."""
    bought_on = purchase.bought_on.isoformat() if purchase.bought_on else None
    return {**asdict(purchase), "bought_on": bought_on}


def say_purchase(purchase: Purchase) -> str:
    """ "bought from Acme on 2026-11-02 for 450 EUR"."""
    parts = [f"from {purchase.supplier}"] if purchase.supplier else []
    if purchase.bought_on:
        parts.append(f"on {purchase.bought_on}")
    if purchase.price is not None:
        parts.append(f"for {say_price(purchase.price, purchase.currency)}")
    return f"bought {' '.join(parts)}" if parts else "nothing is said of its purchase"


def _import_meant(connection: Connection, list_name: str, batch_id: int | None) -> ImportOfList:
    found = find_list(connection, list_name)
    if found is None or found.hidden_at is not None:
        raise BadInput(f"There is no list “{clean_line(list_name)}”: smiledial lists shows them.")
    several = imports_of(connection, found.id)
    if batch_id is None:
        several = [one for one in several if one.brought] or several
        if len(several) == 1:
            return several[0]
    for one in several:
        if one.id == batch_id:
            return one
    if not several:
        raise BadInput(f"The list “{clean_line(list_name)}” came in with no import.")
    told = ", ".join(f"{one.id} ({clean_line(one.file)})" for one in several[-MOST_IMPORTS:])
    more = "the latest are " if len(several) > MOST_IMPORTS else ""
    if batch_id is not None:
        raise BadInput(
            f"Import {batch_id} did not bring the list “{clean_line(list_name)}” in: {more}{told}."
        )
    raise BadInput(
        f"“{clean_line(list_name)}” came in with {len(several):,} imports: say which was bought "
        f"with --import: {more}{told}."
    )
