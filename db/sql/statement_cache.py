"""The SQL that was made of our statements, kept for the whole process and not for one engine alone.

A statement is the same for every database of one kind, and making its SQL costs more than most
answers. SQLAlchemy keeps it by engine: whoever opens two databases would pay for it twice.
"""

from sqlalchemy import Compiled
from sqlalchemy.engine import Dialect

MOST = 2000
"""Statements kept; they are all made anew when there are more. A shift asks some hundreds."""

Key = tuple[Dialect, *tuple[object, ...]]


class CompiledStatements(dict[tuple[object, ...], Compiled]):
    """As SQLAlchemy's option `compiled_cache` wants it: asked and filled with keys of its own."""

    def get(self, key: Key) -> Compiled | None:  # type: ignore[override]
        return super().get(_of_kind(key))

    def __setitem__(self, key: Key, made: Compiled) -> None:  # type: ignore[override]
        if len(self) >= MOST:
            self.clear()
        super().__setitem__(_of_kind(key), made)


COMPILED = CompiledStatements()


def _of_kind(key: Key) -> tuple[object, ...]:
    dialect, *statement = key
    version = getattr(dialect, "server_version_info", None)  # unknown before it is connected
    return dialect.name, dialect.driver, version, *statement
