"""A case at the desk: locked for one action on it, with what checks and what records it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import Max
from django.utils import timezone

from wemode import domain
from wemode.domain import TRANSITIONS, ContractState, ContractVersion, Party, Stamp, Step
from wemode.errors import Conflict, NotAllowed, Problem, Unfit
from wemode.formats.contract import contract_document
from wemode.store import audit, find, models, read_contract
from wemode.store.access import Action, Actor, Role
from wemode.store.contract_checks import Form, when
from wemode.store.gateway import writing

AGAIN = "Load the contract again"
_SUBMISSION = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_Value = TypeVar(
    "_Value",
    domain.Attempt,
    domain.GoalMark,
    domain.ContractReview,
    domain.Hindsight,
    domain.Assent,
    domain.FactView,
    domain.CheckIn,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A case that is being written to, with what checks that and what records it."""

    actor: Actor
    case: models.Case
    form: Form
    entry: audit.Entry

    def version(self, number: int) -> tuple[models.ContractVersion, ContractVersion]:
        """A version as row and as value."""
        row = find.version(self.case, number)
        (value,) = read_contract.versions(self.case, pk=row.pk)
        self.entry.about["version"] = number
        return row, value

    def in_state(
        self, state: ContractState
    ) -> tuple[models.ContractVersion, ContractVersion] | None:
        """The version in a state, of which there is at most one; None where there is none."""
        row = models.ContractVersion.objects.filter(case=self.case, state=state.value).first()
        if row is None:
            return None
        (value,) = read_contract.versions(self.case, pk=row.pk)
        return row, value

    def last_step(self) -> int:
        """The session of the latest step of any version: the next one bears no earlier session.

        Else a replay would show two versions agreed at once.
        """
        return _latest(models.ContractStep, self.case)

    def last_save(self) -> int:
        """The session of the latest save of any version."""
        return _latest(models.ContractSave, self.case)

    def recorded(self, stamp: Stamp) -> dict[str, Any]:
        """The columns of a stamp, whose session goes into the audit entry."""
        now = timezone.now()
        self.entry.about["session"] = stamp.session
        return {"session": stamp.session, "on": stamp.on, "by": self.actor.name, "at": now}

    def stamped(self, value: _Value, *, after: int = 0, before: str = "") -> _Value:
        """A caller's value with its stamp checked, and the actor in it."""
        at = self.form.stamp(
            self.actor.name, value.at.session, value.at.on, after=after, before=before
        )
        return replace(value, at=at)

    def take(self, row: models.ContractVersion, step: Step, stamp: Stamp, reason: str = "") -> None:
        """One step of a version along the table."""
        row.steps.create(step=step.value, reason=reason, **self.recorded(stamp))
        row.state = TRANSITIONS[ContractState(row.state), step].value
        row.since = stamp.session
        row.save(update_fields=("state", "since"))

    def save(self, row: models.ContractVersion, save: domain.Save) -> None:
        """One save of a draft, whose row is made with the first."""
        row.goals, row.tasks = len(save.contract.worked_on), len(save.contract.tasks)
        row.save()
        row.saves.create(
            revision=save.revision,
            document=contract_document(save.contract),
            proposed_by=save.proposed_by.value if save.proposed_by else None,
            reason=save.reason,
            **self.recorded(save.at),
        )
        self.entry.about["version"] = row.number
        self.entry.detail |= {"revision": save.revision, "goals": row.goals, "tasks": row.tasks}


@contextmanager
def at_desk(actor: Actor, action: Action, case_id: str) -> Iterator[Desk]:
    """A case locked for one action on its contract, its formulation or its measures."""
    with writing(actor, action) as entry:
        case = find.case(case_id, locked=True)
        entry.about["case"] = case_id
        form = Form(case)
        yield Desk(actor, case, form, entry)
        # The advice in it may not hold any more.
        models.Digest.objects.filter(session=form.shown).delete()


class _Repeated(Exception):
    """A submission came a second time; carries what the first gave."""

    def __init__(self, result: str) -> None:
        self.result = result


def once(
    actor: Actor, action: Action, case_id: str, submission: str, write: Callable[[Desk], str]
) -> str:
    """An action that a client may send twice: what ``write`` gave the first time.

    ``submission`` is the client's name of it, unique within the case; the same again writes
    nothing, not even into the audit log. Empty for what is not sent by a client. Conflict where
    another action took it.
    """
    if submission:
        require_name(submission)
    try:
        with at_desk(actor, action, case_id) as desk:
            if submission:
                _refuse_repeat(desk.case, action, submission)
            result = write(desk)
            if submission:
                take_name(desk.case, action, submission, result)
    except _Repeated as earlier:
        return earlier.result
    return result


def require_name(submission: str) -> None:
    """Unfit where this cannot name a submission."""
    if not _SUBMISSION.match(submission):
        what = "it has no name such as a UUID"
        raise Unfit(Problem("submission", what, "Send it again", "submission"))


def take_name(case: models.Case, action: Action, submission: str, result: str) -> None:
    """Keep what a submission gave."""
    models.Taken.objects.create(
        case=case,
        submission=submission,
        action=action.value,
        result=result,
        at=timezone.now(),
    )


def require_own(actor: Actor, party: Party) -> None:
    """NotAllowed where a patient would speak for the therapist."""
    if actor.role == Role.PATIENT and party is not Party.PATIENT:
        what = "may not speak for the therapist"
        raise NotAllowed(Problem(f"role “{actor.role}”", what, "Send it as the patient"))


def _refuse_repeat(case: models.Case, action: Action, submission: str) -> None:
    earlier = models.Taken.objects.filter(case=case, submission=submission).first()
    if earlier is None:
        return
    if earlier.action != action.value:
        raise Conflict(Problem("submission", "its name was taken", "Send it under another"))
    raise _Repeated(earlier.result)


def moved_on(row: models.ContractVersion) -> Conflict:
    """That a version is in the state it is in, since when and by whom."""
    last = row.steps.order_by("-pk").first() or row.saves.order_by("-revision")[0]
    return Conflict(
        Problem(
            f"version {row.number}",
            f"it is {row.state}: {last.by} recorded that on {when(last.at)}",
            AGAIN,
        )
    )


def _latest(table: Any, case: models.Case) -> int:
    rows = table.objects.filter(version__case=case)
    return rows.aggregate(last=Max("session"))["last"] or 0
