"""The packages of the extra `research`, loaded only when a model is fitted."""

from __future__ import annotations

import importlib
from typing import Any

from wemode.errors import Problem, WemodeError


def research(module: str) -> Any:
    """The module, such as "statsmodels.api". Raises WemodeError where the extra is missing."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise WemodeError(
            Problem(
                "research",
                f"the package {module.partition('.')[0]} is not installed",
                "Install it with: pip install wemode[research]",
            )
        ) from None
