"""Cohorts as files: nothing is lost, and what is no cohort is said column by column."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.cohorts import simulated
from wemode.analysis.cohort.cohort import Cohort, Ended
from wemode.analysis.cohort.table import read_cohort, write_cohort
from wemode.errors import BadFile, Unfit, WemodeError

GOOD = """person,session,ended,score_mood
b,1,left,60
b,2,left,
a,1,on,55.5
"""


def written(tmp_path: Path, text: str) -> Cohort:
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return read_cohort(path)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_round_trip(ending: str, tmp_path: Path) -> None:
    cohort = simulated(50, 3)
    path = tmp_path / f"cohort{ending}"
    write_cohort(cohort, path)
    back = read_cohort(path)
    assert (back.labels, back.ended, back.measures) == (
        cohort.labels,
        cohort.ended,
        cohort.measures,
    )
    for name in ("person", "session", "week", "scores", "signs"):
        assert np.array_equal(getattr(back, name), getattr(cohort, name), equal_nan=True)


def test_rows_may_stand_in_any_order_and_signs_may_be_left_out(tmp_path: Path) -> None:
    cohort = written(tmp_path, GOOD)
    assert cohort.labels == ("a", "b")
    assert cohort.ended == (Ended.ON, Ended.LEFT)
    assert cohort.scores_of("mood")[:2].tolist() == [55.5, 60]
    assert np.isnan(cohort.scores_of("mood")[2])
    assert np.isnan(cohort.signs).all()
    assert np.isnan(cohort.week).all()
    assert cohort.closed == 1
    turned = "\n".join([GOOD.splitlines()[0], *reversed(GOOD.splitlines()[1:])])
    assert np.array_equal(written(tmp_path, turned).session, cohort.session)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("ended", "end", "column ended: it is missing"),
        ("score_mood", "mood", "Call scores score_"),
        ("score_mood", "score_", "it has no scores"),
        ("b,1,left,60", "b,1,left,sixty", "1 of 3 values are no numbers"),
        ("b,1,left", "b,1,gone", "of 1 of 2 persons it says something else"),
        ("b,1,left", "b,1,planned", "of 1 of 2 persons it says several things"),
        ("a,1", ",1", "a row has none"),
        ("a,1", "a,0", "not all are numbers from 1"),
        ("a,1", "a,1.5", "not all are numbers from 1"),
        ("a,1", "a,", "not all are numbers from 1"),
        ("a,1", "a,inf", "not all are numbers from 1"),
        ("b,2", "b,3", "none left out"),
        ("b,2", "b,1", "none left out"),
        ("60", "inf", "infinite"),
        (GOOD.partition("\n")[2], "", "it has no rows"),
        ("score_mood\n", "score_mood,score_mood\n", "column score_mood: it is there twice"),
        ("a,1,on,55.5", "a,1,on,55,5", "this is no table"),
        ("a,1,on,55.5", 'a,1,on,"55,5"', "1 of 3 values are no numbers"),
    ],
)
def test_what_is_wrong_is_said_with_its_column(
    before: str, after: str, says: str, tmp_path: Path
) -> None:
    assert before in GOOD
    with pytest.raises((BadFile, Unfit), match=says):
        written(tmp_path, GOOD.replace(before, after, 1))


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_table_may_be_cut_otherwise_and_have_decimal_commas(
    delimiter: str, tmp_path: Path
) -> None:
    cohort = written(tmp_path, GOOD.replace(",", delimiter).replace("55.5", "55,5"))
    assert cohort.labels == ("a", "b")
    assert cohort.scores_of("mood")[:2].tolist() == [55.5, 60]


def test_a_sign_that_cannot_be_is_refused(tmp_path: Path) -> None:
    head, *rows = GOOD.splitlines()
    text = "\n".join([f"{head},strain_open,missed_lately", *(f"{row},1,5" for row in rows)])
    assert written(tmp_path, text).signs[0, :2].tolist() == [5, 1]
    with pytest.raises(Unfit, match="1 of 3 values are not from 0 to 5") as caught:
        written(tmp_path, text.replace(",1,5", ",2,6", 1))
    assert [one.field for one in caught.value.problems] == ["missed_lately", "strain_open"]


def test_no_message_quotes_what_stands_in_a_cell(tmp_path: Path) -> None:
    bad = GOOD.replace("60", "he wept").replace("a,1,on", "a,1,he wept")
    with pytest.raises(BadFile) as caught:
        written(tmp_path, bad)
    assert len(caught.value.problems) == 2
    assert "wept" not in str(caught.value)


def test_a_name_with_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="ending is unknown"):
        read_cohort(tmp_path / "mine.xlsx")
    with pytest.raises(BadFile, match="ending is unknown"):
        write_cohort(simulated(50, 3), tmp_path / "mine.txt")


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(
    ending: str, content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{ending}"
    path.write_bytes(content)
    with pytest.raises(WemodeError):
        read_cohort(path)
