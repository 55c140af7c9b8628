"""In which hours people were reached."""

from collections.abc import Mapping
from datetime import date

from console.rules.shift.best_hours import Found, Rate
from db.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class When:
    """Dials of some days, on the clock of the person called; `cells` by (weekday, hour), Monday 0.

    `agent`, `list_name`, `where`: of these alone, "" for all. `are_used`: the firm lets plan and
    claim go by the hours that stand out.
    """

    first_on: date
    last_on: date
    agent: str
    list_name: str
    where: str
    cells: Mapping[tuple[int, int], Rate]
    found: Found
    are_used: bool

    @property
    def weekdays(self) -> list[int]:
        return sorted({weekday for weekday, _ in self.cells})

    @property
    def hours(self) -> range:
        """From the first in which anybody was dialled through the last."""
        dialled = [hour for _, hour in self.cells]
        return range(min(dialled), max(dialled) + 1) if dialled else range(0)

    def of(self, weekday: int | None = None, hour: int | None = None) -> Rate:
        """All dials of a weekday, of an hour or, without either, of all."""
        whole = Rate()
        for (day, at), one in self.cells.items():
            if weekday in (None, day) and hour in (None, at):
                whole.add(one.dials, one.reached)
        return whole
