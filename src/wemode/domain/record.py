"""Something written down and written anew: every writing is kept, the last one holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from wemode.domain.version import Stamp

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """One writing, and when."""

    value: T
    at: Stamp


@dataclass(frozen=True, slots=True)
class Record(Generic[T]):
    """A value under an id that stays, with every writing of it; ``dropped`` once it was given up.

    Raises ValueError where it was never written.
    """

    id: str
    writings: tuple[Written[T], ...]
    dropped: Stamp | None = None

    def __post_init__(self) -> None:
        if not self.writings:
            raise ValueError(f"{self.id} was never written")

    @property
    def value(self) -> T:
        """The value as it was last written."""
        return self.writings[-1].value

    @property
    def at(self) -> Stamp:
        """When it was first written down."""
        return self.writings[0].at

    def as_of(self, session: int) -> Record[T] | None:
        """The record as it was known after this session; None where there was none."""
        writings = tuple(one for one in self.writings if one.at.session <= session)
        if not writings:
            return None
        gone = self.dropped if self.dropped and self.dropped.session <= session else None
        return replace(self, writings=writings, dropped=gone)
