"""The packages of the extra `research`, imported only when they are used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wemode.errors import Problem, WemodeError


@contextmanager
def research() -> Iterator[None]:
    """Around the imports: raises WemodeError where a package of the extra is not installed."""
    try:
        yield
    except ImportError as error:
        package = (error.name or "a package").partition(".")[0]
        raise WemodeError(
            Problem(
                "research",
                f"{package} is not installed",
                "Install it: pip install wemode[research]",
            )
        ) from None
