"""What docs/course.md says holds."""

from __future__ import annotations

import doctest
from pathlib import Path

from wemode.analysis.diary_moves import WINDOW
from wemode.analysis.stages import SEEN_AS_VIEW
from wemode.report.course_build import MOST_CODES
from wemode.report.course_diary import LEAST_DAYS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "course.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_example() -> None:
    # The closing fence would count as output.
    parsed = doctest.DocTestParser().get_doctest(TEXT.replace("```", ""), {}, PAGE.name, None, 0)
    assert len(parsed.examples) == 6
    assert doctest.DocTestRunner().run(parsed).failed == 0


def test_the_rules_are_those_of_the_code() -> None:
    assert (WINDOW, LEAST_DAYS, MOST_CODES, SEEN_AS_VIEW) == (7, 4, 3, 6)
    for words in ("windows of seven days", "four days of its", "three codes of a level"):
        assert words in " ".join(TEXT.split())
    assert f"{SEEN_AS_VIEW} and above is seen as a view" in TEXT
