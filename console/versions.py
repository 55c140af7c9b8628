"""The versions of the product, the time data, and other packages."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version

TESTED_TZDATA = "2026.6"
"""The version of tzdata that this release was tested with. With older data, a zone may be an hour
wrong."""


@cache
def product_version() -> str:
    """Return the installed version; "0 (not installed)" in a bare checkout."""
    return package_version("smiledial") or "0 (not installed)"


@cache
def tzdata_version() -> str:
    """Return the version of tzdata; "" if it is missing."""
    return package_version("tzdata")


def is_older(first: str, other: str) -> bool:
    """Whether the first version is older than the other; both are numbers and dots."""
    return _parts(first) < _parts(other)


def package_version(package: str) -> str:
    """Return the installed version of a package; "" if it is missing."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _parts(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdecimal())
