"""One thing that was looked at."""

from db.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice` is what to do about it, "" where all is well."""

    name: str
    text: str
    advice: str = ""

    @property
    def is_well(self) -> bool:
        return not self.advice
