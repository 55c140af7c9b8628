"""Cells that say whether a lead is a consumer or a business."""

import pytest

from console.files.fields.cells.readers import read_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *[("consumer", "consumer"), ("C", "consumer"), ("Residential", "consumer")],
        *[("Sole trader", "consumer"), ("business & personal", "consumer")],
        *[("Residential (single family)", "consumer"), ("Private", "consumer")],
        *[("B", "business"), ("B2B", "business"), ("Private company", "business")],
        *[("Hot", None), ("", None), ("C corp", None)],
    ],
)
def test_a_cell_that_may_mean_a_consumer_is_one(text: str, kind: str | None) -> None:
    assert read_kind(text) == kind
