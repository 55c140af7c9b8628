"""Who must register before the first sales call, from `data/permits.toml`.

A *permit* is a registration, licence, approval or notice that a place asks of the firm, and in some
states of each salesperson too. Nothing here decides: see `console.rules.verdict.permits`.
"""

from datetime import date
from functools import lru_cache

from msgspec import Struct, convert, field

from console.rules.law.statutes import Lift, canonical, country_of, read_lifts
from console.rules.law.tables import permit_rows

NONE = "none"
"""The duty of a place where a reader looked for one and found none, which is no proof."""

NONE_FOUND = "none found, not proof"

DUTIES = {
    "licence": "a licence",
    "registration": "a registration",
    "approval": "an approval",
    "notice": "a notice",
    "records": "an entry in its register",
    NONE: NONE_FOUND,
}

TRIGGERS = {
    "any_unsolicited_sales_call": "any sales call that nobody asked for",
    "any_telemarketing_call": "any telemarketing call",
    "commercial_communication": "any commercial call",
    "representation": (
        "a call that offers a gift, extra items or a price below the usual one, or that hides who "
        "sells"
    ),
    "sale_agreed_by_phone": "a sale that is agreed on the phone",
    "sale_to_consumer_without_place_of_business_in_state": (
        "a sale to a consumer by a firm without a place of business there"
    ),
    "more_than_225_calls_a_year": "more than 225 calls a year",
    "unknown": "not known",
}
"""What makes the duty apply, in words. Whether a call does is the firm's to say."""

ONLY_BUSINESS = frozenset({"b2b", "b2b_conditional", "b2b_existing_customers", "b2b_resale"})
"""Exemptions that cover only calls to a business."""

ABOUT_THE_PERSON = {
    "existing_customers": ("transaction", "contract"),
    "b2b_existing_customers": ("transaction", "contract"),
    "former_customers_2_years": ("transaction 24 months", "contract"),
    "existing_contract": ("contract",),
    "express_request": ("written", "inquiry 3 months"),
}
"""Exemptions that cover only calls to people about whom the firm holds this evidence."""


class PermitNeed(Struct, frozen=True, eq=False, kw_only=True):
    """A duty to register before calling a jurisdiction. Compared by identity: each is read once.

    Words and amounts are those of the sources. `instead_of` is the duty that this one replaces for
    firms it is open to. `unconfirmed` are exemptions that nobody saw in a source: they never lift
    the duty.
    """

    id: str
    instead_of: str = ""
    name: str
    duty: str
    is_personal: bool = field(default=False, name="each_salesperson")
    trigger: str = ""
    protects: str = ""
    citation: str
    agency: str = ""
    fee: str = ""
    renewal_fee: str = ""
    salesperson_fee: str = ""
    bond: str = ""
    lead_time: str = ""
    renewal: str = ""
    exemptions: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = field(default=(), name="exemptions_unconfirmed")
    filing: str = field(default="", name="exemption_filing")
    consequence: str = ""
    note: str = ""
    source: str
    seen: str
    confidence: str
    read_on: date

    @property
    def jurisdiction(self) -> str:
        return _jurisdiction_of(self.id)

    @property
    def is_needed(self) -> bool:
        return self.duty != NONE

    @property
    def may_end(self) -> bool:
        """Return whether the permit ends some day, as far as the sources say."""
        return not self.renewal.startswith("none")


def _jurisdiction_of(permit_id: str) -> str:
    return permit_id.partition("/")[0]


@lru_cache(maxsize=1)
def all_permits() -> tuple[PermitNeed, ...]:
    """Return every row of the data, duties and places without one."""
    places = dict.fromkeys(_jurisdiction_of(row["id"]) for row in permit_rows())
    return tuple(need for place in places for need in permits_in(place))


@lru_cache(maxsize=1024)
def permits_in(jurisdiction: str) -> tuple[PermitNeed, ...]:
    """Return what the data say of just this jurisdiction: several duties, one of none, or ()."""
    # Only these rows become values, because the first lead waits for them.
    own = canonical(jurisdiction)
    return tuple(
        convert(row, PermitNeed) for row in permit_rows() if _jurisdiction_of(row["id"]) == own
    )


@lru_cache(maxsize=1024)
def permits_needed(jurisdiction: str) -> tuple[PermitNeed, ...]:
    """Return the duties of a jurisdiction and its country, without those that replace another."""
    own, country = canonical(jurisdiction), country_of(jurisdiction)
    places = dict.fromkeys((own, country))
    return tuple(
        need
        for place in places
        for need in permits_in(place)
        if need.is_needed and not need.instead_of
    )


@lru_cache(maxsize=1024)
def replacements_for(need: PermitNeed) -> tuple[str, ...]:
    """Return the ids of the permits that count as this one: its own, and those instead of it."""
    others = permits_in(need.jurisdiction)
    return (need.id, *(other.id for other in others if other.instead_of == need.id))


@lru_cache(maxsize=64)
def lifts_of(exemption: str) -> tuple[Lift, ...]:
    """Return the evidence that a claim of this exemption needs about each person; () for none."""
    return read_lifts(ABOUT_THE_PERSON.get(exemption, ()))


def find_permit(permit_id: str) -> PermitNeed | None:
    """Return the duty with this id, None if the data hold none."""
    needs = permits_in(_jurisdiction_of(permit_id))
    return next((need for need in needs if need.id == permit_id and need.is_needed), None)


def say_exemption(exemption: str) -> str:
    """Return an exemption in words: "licensed insurance"."""
    return exemption.replace("b2b", "calls to businesses").replace("_", " ")
