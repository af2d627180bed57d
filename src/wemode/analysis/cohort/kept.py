"""What was fitted, back from the document that was kept of it: no fit is needed to show it."""

from __future__ import annotations

import json
import math
from typing import Any

from wemode.analysis.cohort.calibration import Bin, Figures, Reliability
from wemode.analysis.cohort.cohort import PREDICTORS, Off
from wemode.analysis.cohort.expected import ExpectedCourse
from wemode.analysis.cohort.leaving import Calibration, Coefficient, LeavingModel
from wemode.errors import BadFile, Problem

_COUNTS = ("persons", "closed", "events", "sessions", "sessions_left_out", "events_left_out")
_TERMS = ("intercept", "log_session")


def kept_course(raw: Any) -> ExpectedCourse | Off:
    """The course in what `as_dict` gave, or why there was none. Raises BadFile for other things."""
    return _off(raw) or ExpectedCourse.from_json(json.dumps(raw))


def kept_leaving(raw: Any) -> LeavingModel | Off:
    """The hazard in what `as_dict` gave, or why there was none. Raises BadFile for other things."""
    try:
        return _off(raw) or _leaving(raw)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        raise _no_model() from None


def _off(raw: Any) -> Off | None:
    if not isinstance(raw, dict):
        raise _no_model()
    if not raw.get("off"):
        return None
    try:
        events = None if raw["events"] is None else int(raw["events"])
        return Off(str(raw["model"]), str(raw["reason"]), int(raw["closed_cases"]), events)
    except (ValueError, TypeError, KeyError):
        raise _no_model() from None


def _leaving(raw: dict[str, Any]) -> LeavingModel:
    coefficients = tuple(
        Coefficient(str(one["term"]), *(_number(one[name]) for name in ("value", "low", "high")))
        for one in raw["coefficients"]
    )
    terms = tuple(one.term for one in coefficients)
    if terms[:2] != _TERMS or not set(terms[2:]) <= set(PREDICTORS):
        raise ValueError("other terms")
    model = LeavingModel(
        coefficients=coefficients,
        covariance=tuple(tuple(_number(cell) for cell in row) for row in raw["covariance"]),
        **{name: _count(raw[name]) for name in _COUNTS},
        unused=tuple(str(one) for one in raw["unused"]),
        converged=raw["converged"] is True,
        note=str(raw["note"]),
        calibration=_calibration(raw["calibration"]) if raw["calibration"] else None,
    )
    numbers = [number for one in coefficients for number in (one.value, one.low, one.high)]
    if model.converged and not all(map(math.isfinite, numbers)):
        raise ValueError("a coefficient is missing")
    if any(len(row) != len(terms) for row in (model.covariance, *model.covariance)):
        raise ValueError("the covariance has another shape")
    return model


def _calibration(raw: dict[str, Any]) -> Calibration:
    bins = tuple(
        Bin(
            _share(one["mean_predicted"]),
            _share(one["observed_share"]),
            _count(one["n"]),
            _count(one["events"]),
            _share(one["low"]),
            _share(one["high"]),
        )
        for one in raw["plot"]["bins"]
    )
    plot = Reliability(bins, _count(raw["plot"]["n"]), _count(raw["plot"]["events"]))
    apparent, on_others = (_figures(raw[name]) for name in ("apparent", "on_others"))
    return Calibration(apparent, on_others, _count(raw["repeats"]), _count(raw["folds"]), plot)


def _figures(raw: dict[str, Any]) -> Figures:
    slope, intercept, brier, auc = (
        _number(raw[name]) for name in ("slope", "intercept", "brier", "auc")
    )
    n, events = _count(raw["n"]), _count(raw["events"])
    if n == 0 or events > n:
        raise ValueError("more left than there were")
    return Figures(slope, intercept, brier, auc, n, events)


def _number(raw: Any) -> float:
    """A number; NaN for None, which stands for it in JSON."""
    return math.nan if raw is None else float(raw)


def _share(raw: Any) -> float:
    share = float(raw)
    if not 0 <= share <= 1:
        raise ValueError("no share")
    return share


def _count(raw: Any) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or raw < 0:
        raise ValueError("no count")
    return raw


def _no_model() -> BadFile:
    what = "this is no fit that Wemode wrote"
    return BadFile(Problem("practice cohort", what, "Fit it anew with `wemode cohort practice`"))
