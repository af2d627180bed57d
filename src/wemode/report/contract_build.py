"""The Contract page, built from what is known of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from wemode.analysis.contract_course import (
    is_bare,
    marks_read,
    on_scale,
    review_in,
    undone_twice,
)
from wemode.analysis.goals import attainment_t
from wemode.analysis.redline import redline
from wemode.analysis.sheet import kind_label, motive_label
from wemode.domain import (
    SCALE,
    Assent,
    Attempt,
    Case,
    Contract,
    ContractVersion,
    Goal,
    GoalMark,
    Hindsight,
    Party,
    PatternState,
    Stamp,
    Standing,
    Task,
)
from wemode.domain.pattern import PATTERN_ID
from wemode.errors import NotFound, Problem
from wemode.guidance.goals import check_goal
from wemode.report.contract import (
    AssentLine,
    AttemptLine,
    ContractPage,
    GoalLine,
    HindsightLine,
    Ladder,
    RedlinePage,
    Rung,
    Sheet,
    TaskLine,
)
from wemode.report.contract_thread import thread_lines
from wemode.report.contract_timeline import timeline
from wemode.store.results import CaseHistory


def contract_page(
    history: CaseHistory,
    *,
    version: int | None = None,
    compare: tuple[int, int] | None = None,
    upto: int | None = None,
) -> ContractPage:
    """The page of one version: the one that stands, else the last, unless ``version`` names it.

    A version that has ended is shown with what had become of it by then. ``compare`` names the two
    versions of the redline; ``upto`` shows all as it was known after that session. Raises
    NotFound for a version that is not there (or was not there then).
    """
    case = history.case if upto is None else history.case.as_of(upto)
    looked_at = _looked_at(case, version)
    return ContractPage(
        case_id=history.public_id,
        code_name=history.code_name,
        first_name=history.first_name,
        sheet=_sheet(case, looked_at) if looked_at else None,
        draft=_number(case.draft),
        proposed=_number(case.proposed),
        agreed=_number(case.agreed),
        thread=thread_lines(case),
        timeline=timeline(case),
        redline=_redline(case, *compare) if compare else None,
        last_session=case.last_session,
        review_in=review_in(case),
        upto=upto,
    )


def _looked_at(case: Case, number: int | None) -> ContractVersion | None:
    if number is not None:
        return _version(case, number)
    return case.standing or (case.versions[-1] if case.versions else None)


def _version(case: Case, number: int) -> ContractVersion:
    found = case.version(number)
    if found is None:
        when = "" if case.upto is None else f" as of session {case.upto}"
        known = ", ".join(str(one.number) for one in case.versions) or "none yet"
        raise NotFound(
            Problem("contract", f"there is no version {number}{when}", f"There are: {known}")
        )
    return found


def _number(version: ContractVersion | None) -> int | None:
    return version.number if version else None


def _sheet(case: Case, version: ContractVersion) -> Sheet:
    contract = version.contract
    names = _pattern_names(case)
    if version.ended:
        # Later marks and tries belong to the lines of later versions.
        case = case.as_of(version.ended.session)
    case = on_scale(case, version)
    earlier = case.version(version.replaces) if version.replaces else None
    before = earlier.contract if earlier else None
    goals = tuple(_goal_line(case, contract, goal, before, names) for goal in contract.goals)
    rated = [one for one in contract.worked_on if marks_read(case, one.id)]
    return Sheet(
        number=version.number,
        state=version.state,
        revision=version.revision,
        purpose=contract.purpose,
        goals=goals,
        can_promise=contract.can_promise,
        cannot_promise=contract.cannot_promise,
        hopes=contract.hopes,
        therapist_part=contract.therapist_part,
        patient_part=contract.patient_part,
        review_every=contract.review_every,
        assents=tuple(
            _assent_line(one, version.hindsight(one.party))
            for party in Party
            if (one := version.assent(party))
        ),
        replaces=version.replaces,
        proposed_by=version.proposed_by,
        reason=version.reason,
        begun=version.begun,
        proposed=version.proposed,
        agreed=version.agreed,
        ended=version.ended,
        attainment=_attainment(case, rated),
        rated=len(rated),
    )


def _attainment(case: Case, rated: Sequence[Goal]) -> float | None:
    if not rated:
        return None
    levels = [marks_read(case, goal.id)[-1].level for goal in rated]
    return float(attainment_t(levels, [goal.weight for goal in rated]))


def _pattern_names(case: Case) -> Mapping[str, str]:
    """What the patterns are called, by id: by the last words that were put to the patient."""
    told = (one for one in case.patterns if one.state is not PatternState.DRAFT)
    return {one.id: one.pattern.name for one in told}


def _against(pattern: str, names: Mapping[str, str]) -> str:
    """The pattern's name by its id; a pattern that was named in words stays in these words."""
    return names.get(pattern, "") if PATTERN_ID.match(pattern) else pattern


def _goal_line(
    case: Case,
    contract: Contract,
    goal: Goal,
    before: Contract | None,
    names: Mapping[str, str],
) -> GoalLine:
    was = before.goal(goal.id) if before else None
    return GoalLine(
        goal=goal,
        motive=motive_label(goal.motive),
        ladder=_ladder(case, goal),
        flaws=check_goal(goal) if goal.standing is Standing.WORKED_ON else (),
        tasks=tuple(_task_line(case, task, before, names) for task in contract.tasks_of(goal.id)),
        is_new=before is not None and was is None,
        is_changed=was is not None and replace(was, said=()) != replace(goal, said=()),
    )


def _task_line(
    case: Case, task: Task, before: Contract | None, names: Mapping[str, str]
) -> TaskLine:
    was = before.task(task.id) if before else None
    return TaskLine(
        task=task,
        kind=kind_label(task.kind),
        against=_against(task.pattern, names),
        attempts=tuple(_attempt_line(one) for one in case.attempts_at(task.id)),
        undone_twice=undone_twice(case, task.id),
        is_new=before is not None and was is None,
        is_changed=was is not None and replace(was, said=()) != replace(task, said=()),
    )


def _ladder(case: Case, goal: Goal) -> Ladder:
    read = marks_read(case, goal.id)
    path = _path(read)
    today = path[-1][1] if path else None
    rungs = (
        Rung(level, goal.level(level), level == goal.baseline, level == today)
        for level in reversed(SCALE)
    )
    others = case.marks_of(goal.id, Party.THERAPIST)
    return Ladder(
        rungs=tuple(rungs) if goal.levels else (),
        path=path,
        baseline=goal.baseline,
        today=today,
        other_path=() if others == read else _path(others),
    )


def _path(marks: Sequence[GoalMark]) -> tuple[tuple[int, int], ...]:
    return tuple((mark.at.session, mark.level) for mark in marks)


def _attempt_line(attempt: Attempt) -> AttemptLine:
    return AttemptLine(
        id=attempt.id,
        session=attempt.at.session,
        on=attempt.at.on,
        outcome=attempt.outcome,
        feeling=attempt.feeling,
        strength=attempt.strength,
        showed=attempt.showed,
        next_step=attempt.next_step,
    )


def _assent_line(assent: Assent, later: Hindsight | None) -> AssentLine:
    return AssentLine(
        party=assent.party,
        at=assent.at,
        words=assent.words,
        free=assent.free,
        turn=assent.turn,
        seen_as=assent.seen_as,
        bare=is_bare(assent),
        hindsight=HindsightLine(later.at, later.words, later.free) if later else None,
    )


def _redline(case: Case, before: int, after: int) -> RedlinePage:
    one, other = _version(case, before), _version(case, after)
    low, high = sorted((before, after))
    start, end = sorted(_since(version).session for version in (one, other))
    return RedlinePage(
        redline=redline(one.contract, other.contract),
        before=before,
        after=after,
        reasons=tuple(
            (version.number, version.reason)
            for version in case.versions
            if low < version.number <= high
        ),
        sessions=tuple(s.number for s in case.sessions if start < s.number <= end),
    )


def _since(version: ContractVersion) -> Stamp:
    """From when a version counts: agreed, else proposed, else begun."""
    return version.agreed or version.proposed or version.begun
