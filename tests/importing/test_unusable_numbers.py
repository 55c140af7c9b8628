"""Numbers that nobody can call: the fault is told, and the row is in the file of rejects."""

import csv

from console.importing.notes import noticed_in
from console.view.start.imports import rows_to_mend
from tests.importing.conftest import Import
from tests.importing.stored import counts

NO_CODE = "has an area code that does not exist: check its first three digits."


def test_a_fault_is_the_same_for_a_lead_without_a_number_and_for_a_reject(bring: Import) -> None:
    brought = bring(
        "name,phone", "A,1-156-299-3659", "B,156-299-3659", "C,2085550147", is_sure=True
    )
    assert counts(brought) == (3, 2, 0, 0, 0, 1, 0)
    assert brought.reject_reasons == ((f"It {NO_CODE}", 1),)
    assert brought.unusable == ((f"It {NO_CODE}", 1),)
    text = f"1 row has only a number that nobody can call. It {NO_CODE}"
    assert text in noticed_in(brought, is_done=True)


def test_the_rejects_file_has_both_in_the_order_of_the_file(bring: Import) -> None:
    brought = bring(
        "name,phone", "A,(999) 555-0147", "B,12", "C,(208) 155-0147", "D,2085550147", is_sure=True
    )
    assert brought.rejects_file is not None
    with brought.rejects_file.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["line"], row["column"], row["name"]) for row in rows] == [
        ("2", "phone", "A"),
        ("3", "phone", "B"),
        ("4", "phone", "C"),
    ]
    text = "the rejected row and 2 that came in with no number to call"
    assert rows_to_mend(brought) == text


def test_a_row_with_another_number_that_can_be_called_is_no_such_row(bring: Import) -> None:
    brought = bring("name,phone,mobile", "A,156-299-3659,2085550147")
    assert (brought.imported, brought.unusable, brought.rejects_file) == (1, (), None)


def test_a_screening_leaves_its_rows_out_of_the_rejects_file_too(bring: Import) -> None:
    brought = bring("name,phone,city", "A,156-299-3659,Boise", is_sure=True, where='city = "Ada"')
    assert (brought.screened_out, brought.unusable, brought.rejects_file) == (1, (), None)
