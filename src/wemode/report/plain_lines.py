"""Lines of plain text: cleaned of control signs, wrapped, joined."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

WIDTH = 78
# What would move a terminal's cursor or change its colours is no part of anybody's words.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def joined(lines: Iterable[str]) -> str:
    """The lines as one text that ends with a line break."""
    return "\n".join(lines).rstrip() + "\n"


def cleaned(text: str) -> str:
    """A text without control signs."""
    return _CONTROL.sub("", text)


def wrapped(text: str, indent: str = "  ", hang: str = "  ") -> list[str]:
    """A text broken into lines, all but the first indented by ``hang`` more."""
    return textwrap.wrap(
        cleaned(text),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + hang,
        break_on_hyphens=False,
    )


def session_words(number: int) -> str:
    """A session as it is named: session 4, before session 1."""
    return f"session {number}" if number else "before session 1"


def counted(number: int, thing: str) -> str:
    """A number with its thing: 1 goal, 2 goals."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
