"""`@dataclass` as the standard one is, its classes made in a quarter of the time.

The standard one compiles six functions for each class, and the console begins with two hundred
classes: a tenth of its start. This one compiles `__init__` alone.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: TID251
else:

    def dataclass(
        cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True
    ) -> type | Callable[[type], type]:
        """What is frozen can be hashed; that nobody changes it is held by mypy, everywhere."""

        def make(cls: type) -> type:
            words = cls.__doc__
            cls.__doc__ = words or "-"  # without, the standard one works out its signature
            made = dataclasses.dataclass(slots=slots, eq=False, repr=False)(cls)  # noqa: TID251
            made.__doc__ = words
            fields = dataclasses.fields(made)
            values = attrgetter(*[one.name for one in fields if one.compare] or ["__class__"])

            def __repr__(self: object) -> str:  # noqa: N807 - becomes a method
                shown = (f"{one.name}={getattr(self, one.name)!r}" for one in fields if one.repr)
                return f"{type(self).__qualname__}({', '.join(shown)})"

            def __eq__(self: object, other: object) -> bool:  # noqa: N807
                if other.__class__ is not self.__class__:
                    return NotImplemented
                return values(self) == values(other)

            def __hash__(self: object) -> int:  # noqa: N807
                return hash(values(self))

            made.__repr__ = __repr__
            if eq:
                made.__eq__ = __eq__
                made.__hash__ = __hash__ if frozen else None
            return made

        return make if cls is None else make(cls)
