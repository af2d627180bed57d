"""Scores are those worked by hand, of one sheet and of many; what is missing is not made up."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.instrument_cases import Vector, full_file, full_score, vectors
from wemode.analysis.scoring import band_of, score, score_many
from wemode.catalogue.instruments import instruments, own_instrument
from wemode.domain import Instrument, Kept
from wemode.errors import Unfit

FORMS = [one for one in instruments().values() if one.kept_as is Kept.FORM]
FIXED = [one for one in FORMS if not one.personal and one.subscales]
VECTORS = vectors()


def test_every_form_has_golden_vectors_of_each_kind() -> None:
    names: dict[str, set[str]] = {one.id: set() for one in FORMS}
    for one in VECTORS:
        names[one.instrument.id].add(one.name)
    for form in FORMS:
        assert "empty" in names[form.id]
        if form.subscales:
            assert {"mixed", "two missing"} <= names[form.id]
            assert any("lowest" in name for name in names[form.id])
            assert any("highest" in name for name in names[form.id])


@pytest.mark.parametrize("one", VECTORS, ids=lambda one: f"{one.instrument.id}, {one.name}")
def test_golden_vector(one: Vector) -> None:
    for found in score(one.instrument, one.answers, one.items):
        wanted = one.scores.get(found.subscale)
        if wanted is None:
            assert found.value is None
            assert found.band == ""
        else:
            assert found.value == pytest.approx(wanted, abs=1e-12)
            assert found.band == one.bands.get(found.subscale, "")


@pytest.mark.parametrize("one", VECTORS, ids=lambda one: f"{one.instrument.id}, {one.name}")
def test_golden_vector_in_an_array(one: Vector) -> None:
    row = [one.answers.get(id, math.nan) for id in one.items]
    found = score_many(one.instrument, [row])
    for id, value in zip(found.subscales, found.values[0], strict=True):
        wanted = one.scores.get(id, math.nan)
        assert value == pytest.approx(wanted, abs=1e-12, nan_ok=True)


def test_a_score_says_how_many_answers_it_rests_on() -> None:
    core = instruments()["core10"]
    found = score(core, {f"q{n}": 2 for n in range(1, 10)})[0]
    assert (found.value, found.answered, found.of) == (20, 9, 10)
    empty = score(core, {})[0]
    assert (empty.value, empty.answered, empty.of) == (None, 0, 10)


def test_an_answer_that_the_instrument_has_not_is_refused() -> None:
    with pytest.raises(Unfit):
        score(instruments()["phq9"], {"q1": 4})
    with pytest.raises(Unfit):
        score(instruments()["phq9"], {"q11": 1})
    with pytest.raises(ValueError, match="q1 holds an answer"):
        score_many(instruments()["gad7"], [[4, 0, 0, 0, 0, 0, 0]])
    for wrong in ([["often"] * 7], [[1] * 7, [1]]):
        with pytest.raises(ValueError, match="no number, or rows of unequal length"):
            score_many(instruments()["gad7"], wrong)
    with pytest.raises(ValueError, match="must have 7 items"):
        score_many(instruments()["gad7"], [[0, 0]])


def test_own_items_left_out_are_those_answered() -> None:
    pq = instruments()["pq"]
    assert score(pq, {"own1": 3, "own2": 5})[0].value == 4
    assert score(pq, {"own1": 3, "own2": 5}, ("own1", "own2", "own3"))[0].value is None
    assert score(pq, {}, ("own1",))[0].value is None
    assert score(pq, {})[0].value is None


def test_a_manual_that_allows_less_than_80_percent_is_not_followed() -> None:
    """The loader refuses such a file; a definition made in code is held to it all the same."""
    score_of = full_score(missing="prorate", least=4, missing_source="Made up")
    garden = own_instrument(full_file(subscales=score_of))
    lax = replace(garden, subscales=(replace(garden.subscales[0], least=1),))
    three = {"q1": 1, "q2": 2, "q3": 3}
    assert score(lax, three)[0].value is None
    assert np.isnan(score_many(lax, [[1, 2, 3, np.nan, np.nan]]).values).all()
    assert score(lax, three | {"q4": 2})[0].value == 10
    assert score_many(lax, [[1, 2, 3, 2, np.nan]]).values[0, 0] == 10


def test_the_bands_of_a_score_meet_without_a_gap() -> None:
    phq = instruments()["phq9"].subscales[0]
    found = [band_of(phq, value) for value in range(28)]
    assert found[0] == "minimal"
    assert found[-1] == "severe"
    assert len([1 for a, b in pairwise(found) if a != b]) == 4
    assert band_of(instruments()["wai_sr"].subscales[0], 12) == ""


def test_many_courses_keep_their_shape() -> None:
    gad = instruments()["gad7"]
    sheets = np.random.default_rng(1).integers(0, 4, size=(5, 3, 7)).astype(float)
    sheets[0, 0] = np.nan
    found = score_many(gad, sheets)
    assert found.values.shape == (5, 3, 1)
    assert np.isnan(found.values[0, 0, 0])
    assert found.answered[0, 0, 0] == 0
    assert (found.values[1:, :, 0] == sheets[1:].sum(axis=-1)).all()
    assert score_many(gad, np.empty((0, 7))).values.shape == (0, 1)


@st.composite
def filled(draw: st.DrawFn, *, whole: bool = False) -> tuple[Instrument, dict[str, int]]:
    instrument = draw(st.sampled_from(FIXED))
    answers = {}
    for item in instrument.items:
        values = [one.value for one in instrument.choices(item)]
        value = draw(st.sampled_from(values if whole else [*values, *values, *values, None]))
        if value is not None:
            answers[item.id] = value
    return instrument, answers


@settings(max_examples=300, deadline=None)
@given(filled())
def test_a_score_lies_in_its_range(sheet: tuple[Instrument, dict[str, int]]) -> None:
    instrument, answers = sheet
    for found in score(instrument, answers):
        subscale = instrument.subscale(found.subscale)
        assert subscale is not None
        if found.value is None:
            assert found.answered < found.of
        else:
            assert subscale.lowest - 1e-9 <= found.value <= subscale.highest + 1e-9
            assert found.answered / found.of >= 0.8


@settings(max_examples=300, deadline=None)
@given(filled(), st.randoms())
def test_the_order_of_the_answers_does_not_matter(
    sheet: tuple[Instrument, dict[str, int]], random: Random
) -> None:
    instrument, answers = sheet
    pairs = list(answers.items())
    random.shuffle(pairs)
    assert score(instrument, dict(pairs)) == score(instrument, answers)


@settings(max_examples=300, deadline=None)
@given(filled(whole=True), st.data())
def test_a_higher_answer_never_lowers_a_score_unless_reversed(
    sheet: tuple[Instrument, dict[str, int]], data: st.DataObject
) -> None:
    instrument, answers = sheet
    item = data.draw(st.sampled_from(instrument.items))
    higher = [c.value for c in instrument.choices(item) if c.value > answers[item.id]]
    assume(higher)
    raised = answers | {item.id: data.draw(st.sampled_from(higher))}
    for before, after in zip(score(instrument, answers), score(instrument, raised), strict=True):
        subscale = instrument.subscale(before.subscale)
        assert subscale is not None
        assert before.value is not None
        assert after.value is not None
        if item.id not in subscale.items:
            assert after.value == before.value
        elif not subscale.recode:
            change = after.value - before.value
            assert (change < 0) is (item.id in subscale.reversed)


@settings(max_examples=300, deadline=None)
@given(filled())
def test_many_at_once_are_scored_as_one_by_one(
    sheet: tuple[Instrument, dict[str, int]],
) -> None:
    instrument, answers = sheet
    row = [answers.get(item.id, math.nan) for item in instrument.items]
    many = score_many(instrument, row)
    one = score(instrument, answers)
    assert many.subscales == tuple(found.subscale for found in one)
    assert many.of == tuple(found.of for found in one)
    assert many.answered.tolist() == [found.answered for found in one]
    wanted = [math.nan if found.value is None else found.value for found in one]
    assert many.values == pytest.approx(wanted, abs=1e-12, nan_ok=True)
