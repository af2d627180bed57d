"""Rates say of how many turns, and how sure; nothing known later moves an earlier interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemode.analysis.rates import GROUPS, CodeRates, Rate, session_rates
from wemode.catalogue.codebook import codebook
from wemode.domain import SessionCodes


def rates_of(code: str, *sessions: SessionCodes) -> tuple[Rate, ...]:
    found: dict[str, CodeRates] = {
        one.code: one for group in session_rates(sessions) for one in group.codes
    }
    return found[code].rates


def test_every_code_that_is_drawn_stands_in_the_codebook_once() -> None:
    codes = [code for group in GROUPS for code in group.codes]
    assert all(code in codebook() for code in codes)
    assert len({*codes}) == len(codes)


def test_a_rate_says_how_many_turns_of_how_many() -> None:
    (rate,) = rates_of("p.joint", SessionCodes(7, 80, 82, {"p.joint": 20}))
    assert (rate.session, rate.n, rate.count, rate.rate) == (7, 80, 20, 0.25)


def test_the_interval_is_about_that_of_the_binomial() -> None:
    (rate,) = rates_of("p.joint", SessionCodes(7, 400, 1, {"p.joint": 100}))
    spread = 1.96 * np.sqrt(0.25 * 0.75 / 400)
    assert rate.low == pytest.approx(0.25 - spread, abs=0.01)
    assert rate.high == pytest.approx(0.25 + spread, abs=0.01)


def test_where_no_turn_bears_the_code_the_upper_end_is_the_rule_of_three() -> None:
    (rate,) = rates_of("p.joint", SessionCodes(7, 100, 1, {}))
    assert (rate.rate, rate.low) == (0.0, 0.0)
    assert rate.high == pytest.approx(3 / 100, abs=0.001)
    (whole,) = rates_of("p.joint", SessionCodes(7, 100, 1, {"p.joint": 100}))
    assert (whole.rate, whole.high) == (1.0, 1.0)
    assert whole.low == pytest.approx(1 - 3 / 100, abs=0.001)


def test_a_session_without_a_turn_of_the_patient_has_no_rate() -> None:
    assert (
        rates_of("p.joint", SessionCodes(7, 0, 12, {}), SessionCodes(8, 5, 5, {}))[0].session == 8
    )


@given(st.integers(1, 300), st.data())
def test_the_rate_lies_in_its_interval_and_more_turns_make_it_no_wider(
    n: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(0, n))
    (rate,) = rates_of("p.wish", SessionCodes(1, n, n, {"p.wish": count}))
    assert 0 <= rate.low <= rate.rate <= rate.high <= 1
    (more,) = rates_of("p.wish", SessionCodes(1, 100 * n, n, {"p.wish": 100 * count}))
    assert more.high - more.low <= rate.high - rate.low


def test_what_becomes_known_later_moves_no_earlier_interval() -> None:
    early = SessionCodes(3, 90, 90, {"p.wish": 7, "p.joint": 4})
    later = [SessionCodes(n, 60 + n, 70, {"p.wish": n}) for n in range(4, 30)]
    assert rates_of("p.wish", early)[0] == rates_of("p.wish", early, *later)[0]
