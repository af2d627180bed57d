"""Cohorts that several tests use, made once."""

from __future__ import annotations

from functools import cache

import numpy as np

from wemode.analysis.cohort.cohort import PREDICTORS, Cohort, Ended
from wemode.analysis.cohort.simulate import simulate


@cache
def simulated(persons: int, seed: int) -> Cohort:
    """A cohort under the shipped model."""
    return simulate(persons, seed=seed)


def small(courses: dict[str, list[float]], ended: Ended = Ended.PLANNED) -> Cohort:
    """Persons with these scores of “mood”, session by session; all signs 0."""
    lengths = [len(scores) for scores in courses.values()]
    rows = sum(lengths)
    session = np.concatenate([np.arange(1, length + 1) for length in lengths])
    return Cohort(
        labels=tuple(courses),
        ended=(ended,) * len(courses),
        person=np.repeat(np.arange(len(courses)), lengths),
        session=session,
        week=session.astype(np.float64),
        measures=("mood",),
        scores=np.concatenate(list(courses.values()))[:, None].astype(np.float64),
        signs=np.zeros((rows, len(PREDICTORS))),
    )
