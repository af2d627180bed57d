"""The rows of a case's contract as the domain's values; a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wemode import domain
from wemode.domain import Party, Stamp, TurnRef
from wemode.errors import Problem, WemodeError
from wemode.formats.contract import read_contract
from wemode.store import models
from wemode.store.results import ContractBrief

_STAMP = ("session", "on", "by")
# Which version a reader looks at first.
_RANK = {
    domain.ContractState.AGREED.value: 0,
    domain.ContractState.PROPOSED.value: 1,
    domain.ContractState.DRAFT.value: 2,
}
# Of each table whose rows belong to a version, in the order of VersionRows: fields and order.
_PARTS: tuple[tuple[Any, tuple[str, ...], tuple[str, ...]], ...] = (
    (models.ContractSave, ("revision", "document", "proposed_by", "reason"), ("revision",)),
    (models.ContractStep, ("step", "reason"), ("pk",)),
    (models.Assent, ("party", "words", "free", "turn", "seen_as"), ("session", "pk")),
    (models.Hindsight, ("party", "words", "free", "turn"), ("session", "pk")),
)
_Rows = list[tuple[Stamp, list[Any]]]


@dataclass(frozen=True, slots=True)
class VersionRows:
    """What the tables hold of one version, each row as its stamp and its other fields."""

    number: int
    replaces: int | None
    saves: _Rows
    steps: _Rows
    assents: _Rows
    hindsights: _Rows


def versions(case: models.Case, **only: Any) -> tuple[domain.ContractVersion, ...]:
    """The versions of a case in order of their number; ``only`` narrows as a filter does.

    Raises WemodeError naming the version whose rows do not make one.
    """
    return from_rows(version_rows(case, **only))


def version_rows(case: models.Case, **only: Any) -> tuple[VersionRows, ...]:
    """What is kept of the versions of a case, not yet understood; five queries."""
    found = models.ContractVersion.objects.filter(case=case, **only).order_by("number")
    heads = list(found.values_list("pk", "number", "replaces"))
    keys = [key for key, *_ in heads]
    parts = [of_versions(table, keys, *what) for table, *what in _PARTS]
    return tuple(
        VersionRows(number, replaces, *(of[key] for of in parts)) for key, number, replaces in heads
    )


def from_rows(rows: Iterable[VersionRows]) -> tuple[domain.ContractVersion, ...]:
    """The versions that the rows make. Raises WemodeError naming the one that does not fit."""
    return tuple(_version(row) for row in rows)


def attempts(case: models.Case) -> tuple[domain.Attempt, ...]:
    """The tries at tasks in the order in which they became known, without those taken back."""
    texts = ("feeling", "strength", "showed", "next_step")
    told = ("told_session", "told_turn")
    rows = _standing(
        models.Attempt, case, (*_STAMP, "pk", "party", "task", "outcome", *told, *texts)
    )
    return tuple(
        domain.Attempt(
            task,
            domain.Outcome(outcome),
            Stamp(session, on, by),
            *values,
            told=None if said is None else TurnRef(said, turn),
            id=key,
            party=Party(party),
        )
        for session, on, by, key, party, task, outcome, said, turn, *values in rows
    )


def marks(case: models.Case) -> tuple[domain.GoalMark, ...]:
    """Where goals stood, in the order in which it became known, without what was taken back."""
    return tuple(
        domain.GoalMark(goal, level, Stamp(*stamp), Party(party), key)
        for key, goal, level, party, *stamp in _standing(
            models.GoalMark, case, ("pk", "goal", "level", "party", *_STAMP)
        )
    )


def reviews(case: models.Case) -> tuple[domain.ContractReview, ...]:
    """When the two looked at the contract together, in the order in which it became known."""
    rows = models.ContractReview.objects.filter(version__case=case).order_by("session", "pk")
    return tuple(
        domain.ContractReview(version, Stamp(*stamp), words)
        for version, words, *stamp in rows.values_list("version__number", "words", *_STAMP)
    )


def strains(case: models.Case) -> tuple[domain.SessionStrains, ...]:
    """What the digests say of the strains in the sessions that have one."""
    rows = models.Digest.objects.filter(session__case=case).order_by("session__number")
    fields = ("session__number", "strains", "open_strains")
    return tuple(domain.SessionStrains(*row) for row in rows.values_list(*fields))


def briefs() -> dict[int, ContractBrief]:
    """What the caseload shows of each case's contract, by the key of the case; one query."""
    found: dict[int, ContractBrief] = {}
    rows = models.ContractVersion.objects.filter(state__in=_RANK)
    fields = ("case_id", "number", "state", "goals", "tasks", "since")
    for case, number, state, *rest in rows.values_list(*fields):
        if case not in found or _RANK[state] < _RANK[found[case].state]:
            found[case] = ContractBrief(number, domain.ContractState(state), *rest)
    return found


def of_versions(
    table: Any, keys: Iterable[int], fields: tuple[str, ...], order: tuple[str, ...]
) -> defaultdict[int, _Rows]:
    """Of each version the rows of a table: the stamp, and the fields in their order."""
    found: defaultdict[int, _Rows] = defaultdict(list)
    rows = table.objects.filter(version__in=list(keys)).order_by(*order)
    for key, session, on, by, *values in rows.values_list("version_id", *_STAMP, *fields):
        found[key].append((Stamp(session, on, by), values))
    return found


def _standing(table: Any, case: models.Case, fields: tuple[str, ...]) -> Iterable[tuple[Any, ...]]:
    rows = table.objects.filter(case=case, taken_back_at__isnull=True)
    return rows.order_by("session", "pk").values_list(*fields)


def _version(row: VersionRows) -> domain.ContractVersion:
    try:
        return domain.ContractVersion(
            row.number,
            tuple(_save(at, *values) for at, values in row.saves),
            row.replaces,
            tuple(domain.StepTaken(domain.Step(step), at, why) for at, (step, why) in row.steps),
            tuple(domain.Assent(Party(who), at, *rest) for at, (who, *rest) in row.assents),
            tuple(domain.Hindsight(Party(who), at, *rest) for at, (who, *rest) in row.hindsights),
        )
    except (WemodeError, ValueError, TypeError, AttributeError, LookupError):
        # The cause may quote the document, and a message ends up in logs.
        raise WemodeError(
            Problem(
                f"version {row.number} of the contract",
                "what is kept of it is damaged",
                "Restore the case file from a backup",
            )
        ) from None


def _save(
    at: Stamp, revision: int, document: Any, proposed_by: str | None, reason: str
) -> domain.Save:
    proposer = None if proposed_by is None else Party(proposed_by)
    return domain.Save(revision, read_contract(document), at, proposer, reason)
