"""The page on the door holds what it says: its example runs, and the figures in it are ours."""

from __future__ import annotations

import re
from pathlib import Path

from wemode.store import door

PAGE = (Path(__file__).parents[2] / "docs" / "patient-door.md").read_text(encoding="utf-8")


def test_the_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.+?)```", PAGE, re.DOTALL)
    exec(compile(example, "patient-door.md", "exec"), {})


def test_the_limits_are_those_of_the_door() -> None:
    assert f"after {door.UNKNOWN_A_MINUTE} a minute" in PAGE
    assert f"{door.LARGEST // 1024} kB at most; {door.LETTERS_A_DAY} letters" in PAGE
    assert f"{door.BYTES_A_DAY // 1024**2} MB a day" in PAGE
    assert f"1 in {10**door.CODE_DIGITS // door.TRIES:,}" in PAGE


def test_every_function_of_the_door_is_told() -> None:
    public = [name for name in vars(door.Door) if not name.startswith("_")]
    assert [name for name in public if f"`{name}" not in PAGE] == []
    assert all(f"`{kind}`" in PAGE for kind in door.KINDS)
