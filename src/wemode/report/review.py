"""The review of a session as one frozen page value: the web page, the text and the JSON show it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from wemode.analysis import SessionReview, review_session
from wemode.analysis.contract_talk import ContractTalk
from wemode.analysis.levels import instruments_of
from wemode.analysis.states import Move, State
from wemode.catalogue import Codebook, codebook
from wemode.domain import Annotation, Case, CodedTranscript, Speaker, Turn
from wemode.guidance import FLAWS, Advice, OwnStates, advise, advise_case, session_facts
from wemode.guidance.goals import check_goal
from wemode.report.drawn_line import drawn_in

QUOTE_WORDS = 24
# The rule that reads what the therapist alone may read.
PRIVATE_RULE = "own-state"


@dataclass(frozen=True, slots=True)
class Chip:
    """A code on a turn as a person sees it."""

    code: str
    label: str
    definition: str
    confidence: float | None
    because: str
    how: str
    coder: str


@dataclass(frozen=True, slots=True)
class TurnLine:
    """One turn with the codes that stand on it and its state (see ``analysis.states``)."""

    number: int
    speaker: Speaker
    text: str
    remarks: tuple[str, ...]
    start: float | None
    state: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """The beginning of a turn, as evidence."""

    turn: int
    speaker: Speaker
    words: str


@dataclass(frozen=True, slots=True)
class RibbonMark:
    """One turn in the ribbon; ``start`` and ``end`` are shares (0-1) of the session's words."""

    turn: int
    lane: Speaker
    state: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class StrainLine:
    """One strain; ``start`` and ``end`` are its place in the ribbon (0-1)."""

    kind: str
    first: int
    last: int
    repaired: bool
    passed: bool
    repaired_by: tuple[str, ...]
    repair_turns: tuple[int, ...]
    before: tuple[str, ...]
    start: float
    end: float
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class CaseRef:
    """What of a case is evidence: a line or version of the contract, an episode, pattern, strain,
    a filled-in form, something that happened.

    A version and a form have no ``words``. ``note`` names what the goal check noticed in a goal,
    empty where nothing. ``sheet`` is the version that shows a goal or task, None where it is the
    one that stands.
    """

    id: str
    name: str
    words: str = ""
    note: str = ""
    sheet: int | None = None

    @property
    def number(self) -> int | None:
        """The number of the version it is, or stands on; None for the one that stands."""
        return int(self.id[1:]) if self.id[0] == "v" else self.sheet


@dataclass(frozen=True, slots=True)
class AdviceLine(Advice):
    """One piece of advice with the words that set it off: of the session, of the case."""

    quotes: tuple[Quote, ...] = ()
    refs: tuple[CaseRef, ...] = ()

    @property
    def is_private(self) -> bool:
        """Whether it tells of the therapist's own states: for the screen alone, not for paper."""
        return self.rule == PRIVATE_RULE


@dataclass(frozen=True, slots=True)
class FollowedLine:
    """What followed one kind of move of the therapist: turn numbers, counted, not tested."""

    code: str
    label: str
    turns: tuple[int, ...]
    opened: tuple[int, ...]
    closed: tuple[int, ...]
    neither: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task talked about, in the words it was proposed with, and what became of the asking."""

    outcome: str
    quote: Quote
    answer: Quote | None
    cost: tuple[int, ...]
    choice: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One kind of contract talk and where it stands; ``quotes`` empty means it did not occur."""

    key: str
    label: str
    quotes: tuple[Quote, ...]

    @property
    def turns(self) -> tuple[int, ...]:
        """The turns it stands in."""
        return tuple(quote.turn for quote in self.quotes)


@dataclass(frozen=True, slots=True)
class EpisodeLine:
    """A told event: its first and last telling turn, and how the telling begins."""

    first: int
    last: int
    quote: Quote


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All that the review of one session says. Nothing in it is more than a suggestion.

    ``suggested`` and ``decided`` count the codes nobody has looked at and those a person set,
    confirmed or refused.
    """

    turns: tuple[TurnLine, ...]
    ribbon: tuple[RibbonMark, ...]
    strains: tuple[StrainLine, ...]
    advice: tuple[AdviceLine, ...]
    followed: tuple[FollowedLine, ...]
    episodes: tuple[EpisodeLine, ...]
    feelings: tuple[Quote, ...]
    wishes: tuple[Quote, ...]
    contract: tuple[ContractLine, ...]
    tasks: tuple[TaskLine, ...]
    suggested: int
    decided: int

    @property
    def head(self) -> AdviceLine | None:
        """The one next step; None where no rule holds."""
        return self.advice[0] if self.advice else None

    @property
    def open_strains(self) -> tuple[StrainLine, ...]:
        """The strains that were neither repaired nor passed."""
        return tuple(s for s in self.strains if not s.repaired and not s.passed)


CONTRACT_LABELS = {
    "goals_sought": "Goal sought",
    "goals_voiced": "Goal voiced",
    "costs_named": "Cost named",
    "commitment_sought": "Commitment asked",
    "commitments": "Commitment given",
    "bare_yes": "Bare yes",
    "choice_checked": "Free choice checked",
    "limits_stated": "Limits stated",
    "tasks_reviewed": "Task looked back on",
    "acted": "New act reported",
    "avoided": "Task dropped or hidden",
}


def review_page(
    coded: CodedTranscript,
    book: Codebook | None = None,
    case: Case | None = None,
    own: OwnStates | None = None,
) -> ReviewPage:
    """The page value for a coded session, whoever coded it.

    ``case`` is the case as known after it: the advice then rests on it too. ``own`` are the
    therapist's own states, private: only where their writer reads.
    """
    book = codebook() if book is None else book
    return _Builder(review_session(coded), book, case, own).page()


class _Builder:
    """Turns the findings of one session into what a person reads."""

    def __init__(
        self, review: SessionReview, book: Codebook, case: Case | None, own: OwnStates | None
    ) -> None:
        self.review = review
        self.own = own
        self.case = case
        self.coded = review.coded
        self.labels = {code.id: code for code in book}
        self.states = {mark.turn: mark for mark in review.ribbon}

    def page(self) -> ReviewPage:
        standing = [note for note in self.coded.annotations if note.stands]
        talk = self.review.contract_talk
        return ReviewPage(
            turns=self.turn_lines(),
            ribbon=tuple(
                RibbonMark(m.turn, m.speaker, m.state.value, m.start, m.end)
                for m in self.review.ribbon
            ),
            strains=self.strain_lines(),
            advice=tuple(self.advice_line(a) for a in self.advice()),
            followed=tuple(
                FollowedLine(f.move, self.label(f.move), f.turns, f.opened, f.closed, f.neither)
                for f in self.review.followed
            ),
            episodes=tuple(
                EpisodeLine(e.first, e.last, self.quote(e.first)) for e in self.review.episodes
            ),
            feelings=self.quotes(self.review.feelings),
            wishes=self.quotes(self.review.wishes),
            contract=tuple(
                ContractLine(key, label, self.quotes(getattr(talk, key)))
                for key, label in CONTRACT_LABELS.items()
            ),
            tasks=self.task_lines(talk),
            suggested=sum(note.how == "suggested" for note in standing),
            decided=sum(note.how != "suggested" for note in self.coded.annotations),
        )

    def advice(self) -> tuple[Advice, ...]:
        if self.case is None:
            return advise(session_facts(self.review))
        review = self.review if len(self.coded.transcript) else None
        return advise_case(self.case, review, own=self.own)

    def label(self, code: str) -> str:
        return self.labels[code].label if code in self.labels else code

    def chip(self, note: Annotation) -> Chip:
        known = self.labels.get(note.code)
        return Chip(
            code=note.code,
            label=self.label(note.code),
            definition=known.definition if known else "",
            confidence=note.confidence,
            because=note.because,
            how=note.how.value,
            coder=note.coder,
        )

    def turn_lines(self) -> tuple[TurnLine, ...]:
        chips: dict[int, list[Chip]] = {}
        for note in self.coded.annotations:
            if note.stands:
                chips.setdefault(note.turn, []).append(self.chip(note))
        return tuple(
            TurnLine(
                number=turn.number,
                speaker=turn.speaker,
                text=turn.text,
                remarks=turn.remarks,
                start=turn.start,
                state=self.states[turn.number].state.value,
                chips=tuple(chips.get(turn.number, ())),
            )
            for turn in self.coded.transcript
        )

    def strain_lines(self) -> tuple[StrainLine, ...]:
        return tuple(
            StrainLine(
                kind=strain.kind.value,
                first=strain.first,
                last=strain.last,
                repaired=strain.repaired,
                passed=strain.passed,
                repaired_by=tuple(self.label(code) for code in strain.repaired_by),
                repair_turns=strain.repair_turns,
                before=tuple(self.label(code) for code in strain.before),
                start=self.states[strain.first].start,
                end=self.states[(strain.repair_turns or (strain.last,))[-1]].end,
                quotes=self.quotes(strain.markers),
            )
            for strain in self.review.strains
        )

    def advice_line(self, advice: Advice) -> AdviceLine:
        known = {field.name: getattr(advice, field.name) for field in fields(advice)}
        refs = tuple(_ref(self.case, line) for line in advice.lines) if self.case else ()
        return AdviceLine(**known, quotes=self.quotes(advice.turns), refs=refs)

    def task_lines(self, talk: ContractTalk) -> tuple[TaskLine, ...]:
        return tuple(
            TaskLine(
                outcome=task.outcome.value,
                quote=self.quote(task.proposed[0]),
                answer=None if task.answer is None else self.quote(task.answer),
                cost=task.cost,
                choice=task.choice,
            )
            for task in talk.tasks
        )

    def quotes(self, turns: tuple[int, ...]) -> tuple[Quote, ...]:
        return tuple(self.quote(turn) for turn in turns)

    def quote(self, number: int) -> Quote:
        turn = self.coded.transcript.turn(number)
        return Quote(number, turn.speaker, _beginning(turn))


def _ref(case: Case, line: str) -> CaseRef:
    """A line as it was last worded on a sheet that was put before the other; others as they are."""
    match line[0]:
        case "v":
            return CaseRef(line, f"version {line[1:]}")
        case "e":
            episode = next(one.value for one in case.episodes if one.id == line)
            return CaseRef(line, f"episode {line[1:]}", episode.slot(episode.filled[0]))
        case "p":
            version = case.pattern(line)
            return CaseRef(line, f"pattern {line[1:]}", version.pattern.name if version else "")
        case "s":
            strain = next(one.value for one in case.ledger if one.id == line)
            return CaseRef(line, f"{strain.kind.value} of session {strain.session}", strain.markers)
        case "a":
            sheet = next(one.value for one in case.sheets if one.id == line)
            form = instruments_of(case).get(sheet.instrument)
            name = form.short if form else sheet.instrument
            return CaseRef(line, f"{name} of {sheet.answered_at:%Y-%m-%d}")
        case "l":
            event = next(one.value for one in case.events if one.id == line)
            return CaseRef(line, f"what happened on {event.on}", event.words)
    sheets = [version.contract for version in case.versions if version.proposed]
    if line[0] == "t":
        task = [one for sheet in sheets if (one := sheet.task(line))][-1]
        return CaseRef(line, task.name, task.wording, sheet=drawn_in(case, line))
    goal = [one for sheet in sheets if (one := sheet.goal(line))][-1]
    noticed = [flaw.title.lower() for flaw in check_goal(goal) if flaw.quality in FLAWS]
    return CaseRef(line, goal.name, goal.wording, ", ".join(noticed), drawn_in(case, line))


def _beginning(turn: Turn) -> str:
    words = turn.text.split()
    cut = " ".join(words[:QUOTE_WORDS])
    return f"{cut} …" if len(words) > QUOTE_WORDS else cut


STATE_LABELS: dict[str, str] = {
    State.CONFRONTATION: "against you",
    State.WITHDRAWAL: "away from you",
    State.REPAIR: "owns a tension",
    State.JOINT: "looking together",
    State.AFFECTED: "touched",
    State.SELF_CONTAINED: "self-contained",
    State.NEUTRAL: "no state coded",
    Move.REPAIR: "repair",
    Move.CONTRACT: "contract",
    Move.WIDENING: "another view",
    Move.OPENING: "opening",
    Move.OTHER: "other",
}
