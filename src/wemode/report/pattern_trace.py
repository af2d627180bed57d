"""Where a pattern leads: from the spoken turn over episode and slot to goal, task and outcome.

The way is gone from either end; what lies on it is lit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from wemode.analysis.sheet import motive_label
from wemode.domain import Attempt, Case, Part, Pattern, PatternVersion, Task, TurnRef
from wemode.report.episodes import EpisodeCard
from wemode.report.pattern import (
    GoalThread,
    PartLine,
    PatternPage,
    TaskOutcomeLine,
    TaskThread,
    Trace,
)

_TURN = re.compile(r"([1-9]\d{0,5})\.([1-9]\d{0,5})\Z", re.ASCII)


def goal_threads(case: Case, version: PatternVersion) -> tuple[GoalThread, ...]:
    """The goals to which a pattern leads, as they were last worded, each with its tasks."""
    pattern = version.pattern
    tasks = [
        _task(case, task, pattern)
        for task in _last_worded(case)
        if task.pattern and task.pattern.strip().casefold() in _names(version)
    ]
    serves = {task.goal for task in tasks}
    threads = []
    for id in _goal_ids(case):
        goal = case.goal_history(id)[-1][1]
        by_motive = bool(pattern.motive) and goal.motive == pattern.motive
        if by_motive or id in serves:
            threads.append(
                GoalThread(
                    id=id,
                    wording=goal.wording,
                    motive=motive_label(goal.motive),
                    by_motive=by_motive,
                    tasks=tuple(task for task in tasks if task.goal == id),
                    said=goal.said,
                )
            )
    return tuple(threads)


def _names(version: PatternVersion) -> tuple[str, str]:
    """What a task may call the pattern it works against: its id, or its name."""
    return version.id, version.pattern.name.strip().casefold()


def _goal_ids(case: Case) -> dict[str, None]:
    sheets = (version.contract for version in case.versions)
    return dict.fromkeys(goal.id for sheet in sheets for goal in sheet.goals)


def _last_worded(case: Case) -> Iterator[Task]:
    sheets = [version.contract for version in case.versions]
    ids = dict.fromkeys(task.id for sheet in sheets for task in sheet.tasks)
    return (case.task_history(id)[-1][1] for id in ids)


def _task(case: Case, task: Task, pattern: Pattern) -> TaskThread:
    return TaskThread(
        id=task.id,
        wording=task.wording,
        goal=task.goal,
        parts=tuple(part for part in _works_on(task) if pattern.words(part).strip()),
        tries=tuple(_try(one) for one in case.attempts_at(task.id)),
        said=task.said,
    )


def _works_on(task: Task) -> Iterator[Part]:
    """The slots a task works on: it is another act, and puts the ideas it names to the test."""
    if task.dreaded.strip():
        yield Part.DREADED_SELF
    if task.other_view.strip():
        yield Part.HEALTHY_SELF
    if task.feeling.strip():
        yield Part.FEELING
    yield Part.ACT


def _try(one: Attempt) -> TaskOutcomeLine:
    return TaskOutcomeLine(one.at.session, one.outcome, one.showed, one.told)


def trace(page: PatternPage, chosen: str) -> Trace | None:
    """What hangs together with the chosen thing; None where it is not on the page."""
    if turn := _TURN.match(chosen):
        return _from_turn(page, TurnRef(int(turn[1]), int(turn[2])))
    cards, tasks = _cards(page), _tasks(page)
    if chosen in cards:
        return _from_parts(page, _parts_of(page, [chosen]), episodes=[chosen])
    if chosen in tasks:
        return _from_parts(page, tasks[chosen].parts, tasks=[chosen], goals=[tasks[chosen].goal])
    for goal in page.goals:
        if goal.id == chosen:
            parts = {part for task in goal.tasks for part in task.parts}
            parts |= {Part.WISH} if goal.by_motive else set()
            ids = [task.id for task in goal.tasks]
            return _from_parts(page, parts, tasks=ids, goals=[chosen])
    if chosen in {part.value for part in Part}:
        return _from_parts(page, [Part(chosen)])
    return None


def _from_turn(page: PatternPage, turn: TurnRef) -> Trace | None:
    """From a spoken turn: the episodes it tells, the goals and tasks it worded, the try it told."""
    episodes = [card.id for card in _cards(page).values() if turn in card.told]
    tasks = [
        task.id
        for task in _tasks(page).values()
        if turn in task.said or any(one.told == turn for one in task.tries)
    ]
    goals = [goal.id for goal in page.goals if turn in goal.said]
    traces = [found for id in (*episodes, *goals, *tasks) if (found := trace(page, id))]
    if not traces:
        return None
    return Trace(
        turns=tuple(sorted({turn, *(ref for one in traces for ref in one.turns)})),
        episodes=tuple(dict.fromkeys(id for one in traces for id in one.episodes)),
        parts=tuple(part for part in Part if any(part in one.parts for one in traces)),
        goals=tuple(dict.fromkeys(id for one in traces for id in one.goals)),
        tasks=tuple(dict.fromkeys(id for one in traces for id in one.tasks)),
    )


def _from_parts(
    page: PatternPage,
    parts: Iterable[Part],
    *,
    episodes: Iterable[str] | None = None,
    tasks: Iterable[str] | None = None,
    goals: Iterable[str] | None = None,
) -> Trace:
    """The way through these slots; what is given stays, the rest is what the slots lead to."""
    among = {*parts}
    if episodes is None:
        linked = [line.episodes for line in _lines(page) if line.part in among]
        episodes = dict.fromkeys(id for ids in linked for id in ids)
    if tasks is None:
        tasks = [task.id for task in _tasks(page).values() if among & {*task.parts}]
    threads = _tasks(page)
    if goals is None:
        by_motive = (goal.id for goal in page.goals if goal.by_motive and Part.WISH in among)
        goals = (*(threads[id].goal for id in tasks), *by_motive)
    cards = _cards(page)
    episodes = tuple(episodes)
    turns = {ref for id in episodes if id in cards for ref in cards[id].told}
    return Trace(
        turns=tuple(sorted(turns)),
        episodes=episodes,
        parts=tuple(part for part in Part if part in among),
        goals=tuple(dict.fromkeys(goals)),
        tasks=tuple(dict.fromkeys(tasks)),
    )


def _parts_of(page: PatternPage, episodes: list[str]) -> set[Part]:
    return {line.part for line in _lines(page) if {*line.episodes} & {*episodes}}


def _lines(page: PatternPage) -> tuple[PartLine, ...]:
    return page.loop.parts if page.loop else ()


def _cards(page: PatternPage) -> dict[str, EpisodeCard]:
    groups = (page.evidence, page.roots, page.exceptions, page.others)
    return {card.id: card for group in groups for card in group}


def _tasks(page: PatternPage) -> dict[str, TaskThread]:
    return {task.id: task for goal in page.goals for task in goal.tasks}


def lit(page: PatternPage, chosen: str, found: Trace) -> PatternPage:
    """The page with everything on the way lit."""

    def cards(group: tuple[EpisodeCard, ...]) -> tuple[EpisodeCard, ...]:
        return tuple(replace(card, is_lit=card.id in found.episodes) for card in group)

    def thread(goal: GoalThread) -> GoalThread:
        tasks = tuple(replace(task, is_lit=task.id in found.tasks) for task in goal.tasks)
        return replace(goal, tasks=tasks, is_lit=goal.id in found.goals)

    parts = tuple(replace(line, is_lit=line.part in found.parts) for line in _lines(page))
    return replace(
        page,
        loop=replace(page.loop, parts=parts) if page.loop else None,
        evidence=cards(page.evidence),
        others=cards(page.others),
        roots=cards(page.roots),
        exceptions=cards(page.exceptions),
        goals=tuple(thread(goal) for goal in page.goals),
        chosen=chosen,
        trace=found,
    )
