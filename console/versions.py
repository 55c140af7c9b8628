"""The versions a person may ask for: of the product, and of the time data in use."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version

TESTED_TZDATA = "2026.6"
"""The time data this release was tested with; older data may put a zone an hour off."""


@cache
def product_version() -> str:
    """The installed version, "0 (not installed)" in a bare checkout."""
    return _version("smiledial") or "0 (not installed)"


@cache
def tzdata_version() -> str:
    """The version of the time data package, "" where it is missing."""
    return _version("tzdata")


def is_older(one: str, other: str) -> bool:
    """Whether a version as the packages of this product write them comes before another."""
    return _parts(one) < _parts(other)


def package_version(package: str) -> str:
    """The installed version of any package, "" where it is missing."""
    return _version(package)


def _parts(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdecimal())


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
