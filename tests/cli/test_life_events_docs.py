"""The example in docs/life-events.md holds."""

from __future__ import annotations

import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "life-events.md"


def test_python_example() -> None:
    # The closing fence would count as output.
    text = PAGE.read_text(encoding="utf-8").replace("```", "")
    parsed = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, None, 0)
    assert len(parsed.examples) > 6
    assert doctest.DocTestRunner().run(parsed).failed == 0
