"""What every screen works with."""

from collections.abc import Callable, Iterable

from console.clock import Clock
from console.desk import Desk
from console.firm.personal import Personal
from console.tui.base.lane import Lane
from console.view.keys.key import Key, writes
from db.dataclass import dataclass

KeepOwn = Callable[[str, str], object]
"""Writes one of the agent's own settings, by its name and as it is typed. Raises BadInput."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """`desk` is used on `lane` only, `reports` on `reading` only: a slow report delays no key.

    `is_kept`: the database is there on the agent's return.
    """

    desk: Desk
    lane: Lane
    reports: Desk
    reading: Lane
    clock: Clock
    personal: Personal
    keep_own: KeepOwn
    is_kept: bool = True

    def usable(self, keys: Iterable[Key]) -> list[Key]:
        """Those that this login has the rights for."""
        return [key for key in keys if not (self.desk.reads_only and writes(key))]

    @property
    def here(self) -> str:
        """The agent's own zone."""
        return self.personal.zone
