"""The examples in docs/cohorts.md hold, and its table of columns is the one that is read."""

from __future__ import annotations

import doctest
from pathlib import Path

from wemode.analysis.cohort.table import COLUMNS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cohorts.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_python_examples() -> None:
    # The closing fence would count as output.
    parsed = doctest.DocTestParser().get_doctest(TEXT.replace("```", ""), {}, PAGE.name, None, 0)
    assert len(parsed.examples) > 10
    assert doctest.DocTestRunner().run(parsed).failed == 0


def test_every_column_is_listed() -> None:
    assert [name for name in (*COLUMNS, "score_NAME") if f"| `{name}` |" not in TEXT] == []
