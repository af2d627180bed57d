"""How a daily series moves: measures of diaries over persons, items and days.

Pure functions on arrays whose last axis is time, one step a day, ``nan`` for a day without an
answer; any axes may lead (persons, items). ``missing`` says what a missing day does.
"""

__all__: list[str] = []
