"""The desks that are loaded on first use."""

import pytest

from console.desk import Desk
from console.desk.agent import LateDesks


def test_the_annotation_of_every_desk_is_the_path_of_its_class(desk: Desk) -> None:
    for name, path in LateDesks.__annotations__.items():
        of_class = type(getattr(desk, name))
        assert path == f"{of_class.__module__}.{of_class.__name__}"


def test_a_desk_is_made_once_and_a_misspelt_one_is_an_error(desk: Desk) -> None:
    assert desk.queue is desk.queue
    with pytest.raises(AttributeError, match="quue"):
        desk.quue  # type: ignore[attr-defined]  # noqa: B018
