"""What is generated is up to date, and what is declared is documented."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from wemode.cli import COMMANDS

ROOT = Path(__file__).resolve().parent.parent


def test_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts/docs.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_command_stands_in_the_command_line_page() -> None:
    page = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
    missing = [name for name in COMMANDS if f"`wemode {name}" not in page]
    assert missing == []


def test_every_link_between_our_pages_leads_somewhere() -> None:
    import re

    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert broken == []
