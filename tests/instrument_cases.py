"""Golden vectors of the instruments and small instruments made up for tests."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wemode.catalogue.instruments import instruments
from wemode.domain import Instrument

GOLDEN = Path(__file__).parent / "golden/instruments"


@dataclass(frozen=True, slots=True)
class Vector:
    """Answers to an instrument and the scores they give; a score not named is none."""

    instrument: Instrument
    name: str
    answers: Mapping[str, int]
    items: tuple[str, ...]
    scores: Mapping[str, float]
    bands: Mapping[str, str]


def vectors() -> list[Vector]:
    """All golden vectors."""
    return [
        _vector(instruments()[path.stem], table)
        for path in sorted(GOLDEN.glob("*.toml"))
        for table in tomllib.loads(path.read_text(encoding="utf-8"))["vector"]
    ]


def _vector(instrument: Instrument, table: dict[str, Any]) -> Vector:
    raw = table["answers"].split()
    items = tuple(item.id for item in instrument.items)
    if instrument.personal:
        items = tuple(f"own{n}" for n in range(1, len(raw) + 1))
    pairs = zip(items, raw, strict=True)
    answers = {id: int(value) for id, value in pairs if value != "."}
    return Vector(
        instrument, table["name"], answers, items, table["scores"], table.get("bands", {})
    )


def full_file(**changes: Any) -> dict[str, Any]:
    """The tables of a small whole instrument of our own making, with some of them replaced."""
    return {
        "id": "garden",
        "version": 1,
        "title": "Garden days",
        "short": "Garden",
        "source": "Made up",
        "licence": {"id": "own", "statement": "Ours", "source": "Us"},
        "scale": [{"value": n, "label": f"{n} days"} for n in range(4)],
        "items": [{"id": f"q{n}", "text": f"I was outside, part {n}"} for n in range(1, 6)],
        "subscales": [
            {
                "id": "total",
                "title": "Outside",
                "items": [f"q{n}" for n in range(1, 6)],
                "method": "sum",
                "better": "higher",
                "lowest": 0,
                "highest": 15,
            }
        ],
    } | changes


def full_score(**changes: Any) -> list[dict[str, Any]]:
    """The score of ``full_file`` with some of it replaced, as its list of scores."""
    return [full_file()["subscales"][0] | changes]


def words_for(instrument: Instrument) -> dict[str, Any]:
    """Invented words for an instrument whose own are not shipped."""
    document: dict[str, Any] = {"extends": instrument.id, "held": "A letter of permission"}
    shared = [item.id for item in instrument.items if not item.choices]
    if shared:
        document["texts"] = {id: f"Invented sentence {id}" for id in shared}
        ends = (instrument.scale[0], instrument.scale[-1])
        document["labels"] = {str(one.value): f"end {one.value}" for one in ends}
    own = {
        item.id: [{"value": one.value, "label": f"Side {one.value}"} for one in item.choices]
        for item in instrument.items
        if item.choices
    }
    return document | ({"choices": own} if own else {})
