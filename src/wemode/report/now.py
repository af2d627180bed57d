"""The page after a session as one frozen value: the next step, what moved, what was set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wemode.domain import Case, CodedTranscript, Session, Transcript
from wemode.guidance import Advice, OwnStates, advise_case, known_rules
from wemode.report.contract_today import ContractToday, contract_today
from wemode.report.review import (
    PRIVATE_RULE,
    AdviceLine,
    ContractLine,
    ReviewPage,
    review_page,
)
from wemode.store.results import CaseHistory, CodedSession, OwnNote, SessionSummary, SetAside

ALLIANCE = "alliance"


@dataclass(frozen=True, slots=True)
class AsideLine:
    """Advice somebody set aside, with the reason, after which session."""

    rule: str
    title: str
    says: str
    reason: str
    session: int
    by: str
    at: datetime

    @property
    def is_private(self) -> bool:
        """Whether it tells of the therapist's own states: for the screen alone, not for paper."""
        return self.rule == PRIVATE_RULE


@dataclass(frozen=True, slots=True)
class Theme:
    """The advice of one theme, most urgent first."""

    name: str
    advice: tuple[AdviceLine, ...]


@dataclass(frozen=True, slots=True)
class NowPage:
    """All that the page after a session shows; nothing of it was known only later.

    ``review`` is empty where the session has no transcript. ``head`` is the one next step, None
    where no rule holds that was not set aside; ``themes`` the other advice; ``contract`` the
    contract after this session, None where none stands; ``note`` the therapist's own judgement,
    None where none was written. ``before`` and ``after`` are the neighbouring appointments.
    """

    case_id: str
    code_name: str
    first_name: str
    session: Session
    has_transcript: bool
    review: ReviewPage
    head: AdviceLine | None
    themes: tuple[Theme, ...]
    aside: tuple[AsideLine, ...]
    contract: ContractToday | None
    note: OwnNote | None
    before: int | None
    after: int | None

    @property
    def contract_said(self) -> tuple[ContractLine, ...]:
        """The kinds of contract talk that occurred."""
        return tuple(line for line in self.review.contract if line.quotes)

    @property
    def contract_unsaid(self) -> tuple[ContractLine, ...]:
        """The kinds of contract talk that did not occur."""
        return tuple(line for line in self.review.contract if not line.quotes)

    @property
    def can_draft(self) -> bool:
        """Whether the talk of the session holds what a draft could begin from."""
        return any(
            line.quotes
            for line in self.review.contract
            if line.key in ("goals_voiced", "costs_named", "commitments")
        ) or bool(self.review.tasks)

    @property
    def standing(self) -> tuple[AdviceLine, ...]:
        """All advice that was not set aside, most urgent first."""
        shown = {advice.rule for theme in self.themes for advice in theme.advice}
        shown |= {self.head.rule} if self.head else set()
        return tuple(advice for advice in self.review.advice if advice.rule in shown)

    @property
    def others(self) -> int:
        """How much advice stands beside the next step."""
        return sum(len(theme.advice) for theme in self.themes)


def now_page(
    history: CaseHistory,
    session: Session,
    held: CodedSession | None,
    aside: Sequence[SetAside] = (),
    note: OwnNote | None = None,
    own: OwnStates | None = None,
) -> NowPage:
    """The page value from what the case file holds; ``held`` is None without a transcript.

    ``note`` and ``own`` (the therapist's own states by session) are private; without ``own``
    nothing is said of the advice that reads them, though it was set aside.
    """
    number = session.number
    if own is None:
        aside = [one for one in aside if one.rule != PRIVATE_RULE]
    case = history.case.as_of(number)
    coded = held.coded if held else CodedTranscript(Transcript())
    review = review_page(coded, case=case, own=own)
    standing = [one for one in review.advice if not is_aside(one, aside, number)]
    others = [one.number for one in history.case.sessions]
    return NowPage(
        case_id=history.public_id,
        code_name=history.code_name,
        first_name=history.first_name,
        session=session,
        has_transcript=held is not None,
        review=review,
        head=standing[0] if standing else None,
        themes=_themes(standing[1:]),
        aside=_aside(aside, review.advice, number),
        contract=contract_today(case),
        note=note,
        before=max((n for n in others if n < number), default=None),
        after=min((n for n in others if n > number), default=None),
    )


def next_rule(
    case: Case, page: ReviewPage, number: int, aside: Sequence[SetAside] = (), upto: int = 0
) -> str:
    """The rule of the next step, as the caseload shows it; empty where nothing presses.

    ``page`` is the review of session ``number``. Where appointments up to ``upto`` came after it
    without a transcript, what the case needs is looked at as it is known after them, and the
    session still says what only its words can tell, strains and trust among it.
    """
    if upto <= number:
        advice: Sequence[Advice] = [a for a in page.advice if not is_aside(a, aside, number)]
        return advice[0].rule if advice else ""
    of_case = {rule.id for rule in known_rules() if rule.case_conditions}
    found = [
        *(
            a
            for a in page.advice
            if (a.rule not in of_case or (a.theme == ALLIANCE and a.turns))
            and not is_aside(a, aside, number)
        ),
        *(a for a in advise_case(case.as_of(upto), None) if not is_aside(a, aside, upto)),
    ]
    order = {rule.id: rule.urgency for rule in known_rules()}
    return min((a.rule for a in found), key=order.__getitem__, default="")


def neighbours(number: int, sessions: Sequence[SessionSummary]) -> tuple[int | None, int | None]:
    """The numbers of the sessions with a transcript just before and just after this one."""
    others = [s.session.number for s in sessions if s.has_transcript]
    before = max((n for n in others if n < number), default=None)
    return before, min((n for n in others if n > number), default=None)


def is_aside(advice: Advice, aside: Sequence[SetAside], number: int) -> bool:
    """Whether advice on this session was set aside and its facts are still the same.

    What was set aside without its facts counts for its own session alone; advice that stays is
    never aside.
    """
    return not advice.stays and any(_hides(one, advice, number) for one in aside)


def _hides(one: SetAside, advice: Advice, number: int) -> bool:
    same = one.facts == advice.facts if one.facts else one.session == number
    return one.is_active and one.rule == advice.rule and same


def _themes(advice: Sequence[AdviceLine]) -> tuple[Theme, ...]:
    names = dict.fromkeys(one.theme for one in advice)
    return tuple(Theme(name, tuple(one for one in advice if one.theme == name)) for name in names)


def _aside(
    aside: Sequence[SetAside], advice: Sequence[Advice], number: int
) -> tuple[AsideLine, ...]:
    """What is hidden now; of this session also what no longer holds, so that it can be seen."""
    rules = {rule.id: rule for rule in known_rules()}
    holds = {one.rule: one for one in advice}
    shown: dict[str, SetAside] = {}
    for one in aside:
        held = holds.get(one.rule)
        of_today = held is None and one.is_active and one.session == number
        if of_today or (held is not None and is_aside(held, (one,), number)):
            shown[one.rule] = one
    return tuple(
        AsideLine(
            rule=one.rule,
            title=rules[one.rule].title if one.rule in rules else one.rule,
            says=rules[one.rule].says if one.rule in rules else "",
            reason=one.reason,
            session=one.session,
            by=one.by,
            at=one.at,
        )
        for one in shown.values()
    )
