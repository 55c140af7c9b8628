"""Two leads that may be one person, side by side, and the result of merging them."""

from msgspec import Struct


class Double(Struct, frozen=True):
    """A possible duplicate. `why` is what the two have in common."""

    lead_id: int
    name: str
    why: str


class LeadSide(Struct, frozen=True):
    """One of the two leads."""

    lead_id: int
    name: str
    list_name: str
    numbers: tuple[str, ...]
    dials: int
    noes: int


class FieldPair(Struct, frozen=True):
    """A field of both leads and of the result. `may_choose`: either value could be right."""

    name: str
    label: str
    survivor: str
    duplicate: str
    result: str
    may_choose: bool


class Pair(Struct, frozen=True):
    """The two leads.

    `numbers`, `dials` and `noes` are of both, `is_closed` and `is_barred` of either.
    """

    survivor: LeadSide
    duplicate: LeadSide
    fields: tuple[FieldPair, ...]
    numbers: tuple[str, ...]
    dials: int
    noes: int
    is_closed: bool
    is_barred: bool
