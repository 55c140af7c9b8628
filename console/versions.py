"""The versions a person may ask for: of the product, and of the time data in use."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def product_version() -> str:
    """The installed version, "0 (not installed)" in a bare checkout."""
    return _version("smiledial") or "0 (not installed)"


@cache
def tzdata_version() -> str:
    """The version of the time data package, "" where it is missing."""
    return _version("tzdata")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
