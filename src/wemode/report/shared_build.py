"""The patient's own page, built from what is known of a case: only what is the patient's to read.

The contract stands on it once both agreed, a pattern once it was offered. What the therapist wrote
for themself, motives, dreaded ideas, other people's hopes, reasons and scores stay out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from wemode.catalogue.formulation import check_in_prompts, pattern_parts
from wemode.domain import (
    Attempt,
    Case,
    Choice,
    Goal,
    Instrument,
    Part,
    Party,
    PatternState,
    PatternVersion,
    PlannedForm,
    Practice,
    Standing,
    Task,
    Where,
)
from wemode.domain.session import NOT_THERE
from wemode.report.shared import (
    OwnMark,
    SeenPart,
    SeenTogether,
    SharedCheckIn,
    SharedChoice,
    SharedContract,
    SharedDiary,
    SharedForm,
    SharedGoal,
    SharedItem,
    SharedPage,
    SharedPrompt,
    SharedQuestion,
    SharedTask,
    SharedTry,
)
from wemode.store.results import CaseHistory

# So many tries stand under a task.
TRIES = 6
# Days of the diary that the page knows to be written.
DAYS = 400
SELVES = (Part.DREADED_SELF, Part.HEALTHY_SELF)


def shared_page(
    history: CaseHistory,
    practice: Practice,
    instruments: Mapping[str, Instrument],
    *,
    today: date,
) -> SharedPage:
    """The page of a case as it stands.

    A planned form whose instrument is not there or has no text yet is left out.
    """
    case = history.case
    return SharedPage(
        tag=page_tag(history.public_id),
        made_on=today,
        reads=practice.reads.strip(),
        crisis=practice.crisis.strip(),
        contract=_contract(case),
        diary=_diary(case),
        forms=_forms(history, instruments),
        check_in=_check_in(case),
        seen=tuple(
            _seen(one)
            for one in case.standing_patterns
            if one.state in (PatternState.OFFERED, PatternState.AGREED)
        ),
    )


def page_tag(case_id: str) -> str:
    """What tells the page of one patient from another's and leads nowhere."""
    return _opaque("page", case_id)


def _opaque(kind: str, id: str) -> str:
    """A short name that says nothing about what it names."""
    return sha256(f"wemode {kind} {id}".encode()).hexdigest()[:12]


def _contract(case: Case) -> SharedContract | None:
    version = case.agreed
    if version is None or version.agreed is None:
        return None
    sheet = version.contract
    tasks = [one for goal in sheet.worked_on for one in sheet.tasks_of(goal.id)]
    looked = [one.at.session for one in case.reviews if one.version == version.number]
    since = max([version.agreed.session, *looked])
    return SharedContract(
        purpose=sheet.purpose,
        agreed_on=version.agreed.on,
        goals=tuple(_goal(case, one) for one in sheet.worked_on),
        resting=_goals_that(Standing.RESTS, sheet.goals),
        own=_goals_that(Standing.PATIENTS_OWN, sheet.goals),
        tasks=tuple(_task(case, one) for one in tasks),
        therapist_part=sheet.therapist_part,
        patient_part=sheet.patient_part,
        can_promise=sheet.can_promise,
        cannot_promise=sheet.cannot_promise,
        review_in=max(0, since + sheet.review_every - case.last_session),
    )


def _goals_that(standing: Standing, goals: tuple[Goal, ...]) -> tuple[str, ...]:
    return tuple(one.wording for one in goals if one.standing is standing)


def _goal(case: Case, goal: Goal) -> SharedGoal:
    marks = case.marks_of(goal.id, Party.PATIENT)
    return SharedGoal(
        id=goal.id,
        words=goal.wording,
        steps=goal.levels,
        began=goal.baseline,
        seen_by=goal.seen_by,
        own=OwnMark(marks[-1].level, marks[-1].at.on) if marks else None,
    )


def _task(case: Case, task: Task) -> SharedTask:
    tries = [_try(one) for one in case.attempts_at(task.id)]
    latest = sorted(tries, key=lambda one: one.on, reverse=True)[:TRIES]
    return SharedTask(
        id=task.id,
        goal=task.goal,
        words=task.wording,
        between=task.where is Where.BETWEEN,
        feeling=task.feeling,
        tries=tuple(latest),
    )


def _try(attempt: Attempt) -> SharedTry:
    own = attempt.party is Party.PATIENT
    return SharedTry(attempt.at.on, attempt.outcome.value, own, attempt.showed if own else "")


def _diary(case: Case) -> SharedDiary | None:
    if case.diary is None or not case.diary.value.items:
        return None
    plan = case.diary.value
    return SharedDiary(
        questions=tuple(
            SharedQuestion(one.id, one.words, *one.scale.ends, one.low, one.high)
            for one in plan.items
        ),
        since=case.diary.at.on,
        written=tuple(one.on for one in case.diary_days[-DAYS:]),
        remind_at=plan.remind_at,
    )


def _forms(history: CaseHistory, instruments: Mapping[str, Instrument]) -> tuple[SharedForm, ...]:
    case = history.case
    planned = case.forms.value.forms if case.forms else ()
    known = ((one, instruments.get(one.instrument)) for one in planned)
    made = (_form(history, one, found) for one, found in known if found and found.is_ready)
    return tuple(one for one in made if one.items)


def _form(history: CaseHistory, planned: PlannedForm, instrument: Instrument) -> SharedForm:
    finished = [
        one.value.answered_at.date()
        for one in history.case.sheets_of(instrument.id)
        if one.value.finished and one.value.by is Party.PATIENT
    ]
    return SharedForm(
        # Of this case alone: what is open of another's on the same phone must not be sent to it.
        key=_opaque("form", f"{history.public_id} {instrument.id}"),
        instrument=instrument.id,
        version=instrument.version,
        about=instrument.recall,
        stem=instrument.stem,
        items=_items(planned, instrument),
        first_on=planned.first_on,
        every=planned.every,
        last_on=max(finished, default=None),
    )


def _items(planned: PlannedForm, instrument: Instrument) -> tuple[SharedItem, ...]:
    if instrument.personal:
        scale = _choices(instrument.scale)
        return tuple(SharedItem(one.id, one.text, scale, None) for one in planned.own_items)
    return tuple(
        SharedItem(one.id, one.text, _choices(instrument.choices(one)), one.risk_from)
        for one in instrument.items
    )


def _choices(scale: tuple[Choice, ...]) -> tuple[SharedChoice, ...]:
    return tuple(SharedChoice(one.value, one.label) for one in scale)


def _check_in(case: Case) -> SharedCheckIn | None:
    held = [one for one in case.sessions if one.kind not in NOT_THERE]
    if not held:
        return None
    last = max(held, key=lambda one: one.number)
    if any(one.party is Party.PATIENT and one.at.session == last.number for one in case.check_ins):
        return None
    prompts = tuple(SharedPrompt(one.id, one.patient) for one in check_in_prompts())
    return SharedCheckIn(last.number, last.held_on, prompts)


def _seen(version: PatternVersion) -> SeenTogether:
    written = version.pattern
    parts = [
        (one.id, SeenPart(one.id.value, one.plain, written.words(one.id)))
        for one in pattern_parts()
        if written.words(one.id).strip()
    ]
    return SeenTogether(
        name=written.name,
        plain=written.plain,
        round=tuple(line for part, line in parts if part not in SELVES),
        selves=tuple(line for part, line in parts if part in SELVES),
        healthy=written.healthy_parts,
        agreed=version.state is PatternState.AGREED,
    )
