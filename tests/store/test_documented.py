"""What the layers above may call stands in the documentation."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType

import pytest

from wemode.store import (
    access,
    actions,
    aside,
    backup,
    cohort,
    contracts,
    ending,
    exchange,
    formulation,
    inbox_key,
    links,
    measures,
    practice,
    read,
    reminders,
    setup,
    vault,
)

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "case-file.md").read_text(encoding="utf-8")


def functions(module: ModuleType) -> list[str]:
    return [
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and value.__module__ == module.__name__
        and not name.startswith("_")
    ]


ACTIONS = [
    actions,
    aside,
    cohort,
    contracts,
    ending,
    exchange,
    formulation,
    links,
    measures,
    practice,
    read,
    reminders,
]


@pytest.mark.parametrize("module", [*ACTIONS, access, backup, inbox_key, setup, vault])
def test_every_public_function_is_documented(module: ModuleType) -> None:
    assert functions(module)
    assert [name for name in functions(module) if f"`{name}(" not in PAGE] == []


@pytest.mark.parametrize("module", ACTIONS)
def test_every_parameter_is_documented(module: ModuleType) -> None:
    for name in functions(module):
        line = PAGE.partition(f"`{name}(")[2].partition("`")[0]
        parameters = inspect.signature(getattr(module, name)).parameters
        assert [p for p in parameters if p not in line] == [], name
