"""The result of one check."""

from msgspec import Struct


class Finding(Struct, frozen=True):
    """The result of one check; `advice` says what to do, "" if all is well."""

    name: str
    text: str
    advice: str = ""

    @property
    def is_well(self) -> bool:
        return not self.advice
