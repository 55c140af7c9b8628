"""The worth of lists: who sold them, for how much, and what the calls brought."""

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
"""The furthest that a zone is ahead of UTC: the present date there is not in the future."""

MOST_IMPORTS = 10
"""Imports that a message names when one must be chosen."""


class Worth(Struct, frozen=True):
    """What a list, or all lists of a supplier, brought so far.

    `prices` and `cost_per_yes` are in hundredths, by currency. `paid_yeses` counts only the yeses
    of imports with a price. `bought_on` is the day of the latest purchase.
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
        """The price of a yes, by currency. Empty without a price, and without a yes."""
        if not self.paid_yeses:
            return {}
        return {code: price_each(paid, self.paid_yeses) for code, paid in self.prices.items()}


def worth_of(
    connection: Connection,
    by: str = "list",
    list_name: str = "",
    counts: Mapping[ListAndBatch, LeadCounts] | None = None,
) -> tuple[Worth, ...]:
    """Return the worth of each list, or of each supplier; leads without a supplier come last.

    `by` is "list" or "supplier". `counts` are those of all leads, if they were read already.
    """
    groups: dict[str, list[Brought]] = {}
    counted = count_leads(connection) if counts is None else counts
    for brought in read_brought(connection, counted, list_name):
        name = brought.list_name if by == "list" else brought.purchase.supplier
        groups.setdefault(name, []).append(brought)
    order = sorted(groups, key=lambda name: (not name, name.casefold()))
    return tuple(add_up(name or NO_SUPPLIER, groups[name]) for name in order)


def add_up(name: str, brought: Iterable[Brought]) -> Worth:
    """Add up what several imports brought."""
    imports = list(brought)
    prices: Counter[str] = Counter()
    for batch in imports:
        if batch.purchase.price is not None:
            prices[batch.purchase.currency] += batch.purchase.price
    days = [batch.purchase.bought_on for batch in imports if batch.purchase.bought_on is not None]
    return Worth(
        name,
        tuple(
            dict.fromkeys(batch.purchase.supplier for batch in imports if batch.purchase.supplier)
        ),
        max(days, default=None),
        leads=sum(batch.leads for batch in imports),
        dead=sum(batch.dead for batch in imports),
        wrong=sum(batch.wrong for batch in imports),
        reached=sum(batch.reached for batch in imports),
        noes=sum(batch.noes for batch in imports),
        yeses=sum(batch.yeses for batch in imports),
        paid_yeses=sum(batch.yeses for batch in imports if batch.purchase.price is not None),
        prices=dict(prices),
    )


def read_purchase(
    connection: Connection, supplier: str, price: str, bought_on: date | None, now: datetime
) -> Purchase:
    """Read a purchase as the user typed it; "" and None stand for nothing. Raises BadInput.

    A known supplier keeps its spelling, whatever the case it was typed in.
    """
    if bought_on and bought_on > (now.astimezone(UTC) + AHEAD_OF_UTC).date():
        raise BadInput(f"--bought-on {bought_on} is in the future: give the day of the purchase.")
    name = clean_line(supplier)
    known = {other.casefold(): other for other in suppliers(connection)} if name else {}
    name = known.get(name.casefold(), name)
    if not price.strip():
        return Purchase(name, bought_on=bought_on)
    try:
        paid = read_price(price, home_country_of(read_firm(connection)))
    except PriceError as error:
        raise BadInput(f"Price: {error}") from None
    return Purchase(name, paid.hundredths, paid.currency, bought_on)


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
    """Store the purchase of an import: None leaves a value, "" removes it. Raises BadInput.

    `batch_id` may be None where the list came with one import only.
    """
    with database.write() as connection:
        purchase = read_purchase(connection, supplier or "", price or "", bought_on, now)
        batch = _find_import(connection, list_name, batch_id)
        after = batch.purchase
        if supplier is not None:
            after = replace(after, supplier=purchase.supplier)
        if price is not None:
            after = replace(after, price=purchase.price, currency=purchase.currency)
        if bought_on is not None:
            after = replace(after, bought_on=bought_on)
        put_purchase(connection, batch.id, after)
        detail = {
            "batch": batch.id,
            "after": purchase_document(after),
            "before": purchase_document(batch.purchase),
        }
        log.append(connection, now, agent, "list_bought", detail)
    return replace(batch, purchase=after)


def purchase_document(purchase: Purchase) -> dict[str, object]:
    """Return the purchase as the audit log stores it."""
    bought_on = purchase.bought_on.isoformat() if purchase.bought_on else None
    return {**asdict(purchase), "bought_on": bought_on}


def say_purchase(purchase: Purchase) -> str:
    """Return "bought from Acme on 2026-11-02 for 450 EUR"."""
    parts = [f"from {purchase.supplier}"] if purchase.supplier else []
    if purchase.bought_on:
        parts.append(f"on {purchase.bought_on}")
    if purchase.price is not None:
        parts.append(f"for {say_price(purchase.price, purchase.currency)}")
    return f"bought {' '.join(parts)}" if parts else "nothing is said of its purchase"


def _find_import(connection: Connection, list_name: str, batch_id: int | None) -> ImportOfList:
    """Return the import of a list by its id, or the only one. Raises BadInput."""
    row = find_list(connection, list_name)
    if row is None or row.hidden_at is not None:
        raise BadInput(f"There is no list “{clean_line(list_name)}”: smiledial lists shows them.")
    batches = imports_of(connection, row.id)
    if batch_id is None:
        batches = [batch for batch in batches if batch.brought] or batches
        if len(batches) == 1:
            return batches[0]
    for batch in batches:
        if batch.id == batch_id:
            return batch
    if not batches:
        raise BadInput(f"The list “{clean_line(list_name)}” came in with no import.")
    text = ", ".join(f"{batch.id} ({clean_line(batch.file)})" for batch in batches[-MOST_IMPORTS:])
    prefix = "the latest are " if len(batches) > MOST_IMPORTS else ""
    if batch_id is not None:
        raise BadInput(
            f"Import {batch_id} did not bring the list “{clean_line(list_name)}” in: "
            f"{prefix}{text}."
        )
    raise BadInput(
        f"“{clean_line(list_name)}” came in with {len(batches):,} imports: say which was bought "
        f"with --import: {prefix}{text}."
    )
