"""The example in docs/ending.md holds, and its table has every way of ending."""

from __future__ import annotations

import doctest
from pathlib import Path

from wemode.cli.case import WAYS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "ending.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_python_example() -> None:
    # The closing fence would count as output.
    parsed = doctest.DocTestParser().get_doctest(TEXT.replace("```", ""), {}, PAGE.name, None, 0)
    assert len(parsed.examples) > 4
    assert doctest.DocTestRunner().run(parsed).failed == 0


def test_every_way_of_ending_is_listed() -> None:
    assert [way for way in WAYS if f"| `{way}` |" not in TEXT] == []
