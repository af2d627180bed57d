"""docs/contract.md draws the states of the code and names every field of the JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.report.test_contract_page import SMALL
from wemode.domain import state_diagram
from wemode.report.contract_build import contract_page
from wemode.report.contract_json import contract_json, diff_json, history_json

PAGE = (Path(__file__).parents[2] / "docs/contract.md").read_text(encoding="utf-8")


def fields(of: Any) -> Iterator[str]:
    if isinstance(of, dict):
        for name, value in of.items():
            yield name
            yield from fields(value)
    elif isinstance(of, list):
        for value in of:
            yield from fields(value)


def test_the_diagram_is_that_of_the_code() -> None:
    assert f"```mermaid\n{state_diagram()}\n```" in PAGE


def test_every_field_of_the_json_is_documented() -> None:
    page = contract_page(SMALL, compare=(1, 3))
    documents = [contract_json(page), diff_json(page), history_json(page)]
    documents.append(contract_json(contract_page(SMALL, version=1)))
    names = {name for one in documents for name in fields(json.loads(one))}
    assert {"therapists_path", "hindsight", "pieces", "timeline"} <= names
    assert sorted(n for n in names if f'"{n}"' not in PAGE and f"`{n}`" not in PAGE) == []


def test_every_kind_of_mark_is_documented() -> None:
    kinds = {mark.kind for mark in contract_page(SMALL).timeline.marks}
    assert all(f"`{kind}`" in PAGE for kind in kinds)
