"""What does not fit is refused with its field and a way out; all of it at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from wemode.analysis.change import (
    band,
    by_anchor,
    by_percentage,
    classify,
    cutoffs,
    reliable_change,
)
from wemode.errors import Unfit

PRE, POST = [30.0, 25.0, 38.0, 21.0], [12.0, 9.0, 35.0, 4.0]
FITS: dict[str, Any] = {"reliability": 0.9, "functional": (8, 7)}


def fields(error: pytest.ExceptionInfo[Unfit]) -> list[str]:
    assert all(problem.what and problem.remedy for problem in error.value.problems)
    return [problem.field for problem in error.value.problems]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("reliability", 0),
        ("reliability", 1),
        ("reliability", 1.2),
        ("reliability", -0.4),
        ("reliability", float("nan")),
        ("reliability", None),
        ("reliability", "0.9"),
        ("reliability", np.array([0.8, 0.9])),
        ("reliability_post", 1),
        ("method", "jt"),
        ("method", "HLM"),
        ("cutoff", "d"),
        ("functional", (8, 0)),
        ("functional", (8, -7)),
        ("functional", (float("nan"), 7)),
        ("functional", 8),
        ("functional", None),
        ("clinical", (28, 0)),
        ("clinical", (28, float("inf"))),
        ("sd_pre", 0),
        ("better", "less"),
        ("confidence", 95),
        ("confidence", 0.5),
        ("confidence", 1),
        ("confidence", "0.95"),
    ],
)
def test_an_argument_out_of_range(field: str, wrong: object) -> None:
    with pytest.raises(Unfit) as error:
        classify(PRE, POST, **{**FITS, field: wrong})
    assert fields(error) == [field]


def test_all_problems_at_once() -> None:
    with pytest.raises(Unfit) as error:
        classify(PRE, POST, reliability=2, method="?", better="?", cutoff="b")
    assert fields(error) == ["method", "better", "reliability", "functional"]


def test_shapes_unequal() -> None:
    with pytest.raises(Unfit, match="shape") as error:
        classify(PRE, POST[:3], **FITS)
    assert fields(error) == ["post"]
    # No silent broadcasting of one last score to all.
    with pytest.raises(Unfit):
        classify(PRE, 12, **FITS)


def test_what_is_no_number_is_refused_and_not_quoted() -> None:
    with pytest.raises(Unfit) as error:
        classify(["she said", 2], [float("inf"), 2], **FITS)
    assert fields(error) == ["pre", "post"]
    assert "she said" not in str(error.value)


@pytest.mark.parametrize(("pre", "post"), [(30, 12), ([], []), ([30, np.nan], [12, 9])])
def test_one_person_is_no_sample(pre: Any, post: Any) -> None:
    with pytest.raises(Unfit, match="clinical") as error:
        classify(pre, post, **FITS)
    assert fields(error) == ["pre"]


@pytest.mark.parametrize("method", ["HLL", "HA"])
def test_norms_do_not_replace_the_sample_where_it_is_compared_with(method: str) -> None:
    with pytest.raises(Unfit, match="JT") as error:
        classify(30, 12, method=method, clinical=(28, 9), **FITS)
    assert fields(error) == ["pre"]


def test_a_sample_without_spread() -> None:
    with pytest.raises(Unfit, match="the same") as error:
        classify([0.1] * 6, [0.2] * 6, reliability=0.9, cutoff=None)
    assert fields(error) == ["pre"]


def test_hageman_arrindell_is_refused_where_there_is_no_true_change_to_estimate() -> None:
    with pytest.raises(Unfit, match="measurement error") as error:
        classify([30, 25, 38, 21], [20, 15, 28, 11], method="HA", **FITS)
    assert fields(error) == ["post"]
    with pytest.raises(Unfit, match="measurement error") as error:
        classify([30, 25, 38, 21], [8, 8.1, 8, 8], method="HA", **FITS)
    assert fields(error) == ["post"]
    with pytest.raises(Unfit, match="measurement error") as error:
        classify(PRE, POST, method="HA", reliability=0.9, functional=(8, 1), cutoff="b")
    assert fields(error) == ["functional"]


def test_a_functional_mean_on_the_wrong_side_has_no_cutoff_c() -> None:
    for wrong in ({"better": "higher"}, {"clinical": (8, 5)}, {"clinical": (6, 5)}):
        with pytest.raises(Unfit, match="functional") as error:
            classify(PRE, POST, **{**FITS, **wrong})
        assert fields(error) == ["functional"]
    with pytest.raises(Unfit):
        cutoffs(clinical=(28, 9), functional=(8, 7), better="higher")


@pytest.mark.parametrize("cutoff", ["a", "b", "c"])
def test_norms_the_wrong_way_round_have_no_cutoff_at_all(cutoff: str) -> None:
    norms: dict[str, Any] = {"clinical": (28, 9), "cutoff": cutoff, **FITS}
    assert classify(PRE, POST, **norms).n == 4
    with pytest.raises(Unfit, match="which way is better") as error:
        classify(PRE, POST, better="higher", **norms)
    assert fields(error) == ["functional"]


def test_dates_and_complex_numbers_are_no_scores() -> None:
    for wrong in (np.array(["2026-01-01"], "datetime64[D]"), [1 + 2j], [10**400]):
        with pytest.raises(Unfit, match="no number"):
            classify(wrong, [1], clinical=(28, 9), **FITS)


def test_what_is_masked_or_none_is_missing() -> None:
    first = np.ma.array([30.0, -99.0, 38.0], mask=[False, True, False])
    found = classify(first, [12, 9, None], clinical=(28, 9), **FITS)
    assert found.names.tolist()[1:] == ["not classified"] * 2
    assert found.n == 1


def test_cutoffs_and_bands() -> None:
    with pytest.raises(Unfit) as error:
        cutoffs(clinical=(28, 0), functional=(8, -1), better="x")
    assert fields(error) == ["better", "clinical", "functional"]
    with pytest.raises(Unfit) as error:
        reliable_change(0, 1, 2)
    assert fields(error) == ["sd", "reliability", "confidence"]
    with pytest.raises(Unfit) as error:
        band(10, sd=9, reliability=0.9, scale=(27, 0))
    assert fields(error) == ["scale"]
    with pytest.raises(Unfit) as error:
        band(10, sd=9, reliability=0.9, scale=(27,))  # type: ignore[arg-type]
    assert fields(error) == ["scale"]
    with pytest.raises(Unfit) as error:
        band([10, float("-inf")], sd=9, reliability=0.9)
    assert fields(error) == ["score"]


def test_thresholds() -> None:
    with pytest.raises(Unfit) as error:
        by_anchor(PRE, POST, improvement=0, deterioration=-5, better="x")
    assert fields(error) == ["better", "improvement", "deterioration"]
    with pytest.raises(Unfit, match="per cent") as error:
        by_percentage(PRE, POST, improvement=0.5)
    assert fields(error) == ["improvement"]
    with pytest.raises(Unfit, match="starts at 0") as error:
        by_percentage([-1, 2], [3, -4])
    assert fields(error) == ["pre", "post"]
