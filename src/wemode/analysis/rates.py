"""How often a code stands in a session, as a share of the speaker's turns, with its uncertainty.

The turn is the unit. A rate is a reading of codes, many of them suggestions; it is no scale of the
patient, and no score of the alliance is made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from wemode.domain import SessionCodes

DRAWS = 1_000
SEED = 20_150
# 95 % interval.
TAIL = 0.025


@dataclass(frozen=True, slots=True)
class RateGroup:
    """Codes whose rates are read together."""

    id: str
    label: str
    codes: tuple[str, ...]


# The ramp of the modes follows mentalization-based treatment (Drozek & Unruh 2020).
GROUPS = (
    RateGroup("modes", "How others are met", ("p.self_contained", "p.affected", "p.joint")),
    RateGroup(
        "access",
        "Access to the inner world",
        ("p.names_feeling", "p.wish", "p.episode", "p.no_access"),
    ),
    RateGroup("agency", "In whose hands it lies", ("p.acted", "p.blames_out", "p.no_agency")),
    RateGroup(
        "holding",
        "How a thought is held",
        ("p.certainty", "p.proof", "p.pretend", "p.differentiates"),
    ),
    RateGroup(
        "strain",
        "Strain between the two",
        ("p.confrontation", "p.withdrawal", "p.acknowledges_tension"),
    ),
)


@dataclass(frozen=True, slots=True)
class Rate:
    """``count`` of ``n`` turns of a session bear a code: their share, and its 95 % interval."""

    session: int
    n: int
    count: int
    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CodeRates:
    """The rates of one code, in the order of the sessions that have turns of its speaker."""

    code: str
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class GroupRates:
    """The rates of the codes of a group."""

    group: RateGroup
    codes: tuple[CodeRates, ...]


def session_rates(
    codes: Sequence[SessionCodes], groups: Sequence[RateGroup] = GROUPS, *, draws: int = DRAWS
) -> tuple[GroupRates, ...]:
    """The rates of every group's codes over the sessions, with bootstrap intervals.

    A session without a turn of the speaker is left out. The turns of a session are drawn anew
    ``draws`` times; for marks that stand or do not, that is a draw from the binomial. The seed
    hangs on the counts alone: the same counts always get the same interval. Where no turn or every
    turn bears the code, drawing knows no spread: the open end is then the exact 95 % bound (three
    turns in n, roughly: the rule of three).
    """
    return tuple(
        GroupRates(group, tuple(_code_rates(codes, code, draws) for code in group.codes))
        for group in groups
    )


def _code_rates(codes: Sequence[SessionCodes], code: str, draws: int) -> CodeRates:
    rates = []
    for one in codes:
        n = one.patient_turns if code.startswith("p.") else one.therapist_turns
        if n:
            rates.append(_rate(one.session, n, min(n, one.counts.get(code, 0)), draws))
    return CodeRates(code, tuple(rates))


def _rate(session: int, n: int, count: int, draws: int) -> Rate:
    return Rate(session, n, count, count / n, *_interval(n, count, draws))


@lru_cache(maxsize=4096)
def _interval(n: int, count: int, draws: int) -> tuple[float, float]:
    bound = 1 - (2 * TAIL) ** (1 / n)
    if count == 0:
        return 0.0, bound
    if count == n:
        return 1 - bound, 1.0
    drawn = np.random.default_rng((SEED, n, count)).binomial(n, count / n, draws) / n
    low, high = np.quantile(drawn, (TAIL, 1 - TAIL))
    return float(low), float(high)
