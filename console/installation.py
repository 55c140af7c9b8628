"""Prepare the installation: use the packaged time data, and find the user's data folder."""

import zoneinfo
from pathlib import Path

from console.trouble import BadInput


def use_packaged_time_data() -> None:
    """Read time zones from the `tzdata` package only.

    The operating system's copy may be years old, and then clocks of whole provinces are an hour
    wrong. `zoneinfo` prefers that copy unless its search path is empty. Raises BadInput if the
    package is missing.
    """
    if zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=())
    try:
        zoneinfo.ZoneInfo("UTC")
    except zoneinfo.ZoneInfoNotFoundError:
        raise BadInput(
            "The time data is missing, and without it nobody knows what time it is where a phone "
            "rings: run pip install tzdata."
        ) from None


def data_folder() -> Path:
    """Return the platform's folder for this user's data, readable by its owner only.

    Creates the folder if it is missing. Raises OSError if that fails.
    """
    from platformdirs import user_data_path  # late: --help and a database named by --db need none

    folder = user_data_path("smiledial", appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
