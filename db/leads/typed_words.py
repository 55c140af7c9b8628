"""What agents typed about a lead, and which of its words they settled."""

from msgspec import Struct
from sqlalchemy import Connection, bindparam, literal, select, union_all

from db.enums import SkipKind
from db.tables.calls import attempts, skips


class TypedWords(Struct, frozen=True):
    """The notes of calls and the reasons of skips, oldest first.

    `settled` are words of which an agent said that they are no request not to be called.
    """

    notes: tuple[str, ...] = ()
    settled: frozenset[str] = frozenset()


NOTHING_TYPED = TypedWords()

_TYPED = union_all(
    select(attempts.c.note, literal(value=False)).where(
        attempts.c.lead_id == bindparam("lead"), attempts.c.note != ""
    ),
    select(skips.c.reason, literal(value=False)).where(
        skips.c.lead_id == bindparam("lead"), skips.c.kind == SkipKind.SKIP
    ),
    select(skips.c.words, literal(value=True)).where(
        skips.c.lead_id == bindparam("lead"), skips.c.kind == SkipKind.DOUBT
    ),
)


def typed_words(connection: Connection, lead_id: int) -> TypedWords:
    """Read what agents typed about a lead, in one statement."""
    rows = connection.execute(_TYPED, {"lead": lead_id}).all()
    notes = tuple(text for text, is_settled in rows if not is_settled)
    return TypedWords(notes, frozenset(text for text, is_settled in rows if is_settled))
