"""The facts of a case that its episodes and patterns tell."""

from __future__ import annotations

from wemode.analysis.pattern_agreement import agree_on_core
from wemode.analysis.stages import ENOUGH_EPISODES, is_seen_as_view
from wemode.domain import PatternState, PatternVersion, Task
from wemode.guidance.case_view import CaseView, Lasts, case_fact, counted
from wemode.guidance.facts import Fact

# Work that only a pattern makes safe and useful.
CHANGE_KINDS = frozenset({"experiment", "role_play", "two_chair", "chair_work", "imagery"})


@case_fact(Lasts.STANDING)
def patterns_ready(view: CaseView) -> Fact:
    """Number of patterns not yet put to the patient that at least three events agree on.

    An event agrees where it is linked to the wish, to the other's response and to a slot of the
    own response (thought, feeling, body, act). Memories, exceptions and episodes that were given
    up do not count.
    """
    ready = [
        (version.id, agreeing)
        for version in view.case.standing_patterns
        if version.state is PatternState.DRAFT
        and len(agreeing := _agreeing(view, version)) >= ENOUGH_EPISODES
    ]
    return Fact(
        len(ready),
        lines=tuple(dict.fromkeys(line for id, events in ready for line in (id, *events))),
    )


@case_fact(Lasts.STANDING)
def events_agreeing(view: CaseView) -> Fact:
    """The most events that agree on one pattern not yet put to the patient."""
    drafts = (v for v in view.case.standing_patterns if v.state is PatternState.DRAFT)
    return counted(max((_agreeing(view, v) for v in drafts), key=len, default=()))


@case_fact(Lasts.STANDING)
def patterns_agreed(view: CaseView) -> Fact:
    """Number of patterns that the patient recognised, as they were or corrected."""
    return counted(tuple(version.id for version in _agreed(view)))


@case_fact(Lasts.STANDING)
def patterns_without_roots(view: CaseView) -> Fact:
    """Number of agreed patterns to which no memory is linked that still stands."""
    told = {record.id for record in view.case.told}
    return counted(tuple(v.id for v in _agreed(view) if not told & {*v.pattern.roots}))


@case_fact(Lasts.STANDING)
def change_tasks(view: CaseView) -> Fact:
    """Number of agreed tasks that work against a pattern.

    That is: experiment, role-play, imagery, chair work.
    """
    return counted(tuple(task.id for task in _change_tasks(view)))


@case_fact(Lasts.STANDING)
def change_unshared(view: CaseView) -> Fact:
    """Number of these tasks whose pattern is not agreed.

    A task that names no pattern is held against whatever pattern is agreed.
    """
    return counted(tuple(t.id for t in _change_tasks(view) if not _worked_against(view, t)))


@case_fact(Lasts.STANDING)
def change_unseen(view: CaseView) -> Fact:
    """Number of these tasks whose pattern is agreed but not held as a view.

    Held as a view: the last rating of how it is held is 6 or more of 10 (0 plain fact, 10 one view
    among others). One never rated is not.
    """
    unseen = []
    for task in _change_tasks(view):
        patterns = _worked_against(view, task)
        if patterns and not any(is_seen_as_view(view.case, one.id) for one in patterns):
            unseen.append(task.id)
    return counted(tuple(unseen))


def _agreeing(view: CaseView, version: PatternVersion) -> tuple[str, ...]:
    return agree_on_core(version.pattern, view.case.episodes)


def _agreed(view: CaseView) -> tuple[PatternVersion, ...]:
    return tuple(v for v in view.case.standing_patterns if v.state is PatternState.AGREED)


def _change_tasks(view: CaseView) -> tuple[Task, ...]:
    return tuple(task for task in view.agreed_tasks if task.kind in CHANGE_KINDS)


def _worked_against(view: CaseView, task: Task) -> tuple[PatternVersion, ...]:
    """The agreed pattern the task names; any that is agreed where it names none."""
    named = task.pattern.strip()
    return tuple(one for one in _agreed(view) if named in ("", one.id))
