"""The rows of a case's records and formulation as the domain's values; few queries always."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from wemode import domain
from wemode.domain import Party, Record, Stamp, Written
from wemode.errors import Problem, WemodeError
from wemode.store import documents, models
from wemode.store.models import RecordKind
from wemode.store.read_contract import of_versions

_STAMP = ("session", "on", "by")
_T = TypeVar("_T")
_D = TypeVar("_D", domain.FactView, domain.CheckIn)


@dataclass(frozen=True, slots=True)
class FormulationRows:
    """What the tables hold of a case's records and formulation, not yet understood.

    Making values of it raises WemodeError, naming the record or pattern whose rows do not make one.
    """

    _writings: Mapping[str, list[tuple[Any, ...]]]
    _dropped: dict[tuple[str, int], Stamp]
    _versions: list[tuple[Any, ...]]
    _saves: dict[int, list[tuple[Stamp, list[Any]]]]
    _steps: dict[int, list[tuple[Stamp, list[Any]]]]
    _views: list[tuple[Any, ...]]
    _check_ins: list[tuple[Any, ...]]

    def episodes(self) -> tuple[Record[domain.Episode], ...]:
        """The episodes in the order in which they became known."""
        return self.records(RecordKind.EPISODE, documents.read_episode)

    def ledger(self) -> tuple[Record[domain.LedgerStrain], ...]:
        """The strains in the order in which they became known."""
        return self.records(RecordKind.STRAIN, documents.read_strain)

    def records(
        self, kind: RecordKind, read: Callable[[documents.Document], _T]
    ) -> tuple[Record[_T], ...]:
        """What is of a kind, in the order in which it became known."""
        found: defaultdict[int, list[Written[_T]]] = defaultdict(list)
        name = kind.value.replace("_", " ")
        for number, document, *at in self._writings.get(kind.value, ()):
            value = made(f"{name} {name[0]}{number}", read, document)
            found[number].append(Written(value, Stamp(*at)))
        return tuple(
            Record(f"{kind.value[0]}{number}", tuple(all), self._dropped.get((kind.value, number)))
            for number, all in sorted(
                found.items(), key=lambda item: (item[1][0].at.session, item[0])
            )
        )

    def patterns(self) -> tuple[domain.PatternVersion, ...]:
        """Every version of every pattern, in the order in which they became known."""
        made = (self._pattern(*head) for head in self._versions)
        return tuple(sorted(made, key=lambda one: one.saves[0].at.session))

    def views(self) -> tuple[domain.FactView, ...]:
        """How patterns were held: of each pattern and session the last that was said."""
        return _last(
            (view.pattern, view.at.session, view)
            for view in (
                made("a view of a pattern", domain.FactView, f"p{number}", value, Stamp(*at), words)
                for number, value, words, *at in self._views
            )
        )

    def check_ins(self) -> tuple[domain.CheckIn, ...]:
        """How sessions were found: of each party and session the last that was said."""
        return _last(
            (found.party, found.at.session, found)
            for found in (
                made("a check-in", _check_in, party, Stamp(*at), answers, words)
                for party, answers, words, *at in self._check_ins
            )
        )

    def _pattern(self, key: int, pattern: int, number: int) -> domain.PatternVersion:
        name = f"p{pattern}"
        return made(
            f"pattern {name}, version {number}",
            lambda: domain.PatternVersion(
                name,
                number,
                tuple(
                    domain.PatternSave(documents.read_pattern(document), at, reason)
                    for at, (document, reason) in self._saves.get(key, ())
                ),
                tuple(
                    domain.PatternStepTaken(domain.PatternStep(step), at, words)
                    for at, (step, words) in self._steps.get(key, ())
                ),
            ),
        )


def rows(case: models.Case) -> FormulationRows:
    """What is kept of the records and the formulation of a case; seven queries."""
    writings = models.Writing.objects.filter(record__case=case).order_by("revision")
    of_kinds: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    fields = ("record__kind", "record__number", "document")
    for kind, *row in writings.values_list(*fields, *_STAMP):
        of_kinds[kind].append(tuple(row))
    dropped = models.Dropped.objects.filter(record__case=case)
    versions = list(
        models.PatternVersion.objects.filter(case=case)
        .order_by("pattern", "number")
        .values_list("pk", "pattern", "number")
    )
    keys = [key for key, *_ in versions]
    return FormulationRows(
        of_kinds,
        {
            (kind, number): Stamp(*at)
            for kind, number, *at in dropped.values_list("record__kind", "record__number", *_STAMP)
        },
        versions,
        of_versions(models.PatternSave, keys, ("document", "reason"), ("revision",)),
        of_versions(models.PatternStep, keys, ("step", "words"), ("pk",)),
        _dated(models.FactView, case, ("pattern", "value", "words")),
        _dated(models.CheckIn, case, ("party", "answers", "words")),
    )


def codes(case: models.Case) -> tuple[domain.SessionCodes, ...]:
    """How many turns of each session with a transcript bear each code; one query."""
    rows = models.TurnCounts.objects.filter(transcript__session__case=case)
    fields = ("transcript__session__number", "patient_turns", "therapist_turns", "codes")
    found = rows.order_by("transcript__session__number").values_list(*fields)
    return tuple(domain.SessionCodes(*row) for row in found)


def made(what: str, make: Callable[..., _T], *given: Any) -> _T:
    """What these rows make; WemodeError says ``what`` it was to be and nothing of what is in it."""
    try:
        return make(*given)
    except documents.READ_ERRORS:
        # The cause may quote the document, and a message ends up in logs.
        damage = "what is kept of it is damaged"
        raise WemodeError(Problem(what, damage, "Restore the case file from a backup")) from None


def _check_in(party: str, at: Stamp, answers: Any, words: str) -> domain.CheckIn:
    return domain.CheckIn(Party(party), at, answers, words)


def _dated(table: Any, case: models.Case, fields: tuple[str, ...]) -> list[tuple[Any, ...]]:
    found = table.objects.filter(case=case).order_by("session", "pk")
    return list(found.values_list(*fields, *_STAMP))


def _last(found: Iterable[tuple[str, int, _D]]) -> tuple[_D, ...]:
    return tuple({(of, session): value for of, session, value in found}.values())
