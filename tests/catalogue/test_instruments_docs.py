"""The examples in docs/instruments.md hold, and every instrument stands there with its basis."""

from __future__ import annotations

import doctest
import re
import tomllib
from dataclasses import replace
from pathlib import Path

from wemode.analysis.scoring import score
from wemode.catalogue.instruments import instruments, own_instrument
from wemode.domain import Better
from wemode.report.instrument import NO_BASIS, constants

PAGE = Path(__file__).resolve().parents[2] / "docs" / "instruments.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_python_examples() -> None:
    parsed = doctest.DocTestParser().get_doctest(TEXT, {}, PAGE.name, None, 0)
    assert len(parsed.examples) > 6
    assert doctest.DocTestRunner().run(parsed).failed == 0


def test_the_file_in_the_page_can_be_asked() -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    found = own_instrument(tomllib.loads(block))
    assert found.is_ready
    assert [item.id for item in found.risk_items] == ["q3"]
    assert score(found, {"q1": 2, "q2": 0})[0].value == 4


def test_every_instrument_and_every_score_stands_there() -> None:
    for one in instruments().values():
        assert f"(`{one.id}`)" in TEXT
        assert all(f"- `{score.id}` **{score.title}**" in TEXT for score in one.subscales)


def test_it_is_said_where_there_is_no_published_basis() -> None:
    phq15, octant = instruments()["phq15"], instruments()["ipip_ipc"]
    assert constants(octant.subscales[0]) == (NO_BASIS,)
    said = constants(phq15.subscales[0])[-1]
    assert said == f"{NO_BASIS}: norms, reliability, cut-off, reliable change"
    assert NO_BASIS in TEXT


def test_a_cut_off_is_read_towards_the_worse() -> None:
    (score,) = instruments()["gad7"].subscales
    said = next(line for line in constants(score) if "clinical" in line or "from 8" in line)
    assert said.startswith("from 8 on")
    better = replace(score, better=Better.HIGHER)
    assert said.replace("from 8 on", "from 8 down") in constants(better)
