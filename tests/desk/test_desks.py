"""The table of the desks that are loaded on first use."""

import pytest

from console.desk import Desk
from console.desk.desks import DESKS, LateDesks


def test_every_desk_that_is_typed_is_in_the_table_with_its_class(desk: Desk) -> None:
    classes = {name: type(getattr(desk, name)).__name__ for name in DESKS}
    assert LateDesks.__annotations__ == classes


def test_a_desk_is_made_once_and_a_misspelt_one_is_an_error(desk: Desk) -> None:
    assert desk.queue is desk.queue
    with pytest.raises(AttributeError, match="quue"):
        desk.quue  # type: ignore[attr-defined]  # noqa: B018
