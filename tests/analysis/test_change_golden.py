"""Change agrees with the R package clinicalsignificance, except where that is wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from wemode.analysis.change import METHODS, Change, by_anchor, by_percentage, classify, cutoffs

GOLDEN = Path(__file__).parent.parent / "golden/clinical_significance"
CLOSE = 1e-12
RUNS = [(method, cutoff) for method in METHODS for cutoff in ("a", "c")]


def rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(table: list[dict[str, str]], column: str) -> NDArray[np.float64]:
    return np.array([float("nan" if row[column] == "NA" else row[column]) for row in table])


def words(table: list[dict[str, str]]) -> list[str]:
    return [row["category"].lower() for row in table]


def scores() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    table = rows("in_prepost_lower.csv")
    return numbers(table, "pre"), numbers(table, "post")


def complete() -> NDArray[np.bool_]:
    pre, post = scores()
    return ~(np.isnan(pre) | np.isnan(post))


def run(method: str, cutoff: str, better: str = "lower") -> Change:
    pre, post = scores()
    if better == "higher":
        pre, post = 63 - pre, 63 - post
    return classify(
        pre,
        post,
        method=method,
        reliability=0.88,
        reliability_post=0.91,
        cutoff=cutoff,
        functional=(8, 7) if better == "lower" else (55, 7),
        better=better,
    )


def said(method: str, cutoff: str, better: str = "lower") -> dict[str, str]:
    name = f"out_combined_{better}_{method}_{cutoff}.csv"
    return next(row for row in rows("manifest_combined.csv") if row["file"] == name)


@pytest.mark.parametrize(("method", "cutoff"), RUNS)
def test_every_index_and_every_category(method: str, cutoff: str) -> None:
    found, peer = run(method, cutoff), rows(f"out_combined_lower_{method}_{cutoff}.csv")
    kept = complete()
    np.testing.assert_allclose(found.rci[kept], numbers(peer, "rci"), rtol=0, atol=CLOSE)
    np.testing.assert_array_equal(found.change[kept], numbers(peer, "change"))
    assert found.names[kept].tolist() == words(peer)
    assert set(found.names[~kept]) == {"not classified"}
    if method == "HA":
        assert found.status is not None
        status = numbers(peer, "cs_indiv")
        np.testing.assert_allclose(found.status[kept], status, rtol=0, atol=CLOSE)
    else:
        assert found.status is None


@pytest.mark.parametrize("better", ["lower", "higher"])
@pytest.mark.parametrize(("method", "cutoff"), RUNS)
def test_cutoff_constants_and_counts(method: str, cutoff: str, better: str) -> None:
    found, peer = run(method, cutoff, better), said(method, cutoff, better)
    pairs = {
        "cutoff": found.cutoff,
        "critical_value": found.critical_value,
        "m_pre": found.constants.m_pre,
        "sd_pre": found.constants.sd_pre,
        "s_diff": found.constants.s_diff,
        "se_measurement": found.constants.se_measurement,
        "se_prediction": found.constants.se_prediction,
        "r_dd": found.constants.r_dd,
        "n_used": found.n,
    }
    for name, ours in pairs.items():
        if peer[name] != "NA":
            assert ours == pytest.approx(float(peer[name]), abs=CLOSE, rel=CLOSE), name
    for word in ("Recovered", "Improved", "Unchanged", "Deteriorated", "Harmed"):
        assert found.counts[word.lower()] == int(peer[f"n_{word}"])
    assert found.counts["not classified"] == 4


def test_cutoff_b_takes_the_sd_of_the_functional_group_where_the_peer_takes_the_clinical() -> None:
    found, peer = run("JT", "b"), said("JT", "b")
    clinical = float(peer["m_pre"]), float(peer["sd_pre"])
    assert cutoffs(clinical=clinical, functional=(8, 7)).b == 22
    assert found.cutoff == 22
    assert float(peer["cutoff"]) == pytest.approx(8 + 2 * clinical[1])
    # The true SD of the functional group, with HA.
    noise = found.constants.se_measurement
    assert run("HA", "b").cutoff == pytest.approx(8 + 2 * np.sqrt(7**2 - noise**2))


def test_harmed_is_deteriorated_from_the_functional_to_the_clinical_side() -> None:
    pre, post = scores()
    for method, cutoff in RUNS:
        found = run(method, cutoff)
        harmed = found.names == "harmed"
        assert harmed.any()
        assert (pre[harmed] < found.cutoff).all()
        assert (post[harmed] > found.cutoff).all()
        stayed = (found.names == "deteriorated") & (pre < found.cutoff) & (post > found.cutoff)
        assert not stayed.any() or method == "HA"


def test_anchor() -> None:
    pre, post = scores()
    peer = rows("out_anchor_individual_lower_7_5.csv")
    found = by_anchor(pre, post, improvement=7, deterioration=5)
    assert found.names[complete()].tolist() == words(peer)
    assert found.counts["not classified"] == 4


def test_percentage_agrees_but_for_a_rise_from_nought() -> None:
    pre, post = scores()
    peer = rows("out_percentage_lower_50_25.csv")
    found = by_percentage(pre, post, improvement=50, deterioration=25)
    kept = complete()
    share, ours = numbers(peer, "pct_change"), found.size[kept] / 100
    known = np.isfinite(share)
    np.testing.assert_allclose(ours[known], share[known], rtol=0, atol=CLOSE)
    apart = [
        (row["pre"], row["post"], row["improved"], row["deteriorated"], name)
        for row, word, name in zip(peer, words(peer), found.names[kept], strict=True)
        if word != name
    ]
    # The peer says improved and deteriorated at once.
    assert apart == [("0", "5", "TRUE", "TRUE", "not classified")]


@pytest.mark.parametrize("method", ["HLL", "HA"])
def test_norms_give_the_error_and_the_sample_both_means(method: str) -> None:
    """A change is compared with the mean change of the sample, whatever the norms of the group."""
    pre, post = (one[complete()] for one in scores())
    found = classify(
        pre, post, method=method, reliability=0.88, clinical=(30, 8), functional=(8, 7)
    )
    used = found.constants
    assert (used.m_pre, used.m_post, used.sd_pre) == (pre.mean(), post.mean(), 8)
    sem = 8 * np.sqrt(1 - 0.88)
    if method == "HLL":
        apart = (post - post.mean()) - 0.88 * (pre - pre.mean())
        expected = apart / (8 * np.sqrt(1 - 0.88**2))
    else:
        r = 1 - 2 * sem**2 / (post - pre).var(ddof=1)
        expected = ((post - pre) * r + (post.mean() - pre.mean()) * (1 - r)) / (
            np.sqrt(r) * np.sqrt(2) * sem
        )
    np.testing.assert_allclose(found.rci, expected, rtol=0, atol=CLOSE)
