"""A case at the desk: locked for one action on it, with what checks and what records it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import Max
from django.utils import timezone

from wemode import domain
from wemode.domain import TRANSITIONS, ContractState, ContractVersion, Stamp, Step
from wemode.errors import Conflict, Problem
from wemode.formats.contract import contract_document
from wemode.store import audit, find, models, read_contract
from wemode.store.access import Action, Actor
from wemode.store.contract_checks import Form, when
from wemode.store.gateway import writing

AGAIN = "Load the contract again"
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
    """A case locked for one action on its contract or its formulation."""
    with writing(actor, action) as entry:
        case = find.case(case_id, locked=True)
        entry.about["case"] = case_id
        yield Desk(actor, case, Form(case), entry)
        find.latest_digest(case).delete()  # its advice may not hold any more


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
