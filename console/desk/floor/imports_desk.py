"""Imports of a file of leads, or of a do-not-call list, from the console."""

from datetime import date
from pathlib import Path

from console.desk.seat import DeskPart
from console.do_not_call.registries.loading import load_file
from console.do_not_call.registries.new_copy import Load, Loaded
from console.do_not_call.registries.number_rows import Reading
from console.files.opening import refuse_special
from console.firm.settings import home_country_of
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions, first_unread
from console.importing.planning import LookAt
from console.importing.publishing import Progress
from console.importing.result import Imported
from console.trouble import BadInput
from db.firm.settings import read_firm

LARGEST_LIST = 64_000_000
"""Bytes of a do-not-call list that the console loads: some five million numbers."""

EXAMPLE = "street fair.csv"
"""A list beside a demo's database, to try an import with."""


class ImportsDesk(DeskPart):
    """Imports in this agent's name."""

    def example(self) -> str:
        """Return the path of the list to try an import with, or "" if there is none."""
        path = Path(self._seat.database.where).with_name(EXAMPLE)
        return str(path) if self._seat.database.is_sqlite and path.is_file() else ""

    def first_unread(self, options: ImportOptions) -> tuple[str, str] | None:
        """Return the name of the first option that cannot be read, and why; None if all can."""
        with self._seat.database.read() as connection:
            return first_unread(connection, options, self._seat.clock())

    def bring_in(
        self,
        path: Path,
        options: ImportOptions,
        progress: Progress,
        finishing: Progress,
        look_at: LookAt | None = None,
    ) -> Imported:
        """Import a file, or in a dry run only count what would be imported. Raises BadInput.

        An exception from `progress` ends the import, and nothing is stored. Once
        `finishing` is called, the import is stored. `look_at` is called with what is known of the
        file before any row is counted.
        """
        seat = self._seat
        return import_leads(
            seat.database,
            path,
            options,
            agent=seat.agent,
            now=seat.clock(),
            progress=progress,
            finishing=finishing,
            look_at=look_at,
        )

    def load_list(self, path: Path, source: str, as_of: date) -> Loaded:
        """Load a copy of an outside do-not-call list. Raises BadInput and OSError; then nothing was
        changed.
        """
        seat = self._seat
        refuse_special(path)
        if path.stat().st_size > LARGEST_LIST:
            raise BadInput(
                f"{path.name} has more than {LARGEST_LIST // 1_000_000} MB, which takes minutes: "
                "load it in another terminal, with smiledial dnc import FILE "
                f"--source {source} --as-of {as_of}."
            )
        load = Load(source=source, as_of=as_of, agent=seat.agent, now=seat.clock(), is_weighed=True)
        with seat.database.read() as connection:
            country = home_country_of(read_firm(connection))
        return load_file(seat.database, path, load, Reading(country))
