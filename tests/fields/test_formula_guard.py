"""Cells of our CSV files never run as formulas, and come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.rules.text import guard, unguard


@pytest.mark.parametrize("mark", [*"=+-@\t\r\n＝＋－＠"])
def test_a_cell_that_would_run_gets_an_apostrophe(mark: str) -> None:
    assert guard(f"{mark}1+1") == f"'{mark}1+1"


@pytest.mark.parametrize(
    "cell", ["+17045550128", "+12085550147 x12", "+1 (208) 555-0147", "-3.50", "-12"]
)
def test_a_plain_number_stays_as_it_is(cell: str) -> None:
    assert guard(cell) == cell
    assert unguard(cell) == cell


@pytest.mark.parametrize("cell", ["+1+cmd|' /C calc'!A0", "-2+3", "+A1", "+1 x =2", "=1", "-"])
def test_a_number_with_anything_else_is_guarded(cell: str) -> None:
    assert guard(cell) == f"'{cell}"


def test_a_name_that_begins_with_an_apostrophe_stays() -> None:
    assert guard("'t Hooft") == "'t Hooft"
    assert unguard("'t Hooft") == "'t Hooft"


@given(st.text(alphabet="'=+-@＝＠\t\na1", max_size=6))
def test_what_the_guard_put_on_comes_off_and_nothing_else(cell: str) -> None:
    assert unguard(guard(cell)) == cell
    starts_plain = guard(cell)[:1] not in set("=+-@\t\r\n＝＋－＠")
    assert starts_plain or (cell[1:2] == "1" and set(cell[1:]) <= set("-1"))
