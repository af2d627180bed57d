"""The accuracy tables of the model card are those of the model that is shipped."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_card_is_up_to_date():
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "coder_card.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
