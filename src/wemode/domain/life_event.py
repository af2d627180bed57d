"""What happened in the patient's life, on the same axis as the therapy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wemode.domain.limits import LINE, text_problems
from wemode.errors import Unfit


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """Something that happened outside; ``big`` where it may change the work. Raises Unfit."""

    on: date
    words: str
    big: bool = False

    def __post_init__(self) -> None:
        if problems := text_problems("words", "what happened", self.words, LINE, needed=True):
            raise Unfit(*problems)
