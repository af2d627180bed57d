"""The examples in docs/dynamics.md hold, and every public name stands there."""

from __future__ import annotations

import doctest
from pathlib import Path

from wemode.analysis import dynamics

PAGE = Path(__file__).resolve().parents[2] / "docs" / "dynamics.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_examples() -> None:
    # The closing fence would count as output.
    parsed = doctest.DocTestParser().get_doctest(TEXT.replace("```", ""), {}, PAGE.name, None, 0)
    assert len(parsed.examples) > 20
    assert doctest.DocTestRunner().run(parsed).failed == 0


def test_every_function_is_documented() -> None:
    functions = [name for name in dynamics.__all__ if name.islower()]
    assert [name for name in functions if f"`{name}" not in TEXT and f"{name}(" not in TEXT] == []


def test_every_null_hypothesis_is_explained() -> None:
    assert [kind for kind in dynamics.surrogates.NULLS if f"| `{kind}` |" not in TEXT] == []
