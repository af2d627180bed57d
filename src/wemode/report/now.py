"""The review after a session as one frozen page value: what was found, and what was set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wemode.domain import Session
from wemode.guidance import session_rules
from wemode.report.review import AdviceLine, ContractLine, ReviewPage, review_page
from wemode.store.results import CodedSession, OwnNote, SessionSummary, SetAside


@dataclass(frozen=True, slots=True)
class AsideLine:
    """Advice somebody set aside, with the reason."""

    rule: str
    title: str
    says: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Theme:
    """The advice of one theme, most urgent first."""

    name: str
    advice: tuple[AdviceLine, ...]


@dataclass(frozen=True, slots=True)
class NowPage:
    """All that the page after a session shows.

    ``head`` is the one next step, None where no rule holds that was not set aside; ``themes`` the
    other advice; ``note`` the therapist's own judgement, None where none was written. ``before``
    and ``after`` are the neighbouring sessions that have a transcript.
    """

    case_id: str
    code_name: str
    first_name: str
    session: Session
    review: ReviewPage
    head: AdviceLine | None
    themes: tuple[Theme, ...]
    aside: tuple[AsideLine, ...]
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
    def others(self) -> int:
        """How much advice stands beside the next step."""
        return sum(len(theme.advice) for theme in self.themes)


def now_page(
    held: CodedSession,
    aside: Sequence[SetAside] = (),
    note: OwnNote | None = None,
    sessions: Sequence[SessionSummary] = (),
) -> NowPage:
    """The page value from what the case file holds of a session."""
    review = review_page(held.coded)
    standing = _standing(review, aside)
    before, after = neighbours(held.session.number, sessions)
    return NowPage(
        case_id=held.case_id,
        code_name=held.code_name,
        first_name=held.first_name,
        session=held.session,
        review=review,
        head=standing[0] if standing else None,
        themes=_themes(standing[1:]),
        aside=_aside(aside),
        note=note,
        before=before,
        after=after,
    )


def digest_of(review: ReviewPage, aside: Sequence[SetAside] = ()) -> tuple[int, str]:
    """What the caseload shows of a session: its open strains and the rule of the next step."""
    standing = _standing(review, aside)
    return len(review.open_strains), standing[0].rule if standing else ""


def neighbours(number: int, sessions: Sequence[SessionSummary]) -> tuple[int | None, int | None]:
    """The numbers of the sessions with a transcript just before and just after this one."""
    others = [s.session.number for s in sessions if s.has_transcript]
    before = max((n for n in others if n < number), default=None)
    return before, min((n for n in others if n > number), default=None)


def _standing(review: ReviewPage, aside: Sequence[SetAside]) -> list[AdviceLine]:
    """The advice that nobody set aside."""
    active = {one.rule for one in aside if one.is_active}
    return [advice for advice in review.advice if advice.rule not in active]


def _themes(advice: Sequence[AdviceLine]) -> tuple[Theme, ...]:
    names = dict.fromkeys(one.theme for one in advice)
    return tuple(Theme(name, tuple(one for one in advice if one.theme == name)) for name in names)


def _aside(aside: Sequence[SetAside]) -> tuple[AsideLine, ...]:
    rules = {rule.id: rule for rule in session_rules()}
    return tuple(
        AsideLine(
            rule=one.rule,
            title=rules[one.rule].title if one.rule in rules else one.rule,
            says=rules[one.rule].says if one.rule in rules else "",
            reason=one.reason,
            by=one.by,
            at=one.at,
        )
        for one in aside
        if one.is_active
    )
