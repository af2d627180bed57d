"""A case file of sixty closed cases, filled once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import CaseFile, copy_file
from tests.report.practices import fill, simulated
from wemode.analysis.cohort.cohort import Cohort
from wemode.store import setup, vault


@pytest.fixture(scope="session")
def drawn() -> Cohort:
    """Sixty short courses of nobody."""
    return simulated(60)


@pytest.fixture(scope="session")
def filled(
    tmp_path_factory: pytest.TempPathFactory, empty_file: CaseFile, drawn: Cohort
) -> tuple[CaseFile, tuple[str, ...]]:
    """A closed case file with these courses in it, and the public id of each person."""
    made = replace(empty_file, path=tmp_path_factory.mktemp("practice") / "cases.wemode")
    copy_file(empty_file.path, made.path)
    setup.open_vault(made.path, vault.unlock(made.path, made.passphrase))
    ids = fill(drawn)
    setup.close_vault()
    return made, ids


@pytest.fixture
def ids(filled: tuple[CaseFile, tuple[str, ...]], tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """An open copy of that file; the public id of each person."""
    made, ids = filled
    path = tmp_path / "cases.wemode"
    copy_file(made.path, path)
    setup.open_vault(path, vault.unlock(path, made.passphrase))
    yield ids
    setup.close_vault()
