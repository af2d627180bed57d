"""The transcript of a session with its codes as one frozen page value, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wemode.analysis.states import MOVE_CODES, STATE_CODES
from wemode.catalogue import Code, Codebook, codebook
from wemode.domain import How, Session, Speaker
from wemode.report.now import neighbours
from wemode.report.review import ReviewPage, StrainLine, TurnLine, review_page
from wemode.store.results import CodedSession, Mark, SessionSummary

# What a code's colour and shape stand for: the state or move it makes of its turn.
MEANING: Mapping[str, str] = {
    code: meaning.value for meaning, codes in (*STATE_CODES, *MOVE_CODES) for code in codes
} | {"t.validates": "repair", "p.commits": "contract", "p.ambivalent": "contract"}


@dataclass(frozen=True, slots=True)
class CodeMark:
    """One code on a turn with its whole history.

    ``how`` is human, suggested, confirmed or rejected; ``percent`` the confidence of a program in
    whole percent, None for people; ``meaning`` the state or move the code stands for, empty where
    it stands for none.
    """

    id: int
    code: str
    label: str
    definition: str
    meaning: str
    how: str
    percent: int | None
    because: str
    coder: str
    at: datetime
    decided_by: str | None
    decided_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided on it yet."""
        return self.how == How.SUGGESTED

    @property
    def is_set(self) -> bool:
        """Whether a person set or confirmed it."""
        return self.how in (How.HUMAN, How.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch of turns of one strain, up to the turn that repaired it."""

    kind: str
    first: int
    last: int
    end: str

    def covers(self, turn: int) -> bool:
        """Whether this turn lies within it."""
        return self.first <= turn <= self.last


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn with its marks, the strain it lies in, and the advice it is evidence for."""

    number: int
    speaker: Speaker
    text: str
    remarks: tuple[str, ...]
    start: float | None
    state: str
    marks: tuple[CodeMark, ...]
    span: Span | None
    advice: tuple[str, ...]

    @property
    def is_patient(self) -> bool:
        """Whether the patient speaks."""
        return self.speaker is Speaker.PATIENT

    @property
    def may_bear_codes(self) -> bool:
        """Whether codes may be set on it: nobody else in the room is ever coded."""
        return self.speaker is not Speaker.OTHER

    @property
    def undecided(self) -> tuple[CodeMark, ...]:
        """Suggestions nobody has decided on."""
        return tuple(mark for mark in self.marks if mark.is_open)

    @property
    def strain_place(self) -> str:
        """Classes that draw the strain in the margin: its kind, its ends, how it ended."""
        if self.span is None:
            return ""
        ends = " is-first" * (self.number == self.span.first) + " is-last" * (
            self.number == self.span.last
        )
        return f"in-{self.span.kind} is-{self.span.end}{ends}"


@dataclass(frozen=True, slots=True)
class TurnsPage:
    """A session's transcript: its rows, its review, and the sessions before and after."""

    case_id: str
    code_name: str
    first_name: str
    session: Session
    review: ReviewPage
    rows: tuple[TurnRow, ...]
    spans: tuple[Span, ...]
    before: int | None
    after: int | None

    def row(self, number: int) -> TurnRow:
        """The row of this turn; IndexError where there is none."""
        if not 1 <= number <= len(self.rows):
            raise IndexError(f"no turn {number} among {len(self.rows)}")
        return self.rows[number - 1]


def turns_page(
    held: CodedSession, sessions: Sequence[SessionSummary] = (), book: Codebook | None = None
) -> TurnsPage:
    """The page value from what the case file holds of a session."""
    book = codebook() if book is None else book
    review = review_page(held.coded, book)
    spans = tuple(_span(strain) for strain in review.strains)
    marks, advice = _marks(held.marks, {code.id: code for code in book}), _advice(review)
    before, after = neighbours(held.session.number, sessions)
    return TurnsPage(
        case_id=held.case_id,
        code_name=held.code_name,
        first_name=held.first_name,
        session=held.session,
        review=review,
        rows=tuple(_row(line, marks, spans, advice) for line in review.turns),
        spans=spans,
        before=before,
        after=after,
    )


def _row(
    line: TurnLine,
    marks: Mapping[int, Sequence[CodeMark]],
    spans: Sequence[Span],
    advice: Mapping[int, Sequence[str]],
) -> TurnRow:
    return TurnRow(
        number=line.number,
        speaker=line.speaker,
        text=line.text,
        remarks=line.remarks,
        start=line.start,
        state=line.state,
        marks=tuple(marks.get(line.number, ())),
        span=next((span for span in spans if span.covers(line.number)), None),
        advice=tuple(advice.get(line.number, ())),
    )


def _span(strain: StrainLine) -> Span:
    end = "repaired" if strain.repaired else "passed" if strain.passed else "open"
    return Span(strain.kind, strain.first, max((strain.last, *strain.repair_turns)), end)


def _advice(review: ReviewPage) -> dict[int, list[str]]:
    titles: dict[int, list[str]] = {}
    for one in review.advice:
        for turn in one.turns:
            titles.setdefault(turn, []).append(one.title)
    return titles


def _marks(marks: Sequence[Mark], book: Mapping[str, Code]) -> dict[int, list[CodeMark]]:
    found: dict[int, list[CodeMark]] = {}
    for mark in marks:
        found.setdefault(mark.annotation.turn, []).append(_mark(mark, book))
    return found


def _mark(mark: Mark, book: Mapping[str, Code]) -> CodeMark:
    note, known = mark.annotation, book.get(mark.annotation.code)
    return CodeMark(
        id=mark.id,
        code=note.code,
        label=known.label if known else note.code,
        definition=known.definition if known else "",
        meaning=MEANING.get(note.code, ""),
        how=note.how.value,
        percent=None if note.confidence is None else round(100 * note.confidence),
        because=note.because,
        coder=note.coder,
        at=mark.at,
        decided_by=mark.decided_by,
        decided_at=mark.decided_at,
    )
