"""Two leads that may be one person, side by side, and what would come out."""

from msgspec import Struct


class Double(Struct, frozen=True):
    """Another lead that may be the same person; `why` is what they have in common."""

    lead_id: int
    name: str
    why: str


class LeadSide(Struct, frozen=True):
    lead_id: int
    name: str
    list_name: str
    numbers: tuple[str, ...]
    dials: int
    noes: int


class FieldPair(Struct, frozen=True):
    """What each says in a field, and what comes out; `may_choose`: either could be right."""

    name: str
    label: str
    survivor: str
    duplicate: str
    result: str
    may_choose: bool


class Pair(Struct, frozen=True):
    """`numbers`, `dials` and `noes` are those of both; `is_closed` and `is_barred`: one is so."""

    survivor: LeadSide
    duplicate: LeadSide
    fields: tuple[FieldPair, ...]
    numbers: tuple[str, ...]
    dials: int
    noes: int
    is_closed: bool
    is_barred: bool
