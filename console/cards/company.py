"""A company, or a phone that many share: everybody there."""

from datetime import datetime

from db.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class CompanyLead:
    """`state` is a word for how the work with them stands, `until` when that ends."""

    lead_id: int
    name: str
    title: str
    shown: str
    label: str
    menu: str
    state: str
    until: datetime | None
    last_outcome: str
    last_dialled_at: datetime | None
    noes: int


@dataclass(frozen=True, slots=True)
class Company:
    """`name` is "" where nobody there says it; `is_cut`: there are more than are shown."""

    name: str
    phones: int
    leads: tuple[CompanyLead, ...]
    is_cut: bool
