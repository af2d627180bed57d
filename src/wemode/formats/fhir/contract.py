"""The contract as CarePlan and Goals, marks as Observations; and back, always as a draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from wemode.domain import (
    SCALE,
    Contract,
    ContractState,
    Goal,
    GoalMark,
    Hands,
    Party,
    Standing,
    Task,
    Where,
)
from wemode.domain.goal import LINE_ID
from wemode.errors import Problem, Unfit
from wemode.formats.fhir.codes import (
    ACHIEVEMENT,
    GOAL,
    GOAL_MARK,
    LEVEL,
    MOTIVE,
    OVER,
    STANDING,
    TASK_KIND,
    code_in,
    coding,
    concept,
    extended,
    own_text,
    own_whole,
)
from wemode.formats.fhir.questionnaire import SURVEY
from wemode.formats.fhir.values import LeftOut, Resource, Sheet

_PROSE = ("can_promise", "cannot_promise", "hopes", "therapist_part", "patient_part")
_STANDING_CODES = {one: one.value.replace(" ", "-").replace("'", "") for one in Standing}
_WHERE_CODES = {one: one.value.replace(" ", "-") for one in Where}
Name = Callable[[str, str], str]
_T = TypeVar("_T")


def goal_resource(goal: Goal, sheet: Sheet) -> Resource:
    """The Goal of a line of the contract, without subject; its words are the patient's."""
    return {
        "resourceType": "Goal",
        "id": goal.id,
        **extended(
            baseline=goal.baseline,
            weight=goal.weight,
            hands=goal.hands.value if goal.hands else None,
            seen_by=goal.seen_by,
            obstacle=goal.obstacle,
        ),
        "identifier": [{"system": GOAL, "value": goal.id}],
        "lifecycleStatus": _lifecycle(goal, sheet.state),
        **_achievement(goal, sheet),
        "category": [
            concept(coding(STANDING, _STANDING_CODES[goal.standing])),
            *([concept(coding(MOTIVE, goal.motive))] if goal.motive else ()),
        ],
        "description": {"text": goal.wording},
        **({"target": [_target(goal, at) for at in SCALE]} if goal.levels else {}),
    }


def achievement(level: int | None, baseline: int | None) -> str:
    """The code of a goal's last mark: 0 and above is the level the two expect, so achieved."""
    if level is None:
        return "in-progress"
    if level >= 0:
        return "achieved"
    if baseline is None or level == baseline:
        return "no-change"
    return "improving" if level > baseline else "worsening"


def mark_observation(n: int, mark: GoalMark) -> Resource:
    """The Observation of a mark, −2 to +2, without subject and performer."""
    return {
        "resourceType": "Observation",
        "id": f"mark-{n}",
        "status": "final",
        **SURVEY,
        "code": concept(coding(GOAL_MARK, mark.goal), text="Level of the goal, −2 to +2"),
        "effectiveDateTime": mark.at.on.isoformat(),
        "valueInteger": mark.level,
    }


def care_plan(sheet: Sheet, name: Name) -> Resource:
    """The CarePlan of a version, without subject; ``name`` gives the reference to a goal."""
    contract = sheet.contract
    is_agreed = sheet.state is ContractState.AGREED
    prose = {part: getattr(contract, part) for part in _PROSE}
    activities = [_activity(task, is_agreed, name) for task in contract.tasks]
    return {
        "resourceType": "CarePlan",
        "id": f"v{sheet.number}",
        **extended(**prose, review_every=contract.review_every),
        "status": "active" if is_agreed else "draft",
        "intent": "plan" if is_agreed else "proposal",
        "title": f"Working contract, version {sheet.number}",
        **({"description": contract.purpose} if contract.purpose else {}),
        **({"period": {"start": sheet.agreed_on.isoformat()}} if sheet.agreed_on else {}),
        **(
            {"goal": [{"reference": name("Goal", goal.id)} for goal in contract.goals]}
            if contract.goals
            else {}
        ),
        **({"activity": activities} if activities else {}),
    }


def _lifecycle(goal: Goal, state: ContractState) -> str:
    if goal.standing is Standing.RESTS:
        return "on-hold"
    if state is not ContractState.AGREED:
        return "proposed"
    return "active" if goal.standing is Standing.WORKED_ON else "accepted"


def _achievement(goal: Goal, sheet: Sheet) -> Resource:
    if sheet.state is not ContractState.AGREED or goal.standing is not Standing.WORKED_ON:
        return {}
    code = achievement(sheet.levels.get(goal.id), goal.baseline)
    return {"achievementStatus": concept(coding(ACHIEVEMENT, code))}


def _target(goal: Goal, at: int) -> Resource:
    """One of the five levels of goal attainment scaling."""
    return {
        "measure": concept(coding(GOAL_MARK, goal.id)),
        "detailCodeableConcept": concept(coding(LEVEL, str(at)), text=goal.level(at)),
    }


def _activity(task: Task, is_agreed: bool, name: Name) -> Resource:
    return {
        "id": task.id,
        "detail": {
            **extended(
                where=_WHERE_CODES[task.where],
                feeling=task.feeling,
                strength=task.strength,
                dreaded=task.dreaded,
                other_view=task.other_view,
            ),
            "kind": "Task",
            **({"code": concept(coding(TASK_KIND, task.kind))} if task.kind else {}),
            "goal": [{"reference": name("Goal", task.goal)}],
            "status": "in-progress" if is_agreed else "not-started",
            "description": task.wording,
        },
    }


class ContractReader:
    """Reads one CarePlan and the Goals of a Bundle as a draft.

    ``problems`` gets what is wrong, ``left_out`` what is not taken and why.
    """

    def __init__(self, problems: list[Problem], left_out: list[LeftOut]) -> None:
        self._problems = problems
        self._left_out = left_out
        # By the references under which a goal of the Bundle can be named.
        self._goals: dict[str, Goal] = {}
        self._taken: dict[str, Goal] = {}

    def read(
        self,
        goals: Sequence[tuple[str, tuple[str, ...], Resource]],
        plans: Sequence[tuple[str, Resource]],
    ) -> Contract | None:
        """The contract of these CarePlans and Goals; None where there is neither.

        Goals come as place, names and resource, plans as place and resource.
        """
        self._read_goals(goals)
        chosen = self._choose(plans)
        if chosen is None and not self._taken:
            return None
        place, plan = chosen or ("Goals", {})
        every = own_whole(plan, "review-every")
        parts: dict[str, Any] = {
            "purpose": str(plan.get("description") or ""),
            "goals": tuple(self._ordered(plan)),
            "tasks": tuple(self._tasks(place, plan)),
            **{part: own_text(plan, part.replace("_", "-")) for part in _PROSE},
            **({} if every is None else {"review_every": every}),
        }
        return self._made(place, lambda: Contract(**parts))

    def _read_goals(self, goals: Sequence[tuple[str, tuple[str, ...], Resource]]) -> None:
        wanted = [_own_id(one) for _, _, one in goals]
        for (place, references, resource), own in zip(goals, wanted, strict=True):
            if resource.get("lifecycleStatus") in OVER:
                self._leave(place, f"it is {resource['lifecycleStatus']}")
                continue
            id = own if own and own not in self._taken else _free("g", (*wanted, *self._taken))
            if own and own != id:
                what = f"there are two goals {own}"
                self._problems.append(Problem(place, what, "Keep one of them"))
            goal = self._made(place, partial(self._goal, place, id, resource))
            if goal is not None:
                self._taken[id] = goal
                self._goals |= dict.fromkeys(references, goal)

    def _goal(self, place: str, id: str, resource: Resource) -> Goal:
        levels: dict[int, str] = {}
        for target in resource.get("target") or ():
            detail = target.get("detailCodeableConcept")
            code = code_in(detail, LEVEL)
            if code in {str(at) for at in SCALE}:
                levels[int(code)] = str((detail or {}).get("text") or "")
            else:
                self._leave(f"a target of {place}", "it is none of the five levels")
        categories = resource.get("category") or ()
        words = resource.get("description") or {}
        named = [one.get("display") for one in words.get("coding") or () if one.get("display")]
        hands = own_text(resource, "hands")
        weight = own_whole(resource, "weight")
        return Goal(
            id=id,
            wording=words.get("text") or next(iter(named), ""),
            motive=next(filter(None, (code_in(one, MOTIVE) for one in categories)), ""),
            levels=tuple(levels.get(at, "") for at in SCALE) if levels else (),
            baseline=own_whole(resource, "baseline"),
            weight=1 if weight is None else weight,
            seen_by=own_text(resource, "seen-by"),
            hands=Hands(hands) if hands in set(Hands) else None,
            obstacle=own_text(resource, "obstacle"),
            standing=_standing(resource),
        )

    def _choose(self, plans: Sequence[tuple[str, Resource]]) -> tuple[str, Resource] | None:
        """The CarePlan that is in force, else the first that may still be."""
        standing = []
        for place, plan in plans:
            if plan.get("status") in OVER:
                self._leave(place, f"it is {plan['status']}")
            else:
                standing.append((place, plan))
        standing.sort(key=lambda one: one[1].get("status") != "active")
        for place, _plan in standing[1:]:
            self._leave(place, "one CarePlan is taken, the active one before others")
        return standing[0] if standing else None

    def _ordered(self, plan: Resource) -> list[Goal]:
        """The goals in the order of the plan, then those that it does not name."""
        named = [self._goals.get(one.get("reference", "")) for one in plan.get("goal") or ()]
        ordered = {goal.id: goal for goal in named if goal is not None}
        return list((ordered | self._taken).values())

    def _tasks(self, place: str, plan: Resource) -> list[Task]:
        rows = plan.get("activity") or ()
        wanted = [str(one.get("id") or "") for one in rows]
        wanted = [id if LINE_ID.match(id) and id[0] == "t" else "" for id in wanted]
        tasks: dict[str, Task] = {}
        for n, (row, own) in enumerate(zip(rows, wanted, strict=True), 1):
            where = f"{place}, activity {n}"
            detail = row.get("detail")
            goal = self._goal_of(detail or {})
            if detail is None:
                self._leave(where, "it has no detail of its own")
            elif goal is None:
                self._leave(where, "it serves no goal that was taken")
            elif own in tasks:
                self._problems.append(Problem(where, f"there are two tasks {own}", "Keep one"))
            else:
                id = own or _free("t", (*wanted, *tasks))
                task = self._made(where, partial(_task, id, detail, goal))
                if task is not None:
                    tasks[id] = task
        return list(tasks.values())

    def _goal_of(self, detail: Mapping[str, Any]) -> Goal | None:
        named = detail.get("goal") or ()
        if not named and len(self._taken) == 1:
            return next(iter(self._taken.values()))
        found = (self._goals.get(one.get("reference", "")) for one in named)
        return next(filter(None, found), None)

    def _made(self, place: str, make: Callable[[], _T]) -> _T | None:
        """The value, or None where it does not fit, with its problems said at their place."""
        try:
            return make()
        except Unfit as error:
            self._problems += [
                Problem(f"{place}: {one.where}", one.what, one.remedy) for one in error.problems
            ]
            return None

    def _leave(self, what: str, why: str) -> None:
        self._left_out.append(LeftOut(what, why))


def _own_id(resource: Resource) -> str:
    for one in resource.get("identifier") or ():
        value = str(one.get("value") or "")
        if one.get("system") == GOAL and LINE_ID.match(value) and value[0] == "g":
            return value
    return ""


def _free(letter: str, taken: Sequence[str]) -> str:
    return next(f"{letter}{n}" for n in range(1, 10_000) if f"{letter}{n}" not in taken)


def _standing(resource: Resource) -> Standing:
    codes = {code_in(one, STANDING) for one in resource.get("category") or ()}
    for standing, code in _STANDING_CODES.items():
        if code in codes:
            return standing
    rests = resource.get("lifecycleStatus") == "on-hold"
    return Standing.RESTS if rests else Standing.WORKED_ON


def _task(id: str, detail: Resource, goal: Goal) -> Task:
    where = own_text(detail, "where")
    return Task(
        id=id,
        wording=str(detail.get("description") or (detail.get("code") or {}).get("text") or ""),
        goal=goal.id,
        kind=code_in(detail.get("code"), TASK_KIND),
        where=next((one for one, code in _WHERE_CODES.items() if code == where), Where.BETWEEN),
        feeling=own_text(detail, "feeling"),
        strength=own_whole(detail, "strength"),
        dreaded=own_text(detail, "dreaded"),
        other_view=own_text(detail, "other-view"),
    )


def performer(party: Party, patient: str) -> list[Resource]:
    """Who says it: the patient, or the therapist, of whom no name goes."""
    if party is Party.PATIENT:
        return [{"reference": patient}]
    return [{"type": "Practitioner", "display": "the therapist"}]
