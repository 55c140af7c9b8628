"""A request not to be called outlives its list, its import, its lead and the person's data."""

import pytest

from console.do_not_call import internal_list
from console.do_not_call.erasure import erase
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.lists.batches import resume_list, retire_list, undo_import
from db.enums import OnDuplicate
from tests.do_not_call.conftest import Floor

HOME = "+12085550147"


def bring(floor: Floor, name: str, **wish: object) -> int:
    path = floor.folder / "people.csv"
    path.write_text(f"name,phone,state\nAda,{HOME},ID\n", encoding="utf-8")
    wished = ImportOptions(list_name=name, is_sure=True, **wish)  # type: ignore[arg-type]
    brought = import_leads(floor.database, path, wished, agent="ann", now=floor.clock())
    return brought.on_dnc


def is_asked(floor: Floor) -> bool:
    return internal_list.look_up(floor.database, HOME).entry is not None


@pytest.mark.parametrize("manner", list(OnDuplicate))
def test_a_request_holds_after_the_lead_comes_in_again_its_list_goes_and_it_is_erased(
    floor: Floor, manner: OnDuplicate
) -> None:
    bring(floor, "Fair")
    internal_list.add(floor.database, HOME, "asked", "ann", floor.clock())
    bring(floor, "Fair", on_duplicate=manner)
    assert is_asked(floor)
    retire_list(floor.database, "Fair", "sue", floor.clock())
    resume_list(floor.database, "Fair", "sue", floor.clock())
    assert is_asked(floor)
    assert floor.lead(1) == ("barred", "internal_list")
    erase(floor.database, HOME, "by letter", "sue", floor.clock())
    assert is_asked(floor)
    assert bring(floor, "Show", on_duplicate=manner) == 1


def test_a_request_holds_after_the_import_of_its_lead_is_undone(floor: Floor) -> None:
    bring(floor, "Fair")
    internal_list.add(floor.database, HOME, "asked", "ann", floor.clock())
    undo_import(floor.database, 1, "sue", floor.clock())
    assert is_asked(floor)
    assert bring(floor, "Show") == 1
