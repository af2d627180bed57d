"""The examples in docs/change.md hold, and it lists what there is."""

from __future__ import annotations

import doctest
from pathlib import Path

from wemode.analysis.change import CATEGORIES, METHODS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "change.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_python_examples() -> None:
    parsed = doctest.DocTestParser().get_doctest(TEXT, {}, PAGE.name, None, 0)
    assert len(parsed.examples) > 12
    assert doctest.DocTestRunner().run(parsed).failed == 0


def test_every_method_and_every_category_is_listed() -> None:
    for method in METHODS.values():
        row = next(line for line in TEXT.splitlines() if line.startswith(f"| {method.id} |"))
        for source in method.source.split("; "):
            assert source.split(" ")[0].strip(",") in row
            assert source[-4:] in row
    for number, word in enumerate(CATEGORIES):
        assert f"| {word} | {number} |" in TEXT
