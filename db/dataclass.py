"""`@dataclass` as the standard one is, its classes made in a tenth of the time.

The standard one compiles six functions for each class, and the console begins with two hundred
classes: a tenth of its start. This one compiles `__init__` alone, and that when the first value is
made: a start makes values of every third class.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: TID251
else:
    _ABSENT = object()

    def dataclass(
        cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True
    ) -> type | Callable[[type], type]:
        """What is frozen can be hashed; that nobody changes it is held by mypy, everywhere."""

        def make(cls: type) -> type:
            words = cls.__doc__
            cls.__doc__ = words or "-"  # without, the standard one works out its signature
            made = dataclasses.dataclass(  # noqa: TID251
                slots=slots, init=False, eq=False, repr=False
            )(cls)
            made.__doc__ = words
            fields = dataclasses.fields(made)
            values = attrgetter(*[one.name for one in fields if one.compare] or ["__class__"])

            def __init__(self: object, *given: object, **named: object) -> None:  # noqa: N807
                made.__init__ = _init_of(made)
                made.__init__(self, *given, **named)

            def __repr__(self: object) -> str:  # noqa: N807 - becomes a method
                shown = (f"{one.name}={getattr(self, one.name)!r}" for one in fields if one.repr)
                return f"{type(self).__qualname__}({', '.join(shown)})"

            def __eq__(self: object, other: object) -> bool:  # noqa: N807
                if other.__class__ is not self.__class__:
                    return NotImplemented
                return values(self) == values(other)

            def __hash__(self: object) -> int:  # noqa: N807
                return hash(values(self))

            made.__init__ = __init__
            made.__repr__ = __repr__
            if eq:
                made.__eq__ = __eq__
                made.__hash__ = __hash__ if frozen else None
            return made

        return make if cls is None else make(cls)

    def _init_of(made: type) -> Callable[..., None]:
        """Its `__init__`, which takes the fields in their order or by name."""
        takes, does = [], []
        known: dict[str, object] = {"absent_": _ABSENT}
        for one in dataclasses.fields(made):
            name, made_by = one.name, one.default_factory
            if not one.init:
                continue
            if made_by is not dataclasses.MISSING:
                known[f"{name}_"] = made_by
                takes.append(f"{name}=absent_")
                does.append(f"self.{name} = {name}_() if {name} is absent_ else {name}")
                continue
            if one.default is not dataclasses.MISSING:
                known[f"{name}_"] = one.default
                takes.append(f"{name}={name}_")
            else:
                takes.append(name)
            does.append(f"self.{name} = {name}")
        if hasattr(made, "__post_init__"):
            does.append("self.__post_init__()")
        lines = "\n  ".join(does or ["pass"])
        exec(f"def __init__(self, {', '.join(takes)}):\n  {lines}", known)  # noqa: S102 - our fields
        init: Callable[..., None] = known["__init__"]
        init.__qualname__ = f"{made.__qualname__}.__init__"
        return init
