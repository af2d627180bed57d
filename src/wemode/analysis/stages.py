"""Where a therapy stands on its way, read from facts.

The way is that of Metacognitive Interpersonal Therapy (Dimaggio et al. 2015, 2020): shared
formulation first, then change. It is a map, not a norm: several stages may be open at once, and
falling back is drawn because it is to be expected and can be used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wemode.analysis.contract_course import is_attained, marks_read, on_scale
from wemode.domain import (
    Case,
    ContractVersion,
    Episode,
    EpisodeKind,
    Outcome,
    PatternState,
    PatternStep,
    PatternVersion,
    Repaired,
    Slot,
    Task,
)
from wemode.domain.session import NOT_THERE

# So many whole episodes before a pattern can be read from them.
ENOUGH_EPISODES = 3
# A pattern rated so or above is held as a view, below it as a fact; a convention of this project.
SEEN_AS_VIEW = 6
# Kinds of task that put a pattern to the test, beside every task that names one.
TRIES_OUT = frozenset(
    {
        "role_play",
        "imagery",
        "chair_work",
        "two_chair",
        "body",
        "experiment",
        "activity",
        "holding_back",
        "truth",
    }
)


class StageState(StrEnum):
    """AHEAD: not begun. OPEN: begun, never reached. FALLEN_BACK: reached once, not now."""

    AHEAD = "ahead"
    OPEN = "open"
    REACHED = "reached"
    FALLEN_BACK = "fallen back"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a stage is read from.

    ``kind`` is "session", "strain", "version" (of the contract), "goal", "task", "episode" or
    "pattern"; ``id`` its number or id.
    """

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the way: where it stands, since which session, what the next step lacks.

    ``since`` is None where it is not begun; ``missing`` empty where nothing is.
    """

    id: str
    label: str
    state: StageState
    since: int | None
    missing: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Event:
    """In this session it became known whether something holds for one thing (``key``)."""

    session: int
    key: Any
    holds: bool


_Held = Mapping[Any, bool]


def stage_map(case: Case) -> tuple[Stage, ...]:
    """All stages in their order, as known after the last session of the case."""
    return (
        _strain(case),
        _goals(case),
        _episodes(case),
        _shared(case),
        _roots(case),
        _view(case),
        _experiments(case),
        _wider_life(case),
        _end(case),
    )


def is_seen_as_view(case: Case, pattern: str) -> bool:
    """Whether a pattern was last held as a view rather than a fact; False where nobody asked."""
    views = case.views_of(pattern)
    return bool(views) and views[-1].value >= SEEN_AS_VIEW


def is_whole(episode: Episode) -> bool:
    """Whether an episode can speak to a pattern: wish, the other's act, and an own response."""
    own = (Slot.THOUGHT, Slot.FELT, Slot.DID)
    needed = {Slot.WISH, Slot.OTHER_DID}
    return needed <= {*episode.filled} and any(slot in episode.filled for slot in own)


def _stands(
    events: Iterable[_Event], reached: Callable[[_Held], bool], begun: int | None
) -> tuple[StageState, int | None]:
    """State and since when, from what became known session by session.

    All that became known in one session counts together.
    """
    held: dict[Any, bool] = {}
    by_session: dict[int, list[_Event]] = {}
    for event in events:
        by_session.setdefault(event.session, []).append(event)
    now, since, ever = False, begun, False
    for session in sorted(by_session):
        held.update((event.key, event.holds) for event in by_session[session])
        before, now = now, reached(held)
        ever = ever or now
        since = session if now is not before else since
    if now:
        return StageState.REACHED, since
    if ever:
        return StageState.FALLEN_BACK, since
    return (StageState.AHEAD, None) if begun is None else (StageState.OPEN, begun)


def _any(held: _Held) -> bool:
    return any(held.values())


def _first(sessions: Iterable[int]) -> int | None:
    return min(sessions, default=None)


def _strain(case: Case) -> Stage:
    """A strain of the ledger is open until it is written otherwise.

    One repaired in part is open until the two have met again. What a review found counts for the
    latest session looked at alone, and only where the ledger has no strain of that session.
    """
    events = sorted(_strain_events(case), key=lambda event: event.session)
    state, since = _stands(events, _none_open, _first(event.session for event in events))
    evidence: list[Evidence] = []
    missing = "" if events else "No session has been looked at for strain."
    if events and state is not StageState.REACHED:
        held = {event.key: event.holds for event in events}
        left = [(strain, session) for (session, strain), holds in held.items() if not holds]
        left = [one for one in left if one[0]] or [max(left, key=lambda one: one[1])]
        of = sorted({session for _, session in left})
        evidence = [Evidence("strain", id) for id, _ in left if id]
        evidence += [Evidence("session", str(session)) for session in of]
        missing = f"A strain of session {of[-1]} is open: repair comes before tasks and symptoms."
    return Stage("strain_repaired", "Strain repaired", state, since, missing, tuple(evidence))


def _strain_events(case: Case) -> Iterator[_Event]:
    """Whether a session is without open strain, by its review and by each strain of the ledger."""
    for one in case.strains:
        yield _Event(one.session, (one.session, ""), one.open == 0)
    met = sorted(one.number for one in case.sessions if one.kind not in NOT_THERE)
    for record in case.strains_kept:
        session = record.value.session
        again = next((number for number in met if number > session), None)
        for place, writing in enumerate(record.writings, start=1):
            at = max(writing.at.session, session)
            repaired = writing.value.repaired
            has_met = again is not None and again <= at
            holds = repaired is Repaired.FULLY or (repaired is Repaired.PARTLY and has_met)
            yield _Event(at, (session, record.id), holds)
            if again is None or has_met or repaired is not Repaired.PARTLY:
                continue
            if all(one.at.session >= again for one in record.writings[place:]):
                yield _Event(again, (session, record.id), True)


def _none_open(held: _Held) -> bool:
    entered = {session for session, strain in held if strain}
    last = max(session for session, _ in held)
    found = held.get((last, ""), True) or last in entered
    return found and all(holds for (_, strain), holds in held.items() if strain)


def _goals(case: Case) -> Stage:
    events = [
        _Event(at.session, version.number, holds)
        for version in case.versions
        for at, holds in ((version.agreed, True), (version.ended, False))
        if at is not None and version.agreed is not None and version.contract.worked_on
    ]
    begun = _first(version.begun.session for version in case.versions)
    state, since = _stands(events, _any, begun)
    evidence: tuple[Evidence, ...] = ()
    if version := case.agreed:
        goals = (Evidence("goal", goal.id) for goal in version.contract.worked_on)
        evidence = (Evidence("version", str(version.number)), *goals)
    missing = ""
    if state is not StageState.REACHED:
        missing = _goals_missing(case)
    return Stage("goals", "Goals agreed", state, since, missing, evidence)


def _goals_missing(case: Case) -> str:
    if case.proposed:
        return f"Version {case.proposed.number} of the contract waits for both assents."
    if case.draft:
        return f"Version {case.draft.number} of the contract is a draft: propose it."
    return "No goal is agreed: say so, and look for a wish that can carry one."


def _episodes(case: Case) -> Stage:
    events = [*_episode_events(case)]
    told = [one for one in case.told if one.value.kind is EpisodeKind.EVENT]
    begun = _first(one.at.session for one in told)
    state, since = _stands(events, lambda held: sum(held.values()) >= ENOUGH_EPISODES, begun)
    whole = [one for one in told if is_whole(one.value)]
    missing = ""
    if state is not StageState.REACHED:
        missing = (
            f"{len(whole)} of {ENOUGH_EPISODES} episodes tell the wish, what the other did, and "
            "what was then thought, felt or done."
        )
    evidence = tuple(Evidence("episode", one.id) for one in whole)
    return Stage("episodes", "Episodes told", state, since, missing, evidence)


def _episode_events(case: Case) -> Iterator[_Event]:
    for record in case.episodes:
        for written in record.writings:
            counts = written.value.kind is EpisodeKind.EVENT and is_whole(written.value)
            yield _Event(written.at.session, record.id, counts)
        if record.dropped:
            yield _Event(record.dropped.session, record.id, False)


def _shared(case: Case) -> Stage:
    events = _pattern_events(case, _always)
    begun = _first(version.saves[0].at.session for version in case.patterns)
    state, since = _stands(events, _any, begun)
    missing = ""
    if state is not StageState.REACHED:
        waiting = [one for one in case.standing_patterns if one.state is PatternState.OFFERED]
        drafts = [one for one in case.standing_patterns if one.state is PatternState.DRAFT]
        missing = "No pattern is written down yet."
        if drafts:
            missing = "A pattern is drafted: offer it, tentatively, and ask for correction."
        if waiting:
            missing = "A pattern was offered: ask what fits, and what does not."
    return Stage("pattern_shared", "Pattern shared", state, since, missing, _agreed(case))


def _agreed(case: Case) -> tuple[Evidence, ...]:
    return tuple(Evidence("pattern", one.id) for one in _agreed_patterns(case))


def _agreed_patterns(case: Case) -> list[PatternVersion]:
    return [one for one in case.standing_patterns if one.state is PatternState.AGREED]


def _pattern_events(case: Case, holds: Callable[[PatternVersion], bool]) -> Iterator[_Event]:
    """For every version that was agreed: whether this held of it, until it ended."""
    for version in case.patterns:
        agreed = version.taken(PatternStep.AGREE)
        if agreed is None:
            continue
        key = (version.id, version.number)
        yield _Event(agreed.at.session, key, holds(version))
        for step in (PatternStep.SUPERSEDE, PatternStep.DROP):
            if ended := version.taken(step):
                yield _Event(ended.at.session, key, False)


def _always(version: PatternVersion) -> bool:
    return True


def _roots(case: Case) -> Stage:
    told = {one.id for one in case.told}
    events = (*_pattern_events(case, lambda version: bool(version.pattern.roots)), *_uprooted(case))
    shared = _first(event.session for event in _pattern_events(case, _always))
    state, since = _stands(events, _any, shared)
    roots = [id for one in _agreed_patterns(case) for id in one.pattern.roots if id in told]
    missing = ""
    if state is not StageState.REACHED:
        missing = "No memory is linked to the pattern: ask when it was first like this."
        if shared is None:
            missing = "First a pattern that both share."
        elif loose := _loose_memories(case):
            missing = f"{', '.join(loose)}: written down, linked to no shared pattern."
    evidence = tuple(Evidence("episode", id) for id in dict.fromkeys(roots))
    return Stage("roots", "Roots found", state, since, missing, evidence)


def _uprooted(case: Case) -> Iterator[_Event]:
    """Every shared version whose memories were all struck out, with the last session of that."""
    dropped = {one.id: one.dropped.session for one in case.episodes if one.dropped}
    for version in case.patterns:
        roots, agreed = version.pattern.roots, version.taken(PatternStep.AGREE)
        if agreed and roots and all(id in dropped for id in roots):
            gone = max(dropped[id] for id in roots)
            yield _Event(max(gone, agreed.at.session), (version.id, version.number), False)


def _loose_memories(case: Case) -> list[str]:
    linked = {id for one in _agreed_patterns(case) for id in one.pattern.roots}
    memories = (one for one in case.told if one.value.kind is EpisodeKind.MEMORY)
    return [one.id for one in memories if one.id not in linked]


def _view(case: Case) -> Stage:
    """A pattern that fell back into fact counts before another that is held as a view."""
    agreed = {one.id for one in _agreed_patterns(case)}
    found = []
    for one in case.standing_patterns:
        views = case.views_of(one.id)
        if not views and one.id not in agreed:
            continue
        shared = (e.session for e in _pattern_events(case, _always) if e.key[0] == one.id)
        begun = _first([*shared, *(view.at.session for view in views)])
        events = [_Event(view.at.session, one.id, view.value >= SEEN_AS_VIEW) for view in views]
        found.append((*_stands(events, _any, begun), one, views))
    if not found:
        missing = "First a pattern that both share."
        return Stage("seen_as_view", "Seen as a view", StageState.AHEAD, None, missing, ())
    order = (StageState.FALLEN_BACK, StageState.REACHED, StageState.OPEN)
    state, since, pattern, views = min(found, key=lambda one: order.index(one[0]))
    missing = ""
    if state is not StageState.REACHED:
        missing = "Nobody has asked yet whether it is held as a fact or as a view."
        if views:
            held = f"“{pattern.pattern.name}” was last held at {views[-1].value} of 10"
            missing = f"{held}, where 0 is plain fact and 10 one view among others."
    evidence = tuple(Evidence("pattern", one.id) for _, _, one, views in found if views)
    return Stage("seen_as_view", "Seen as a view", state, since, missing, evidence)


def _experiments(case: Case) -> Stage:
    planned: dict[str, int] = {}
    for version in case.versions:
        for task in _trying_out(version):
            planned.setdefault(task.id, version.agreed.session if version.agreed else 0)
    tries = [one for one in case.attempts if one.task in planned]
    events = [_Event(one.at.session, one.task, one.outcome is not Outcome.NOT) for one in tries]
    state, since = _stands(events, _any, _first(planned.values()))
    missing = ""
    if state is not StageState.REACHED:
        missing = "No task that puts the pattern to the test is agreed."
        if planned:
            missing = "Agreed, and not tried yet." if not tries else "The last tries were not made."
    done = (one.task for one in tries if one.outcome is not Outcome.NOT)
    evidence = tuple(Evidence("task", id) for id in dict.fromkeys(done))
    return Stage("experiments", "Experiments", state, since, missing, evidence)


def _trying_out(version: ContractVersion) -> Iterator[Task]:
    if version.agreed is not None:
        for task in version.contract.tasks:
            if task.pattern or task.kind in TRIES_OUT:
                yield task


def _levels(case: Case) -> dict[str, list[tuple[int, int]]]:
    """Of every goal that was ever worked on the sessions and levels of its marks.

    Marks from before the levels were written anew are left out: a goal that was raised is no goal
    that fell.
    """
    ids = dict.fromkeys(
        goal.id
        for version in case.versions
        if version.agreed is not None
        for goal in version.contract.worked_on
    )
    case = on_scale(case, case.agreed) if case.agreed else case
    return {id: [(one.at.session, one.level) for one in marks_read(case, id)] for id in ids}


def _goal_events(levels: Mapping[str, list[tuple[int, int]]]) -> Iterator[_Event]:
    for id, marks in levels.items():
        for place, (session, _) in enumerate(marks, start=1):
            yield _Event(session, id, is_attained([level for _, level in marks[:place]]))


def _wider_life(case: Case) -> Stage:
    levels = _levels(case)
    better = (
        session
        for id, marks in levels.items()
        for session, level in marks
        if (base := _baseline(case, id)) is not None and level > base
    )
    state, since = _stands(_goal_events(levels), _any, _first(better))
    missing = ""
    if state is not StageState.REACHED:
        missing = {
            StageState.AHEAD: "No goal has moved from where it began.",
            StageState.OPEN: "A goal has moved; none is reached for good.",
            StageState.FALLEN_BACK: "A goal once reached is not so now: expect it, look at it.",
        }[state]
    evidence = tuple(
        Evidence("goal", id)
        for id, marks in levels.items()
        if is_attained([level for _, level in marks])
    )
    return Stage("wider_life", "Wider life", state, since, missing, evidence)


def _baseline(case: Case, id: str) -> int | None:
    """Where a goal began, by the last agreed version that has it."""
    return [line.baseline for version, line in case.goal_history(id) if version.agreed][-1]


def _end(case: Case) -> Stage:
    """Every goal worked on is reached: time to redraft towards more life, or to plan the end."""
    agreed = case.agreed
    ids = [goal.id for goal in agreed.contract.worked_on] if agreed else []
    known = _levels(case)
    levels = {id: known[id] for id in ids}
    events = list(_goal_events(levels))
    begun = _first(event.session for event in events if event.holds)
    state, since = _stands(
        events, lambda held: bool(ids) and all(held.get(id, False) for id in ids), begun
    )
    reached = [id for id in ids if is_attained([level for _, level in levels[id]])]
    missing = f"{len(reached)} of {len(ids)} goals are reached." if ids else "No goal is agreed."
    if state is StageState.REACHED:
        missing = "Every goal is reached: redraft towards more life, or plan the end."
    evidence = tuple(Evidence("goal", id) for id in reached)
    return Stage("end", "End", state, since, missing, evidence)
