"""Whatever a phone sent: it is told what it could endorse, and it can be put on a page."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from wemode.catalogue.instruments import instruments
from wemode.report import aside as report
from wemode.report.aside import AsidePage, aside_page
from wemode.store.access import Actor, Role
from wemode.store.results import Aside

ACTOR = Actor("Maria", Role.THERAPIST)
NAMES = st.sampled_from(["form", "answers", "q1", "q9", "line", "phq9"]) | st.text(max_size=5)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(
    LEAVES | st.just("phq9"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def page_of(content: bytes) -> AsidePage:
    """The page where this alone lies aside, shown."""
    lies = Aside(1, None, "s-1", "answers", datetime(2026, 3, 9, tzinfo=UTC), "why", content)
    read = SimpleNamespace(
        aside=lambda _actor: (lies,),
        instruments=lambda _actor: instruments(),
        caseload=lambda _actor: (),
    )
    one = SimpleNamespace(content=lambda _actor, _id: lies)
    with patch.object(report, "read", read), patch.object(report, "read_aside", one):
        return aside_page(ACTOR, show=1)


def storable(page: AsidePage) -> None:
    """Every text of it can stand on a page in UTF-8."""
    assert page.shown is not None
    for part in page.shown.parts:
        f"{part.label}{part.text}".encode()
    for line in page.lines:
        for item in line.endorsed:
            item.answer.encode()


@given(VALUES)
def test_any_body_can_be_looked_at(body: Any) -> None:
    storable(page_of(json.dumps({"id": "s-1", "kind": "answers", "body": body}).encode()))


@given(VALUES)
def test_any_json_can_be_looked_at(content: Any) -> None:
    storable(page_of(json.dumps(content).encode()))


@given(st.binary(max_size=200))
def test_any_bytes_can_be_looked_at(content: bytes) -> None:
    storable(page_of(content))


@given(
    value=st.integers(),
    others=st.dictionaries(st.text(max_size=5), LEAVES, max_size=4),
    version=LEAVES,
    dress=st.sampled_from([int, float, str]),
)
def test_an_item_is_endorsed_from_its_line_on(
    value: int, others: dict[str, Any], version: Any, dress: Any
) -> None:
    """In whatever dress the number came: a whole one, 2.0 or "2"; no other answer hides it."""
    value = value if dress is int else max(-9, min(99, value))
    body = {"form": "phq9", "version": version, "answers": {**others, "q9": dress(value)}}
    (line,) = page_of(json.dumps({"body": body}).encode()).lines
    assert [one.item for one in line.endorsed] == (["q9"] if value >= 1 else [])
    assert line.form == "PHQ-9"
