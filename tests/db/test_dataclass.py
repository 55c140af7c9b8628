"""Values are what the standard library makes of them, whoever makes them."""

from collections.abc import Callable
from dataclasses import asdict, field, fields, replace

import pytest

from db.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    to: str
    rings: int = 0
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class LongCall(Call):
    minutes: int = 1


@dataclass(slots=True)
class Counted:
    seen: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    name: str


@dataclass(slots=True)
class Doubled:
    given: int
    twice: int = field(init=False)

    def __post_init__(self) -> None:
        self.twice = 2 * self.given


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is only one."""


def test_values_of_one_kind_that_hold_the_same_are_the_same() -> None:
    assert Call("Ada", 2) == Call("Ada", rings=2)
    assert Call("Ada", 2) != Call("Ada", 3)
    assert len({Call("Ada"), Call("Ada"), Call("Grace")}) == 2
    assert LongCall("Ada") == LongCall("Ada")
    assert LongCall("Ada") != Call("Ada")
    assert Nothing() == Nothing()
    others: list[object] = [("Ada", 0, ""), Nothing(), LongCall("Ada")]
    assert Call("Ada") not in others
    assert Rule("cap") != Rule("cap"), "told apart by which it is"


def test_what_may_change_has_no_hash() -> None:
    counted, other = Counted(), Counted()
    assert counted == other
    counted.seen.append(1)
    assert counted != other
    with pytest.raises(TypeError):
        hash(counted)


@pytest.mark.parametrize(
    ("make", "given", "named"),
    [
        (Call, (), {}),
        (Call, ("Ada", 1, "x", 2), {}),
        (Call, ("Ada",), {"to": "Grace"}),
        (Call, ("Ada",), {"ring": 1}),
        (Doubled, (1, 2), {}),
        (Nothing, (1,), {}),
    ],
)
def test_a_value_takes_its_own_fields_and_no_others(
    make: Callable[..., object], given: tuple[object, ...], named: dict[str, object]
) -> None:
    for _ in range(2):  # the first value of a kind is made otherwise than the next
        with pytest.raises(TypeError, match=rf"^{make.__qualname__}.__init__\(\)"):
            make(*given, **named)


def test_what_is_made_for_a_value_is_its_own() -> None:
    seen = [1]
    assert Counted().seen is not Counted().seen
    assert Counted(seen).seen is seen
    assert [Doubled(2).twice, Doubled(given=3).twice] == [4, 6]


def test_a_value_shows_what_it_holds_and_keeps_a_secret() -> None:
    assert repr(LongCall("Ada", secret="x")) == "LongCall(to='Ada', rings=0, minutes=1)"
    assert Nothing.__doc__ == "There is only one."
    assert Call.__doc__ is None


def test_a_value_is_taken_apart_and_made_anew_as_any_other() -> None:
    assert replace(Call("Ada"), rings=3) == Call("Ada", 3)
    assert asdict(LongCall("Ada")) == {"to": "Ada", "rings": 0, "secret": "", "minutes": 1}
    assert [one.name for one in fields(LongCall)] == ["to", "rings", "secret", "minutes"]
    with pytest.raises(AttributeError):
        setattr(Call("Ada"), "ring", 1)  # noqa: B010 - a name that is none of its own
