"""The demo case: fictional, written by us in full, hand-coded, never trained on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from wemode.catalogue.toml_file import read_toml
from wemode.domain import Session, SessionKind

DEMO = Path(__file__).parent / "demo"


@dataclass(frozen=True, slots=True)
class DemoCase:
    """The case and all its appointments; some of them have a coded transcript (a text file)."""

    code_name: str
    first_name: str
    description: str
    started_on: date
    sessions: tuple[Session, ...]
    transcripts: dict[int, Path]


def demo_case(folder: Path = DEMO) -> DemoCase:
    """The demo case shipped with Wemode. Raises BadContent where its file is not readable."""
    raw: dict[str, Any] = read_toml(folder / "case.toml")
    return DemoCase(
        code_name=raw["code_name"],
        first_name=raw["first_name"],
        description=raw["description"],
        started_on=raw["started_on"],
        sessions=tuple(
            Session(one["number"], one["held_on"], SessionKind(one["kind"]))
            for one in raw["sessions"]
        ),
        transcripts={
            one["number"]: folder / one["transcript"]
            for one in raw["sessions"]
            if "transcript" in one
        },
    )
