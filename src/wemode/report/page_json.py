"""A page value as JSON, for other programs: its fields under their names, documented there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

# The case goes by its code name; ids of the case file and names of persons stay inside.
LEFT_OUT = frozenset({"case_id", "first_name", "by"})


def page_json(page: object, **beside: object) -> str:
    """The page as JSON text, with what is shown ``beside`` it under names of its own.

    Enums go by their value, days as YYYY-MM-DD.

    Raises TypeError where the page holds what JSON has no form for.
    """
    return json.dumps({**_plain(page), **_plain(beside)}, ensure_ascii=False, indent=1)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        named = (one.name for one in fields(value) if one.name not in LEFT_OUT)
        return {name: _plain(getattr(value, name)) for name in named}
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
