"""A seeded simulator of courses: scores on three levels, attendance, signs of leaving, leaving.

For tests, demonstrations and questions of power: nobody's data, and no forecast. The formulas
stand in docs/cohorts.md, every number with its range and origin in catalogue/course_model.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from wemode.analysis.cohort.cohort import Bools, Cohort, Ended, Floats, Ints, share_of
from wemode.catalogue.course_model import course_parameters

# Of the appointments, how many count as lately; of the check-ins, with how many one is compared.
LATELY = 5
COMPARED = 3
# From this session on it counts that no goal is agreed.
GOAL_DUE = 3
SHORTEST_PLAN = 8
YEAR = 52
# A course still going after so many weekly appointments is cut off there, as still on.
LONGEST = 520


@dataclass(frozen=True, slots=True)
class LevelModel:
    """Scores of one level: mean, spread and reliability at session 1, change a log session.

    Measured at session 1 and then ``every`` so many sessions.
    """

    id: str
    first_mean: float
    first_sd: float
    reliability: float
    slope_mean: float
    slope_sd: float
    every: int

    def __post_init__(self) -> None:
        """Raises ValueError for numbers that are no such thing."""
        if not (0 < self.reliability <= 1 and min(self.first_sd, self.slope_sd) >= 0):
            raise ValueError("a reliability lies above 0 and up to 1, a standard deviation from 0")
        if self.every < 1:
            raise ValueError("a level is measured every session or every so many; write 1 or more")

    @property
    def true_sd(self) -> float:
        """Standard deviation between persons at session 1 without error of measurement."""
        return float(self.first_sd * np.sqrt(self.reliability))

    @property
    def error_sd(self) -> float:
        """Standard error of measurement."""
        return float(self.first_sd * np.sqrt(1 - self.reliability))


@dataclass(frozen=True, slots=True)
class HazardModel:
    """Log odds of leaving after a session: ``base``, and what each unit of a sign adds."""

    base: float
    log_session: float
    missed_lately: float
    strain_open: float
    no_goal: float
    alliance_fall: float


@dataclass(frozen=True, slots=True)
class CourseModel:
    """All numbers of the simulator; `course_model()` has the shipped ones, `replace` changes them.

    What each number means, its unit and range stand in catalogue/course_model.toml.
    """

    levels: tuple[LevelModel, ...]
    hazard: HazardModel
    level_correlation: float
    first_slope_correlation: float
    missed_base: float
    missed_sd: float
    missed_strain: float
    strain_opens: float
    strain_repaired: float
    goal_agreed: float
    goal_lapses: float
    alliance_mean: float
    alliance_sd: float
    alliance_noise: float
    alliance_strain: float
    planned_mean: float
    planned_sd: float
    still_on: float


@cache
def course_model() -> CourseModel:
    """The model with the numbers shipped with Wemode."""
    values = {id: one.value for id, one in course_parameters().parameters.items()}
    groups: dict[str, dict[str, float]] = {}
    for id, value in values.items():
        group, _, name = id.rpartition(".")
        groups.setdefault(group, {})[name] = value
    plain, hazard = groups.pop(""), groups.pop("hazard")
    return CourseModel(
        levels=tuple(_level(id, one) for id, one in groups.items()),
        hazard=HazardModel(**hazard),
        **plain,
    )


def _level(id: str, values: Mapping[str, float]) -> LevelModel:
    others = {name: value for name, value in values.items() if name != "every"}
    return LevelModel(id=id, every=int(values["every"]), **others)


def simulate(
    persons: int, *, seed: int | np.random.SeedSequence, model: CourseModel | None = None
) -> Cohort:
    """A cohort of so many persons under the model; the same seed gives the same cohort.

    Leaving hangs on the signs alone and never on the scores. 10,000 persons take less than a
    second. Raises ValueError where ``persons`` is below 1.
    """
    if persons < 1:
        raise ValueError("a cohort needs at least one person; ask for 1 or more")
    model = course_model() if model is None else model
    # Streams of their own, so that another error of measurement changes nobody's attendance.
    for_events, for_scores = np.random.default_rng(seed).spawn(2)
    events = _Events(model, persons, for_events)
    while events.goes_on():
        events.one_week()
    person, session, week, signs = events.rows()
    return Cohort(
        labels=tuple(f"p{number:05d}" for number in range(1, persons + 1)),
        ended=events.ended(),
        person=person,
        session=session,
        week=week,
        measures=tuple(level.id for level in model.levels),
        scores=_scores(model, persons, person, session, for_scores),
        signs=signs,
    )


def _scores(
    model: CourseModel, persons: int, person: Ints, session: Ints, rng: np.random.Generator
) -> Floats:
    """Rows × levels: mean and own start, mean and own slope times log session, and error."""
    levels = model.levels
    count = len(levels)
    between = np.full((count, count), model.level_correlation)
    np.fill_diagonal(between, 1)
    within = np.array([[1, model.first_slope_correlation], [model.first_slope_correlation, 1]])
    root = np.linalg.cholesky(np.kron(within, between))
    own = rng.standard_normal((persons, 2 * count)) @ root.T
    start = np.array([level.first_mean for level in levels]) + own[:, :count] * [
        level.true_sd for level in levels
    ]
    slope = np.array([level.slope_mean for level in levels]) + own[:, count:] * [
        level.slope_sd for level in levels
    ]
    error = rng.standard_normal((len(person), count)) * [level.error_sd for level in levels]
    scores: Floats = start[person] + slope[person] * np.log(session)[:, None] + error
    not_due = (session[:, None] - 1) % np.array([level.every for level in levels]) != 0
    scores[not_due] = np.nan
    return scores


class _Events:
    """All persons week by week: who comes, what stands between the two, who leaves."""

    def __init__(self, model: CourseModel, persons: int, rng: np.random.Generator) -> None:
        self.model, self.persons, self.rng = model, persons, rng
        self.missed_logit = model.missed_base + model.missed_sd * rng.standard_normal(persons)
        self.alliance = model.alliance_mean + model.alliance_sd * rng.standard_normal(persons)
        planned = rng.normal(model.planned_mean, model.planned_sd, persons)
        self.planned = np.maximum(SHORTEST_PLAN, np.rint(planned))
        began_lately = rng.random(persons) < model.still_on
        self.seen = np.where(began_lately, rng.integers(1, YEAR + 1, persons), LONGEST)
        self.week = 0
        self.session = np.zeros(persons, np.int64)
        self.there = np.ones(persons, np.bool_)
        self.has_left = np.zeros(persons, np.bool_)
        self.strain = np.zeros(persons, np.bool_)
        self.goal = np.zeros(persons, np.bool_)
        self.fell_out = np.zeros((LATELY, persons), np.bool_)
        self.check_ins = np.full((COMPARED, persons), np.nan)
        self._weeks: list[tuple[Ints, Ints, Floats]] = []

    def goes_on(self) -> bool:
        """Whether anybody's therapy is still to be followed."""
        return bool(self.there.any())

    def one_week(self) -> None:
        """One weekly appointment of everybody who is there; the first is always held."""
        self.week += 1
        logit = self.missed_logit + self.model.missed_strain * self.strain
        missed = (self.rng.random(self.persons) < share_of(logit)) & (self.week > 1)
        self.fell_out = np.vstack([self.fell_out[1:], missed & self.there])
        held = self.there & ~missed
        self.session += held
        self._between_the_two(held)
        signs = self._signs(held)
        hazard = self.model.hazard
        logit = hazard.base + hazard.log_session * np.log(np.maximum(1, self.session))
        weights = (hazard.missed_lately, hazard.strain_open, hazard.no_goal, hazard.alliance_fall)
        chance = share_of(logit + signs @ np.array(weights))
        open_ended = held & (self.session < self.planned) & (self.week < self.seen)
        leaves = open_ended & (self.rng.random(self.persons) < chance)
        who = np.flatnonzero(held)
        self._weeks.append((who, self.session[who], signs[who]))
        self.has_left |= leaves
        self.there &= ~leaves & (self.session < self.planned) & (self.week < self.seen)

    def _between_the_two(self, held: Bools) -> None:
        """Strains open and are repaired, goals are agreed and lapse, in sessions that are held."""
        for_strain, for_goal = self.rng.random((2, self.persons))
        model = self.model
        strain = np.where(
            self.strain, for_strain >= model.strain_repaired, for_strain < model.strain_opens
        )
        goal = np.where(self.goal, for_goal >= model.goal_lapses, for_goal < model.goal_agreed)
        self.strain = np.where(held, strain, self.strain)
        self.goal = np.where(held, goal, self.goal)

    def _signs(self, held: Bools) -> Floats:
        """Persons × signs at the end of this week's session, in the order of PREDICTORS."""
        noise = self.model.alliance_noise * self.rng.standard_normal(self.persons)
        now = np.clip(self.alliance + self.model.alliance_strain * self.strain + noise, 0, 10)
        known = ~np.isnan(self.check_ins)
        before = np.where(known, self.check_ins, 0).sum(0) / np.maximum(1, known.sum(0))
        fall = np.where(known.any(0), np.maximum(0, before - now), 0)
        later = np.vstack([self.check_ins[1:], now])
        self.check_ins = np.where(held, later, self.check_ins)
        no_goal = ~self.goal & (self.session >= GOAL_DUE)
        return np.column_stack([self.fell_out.sum(0), self.strain, no_goal, fall])

    def rows(self) -> tuple[Ints, Ints, Floats, Floats]:
        """Person, session, week and signs of each session held, person after person."""
        person = np.concatenate([who for who, _, _ in self._weeks])
        week = np.repeat(np.arange(1.0, self.week + 1), [len(who) for who, _, _ in self._weeks])
        order = np.argsort(person, kind="stable")
        session = np.concatenate([number for _, number, _ in self._weeks])
        signs = np.concatenate([values for _, _, values in self._weeks])
        return person[order], session[order], week[order], signs[order]

    def ended(self) -> tuple[Ended, ...]:
        """How each therapy ended."""
        planned = self.session >= self.planned
        return tuple(
            Ended.LEFT if left else Ended.PLANNED if done else Ended.ON
            for left, done in zip(self.has_left, planned, strict=True)
        )
