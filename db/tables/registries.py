"""The firm's copies of outside lists."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field

from db.columns import Word
from db.enums import RegistryKind
from db.record import Record
from db.tables.parts import instant, key, refers, table_of, words


class Registry(Record, table=True, frozen=True):
    """The firm's copy of an outside list for one area code ("" for a whole country)."""

    __tablename__ = "registry"
    __table_args__ = (
        words("kind", RegistryKind),
        UniqueConstraint("source", "area_code", name="uq_registry_area"),
    )
    id: int = key()
    source: str
    name: str
    kind: RegistryKind = Field(sa_type=Word(RegistryKind))
    area_code: str = ""
    as_of: date
    loaded_at: datetime = instant(nullable=False)
    agent: str
    file: str
    checksum: str
    size: int


class RegistryBlock(Record, table=True, frozen=True):
    """The listed numbers of one exchange: bit n of `bits` is set when line n (0..9999) is listed.

    `exchange` is the E.164 digits without the last four: +12025550123 is line 123 of 1202555.
    """

    __tablename__ = "registry_block"
    __table_args__ = (UniqueConstraint("exchange", "registry_id", name="uq_registry_block"),)
    id: int = key()
    exchange: int = Field(sa_type=BigInteger)
    registry_id: int = refers("registry.id", gone="CASCADE", index=True)
    bits: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


registries = table_of(Registry)
registry_blocks = table_of(RegistryBlock)
