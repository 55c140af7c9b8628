"""One thing that was looked at."""

from msgspec import Struct


class Finding(Struct, frozen=True):
    """`advice` is what to do about it, "" where all is well."""

    name: str
    text: str
    advice: str = ""

    @property
    def is_well(self) -> bool:
        return not self.advice
