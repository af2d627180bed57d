"""That a therapy ended: how, when, and that it was taken up again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from wemode.domain.limits import PARAGRAPH, text_problems
from wemode.domain.version import Stamp
from wemode.errors import Unfit


class EndingKind(StrEnum):
    """How a therapy ended.

    PLANNED: the two ended it together. LEFT: the patient stayed away or broke off. MOVED_ON: it
    goes on elsewhere, or something from outside ended it, so that it neither ended nor was left.
    """

    PLANNED = "planned"
    LEFT = "left"
    MOVED_ON = "moved_on_elsewhere"


@dataclass(frozen=True, slots=True)
class Ending:
    """One ending of a therapy; ``reopened`` is when it was taken up again, None while it holds.

    ``at`` is its day and the last appointment on or before it. Raises Unfit.
    """

    how: EndingKind
    at: Stamp
    words: str = ""
    reopened: Stamp | None = None

    def __post_init__(self) -> None:
        if problems := text_problems("words", "words on the ending", self.words, PARAGRAPH):
            raise Unfit(*problems)

    def as_of(self, session: int) -> Ending | None:
        """The ending as it was known after this session; None where there was none."""
        if self.at.session > session:
            return None
        later = self.reopened is not None and self.reopened.session > session
        return replace(self, reopened=None) if later else self
