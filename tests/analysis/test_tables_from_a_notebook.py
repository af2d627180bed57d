"""Tables of a notebook: no score lands on another person, no answer on another item."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from wemode.analysis.change import band, by_anchor, by_percentage, classify
from wemode.analysis.scoring import score_many
from wemode.catalogue.instruments import instruments
from wemode.errors import Unfit

NORMS = {"reliability": 0.85, "functional": (8, 6), "clinical": (25, 8)}
CORE = instruments()["core10"]
NAMES = [item.id for item in CORE.items]
# The best that can be answered: items 2 and 3 are reversed.
BEST = pd.DataFrame([[0, 4, 4, 0, 0, 0, 0, 0, 0, 0]], columns=NAMES)


def test_columns_of_one_table_keep_their_persons() -> None:
    table = pd.DataFrame({"first": [20, 30], "last": [10, None]}, index=["x", "y"])
    found = classify(table["first"], table["last"], **NORMS)
    assert found.names.tolist() == ["recovered", "not classified"]
    # A column beside plain numbers names no rows to hold against.
    assert classify(table["first"], [10, 12], **NORMS).n == 2


@pytest.mark.parametrize("index", [["y", "x"], ["x", "z"]])
def test_columns_that_name_other_persons_are_refused(index: list[str]) -> None:
    first, last = pd.Series([20, 30], index=["x", "y"]), pd.Series([30, 20], index=index)
    for judge in (
        lambda: classify(first, last, **NORMS),
        lambda: by_anchor(first, last, improvement=5),
        lambda: by_percentage(first, last),
    ):
        with pytest.raises(Unfit, match="its rows are not those of pre") as caught:
            judge()
        assert [one.field for one in caught.value.problems] == ["post"]
    assert band(last, sd=8, reliability=0.85).low.shape == (2,)


def test_items_are_taken_by_their_names_whatever_their_order() -> None:
    mixed = NAMES[5:] + NAMES[:5]
    for table in (BEST, BEST[mixed], pl.DataFrame(BEST)[mixed], BEST[mixed].astype("Int64")):
        assert score_many(CORE, table).values.tolist() == [[0.0]]
    # Without the names of the items the order counts, as in an array.
    assert score_many(CORE, BEST.set_axis(range(10), axis=1)).values.tolist() == [[0.0]]
    assert score_many(CORE, BEST[NAMES[::-1]].to_numpy()).values.tolist() == [[16.0]]


def test_a_table_with_more_than_the_items_is_refused() -> None:
    with pytest.raises(ValueError, match="must have 10 items"):
        score_many(CORE, BEST.assign(person=1))


def test_scores_of_many_cannot_be_written_over() -> None:
    found = score_many(CORE, np.zeros((2, 10)))
    for array in (found.values, found.answered):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1
