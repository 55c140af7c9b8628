"""The package `phonenumbers`, imported when first used: it is slow, and few numbers need it."""

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = ["plan"]

if TYPE_CHECKING:
    import phonenumbers as plan
else:

    class LatePackage:
        def __getattr__(self, name: str) -> object:
            # Python calls this only for attributes that are not set yet.
            value = getattr(import_module("phonenumbers"), name)
            setattr(self, name, value)
            return value

    plan = LatePackage()
