"""A file of leads brought in from the console, by whoever sits there.

What reads files is imported where the work is done: there no key waits for it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from console.desk.seat import Seat
from console.importing.import_run import import_leads
from console.importing.plan.first_look import look_at_nothing
from console.importing.plan.options import first_unread

if TYPE_CHECKING:
    from console.importing.import_run import Imported
    from console.importing.plan.first_look import LookAt
    from console.importing.plan.options import ImportOptions
    from console.importing.publish.publishing import Progress


class ImportsDesk:
    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def first_unread(self, wish: "ImportOptions") -> tuple[str, str] | None:
        """The first option of an import that cannot be read, by its name, and why."""

        with self._seat.database.read() as connection:
            return first_unread(connection, wish, self._seat.clock())

    def bring_in(
        self,
        path: Path,
        wish: "ImportOptions",
        progress: "Progress",
        finishing: "Progress",
        look_at: "LookAt | None" = None,
    ) -> "Imported":
        """Imports a file as wished, or only looks what would come of it. Raises BadInput.

        What `progress` raises ends it, and nothing is written. Once `finishing` is called it is in.
        `look_at` is told what is known of the file before its rows are counted.
        """

        seat = self._seat
        return import_leads(
            seat.database,
            path,
            wish,
            agent=seat.agent,
            now=seat.clock(),
            progress=progress,
            finishing=finishing,
            look_at=look_at or look_at_nothing,
        )
