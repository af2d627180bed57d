"""How a daily series moves: measures of diaries over persons, items and days.

Pure functions on arrays whose last axis is time, one step a day, ``nan`` for a day without an
answer; any axes may lead (persons, items). ``missing`` says what a missing day does.
"""

from wemode.analysis.dynamics.change_points import ChangePoints, change_points
from wemode.analysis.dynamics.complexity import DynamicComplexity, dynamic_complexity
from wemode.analysis.dynamics.early_warning import EarlyWarning, Trend, early_warning
from wemode.analysis.dynamics.instability import CriticalInstability, critical_instability
from wemode.analysis.dynamics.missing import DailySeries, every_day
from wemode.analysis.dynamics.recurrence import Recurrence, recurrence
from wemode.analysis.dynamics.surrogates import SurrogateTest, surrogate_series, surrogate_test
from wemode.analysis.dynamics.weeks import Weekly, weekly

__all__ = [
    "ChangePoints",
    "CriticalInstability",
    "DailySeries",
    "DynamicComplexity",
    "EarlyWarning",
    "Recurrence",
    "SurrogateTest",
    "Trend",
    "Weekly",
    "change_points",
    "critical_instability",
    "dynamic_complexity",
    "early_warning",
    "every_day",
    "recurrence",
    "surrogate_series",
    "surrogate_test",
    "weekly",
]
